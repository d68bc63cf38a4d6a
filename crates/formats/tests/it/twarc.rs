//! twarc's lines and search answers.

use crate::data;

#[test]
fn real_lines_give_what_they_hold() {
    for folder in ["twarc_v2", "twitter_search", "question_chat"] {
        data::check(folder);
    }
}
