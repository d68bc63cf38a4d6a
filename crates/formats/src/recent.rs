//! What was seen lately in a file, within bounds: a file of any size is read in the same memory.

use std::collections::HashMap;

/// Remembers the last `most` names or more, never more than twice as many.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    young: HashMap<Box<str>, V>,
    old: HashMap<Box<str>, V>,
    most: usize,
}

impl<V> Recent<V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), most }
    }

    /// Remembers what a name stands for, in place of what it stood for before.
    pub(crate) fn note(&mut self, name: &str, value: V) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(name.into(), value);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.young.get(name).or_else(|| self.old.get(name))
    }
}

impl<V: Clone + Default> Recent<V> {
    /// What a name stands for, to be changed.
    pub(crate) fn entry(&mut self, name: &str) -> &mut V {
        if !self.young.contains_key(name) {
            let known = self.get(name).cloned().unwrap_or_default();
            self.note(name, known);
        }
        self.young.entry(name.into()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_known() {
        let mut recent = Recent::new(2);
        for (name, value) in [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)] {
            recent.note(name, value);
        }
        assert_eq!(recent.get("a"), None);
        assert_eq!((recent.get("c"), recent.get("e")), (Some(&3), Some(&5)));
        *recent.entry("c") += 10;
        assert_eq!(recent.get("c"), Some(&13));
    }
}
