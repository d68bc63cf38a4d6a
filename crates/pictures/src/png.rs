//! PNG, and the first frame of a moving one.

use std::io::Cursor;

use png::{Decoder, Limits, Transformations};

use crate::decode::{damaged, fits};
use crate::{Canvas, MOST_PIXELS, PictureError};

pub(crate) fn decode(file: &[u8]) -> Result<Canvas, PictureError> {
    // Of a channel at 16 bits before it is made 8.
    let limits = Limits { bytes: MOST_PIXELS * 8 };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = (header.width as usize, header.height as usize);
    fits(width, height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = reader.output_buffer_size().ok_or(PictureError::TooManyPixels(width, height))?;
    let mut bytes = vec![0; size];
    let told = reader.next_frame(&mut bytes).map_err(damaged)?;
    bytes.truncate(told.buffer_size());
    let (width, height) = (told.width as usize, told.height as usize);
    Canvas::of(width, height, told.color_type.samples(), &bytes)
}
