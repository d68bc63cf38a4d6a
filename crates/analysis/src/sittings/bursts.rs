//! The burst automaton: where a series of counts is above a level, without being misled by chance.

use std::ops::Range;

use super::voices::Beat;

/// Finds the stretches of beats that lie above `level`.
///
/// The two-state automaton of Kleinberg 2002 in its batched form: in the lively state a beat earns
/// its voices and pays the level (also for each silent beat between), in the quiet state it earns
/// nothing; becoming lively costs `cost`, becoming quiet is free. The best path is found by Viterbi
/// over the beats in which something was said, silences in one step. `level` is in voices a beat.
pub(super) fn bursts(beats: &[Beat], level: impl Fn(&Beat) -> f64, cost: f64) -> Vec<Range<usize>> {
    let mut steps: Vec<Step> = Vec::with_capacity(beats.len());
    let (mut quiet, mut lively) = (0.0_f64, f64::NEG_INFINITY);
    let mut before: Option<i64> = None;
    for beat in beats {
        let silent = before.map_or(0, |before| beat.at - before - 1);
        let level = level(beat);
        let ended = lively > quiet;
        let stayed = lively - silent as f64 * level;
        quiet = quiet.max(lively);
        let began = stayed < quiet - cost;
        lively = stayed.max(quiet - cost) + f64::from(beat.voices) - level;
        steps.push(Step { ended, began });
        before = Some(beat.at);
    }
    trace(&steps, lively > quiet)
}

/// How the best path came to a beat.
#[derive(Clone, Copy)]
struct Step {
    /// To be quiet here, the beat before was lively.
    ended: bool,
    /// To be lively here, a stretch begins here.
    began: bool,
}

/// Follows the best path back and collects its lively stretches.
fn trace(steps: &[Step], lively_at_end: bool) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut end = lively_at_end.then_some(steps.len());
    for (at, step) in steps.iter().enumerate().rev() {
        match end {
            Some(until) if step.began => {
                stretches.push(at..until);
                end = step.ended.then_some(at);
            }
            Some(_) => {}
            None => end = step.ended.then_some(at),
        }
    }
    stretches.reverse();
    stretches
}
