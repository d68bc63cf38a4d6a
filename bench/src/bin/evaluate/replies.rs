//! Replies: a fifth of them hidden, and inferred again.

use std::collections::BTreeMap;

use analysis::conversations;
use chat::{Post, Uri};

use crate::gold::Gold;

/// Each reply is hidden once, in one of so many rounds.
const ROUNDS: usize = 5;

pub(crate) fn report(gold: &Gold) {
    let uris: BTreeMap<&Uri, usize> = gold.posts.iter().map(|post| &post.uri).zip(0..).collect();
    let replies: Vec<(usize, usize)> = gold
        .posts
        .iter()
        .enumerate()
        .filter_map(|(at, post)| Some((at, *uris.get(post.reply_to.as_ref()?)?)))
        .collect();
    let (mut found, mut right) = (0, 0);
    for round in 0..ROUNDS {
        let mut posts = gold.posts.clone();
        let hidden: Vec<_> = replies.iter().skip(round).step_by(ROUNDS).copied().collect();
        for &(at, _) in &hidden {
            (posts[at].reply_to, posts[at].reply_to_handle) = (None, None);
        }
        let all: Vec<&Post> = posts.iter().collect();
        let forest = conversations(&all);
        let under: BTreeMap<usize, usize> = forest
            .reading_order()
            .iter()
            .filter_map(|placed| Some((placed.post, placed.under?.post)))
            .collect();
        for (at, parent) in hidden {
            if let Some(&inferred) = under.get(&at) {
                found += 1;
                right += usize::from(inferred == parent);
            }
        }
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    println!(
        "| replies hidden, a fifth at a time | inferred | right | precision | recall |\n|---|---|---|---|---|"
    );
    println!(
        "| {} | {found} | {right} | {:.3} | {:.3} |\n",
        replies.len(),
        share(right, found),
        share(right, replies.len())
    );
}
