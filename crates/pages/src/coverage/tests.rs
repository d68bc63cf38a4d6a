//! What a chat's page says of how it was seen.

use analysis::coverage::{Blind, Watched};
use chat::{Author, Moment, Network, Post, Sighting, Uri};
use jiff::{SignedDuration, Timestamp};

use super::*;

const BEGINS: &str = "2026-11-12T19:30:00Z";

fn at(secs: i64) -> Timestamp {
    BEGINS.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(secs)
}

fn gap(from: i64, to: Option<i64>, repaired: bool) -> Blind {
    let reason = "it cannot be reached".to_owned();
    Blind { from: at(from), to: to.map(at), reason, repaired, brought_back: 0 }
}

/// A chat with a post every minute, seen by these.
fn watched(sources: &[(&str, &[Blind])], seen: &[&[&str]]) -> Coverage {
    let named = sources.iter().map(|(name, gaps)| ((*name).to_owned(), gaps.to_vec()));
    let mut watched = Watched::new(named);
    for (minute, names) in (0_i64..).zip(seen) {
        let author = Author::new(Uri::new("https://reef.example/ada"), Network::Fediverse);
        let uri = Uri::new(format!("https://reef.example/{minute}"));
        let post = Post::new(uri, Network::Fediverse, author, Moment::stated(at(minute * 60)));
        let sighting = |name: &&str| Sighting { source: (*name).to_owned(), at: None };
        watched.push(&post, &names.iter().map(sighting).collect::<Vec<_>>());
    }
    watched.finish()
}

fn rendered(found: &Coverage) -> String {
    let name: ChatName = "lampchat/2026-11-12".parse().unwrap();
    let here = Here::on(Page::Chat(&name));
    Covered::new(&name, found, here, &Zone::of(None)).render().unwrap()
}

/// The text between tags, a line an element.
fn words(html: &str) -> Vec<String> {
    let pieces = html.split('<').filter_map(|piece| piece.split_once('>'));
    pieces.map(|(_, text)| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn two_sources_are_compared() {
    let both: &[&str] = &["lamp.example", "reef.example"];
    let seen =
        [both, both, both, &["reef.example"], both, both, both, both, both, &["lamp.example"]];
    let gaps = [gap(100, Some(190), true), gap(530, None, false)];
    let found = watched(&[("lamp.example", &gaps), ("reef.example", &[])], &seen);
    let html = rendered(&found);
    insta::assert_snapshot!(words(&html).join("\n"));
    assert!(html.contains(r#"href="../../chats/lampchat/2026-11-12.coverage.json""#), "{html}");
    assert!(!html.contains("style="), "a strict policy forbids it");
}

#[test]
fn what_cannot_be_estimated_is_said() {
    let alone = watched(&[("reef.example", &[])], &[&["reef.example"], &["reef.example"]]);
    let html = rendered(&alone);
    let said = "cannot be estimated: on the fediverse there were not two sources to compare.";
    assert!(html.contains(said), "{html}");
    assert!(rendered(&watched(&[], &[])).contains("There are no posts"));
}

#[test]
fn repair_is_counted_and_many_gaps_are_folded() {
    let gaps: Vec<Blind> = (0..5).map(|n| gap(n * 60 - 1, Some(n * 60 + 1), true)).collect();
    let reef: &[&str] = &["reef.example"];
    let found = watched(&[("reef.example", &gaps)], &[reef; 4]);
    let html = rendered(&found);
    let said = "blind 5 times, 10 s in all; all was read afterwards, which brought 4 posts";
    assert!(html.contains(said), "{html}");
    assert!(html.contains("<summary>Each of them</summary>"), "{html}");
    assert!(html.contains("read afterwards, nothing was said"), "{html}");
}
