//! Topics of a led chat, against the questions its posts belong to.

use analysis::{Topics, topics};

use crate::baselines::{roots, slices};
use crate::gold::{Gold, Kind};
use crate::hidden::{Hide, without_marks};
use crate::score::ami;

pub(crate) fn report(gold: &Gold) {
    let bare = without_marks(gold, Hide::All);
    println!(
        "| topics, marks hidden: AMI with the question answered | groups | all judged | without kind c |\n|---|---|---|---|"
    );
    row(gold, "chatkeep", &groups(&bare, &topics(&bare.talk())));
    row(gold, "ten-minute slices", &slices(&gold.posts, 10));
    row(gold, "time of the conversation's first post", &roots(&bare.posts));
    row(gold, "chatkeep, marks seen", &groups(gold, &topics(&gold.talk())));
    println!();
}

/// The topic of each post; those of none are one group.
pub(crate) fn groups(gold: &Gold, found: &Topics) -> Vec<usize> {
    let mut groups = vec![found.topics.len(); gold.posts.len()];
    for (number, topic) in found.topics.iter().enumerate() {
        for &post in &topic.posts {
            groups[post] = number;
        }
    }
    groups
}

fn row(gold: &Gold, what: &str, groups: &[usize]) {
    let agreement = |without: Option<Kind>| {
        let judged = gold.judged.iter().filter(|(_, (_, kind))| Some(*kind) != without);
        let pairs: (Vec<usize>, Vec<usize>) =
            judged.map(|(&post, &(number, _))| (groups[post], number as usize)).unzip();
        ami(&pairs.0, &pairs.1)
    };
    let mut distinct = groups.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let (all, marked) = (agreement(None), agreement(Some(Kind::Replies)));
    println!("| {what} | {} | {all:.3} | {marked:.3} |", distinct.len());
}
