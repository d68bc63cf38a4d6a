//! ActivityStreams 2.0 as JSON: any property may be an address, an object, or a list of both.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::lenient::{Flag, Many, Named, Words, nothing_for};

/// An activity, a post, or a collection: the members of all that a reader looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Object<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Words<'a>,
    #[serde(borrow)]
    pub(super) id: Words<'a>,
    #[serde(borrow)]
    pub(super) actor: Things<'a>,
    #[serde(borrow)]
    pub(super) object: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) ordered_items: Many<&'a RawValue>,
    #[serde(borrow)]
    pub(super) items: Many<&'a RawValue>,
    #[serde(borrow)]
    pub(super) first: Option<&'a RawValue>,

    #[serde(borrow)]
    pub(super) to: Things<'a>,
    #[serde(borrow)]
    pub(super) cc: Things<'a>,
    /// `LitePub`: addressed to the mentioned alone.
    pub(super) direct_message: Flag,
    #[serde(borrow)]
    pub(super) published: Words<'a>,
    #[serde(borrow)]
    pub(super) updated: Words<'a>,
    #[serde(borrow)]
    pub(super) attributed_to: Things<'a>,
    #[serde(borrow)]
    pub(super) name: Words<'a>,
    #[serde(borrow)]
    pub(super) summary: Words<'a>,
    #[serde(borrow)]
    pub(super) content: Words<'a>,
    #[serde(borrow)]
    pub(super) content_map: Named<'a>,
    pub(super) sensitive: Flag,
    #[serde(borrow)]
    pub(super) in_reply_to: Things<'a>,
    #[serde(borrow)]
    pub(super) url: Things<'a>,
    #[serde(borrow)]
    pub(super) tag: Things<'a>,
    #[serde(borrow)]
    pub(super) attachment: Things<'a>,
    /// FEP-044f, as Mastodon writes it.
    #[serde(borrow)]
    pub(super) quote: Things<'a>,
    #[serde(borrow)]
    pub(super) quote_uri: Things<'a>,
    #[serde(borrow)]
    pub(super) quote_url: Things<'a>,
}

/// The things that a property names.
#[derive(Debug, Default)]
pub(super) struct Things<'a>(pub(super) Vec<Thing<'a>>);

/// Something named by its address, or written out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Thing<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Words<'a>,
    #[serde(borrow)]
    pub(super) id: Words<'a>,
    #[serde(borrow)]
    pub(super) href: Words<'a>,
    #[serde(borrow)]
    pub(super) url: Things<'a>,
    #[serde(borrow)]
    pub(super) name: Words<'a>,
    #[serde(borrow)]
    pub(super) summary: Words<'a>,
    #[serde(borrow)]
    pub(super) media_type: Words<'a>,
    #[serde(borrow)]
    pub(super) preferred_username: Words<'a>,
}

impl Thing<'_> {
    /// Its name in the world: where it is, for a link.
    pub(super) fn address(&self) -> Option<&str> {
        self.id.get().or(self.href.get())
    }

    /// Where it can be had.
    pub(super) fn place(&self) -> Option<&str> {
        let by_url = || self.url.0.iter().find_map(Thing::place);
        self.href.get().or_else(by_url).or(self.id.get())
    }
}

impl<'a> Things<'a> {
    /// The first of them.
    pub(super) fn first(&self) -> Option<&Thing<'a>> {
        self.0.first()
    }

    /// The address of the first that has one.
    pub(super) fn address(&self) -> Option<&str> {
        self.0.iter().find_map(Thing::address)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Things<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Reader<'a> {
            type Value = Things<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an address, an object, or a list of them")
            }
            fn visit_borrowed_str<E>(self, address: &'de str) -> Result<Self::Value, E> {
                Ok(named(Words::from(address)))
            }
            fn visit_str<E>(self, address: &str) -> Result<Self::Value, E> {
                Ok(named(Words::from(address.to_owned())))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let thing = Thing::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Things(vec![thing]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(Things(some)) = list.next_element()? {
                    all.extend(some);
                }
                Ok(Things(all))
            }
            nothing_for!(unit, bool, number);
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

fn named(id: Words<'_>) -> Things<'_> {
    let thing = Thing { id, ..Thing::default() };
    Things(vec![thing])
}
