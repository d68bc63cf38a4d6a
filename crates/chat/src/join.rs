//! Joining what several sources know of one thing, in any order, to the same result.

/// Takes in what another source knows of the same thing.
///
/// Implementations are a join of a semilattice: commutative, associative, idempotent. That is what
/// lets files be imported in any order, twice, or after an interruption, into the same archive.
pub trait Join {
    /// Adds what `other` knows to `self`.
    fn join(&mut self, other: Self);
}

impl<T: Join> Join for Option<T> {
    /// Something known beats nothing; two known things are joined.
    fn join(&mut self, other: Self) {
        match (self.as_mut(), other) {
            (Some(mine), Some(theirs)) => mine.join(theirs),
            (None, theirs) => *self = theirs,
            (Some(_), None) => {}
        }
    }
}

/// Keeps the greater of two optional values; something beats nothing.
pub fn join_max<T: Ord>(mine: &mut Option<T>, theirs: Option<T>) {
    if theirs > *mine {
        *mine = theirs;
    }
}
