//! The ledger of gaps after the evening.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Evening;

/// When a server was away.
pub(super) struct Away {
    pub(super) source: String,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) recovery: Duration,
}

/// The ledger has each outage, from its beginning to its end, and that it was made good; nothing in it
/// ends before it begins.
pub(super) fn check_ledger(evening: &Evening) {
    let sources = evening.archive.json(&["sources", "--json"]);
    let time = |gap: &Value, name: &str| gap[name].as_str().unwrap().parse::<Timestamp>().unwrap();
    for source in sources.as_array().unwrap() {
        let gaps = source["gaps"].as_array().unwrap();
        let is_sane = |gap: &Value| time(gap, "from") <= time(gap, "to") && gap["repaired"] == true;
        assert!(gaps.iter().all(is_sane), "{source}");
        assert!(gaps.iter().any(|gap| gap["reason"] == "chatkeep was not running"), "{source}");
    }
    for away in &evening.away {
        let source = sources.as_array().unwrap().iter().find(|s| s["source"] == *away.source);
        let gaps = source.unwrap()["gaps"].as_array().unwrap().iter();
        let its: Vec<_> = gaps
            .filter(|gap| gap["reason"] != "chatkeep was not running")
            .map(|gap| (time(gap, "from"), time(gap, "to")))
            .filter(|(from, to)| *from <= away.to && *to >= away.from)
            .collect();
        // It may have several parts, for the reason changes when a server is gone for good.
        let (from, to) = (its.first().unwrap().0, its.last().unwrap().1);
        assert!(its.windows(2).all(|two| two[0].1 == two[1].0), "{its:?}");
        let second = SignedDuration::from_secs(1);
        assert!(from <= away.from + second && to >= away.to - second, "{from} to {to}");
        // The last look was at most one interval, and a busy machine's moment, earlier.
        assert!(away.from.duration_since(from) < second * 8, "{from}, and not {}", away.from);
    }
}
