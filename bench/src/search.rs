//! Searching, warm: CPU time of the thread that searches, by class of query, as in
//! `store-measurements` §3: rare, middling and common words, two words, a phrase, two stop words; each
//! best first, newest first, and with filters.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use chat::Tag;
use store::{Archive, Order, Search};

use crate::generate::{Random, word};
use crate::measure::thread_cpu;

/// Queries of each class.
const QUERIES: usize = 40;

/// Measures every class and prints p50 and p99.
pub(crate) fn run(archive: &Path) -> Result<()> {
    let archive = Archive::open(archive)?;
    let queries = queries();
    let since = "2019-01-03T00:00:00Z".parse().ok();
    let until = "2019-01-04T00:00:00Z".parse().ok();
    let plain = Search { limit: 20, ..Search::default() };
    println!(
        "| search, {} queries | p50 ms | p99 ms | required p99 | slowest |\n|---|---|---|---|---|",
        queries.len()
    );
    for (name, order, bound, filter) in [
        ("best first", Order::Best, 10, plain.clone()),
        ("best first, one day", Order::Best, 10, Search { since, until, ..plain.clone() }),
        ("best first, a tag", Order::Best, 10, Search { tag: Tag::new("chat"), ..plain.clone() }),
        (
            "best first, an author",
            Order::Best,
            10,
            Search { author: Some("@u3".into()), ..plain.clone() },
        ),
        ("newest first", Order::Newest, 15, plain.clone()),
        ("newest first, one day", Order::Newest, 15, Search { since, until, ..plain.clone() }),
        (
            "newest first, a tag",
            Order::Newest,
            15,
            Search { tag: Tag::new("chat"), ..plain.clone() },
        ),
        (
            "newest first, an author",
            Order::Newest,
            15,
            Search { author: Some("@u3".into()), ..plain },
        ),
    ] {
        let mut took = Vec::new();
        for warm in [false, true] {
            for (class, query) in &queries {
                let search = Search { query: query.clone(), order, ..filter.clone() };
                let start = thread_cpu();
                archive.search(&search)?;
                if warm {
                    took.push((thread_cpu() - start, *class));
                }
            }
        }
        took.sort();
        let at =
            |hundredth: usize| took.get(took.len() * hundredth / 100).copied().unwrap_or_default();
        let (p50, p99) = (ms(at(50).0), ms(at(99).0));
        let slowest = took.last().copied().unwrap_or_default();
        println!(
            "| {name} | {p50:.2} | **{p99:.2}** | {bound} | {}, {:.2} |",
            slowest.1,
            ms(slowest.0)
        );
    }
    println!();
    Ok(())
}

/// Forty queries of each class, always the same.
fn queries() -> Vec<(&'static str, String)> {
    let mut random = Random::new(7);
    let mut rank = |from: usize, to: usize| word(from + random.below(to - from));
    let mut queries = Vec::new();
    for _ in 0..QUERIES {
        queries.push(("a rare word", rank(20_000, 100_000)));
        queries.push(("a middling word", rank(500, 5_000)));
        queries.push(("a common word", rank(5, 60)));
        queries.push(("two words", format!("{} {}", rank(50, 500), rank(50, 500))));
        queries.push(("a phrase", format!("\"{} {}\"", rank(0, 20), rank(0, 20))));
        queries.push(("two stop words", format!("{} {}", rank(0, 6), rank(0, 6))));
    }
    queries
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
