//! One writer at a time. The lock is the operating system's: a killed writer holds nobody up.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use crate::{OpenError, StoreError};

/// How long a second writer waits: 25 times 200 ms.
const TRIES: u32 = 25;
const PAUSE: Duration = Duration::from_millis(200);

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting a moment, and leaves a note of who holds it.
    pub(crate) fn take(dir: &Path, who: &str) -> Result<Self, OpenError> {
        let mut file = open(dir)?;
        for attempt in 0..=TRIES {
            match file.try_lock() {
                Ok(()) => {
                    note(&mut file, who).map_err(StoreError::from)?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) if attempt < TRIES => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(StoreError::from(error).into()),
            }
        }
        let mut holder = String::new();
        let _ = file.read_to_string(&mut holder);
        let holder = Some(holder.trim().to_owned()).filter(|h| !h.is_empty());
        Err(OpenError::Held(holder.unwrap_or_else(|| "another program".into())))
    }
}

fn open(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join("chatkeep.lock");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    file.map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly.into()
        }
        _ => StoreError::from(error).into(),
    })
}

fn note(file: &mut File, who: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "`chatkeep {who}`, process {}", std::process::id())
}
