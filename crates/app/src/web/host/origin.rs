//! Whether a form was sent from this site's own pages.

use axum::http::{HeaderMap, header};

/// Whether a request comes from this site: by what the browser says of it, and by its origin, which is
/// the address that hosts were given, else the one that was asked for.
pub(super) fn is_own(headers: &HeaderMap, address: Option<&str>) -> bool {
    let told = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = told("sec-fetch-site");
    if !matches!(site, None | Some("same-origin")) {
        return false;
    }
    match told(header::ORIGIN.as_str()) {
        // A browser that says nothing of either is too old to be trusted with this.
        None | Some("null") => site.is_some(),
        Some(origin) => match address {
            Some(address) => origin == own_origin(address),
            None => {
                let host = told(header::HOST.as_str());
                let named = origin.split_once("://").map(|(_, host)| host);
                host.is_some() && named == host
            }
        },
    }
}

/// `https://chats.example.org/here` → `https://chats.example.org`.
fn own_origin(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return String::new() };
    format!("{scheme}://{}", rest.split('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(told: &[(&'static str, &'static str)], address: Option<&str>) -> bool {
        let headers = told.iter().map(|(name, value)| {
            let name = header::HeaderName::from_static(name);
            (name, header::HeaderValue::from_static(value))
        });
        is_own(&headers.collect(), address)
    }

    #[test]
    fn only_this_site_s_own_pages() {
        let host = ("host", "127.0.0.1:8417");
        assert!(asked(&[host, ("origin", "http://127.0.0.1:8417")], None));
        assert!(asked(&[host, ("sec-fetch-site", "same-origin"), ("origin", "null")], None));
        assert!(!asked(&[host], None), "who says nothing is nobody");
        assert!(!asked(&[host, ("origin", "null")], None));
        assert!(!asked(&[host, ("origin", "https://evil.example")], None));
        assert!(!asked(&[host, ("sec-fetch-site", "cross-site")], None));
        assert!(!asked(&[host, ("sec-fetch-site", "none")], None));
        let both = [host, ("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")];
        assert!(!asked(&both, None));
    }

    #[test]
    fn behind_another_server_the_address_that_was_given_counts() {
        let address = Some("https://chats.example/here");
        assert!(asked(&[("origin", "https://chats.example")], address));
        assert!(!asked(&[("origin", "http://chats.example")], address));
        assert!(!asked(&[("host", "evil.example"), ("origin", "http://evil.example")], address));
    }
}
