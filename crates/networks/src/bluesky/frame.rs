//! Frames of `com.atproto.sync.subscribeRepos`: a header and a body in DAG-CBOR. What they tell is put
//! into Jetstream's words, records as DAG-JSON, which loses nothing.

use ciborium::Value;
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD};
use jiff::Timestamp;
use serde_json::{Map, json};

use super::car::{self, Blocks};
use super::cbor;

/// The collections that concern us.
const WANTED: [&str; 3] =
    ["app.bsky.feed.post/", "app.bsky.feed.repost/", "app.bsky.actor.profile/"];
/// How deep values may be nested.
const DEEPEST: usize = 64;
/// How much a commit may tell: 16 MiB.
const LARGEST: usize = 16 << 20;
/// The tag of a link to other data.
const LINK: u64 = 42;

/// What a frame says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Something happened in somebody's repository.
    Events {
        /// Where to go on after it.
        cursor: i64,
        /// When.
        at: Option<Timestamp>,
        /// What concerns us, as lines of Jetstream's.
        lines: Vec<String>,
    },
    /// The cursor is older than what the stream still has.
    Outdated,
    /// The stream does not go on.
    Refused {
        /// The kind of error.
        name: String,
        /// In words.
        message: String,
    },
    /// Nothing that we know.
    Other,
}

/// Why a frame is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    /// It is no CBOR.
    #[error("a frame is no CBOR: {0}")]
    Cbor(String),
    /// It lacks something.
    #[error("a frame has no `{0}`")]
    Missing(&'static str),
    /// There is more in it than anybody means.
    #[error("a frame holds too much")]
    Much,
    /// A length in it lies.
    #[error("a length in a frame lies")]
    Length,
    /// It is nested beyond measure.
    #[error("a frame is nested too deep")]
    Deep,
}

/// Reads a frame.
pub(super) fn decode(bytes: &[u8]) -> Result<Frame, FrameError> {
    let mut rest = bytes;
    let (header, body) = (value(&mut rest)?, value(&mut rest)?);
    if integer(&header, "op")? != 1 {
        let text = |name| text(&body, name).unwrap_or_default().to_owned();
        return Ok(Frame::Refused { name: text("error"), message: text("message") });
    }
    match text(&header, "t")? {
        "#commit" => commit(&body),
        "#identity" => {
            let (did, handle) = (text(&body, "did")?, text(&body, "handle").ok());
            event(
                &body,
                json!({ "did": did, "kind": "identity", "identity": { "did": did, "handle": handle } }),
            )
        }
        "#account" => {
            let (did, status) = (text(&body, "did")?, text(&body, "status").ok());
            let active = member(&body, "active").and_then(Value::as_bool);
            event(
                &body,
                json!({ "did": did, "kind": "account", "account": { "did": did, "active": active, "status": status } }),
            )
        }
        "#info" if text(&body, "name") == Ok("OutdatedCursor") => Ok(Frame::Outdated),
        "#sync" => {
            Ok(Frame::Events { cursor: integer(&body, "seq")?, at: at(&body), lines: Vec::new() })
        }
        _ => Ok(Frame::Other),
    }
}

fn event(body: &Value, line: serde_json::Value) -> Result<Frame, FrameError> {
    let lines = vec![timed(line, body).to_string()];
    Ok(Frame::Events { cursor: integer(body, "seq")?, at: at(body), lines })
}

/// Adds when it was.
fn timed(mut line: serde_json::Value, body: &Value) -> serde_json::Value {
    line["time_us"] = json!(at(body).map(Timestamp::as_microsecond));
    line
}

/// A commit: what was done to records, and the blocks that hold them.
fn commit(body: &Value) -> Result<Frame, FrameError> {
    let (did, rev) = (text(body, "repo")?, text(body, "rev")?);
    let ops = member(body, "ops").and_then(Value::as_array).ok_or(FrameError::Missing("ops"))?;
    let mut blocks: Option<Blocks<'_>> = None;
    let (mut lines, mut told_bytes) = (Vec::new(), 0);
    for op in ops {
        let (path, action) = (text(op, "path")?, text(op, "action")?);
        if !WANTED.iter().any(|wanted| path.starts_with(wanted)) {
            continue;
        }
        let (collection, key) = path.split_once('/').ok_or(FrameError::Missing("path"))?;
        let mut told =
            json!({ "rev": rev, "operation": action, "collection": collection, "rkey": key });
        if let Some(cid) = member(op, "cid").and_then(link) {
            if blocks.is_none() {
                let car = member(body, "blocks").and_then(Value::as_bytes);
                blocks = Some(car::blocks(car.ok_or(FrameError::Missing("blocks"))?)?);
            }
            told["cid"] = json!(spelled(cid));
            if let Some(block) = blocks.as_ref().and_then(|blocks| blocks.get(cid)) {
                told["record"] = dag_json(&value(&mut &block[..])?, DEEPEST)?;
            }
        }
        let line = json!({ "did": did, "kind": "commit", "commit": told });
        let line = timed(line, body).to_string();
        // Several may name the same block.
        told_bytes += line.len();
        if told_bytes > LARGEST {
            return Err(FrameError::Much);
        }
        lines.push(line);
    }
    Ok(Frame::Events { cursor: integer(body, "seq")?, at: at(body), lines })
}

fn value(rest: &mut &[u8]) -> Result<Value, FrameError> {
    cbor::count(rest)?;
    ciborium::from_reader(rest).map_err(|error| FrameError::Cbor(error.to_string()))
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_map()?;
    members.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, FrameError> {
    member(value, name).and_then(Value::as_text).ok_or(FrameError::Missing(name))
}

fn integer(value: &Value, name: &'static str) -> Result<i64, FrameError> {
    let found = member(value, name).and_then(Value::as_integer);
    found.and_then(|n| i64::try_from(n).ok()).ok_or(FrameError::Missing(name))
}

fn at(body: &Value) -> Option<Timestamp> {
    text(body, "time").ok()?.parse().ok()
}

/// The CID that a link holds, behind its leading zero.
fn link(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Tag(LINK, inner) => inner.as_bytes()?.strip_prefix(&[0]),
        _ => None,
    }
}

/// A CID as it is written: base 32 in small letters, behind a `b`.
fn spelled(cid: &[u8]) -> String {
    format!("b{}", BASE32_NOPAD.encode(cid).to_lowercase())
}

/// DAG-CBOR as DAG-JSON: links as `{"$link": …}`, bytes as `{"$bytes": …}`, as the AT protocol writes
/// them.
fn dag_json(value: &Value, depth: usize) -> Result<serde_json::Value, FrameError> {
    let depth = depth.checked_sub(1).ok_or(FrameError::Deep)?;
    Ok(match value {
        Value::Integer(n) => match i64::try_from(*n) {
            Ok(n) => json!(n),
            Err(_) => json!(u64::try_from(*n).ok()),
        },
        Value::Bytes(bytes) => json!({ "$bytes": BASE64_NOPAD.encode(bytes) }),
        Value::Float(n) => json!(n),
        Value::Text(text) => json!(text),
        Value::Bool(yes) => json!(yes),
        Value::Tag(LINK, _) => match link(value) {
            Some(cid) => json!({ "$link": spelled(cid) }),
            None => serde_json::Value::Null,
        },
        Value::Array(items) => {
            items.iter().map(|item| dag_json(item, depth)).collect::<Result<_, _>>()?
        }
        Value::Map(members) => {
            let mut map = Map::new();
            for (key, value) in members {
                let key = key.as_text().ok_or(FrameError::Missing("key"))?;
                map.insert(key.to_owned(), dag_json(value, depth)?);
            }
            map.into()
        }
        _ => serde_json::Value::Null,
    })
}

#[cfg(test)]
mod tests;
