//! Statuses of the Mastodon API, as Mastodon and its kin answer: lists, one a line, contexts,
//! searches, and the events of a stream.
//!
//! A status is known by its `uri`; its `id` means something on its own server only. One that does
//! not say for whom it was meant (answers of 2016) is withheld.

mod account;
mod order;
mod status;
#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::io::BufRead;

use chat::Audience;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{self, Place};
use crate::lenient::{Many, One, Words};
use crate::{ReadError, Reading};
use order::{Order, Waiting};
use status::Status;

/// What holds statuses and is none itself: a context, a search answer, an event of a stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Holder<'a> {
    #[serde(borrow)]
    ancestors: Many<&'a RawValue>,
    #[serde(borrow)]
    descendants: Many<&'a RawValue>,
    #[serde(borrow)]
    statuses: Many<&'a RawValue>,
    #[serde(borrow)]
    event: Words<'a>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

/// Reads statuses, in whichever shape they stand.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    Server::default().read(input, reading)
}

/// A server that is asked again and again: it is remembered which `uri` its own ids stand for, so
/// that an answer says whom a status of an earlier answer replies to.
#[derive(Default)]
pub struct Server {
    order: Order,
}

impl Server {
    /// Reads one answer, or one event of a stream.
    ///
    /// # Errors
    /// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
    pub fn read(
        &mut self,
        input: &mut dyn BufRead,
        reading: &mut Reading<'_>,
    ) -> Result<(), ReadError> {
        let mut reader = Reader { reading, order: &mut self.order, event: None };
        let lost = json::each_value(input, |place, text| reader.value(place, text))?;
        reader.order.finish(reader.reading)?;
        lost.tell(reader.reading)
    }
}

struct Reader<'r, 'o> {
    reading: &'r mut Reading<'o>,
    order: &'r mut Order,
    /// The kind of the event whose data comes next (`event:` lines of a saved stream).
    event: Option<String>,
}

impl Reader<'_, '_> {
    fn value(&mut self, place: Place, text: &str) -> Result<(), ReadError> {
        match serde_json::from_str::<One<Status<'_>>>(text) {
            Ok(One(Some(status))) if status.is_one() => self.status(&status, &place, text),
            Ok(_) => self.holder(place, text),
            Err(_) if self.stream_line(place, text)? => Ok(()),
            Err(error) => {
                let lists = ["ancestors", "descendants", "statuses"];
                if json::salvage(text, &lists, |place, text| self.one(&place, text))? {
                    return Ok(());
                }
                self.skip(&place, json::damage(&error))
            }
        }
    }

    /// What can only be a status.
    fn one(&mut self, place: &dyn Display, text: &str) -> Result<(), ReadError> {
        match serde_json::from_str::<One<Status<'_>>>(text) {
            Ok(One(Some(status))) => self.status(&status, place, text),
            Ok(One(None)) => self.skip(place, "it is no object"),
            Err(error) => self.skip(place, json::damage(&error)),
        }
    }

    fn holder(&mut self, place: Place, text: &str) -> Result<(), ReadError> {
        let Ok(One(Some(holder))) = serde_json::from_str::<One<Holder<'_>>>(text) else {
            return Ok(());
        };
        for (name, list) in [
            ("ancestors", &holder.ancestors),
            ("descendants", &holder.descendants),
            ("statuses", &holder.statuses),
        ] {
            for (index, status) in list.0.iter().enumerate() {
                self.one(&place.inside(name, index + 1), status.get())?;
            }
        }
        match (holder.event.get(), holder.payload) {
            (Some(event), Some(payload)) => self.event(event, payload.get(), place, text),
            _ => Ok(()),
        }
    }

    /// An event of a stream: its payload is a status as a JSON string, or an id.
    fn event(
        &mut self,
        event: &str,
        payload: &str,
        place: Place,
        raw: &str,
    ) -> Result<(), ReadError> {
        let unpacked = serde_json::from_str::<String>(payload);
        let payload = unpacked.as_deref().unwrap_or(payload).trim();
        match event {
            "update" | "status.update" => match serde_json::from_str::<One<Status<'_>>>(payload) {
                Ok(One(Some(status))) => self.status(&status, &place, raw),
                Ok(One(None)) => self.skip(&place, "its payload is no status"),
                Err(error) => self.skip(&place, format!("its payload: {}", json::damage(&error))),
            },
            // The id says nothing outside the server: only what this file showed can be named.
            "delete" => match self.order.uri(payload).cloned() {
                Some(uri) => self.order.push(Waiting::Gone(uri), None, self.reading),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A line of a stream as it came over the wire (`event: …`, `data: …`); whether it was one.
    fn stream_line(&mut self, place: Place, line: &str) -> Result<bool, ReadError> {
        let Some((field, value)) = line.split_once(':') else {
            return Ok(false);
        };
        let value = value.trim();
        match field {
            "event" => self.event = Some(value.to_owned()),
            "data" => {
                let event = self.event.take().unwrap_or_default();
                self.event(&event, value, place, value)?;
            }
            "" | "id" | "retry" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn status(
        &mut self,
        status: &Status<'_>,
        place: &dyn Display,
        raw: &str,
    ) -> Result<(), ReadError> {
        self.order.note(status);
        if status.audience() == Audience::Closed {
            let found = Waiting::Withheld(status.uri().ok());
            return self.order.push(found, None, self.reading);
        }
        let Some(inner) = status.reblog.get() else {
            return match status.post() {
                Ok(post) => {
                    let kept = self.reading.keeps(&post);
                    let raw = self.quoted(status, kept, raw)?;
                    let found = Waiting::Post(Box::new(post), raw);
                    self.order.push(found, status.reply(), self.reading)
                }
                Err(reason) => self.skip(place, reason),
            };
        };
        self.order.note(inner);
        match (status.repost(inner), inner.post()) {
            (Ok(repost), Ok(post)) => {
                let kept = self.reading.keeps_repost(&repost) && self.reading.keeps(&post);
                let raw = self.quoted(inner, kept, raw)?;
                let found = Waiting::Repost(Box::new(repost), Box::new(post), raw);
                self.order.push(found, inner.reply(), self.reading)
            }
            (Err(reason), _) => self.skip(place, reason),
            (_, Err(reason)) => self.skip(place, format!("the post passed on: {reason}")),
        }
    }

    /// What a status that is kept quotes rides along with it. Returns the original as it may be
    /// kept: not where it holds a quote that may not.
    fn quoted(&mut self, status: &Status<'_>, kept: bool, raw: &str) -> Result<Vec<u8>, ReadError> {
        let quoted = status.quoted().filter(|_| kept);
        let Some((quoted, Ok(post))) = quoted.map(|quoted| (quoted, quoted.post())) else {
            return Ok(raw.as_bytes().to_vec());
        };
        if !self.reading.keeps(&post) {
            return Ok(Vec::new());
        }
        self.order.note(quoted);
        let found = Waiting::Context(Box::new(post));
        self.order.push(found, quoted.reply(), self.reading)?;
        Ok(raw.as_bytes().to_vec())
    }

    fn skip(&mut self, place: &dyn Display, reason: impl Into<String>) -> Result<(), ReadError> {
        let found = Waiting::Skipped(place.to_string(), reason.into());
        self.order.push(found, None, self.reading)
    }
}
