//! Threads: whether inferred answers are the stated ones.

use analysis::{Known, conversations, threads};

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

#[test]
fn hidden_replies_are_inferred() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    let (mut found, mut right, mut all) = (0, 0, 0);
    for fifth in 0..5 {
        let mut posts = chat.posts.clone();
        let mut hidden = Vec::new();
        for (at, post) in posts.iter_mut().enumerate() {
            let parent = chat.posts.iter().position(|p| Some(&p.uri) == post.reply_to.as_ref());
            if let Some(parent) = parent.filter(|_| at % 5 == fifth) {
                (post.reply_to, post.reply_to_handle) = (None, None);
                hidden.push((at, parent));
            }
        }
        let posts: Vec<_> = posts.iter().collect();
        let forest = conversations(&posts);
        all += hidden.len();
        for (at, parent) in hidden {
            let placed = forest.reading_order().iter().find(|placed| placed.post == at).unwrap();
            if let Some(under) = placed.under {
                found += 1;
                right += usize::from(under.post == parent);
                if under.post != parent {
                    println!("{:?}", under.known);
                }
            }
        }
    }
    println!("{all} replies hidden, {found} inferred, {right} right");
    assert!(right * 10 >= found * 8);
}
