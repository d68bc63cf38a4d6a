//! How long it takes to write a post: it answers what was asked when it was begun, not when it was sent.

use chat::Post;

use crate::terms::without_signs;

/// Letters a minute of somebody who composes: 19 words of five (Karat, Halverson, Horn and Karat 1999).
const LETTERS_A_MINUTE: i64 = 95;
/// What takes longer was written beforehand.
const LONGEST_MS: i64 = 2 * 60 * 1000;

/// When a post was begun, in milliseconds since 1970: before it was sent by the time that its words take.
pub(crate) fn begun_ms(post: &Post) -> i64 {
    let letters = i64::try_from(without_signs(post).chars().count()).unwrap_or(i64::MAX);
    let writing = letters.saturating_mul(60_000) / LETTERS_A_MINUTE;
    post.created_at.ms() - writing.min(LONGEST_MS)
}
