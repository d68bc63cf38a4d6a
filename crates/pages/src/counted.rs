//! Numbers and lists in words.

use std::fmt;

/// A number with its noun: `1 post`, `17,902 posts`.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", Grouped(n), if n == 1 { one } else { many })
}

/// `1 person`, `87 people`.
pub(crate) fn people(n: u64) -> String {
    counted(n, "person", "people")
}

/// `1 post`, `496 posts`.
pub(crate) fn posts(n: u64) -> String {
    counted(n, "post", "posts")
}

/// A number with commas between thousands.
pub(crate) struct Grouped(pub(crate) u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(posts(1), "1 post");
        assert_eq!(posts(0), "0 posts");
        assert_eq!(people(999), "999 people");
        assert_eq!(posts(17_902), "17,902 posts");
        assert_eq!(posts(1_234_567), "1,234,567 posts");
    }
}
