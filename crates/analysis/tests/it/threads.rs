//! Threads: whether inferred answers are the stated ones.

use analysis::{Known, threads};

use crate::data;

#[test]
fn a_handle_leads_to_the_post_answered() {
    let Some(mut chat) = data::question_chat() else {
        return;
    };
    let stated = threads(&chat.posts);
    for post in &mut chat.posts {
        post.reply_to = None;
    }
    let inferred = threads(&chat.posts);
    let answered = |post: usize| {
        let found = stated.reading_order().iter().find(|p| p.post == post);
        found.and_then(|p| p.under).map(|u| u.post)
    };
    let (mut found, mut right, mut unknown) = (0, 0, 0);
    for placed in inferred.reading_order() {
        let Some(under) = placed.under else { continue };
        assert_eq!(under.known, Known::OnlyPostOfFiveMinutes);
        match answered(placed.post) {
            Some(post) => {
                found += 1;
                right += usize::from(post == under.post);
            }
            None => unknown += 1,
        }
    }
    println!("{found} answers are inferred, {right} right; {unknown} more to posts unknown");
    assert!(right * 10 >= found * 9);
}
