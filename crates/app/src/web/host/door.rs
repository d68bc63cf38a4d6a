//! The door: links and sessions, and who stands before it.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result};
use axum::http::HeaderMap;
use pages::Page;
use pages::urls::HostPlace;
use store::host::Host;

use super::COOKIE;
use crate::clock;
use crate::web::limits::Limits;

/// For how long a browser keeps the cookie: as long as the session lasts, in seconds.
const KEPT: u32 = 30 * 24 * 60 * 60;

/// What is known of how hosts come here.
#[derive(Debug, Default)]
pub(crate) struct Door {
    /// The address under which the site is known, where another server stands before this one.
    address: Option<String>,
    /// Whether that server's word on who asks is believed.
    believes_forwarded: bool,
    /// How often one address may ask.
    limits: Limits,
}

impl Door {
    /// A door known by this address; forwarded headers are believed only where there is one.
    pub(crate) fn at(address: Option<&str>, limits: Limits) -> Self {
        let address = address.map(|address| address.trim_end_matches('/').to_owned());
        let believes_forwarded = address.is_some();
        Self { address, believes_forwarded, limits }
    }

    pub(in crate::web) fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// The header that makes a browser keep a session, or, with nothing in it, forget it.
    pub(super) fn cookie(&self, secret: &str) -> String {
        let age = if secret.is_empty() { 0 } else { KEPT };
        let is_https = self.address().is_some_and(|address| address.starts_with("https://"));
        let secure = if is_https { "; Secure" } else { "" };
        format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
    }

    pub(in crate::web) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The server before this one adds whom it speaks for at the end; what stands before that is only
    /// what it was told itself.
    pub(in crate::web) fn who(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.believes_forwarded {
            return peer;
        }
        let told = headers.get_all("x-forwarded-for").iter().next_back();
        let last = told.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        last.and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
    }
}

/// 256 bits of the system's chance, as letters.
pub(super) fn secret() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A new link that signs a host of this name in, below the site's address.
pub(crate) fn invite(dir: &Path, name: &str, address: &str) -> Result<String> {
    let secret = secret()?;
    Host::open(dir)?.add_link(&secret, name, clock::now()).context("noting the link")?;
    Ok(Page::Host(HostPlace::SignIn(&secret)).address(address.trim_end_matches('/')))
}

/// Notes that a host was here.
pub(super) fn seen(dir: &Path, session: i64) -> Result<()> {
    Ok(Host::open(dir)?.seen(session, clock::now())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_says_of_themselves_is_believed_only_where_that_is_configured() {
        let peer = IpAddr::from([127, 0, 0, 1]);
        let mut forwarded = HeaderMap::new();
        forwarded.insert("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().unwrap());
        let door = Door::default();
        assert_eq!(door.who(peer, &forwarded), peer);
        let behind = Door::at(Some("https://chats.example/"), Limits::default());
        assert_eq!(behind.who(peer, &forwarded), IpAddr::from([203, 0, 113, 9]));
        // The server before us adds a line of its own where it does not add to one.
        forwarded.append("x-forwarded-for", "203.0.113.10".parse().unwrap());
        assert_eq!(behind.who(peer, &forwarded), IpAddr::from([203, 0, 113, 10]));
        forwarded.insert("x-forwarded-for", "nonsense".parse().unwrap());
        assert_eq!(behind.who(peer, &forwarded), peer);
        assert!(behind.cookie("x").ends_with("; Secure") && !door.cookie("x").contains("Secure"));
    }
}
