//! A sign that is like nobody else's, drawn from a few bytes: five by five fields, mirrored.

/// How wide and high a field is, in pixels; and the border around all of them.
const FIELD: usize = 40;
const BORDER: usize = 20;
const SIDE: usize = 5 * FIELD + 2 * BORDER;

/// A picture (PNG, 240 by 240 pixels) drawn from 32 bytes that tell one from another, such as a hash.
#[must_use]
pub fn sign(of: &[u8; 32]) -> Vec<u8> {
    let filled = |x: usize, y: usize| of[y * 3 + x.min(4 - x)] & 1 == 1;
    let mut pixels = vec![0; SIDE * SIDE];
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let field = |at: usize| at.checked_sub(BORDER).map(|at| at / FIELD).filter(|nth| *nth < 5);
        if let (Some(x), Some(y)) = (field(at % SIDE), field(at / SIDE)) {
            *pixel = u8::from(filled(x, y));
        }
    }
    let ground = [0xEF, 0xEC, 0xE6];
    let palette = [ground, colour(of[16])].concat();
    encoded(&pixels, &palette).unwrap_or_default()
}

/// One of 256 hues, dark enough to stand out from the ground.
fn colour(hue: u8) -> [u8; 3] {
    let (sixth, along) = (hue / 43, (hue % 43) * 3);
    let (low, high) = (40, 168);
    let (rising, falling) = (low + along, high - along);
    match sixth {
        0 => [high, rising, low],
        1 => [falling, high, low],
        2 => [low, high, rising],
        3 => [low, falling, high],
        4 => [rising, low, high],
        _ => [high, low, falling],
    }
}

fn encoded(pixels: &[u8], palette: &[u8]) -> Result<Vec<u8>, ::png::EncodingError> {
    let side = u32::try_from(SIDE).unwrap_or(u32::MAX);
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, side, side);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_palette(palette);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_a_small_picture_of_its_own() {
        let (one, other) = (sign(&[1; 32]), sign(&std::array::from_fn(|nth| nth as u8)));
        assert_ne!(one, other);
        assert_eq!(one, sign(&[1; 32]));
        assert!(one.len() < 2_000, "{}", one.len());
        let small = crate::small(&one).unwrap();
        assert_eq!((small.width, small.height), (240, 240));
    }
}
