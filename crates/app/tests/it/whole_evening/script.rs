//! What happens on the evening: who says, answers, edits and takes back what, and what breaks when.
//! The same seed, the same evening.

use std::ops::Range;

/// Those who write: the first at Bluesky's PDS, then some at each of two servers of the fediverse.
pub(crate) const GUESTS: [Range<usize>; 3] = [0..50, 50..70, 70..90];
/// Who hosts the evening.
pub(crate) const HOST: usize = GUESTS[1].start;
/// Posts and answers.
const POSTS: usize = 500;
/// Times that the power is cut.
pub(crate) const CUTS: usize = 20;
/// How many acts a server is away for.
const AWAY: usize = 30;

const OPENERS: [&str; 6] =
    ["The kettle says", "My log holds", "Nobody told me", "We once tried", "Ask for", "I keep"];
const MATTERS: [&str; 6] =
    ["two mentors", "a shelf of plans", "one honest page", "six pieces", "the long way", "no list"];

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// A guest says something, perhaps in answer to a post of this number, and it becomes the next.
    Say { guest: usize, words: String, answer_to: Option<usize> },
    /// A guest says something that is none of our concern.
    Aside { guest: usize },
    /// The post of this number says something else.
    Edit { post: usize, words: String },
    /// The post of this number is taken back.
    Delete { post: usize },
    /// chatkeep's power is cut so many milliseconds from now, and comes back after so many acts.
    Cut { after_ms: u64, acts: usize },
    /// This server goes away.
    Stop { server: usize },
    /// It comes back.
    Start { server: usize },
}

/// A post, as the script remembers it.
struct Written {
    guest: usize,
    tagged: bool,
    touched: bool,
    /// What answered it at snac can be found through it alone.
    needed: bool,
}

/// At which server a guest is.
pub(crate) fn server_of(guest: usize) -> usize {
    GUESTS.iter().position(|guests| guests.contains(&guest)).unwrap()
}

/// The whole evening.
pub(crate) fn script(seed: u64) -> Vec<Act> {
    let mut writing = Writing { chance: Chance(seed), posts: Vec::new(), away: None };
    let mut acts = Vec::new();
    while writing.posts.len() < POSTS {
        acts.push(writing.next());
        let quarter = POSTS / 4;
        // Each server is away once, a while each.
        let (part, within) = (writing.posts.len() / quarter, writing.posts.len() % quarter);
        if (1..=3).contains(&part) && within == 0 && writing.away.is_none() {
            writing.away = Some(part - 1);
            acts.push(Act::Stop { server: part - 1 });
            for _ in 0..AWAY {
                acts.push(writing.next());
            }
            writing.away = None;
            acts.push(Act::Start { server: part - 1 });
        }
    }
    cut(&mut writing.chance, acts)
}

/// Puts the power cuts in, at any moment but while a server is away: that is another gap.
fn cut(chance: &mut Chance, acts: Vec<Act>) -> Vec<Act> {
    let mut free = Vec::new();
    let mut is_away = false;
    for (place, act) in acts.iter().enumerate() {
        is_away = matches!(act, Act::Stop { .. }) || is_away && !matches!(act, Act::Start { .. });
        if !is_away {
            free.push(place);
        }
    }
    let mut places = Vec::new();
    while places.len() < CUTS {
        let place = free.swap_remove(chance.below(free.len()));
        places.push(place);
    }
    let cut = |chance: &mut Chance| Act::Cut {
        after_ms: chance.below(120) as u64,
        acts: chance.below(6),
    };
    let mut whole = Vec::with_capacity(acts.len() + CUTS);
    for (place, act) in acts.into_iter().enumerate() {
        whole.push(act);
        if places.contains(&place) {
            whole.push(cut(chance));
        }
    }
    whole
}

/// The script while it is written.
struct Writing {
    chance: Chance,
    posts: Vec<Written>,
    /// The server that is away, where nobody can write.
    away: Option<usize>,
}

impl Writing {
    fn next(&mut self) -> Act {
        match self.chance.below(100) {
            0..10 => self.edit(),
            10..22 => self.delete(),
            22..26 => self.guest_at(0).map(|guest| Act::Aside { guest }),
            26..60 => self.answer(),
            _ => None,
        }
        .unwrap_or_else(|| self.say())
    }

    fn say(&mut self) -> Act {
        let guest = loop {
            let guest = self.chance.below(GUESTS[2].end);
            if Some(server_of(guest)) != self.away {
                // Who hosts it says more than others.
                let hosts = server_of(guest) == 1 && self.chance.below(2) == 0;
                break if hosts { HOST } else { guest };
            }
        };
        self.written(guest, None, true)
    }

    /// Answers do not always carry the tag. Those are found at Bluesky; snac shows threads only to who is
    /// signed in, and only those that they are in: so there it is answers to the host, whose token it is.
    fn answer(&mut self) -> Option<Act> {
        let to = self.some_post()?;
        if !self.posts[to].tagged || self.posts[to].touched {
            return None;
        }
        let server = server_of(self.posts[to].guest);
        let guest = self.guest_at(server)?;
        let is_found = server == 0 || self.posts[to].guest == HOST;
        let tagged = !is_found || self.chance.below(3) == 0;
        self.posts[to].needed |= !tagged && server == 1;
        Some(self.written(guest, Some(to), tagged))
    }

    /// Each post is edited once at most, and then left alone: snac gives it another id, and what
    /// answered it answers nothing any more.
    fn edit(&mut self) -> Option<Act> {
        let post = self.some_post()?;
        let words = words(post, ", now better said", self.posts[post].tagged);
        self.touch(post).then_some(Act::Edit { post, words })
    }

    fn delete(&mut self) -> Option<Act> {
        let post = self.some_post().filter(|post| !self.posts[*post].needed)?;
        self.touch(post).then_some(Act::Delete { post })
    }

    fn touch(&mut self, post: usize) -> bool {
        !std::mem::replace(&mut self.posts[post].touched, true)
    }

    /// A post at a server that is there.
    fn some_post(&mut self) -> Option<usize> {
        let place = (!self.posts.is_empty()).then(|| self.chance.below(self.posts.len()))?;
        (Some(server_of(self.posts[place].guest)) != self.away).then_some(place)
    }

    fn guest_at(&mut self, server: usize) -> Option<usize> {
        let guests = GUESTS[server].clone();
        (self.away != Some(server)).then(|| guests.start + self.chance.below(guests.len()))
    }

    fn written(&mut self, guest: usize, answer_to: Option<usize>, tagged: bool) -> Act {
        let words = words(self.posts.len(), "", tagged);
        self.posts.push(Written { guest, tagged, touched: false, needed: false });
        Act::Say { guest, words, answer_to }
    }
}

/// Each post's words are its own, by its number.
fn words(post: usize, more: &str, tagged: bool) -> String {
    let (opener, matter) = (OPENERS[post % 6], MATTERS[post / 6 % 6]);
    let tag = if tagged { " #lampchat" } else { "" };
    format!("{opener} {matter}, number {post}{more}{tag}")
}

/// Chance that can be had again: `SplitMix64` (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

#[test]
fn the_script_is_an_evening() {
    let acts = script(7);
    let count = |is: fn(&Act) -> bool| acts.iter().filter(|act| is(act)).count();
    assert!(count(|act| matches!(act, Act::Say { .. })) >= POSTS);
    assert!(count(|act| matches!(act, Act::Say { answer_to: Some(_), .. })) > 80);
    assert!(count(|act| matches!(act, Act::Edit { .. })) > 30);
    assert!(count(|act| matches!(act, Act::Delete { .. })) > 30);
    assert_eq!(count(|act| matches!(act, Act::Cut { .. })), CUTS);
    assert_eq!(count(|act| matches!(act, Act::Stop { .. })), 3);
    assert_eq!(acts, script(7));
    assert_ne!(acts, script(8));
}
