//! Addresses that strangers gave, as far as a page may link to them.

use std::borrow::Cow;

/// The address as an `href` may hold it; `None` for anything but a well-formed `http(s)` address.
///
/// Characters that are no part of a URL (WHATWG "URL code points") are percent-encoded.
pub(crate) fn safe(url: &str) -> Option<Cow<'_, str>> {
    const LONGEST: usize = 4096;
    let url = url.trim();
    let lower = url.get(..8).map(str::to_ascii_lowercase)?;
    let start = if lower == "https://" {
        8
    } else if lower.starts_with("http://") {
        7
    } else {
        return None;
    };
    let rest = &url[start..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if url.len() > LONGEST || !is_host(&rest[..end]) {
        return None;
    }
    Some(encoded(url, start + end))
}

/// A name or address with an optional port, and nothing unusual: no user, no password.
fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let labels_fit = name.split('.').all(|label| !label.is_empty());
    labels_fit && name.chars().all(fits) && (port.is_empty() || port.parse::<u16>().is_ok())
}

fn encoded(url: &str, path: usize) -> Cow<'_, str> {
    use std::fmt::Write as _;
    let mut out = String::new();
    let (mut copied, mut hashes) = (0, 0);
    for (at, c) in url.char_indices().skip_while(|&(at, _)| at < path) {
        let keeps = match c {
            '%' => is_hex_pair(&url[at + 1..]),
            '#' => {
                hashes += 1;
                hashes == 1
            }
            '\\' | '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}' | '[' | ']' => false,
            c if c.is_ascii() => c.is_ascii_graphic(),
            c => is_url_char(c),
        };
        if !keeps {
            out.push_str(&url[copied..at]);
            copied = at + c.len_utf8();
            for byte in url[at..copied].bytes() {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(url);
    }
    out.push_str(&url[copied..]);
    Cow::Owned(out)
}

fn is_hex_pair(text: &str) -> bool {
    text.len() >= 2 && text.bytes().take(2).all(|b| b.is_ascii_hexdigit())
}

/// A letter or digit of any script; marks and invisible characters are encoded.
fn is_url_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// The address as a line shows it, without its scheme and last slash, and where that begins.
pub(crate) fn bare(url: &str) -> (usize, &str) {
    let start = ["https://", "http://"]
        .into_iter()
        .find(|scheme| url.starts_with(scheme))
        .map_or(0, str::len);
    let rest = &url[start..];
    (start, rest.strip_suffix('/').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_linked() {
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://",
            "https://a b/",
            "https://user:pw@a.example/",
            "https://a.example:99999/",
            "//a.example",
            "httpsé",
        ] {
            assert_eq!(safe(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_rest_is_made_well_formed() {
        for (url, href) in [
            ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
            ("HTTPS://münchen.example/é", "HTTPS://münchen.example/é"),
            ("https://a.example/a b[1]%zz#x#y", "https://a.example/a%20b%5B1%5D%25zz#x%23y"),
            ("https://a.example/\u{202e}x", "https://a.example/%E2%80%AEx"),
        ] {
            assert_eq!(safe(url).as_deref(), Some(href));
        }
    }
}
