//! Ids that went through a spreadsheet, which keeps fifteen digits of the nineteen.
//!
//! Most show it: an exponent (`3.08E+17`) or a fraction. Written out in full an id can still be what
//! a floating-point number printed as, or is; but true ids look so too, by chance: of the real
//! sheets that this was measured on, up to one in ten prints as itself from a float (one in 125 in
//! fifteen digits), and up to eight in ten *are* a float, since the last twelve bits of an id number
//! the posts of one millisecond and are mostly zero. So single ids tell nothing, and columns do:
//!
//! - Where every long id prints as itself from a float, and there are four of them, or an exponent
//!   stands among them, the column was rounded. So was one in which forty or more all are floats.
//! - Where an exponent, or more ids of fifteen digits than chance explains, stand among others, those
//!   of fifteen digits were rounded one by one.
//!
//! A wrong id is worse than none: it is another post.

/// The greatest number up to which floating-point numbers hold every integer.
const EXACT_UP_TO: u64 = 1 << 53;

/// An id as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing, or nothing that looks like an id.
    Nothing,
    /// In full, and so long that a float might not hold it.
    Long(u64, Look),
    /// So short that nothing can have happened to it.
    Short(u64),
    /// Rounded: the last digits are gone.
    Rounded,
}

/// What a long id written in full looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// No float is or prints as this.
    Exact,
    /// A float is this, and prints otherwise.
    Float,
    /// A float prints as this.
    Printed,
    /// A float prints as this, and only zeros follow fifteen digits.
    Fifteen,
}

impl Written {
    /// Reads a cell: plain, `'308…` or `="308…"` as spreadsheets mark text, or a number of theirs.
    pub(super) fn read(cell: &str) -> Self {
        let cell = cell.trim().trim_start_matches(['\'', '=']).trim_matches('"');
        let digits = cell.strip_suffix(".0").unwrap_or(cell);
        if let Ok(id) = digits.parse::<u64>() {
            return match id {
                0 => Self::Nothing,
                1..=EXACT_UP_TO => Self::Short(id),
                _ if digits.len() < cell.len() => Self::Rounded,
                _ => Self::Long(id, Look::of(id)),
            };
        }
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 1.0 => Self::Rounded,
            _ => Self::Nothing,
        }
    }
}

impl Look {
    fn of(id: u64) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what the loss does to the id is the question"
        )]
        let (float, back) = (id as f64, id as f64 as u64);
        let digits = id.to_string();
        if float.to_string() == digits {
            match digits.trim_end_matches('0').len() {
                ..=15 => Self::Fifteen,
                _ => Self::Printed,
            }
        } else if back == id {
            Self::Float
        } else {
            Self::Exact
        }
    }
}

/// What the ids of one column look like together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    exact: usize,
    floats: usize,
    printed: usize,
    fifteen: usize,
    rounded: usize,
}

impl Column {
    /// Counts one cell of the column.
    pub(super) fn note(&mut self, cell: &str) {
        match Written::read(cell) {
            Written::Nothing | Written::Short(_) => {}
            Written::Rounded => self.rounded += 1,
            Written::Long(_, Look::Exact) => self.exact += 1,
            Written::Long(_, Look::Float) => self.floats += 1,
            Written::Long(_, Look::Printed) => self.printed += 1,
            Written::Long(_, Look::Fifteen) => self.fifteen += 1,
        }
    }

    /// Whether a long id of this column, written in full, is what it was.
    fn trusts(self, look: Look) -> bool {
        let printed = self.printed + self.fifteen;
        let all = self.exact + self.floats + printed;
        let printed_whole = printed == all && (printed >= 4 || self.rounded > 0);
        let floats_whole = self.exact == 0 && all >= 40;
        let fifteen_one_by_one = self.rounded > 0 || self.fifteen >= 2 && self.fifteen * 20 > all;
        match look {
            Look::Exact => true,
            Look::Float => !floats_whole,
            Look::Printed => !floats_whole && !printed_whole,
            Look::Fifteen => !floats_whole && !printed_whole && !fifteen_one_by_one,
        }
    }

    /// The id of a post: `None` when it was rounded. `page` is the same post's id as its address
    /// tells it, which no spreadsheet rounds.
    pub(super) fn own(self, cell: &str, page: Option<u64>) -> Option<u64> {
        match Written::read(cell) {
            Written::Short(id) | Written::Long(id, Look::Exact) => Some(id),
            Written::Long(id, look) => page.or_else(|| self.trusts(look).then_some(id)),
            Written::Rounded | Written::Nothing => page,
        }
    }

    /// The id of something else (a parent, an account), beside which no address stands: only if it
    /// is exact.
    pub(super) fn other(self, cell: &str) -> Option<u64> {
        self.own(cell, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_did_is_seen() {
        use Written::{Long, Nothing, Rounded, Short};
        let exact = Long(308_403_734_975_736_045, Look::Exact);
        for (cell, written) in [
            ("308403734975736045", exact),
            (" '308403734975736045", exact),
            ("=\"308403734975736045\"", exact),
            ("3.08403734973661e+17", Rounded),
            ("3.08E+17", Rounded),
            ("308403734975736064.0", Rounded),
            // As Excel, JavaScript and C print the nearest float.
            ("308403734975736000", Long(308_403_734_975_736_000, Look::Fifteen)),
            ("1213195412032622600", Long(1_213_195_412_032_622_600, Look::Printed)),
            ("308403734975736064", Long(308_403_734_975_736_064, Look::Float)),
            ("1256027845", Short(1_256_027_845)),
            ("1256027845.0", Short(1_256_027_845)),
            ("29259876000", Short(29_259_876_000)),
            ("3,08E+17", Nothing),
            ("", Nothing),
            ("0", Nothing),
            ("-7", Nothing),
            ("inf", Nothing),
            ("View", Nothing),
        ] {
            assert_eq!(Written::read(cell), written, "{cell}");
        }
    }

    /// What is left of the last of these cells.
    fn last(cells: &[&str]) -> Option<u64> {
        let mut column = Column::default();
        cells.iter().for_each(|cell| column.note(cell));
        column.other(cells[cells.len() - 1])
    }

    #[test]
    fn a_column_tells_chance_from_rounding() {
        let (exact, float) = ("308403734975736045", "308403734975736064");
        let (fifteen, printed) = ("308403734975736000", "308403734975736060");
        let some = |id: &str| id.parse().ok();
        assert_eq!(last(&[exact, fifteen]), some(fifteen), "chance");
        assert_eq!(last(&[float, float, printed]), some(printed), "chance");
        assert_eq!(last(&[float; 20]), some(float), "chance");
        assert_eq!(last(&[float; 40]), None);
        assert_eq!(last(&[printed; 3]), some(printed), "chance");
        assert_eq!(last(&[printed, printed, fifteen, printed]), None);
        assert_eq!(last(&["3.08E+17", printed]), None);
        assert_eq!(last(&["3.08E+17", exact]), some(exact));
        assert_eq!(last(&["3.08E+17", exact, fifteen]), None);
        assert_eq!(last(&[exact, fifteen, fifteen]), None);
    }

    #[test]
    fn the_address_of_a_post_repairs_its_id() {
        let column = Column::default();
        assert_eq!(column.own("3.08E+17", Some(7)), Some(7));
        assert_eq!(column.own("308403734975736064", Some(7)), Some(7));
        assert_eq!(column.own("308403734975736045", Some(7)), Some(308_403_734_975_736_045));
        assert_eq!(column.own("", Some(7)), Some(7));
        assert_eq!(column.own("3.08E+17", None), None);
    }
}
