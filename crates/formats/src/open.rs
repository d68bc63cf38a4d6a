//! From a path to bytes: plain files, `.gz`, `.zst`, members of a `.zip`, folders, and account
//! archives, which are many files that belong together.
//!
//! Nothing is ever unpacked to disk, and what expands beyond all measure is refused.

mod archive;
mod limited;
mod zips;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

pub use archive::Archive;
pub(crate) use zips::check_zip;

use crate::ReadError;
use archive::{is_archive, root_of};
use limited::Limited;
use zips::{Zip, broken_zip, names_of, open_zip, read_member};

/// How much of a file is looked at to recognise it, and the size of read buffers: 256 KiB.
const HEAD: usize = 256 << 10;

/// One thing to read: a file, a member of a zip, or a whole account archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How it is called in answers: the path, and inside a zip the member behind a `/`.
    pub path: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Member {
        zip: PathBuf,
        index: usize,
    },
    ArchiveFolder(PathBuf),
    /// With the folder inside the zip that holds it: empty, or ending in `/`.
    ArchiveZip {
        zip: PathBuf,
        root: String,
    },
}

/// The bytes of a [`Source`].
pub enum Contents {
    /// One stream, unpacked.
    Stream(Box<dyn BufRead>),
    /// A Twitter/X account archive.
    TwitterArchive(Archive),
}

impl Source {
    /// The name under which its sightings are noted: the file's own name, without folders.
    #[must_use]
    pub fn name(&self) -> String {
        let path = match &self.place {
            Place::File(path) | Place::ArchiveFolder(path) => path,
            Place::Member { zip, .. } | Place::ArchiveZip { zip, .. } => zip,
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let inside = self.path.strip_prefix(&*path.to_string_lossy());
        format!("{name}{}", inside.unwrap_or_default())
    }

    /// The size on disk in bytes, for progress; 0 for what is not one file.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.place {
            Place::File(path) => path.metadata().map_or(0, |m| m.len()),
            _ => 0,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`ReadError::Io`] when it cannot be opened, [`ReadError::NotUnderstood`] for a broken zip.
    pub fn contents(&self) -> Result<Contents, ReadError> {
        match &self.place {
            Place::File(path) => {
                Ok(Contents::Stream(unpacked(Box::new(File::open(path)?), path.metadata()?.len())?))
            }
            Place::Member { zip, index } => {
                let bytes = read_member(&mut open_zip(zip)?, *index)?;
                let size = bytes.len() as u64;
                Ok(Contents::Stream(unpacked(Box::new(io::Cursor::new(bytes)), size)?))
            }
            Place::ArchiveFolder(path) => {
                Ok(Contents::TwitterArchive(Archive::Folder(path.clone())))
            }
            Place::ArchiveZip { zip, root } => Ok(Contents::TwitterArchive(Archive::Zip {
                zip: Box::new(open_zip(zip)?),
                root: root.clone(),
            })),
        }
    }
}

/// Lists what is to be read at a path, in a fixed order: folders are walked, zips opened.
///
/// # Errors
/// [`ReadError::Io`] when the path is not there or not readable, [`ReadError::NotUnderstood`] for a
/// broken zip.
pub fn open(path: &Path) -> Result<Vec<Source>, ReadError> {
    let mut found = Vec::new();
    if path.is_dir() {
        walk(path, &mut found)?;
    } else {
        file(path, &mut found)?;
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Source>) -> Result<(), ReadError> {
    if is_archive(|name| folder.join(name).exists()) {
        let path = folder.display().to_string();
        found.push(Source { path, place: Place::ArchiveFolder(folder.to_owned()) });
        return Ok(());
    }
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type()?;
        if hidden || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), found)?;
        } else if kind.is_file() {
            file(&entry.path(), found)?;
        }
    }
    Ok(())
}

fn file(path: &Path, found: &mut Vec<Source>) -> Result<(), ReadError> {
    let shown = path.display().to_string();
    let mut head = [0; 4];
    let read = File::open(path)?.read(&mut head)?;
    if &head[..read] != b"PK\x03\x04" {
        found.push(Source { path: shown, place: Place::File(path.to_owned()) });
        return Ok(());
    }
    let zip = open_zip(path)?;
    let names = names_of(&zip);
    if names.iter().any(|name| name == "xl/workbook.xml") {
        found.push(Source { path: shown, place: Place::File(path.to_owned()) });
        return Ok(());
    }
    // Often somebody packed the folder, and not what is in it; or several people's folders.
    let roots: BTreeSet<&str> = names.iter().filter_map(|name| root_of(name)).collect();
    for root in &roots {
        let place = Place::ArchiveZip { zip: path.to_owned(), root: (*root).to_owned() };
        let inside = root.trim_end_matches('/');
        let slash = if inside.is_empty() { "" } else { "/" };
        found.push(Source { path: format!("{shown}{slash}{inside}"), place });
    }
    members(path, &shown, zip, &roots, found)
}

fn members(
    path: &Path,
    shown: &str,
    mut zip: Zip,
    archives: &BTreeSet<&str>,
    found: &mut Vec<Source>,
) -> Result<(), ReadError> {
    for index in 0..zip.len() {
        let member = zip.by_index_raw(index).map_err(broken_zip)?;
        let name = member.name().map_err(broken_zip)?.into_owned();
        let hidden = name.starts_with("__MACOSX/")
            || name.rsplit('/').next().is_some_and(|n| n.starts_with('.'));
        let belongs = archives.iter().any(|root| name.starts_with(root));
        if member.is_dir() || hidden || belongs {
            continue;
        }
        let place = Place::Member { zip: path.to_owned(), index };
        found.push(Source { path: format!("{shown}/{name}"), place });
    }
    Ok(())
}

/// Unpacks gzip and zstd, told by their first bytes.
fn unpacked(input: Box<dyn Read>, size: u64) -> Result<Box<dyn BufRead>, ReadError> {
    let mut input = BufReader::with_capacity(HEAD, input);
    let head = input.fill_buf()?;
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        let plain = Limited::new(flate2::bufread::MultiGzDecoder::new(input), size);
        Box::new(BufReader::with_capacity(HEAD, plain))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let plain = Limited::new(zstd::stream::read::Decoder::with_buffer(input)?, size);
        Box::new(BufReader::with_capacity(HEAD, plain))
    } else {
        Box::new(input)
    })
}

#[cfg(test)]
mod tests;
