//! JSON values as Twitter's many programs wrote them: ids as text or number, counts as text, `null`
//! and `{}` for nothing. Nothing of the wrong kind makes a whole record unreadable.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text, wherever one may stand; numbers and truth values as they are written, all else empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words<'a>(pub(crate) Cow<'a, str>);

impl<'a> Words<'a> {
    /// The text, unless it is empty.
    pub(crate) fn some(&self) -> Option<&str> {
        Some(self.0.as_ref()).filter(|words| !words.is_empty())
    }

    /// The text itself, for values that live as long as their file.
    pub(crate) fn cow(&self) -> Cow<'a, str> {
        self.0.clone()
    }

    /// An own copy of the text, unless it is blank.
    pub(crate) fn owned(&self) -> Option<String> {
        Some(self.0.trim()).filter(|words| !words.is_empty()).map(str::to_owned)
    }
}

/// An exact id; of a number with a fraction or an exponent nothing exact is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) Option<u64>);

impl Id {
    /// The first of two that is known: `id_str` before `id`, which JavaScript rounds.
    pub(crate) fn or(self, other: Self) -> Option<u64> {
        self.0.or(other.0)
    }
}

/// A count, or a truth value: whatever has few digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) Option<u64>);

/// A truth value, as such or as a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) Option<bool>);

/// A list; anything else is an empty one.
#[derive(Debug, Clone)]
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What a [`Lenient`] value makes of what it meets.
trait FromAny<'de>: Default {
    fn from_text(text: Cow<'de, str>) -> Self;
    fn from_number(number: u64) -> Self;
    fn from_bool(_: bool) -> Self {
        Self::default()
    }
}

impl<'de> FromAny<'de> for Words<'de> {
    fn from_text(text: Cow<'de, str>) -> Self {
        Self(text)
    }
    fn from_number(number: u64) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

impl FromAny<'_> for Id {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.trim().parse().ok().filter(|&id| id > 0))
    }
    fn from_number(number: u64) -> Self {
        Self(Some(number).filter(|&id| id > 0))
    }
}

impl FromAny<'_> for Count {
    fn from_text(text: Cow<'_, str>) -> Self {
        // Once upon a time Twitter answered "100+".
        Self(text.trim().trim_end_matches('+').parse().ok())
    }
    fn from_number(number: u64) -> Self {
        Self(Some(number))
    }
}

impl FromAny<'_> for Flag {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.trim().to_ascii_lowercase().parse().ok())
    }
    fn from_number(number: u64) -> Self {
        Self(Some(number != 0))
    }
    fn from_bool(flag: bool) -> Self {
        Self(Some(flag))
    }
}

/// Takes any JSON value at all.
struct Lenient<T>(PhantomData<T>);

impl<'de, T: FromAny<'de>> Visitor<'de> for Lenient<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::from_text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(Cow::Owned(text.to_owned())))
    }
    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::from_number(number))
    }
    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(u64::try_from(number).map_or_else(|_| T::default(), T::from_number))
    }
    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::from_bool(flag))
    }
    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<T, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient::<Words<'de>>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_unit<E>(self) -> Result<Many<T>, E> {
        Ok(Many::default())
    }
    fn visit_borrowed_str<E>(self, _: &'de str) -> Result<Many<T>, E> {
        Ok(Many::default())
    }
    fn visit_str<E>(self, _: &str) -> Result<Many<T>, E> {
        Ok(Many::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Many<T>, A::Error> {
        let mut many = Vec::new();
        while let Some(one) = seq.next_element()? {
            many.push(one);
        }
        Ok(Many(many))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Many<T>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Many::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(List(PhantomData))
    }
}
