//! What an answer means, and what can be wrong with one.

use std::time::Duration;

use crate::Stopped;
use crate::http::{Answer, AskError};

/// Why a server is not followed at the moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// It does not show what is asked for to us.
    #[error("{0}")]
    Closed(String),
    /// It does not know us, signed in or not.
    #[error("it shows this only to those who are signed in (it answers 401): a token opens it")]
    SignedOut,
    /// It takes a token that it did not take before, or another one.
    #[error("it takes the token again")]
    LetIn,
    /// It wants to be left alone for so long.
    #[error("{0}")]
    Wait(String, Duration),
    /// It does not work; perhaps it will.
    #[error("{0}")]
    Broken(String),
    /// Nobody listens any more.
    #[error("nobody listens any more")]
    Stopped,
}

impl From<Stopped> for Trouble {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<AskError> for Trouble {
    fn from(error: AskError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// How long a server is left alone that asks for it and does not say how long.
const A_WHILE: Duration = Duration::from_secs(30);

/// The text of an answer that is one.
pub(super) fn text(answer: Answer) -> Result<String, Trouble> {
    match answer.status {
        200 => Ok(answer.body),
        429 => {
            let long = answer.rate.retry_after.unwrap_or(A_WHILE);
            Err(Trouble::Wait("it answers 429: too many questions".into(), long))
        }
        401 => Err(Trouble::SignedOut),
        // Some say 422 where they mean 401.
        status @ (403 | 422) => Err(Trouble::Closed(format!(
            "it shows this only to those who are signed in (it answers {status}): a token opens it"
        ))),
        404 => Err(Trouble::Closed("it does not speak Mastodon's API (it answers 404)".into())),
        status => {
            let why = format!("it answers {status}");
            Err(match answer.rate.retry_after {
                Some(long) => Trouble::Wait(why, long),
                None => Trouble::Broken(why),
            })
        }
    }
}

/// A text that should have been JSON.
pub(super) fn no_json(error: &serde_json::Error) -> Trouble {
    let what = if error.is_eof() { "is cut" } else { "is no JSON of its kind" };
    Trouble::Broken(format!("its answer {what}"))
}
