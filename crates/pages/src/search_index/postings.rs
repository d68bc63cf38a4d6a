//! Where a word stands, as a string of numbers.
//!
//! For each post: how far it is from the last one, doubled, plus one where the word stands in it
//! more than once; then, if so, how many times; then the distance from each place to the next.
//! A number is written in digits of five bits, the lowest first; a sixth bit says that more follow.

/// The digits: none of them needs an escape in a script.
const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Where one word stands.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    pub(crate) written: String,
    last: usize,
}

impl Postings {
    /// Notes the places of the word in a post; posts come in order, and places too.
    pub(crate) fn push(&mut self, post: usize, places: &[usize]) {
        let gap = post - self.last;
        self.last = post;
        let many = usize::from(places.len() > 1);
        write_number(gap << 1 | many, 32, &mut self.written);
        if many == 1 {
            write_number(places.len(), 32, &mut self.written);
        }
        let mut before = 0;
        for &place in places {
            write_number(place - before, 32, &mut self.written);
            before = place;
        }
    }
}

/// Writes a number in digits below `base`; with base 64, a number below 64 is one digit.
pub(crate) fn write_number(mut number: usize, base: usize, out: &mut String) {
    while number >= base {
        out.push(char::from(DIGITS[number % 32 + 32]));
        number /= 32;
    }
    out.push(char::from(DIGITS[number]));
}
