//! Reposts folded into the posts they pass on.

use std::collections::{BTreeMap, HashMap};

use chat::{Post, Repost, Uri, words::each_word};

/// Reposts folded into posts. Both are named by their index in the slices that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// For each post the reposts of it, by time.
    pub of_posts: Vec<Vec<usize>>,
    /// Reposts of something that is not among the posts, what is the same together, by the time of
    /// the first.
    pub unresolved: Vec<Group>,
}

/// Reposts that pass on the same thing, which is itself not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they pass on, as well as it is known.
    pub of: Original,
    /// The reposts, by time.
    pub reposts: Vec<usize>,
}

/// What is known of a post that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Original {
    /// Its name.
    Uri(Uri),
    /// Its words as they were passed on: folded, links left out (see [`chat::words`]); as they
    /// stand, if there were only links.
    Words {
        /// Who said them, with `@`, in lower case.
        handle: String,
        /// The words; folded ones with a space after each.
        words: String,
    },
    /// Nothing: neither name nor words.
    Unknown,
}

/// The fewest words of a cut repost that are taken for enough to know a post by.
const ENOUGH_WORDS: usize = 3;
/// Twitter cut at this many characters, in old times without a mark.
const CUT_AT: usize = 140;

/// Finds for each post who passed it on.
///
/// A repost that names its post is taken at its word. One that only repeats the words
/// (`RT @ada: …`) belongs to the post of that author with the same words, or that begins with them
/// where they were cut, if it is not later than the repost and the only one. Case, accents, spaces
/// and links do not count. What was passed on twice (`RT @bob: RT @ada: …`) belongs to the first of
/// the two that is found. Takes O(n log n) time.
#[must_use]
pub fn fold(posts: &[Post], reposts: &[Repost]) -> Folded {
    let named: HashMap<&Uri, usize> = posts.iter().map(|p| &p.uri).zip(0..).collect();
    let said =
        if reposts.iter().any(|r| r.of.is_none()) { Said::of(posts) } else { Said::default() };
    let mut by_time: Vec<usize> = (0..reposts.len()).collect();
    by_time.sort_by_key(|&r| (reposts[r].created_at.ms(), &reposts[r].uri, r));

    let mut of_posts = vec![Vec::new(); posts.len()];
    let mut groups: BTreeMap<Original, Vec<usize>> = BTreeMap::new();
    for repost in by_time {
        match original(posts, &reposts[repost], &named, &said) {
            Ok(post) => of_posts[post].push(repost),
            Err(unknown) => groups.entry(unknown).or_default().push(repost),
        }
    }
    let mut unresolved: Vec<Group> =
        groups.into_iter().map(|(of, reposts)| Group { of, reposts }).collect();
    unresolved.sort_by_key(|group| {
        let first = group.reposts.first().map(|&r| &reposts[r]);
        first.map(|r| (r.created_at.ms(), &r.uri))
    });
    Folded { of_posts, unresolved }
}

/// The post that a repost passes on, or what is known of it.
fn original(
    posts: &[Post],
    repost: &Repost,
    named: &HashMap<&Uri, usize>,
    said: &Said,
) -> Result<usize, Original> {
    if let Some(of) = &repost.of {
        return named.get(of).copied().ok_or_else(|| Original::Uri(of.clone()));
    }
    let Some(text) = &repost.text else {
        return Err(Original::Unknown);
    };
    let mut unknown = Original::Unknown;
    let mut rest = text.plain.trim();
    let cut = is_cut(rest);
    while let Some((handle, told)) = passed_on(rest) {
        let handle = handle.to_lowercase();
        let (words, count) = comparable(told, cut);
        let not_later = |&&post: &&usize| {
            let (said, passed_on) = (posts[post].created_at, repost.created_at);
            said.ms() <= passed_on.ms() || !passed_on.has_time()
        };
        let found = said.matching(&handle, &words, cut && count >= ENOUGH_WORDS);
        let mut found = found.iter().map(|(_, post)| post).filter(not_later);
        if let (Some(&post), None) = (found.next(), found.next()) {
            return Ok(post);
        }
        let words = if count == 0 { told.to_owned() } else { words };
        unknown = Original::Words { handle, words };
        rest = told;
    }
    Err(unknown)
}

/// Takes `RT @ada: words` apart into `@ada` and the words.
pub(crate) fn passed_on(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("RT ")?.trim_start();
    let name = rest.strip_prefix('@')?;
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@')))
        .unwrap_or(name.len());
    let handle = rest.get(..1 + end)?;
    let words = rest.get(1 + end..)?;
    (end > 0).then(|| (handle, words.strip_prefix(':').unwrap_or(words).trim()))
}

/// Whether a source cut the words short.
fn is_cut(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...") || text.chars().count() >= CUT_AT
}

/// Words as they are compared, a space after each, and how many there are. Links are left out, and
/// of cut words the last.
fn comparable(text: &str, cut: bool) -> (String, usize) {
    let mut parts: Vec<&str> = text.split_whitespace().collect();
    if cut {
        parts.pop();
    }
    let (mut words, mut count, mut folded) = (String::new(), 0, String::new());
    let is_link = |part: &&str| part.contains("http://") || part.contains("https://");
    for part in parts.into_iter().filter(|part| !is_link(part)) {
        each_word(part, &mut folded, |word, _, _| {
            words.push_str(word);
            words.push(' ');
            count += 1;
        });
    }
    (words, count)
}

/// What each author said, sorted by the words.
#[derive(Default)]
struct Said {
    by_handle: HashMap<String, Vec<(String, usize)>>,
}

impl Said {
    fn of(posts: &[Post]) -> Self {
        let mut by_handle: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for (post, at) in posts.iter().zip(0..) {
            if let Some(handle) = &post.author.handle {
                let (words, _) = comparable(&post.body.text.plain, post.body.cut);
                by_handle.entry(handle.to_lowercase()).or_default().push((words, at));
            }
        }
        for said in by_handle.values_mut() {
            said.sort_unstable();
        }
        Self { by_handle }
    }

    /// The posts of an author with these words, or that begin with them.
    fn matching(&self, handle: &str, words: &str, beginning: bool) -> &[(String, usize)] {
        let said = self.by_handle.get(handle).map_or(&[][..], Vec::as_slice);
        if words.is_empty() {
            return &[];
        }
        let from = said.partition_point(|(w, _)| w.as_str() < words);
        let fits = |w: &String| w == words || (beginning && w.starts_with(words));
        let until = from + said[from..].partition_point(|(w, _)| fits(w));
        &said[from..until]
    }
}

#[cfg(test)]
mod tests;
