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

/// The member by which a workbook is known.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";

/// A member as far as it could be unpacked.
pub(super) struct Member {
    pub(super) bytes: Vec<u8>,
    /// Why it may not be whole.
    pub(super) why: Option<io::Error>,
}

impl Member {
    /// Its bytes, if they are whole.
    ///
    /// # Errors
    /// [`ReadError::Io`] says why they may not be.
    pub(super) fn whole(self) -> Result<Vec<u8>, ReadError> {
        self.why.map_or(Ok(self.bytes), |why| Err(why.into()))
    }
}

pub(super) type Zip = zip::ZipArchive<BufReader<File>>;

pub(super) fn open_zip(path: &Path) -> Result<Zip, ReadError> {
    zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken_zip)
}

#[expect(clippy::needless_pass_by_value, reason = "used as map_err's function")]
pub(super) fn broken_zip(error: zip::result::ZipError) -> ReadError {
    ReadError::Damaged(format!("the zip file is damaged: {error}"))
}

pub(super) fn read_member<R: Read + Seek>(
    zip: &mut zip::ZipArchive<R>,
    index: usize,
) -> Result<Member, ReadError> {
    unpack(zip.by_index(index).map_err(broken_zip)?)
}

/// The names of the members that stand whole in a zip without its end, where the list of them is: it was
/// not downloaded to its end.
pub(super) fn whole_members(path: &Path) -> Result<Vec<String>, ReadError> {
    let (mut names, mut file) = (Vec::new(), BufReader::new(File::open(path)?));
    while let Ok(Some(member)) = zip::read::read_zipfile_from_stream(&mut file) {
        let name = member.name().map(std::borrow::Cow::into_owned);
        let packed = member.compressed_size();
        let whole = io::copy(&mut Limited::new(member, packed), &mut io::sink());
        match (name, whole) {
            (Ok(name), Ok(_)) => names.push(name),
            _ => break,
        }
    }
    Ok(names)
}

/// Reads one of [`whole_members`], counted from 0.
pub(super) fn read_whole_member(path: &Path, number: usize) -> Result<Member, ReadError> {
    let mut file = BufReader::new(File::open(path)?);
    for _ in 0..number {
        // What is dropped is read to its end, so that the next begins.
        drop(zip::read::read_zipfile_from_stream(&mut file).map_err(broken_zip)?);
    }
    let member = zip::read::read_zipfile_from_stream(&mut file).map_err(broken_zip)?;
    unpack(member.ok_or_else(|| ReadError::Damaged("the zip file has changed".into()))?)
}

fn unpack<R: Read>(member: zip::read::ZipFile<'_, R>) -> Result<Member, ReadError> {
    if member.enclosed_name().is_none() {
        let name = member.name().map_err(broken_zip)?;
        let climbs = format!("the name {name:?} climbs out of the zip file; it was not read");
        return Err(ReadError::Refused(climbs));
    }
    let packed = member.compressed_size();
    let mut bytes = Vec::new();
    let why = match Limited::new(member, packed).read_to_end(&mut bytes) {
        Ok(_) => None,
        // What stands before the damage, or with a sum that is not right, is read all the same.
        Err(why) if why.kind() != io::ErrorKind::FileTooLarge && !bytes.is_empty() => Some(why),
        Err(why) => return Err(why.into()),
    };
    Ok(Member { bytes, why })
}

/// Refuses a workbook of which a member expands beyond all measure, before another reader opens it; and a
/// zip that is none.
pub(crate) fn check_zip(bytes: &[u8]) -> Result<(), ReadError> {
    let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(broken_zip)?;
    if zip.index_for_name(WORKBOOK).is_none() {
        let inside =
            "this is a zip file that came out of another, or out of a pipe: unpack it first";
        return Err(ReadError::NotUnderstood(inside.into()));
    }
    for index in 0..zip.len() {
        let member = zip.by_index(index).map_err(broken_zip)?;
        let packed = member.compressed_size();
        io::copy(&mut Limited::new(member, packed), &mut io::sink())?;
    }
    Ok(())
}
