//! Which kind of picture a file is, and what all kinds share: a limit before anything is decoded,
//! and white under what is transparent.

use rgb::RGB;

use crate::{Canvas, MOST_PIXELS, PictureError, gif, jpeg, png, webp};

/// Decodes a file of whatever kind its first bytes say; what it was called does not matter.
pub(crate) fn decode(file: &[u8]) -> Result<Canvas, PictureError> {
    match file {
        [0xFF, 0xD8, 0xFF, ..] => jpeg::decode(file),
        [0x89, b'P', b'N', b'G', ..] => png::decode(file),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::decode(file),
        [b'G', b'I', b'F', b'8', ..] => gif::decode(file),
        _ => Err(PictureError::NotAPicture),
    }
}

/// Whether a picture of this size is decoded; asked before memory is taken for it.
pub(crate) fn fits(width: usize, height: usize) -> Result<(), PictureError> {
    match width.checked_mul(height) {
        Some(1..=MOST_PIXELS) => Ok(()),
        _ => Err(PictureError::TooManyPixels(width, height)),
    }
}

/// What a decoder says, as ours.
#[expect(clippy::needless_pass_by_value, reason = "so that it can be given to `map_err` as it is")]
pub(crate) fn damaged(error: impl ToString) -> PictureError {
    PictureError::Damaged(error.to_string())
}

impl Canvas {
    /// Pixels of so many bytes each: grey, grey and alpha, colour, colour and alpha.
    pub(crate) fn of(
        width: usize,
        height: usize,
        channels: usize,
        bytes: &[u8],
    ) -> Result<Self, PictureError> {
        let on_white = |value: u8, alpha: u8| {
            let (value, alpha) = (u16::from(value), u16::from(alpha));
            // Between 0 and 255, whatever the two are.
            u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        let pixel = |bytes: &[u8]| match *bytes {
            [v] => RGB::new(v, v, v),
            [v, a] => RGB::new(on_white(v, a), on_white(v, a), on_white(v, a)),
            [r, g, b] => RGB::new(r, g, b),
            [r, g, b, a] => RGB::new(on_white(r, a), on_white(g, a), on_white(b, a)),
            _ => RGB::new(0, 0, 0),
        };
        let pixels: Vec<RGB<u8>> = bytes.chunks_exact(channels).map(pixel).collect();
        if pixels.len() != width * height {
            return Err(PictureError::Damaged("pixels are missing".into()));
        }
        Ok(Self { width, height, pixels })
    }
}
