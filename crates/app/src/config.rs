//! `chatkeep.toml`: which series are followed, where, with which tokens, and how often servers are asked.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU64;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chat::Tag;
use jiff::{Timestamp, tz::TimeZone};
use networks::{Directories, Model, Pace, Place, Renewal, Secret};
use serde::Deserialize;

use crate::capture::{Capture, Part, until};
use crate::secrets;
use crate::web::{Limits, Rates};

/// A commented example, which says what holds without a configuration.
pub(crate) const EXAMPLE: &str = include_str!("../config/chatkeep.toml");

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    series: Vec<Series>,
    /// By host, with a port where it is unusual.
    servers: BTreeMap<String, Server>,
    polling: Polling,
    bluesky: Bluesky,
    rewrite: Option<Rewrite>,
    limits: Rates,
}

/// The language model that rewrites a summary when it is asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rewrite {
    url: String,
    model: String,
    token_env: Option<String>,
}

/// A series of chats that is followed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    tags: Vec<Hashtag>,
    on: Vec<On>,
    until: Option<String>,
}

/// Whose eyes a server is seen with: one of these.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table, such as [servers.\"reef.example\"]")]
struct Server {
    token_file: Option<std::path::PathBuf>,
    token_env: Option<String>,
    #[serde(deserialize_with = "hidden")]
    token: Option<Secret>,
}

/// How often servers are looked at.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Polling {
    busy_secs: NonZeroU64,
    quiet_secs: NonZeroU64,
    again_secs: NonZeroU64,
    whole_secs: NonZeroU64,
}

/// Who is asked about accounts of Bluesky's network, where it is not Bluesky itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Bluesky {
    view: Option<Address>,
    directory: Option<Address>,
}

/// A server's address, as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Address(networks::Address);

/// A tag, as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Hashtag(Tag);

/// A place, as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct On(Place);

/// Why a text is no configuration. It quotes no value: one of them may be a token.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub(crate) struct ConfigError {
    line: usize,
    column: usize,
    what: String,
}

impl Default for Polling {
    fn default() -> Self {
        let Pace { busy, quiet, again, whole, .. } = Pace::default();
        let secs = |wait: Duration| NonZeroU64::new(wait.as_secs()).unwrap_or(NonZeroU64::MIN);
        Self {
            busy_secs: secs(busy),
            quiet_secs: secs(quiet),
            again_secs: secs(again),
            whole_secs: secs(whole),
        }
    }
}

impl Polling {
    fn pace(&self) -> Pace {
        let [busy, quiet, again, whole] =
            [self.busy_secs, self.quiet_secs, self.again_secs, self.whole_secs]
                .map(|secs| Duration::from_secs(secs.get()));
        Pace { busy, quiet: quiet.max(busy), again, whole, ..Pace::default() }
    }
}

impl TryFrom<String> for Hashtag {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        Tag::named(&written).map(Self).ok_or(crate::cli::NO_TAG)
    }
}

impl TryFrom<String> for Address {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        written.parse().map(Self)
    }
}

impl TryFrom<String> for On {
    type Error = networks::PlaceError;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        written.parse().map(Self)
    }
}

fn hidden<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Secret>, D::Error> {
    String::deserialize(value).map(|token| Some(Secret::new(&token)))
}

impl Config {
    /// Reads what a configuration says.
    ///
    /// # Errors
    /// [`ConfigError`], with the place.
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let before = &text[..error.span().map_or(0, |span| span.start.min(text.len()))];
            let line_starts = before.rfind('\n').map_or(0, |end| end + 1);
            // The library's own wording of the whole shows the line, in which a token may stand.
            ConfigError {
                line: before.matches('\n').count() + 1,
                column: before[line_starts..].chars().count() + 1,
                what: without_values(error.message()),
            }
        })
    }

    /// What is to be captured, each server with its token. `until` holds for series that do not say
    /// when they end. Says on stderr if others can read a token.
    ///
    /// # Errors
    /// When the file cannot be read or understood, or what it names does not fit together.
    pub(crate) fn capture_of(file: &Path, default_until: Option<&str>) -> Result<Capture> {
        let named = || format!("the configuration {}", file.display());
        let text = std::fs::read_to_string(file).with_context(named)?;
        let config = Self::parse(&text).with_context(named)?;
        if config.servers.values().any(|server| server.token.is_some()) {
            secrets::warn_if_shared(file);
        }
        let now = crate::clock::now();
        config.capture(file, default_until, now, &TimeZone::system()).with_context(named)
    }

    /// How often one address may ask `serve`.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub(crate) fn limits_of(file: &Path) -> Result<Limits> {
        let named = || format!("the configuration {}", file.display());
        let text = std::fs::read_to_string(file).with_context(named)?;
        Ok(Limits::of(Self::parse(&text).with_context(named)?.limits))
    }

    /// The language model that a configuration names.
    ///
    /// # Errors
    /// When the file cannot be read or understood, or names none.
    pub(crate) fn model_of(file: &Path) -> Result<Model> {
        let named = || format!("the configuration {}", file.display());
        let text = std::fs::read_to_string(file).with_context(named)?;
        let config = Self::parse(&text).with_context(named)?;
        let found = config.rewrite.context("it has no [rewrite]: `chatkeep config` shows one");
        found.and_then(|rewrite| rewrite.model()).with_context(named)
    }

    fn capture(
        &self,
        file: &Path,
        default_until: Option<&str>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Capture> {
        let mut parts = Vec::new();
        let mut named = HashSet::new();
        for series in &self.series {
            let tags: Vec<Tag> = series.tags.iter().map(|Hashtag(tag)| tag.clone()).collect();
            ensure!(!tags.is_empty() && !series.on.is_empty(), "a series needs `tags` and `on`");
            let places: Vec<Place> = series.on.iter().map(|On(place)| place.clone()).collect();
            for place in &places {
                let key = (place.name(), tags.iter().map(Tag::to_string).collect::<Vec<_>>());
                ensure!(named.insert(key), "{place} is named twice for #{}", tags[0]);
            }
            let until = series.until.as_deref().or(default_until);
            let until = until.map(|text| until::end(text, now, zone)).transpose();
            let until = until.with_context(|| format!("until of #{}", tags[0]))?;
            parts.push(Part { tags, places, until });
        }
        let named = |address: &Option<Address>| address.clone().map(|Address(url)| url);
        let Bluesky { view, directory } = &self.bluesky;
        let directories = Directories { view: named(view), accounts: named(directory) };
        let pace = self.polling.pace();
        let mut capture =
            Capture { parts, since: None, pace, directories, renewals: BTreeMap::new() };
        for (host, server) in &self.servers {
            let token = server.token(host, file, secrets::from_file)?;
            let (host_again, file_again) = (host.clone(), file.to_owned());
            let renewal = Renewal::new(move || Self::token_of(&host_again, &file_again).ok());
            if !capture.sign_in(host, &token, renewal) {
                bail!("servers.\"{host}\": no `on` names this server");
            }
        }
        Ok(capture)
    }

    /// A server's token, as the configuration names it by now.
    fn token_of(host: &str, file: &Path) -> Result<Secret> {
        let config = Self::parse(&std::fs::read_to_string(file)?)?;
        let server = config.servers.get(host).context("it is not named any more")?;
        server.token(host, file, secrets::read)
    }
}

impl Rewrite {
    fn model(&self) -> Result<Model> {
        let url = Model::address(&self.url).context("rewrite.url")?;
        let token = self.token_env.as_deref().map(secrets::from_env).transpose();
        Ok(Model { url, name: self.model.clone(), token: token.context("rewrite.token_env")? })
    }
}

impl Server {
    fn token(
        &self,
        host: &str,
        file: &Path,
        from_file: impl Fn(&Path) -> Result<Secret>,
    ) -> Result<Secret> {
        let found = match (&self.token_file, &self.token_env, &self.token) {
            (Some(path), None, None) => {
                from_file(&file.parent().unwrap_or(Path::new("")).join(path))
            }
            (None, Some(variable), None) => secrets::from_env(variable),
            (None, None, Some(token)) => Ok(token.clone()),
            _ => bail!("servers.\"{host}\": name one of `token_file`, `token_env` and `token`"),
        };
        found.with_context(|| format!("servers.\"{host}\""))
    }
}

/// A message without the value that it found: `invalid type: string "…", expected a table`.
fn without_values(message: &str) -> String {
    let is_about_a_value = message.starts_with("invalid ") && message.contains(": ");
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if is_about_a_value => format!("expected {expected}"),
        None if is_about_a_value => "this value does not fit".to_owned(),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests;
