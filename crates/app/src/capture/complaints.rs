//! What goes wrong with a source, said once: a server that is down for an hour is tried a thousand times.

use std::sync::Arc;

use networks::{News, Told};

use crate::terminal::plain;

/// What was said of each source.
pub(crate) struct Complaints {
    names: Vec<Arc<str>>,
    said: Vec<Option<String>>,
}

impl Complaints {
    /// Of these sources.
    pub(crate) fn of(names: &[Arc<str>]) -> Self {
        Self { names: names.to_vec(), said: vec![None; names.len()] }
    }

    /// Says on stderr that a source does not see and why, unless that was said already; and that it
    /// sees again.
    pub(crate) fn heard(&mut self, told: &Told) {
        if let Some(words) = self.words(told) {
            eprintln!("chatkeep: {}: {}", plain(&self.names[told.source]), plain(&words));
        }
    }

    fn words(&mut self, told: &Told) -> Option<String> {
        let said = self.said.get_mut(told.source)?;
        match &told.news {
            News::Blind { reason, .. } if said.as_ref() == Some(reason) => None,
            News::Blind { reason, .. } => {
                *said = Some(reason.clone());
                Some(reason.clone())
            }
            News::Seeing { .. } => said.take().map(|_| "it sees again".to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn what_goes_on_is_said_once() {
        let mut complaints = Complaints::of(&["reef".into(), "lamp".into()]);
        let mut said = |source: usize, reason: Option<&str>| {
            let since = Timestamp::UNIX_EPOCH;
            let news = match reason {
                Some(reason) => News::Blind { since, reason: reason.into() },
                None => News::Seeing { since },
            };
            complaints.words(&Told { source, at: since, news })
        };
        assert_eq!(said(0, None), None, "that it sees goes without saying");
        assert_eq!(said(0, Some("it answers 502")).as_deref(), Some("it answers 502"));
        assert_eq!(said(0, Some("it answers 502")), None);
        assert_eq!(said(1, Some("it answers 502")).as_deref(), Some("it answers 502"));
        assert_eq!(said(0, Some("it cannot be reached")).as_deref(), Some("it cannot be reached"));
        assert_eq!(said(0, None).as_deref(), Some("it sees again"));
        assert_eq!(said(0, Some("it answers 502")).as_deref(), Some("it answers 502"));
    }
}
