//! How values of other rooms look in JSON, for the API's own description of itself: they do not know
//! of schemas.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A time: RFC 3339 in UTC; where only the day is known, the day.
pub(crate) struct Time;

impl JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "RFC 3339 in UTC (`2012-02-16T20:00:00Z`); where only the day is known, the day.",
        })
    }
}

/// Something attached to a post, as `chat::Media` writes it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct Attached {
    /// Where it is, or was.
    url: String,
    kind: Kind,
    /// What its author wrote for those who cannot see or hear it.
    #[schemars(default)]
    alt: Option<String>,
}

/// What is attached.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is only described")]
enum Kind {
    Image,
    Video,
    Audio,
    Other,
}
