//! GIF, as it stands before it moves.

use gif::{ColorOutput, DecodeOptions, MemoryLimit};

use crate::decode::{damaged, fits};
use crate::{Canvas, PictureError};

const CHANNELS: usize = 4;

pub(crate) fn decode(file: &[u8]) -> Result<Canvas, PictureError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let most = std::num::NonZeroU64::new((crate::MOST_PIXELS * CHANNELS) as u64);
    options.set_memory_limit(most.map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let mut decoder = options.read_info(file).map_err(damaged)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    fits(width, height)?;
    let frame = decoder.read_next_frame().map_err(damaged)?;
    let frame = frame.ok_or_else(|| PictureError::Damaged("it holds no frame".into()))?;
    // A frame may cover a part only, and may reach over the edge.
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let row = usize::from(frame.width) * CHANNELS;
    let mut bytes = vec![0; width * height * CHANNELS];
    let seen = width.saturating_sub(left) * CHANNELS;
    for (y, from) in frame.buffer.chunks_exact(row.max(1)).enumerate() {
        let start = ((top + y) * width + left) * CHANNELS;
        let length = row.min(seen);
        if let Some(to) = bytes.get_mut(start..start + length)
            && top + y < height
        {
            to.copy_from_slice(&from[..length]);
        }
    }
    Canvas::of(width, height, CHANNELS, &bytes)
}
