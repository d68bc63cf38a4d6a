//! From a path to bytes: plain files, `.gz`, `.zst`, members of a `.zip`, folders, and account
//! archives, which are many files that belong together.
//!
//! Nothing is ever unpacked to disk, and what expands beyond all measure is refused.

mod archive;
mod limited;
mod unpacking;
mod zips;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

pub use archive::Archive;
pub use unpacking::Broke;
pub(crate) use zips::check_zip;

use crate::ReadError;
use archive::{is_archive, root_of};
use unpacking::unpacked;
use zips::{
    Member, WORKBOOK, Zip, broken_zip, names_of, open_zip, read_member, read_whole_member,
    whole_members,
};

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
    /// One of those that stand whole in a zip without its end.
    WholeMember {
        zip: PathBuf,
        number: usize,
    },
    /// What cannot be read, and why.
    Damaged {
        path: PathBuf,
        reason: String,
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
    /// One stream, unpacked, and where it says whether it broke off.
    Stream(Box<dyn BufRead>, Broke),
    /// A Twitter/X account archive.
    TwitterArchive(Archive),
}

impl Source {
    /// The name under which its sightings are noted: the file's own name, without folders.
    #[must_use]
    pub fn name(&self) -> String {
        let path = match &self.place {
            Place::File(path) | Place::ArchiveFolder(path) | Place::Damaged { path, .. } => path,
            Place::Member { zip, .. }
            | Place::WholeMember { zip, .. }
            | Place::ArchiveZip { zip, .. } => zip,
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
    /// [`ReadError::Io`] when it cannot be opened, [`ReadError::Damaged`] for a broken zip.
    pub fn contents(&self) -> Result<Contents, ReadError> {
        match &self.place {
            Place::File(path) => {
                stream(unpacked(Box::new(File::open(path)?), path.metadata()?.len())?)
            }
            Place::Member { zip, index } => member(read_member(&mut open_zip(zip)?, *index)?),
            Place::WholeMember { zip, number } => member(read_whole_member(zip, *number)?),
            Place::Damaged { reason, .. } => Err(ReadError::Damaged(reason.clone())),
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

fn stream((bytes, broke): (Box<dyn BufRead>, Broke)) -> Result<Contents, ReadError> {
    Ok(Contents::Stream(bytes, broke))
}

fn member(Member { bytes, why }: Member) -> Result<Contents, ReadError> {
    let size = bytes.len() as u64;
    let (bytes, broke) = unpacked(Box::new(io::Cursor::new(bytes)), size)?;
    if let Some(why) = why {
        broke.note(why);
    }
    stream((bytes, broke))
}

/// Lists what is to be read at a path, in a fixed order: folders are walked, zips opened. What is damaged
/// in a folder is listed too, and gives its error when it is opened.
///
/// # Errors
/// [`ReadError::Io`] when the path is not there or not readable.
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
        if hidden || !(kind.is_dir() || kind.is_file()) {
            continue;
        }
        let path = entry.path();
        let listed = if kind.is_dir() { walk(&path, found) } else { file(&path, found) };
        if listed.is_err() {
            // It says itself what is wrong with it when it is opened.
            found.push(Source { path: path.display().to_string(), place: Place::File(path) });
        }
    }
    Ok(())
}

fn file(path: &Path, found: &mut Vec<Source>) -> Result<(), ReadError> {
    let shown = path.display().to_string();
    let plain = || Source { path: shown.clone(), place: Place::File(path.to_owned()) };
    let mut head = [0; 4];
    // What is looked at in a pipe would be missing afterwards.
    let read = if path.metadata()?.is_file() { File::open(path)?.read(&mut head)? } else { 0 };
    if !matches!(&head[..read], b"PK\x03\x04" | b"PK\x05\x06") {
        found.push(plain());
        return Ok(());
    }
    let zip = match open_zip(path) {
        Err(ReadError::Damaged(reason)) => return cut(path, &shown, reason, found),
        opened => opened?,
    };
    let names = names_of(&zip);
    if names.iter().any(|name| name == WORKBOOK) {
        found.push(plain());
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

/// A zip without its end gives the members that stand whole before it, and says that it is cut.
fn cut(path: &Path, shown: &str, reason: String, found: &mut Vec<Source>) -> Result<(), ReadError> {
    let names = whole_members(path)?;
    let listed_before = found.len();
    let is_workbook = names.iter().any(|name| name.starts_with("xl/"));
    for (number, name) in names.into_iter().enumerate().filter(|_| !is_workbook) {
        if is_of_use(&name) {
            let place = Place::WholeMember { zip: path.to_owned(), number };
            found.push(Source { path: format!("{shown}/{name}"), place });
        }
    }
    let whole = found.len() - listed_before;
    let reason = match whole {
        0 => reason,
        _ => format!(
            "{reason}. It seems to be cut; the files that stand whole in it ({whole}) were read"
        ),
    };
    let place = Place::Damaged { path: path.to_owned(), reason };
    found.push(Source { path: shown.to_owned(), place });
    Ok(())
}

/// Whether a member may hold posts by its name.
fn is_of_use(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    !name.starts_with("__MACOSX/") && !file.is_empty() && !file.starts_with('.')
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
        let belongs = archives.iter().any(|root| name.starts_with(root));
        if !is_of_use(&name) || belongs {
            continue;
        }
        let place = Place::Member { zip: path.to_owned(), index };
        found.push(Source { path: format!("{shown}/{name}"), place });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
