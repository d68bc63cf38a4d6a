//! What the script needs to play the picture by time.

use jiff::Timestamp;

use crate::{
    places::question_id,
    understood::Understood,
    when::{Clock, Zone},
};

/// More steps than these are no control for a thumb: the steps of a longer chat are longer.
const MOST_STEPS: i64 = 240;

/// A chat's time, cut into steps of whole minutes.
pub(crate) struct Clockwork {
    opens_ms: i64,
    minutes_a_step: i64,
    steps: i64,
    opens: String,
    questions: Vec<(usize, String, String)>,
}

impl Clockwork {
    /// The steps of a chat from its opening to its close.
    pub(crate) fn new(
        understood: &Understood<'_>,
        (opens_at, closes_at): (Timestamp, Timestamp),
        zone: &Zone,
    ) -> Self {
        // Steps begin with the minute, as clocks do.
        let opens_ms = opens_at.as_second().div_euclid(60) * 60_000;
        let minutes = (closes_at.as_millisecond() - opens_ms).div_euclid(60_000).max(1);
        let minutes_a_step = (minutes - 1) / MOST_STEPS + 1;
        let mut clockwork = Self {
            opens_ms,
            minutes_a_step,
            steps: (minutes - 1) / minutes_a_step + 1,
            opens: Clock(zone.civil(opens_at)).to_string(),
            questions: Vec::new(),
        };
        for question in &understood.found.questions.questions {
            if let Some(asked) = &question.asked {
                let words = crate::by_question::words(&asked.text);
                let step = clockwork.step(asked.at_ms);
                let words = format!("Q{} {words}", question.number);
                clockwork.questions.push((step, words, question_id(question.number)));
            }
        }
        clockwork.questions.sort();
        clockwork
    }

    /// The step that a time is in: what came before the opening is in the first, what came after the
    /// close in the last.
    pub(crate) fn step(&self, at_ms: i64) -> usize {
        let step = (at_ms - self.opens_ms).div_euclid(60_000 * self.minutes_a_step);
        usize::try_from(step.clamp(0, self.steps)).unwrap_or_default()
    }
}

/// The control, without script not seen.
pub(super) struct Replay {
    pub(super) steps: i64,
    pub(super) minutes_a_step: i64,
    pub(super) opens: String,
    /// The step, the words and the place of each question, by time.
    pub(super) questions: Vec<(usize, String, String)>,
}

impl Replay {
    pub(super) fn new(clockwork: &Clockwork) -> Option<Self> {
        (clockwork.steps > 1).then(|| Self {
            steps: clockwork.steps,
            minutes_a_step: clockwork.minutes_a_step,
            opens: clockwork.opens.clone(),
            questions: clockwork.questions.clone(),
        })
    }
}
