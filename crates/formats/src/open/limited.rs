//! Reading what is packed, and refusing what expands beyond all measure.

use std::io::{self, Read};

/// What is packed may always grow to this size: 32 MiB, more than a small file of posts unpacks to …
pub(super) const SMALL: u64 = 32 << 20;
/// … and beyond it to this many times the packed size. Text packs 5 to 50 to 1; a bomb 1,000 to 1.
const MOST_EXPANSION: u64 = 200;

/// Refuses to go on when something packed expands beyond all measure.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(super) fn new(inner: R, packed: u64) -> Self {
        Self { inner, left: SMALL.max(packed.saturating_mul(MOST_EXPANSION)) }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let much = format!(
                "it unpacks to more than {MOST_EXPANSION} times its size, which no archive does; not read further"
            );
            io::Error::new(io::ErrorKind::FileTooLarge, much)
        })?;
        Ok(read)
    }
}
