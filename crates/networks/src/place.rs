//! What a user names after `--on`.

use std::path::PathBuf;
use std::str::FromStr;

use reqwest::Url;

use crate::replay::Speed;

/// Bluesky's public Jetstreams, any of which will do.
const PUBLIC_JETSTREAMS: [&str; 4] = [
    "wss://jetstream1.us-east.bsky.network",
    "wss://jetstream2.us-east.bsky.network",
    "wss://jetstream1.us-west.bsky.network",
    "wss://jetstream2.us-west.bsky.network",
];

/// Where to follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A recorded file, as if it happened now.
    Replay {
        /// The file, in any format that can be imported.
        file: PathBuf,
        /// How fast.
        speed: Speed,
    },
    /// A server that speaks Mastodon's API.
    Mastodon {
        /// Its address, without a path.
        server: Url,
        /// Whose eyes to see it with, if not a stranger's.
        token: Option<Secret>,
    },
    /// Bluesky's public Jetstreams.
    Bluesky,
    /// A Jetstream.
    Jetstream(Url),
    /// The raw stream of a PDS or relay.
    Firehose(Url),
}

/// The address of a server, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        address(written).map(Self)
    }
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Why a text names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no place to follow: {1}")]
pub struct PlaceError(String, &'static str);

/// The forms that a place may have.
const FORMS: &str = "one looks like https://mastodon.example, bluesky, jetstream:wss://stream.example, firehose:https://pds.example or replay:evening.jsonl";

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let wrong = |why| PlaceError(shown(written), why);
        if written == "bluesky" {
            return Ok(Self::Bluesky);
        }
        let (kind, rest) = written.split_once(':').ok_or_else(|| wrong(FORMS))?;
        match kind {
            "replay" if rest.is_empty() => Err(wrong("it does not say which file")),
            "replay" => Ok(Self::Replay { file: rest.into(), speed: Speed::default() }),
            "jetstream" => Ok(Self::Jetstream(address(rest).map_err(wrong)?)),
            "firehose" => Ok(Self::Firehose(address(rest).map_err(wrong)?)),
            "http" | "https" => {
                Ok(Self::Mastodon { server: address(written).map_err(wrong)?, token: None })
            }
            _ => Err(wrong(FORMS)),
        }
    }
}

/// A place as it may be said again: without a password in it.
fn shown(written: &str) -> String {
    match (written.split_once("://"), written.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => written.to_owned(),
    }
}

/// A server's address: scheme, host and port. Web sockets are asked for over the same.
fn address(written: &str) -> Result<Url, &'static str> {
    let written = written.trim_end_matches('/');
    let plain = match written.split_once("://") {
        Some(("wss", rest)) => format!("https://{rest}"),
        Some(("ws", rest)) => format!("http://{rest}"),
        Some(("https" | "http", _)) => written.to_owned(),
        _ => return Err("its address begins with https://, or wss:// for a stream"),
    };
    let url = Url::parse(&plain).map_err(|_| "its address is none")?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if url.host_str().is_none() || !bare {
        return Err("give the server's address alone, without a path");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "its address holds a password: tokens are named otherwise, see docs/following.md",
        );
    }
    Ok(url)
}

impl std::fmt::Display for Place {
    /// As it is written after `--on`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bare = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        match self {
            Self::Replay { file, .. } => write!(f, "replay:{}", file.display()),
            Self::Mastodon { server, .. } => write!(f, "{}", bare(server)),
            Self::Bluesky => write!(f, "bluesky"),
            Self::Jetstream(url) => write!(f, "jetstream:{}", bare(url)),
            Self::Firehose(url) => write!(f, "firehose:{}", bare(url)),
        }
    }
}

impl Place {
    /// The vantage point, as sightings name it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Replay { file, .. } => {
                let name = file.file_name().unwrap_or(file.as_os_str());
                name.to_string_lossy().into_owned()
            }
            Self::Bluesky => "bluesky".into(),
            Self::Mastodon { server: url, .. } | Self::Jetstream(url) | Self::Firehose(url) => {
                host(url)
            }
        }
    }

    /// Its streams, for a Jetstream: any of them will do.
    pub(crate) fn streams(&self) -> Vec<Url> {
        match self {
            Self::Bluesky => PUBLIC_JETSTREAMS.iter().filter_map(|url| address(url).ok()).collect(),
            Self::Jetstream(url) | Self::Firehose(url) => vec![url.clone()],
            _ => Vec::new(),
        }
    }
}

/// Host, and port where it is unusual.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a host's name means this computer.
pub(crate) fn is_local(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for written in [
            "https://mastodon.example",
            "http://127.0.0.1:8001",
            "bluesky",
            "jetstream:https://stream.example",
            "firehose:http://localhost:2583",
            "replay:some/evening.jsonl",
        ] {
            assert_eq!(written.parse::<Place>().unwrap().to_string(), written);
        }
        let name = |written: &str| written.parse::<Place>().unwrap().name();
        assert_eq!(name("https://mastodon.example/"), "mastodon.example");
        assert_eq!(name("http://127.0.0.1:8001"), "127.0.0.1:8001");
        assert_eq!(name("jetstream:wss://stream.example"), "stream.example");
        for wrong in [
            "",
            "mastodon.example",
            "https://",
            "https://mastodon.example/tags/x",
            "https://ada:secret@mastodon.example",
            "firehose:pds.example",
            "gopher://x",
            "replay:",
        ] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let place = Place::Mastodon {
            server: "https://a.example".parse().unwrap(),
            token: Some(Secret::new("s3")),
        };
        assert!(!format!("{place:?} {place}").contains("s3"));
        let error = "https://ada:s3@mastodon.example".parse::<Place>().unwrap_err();
        assert!(!error.to_string().contains("s3"), "{error}");
    }
}
