//! Counting the people of a sitting, server by server.

use std::collections::{BTreeMap, HashMap};

use super::{Evening, Voice};

/// Posts of one account before it can be told whether they come by the clock.
const POSTS_BY_THE_CLOCK: usize = 5;
/// How far posts of a machine may stray from their beat: what a queue adds.
const STRAY_MS: i64 = 1_500;

/// The people of a sitting.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// How many each server brought.
    servers: BTreeMap<String, u32>,
    /// How many came on networks that are one server to all.
    elsewhere: u32,
    /// Accounts that were left out.
    pub(super) robots: u32,
}

/// Counts who spoke from the opening until a time, inclusive.
pub(super) fn count(evening: &Evening, until_ms: i64) -> Counted {
    let mut accounts: HashMap<&str, Vec<&Voice>> = HashMap::new();
    for voice in &evening.voices {
        if (evening.opens_ms..=until_ms).contains(&voice.at_ms) {
            accounts.entry(&voice.author).or_default().push(voice);
        }
    }
    let mut counted = Counted::default();
    for (author, voices) in accounts {
        if voices.iter().any(|voice| voice.is_robot) || by_the_clock(&voices) {
            counted.robots += 1;
            continue;
        }
        match server_of(author) {
            Some(server) => *counted.servers.entry(server.to_owned()).or_default() += 1,
            None => counted.elsewhere += 1,
        }
    }
    counted
}

impl Counted {
    /// All who count.
    pub(super) fn people(&self) -> u32 {
        self.elsewhere + self.servers.values().sum::<u32>()
    }

    /// Takes off what one server brought beyond measure, and says what that was.
    pub(super) fn calm_storms(&mut self, before: &[Self]) -> Vec<(String, u32)> {
        let all = self.people();
        let mut storms = Vec::new();
        for (server, brought) in &mut self.servers {
            let known = before.iter().filter_map(|other| other.servers.get(server)).max();
            let most = known.copied().unwrap_or_default().max(all - *brought);
            if *brought > most {
                storms.push((server.clone(), *brought - most));
                *brought = most;
            }
        }
        storms
    }
}

/// The server of an account, where its network has many: the host of its name.
fn server_of(author: &str) -> Option<&str> {
    let host = author.strip_prefix("https://").or(author.strip_prefix("http://"))?;
    let host = host.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    (!matches!(host, "twitter.com" | "x.com" | "bsky.app")).then_some(host)
}

/// Whether posts come at the beat of a machine: the time between two is always the same.
fn by_the_clock(voices: &[&Voice]) -> bool {
    if voices.len() < POSTS_BY_THE_CLOCK {
        return false;
    }
    let mut times: Vec<i64> = voices.iter().map(|voice| voice.at_ms).collect();
    times.sort_unstable();
    let beats: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (least, most) = (beats.iter().min(), beats.iter().max());
    // A thread posted at once is a person's.
    least.zip(most).is_some_and(|(least, most)| *least >= 20_000 && most - least <= 2 * STRAY_MS)
}

/// The one in the middle, or between the two there.
pub(super) fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(sorted.len() / 2 - 1).map(|&lower| f64::midpoint(lower, upper))
}
