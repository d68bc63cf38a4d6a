//! The judged chats as other communities would have held them: among chatter, marked otherwise, led by two,
//! asked twice, late, by wrong clocks, with holes. A rule that is tuned to one chat falls apart here.

mod changes;

use analysis::questions::{Marks, questions_with};
use analysis::topics;

use crate::gold::Gold;
use crate::hidden::{Hide, without_marks};
use crate::questions::{judged, pairs};
use crate::score::{ami, rates};
use changes::{CHANGES, Change, Dice};

/// Each change is made so often, each time with other dice.
const SEEDS: u64 = 5;

/// How well a chat is understood, from 0 to 1.
#[derive(Clone, Copy, Default)]
struct Well {
    /// F1 of questions and answers as a user has them.
    seen: f64,
    /// The same with the marks of answers hidden.
    hidden: f64,
    /// AMI of topics with all marks hidden.
    topics: f64,
}

impl Well {
    fn figures(self) -> [f64; 3] {
        [self.seen, self.hidden, self.topics]
    }
}

/// A table of all changes of all judged chats, with mean and worst.
pub(crate) fn report(chats: &[Gold], others: &[Gold]) {
    println!(
        "| held otherwise (means of {SEEDS}) | F1, marks seen | F1, answers' marks hidden | topics, AMI |\n|---|---|---|---|"
    );
    let mut all: Vec<[f64; 3]> = Vec::new();
    for (name, changes) in CHANGES {
        let tried: Vec<[f64; 3]> = chats
            .iter()
            .flat_map(|chat| (1..=SEEDS).map(|seed| well(&held(chat, others, changes, seed))))
            .map(Well::figures)
            .collect();
        let mean = column(&tried, |of| of.iter().sum::<f64>() / of.len().max(1) as f64);
        println!("| {name} | {:.3} | {:.3} | {:.3} |", mean[0], mean[1], mean[2]);
        all.push(mean);
    }
    let mean = column(&all, |of| of.iter().sum::<f64>() / of.len().max(1) as f64);
    let worst = column(&all, |of| of.iter().copied().fold(1.0, f64::min));
    println!("| **mean** | {:.3} | {:.3} | {:.3} |", mean[0], mean[1], mean[2]);
    println!("| **worst** | {:.3} | {:.3} | {:.3} |\n", worst[0], worst[1], worst[2]);
}

fn column(rows: &[[f64; 3]], of: impl Fn(&[f64]) -> f64) -> [f64; 3] {
    [0, 1, 2].map(|at| of(&rows.iter().map(|row| row[at]).collect::<Vec<_>>()))
}

/// A chat with changes made to it.
fn held(chat: &Gold, others: &[Gold], changes: &[Change], seed: u64) -> Gold {
    let mut dice = Dice::new(seed);
    let mut changed = chat.clone();
    for change in changes {
        changed = change(changed, others, &mut dice);
    }
    changed
}

fn well(gold: &Gold) -> Well {
    let found = |gold: &Gold| pairs(&questions_with(&gold.talk(), Marks::Seen));
    let told = judged(gold, &[]);
    let bare = without_marks(gold, Hide::All);
    let groups = crate::topics::groups(&bare, &topics(&bare.talk()));
    let agreeing = gold.judged.iter().map(|(&post, &(number, _))| (groups[post], number as usize));
    let (groups, numbers): (Vec<usize>, Vec<usize>) = agreeing.unzip();
    Well {
        seen: rates(&found(gold), &told)[2],
        hidden: rates(&found(&without_marks(gold, Hide::Answers)), &told)[2],
        topics: ami(&groups, &numbers),
    }
}
