//! An account at Bluesky's PDS.

use serde_json::{Value, json};

use super::Server;
use crate::asking::Question;

/// An account at the PDS.
pub(crate) struct Skeeter {
    pds: String,
    pub(crate) did: String,
    token: String,
}

impl Skeeter {
    pub(crate) fn join(pds: &Server, name: &str) -> Self {
        let account = json!({ "handle": format!("{name}.test"), "email": format!("{name}@tests.example"), "password": "lamp and tide" });
        let url = format!("{}/xrpc/com.atproto.server.createAccount", pds.address);
        let joined =
            Question::post(&url).body("application/json", &account.to_string()).ask().json();
        let text = |name: &str| joined[name].as_str().unwrap().to_owned();
        Self { pds: pds.address.clone(), did: text("did"), token: text("accessJwt") }
    }

    /// Says something; returns uri and cid.
    pub(crate) fn skeet(&self, text: &str, reply_to: Option<&Value>) -> Value {
        let mut record = self.record(text);
        if let Some(parent) = reply_to {
            let parent = json!({ "uri": parent["uri"], "cid": parent["cid"] });
            record["reply"] = json!({ "root": parent, "parent": parent });
        }
        self.call("createRecord", &json!({ "record": record }))
    }

    pub(crate) fn edit(&self, uri: &str, text: &str) {
        self.call("putRecord", &json!({ "rkey": key(uri), "record": self.record(text) }));
    }

    pub(crate) fn delete(&self, uri: &str) {
        self.call("deleteRecord", &json!({ "rkey": key(uri) }));
    }

    /// What the server holds of this account: uri and text.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let url = format!(
            "{}/xrpc/com.atproto.repo.listRecords?repo={}&collection=app.bsky.feed.post&limit=100",
            self.pds, self.did
        );
        let listed = Question::get(&url).ask().json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let records = listed["records"].as_array().unwrap().iter();
        records.map(|record| (text(&record["uri"]), text(&record["value"]["text"]))).collect()
    }

    fn record(&self, text: &str) -> Value {
        let tag = text.find('#').map(|start| {
            let end = text[start..].find(' ').map_or(text.len(), |length| start + length);
            json!({ "index": { "byteStart": start, "byteEnd": end },
                "features": [{ "$type": "app.bsky.richtext.facet#tag", "tag": &text[start + 1..end] }] })
        });
        #[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
        let now = jiff::Timestamp::now();
        json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": now.to_string(),
            "facets": tag.into_iter().collect::<Vec<_>>() })
    }

    fn call(&self, method: &str, about: &Value) -> Value {
        let mut body = json!({ "repo": self.did, "collection": "app.bsky.feed.post" });
        for (name, value) in about.as_object().unwrap() {
            body[name] = value.clone();
        }
        let question = Question::post(&format!("{}/xrpc/com.atproto.repo.{method}", self.pds));
        question.bearer(&self.token).body("application/json", &body.to_string()).ask().json()
    }
}

fn key(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap()
}
