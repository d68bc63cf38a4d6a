//! From a path to bytes: plain files, `.gz`, `.zst`, members of a `.zip`, folders, and account
//! archives, which are many files that belong together.
//!
//! Nothing is ever unpacked to disk, and what expands beyond all measure is refused.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use crate::ReadError;

/// How much of a file is looked at to recognise it, and the size of read buffers: 256 KiB.
const HEAD: usize = 256 << 10;
/// What is packed may always grow to this size …
const SMALL: u64 = 256 << 20;
/// … and beyond it to this many times the packed size. Text packs 5 to 50 to 1; a bomb 1,000 to 1.
const MOST_EXPANSION: u64 = 200;

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
    Member { zip: PathBuf, index: usize },
    ArchiveFolder(PathBuf),
    ArchiveZip(PathBuf),
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
            Place::File(path) | Place::ArchiveFolder(path) | Place::ArchiveZip(path) => path,
            Place::Member { zip, .. } => zip,
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        match &self.place {
            Place::Member { .. } => {
                let member = self.path.strip_prefix(&*path.to_string_lossy());
                format!("{name}{}", member.unwrap_or_default())
            }
            _ => name.into_owned(),
        }
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
            Place::ArchiveZip(path) => {
                Ok(Contents::TwitterArchive(Archive::Zip(Box::new(open_zip(path)?))))
            }
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
    let has = |name: &str| names.iter().any(|n| n == name || n.starts_with(&format!("{name}/")));
    if has("xl/workbook.xml") {
        found.push(Source { path: shown, place: Place::File(path.to_owned()) });
    } else if is_archive(has) {
        found.push(Source { path: shown, place: Place::ArchiveZip(path.to_owned()) });
    } else {
        members(path, &shown, zip, found)?;
    }
    Ok(())
}

fn members(
    path: &Path,
    shown: &str,
    mut zip: Zip,
    found: &mut Vec<Source>,
) -> Result<(), ReadError> {
    for index in 0..zip.len() {
        let member = zip.by_index_raw(index).map_err(broken_zip)?;
        let name = member.name().map_err(broken_zip)?.into_owned();
        let hidden = name.starts_with("__MACOSX/")
            || name.rsplit('/').next().is_some_and(|n| n.starts_with('.'));
        if member.is_dir() || hidden {
            continue;
        }
        let place = Place::Member { zip: path.to_owned(), index };
        found.push(Source { path: format!("{shown}/{name}"), place });
    }
    Ok(())
}

/// The files by which an account archive is known, old form and new.
fn is_archive(has: impl Fn(&str) -> bool) -> bool {
    ["data/tweets.js", "data/tweet.js", "data/js/tweets", "tweet.js", "data/js/tweet_index.js"]
        .iter()
        .any(|name| has(name))
}

/// The names of a zip's members; one that is no text has none.
fn names_of(zip: &Zip) -> Vec<String> {
    zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect()
}

type Zip = zip::ZipArchive<BufReader<File>>;

fn open_zip(path: &Path) -> Result<Zip, ReadError> {
    zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken_zip)
}

#[expect(clippy::needless_pass_by_value, reason = "used as map_err's function")]
fn broken_zip(error: zip::result::ZipError) -> ReadError {
    ReadError::NotUnderstood(format!("the zip file is damaged: {error}"))
}

fn read_member<R: Read + Seek>(
    zip: &mut zip::ZipArchive<R>,
    index: usize,
) -> Result<Vec<u8>, ReadError> {
    let member = zip.by_index(index).map_err(broken_zip)?;
    if member.enclosed_name().is_none() {
        let name = member.name().map_err(broken_zip)?;
        return Err(ReadError::NotUnderstood(format!(
            "the name {name:?} climbs out of the zip file"
        )));
    }
    let packed = member.compressed_size();
    let mut bytes = Vec::new();
    Limited::new(member, packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Refuses a zip of which a member expands beyond all measure, before another reader opens it.
pub(crate) fn check_zip(bytes: &[u8]) -> Result<(), ReadError> {
    let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(broken_zip)?;
    for index in 0..zip.len() {
        let member = zip.by_index(index).map_err(broken_zip)?;
        let packed = member.compressed_size();
        io::copy(&mut Limited::new(member, packed), &mut io::sink())?;
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

/// Refuses to go on when something packed expands beyond all measure.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    fn new(inner: R, packed: u64) -> Self {
        Self { inner, left: SMALL.max(packed.saturating_mul(MOST_EXPANSION)) }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other(format!(
                "it unpacks to more than {MOST_EXPANSION} times its size, which no archive does; not read further"
            ))
        })?;
        Ok(read)
    }
}

/// The files of an account archive.
pub enum Archive {
    /// Unpacked.
    Folder(PathBuf),
    /// As it was downloaded.
    Zip(Box<zip::ZipArchive<BufReader<File>>>),
}

impl Archive {
    /// The names of its files, with `/`, sorted.
    ///
    /// # Errors
    /// [`ReadError::Io`] when a folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, ReadError> {
        let mut names: Vec<String> = match self {
            Self::Zip(zip) => names_of(zip),
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
            Self::Zip(zip) => {
                let missing = || ReadError::NotUnderstood(format!("{name} is missing"));
                let index = zip.index_for_name(name).ok_or_else(missing)?;
                read_member(zip, index)
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn all(source: &Source) -> Result<String, ReadError> {
        let Contents::Stream(mut bytes) = source.contents()? else { panic!("a stream") };
        let mut text = String::new();
        bytes.read_to_string(&mut text)?;
        Ok(text)
    }

    fn zip_of(path: &Path, members: &[(&str, &[u8])]) {
        let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
        for (name, bytes) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    #[test]
    fn folders_zips_and_packed_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("b.json"), "plain").unwrap();
        std::fs::write(path("c.zst"), zstd::encode_all(&b"zstd"[..], 1).unwrap()).unwrap();
        let mut gz = flate2::write::GzEncoder::new(
            File::create(path("a.gz")).unwrap(),
            flate2::Compression::fast(),
        );
        gz.write_all(b"gzip").unwrap();
        gz.finish().unwrap();
        zip_of(&path("d.zip"), &[("one.csv", b"1"), ("in/two.csv", b"2"), ("../out.csv", b"3")]);
        zip_of(&path("e.zip"), &[("data/tweets.js", b"window.YTD.tweets.part0 = []")]);

        let found = open(folder.path()).unwrap();
        let names: Vec<String> = found.iter().map(Source::name).collect();
        assert_eq!(
            names,
            [
                "a.gz",
                "b.json",
                "c.zst",
                "d.zip/one.csv",
                "d.zip/in/two.csv",
                "d.zip/../out.csv",
                "e.zip"
            ]
        );
        let texts: Vec<String> = found[..5].iter().map(|s| all(s).unwrap()).collect();
        assert_eq!(texts, ["gzip", "plain", "zstd", "1", "2"]);
        assert!(all(&found[5]).unwrap_err().to_string().contains("climbs out"));
        assert!(matches!(found[6].contents().unwrap(), Contents::TwitterArchive(_)));
    }

    #[test]
    fn a_bomb_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.zst");
        let zeros = io::repeat(0).take(SMALL + (1 << 20));
        std::fs::write(&path, zstd::encode_all(zeros, 1).unwrap()).unwrap();
        let error = all(&open(&path).unwrap()[0]).unwrap_err().to_string();
        assert!(error.contains("unpacks to more than"), "{error}");
    }

    #[test]
    fn a_missing_file_is_an_error() {
        assert!(matches!(open(Path::new("/nowhere/at/all.csv")), Err(ReadError::Io(_))));
    }
}
