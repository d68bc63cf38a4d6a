//! JSON from strangers: a byte of it may become forty in memory, so that there are bounds.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;

/// The largest text that is taken apart whole: 1 MiB. A long status has some 20 kB.
const LARGEST: usize = 1 << 20;
/// The longest list: a thread has 4,096 posts at most.
const LONGEST: usize = 10_000;

/// A value of whatever shape; `None` for what is no JSON, or too large to be meant.
pub(crate) fn value(text: &str) -> Option<Value> {
    if text.len() > LARGEST { None } else { serde_json::from_str(text).ok() }
}

/// A list that is refused where it is too long to be meant.
#[derive(Debug, Clone)]
pub(crate) struct Few<T>(pub(crate) Vec<T>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Few<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            if all.len() == LONGEST {
                return Err(A::Error::custom("a list has more than 10,000 members"));
            }
            all.push(one);
        }
        Ok(Few(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_refused() {
        let list = |length| serde_json::from_str::<Few<u8>>(&format!("[{}0]", "0,".repeat(length)));
        assert_eq!(list(2).unwrap().0, [0, 0, 0]);
        assert!(list(LONGEST).is_err());
        assert!(value(&format!("[{}0]", "0,".repeat(LARGEST))).is_none());
        assert!(value(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))).is_none());
        assert_eq!(value("[1]").unwrap()[0], 1);
    }
}
