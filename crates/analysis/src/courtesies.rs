//! Words with which greetings, thanks and housekeeping begin, in the languages most chats are held in.

/// Folded as [`chat::words`] folds them.
const COURTESIES: &str = "thanks thank thx hello hi hey welcome goodnight night bye morning afternoon evening danke \
    hallo merci bonjour gracias hola joining lurking sorry congratulations congrats reminder";

/// Whether this folded word is one of them.
fn is_courtesy(word: &str) -> bool {
    COURTESIES.split_whitespace().any(|courtesy| courtesy == word)
}

/// Whether what begins with these folded words is a greeting, thanks or housekeeping: “Evening all”, and
/// “Good evening all” too, but not “Good mentors ask”.
pub(crate) fn begins_with_courtesy<'w>(words: impl IntoIterator<Item = &'w str>) -> bool {
    let mut words = words.into_iter();
    match words.next() {
        Some("good") => words.next().is_some_and(is_courtesy),
        first => first.is_some_and(is_courtesy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_evening_is_one_and_good_mentors_are_not() {
        let begins = |text: &str| begins_with_courtesy(text.split(' '));
        assert!(begins("evening all") && begins("good evening and welcome") && begins("thx ada"));
        assert!(!begins("good mentors ask") && !begins("good") && !begins("i say hello"));
    }
}
