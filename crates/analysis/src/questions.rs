//! Numbered questions, and which posts answer them.
//!
//! First come the marks: `Q1` asks, `A1` answers, and `Q1` by somebody who does not ask answers too.
//! Then replies and quotes: what is said to a question or to an answer belongs to that question. Then,
//! in a chat whose people rarely mark, the clock. Each answer keeps how it was bound, and how sure
//! that is.

mod answers;
mod asked;
mod clock;
mod marks;
mod noted;

use chat::{Post, Repost, Uri};

pub(crate) use noted::Noted;

use crate::groundwork::{Groundwork, Notes};

/// What questions are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Talk<'a> {
    /// The posts of the chat. Answers are named by their index in it.
    pub posts: &'a [Post],
    /// Posts that are no part of it, but answered, quoted or passed on there.
    pub context: &'a [Post],
    /// Who passed what on.
    pub reposts: &'a [Repost],
    /// What a host said: this post asks the question of this number. It goes before every guess.
    pub asks: &'a [(Uri, u32)],
}

/// The questions of a chat and what answers them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    /// By number.
    pub questions: Vec<Question>,
    /// The posts that neither ask nor answer, as indices, by time.
    pub outside: Vec<usize>,
}

/// A numbered question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its number: Q1 is 1.
    pub number: u32,
    /// The post that asks it; `None` where only its answers are here.
    pub asked: Option<Asked>,
    /// The posts of the chat that announce or repeat it, as indices, by time.
    pub also: Vec<usize>,
    /// Its answers, by time.
    pub answers: Vec<Answer>,
}

/// The post that asks a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub uri: Uri,
    /// Its index among the posts of the chat; `None` where it is only context, or only known by
    /// being passed on.
    pub post: Option<usize>,
    /// What it says.
    pub text: String,
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Who asks: the handle, else the author's name.
    pub host: String,
}

/// A post that answers a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Which post, as an index.
    pub post: usize,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// What binds it.
    pub by: By,
}

/// What binds an answer to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// It says so: `A1`.
    Mark,
    /// It is said to the question, or to an answer.
    Reply,
    /// It quotes the question, or an answer.
    Quote,
    /// It was said while the question was open.
    Clock,
}

impl By {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Clock => "clock",
        }
    }
}

/// Which marks may be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// All of them.
    Seen,
    /// Only those of questions: answers are bound by replies, quotes and the clock alone. For
    /// measuring how well that goes.
    OfQuestions,
}

/// Finds the numbered questions of a chat and their answers.
///
/// Takes O(n log n) time. The order of the posts does not matter.
#[must_use]
pub fn questions(talk: &Talk<'_>) -> Questions {
    questions_with(talk, Marks::Seen)
}

/// The same, with some marks left out of sight.
#[must_use]
pub fn questions_with(talk: &Talk<'_>, marks: Marks) -> Questions {
    let notes = Notes::of(talk);
    questions_by(talk, &notes, &Groundwork::of(talk, &notes), marks)
}

/// The same, with the ground laid already.
pub(crate) fn questions_by(
    talk: &Talk<'_>,
    notes: &Notes,
    ground: &Groundwork,
    marks: Marks,
) -> Questions {
    let told = asked::told(talk, notes, &ground.folded);
    let found = asked::asked(&told, talk.posts.len());
    answers::bind(talk, notes, ground.with_context(), found, marks)
}

#[cfg(test)]
mod tests;
