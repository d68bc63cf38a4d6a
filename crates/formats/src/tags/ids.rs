//! Ids that went through a spreadsheet, which keeps fifteen digits of the nineteen.
//!
//! What a number looked like tells how far to trust it:
//!
//! - With an exponent (`3.08E+17`) or a fraction it was rounded.
//! - Written out, an id of up to 2⁵³ is exact. A longer one is *doubtful* when a floating-point
//!   number prints or is exactly these digits; this is so for one true id in 64 to 256, by chance.
//! - Chance does not strike every id: a column was rounded as a whole if its long ids are all
//!   doubtful, and there are three of them or one with an exponent among them.

/// The greatest number up to which floating-point numbers hold every integer.
const EXACT_UP_TO: u64 = 1 << 53;

/// An id as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing, or nothing that looks like an id.
    Nothing,
    /// Exactly this.
    Exact(u64),
    /// This, or another that was rounded to it.
    Doubtful(u64),
    /// Rounded: the last digits are gone.
    Rounded,
}

impl Written {
    /// Reads a cell: plain, `'308…` or `="308…"` as spreadsheets mark text, or a number of theirs.
    pub(super) fn read(cell: &str) -> Self {
        let cell = cell.trim().trim_start_matches(['\'', '=']).trim_matches('"');
        let digits = cell.strip_suffix(".0").unwrap_or(cell);
        if let Ok(id) = digits.parse::<u64>() {
            let pointed = digits.len() < cell.len();
            return match id {
                0 => Self::Nothing,
                1..=EXACT_UP_TO => Self::Exact(id),
                _ if pointed => Self::Rounded,
                _ if is_a_float(id, digits) => Self::Doubtful(id),
                _ => Self::Exact(id),
            };
        }
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 1.0 => Self::Rounded,
            _ => Self::Nothing,
        }
    }

    fn is_long(self) -> bool {
        match self {
            Self::Exact(id) | Self::Doubtful(id) => id > EXACT_UP_TO,
            Self::Rounded => true,
            Self::Nothing => false,
        }
    }
}

/// Whether a floating-point number is exactly this id, or prints as it.
fn is_a_float(id: u64, digits: &str) -> bool {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what the loss does to the id is the question"
    )]
    let (float, back) = (id as f64, id as f64 as u64);
    back == id || float.to_string() == digits
}

/// What the ids of one column look like together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    exact: usize,
    doubtful: usize,
    rounded: usize,
}

impl Column {
    /// Counts one cell of the column.
    pub(super) fn note(&mut self, cell: &str) {
        let written = Written::read(cell);
        match written {
            _ if !written.is_long() => {}
            Written::Exact(_) => self.exact += 1,
            Written::Doubtful(_) => self.doubtful += 1,
            Written::Rounded => self.rounded += 1,
            Written::Nothing => {}
        }
    }

    fn was_rounded(self) -> bool {
        self.exact == 0 && (self.doubtful >= 3 || self.rounded > 0)
    }

    /// The id of a post: `None` when it was rounded. `page` is the same post's id as its address
    /// tells it, which no spreadsheet rounds.
    pub(super) fn own(self, cell: &str, page: Option<u64>) -> Option<u64> {
        match Written::read(cell) {
            Written::Exact(id) => Some(id),
            Written::Doubtful(id) => page.or_else(|| (!self.was_rounded()).then_some(id)),
            Written::Rounded | Written::Nothing => page,
        }
    }

    /// The id of something else (a parent, an account), for which no address stands beside it: only
    /// if it is exact. Fifteen digits and zeros after them are taken for rounded here whatever the
    /// column looks like: a wrong parent is worse than none.
    pub(super) fn other(self, cell: &str) -> Option<u64> {
        match Written::read(cell) {
            Written::Exact(id) => Some(id),
            Written::Doubtful(id) if !self.was_rounded() && id % 1000 != 0 => Some(id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_did_is_seen() {
        use Written::{Doubtful, Exact, Nothing, Rounded};
        for (cell, written) in [
            ("308403734975736045", Exact(308_403_734_975_736_045)),
            (" '308403734975736045", Exact(308_403_734_975_736_045)),
            ("=\"308403734975736045\"", Exact(308_403_734_975_736_045)),
            ("3.08403734973661e+17", Rounded),
            ("3,08E+17", Nothing),
            ("3.08E+17", Rounded),
            ("308403734975736064.0", Rounded),
            // As Excel, JavaScript and C print the nearest float.
            ("308403734975736000", Doubtful(308_403_734_975_736_000)),
            ("1213195412032622600", Doubtful(1_213_195_412_032_622_600)),
            ("308403734975736064", Doubtful(308_403_734_975_736_064)),
            ("1256027845", Exact(1_256_027_845)),
            ("1256027845.0", Exact(1_256_027_845)),
            ("29259876000", Exact(29_259_876_000)),
            ("", Nothing),
            ("0", Nothing),
            ("-7", Nothing),
            ("inf", Nothing),
            ("View", Nothing),
        ] {
            assert_eq!(Written::read(cell), written, "{cell}");
        }
    }

    #[test]
    fn a_column_tells_chance_from_rounding() {
        let column = |cells: &[&str]| {
            let mut column = Column::default();
            cells.iter().for_each(|cell| column.note(cell));
            column
        };
        let chance = column(&["308403734975736064", "308403734975736045"]);
        let rounded = column(&["308403734975736064"; 3]);
        let doubtful = "308403734975736128";
        assert_eq!(chance.own(doubtful, None), Some(308_403_734_975_736_128));
        assert_eq!(chance.other(doubtful), Some(308_403_734_975_736_128));
        assert_eq!(chance.other("308403734975736000"), None);
        assert_eq!(rounded.own(doubtful, None), None);
        assert_eq!(rounded.own(doubtful, Some(7)), Some(7));
        assert_eq!(rounded.other(doubtful), None);
    }
}
