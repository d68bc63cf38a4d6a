//! Who came to the chats before this one.

use std::collections::HashMap;

use chat::Uri;

/// How often people came to the chats before a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// Who wrote in any of them, and in which of the series, by their number.
    came: HashMap<Uri, Vec<usize>>,
    chats: usize,
    others: bool,
}

/// Whether somebody was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// In no chat before.
    First,
    /// In some.
    Again,
    /// In at least half of the last six, and at least two.
    Regular,
}

/// So many chats before it say who is a regular.
pub const LATEST: usize = 6;

impl Before {
    /// Adds one chat more, and who wrote in it; the earliest comes first.
    pub fn add(&mut self, wrote: impl IntoIterator<Item = Uri>) {
        for uri in wrote {
            let came = self.came.entry(uri).or_default();
            if came.last() != Some(&self.chats) {
                came.push(self.chats);
            }
        }
        self.chats += 1;
    }

    /// Adds that there were other chats, of another series or long ago, and who wrote in one: they are
    /// no newcomers, and no regulars for it.
    pub fn add_others(&mut self, wrote: impl IntoIterator<Item = Uri>) {
        for uri in wrote {
            self.came.entry(uri).or_default();
        }
        self.others = true;
    }

    /// Whether somebody is known to have been in any of them.
    #[must_use]
    pub fn knows(&self, uri: &Uri) -> bool {
        self.came.contains_key(uri)
    }

    /// Whether somebody was there before; `None` where there was no chat before.
    #[must_use]
    pub fn came(&self, uri: &Uri) -> Option<Came> {
        let known = self.came.get(uri);
        let earlier = known.map_or(&[][..], Vec::as_slice);
        let from = self.chats.saturating_sub(LATEST);
        let lately = earlier.iter().filter(|&&chat| chat >= from).count();
        let is_regular = lately >= 2 && lately * 2 >= self.chats - from;
        let came = match known {
            None => Came::First,
            Some(_) if is_regular => Came::Regular,
            Some(_) => Came::Again,
        };
        (self.chats > 0 || self.others).then_some(came)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_to_half_of_the_last_six_is_a_regular() {
        let uri = |name: &str| Uri::new(name);
        let mut before = Before::default();
        assert_eq!(before.came(&uri("ada")), None);
        before.add([uri("ada"), uri("ada"), uri("bob")]);
        assert_eq!(before.came(&uri("ada")), Some(Came::Again));
        assert_eq!(before.came(&uri("cy")), Some(Came::First));
        before.add([uri("ada")]);
        assert_eq!(before.came(&uri("ada")), Some(Came::Regular));
        for _ in 0..3 {
            before.add([uri("bob")]);
        }
        assert_eq!(before.came(&uri("ada")), Some(Came::Again));
        assert_eq!(before.came(&uri("bob")), Some(Came::Regular));
        before.add_others([uri("dee")]);
        assert_eq!(before.came(&uri("dee")), Some(Came::Again));
    }
}
