//! How much a text of CBOR holds, before it is taken apart: a byte may become thirty in memory.

use super::frame::FrameError;

/// Items that a frame may hold; a commit of 200 records has some thousand.
const ITEMS: usize = 200_000;

/// Counts the items of CBOR (RFC 8949 §3). DAG-CBOR knows no item without a length.
pub(super) fn count(bytes: &[u8]) -> Result<(), FrameError> {
    let mut rest = bytes;
    let mut items = 0;
    while let Some((&head, after)) = rest.split_first() {
        items += 1;
        if items > ITEMS {
            return Err(FrameError::Much);
        }
        let (argument, after) = argument(head & 0x1F, after)?;
        // Texts and bytes are passed over; of lists and maps the members come next.
        let inside = if matches!(head >> 5, 2 | 3) { argument } else { 0 };
        let inside = usize::try_from(inside).map_err(|_| FrameError::Length)?;
        rest = after.get(inside..).ok_or(FrameError::Length)?;
    }
    Ok(())
}

/// The number behind a head: in it, or in the next one to eight bytes.
fn argument(short: u8, after: &[u8]) -> Result<(u64, &[u8]), FrameError> {
    let length = match short {
        0..=23 => return Ok((u64::from(short), after)),
        24..=27 => 1 << (short - 24),
        _ => return Err(FrameError::Length),
    };
    let (number, after) = after.split_at_checked(length).ok_or(FrameError::Length)?;
    Ok((number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_and_lengths_checked() {
        // {"op": 1, "t": [h'0102', 1.0]}
        let small = [
            0xA2, 0x62, b'o', b'p', 1, 0x61, b't', 0x82, 0x42, 1, 2, 0xFB, 0x3F, 0xF0, 0, 0, 0, 0,
            0, 0,
        ];
        assert_eq!(count(&small), Ok(()));
        assert_eq!(count(&vec![0; ITEMS]), Ok(()));
        assert_eq!(count(&vec![0; ITEMS + 1]), Err(FrameError::Much));
        let lies: [&[u8]; 4] = [
            &[0x45, 1, 2],
            &[0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &[0x19, 1],
            &[0x9F],
        ];
        for lie in lies {
            assert_eq!(count(lie), Err(FrameError::Length), "{lie:?}");
        }
    }
}
