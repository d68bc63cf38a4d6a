//! Where an address may lead that a stranger told us: out into the world, and never to this computer or
//! the network around it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{ClientBuilder, Url};

use crate::http::{AskError, bare};

/// A name or number that leads to nothing public.
#[derive(Debug, thiserror::Error)]
#[error("its name leads to a private address")]
pub struct NotPublic;

/// Asks nobody on this computer, or in the network around it, whatever a name means. Numbers in addresses
/// are looked up by nobody: whoever uses this looks at those with [`is_public`], also where a redirect leads.
///
/// # Errors
/// When this computer lacks what an encrypted connection needs.
pub fn client() -> Result<ClientBuilder, AskError> {
    // A proxy would resolve names itself.
    Ok(bare()?.no_proxy().dns_resolver(Outward))
}

/// Resolves names, to public addresses alone. What it returns is what is connected to, so that a name
/// cannot mean one machine while it is looked at and another when it is asked.
struct Outward;

impl Resolve for Outward {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|at| is_public(at.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address may be asked that a server told us. A bare number is looked up by nobody, and
/// no host of accounts is known by one.
pub(crate) fn is_a_host(url: &Url) -> bool {
    url.scheme() == "https" && url.domain().is_some_and(|name| name.contains('.'))
}

/// Whether an address is one that anybody in the internet can reach (IANA's registries of special
/// addresses for IPv4 and IPv6, and whatever carries an IPv4 address within it).
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = a == 0
        || a >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    match segments {
        [0, 0, 0, 0, 0, 0xFFFF, ..] => ip.to_ipv4_mapped().is_some_and(is_public_v4),
        // Through a translator to IPv4 (RFC 6052).
        [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo, benchmarks and the like; documentation; 6to4.
        [0x2001, 0..0x200, ..] | [0x2001, 0xDB8, ..] | [0x2002 | 0x3FFF, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_is_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in
            ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
        {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn hosts_have_names() {
        let is_a_host = |url: &str| is_a_host(&url.parse().unwrap());
        assert!(is_a_host("https://pds.example"));
        for wrong in
            ["http://pds.example", "https://10.0.0.1", "https://[::1]", "https://localhost"]
        {
            assert!(!is_a_host(wrong), "{wrong}");
        }
    }
}
