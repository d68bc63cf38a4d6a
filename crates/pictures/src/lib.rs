//! Pictures that strangers posted, made small and harmless: bytes in, bytes out, nothing read and
//! nothing waited for. Imports nothing of ours.
//!
//! What comes out was written here, from pixels alone: no place, no camera, no thumbnail, nothing
//! that another program could take for something else.

mod decode;
mod gif;
mod jpeg;
mod png;
mod sign;
mod turned;
mod webp;

pub use sign::sign;

use resize::Pixel::RGB8;
use resize::Type::Triangle;
use rgb::RGB;

/// The largest file that is looked at: 10 MB.
pub const LARGEST: usize = 10_000_000;
/// The most pixels that are decoded; with four bytes each this is 100 MB.
pub const MOST_PIXELS: usize = 25_000_000;
/// The longer side of what comes out, in pixels: twice what a column of text is wide.
pub const SIDE: usize = 1_024;
/// Of 100; above it files grow faster than anybody sees.
const QUALITY: u8 = 80;

/// A picture as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    /// In pixels, at most [`SIDE`].
    pub width: u32,
    /// In pixels, at most [`SIDE`].
    pub height: u32,
    /// A JPEG file.
    pub jpeg: Vec<u8>,
}

/// Why a file is not made a picture of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is larger than [`LARGEST`].
    #[error("it is larger than 10 MB")]
    TooLarge,
    /// It has more than [`MOST_PIXELS`], or none.
    #[error("it has {0} × {1} pixels, and no more than 25 million are decoded")]
    TooManyPixels(usize, usize),
    /// By its first bytes it is neither JPEG, PNG, WebP nor GIF.
    #[error("it is no JPEG, PNG, WebP or GIF")]
    NotAPicture,
    /// It begins like one, and is none.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// Pixels, row by row.
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<RGB<u8>>,
}

/// Makes of a file, of whatever kind its bytes say, a JPEG of at most [`SIDE`] pixels a side. What
/// moves stands still at its first frame; what is transparent lies on white.
///
/// # Errors
/// [`PictureError`].
pub fn small(file: &[u8]) -> Result<Small, PictureError> {
    if file.len() > LARGEST {
        return Err(PictureError::TooLarge);
    }
    let canvas = shrunk(decode::decode(file)?)?;
    let damaged = |error: jpeg_encoder::EncodingError| PictureError::Damaged(error.to_string());
    let side = |pixels: usize| u16::try_from(pixels).map_err(|_| PictureError::NotAPicture);
    let (width, height) = (side(canvas.width)?, side(canvas.height)?);
    let bytes: Vec<u8> = canvas.pixels.iter().flat_map(|p| [p.r, p.g, p.b]).collect();
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, QUALITY)
        .encode(&bytes, width, height, jpeg_encoder::ColorType::Rgb)
        .map_err(damaged)?;
    Ok(Small { width: width.into(), height: height.into(), jpeg })
}

fn shrunk(canvas: Canvas) -> Result<Canvas, PictureError> {
    let longer = canvas.width.max(canvas.height);
    if longer <= SIDE {
        return Ok(canvas);
    }
    let scaled = |side: usize| (side * SIDE).div_ceil(longer).max(1);
    let (width, height) = (scaled(canvas.width), scaled(canvas.height));
    let mut pixels = vec![RGB::new(0, 0, 0); width * height];
    let damaged = |error: resize::Error| PictureError::Damaged(error.to_string());
    resize::new(canvas.width, canvas.height, width, height, RGB8, Triangle)
        .and_then(|mut resizer| resizer.resize(&canvas.pixels, &mut pixels))
        .map_err(damaged)?;
    Ok(Canvas { width, height, pixels })
}

#[cfg(test)]
mod tests;
