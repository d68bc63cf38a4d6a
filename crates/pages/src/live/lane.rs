//! The views of a live chat: their names, in an address and on the page.

/// A view of a live chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The newest posts, oldest first.
    Now,
    /// The same from the beginning.
    All,
    /// A lane for each question.
    Questions,
    /// All answers to one of them.
    Question(u32),
    /// Spin-offs, those that move first.
    Conversations,
    /// For whoever comes late or back.
    CatchUp,
    /// What nobody has taken up.
    Unanswered,
    /// Who is here, and the links and tags they brought.
    People,
    /// When most was said, and how the chat stands among the tags of its hour.
    Time,
    /// What is talked about.
    Topics,
    /// A draft of what was said.
    Summary,
    /// For a projector.
    Wall,
}

impl Lane {
    /// The lanes that a reader can choose, with their names on the page.
    pub(super) const CHOICES: [(Self, &'static str); 9] = [
        (Self::Now, "Now"),
        (Self::Questions, "By question"),
        (Self::Conversations, "Conversations"),
        (Self::CatchUp, "Catch up"),
        (Self::Unanswered, "Unanswered"),
        (Self::People, "People and links"),
        (Self::Time, "Time"),
        (Self::Topics, "Topics"),
        (Self::Summary, "Summary"),
    ];

    /// The lane with this name in an address.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = Self::CHOICES.iter().map(|(lane, _)| *lane);
        let mut all = all.chain([Self::All, Self::Wall]);
        all.find(|lane| lane.name() == name).or_else(|| {
            let number = name.strip_prefix('q')?.parse().ok()?;
            Some(Self::Question(number))
        })
    }

    /// Its name in an address.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Now => "now".to_owned(),
            Self::All => "all".to_owned(),
            Self::Questions => "questions".to_owned(),
            Self::Question(number) => format!("q{number}"),
            Self::Conversations => "conversations".to_owned(),
            Self::CatchUp => "catch-up".to_owned(),
            Self::Unanswered => "unanswered".to_owned(),
            Self::People => "people".to_owned(),
            Self::Time => "time".to_owned(),
            Self::Topics => "topics".to_owned(),
            Self::Summary => "summary".to_owned(),
            Self::Wall => "wall".to_owned(),
        }
    }

    /// Whether a script can put a new post where it belongs; other views are made anew.
    pub(super) fn grows(self) -> bool {
        matches!(self, Self::Now | Self::All | Self::Questions | Self::Question(_) | Self::Wall)
    }

    /// Whether it shows what is found out of all that was said, which takes a while: it is made for all
    /// readers at once, and not anew with each post.
    #[must_use]
    pub fn is_found_out(self) -> bool {
        matches!(self, Self::People | Self::Time | Self::Topics | Self::Summary)
    }

    /// The choice under which this view stands.
    pub(super) fn chosen(self) -> Self {
        match self {
            Self::All => Self::Now,
            Self::Question(_) => Self::Questions,
            lane => lane,
        }
    }
}
