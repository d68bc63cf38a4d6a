//! Where an address may lead that a server told us: out into the world, and never to this computer or
//! the network around it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Looks names up, and passes over what is not out in the world.
pub(super) struct Outward;

impl Resolve for Outward {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outward: Vec<SocketAddr> = found.filter(|at| is_outward(at.ip())).collect();
            if outward.is_empty() {
                return Err("its name leads to a private address".into());
            }
            Ok(Box::new(outward.into_iter()) as Addrs)
        })
    }
}

/// Whether an address may be asked that a server told us. A bare number is looked up by nobody, and
/// no host of accounts is known by one.
pub(crate) fn is_a_host(url: &Url) -> bool {
    url.scheme() == "https" && url.domain().is_some_and(|name| name.contains('.'))
}

fn is_outward(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_outward_v4(address),
        IpAddr::V6(address) => is_outward_v6(address),
    }
}

/// RFC 6890, the blocks that are not global.
fn is_outward_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_for_tests = a == 198 && (18..20).contains(&b);
    let is_protocol = (a, b, c) == (192, 0, 0);
    !(a == 0
        || a >= 240
        || is_shared
        || is_for_tests
        || is_protocol
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_outward_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_outward_v4(inner);
    }
    // 2000::/3 is all that is global; within it a few hold an address of version 4 (Teredo, 6to4), and
    // 2001:db8::/32 stands in documents alone.
    let [first, second, ..] = address.segments();
    let wraps_v4 = first == 0x2002 || (first, second) == (0x2001, 0);
    first & 0xE000 == 0x2000 && !wraps_v4 && (first, second) != (0x2001, 0xDB8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_told_leads_inside() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(!is_outward(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9"] {
            assert!(is_outward(outside.parse().unwrap()), "{outside}");
        }
        let is_a_host = |url: &str| is_a_host(&url.parse().unwrap());
        assert!(is_a_host("https://pds.example"));
        for wrong in
            ["http://pds.example", "https://10.0.0.1", "https://[::1]", "https://localhost"]
        {
            assert!(!is_a_host(wrong), "{wrong}");
        }
    }
}
