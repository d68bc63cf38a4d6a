//! An account archive: many files that belong together, in a folder or a zip.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::zips::{names_of, read_member};
use crate::ReadError;

/// The files and folders by which an account archive is known, old form and new. The longer ones
/// first, for some end as others do.
const KNOWN_BY: [&str; 5] =
    ["data/js/tweet_index.js", "data/js/tweets", "data/tweets.js", "data/tweet.js", "tweet.js"];

/// Whether a folder holds an account archive.
pub(super) fn is_archive(has: impl Fn(&str) -> bool) -> bool {
    KNOWN_BY.iter().any(|name| has(name))
}

/// The folder of the account archive that a file shows by its name: empty, or ending in `/`.
pub(super) fn root_of(name: &str) -> Option<&str> {
    KNOWN_BY.iter().find_map(|known| {
        let starts = name.match_indices(known).map(|(at, _)| at);
        let mut starts = starts.filter(|&at| at == 0 || name[..at].ends_with('/'));
        let whole = |&at: &usize| {
            let rest = &name[at + known.len()..];
            rest.is_empty() || rest.starts_with('/')
        };
        starts.find(whole).map(|at| &name[..at])
    })
}

/// The files of an account archive.
pub enum Archive {
    /// Unpacked.
    Folder(PathBuf),
    /// As it was downloaded, or packed again.
    Zip {
        /// The zip.
        zip: Box<zip::ZipArchive<BufReader<File>>>,
        /// The folder in it that holds the archive: empty, or ending in `/`.
        root: String,
    },
}

impl Archive {
    /// The names of its files, with `/`, sorted.
    ///
    /// # Errors
    /// [`ReadError::Io`] when a folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, ReadError> {
        let mut names: Vec<String> = match self {
            Self::Zip { zip, root } => {
                let inside = |name: String| name.strip_prefix(&*root).map(str::to_owned);
                names_of(zip).into_iter().filter_map(inside).collect()
            }
            Self::Folder(root) => {
                let mut names = Vec::new();
                list(root, root, &mut names)?;
                names
            }
        };
        names.sort();
        Ok(names)
    }

    /// Reads one of its files whole.
    ///
    /// # Errors
    /// [`ReadError`] when it is not there, damaged, or expands beyond all measure.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Folder(root) => Ok(std::fs::read(root.join(name))?),
            Self::Zip { zip, root } => {
                let missing = || ReadError::NotUnderstood(format!("{name} is missing"));
                let index = zip.index_for_name(&format!("{root}{name}")).ok_or_else(missing)?;
                read_member(zip, index)?.whole()
            }
        }
    }
}

fn list(root: &Path, folder: &Path, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let (path, kind) = {
            let e = entry?;
            (e.path(), e.file_type()?)
        };
        if kind.is_dir() {
            list(root, &path, names)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            names.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
