//! What a user names after `--on`.

use std::path::PathBuf;
use std::str::FromStr;

use crate::replay::Speed;

/// Where to follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A recorded file, as if it happened now.
    Replay {
        /// The file, in any format that can be imported.
        file: PathBuf,
        /// How fast.
        speed: Speed,
    },
}

/// Why a text names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no place to follow: {1}")]
pub struct PlaceError(String, &'static str);

/// The forms that a place may have.
const FORMS: &str = "one looks like replay:evening.jsonl";

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let wrong = |why| PlaceError(written.to_owned(), why);
        let (kind, rest) = written.split_once(':').ok_or_else(|| wrong(FORMS))?;
        match kind {
            "replay" if rest.is_empty() => Err(wrong("it does not say which file")),
            "replay" => Ok(Self::Replay { file: rest.into(), speed: Speed::default() }),
            _ => Err(wrong(FORMS)),
        }
    }
}

impl std::fmt::Display for Place {
    /// As it is written after `--on`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Replay { file, .. } => write!(f, "replay:{}", file.display()),
        }
    }
}

impl Place {
    /// The vantage point, as sightings name it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Replay { file, .. } => {
                let name = file.file_name().unwrap_or(file.as_os_str());
                name.to_string_lossy().into_owned()
            }
        }
    }
}
