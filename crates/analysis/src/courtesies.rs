//! Words with which greetings, thanks and housekeeping begin, in the languages most chats are held in.

/// Folded as [`chat::words`] folds them.
const COURTESIES: &str = "thanks thank thx hello hi hey welcome goodnight night bye morning evening danke \
    hallo merci bonjour gracias hola joining lurking sorry congratulations reminder";

/// Whether what begins with this folded word is a greeting, thanks or housekeeping.
pub(crate) fn is_courtesy(word: &str) -> bool {
    COURTESIES.split_whitespace().any(|courtesy| courtesy == word)
}
