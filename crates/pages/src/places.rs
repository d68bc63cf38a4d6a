//! Where the posts and the questions of a chat stand, for what is said of them to lead there.

use chat::Uri;

use crate::urls::post_slug;

/// Where they stand, as seen from a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// On the page itself.
    Here,
    /// In other views of a chat that happens: all posts in one, the questions in another.
    OtherViews,
}

impl Places {
    /// A link to where a post stands.
    pub(crate) fn post(self, uri: &Uri) -> String {
        self.named("all", &post_slug(uri))
    }

    /// A link to where a question stands with its answers.
    pub(crate) fn question(self, number: u32) -> String {
        self.named("questions", &question_id(number))
    }

    fn named(self, lane: &str, id: &str) -> String {
        match self {
            Self::Here => format!("#{id}"),
            Self::OtherViews => format!("?lane={lane}#{id}"),
        }
    }
}

/// The name of a question within the page where it stands.
pub(crate) fn question_id(number: u32) -> String {
    format!("q{number}")
}
