//! The rank that servers gave a tag, from single answers to the times in which it stood in a list.
//!
//! Nothing is computed but where one time ends and the next begins: the rank is the server's word.
//! What nobody asked is not known, so that a gap in asking is a gap in the answer.

/// Answers farther apart than this are not one time, in milliseconds: a list is asked for every five
/// minutes, and one answer may come late, but none may be missing.
const TOGETHER_MS: i64 = 8 * 60_000;

/// What a list said of a tag at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whose list.
    pub source: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The tag's place, from 1 on; none where it was not in the list.
    pub rank: Option<u32>,
}

/// A time in which a tag stood in a list whenever it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// Whose list.
    pub source: String,
    /// Its best place.
    pub rank: u32,
    /// When it was first seen there.
    pub from_ms: i64,
    /// When it was last seen there.
    pub to_ms: i64,
    /// How often the list was asked for.
    pub asked: u32,
}

impl Stood {
    /// `number 4 on mastodon.example, 18:52–19:10`, the times as they are to be written.
    #[must_use]
    pub fn told(&self, clock: impl Fn(i64) -> String) -> String {
        let (from, to) = (clock(self.from_ms), clock(self.to_ms));
        let place = format!("number {} on {}", self.rank, self.source);
        if from == to { format!("{place} at {from}") } else { format!("{place}, {from}–{to}") }
    }
}

/// The times in which a tag stood in each list, by their beginning. Answers may come in any order.
#[must_use]
pub fn stood(asked: &[Asked]) -> Vec<Stood> {
    let mut asked: Vec<&Asked> = asked.iter().collect();
    asked.sort_by_key(|one| (&one.source, one.at_ms));
    let mut found: Vec<Stood> = Vec::new();
    // Whether the last time found may go on.
    let mut goes_on = false;
    for one in asked {
        let Some(rank) = one.rank else {
            goes_on = false;
            continue;
        };
        match found.last_mut() {
            Some(last)
                if goes_on
                    && last.source == one.source
                    && one.at_ms - last.to_ms <= TOGETHER_MS =>
            {
                last.rank = last.rank.min(rank);
                last.to_ms = one.at_ms;
                last.asked += 1;
            }
            _ => found.push(Stood {
                source: one.source.clone(),
                rank,
                from_ms: one.at_ms,
                to_ms: one.at_ms,
                asked: 1,
            }),
        }
        goes_on = true;
    }
    found.sort_by(|a, b| (a.from_ms, &a.source).cmp(&(b.from_ms, &b.source)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers as `minute rank`, `-` for none.
    fn told(lists: &[(&str, &str)]) -> String {
        let mut asked = Vec::new();
        for (source, answers) in lists {
            for answer in answers.split(", ") {
                let (minute, rank) = answer.split_once(' ').unwrap();
                let at_ms = minute.parse::<i64>().unwrap() * 60_000;
                asked.push(Asked { source: (*source).into(), at_ms, rank: rank.parse().ok() });
            }
        }
        let clock = |ms: i64| format!("19:{:02}", ms / 60_000);
        let forward = stood(&asked);
        asked.reverse();
        assert_eq!(stood(&asked), forward, "in any order");
        let line = |one: &Stood| format!("{}, {} asked", one.told(clock), one.asked);
        forward.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_time_is_what_was_seen_without_a_gap() {
        insta::assert_snapshot!(told(&[
            ("reef.example", "0 -, 5 9, 10 4, 15 6, 20 -, 25 12"),
            // Nobody asked for a quarter of an hour.
            ("lamp.example", "5 3, 10 2, 25 2, 30 5"),
            ("shut.example", "5 -, 10 -"),
        ]), @r"
        number 2 on lamp.example, 19:05–19:10, 2 asked
        number 4 on reef.example, 19:05–19:15, 3 asked
        number 2 on lamp.example, 19:25–19:30, 2 asked
        number 12 on reef.example at 19:25, 1 asked
        ");
    }
}
