//! Joining is a join of a semilattice: commutative, associative, idempotent.

use proptest::prelude::*;

use super::*;
use crate::Network;

fn author() -> impl Strategy<Value = Author> {
    let uri = prop_oneof![
        Just(Uri::twitter_user(7)),
        Just(Uri::twitter_handle("ada")),
        Just(Uri::new("https://twitter.com/i/web/status/9#author")),
    ];
    let name = prop::option::of(prop_oneof![Just("Ada"), Just("Ada of the Lamp")]);
    (uri, name, any::<Option<bool>>(), 0..3_i64, any::<bool>()).prop_map(
        |(uri, name, bio, as_of, wish)| {
            let mut author = Author::new(uri, Network::Twitter);
            author.name = name.map(str::to_owned);
            author.bio = bio.map(|b| format!("bio {b}"));
            author.as_of = Timestamp::from_second(as_of).ok();
            author.wishes.leave_me_out = wish;
            author
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    let words = prop_oneof![
        Just("Hello #chat"),
        Just("Hello https://t.co/x"),
        Just("Hello https://example.org")
    ];
    (words, prop::option::of(0..2_i64), any::<bool>()).prop_map(|(words, edited, cut)| Body {
        edited_at: edited.and_then(|s| Timestamp::from_second(s).ok()),
        text: Text::from_plain(words),
        cut,
        ..Body::default()
    })
}

fn post() -> impl Strategy<Value = Post> {
    let created =
        prop_oneof![Just("2026-11-12"), Just("2026-11-12T19:30:00Z"), Just("2026-11-12T18:30:00Z")];
    let parent = prop::option::of(0..2_u64);
    (author(), body(), created, parent, any::<Option<u8>>()).prop_map(
        |(author, body, created, parent, likes)| {
            let created_at = created.parse().unwrap();
            let mut post = Post::new(Uri::tweet(9), Network::Twitter, author, created_at);
            post.body = body;
            post.reply_to = parent.map(Uri::tweet);
            post.likes = likes.map(u64::from);
            post
        },
    )
}

fn joined(posts: &[&Post]) -> Post {
    let mut posts = posts.iter().map(|&post| post.clone());
    let first = posts.next().unwrap();
    posts.fold(first, |mut all, post| {
        all.join(post);
        all
    })
}

proptest! {
    #[test]
    fn any_order_grouping_and_repetition_end_in_the_same_post(a in post(), b in post(), c in post()) {
        let all = joined(&[&a, &b, &c]);
        prop_assert_eq!(&joined(&[&c, &a, &b]), &all);
        prop_assert_eq!(&joined(&[&b, &c, &b, &a, &a]), &all);
        prop_assert_eq!(&joined(&[&a, &joined(&[&b, &c])]), &all);
        prop_assert_eq!(&joined(&[&all, &a]), &all);
    }
}
