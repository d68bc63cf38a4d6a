//! Blocks of a CAR (content-addressed archive, version 1), as a commit carries them.

use std::collections::HashMap;

use super::frame::FrameError;

/// Blocks by their CID, both as bytes.
pub(super) type Blocks<'a> = HashMap<&'a [u8], &'a [u8]>;

/// Blocks that a CAR may hold: a commit has some hundred.
const BLOCKS: usize = 20_000;

/// Reads a CAR. Lengths that lie are refused.
pub(super) fn blocks(car: &[u8]) -> Result<Blocks<'_>, FrameError> {
    let mut rest = car;
    section(&mut rest)?;
    let mut blocks = HashMap::new();
    while !rest.is_empty() {
        let block = section(&mut rest)?;
        let end = cid_length(block)?;
        let (cid, data) = block.split_at_checked(end).ok_or(FrameError::Length)?;
        if blocks.len() == BLOCKS {
            return Err(FrameError::Much);
        }
        blocks.insert(cid, data);
    }
    Ok(blocks)
}

/// A length and so many bytes.
fn section<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], FrameError> {
    let length = usize::try_from(varint(rest)?).map_err(|_| FrameError::Length)?;
    let (section, after) = rest.split_at_checked(length).ok_or(FrameError::Length)?;
    *rest = after;
    Ok(section)
}

/// How many bytes the CID at the beginning of a block takes (version 0: a bare SHA-256).
fn cid_length(block: &[u8]) -> Result<usize, FrameError> {
    if block.starts_with(&[0x12, 0x20]) {
        return Ok(34);
    }
    let mut rest = block;
    // Version, content type, hash function; then the hash with its length.
    for _ in 0..3 {
        varint(&mut rest)?;
    }
    let hash = usize::try_from(varint(&mut rest)?).map_err(|_| FrameError::Length)?;
    (block.len() - rest.len()).checked_add(hash).ok_or(FrameError::Length)
}

/// An unsigned number in groups of seven bits, the lowest first; nine bytes at most.
fn varint(rest: &mut &[u8]) -> Result<u64, FrameError> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (&byte, after) = rest.split_first().ok_or(FrameError::Length)?;
        *rest = after;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(FrameError::Length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of one byte, and one block: a CID of version 1 with a hash of two bytes, and data.
    const CAR: [u8; 11] = [1, 0xA0, 8, 1, 0x71, 0x12, 2, 7, 8, b'h', b'i'];

    #[test]
    fn blocks_are_found_by_their_names() {
        let blocks = blocks(&CAR).unwrap();
        assert_eq!(blocks.get(&[1, 0x71, 0x12, 2, 7, 8][..]), Some(&&b"hi"[..]));
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for end in 1..CAR.len() {
            assert!(end == 2 || blocks(&CAR[..end]).is_err(), "cut at {end}");
        }
        for (place, lie) in [(0, 200), (2, 9), (2, 0x80), (6, 200), (2, 3)] {
            let mut car = CAR;
            car[place] = lie;
            assert!(blocks(&car).is_err(), "{lie} at {place}");
        }
        assert!(blocks(&[0xFF; 12]).is_err());
    }
}
