//! Estimates against worked examples, and where there can be none.

use proptest::prelude::*;

use super::{Captures, NoEstimate};

/// So many posts seen by these sources.
fn captures(seen: &[(&[&str], u64)]) -> Captures {
    let mut captures = Captures::default();
    for (sources, posts) in seen {
        for _ in 0..*posts {
            captures.push(sources.iter().copied());
        }
    }
    captures
}

fn shown(captures: &Captures) -> String {
    match captures.estimate() {
        Ok(e) => format!("{:.1} ({:.1} to {:.1}, {})", e.missed, e.low, e.high, e.method.as_str()),
        Err(why) => why.to_string(),
    }
}

#[test]
fn two_sources_are_compared_as_chapman_does() {
    // Seber 1982: 200 marked, 150 caught, 30 of them marked: 978.1 in all, 658.1 of them unseen.
    let seen = captures(&[(&["a"], 170), (&["b"], 120), (&["a", "b"], 30)]);
    insta::assert_snapshot!(shown(&seen), @"658.1 (433.3 to 999.4, Chapman)");
    // All that one saw the other saw too.
    let whole = captures(&[(&["a", "b"], 40), (&["a"], 5)]);
    insta::assert_snapshot!(shown(&whole), @"0.0 (0.0 to 0.0, Chapman)");
}

#[test]
fn more_sources_give_chao_s_lower_bound() {
    let seen = captures(&[
        (&["a"], 10),
        (&["b"], 8),
        (&["c"], 2),
        (&["a", "b"], 9),
        (&["b", "c"], 6),
        (&["a", "b", "c"], 30),
    ]);
    insta::assert_snapshot!(shown(&seen), @"7.9 (2.6 to 24.5, Chao)");
}

#[test]
fn where_nothing_can_be_said_nothing_is() {
    assert_eq!(captures(&[]).estimate(), Err(NoEstimate::OneSource));
    assert_eq!(captures(&[(&["a"], 500)]).estimate(), Err(NoEstimate::OneSource));
    assert_eq!(captures(&[(&["a"], 90), (&["b"], 90)]).estimate(), Err(NoEstimate::TooFew));
    let few = captures(&[(&["a"], 90), (&["b"], 90), (&["a", "b"], 6)]);
    assert_eq!(few.estimate(), Err(NoEstimate::TooFew));
}

#[test]
fn who_saw_what_is_counted() {
    let seen = captures(&[(&["b", "a", "b"], 3), (&["a"], 1), (&["a", "b"], 2), (&[], 9)]);
    let told: Vec<String> =
        seen.seen_by().iter().map(|(sources, posts)| format!("{sources:?} {posts}")).collect();
    assert_eq!(told, [r#"["a", "b"] 5"#, r#"["a"] 1"#]);
}

proptest! {
    #[test]
    fn an_interval_holds_its_estimate(a in 0_u64..400, b in 0_u64..400, both in 7_u64..400, third in 0_u64..50) {
        for seen in [
            captures(&[(&["a"], a), (&["b"], b), (&["a", "b"], both)]),
            captures(&[(&["a"], a), (&["b"], b), (&["a", "b"], both), (&["c"], third), (&["a", "c"], third)]),
        ] {
            if let Ok(e) = seen.estimate() {
                prop_assert!(0.0 <= e.low && e.low <= e.missed && e.missed <= e.high, "{e:?}");
                prop_assert!(e.high.is_finite());
            }
        }
    }
}
