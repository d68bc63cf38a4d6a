//! Asking a server on this computer over HTTP, a connection a question.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// A question.
pub(crate) struct Question {
    method: &'static str,
    url: String,
    headers: String,
    body: String,
}

/// What came back.
pub(crate) struct Answer {
    head: String,
    body: String,
}

impl Question {
    pub(crate) fn get(url: &str) -> Self {
        Self { method: "GET", url: url.to_owned(), headers: String::new(), body: String::new() }
    }

    pub(crate) fn post(url: &str) -> Self {
        Self { method: "POST", ..Self::get(url) }
    }

    pub(crate) fn put(url: &str) -> Self {
        Self { method: "PUT", ..Self::get(url) }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        write!(self.headers, "{name}: {value}\r\n").unwrap();
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, kind: &str, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self.header("Content-Type", kind)
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        self.body("application/x-www-form-urlencoded", &fields.collect::<Vec<_>>().join("&"))
    }

    pub(crate) fn ask(self) -> Answer {
        let rest = self.url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let Self { method, headers, body, .. } = &self;
        let length = body.len();
        write!(stream, "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}").unwrap();
        let mut bytes = Vec::new();
        // Some servers close without a goodbye when all is said.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answer { head: head.to_owned(), body: body.to_owned() }
    }
}

impl Answer {
    /// Head and body.
    pub(crate) fn everything(&self) -> String {
        format!("{}\n{}", self.head, self.body)
    }

    /// Whether the server did as it was asked.
    pub(crate) fn is_good(&self) -> bool {
        self.head.split(' ').nth(1).is_some_and(|status| status.starts_with('2'))
    }

    /// The JSON that it must be.
    pub(crate) fn json(&self) -> Value {
        let whole = if self.head.to_lowercase().contains("transfer-encoding: chunked") {
            unchunked(&self.body)
        } else {
            self.body.clone()
        };
        serde_json::from_str(&whole)
            .unwrap_or_else(|error| panic!("{error}: {}", self.everything()))
    }
}

/// Chunks put together; sizes count bytes.
fn unchunked(body: &str) -> String {
    let (mut rest, mut whole) = (body, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        whole.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
        if size == 0 {
            break;
        }
    }
    whole
}

fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                text.push(char::from(byte));
            }
            _ => write!(text, "%{byte:02X}").unwrap(),
        }
    }
    text
}

/// RFC 4648, as a login wants it.
pub(crate) fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for group in text.as_bytes().chunks(3) {
        let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            encoded.push(if place > group.len() { '=' } else { char::from(digit) });
        }
    }
    encoded
}
