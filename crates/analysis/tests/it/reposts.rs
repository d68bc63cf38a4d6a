//! Reposts: whether words alone lead back to the post.

use analysis::fold;

use crate::data;

#[test]
fn words_alone_lead_back_to_the_post() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    let named = fold(&chat.posts, &chat.reposts);
    let mut nameless = chat.reposts;
    for repost in &mut nameless {
        repost.of = None;
    }
    let by_words = fold(&chat.posts, &nameless);

    let count = |of_posts: &[Vec<usize>]| of_posts.iter().map(Vec::len).sum::<usize>();
    let both = named.of_posts.iter().zip(&by_words.of_posts);
    let right: usize = both.map(|(a, b)| b.iter().filter(|r| a.contains(r)).count()).sum();
    println!(
        "{} reposts name a post that is here, {} are found by words, {right} of them right",
        count(&named.of_posts),
        count(&by_words.of_posts),
    );
    assert_eq!(right, count(&by_words.of_posts), "a wrong post is worse than none");
    assert!(right * 10 >= count(&named.of_posts) * 9);
}
