//! To come.
use crate::{ReadError, Reading, open::Archive};
use std::io::BufRead;
/// To come.
pub fn read(_archive: &mut Archive, _reading: &mut Reading<'_>) -> Result<(), ReadError> {
    Ok(())
}
/// To come.
pub fn read_part(_input: &mut dyn BufRead, _reading: &mut Reading<'_>) -> Result<(), ReadError> {
    Ok(())
}
