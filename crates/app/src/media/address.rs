//! Where pictures may be fetched from: anywhere in public, never from this machine or its network.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

use anyhow::Result;
use networks::outward::is_public;
use reqwest::Url;
use store::Archive;

/// Names that mean nothing outside (RFC 2606, RFC 6761, RFC 6762, RFC 8375): nobody is asked for them.
const NOWHERE: [&str; 8] =
    ["example", "invalid", "test", "localhost", "local", "internal", "onion", "home.arpa"];

/// Where the user told us to look although it is on this machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named(HashSet<SocketAddr>);

impl Named {
    /// Those whose sources an archive follows.
    pub(crate) fn in_archive(archive: &Archive) -> Result<Self> {
        let followings = archive.followings()?;
        Ok(Self::among(followings.iter().map(|following| following.address.as_str())))
    }

    /// Whether a picture may be had from an address, as far as it tells itself.
    pub(crate) fn allow(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.allows(&url))
    }

    /// The loopback addresses among those of sources that are followed.
    fn among<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let loopback = |address: &str| {
            let url = Url::parse(address).ok()?;
            let ip = literal(&url)?.filter(IpAddr::is_loopback)?;
            Some(SocketAddr::new(ip, url.port_or_known_default()?))
        };
        Self(addresses.into_iter().filter_map(loopback).collect())
    }

    /// Whether an address may be asked, as far as it tells itself: whose name it is the resolver checks.
    pub(super) fn allows(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") {
            return false;
        }
        match literal(url) {
            Some(Some(ip)) => {
                let port = url.port_or_known_default().unwrap_or_default();
                is_public(ip) || self.0.contains(&SocketAddr::new(ip, port))
            }
            Some(None) => url.host_str().is_some_and(means_something),
            None => false,
        }
    }
}

/// The address in numbers, where it is one; `None` without a host.
fn literal(url: &Url) -> Option<Option<IpAddr>> {
    let host = url.host_str()?;
    Some(host.trim_matches(['[', ']']).parse().ok())
}

/// Whether a name can be anybody's, as seen from outside.
fn means_something(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_in = |zone: &str| name.strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'));
    name.contains('.') && !NOWHERE.into_iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_disguise_are_numbers() {
        let named = Named::among(["http://127.0.0.1:8080", "https://reef.example", "jetstream"]);
        let allows = |url: &str| named.allows(&Url::parse(url).unwrap());
        for url in [
            "http://127.0.0.1/x.png",
            "http://127.1:80/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]:8080/",
            "http://localhost/",
            "http://a.localhost./",
            "http://printer/",
            "http://nas.local/",
            "http://metadata.google.internal/",
            "http://reef.example/p.jpg",
            "ftp://1.1.1.1/",
            "file:///etc/passwd",
            "data:image/png,x",
            "http://127.0.0.1:8081/",
        ] {
            assert!(!allows(url), "{url}");
        }
        for url in ["http://127.0.0.1:8080/x", "https://1.1.1.1/x", "https://chaos.social/x.png"] {
            assert!(allows(url), "{url}");
        }
    }
}
