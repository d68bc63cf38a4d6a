//! Answers that were made a moment ago, for as long as the archive is as it was: what is made of a whole
//! chat costs a hundred times what it costs to send it, and many ask for the same.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::body::Bytes;
use jiff::{SignedDuration, Timestamp};

/// So much is kept of them together.
const MOST_BYTES: usize = 32 << 20;
/// An archive that was written to so short a while ago may be written to again within what its file
/// system calls the same time.
const SETTLED: SignedDuration = SignedDuration::from_millis(100);
/// What counts a million posts is kept for so many times as long as it took, whatever is written
/// meanwhile: it takes no more than a twentieth of a processor.
const PATIENCE: u32 = 20;

/// How an archive stands: when its files were last written to, and how long they are. It moves with
/// every commit, by whichever program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State([Option<(SystemTime, u64)>; 2], PathBuf);

impl State {
    /// `None` where it cannot be told apart from that of a moment ago.
    pub(super) fn of(dir: &Path, now: Timestamp) -> Option<Self> {
        let looked_at = |name: &str| {
            let file = std::fs::metadata(dir.join(name)).ok()?;
            Some((file.modified().ok()?, file.len()))
        };
        let files = ["chatkeep.db", "chatkeep.db-wal"].map(looked_at);
        let newest = files.iter().flatten().map(|(written, _)| *written).max()?;
        let age = now.duration_since(Timestamp::try_from(newest).ok()?);
        let is_settled = age > SETTLED;
        is_settled.then(|| Self(files, dir.to_owned()))
    }
}

/// Answers, the newest last.
#[derive(Debug, Default)]
pub(in crate::web) struct Kept(Mutex<VecDeque<Answer>>);

#[derive(Debug)]
struct Answer {
    path: String,
    state: Option<State>,
    body: Bytes,
    made: Instant,
    took: Duration,
}

impl Kept {
    /// The answer to what is asked, if it is still the same.
    pub(super) fn find(&self, path: &str, state: Option<&State>, now: Instant) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = kept.iter().rev().find(|answer| answer.path == path)?;
        let is_same = state.is_some() && answer.state.as_ref() == state;
        let is_patient =
            path.ends_with("/v1/stats") && now.duration_since(answer.made) < answer.took * PATIENCE;
        (is_same || is_patient).then(|| answer.body.clone())
    }

    /// Keeps an answer that was made of an archive in this state, from a time on.
    pub(super) fn keep(&self, path: String, state: Option<State>, body: Bytes, began: Instant) {
        if body.len() > MOST_BYTES / 4 {
            return;
        }
        let made = Instant::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|answer| answer.path != path);
        kept.push_back(Answer { path, state, body, made, took: made.duration_since(began) });
        while kept.iter().map(|answer| answer.body.len() + answer.path.len()).sum::<usize>()
            > MOST_BYTES
            || kept.len() > 1_000
        {
            kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_as_long_as_the_archive_is_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let at: Timestamp = "2026-11-12T20:00:00Z".parse().unwrap();
        let write = |name: &str, age: u64| {
            let file = std::fs::File::create(dir.path().join(name)).unwrap();
            let age = Duration::from_secs(at.as_second() as u64 - age);
            file.set_modified(SystemTime::UNIX_EPOCH + age).unwrap();
        };
        assert_eq!(State::of(dir.path(), at), None);
        write("chatkeep.db", 9);
        let before = State::of(dir.path(), at);
        let (kept, now) = (Kept::default(), Instant::now());
        kept.keep("/chats".into(), before.clone(), Bytes::from_static(b"[]"), now);
        assert!(before.is_some() && kept.find("/chats", before.as_ref(), now).is_some());
        assert!(kept.find("/posts", before.as_ref(), now).is_none());
        write("chatkeep.db-wal", 5);
        assert!(kept.find("/chats", State::of(dir.path(), at).as_ref(), now).is_none());
        // Of what was just written nothing is certain.
        write("chatkeep.db-wal", 0);
        assert_eq!(State::of(dir.path(), at), None);
        assert!(kept.find("/chats", None, now).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let (kept, now) = (Kept::default(), Instant::now());
        for nth in 0..20 {
            let body = Bytes::from(vec![b' '; MOST_BYTES / 8]);
            kept.keep(format!("/{nth}"), None, body, now);
        }
        let bytes = kept.0.lock().unwrap().iter().map(|answer| answer.body.len()).sum::<usize>();
        assert!(bytes <= MOST_BYTES && bytes > MOST_BYTES / 2);
    }
}
