//! How the sample's newer chats were seen: three sources, each of them blind for a while.

use analysis::coverage::{Blind, Coverage, Watched};
use chat::{Network, Sighting};
use jiff::{SignedDuration, Timestamp};

use crate::samples::SampleChat;

/// The coverage of a chat; what was said on Twitter nobody followed.
pub(super) fn coverage(chat: &SampleChat) -> Option<Coverage> {
    if chat.posts.iter().any(|post| post.network == Network::Twitter) {
        return None;
    }
    let begins = chat.chat.starts_at;
    let at = |secs: i64| begins + SignedDuration::from_secs(secs);
    let sources = [
        ("harbour.example", vec![gap(at(-20), Some(at(75)), "chatkeep was not running", true)]),
        (
            "lamp.example",
            vec![
                gap(at(610), Some(at(655)), "it answers 502 Bad Gateway", true),
                gap(at(1_900), Some(at(2_140)), "it cannot be reached", true),
                gap(at(3_000), Some(at(3_060)), "it wants fewer questions (429)", true),
                gap(at(3_540), None, "it cannot be reached", false),
            ],
        ),
        ("jetstream", Vec::new()),
    ];
    let named = sources.map(|(name, gaps)| (name.to_owned(), gaps));
    let mut watched = Watched::new(named);
    for (number, post) in chat.posts.iter().enumerate() {
        watched.push(post, &seen(number, post.network));
    }
    Some(watched.finish())
}

fn gap(from: Timestamp, to: Option<Timestamp>, reason: &str, repaired: bool) -> Blind {
    Blind { from, to, reason: reason.to_owned(), repaired, brought_back: 0 }
}

/// Who saw a post: on Bluesky one alone, elsewhere mostly both.
fn seen(number: usize, network: Network) -> Vec<Sighting> {
    let names: &[&str] = match (network, number % 7) {
        (Network::Bluesky, _) => &["jetstream"],
        (_, 0) => &["harbour.example"],
        (_, 3) => &["lamp.example"],
        _ => &["harbour.example", "lamp.example"],
    };
    names.iter().map(|name| Sighting { source: (*name).to_owned(), at: None }).collect()
}
