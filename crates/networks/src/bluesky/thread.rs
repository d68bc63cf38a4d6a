//! The posts of a thread, as an application shows it (`app.bsky.feed.getPostThread`).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Few;

/// Posts taken from one thread: an application gives a thousand at most.
const MOST: usize = 1_000;
/// The largest answer that is taken apart: 4 MiB.
const LARGEST: usize = 4 << 20;

#[derive(Deserialize)]
struct Answer {
    thread: Node,
}

/// A post and what answers it; of one that is not shown there is neither.
#[derive(Deserialize)]
struct Node {
    post: Option<Post>,
    #[serde(default)]
    replies: Few<Node>,
}

#[derive(Deserialize)]
struct Post {
    uri: String,
    record: Box<RawValue>,
}

/// The posts in a thread, each with its name: what is answered comes before its answers. None where
/// it is no thread.
pub(super) fn records(answer: &str) -> Vec<(String, Box<RawValue>)> {
    if answer.len() > LARGEST {
        return Vec::new();
    }
    let Ok(Answer { thread }) = serde_json::from_str(answer) else { return Vec::new() };
    let mut found = Vec::new();
    let mut waiting = vec![thread];
    while let Some(node) = waiting.pop() {
        found.extend(node.post.map(|post| (post.uri, post.record)));
        waiting.extend(node.replies.0);
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Whose post a name means.
pub(super) fn did(uri: &str) -> Option<String> {
    let (did, _) = uri.strip_prefix("at://")?.split_once('/')?;
    did.starts_with("did:").then(|| did.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_taken_apart() {
        let answer = r#"{"thread":{"post":{"uri":"at://did:plc:ada/app.bsky.feed.post/1","record":{"text":"Q1"}},
            "replies":[{"post":{"uri":"at://did:plc:bob/app.bsky.feed.post/2","record":{"text":"A1"}}},
            {"$type":"app.bsky.feed.defs#blockedPost","uri":"at://x","blocked":true}]}}"#;
        let found = records(answer);
        let names: Vec<_> = found.iter().map(|(uri, _)| did(uri).unwrap()).collect();
        assert_eq!(names, ["did:plc:ada", "did:plc:bob"]);
        assert_eq!(found[1].1.get(), r#"{"text":"A1"}"#);
        for none in ["", "{}", "{\"error\":\"NotFound\"}", "[[[["] {
            assert!(records(none).is_empty(), "{none}");
        }
        let deep = format!("{}{}", "{\"thread\":".repeat(10_000), "}".repeat(10_000));
        assert!(records(&deep).is_empty());
    }
}
