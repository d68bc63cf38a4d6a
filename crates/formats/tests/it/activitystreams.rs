//! ActivityPub: real outboxes.

use chat::Audience;
use formats::{Found, activitystreams};

use crate::data;

#[test]
fn archives() {
    data::check("activitypub");
}

#[test]
fn nothing_closed_is_handed_over() {
    let Some(folder) = data::folder() else { return };
    for one in data::read(&folder.join("activitypub/outbox.json")) {
        let post = match &one {
            Found::Record(record) => match &record.change {
                chat::Change::Posted(post) => post,
                _ => continue,
            },
            Found::Context(post) => post,
            _ => continue,
        };
        assert_ne!(post.audience, Audience::Closed);
    }
}

#[test]
fn a_note_of_a_real_server() {
    for (name, body) in data::bodies("snac2") {
        if name == "ap-note" {
            let found = data::read_with(activitystreams::read, body.as_bytes());
            assert_eq!(data::count(&found).added, 1, "{found:?}");
        }
    }
}
