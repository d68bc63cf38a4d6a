//! One who follows what is told in a room, at their own pace.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::body::Bytes;
use futures_util::stream::{self, Stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::room::{Next, Room};

/// How often a sign of life is given where nothing is said.
const STILL: Duration = Duration::from_secs(10);

/// One who follows what is told in a room.
pub(super) struct Viewer {
    room: Arc<Room>,
    news: watch::Receiver<u64>,
    leaving: watch::Receiver<bool>,
    opening: Option<Bytes>,
    /// Where among all that is told they are; `None` when there is nothing more for them.
    place: Option<u64>,
    /// The number of the last change that the opening holds.
    seen: u64,
    /// Given back when they leave.
    _seat: OwnedSemaphorePermit,
}

impl Viewer {
    /// Somebody who has dealt with what came up to a number, or begins now.
    pub(super) async fn new(
        room: Arc<Room>,
        leaving: watch::Receiver<bool>,
        after: Option<u64>,
        catching_up: &Semaphore,
        seat: OwnedSemaphorePermit,
    ) -> Result<Self> {
        let news = room.listen();
        let mut opening = room.telling().opening().as_bytes().to_vec();
        let mut dealt_with = after.unwrap_or(0);
        let place = match after {
            None => Some(room.place_now()),
            // Mostly they come from a page of a moment ago: what they miss is still kept.
            Some(after) if let Some(place) = room.place_after(after) => Some(place),
            Some(after) => {
                let turn = catching_up.acquire().await;
                let missed = room.since(after).await?;
                drop(turn);
                match missed {
                    Some(told) => {
                        let missed = told.said.or(told.standing).unwrap_or_default();
                        opening.extend_from_slice(&missed);
                        dealt_with = told.seen;
                        room.place_after(told.seen)
                    }
                    None => {
                        opening.extend_from_slice(&room.telling().over());
                        None
                    }
                }
            }
        };
        Ok(Self {
            room,
            news,
            leaving,
            opening: Some(opening.into()),
            place,
            seen: dealt_with,
            _seat: seat,
        })
    }

    /// What they get. It is asked for when they have taken what was before.
    pub(super) fn stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut viewer| async {
            let next = viewer.next().await?;
            Some((Ok(next), viewer))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        loop {
            match self.room.next(self.place?, self.seen) {
                Next::Told(text, place) => {
                    self.place = Some(place);
                    return Some(text);
                }
                Next::End => return None,
                Next::Wait => {}
            }
            tokio::select! {
                more = self.news.changed() => more.ok()?,
                _ = self.leaving.wait_for(|leaving| *leaving) => return None,
                () = tokio::time::sleep(STILL) => return Some(self.room.telling().still().into()),
            }
        }
    }
}
