//! Zip files: their members, read whole, none of which may climb out or expand beyond all measure.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use super::limited::Limited;
use crate::ReadError;

/// The names of a zip's members; one that is no text has none.
pub(super) fn names_of(zip: &Zip) -> Vec<String> {
    zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect()
}

pub(super) type Zip = zip::ZipArchive<BufReader<File>>;

pub(super) fn open_zip(path: &Path) -> Result<Zip, ReadError> {
    zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken_zip)
}

#[expect(clippy::needless_pass_by_value, reason = "used as map_err's function")]
pub(super) fn broken_zip(error: zip::result::ZipError) -> ReadError {
    ReadError::NotUnderstood(format!("the zip file is damaged: {error}"))
}

pub(super) fn read_member<R: Read + Seek>(
    zip: &mut zip::ZipArchive<R>,
    index: usize,
) -> Result<Vec<u8>, ReadError> {
    let member = zip.by_index(index).map_err(broken_zip)?;
    if member.enclosed_name().is_none() {
        let name = member.name().map_err(broken_zip)?;
        let climbs = format!("the name {name:?} climbs out of the zip file; it was not read");
        return Err(ReadError::Refused(climbs));
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
