//! Events that a server sends over an answer that does not end (server-sent events, HTML standard §9.2).

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Response, Url};

use super::{AskError, Http, why};
use crate::place::Secret;

/// The largest event that is taken: 5 MiB, as over a web socket.
const LARGEST: usize = 5 << 20;

/// An open stream of events.
pub(crate) struct Events {
    response: Response,
    lines: Lines,
}

/// What is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// What kind of event.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) data: String,
}

impl Events {
    /// Opens a stream, or says why not. It may say nothing, not even that it is there, for so long.
    pub(crate) async fn open(
        url: Url,
        token: Option<&Secret>,
        silence: Duration,
    ) -> Result<Self, String> {
        let http = Http::endless(token, silence).map_err(|error| error.to_string())?;
        let request = http.client.get(url).header(ACCEPT, "text/event-stream");
        let response = request.send().await.map_err(|error| why(&error).to_string())?;
        let kind = response.headers().get(CONTENT_TYPE);
        let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        match response.status().as_u16() {
            200 if is_stream => Ok(Self { response, lines: Lines::default() }),
            200 => Err("it is no stream of events".into()),
            status => Err(format!("it answers {status}")),
        }
    }

    /// Waits for the next event; an error is why the stream is lost. May be given up at any moment
    /// without losing anything.
    pub(crate) async fn next(&mut self) -> Result<Event, String> {
        loop {
            if let Some(event) = self.lines.event() {
                return Ok(event);
            }
            match self.response.chunk().await {
                Ok(Some(bytes)) => self.lines.take(&bytes).map_err(|error| error.to_string())?,
                Ok(None) => return Err("it closed the stream".into()),
                Err(error) => return Err(why(&error).to_string()),
            }
        }
    }
}

/// Bytes on their way to events.
#[derive(Debug, Default)]
struct Lines {
    /// What came and was not looked at.
    bytes: Vec<u8>,
    /// The event so far.
    event: Event,
}

impl Lines {
    fn take(&mut self, bytes: &[u8]) -> Result<(), AskError> {
        if self.bytes.len() + self.event.data.len() + bytes.len() > LARGEST {
            return Err(AskError::TooLarge);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The next event that is complete: an empty line ends it. A line with a colon at its beginning is
    /// a sign of life.
    fn event(&mut self) -> Option<Event> {
        let mut from = 0;
        let mut found = None;
        while let Some(length) = self.bytes[from..].iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(&self.bytes[from..from + length]).into_owned();
            from += length + 1;
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                let event = std::mem::take(&mut self.event);
                if !event.kind.is_empty() {
                    found = Some(event);
                    break;
                }
                continue;
            }
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "event" => value.clone_into(&mut self.event.kind),
                "data" if self.event.data.is_empty() => value.clone_into(&mut self.event.data),
                "data" => self.event.data += &format!("\n{value}"),
                _ => {}
            }
        }
        self.bytes.drain(..from);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let sent = ":)\n:thump\n\nevent: update\ndata: {\"id\":\"1\"}\n\nevent: delete\r\ndata: 17\r\n\r\nevent: two\ndata: a\ndata:b\nid: 4\n\ndata: no kind\n\nevent: half\ndata: x\n";
        let expected = [("update", "{\"id\":\"1\"}"), ("delete", "17"), ("two", "a\nb")]
            .map(|(kind, data)| Event { kind: kind.into(), data: data.into() });
        for size in [1, 2, 3, 7, sent.len()] {
            let mut lines = Lines::default();
            let mut found = Vec::new();
            for bytes in sent.as_bytes().chunks(size) {
                lines.take(bytes).unwrap();
                found.extend(std::iter::from_fn(|| lines.event()));
            }
            assert_eq!(found, expected, "{size} at a time");
        }
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut lines = Lines::default();
        let more = [b"data: ".as_slice(), &[b'x'; 1 << 16], b"\n"].concat();
        let taken = (0..).take_while(|_| lines.take(&more).is_ok_and(|()| lines.event().is_none()));
        assert!(taken.count() < 100);
    }
}
