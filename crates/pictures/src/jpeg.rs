//! JPEG, turned as the camera was held.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::decode::{damaged, fits};
use crate::{Canvas, PictureError, turned};

/// Scans of a progressive file; each costs a walk over all of it.
const MOST_SCANS: usize = 64;

pub(crate) fn decode(file: &[u8]) -> Result<Canvas, PictureError> {
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().ok_or(PictureError::NotAPicture)?;
    fits(width, height)?;
    let bytes = decoder.decode().map_err(damaged)?;
    let canvas = Canvas::of(width, height, 3, &bytes)?;
    Ok(turned::upright(canvas, decoder.exif().map_or(1, |exif| turned::orientation(exif))))
}
