//! WebP, and the first frame of a moving one.

use std::io::Cursor;

use image_webp::WebPDecoder;

use crate::decode::{damaged, fits};
use crate::{Canvas, PictureError};

/// Bytes of a chunk's head, and of a frame's before what it holds.
const HEAD: usize = 8;
const FRAME_HEAD: usize = 16;

pub(crate) fn decode(file: &[u8]) -> Result<Canvas, PictureError> {
    each_size(file.get(12..).unwrap_or_default(), &mut fits)?;
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    fits(width, height)?;
    let size = decoder.output_buffer_size().ok_or(PictureError::TooManyPixels(width, height))?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut bytes = vec![0; size];
    decoder.read_image(&mut bytes).map_err(damaged)?;
    Canvas::of(width, height, channels, &bytes)
}

/// Looks at the size that each lossy picture within the file claims (RFC 6386 §9.1): the decoder takes
/// memory for it before it compares it with that of the whole.
fn each_size(
    mut chunks: &[u8],
    look: &mut dyn FnMut(usize, usize) -> Result<(), PictureError>,
) -> Result<(), PictureError> {
    while let Some((head, rest)) = chunks.split_first_chunk::<HEAD>() {
        let [a, b, c, d, length @ ..] = *head;
        let length = u32::from_le_bytes(length) as usize;
        let held = &rest[..length.min(rest.len())];
        match (&[a, b, c, d], held) {
            (b"VP8 ", [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..]) => {
                let side = |low, high| usize::from(u16::from_le_bytes([low, high]) & 0x3FFF);
                look(side(*w0, *w1), side(*h0, *h1))?;
            }
            (b"ANMF", held) => each_size(held.get(FRAME_HEAD..).unwrap_or_default(), look)?,
            _ => {}
        }
        chunks = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    Ok(())
}
