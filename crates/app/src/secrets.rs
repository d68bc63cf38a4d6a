//! Tokens: where they are read from, and whether others could read them there.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use networks::Secret;

use crate::terminal::plain;

/// The token that stands alone in a file. Says on stderr if others can read it.
///
/// # Errors
/// As [`read`].
pub(crate) fn from_file(file: &Path) -> Result<Secret> {
    let token = read(file)?;
    warn_if_shared(file);
    Ok(token)
}

/// The same, once more and without a word.
///
/// # Errors
/// When the file cannot be read or holds no token. The message holds nothing of its content.
pub(crate) fn read(file: &Path) -> Result<Secret> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("reading the token in {}", file.display()))?;
    token(&text)
        .with_context(|| format!("{} does not hold a token, alone on a line", file.display()))
}

/// The token in a variable of the environment.
///
/// # Errors
/// When there is none.
pub(crate) fn from_env(variable: &str) -> Result<Secret> {
    let text = std::env::var(variable).ok();
    let text = text.with_context(|| format!("the environment has no variable {variable}"))?;
    token(&text).with_context(|| format!("the variable {variable} does not hold a token"))
}

fn token(text: &str) -> Result<Secret> {
    let token = text.trim();
    let is_one = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    ensure!(is_one, "a token is one word of plain letters");
    Ok(Secret::new(token))
}

/// Says on stderr, once at the start, if others on this computer can read a file with a token in it.
pub(crate) fn warn_if_shared(file: &Path) {
    if is_shared(file) {
        let name = plain(&file.display().to_string());
        eprintln!(
            "chatkeep: {name} holds a token, and others on this computer can read it: chmod 600 {name}"
        );
    }
}

#[cfg(unix)]
fn is_shared(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_shared(_: &Path) -> bool {
    false
}
