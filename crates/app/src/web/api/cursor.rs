//! Where a page of a list ended: opaque to those who pass it back.

use chat::Post;
use jiff::Timestamp;

use super::problem::Problem;

/// How much a page holds where nothing else is asked.
pub(super) const USUAL: usize = 100;
/// And at most.
const MOST: usize = 1_000;

/// How much to answer.
pub(super) fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(Problem::asked(format!("`limit` is a number from 1 to {MOST}"))),
    }
}

/// The last of a page: its time, and its name among those of the same time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(pub(super) Timestamp, pub(super) String);

impl Place {
    /// Where a post stands.
    pub(super) fn of(post: &Post) -> Self {
        Self(post.created_at.at(), post.uri.to_string())
    }

    /// As it is handed out.
    pub(super) fn written(&self) -> String {
        hex(format!("{} {}", self.0, self.1).as_bytes())
    }

    /// As it comes back.
    pub(super) fn read(cursor: &str) -> Result<Self, Problem> {
        let words = unhex(cursor).and_then(|bytes| String::from_utf8(bytes).ok());
        let place = words.as_deref().and_then(|words| {
            let (at, name) = words.split_once(' ')?;
            Some(Self(at.parse().ok()?, name.to_owned()))
        });
        place.ok_or_else(|| {
            Problem::asked("`cursor` is no cursor: use the `next` of the page before, unchanged")
        })
    }
}

/// The first of a list after a place, and where the next page begins.
pub(super) fn page<T>(
    list: Vec<T>,
    after: Option<&Place>,
    limit: usize,
    place: impl Fn(&T) -> Place,
) -> (Vec<T>, Option<String>) {
    let mut page: Vec<T> =
        list.into_iter().filter(|one| after.is_none_or(|after| place(one) > *after)).collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| more).map(|last| place(last).written());
    (page, next)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = Place("2026-11-12T20:00:00.5Z".parse().unwrap(), "at://did:é/x y".into());
        assert_eq!(Place::read(&place.written()).unwrap(), place);
        for wrong in ["", "zz", "1", "00", &hex(b"yesterday x"), "é"] {
            assert!(Place::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pages_meet_and_do_not_overlap() {
        let all: Vec<u8> = (0..7).collect();
        let place = |n: &u8| Place(Timestamp::UNIX_EPOCH, n.to_string());
        let (first, next) = page(all.clone(), None, 3, place);
        let next = Place::read(&next.unwrap()).unwrap();
        let (second, after) = page(all.clone(), Some(&next), 4, place);
        assert_eq!([first, second].concat(), all);
        assert_eq!(after, None);
    }
}
