//! How a camera was held (EXIF 2.32, tag 0x0112), and turning a picture upright.

use crate::Canvas;

/// The orientation that an EXIF block tells, 1 to 8; 1, upright, where it tells none.
pub(crate) fn orientation(exif: &[u8]) -> u16 {
    told(exif).filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

fn told(exif: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    const ENTRY: usize = 12;
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let is_little = match exif.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = exif.get(at..at + 2)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let bytes: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let list = if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
    let list = usize::try_from(list).ok().filter(|list| *list < exif.len())?;
    let entries = (0..usize::from(short(list)?)).map(|entry| list + 2 + entry * ENTRY);
    for entry in entries {
        if short(entry)? == ORIENTATION {
            return short(entry + 8);
        }
    }
    None
}

/// The picture as whoever took it saw it.
pub(crate) fn upright(canvas: Canvas, orientation: u16) -> Canvas {
    if orientation == 1 {
        return canvas;
    }
    let (w, h) = (canvas.width, canvas.height);
    let lies = orientation > 4;
    let (width, height) = if lies { (h, w) } else { (w, h) };
    let mut pixels = Vec::with_capacity(canvas.pixels.len());
    for y in 0..height {
        for x in 0..width {
            // From where each pixel of the upright picture comes.
            let (from_x, from_y) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                8 => (w - 1 - y, x),
                _ => (x, y),
            };
            pixels.push(canvas.pixels[from_y * w + from_x]);
        }
    }
    Canvas { width, height, pixels }
}
