//! What becomes of pictures of every kind, and of what only claims to be one.

use super::*;

/// A PNG of these pixels, four bytes each.
fn png(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    file
}

fn one_colour(width: u32, height: u32, pixel: [u8; 4]) -> Vec<u8> {
    png(width, height, &pixel.repeat((width * height) as usize))
}

fn colours(small: &Small) -> Vec<RGB<u8>> {
    decode::decode(&small.jpeg).unwrap().pixels
}

fn is_near(pixel: RGB<u8>, wanted: [u8; 3]) -> bool {
    let near = |(a, b): (u8, u8)| a.abs_diff(b) < 12;
    [pixel.r, pixel.g, pixel.b].into_iter().zip(wanted).all(near)
}

#[test]
fn a_picture_becomes_small_and_keeps_its_form() {
    let small = small(&one_colour(3_000, 1_500, [200, 40, 40, 255])).unwrap();
    assert_eq!((small.width, small.height), (1_024, 512));
    assert!(colours(&small).into_iter().all(|pixel| is_near(pixel, [200, 40, 40])));
}

#[test]
fn what_is_transparent_lies_on_white() {
    let small = small(&one_colour(16, 16, [0, 0, 0, 0])).unwrap();
    assert!(colours(&small).into_iter().all(|pixel| is_near(pixel, [255, 255, 255])));
}

#[test]
fn a_gif_stands_still_at_its_first_frame() {
    let mut file = Vec::new();
    let palette = [220, 30, 30, 30, 30, 220];
    let mut encoder = ::gif::Encoder::new(&mut file, 32, 32, &palette).unwrap();
    for colour in [0, 1] {
        let frame = ::gif::Frame {
            width: 32,
            height: 32,
            buffer: vec![colour; 32 * 32].into(),
            ..::gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    let small = small(&file).unwrap();
    assert!(colours(&small).into_iter().all(|pixel| is_near(pixel, [220, 30, 30])));
}

#[test]
fn a_frame_over_the_edge_is_cut() {
    let mut file = Vec::new();
    let mut encoder = ::gif::Encoder::new(&mut file, 8, 8, &[0, 0, 0]).unwrap();
    let frame = ::gif::Frame {
        left: 4,
        top: 4,
        width: 16,
        height: 16,
        buffer: vec![0; 256].into(),
        ..::gif::Frame::default()
    };
    encoder.write_frame(&frame).unwrap();
    drop(encoder);
    let pixels = colours(&small(&file).unwrap());
    assert!(is_near(pixels[0], [255; 3]) && is_near(pixels[63], [0; 3]));
}

#[test]
fn webp_is_read() {
    let mut file = Vec::new();
    let pixels = [30, 160, 90].repeat(64 * 48);
    let encoder = image_webp::WebPEncoder::new(&mut file);
    encoder.encode(&pixels, 64, 48, image_webp::ColorType::Rgb8).unwrap();
    let small = small(&file).unwrap();
    assert_eq!((small.width, small.height), (64, 48));
    assert!(colours(&small).into_iter().all(|pixel| is_near(pixel, [30, 160, 90])));
}

#[test]
fn a_camera_held_sideways_is_turned() {
    // Left half dark, right half light; turned by 6 the dark half is on top.
    let mut jpeg = Vec::new();
    let row: Vec<u8> = [0_u8; 48].into_iter().chain([255; 48]).collect();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 95);
    let exif = [&b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"[..], &[0; 4]].concat();
    encoder.add_exif_metadata(&exif).unwrap();
    encoder.encode(&row.repeat(16), 32, 16, jpeg_encoder::ColorType::Rgb).unwrap();
    let small = small(&jpeg).unwrap();
    assert_eq!((small.width, small.height), (16, 32));
    let pixels = colours(&small);
    assert!(is_near(pixels[16 * 2 + 8], [0, 0, 0]) && is_near(pixels[16 * 30 + 8], [255; 3]));
    assert!(!small.jpeg.windows(4).any(|bytes| bytes == b"Exif"));
}

#[test]
fn a_bomb_is_not_decoded() {
    // A header alone: 60,000 × 60,000 pixels.
    let mut file = one_colour(1, 1, [0; 4]);
    file[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    file[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(small(&file), Err(PictureError::TooManyPixels(60_000, 60_000)));

    let mut gif = Vec::new();
    let mut encoder = ::gif::Encoder::new(&mut gif, 65_535, 65_535, &[0, 0, 0]).unwrap();
    encoder.write_frame(&::gif::Frame::from_palette_pixels(1, 1, [0], [0, 0, 0], None)).unwrap();
    drop(encoder);
    assert_eq!(small(&gif), Err(PictureError::TooManyPixels(65_535, 65_535)));

    // Within a file that claims to be small.
    let lossy = [&b"VP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a"[..], &[0xFF, 0x3F, 0xFF, 0x3F]].concat();
    let webp = [&b"RIFF\x1a\0\0\0WEBP"[..], &lossy].concat();
    assert_eq!(small(&webp), Err(PictureError::TooManyPixels(16_383, 16_383)));
}

/// PNG's checksum (ISO 3309), so that the size is believed.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn what_is_no_picture_is_refused() {
    for file in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"<html>"] {
        assert_eq!(small(file), Err(PictureError::NotAPicture));
    }
    assert_eq!(small(&vec![0xFF; LARGEST + 1]), Err(PictureError::TooLarge));
    let whole = one_colour(40, 40, [1, 2, 3, 255]);
    for end in [9, 30, whole.len() / 2] {
        assert!(matches!(small(&whole[..end]), Err(PictureError::Damaged(_))), "{end}");
    }
}
