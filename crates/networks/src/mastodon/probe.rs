//! What a server is, and what it shows to whom: `/api/v2/instance`, else v1, else `NodeInfo`.

use reqwest::Url;
use serde_json::Value;

use super::answer::{self, Trouble};
use super::server::Server;
use crate::json;

/// What a server is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct About {
    /// As it names itself.
    pub(super) version: String,
    /// Whether it says that tags are shown to strangers.
    pub(super) tags: Access,
    /// Where it says that its streams are.
    streaming: Option<Url>,
}

impl About {
    /// Where to ask for streams: at the server itself, or at a host below its own name.
    pub(super) fn streaming(&self, server: &Url) -> Url {
        let below = |url: &&Url| {
            let (Some(host), Some(own)) = (url.host_str(), server.host_str()) else { return false };
            url.scheme() == server.scheme() && host.ends_with(&format!(".{own}"))
        };
        self.streaming.as_ref().filter(below).unwrap_or(server).clone()
    }
}

/// Who may see a tag's timeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Access {
    /// It does not say.
    #[default]
    Unknown,
    /// Everybody.
    Open,
    /// Who is signed in. It may answer a stranger with an empty list.
    SignedIn,
    /// Nobody.
    Closed,
}

/// Asks what a server is.
pub(super) async fn probe(server: &mut Server) -> Result<About, Trouble> {
    let mut last = None;
    for path in ["/api/v2/instance", "/api/v1/instance", "/nodeinfo/2.0"] {
        let answer = server.get(path, &[]).await?;
        match (answer.status, json::value(&answer.body)) {
            (200, Some(found)) if found.is_object() => return Ok(about(&found)),
            (200, _) => last = Some("its answer is no JSON of its kind".to_owned()),
            (401 | 429 | 500.., _) => {
                answer::text(answer)?;
            }
            (status, _) => last = last.or(Some(format!("it answers {status}"))),
        }
    }
    let last = last.unwrap_or_default();
    Err(Trouble::Broken(format!("it does not say what it is: {last}")))
}

fn about(found: &Value) -> About {
    let version = found["version"].as_str().or(found["software"]["version"].as_str());
    let feeds = &found["configuration"]["timelines_access"]["hashtag_feeds"];
    // What comes from elsewhere is most of a tag, and what is from here may be shown alone.
    let word = |name: &str| feeds[name].as_str();
    let tags = match (word("remote"), word("local")) {
        (Some("public"), _) | (_, Some("public")) => Access::Open,
        (Some("authenticated"), _) | (_, Some("authenticated")) => Access::SignedIn,
        (Some("disabled"), _) => Access::Closed,
        _ => Access::Unknown,
    };
    let streaming = found["configuration"]["urls"]["streaming"].as_str();
    let streaming = streaming.or(found["urls"]["streaming_api"].as_str());
    // A token goes there: in the clear only where the user said so.
    let streaming =
        streaming.map(|url| url.replacen("ws", "http", 1)).and_then(|url| url.parse().ok());
    About { version: version.unwrap_or_default().to_owned(), tags, streaming }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn servers_say_who_may_see_a_tag() {
        let access = |remote: &str, local: &str| {
            let feeds = json!({ "local": local, "remote": remote });
            let configuration = json!({ "timelines_access": { "hashtag_feeds": feeds } });
            about(&json!({ "version": "4.5.0", "configuration": configuration })).tags
        };
        assert_eq!(access("public", "public"), Access::Open);
        assert_eq!(access("authenticated", "public"), Access::Open);
        assert_eq!(access("authenticated", "authenticated"), Access::SignedIn);
        assert_eq!(access("disabled", "disabled"), Access::Closed);
        let at = |streaming: &str| {
            let server = "https://reef.example".parse().unwrap();
            let urls = json!({ "streaming": streaming });
            let about = about(&json!({ "configuration": { "urls": urls } }));
            about.streaming(&server).to_string()
        };
        assert_eq!(at("wss://streaming.reef.example"), "https://streaming.reef.example/");
        assert_eq!(at("wss://reef.example"), "https://reef.example/");
        assert_eq!(at("wss://elsewhere.example"), "https://reef.example/");
        assert_eq!(at("ws://streaming.reef.example"), "https://reef.example/");
        let silent = about(&json!({ "version": "4.0.0 (not true; really snac/2.75)" }));
        assert_eq!(silent.tags, Access::Unknown);
        assert!(silent.version.contains("snac"));
    }
}
