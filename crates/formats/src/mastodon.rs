//! To come.
use crate::{ReadError, Reading};
use std::io::BufRead;
/// To come.
pub fn read(_input: &mut dyn BufRead, _reading: &mut Reading<'_>) -> Result<(), ReadError> {
    Ok(())
}
