//! Live services: connect, page, stream, resume. The bytes go to `formats`; what comes back is told
//! over a channel. Imports `chat` and `formats`, and is imported by `app`.
//!
//! A [`Place`] is what a user names after `--on`. [`follow`] follows one until it ends or nobody
//! listens, and tells [`News`]: what was found with the cursor to go on from, signs of life, and when
//! the source could not see. A source knows neither the archive nor the clock: both are handed in
//! with its [`Following`]. Beside it, the servers' lists of trends are asked for our tags ([`Asking`]). [`try_out`] says beforehand what a place would give.

mod bluesky;
mod completion;
mod following;
mod http;
mod json;
mod mastodon;
pub mod outward;
mod place;
pub mod replay;
mod retry;
mod socket;
mod topic;
mod trends;
mod trial;

pub use bluesky::Directories;
pub use completion::{AddressError, CompletionError, Model};
pub use following::{Clock, Extent, Following, News, Recent, Stopped, Told, Undone};
pub use http::AskError;
pub use mastodon::{Pace, Renewal};
pub use place::{Address, Place, PlaceError, Secret};
pub use replay::Speed;
pub use topic::{Known, Topic};
pub use trends::{Asking, Ranked, TALK};
pub use trial::{Timeline, Trial, Verdict, try_out};

use bluesky::Wire;
use trends::Errand;

/// Follows a place until it ends, or until nobody listens any more. What goes wrong on the way is
/// told as [`News::Blind`], and tried again.
pub async fn follow(place: &Place, following: Following) {
    let errand = Errand::of(&following);
    tokio::select! {
        () = follow_posts(place, following) => {}
        () = errand.go_on(place) => {}
    }
}

async fn follow_posts(place: &Place, following: Following) {
    // Nobody listens any more: there is nobody to tell it to either.
    let _: Result<(), Stopped> = match place {
        Place::Replay { file, speed } => replay::follow(file, *speed, following).await,
        Place::Mastodon { server, token } => {
            mastodon::follow(server, token.as_ref(), following).await
        }
        Place::Bluesky | Place::Jetstream(_) => {
            bluesky::follow(place, Wire::Jetstream, following).await
        }
        Place::Firehose(_) => bluesky::follow(place, Wire::Firehose, following).await,
    };
}
