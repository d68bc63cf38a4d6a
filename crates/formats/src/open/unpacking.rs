//! Bytes as they were before somebody packed or encoded them: gzip, zstd, UTF-16.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use super::limited::Limited;
use crate::ReadError;

/// How much of a file is looked at to recognise it, and the size of read buffers: 256 KiB.
const HEAD: usize = 256 << 10;
/// The longest file in UTF-16 that is read into memory: 1 GiB.
const LONGEST: u64 = 1 << 30;

/// Where a packed stream says that it broke off before its end, once it is read.
#[derive(Debug, Clone, Default)]
pub struct Broke(Rc<RefCell<Option<io::Error>>>);

impl Broke {
    pub(super) fn note(&self, why: io::Error) {
        *self.0.borrow_mut() = Some(why);
    }

    /// Why it broke off, if it did; what came before is good.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        self.0.borrow().as_ref().map(ToString::to_string)
    }
}

/// Unpacks gzip and zstd, and puts UTF-16 into UTF-8, told by their first bytes.
pub(super) fn unpacked(
    input: Box<dyn Read>,
    size: u64,
) -> Result<(Box<dyn BufRead>, Broke), ReadError> {
    let mut input = BufReader::with_capacity(HEAD, input);
    let broke = Broke::default();
    let head = input.fill_buf()?;
    let plain: Box<dyn Read> = if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(input))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::stream::read::Decoder::with_buffer(input)?)
    } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Ok((from_utf_16(input)?, broke));
    } else {
        return Ok((Box::new(input), broke));
    };
    let cut = UpToTheBreak { plain, broke: broke.clone() };
    let limited = Limited::new(cut, size);
    Ok((Box::new(BufReader::with_capacity(HEAD, limited)), broke))
}

/// What spreadsheets call "Unicode text".
fn from_utf_16(input: impl Read) -> Result<Box<dyn BufRead>, ReadError> {
    let mut bytes = Vec::new();
    input.take(LONGEST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == LONGEST {
        return Err(ReadError::NotUnderstood("a file of more than 1 GiB in UTF-16".into()));
    }
    let (text, ..) = encoding_rs::UTF_16LE.decode(&bytes);
    Ok(Box::new(Cursor::new(text.into_owned().into_bytes())))
}

/// Ends where the packed bytes are cut or damaged, and notes why.
struct UpToTheBreak {
    plain: Box<dyn Read>,
    broke: Broke,
}

impl Read for UpToTheBreak {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        if self.broke.0.borrow().is_some() {
            return Ok(0);
        }
        match self.plain.read(buffer) {
            Err(error) if matches!(error.kind(), UnexpectedEof | InvalidInput | InvalidData) => {
                self.broke.note(error);
                Ok(0)
            }
            read => read,
        }
    }
}
