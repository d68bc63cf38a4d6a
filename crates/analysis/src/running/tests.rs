//! Whatever comes when, the end is the same as if all of it had been read at once.

use proptest::prelude::*;

use super::*;
use crate::notation::chat;
use crate::understand;

/// An evening in which most ways to answer, ask, quote and pass on occur.
const EVENING: &str = "18:00 @ada Welcome! Q1. What do you keep of all that was said here?
    18:01 @bob A1: Everything, in a shoe box under the stairs
    18:02 > @cy @bob Everything, really?
    18:02 @dee Q1 Very little but letters of my aunt
    18:03 >@bob @eve @bob Me too, all of it, in a shoe box
    18:04 @fay RT @bob: A1: Everything, in a shoe box under the stairs
    18:04 @gus Ada, what is a shoe box for?
    18:05 @ada Q2 And where do you keep it? 1/2
    18:05 @ada Not at home I hope 2/2
    18:06 @bob @ada A.2 In a shoe box under the stairs
    18:07 @cy So true! RT @bob: In a shoe box under the stairs
    18:07 = 10
    18:08 @eve A2 Behind the clock on the kitchen wall with the letters
    18:09 > @dee The clock on the kitchen wall, I have one too
    18:10 @gus A3 is a size of paper
    18:11 @ada Thanks! Q1 was fun";

/// What happens to one thing said.
#[derive(Debug, Clone)]
enum Step {
    Comes(usize),
    SaysOtherwise(usize),
    Goes(usize),
}

fn evening() -> (Vec<Post>, Vec<Repost>) {
    let lines: Vec<String> =
        EVENING.lines().map(|line| line.trim().replace("18:07 = 10", "18:07 @hal = 10")).collect();
    let told = chat(&lines.join("\n"));
    (told.posts, told.reposts)
}

/// What is known at once, of what is known in all.
fn at_once(mut found: Understanding) -> Understanding {
    (found.topics, found.summary) = Default::default();
    found.people.people.iter_mut().for_each(|person| person.connects = 0.0);
    found.bursts.iter_mut().for_each(|burst| burst.about.clear());
    found
}

fn check(running: &Running) {
    let whole = understand(&running.talk());
    assert_eq!(running.understand(), whole);
    assert_eq!(running.now(), at_once(whole));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_order_of_arrival_ends_in_the_same(
        steps in prop::collection::vec(
            (0..3_u8, 0..16_usize).prop_map(|(what, of)| match what {
                0 => Step::SaysOtherwise(of),
                1 => Step::Goes(of),
                _ => Step::Comes(of),
            }),
            0..20,
        ),
        order in Just((0..16_usize).collect::<Vec<_>>()).prop_shuffle(),
        context in any::<bool>(),
    ) {
        let (posts, reposts) = evening();
        let mut running = Running::new();
        let come = |running: &mut Running, of: usize| {
            if let Some(post) = posts.get(of) {
                running.push(post.clone());
            } else if let Some(repost) = reposts.get(of - posts.len()) {
                running.push_repost(repost.clone());
            }
        };
        for step in &steps {
            match *step {
                Step::Comes(of) => come(&mut running, of),
                Step::SaysOtherwise(of) => {
                    let mut post = posts[of % posts.len()].clone();
                    post.body.text = posts[(of + 3) % posts.len()].body.text.clone();
                    running.push(post);
                }
                Step::Goes(of) => {
                    running.remove(&posts[of % posts.len()].uri);
                }
            }
            check(&running);
        }
        for of in order {
            come(&mut running, of);
        }
        if context {
            running.push_context(posts[0].clone());
            prop_assert!(running.posts.len() + 1 == posts.len());
            running.push(posts[0].clone());
        }
        check(&running);
        let mut sorted = (posts, reposts);
        sorted.0.sort_by(|a, b| at(a).cmp(&at(b)));
        sorted.1.sort_by(|a, b| passed_on_at(a).cmp(&passed_on_at(b)));
        let talk = Talk { posts: &sorted.0, context: &[], reposts: &sorted.1, asks: &[] };
        prop_assert_eq!(running.understand(), understand(&talk));
    }

    #[test]
    fn it_is_brought_to_what_was_read_elsewhere(
        before in prop::collection::vec(any::<bool>(), 16),
        after in prop::collection::vec(any::<bool>(), 16),
    ) {
        let (posts, reposts) = evening();
        let some = |kept: &[bool], otherwise: bool| {
            let mut said: Vec<Post> = posts.iter().zip(kept).filter(|(_, k)| **k)
                .map(|(post, _)| post.clone()).collect();
            if let Some(first) = said.first_mut().filter(|_| otherwise) {
                first.body.text = posts[7].body.text.clone();
            }
            said.sort_by(|a, b| at(a).cmp(&at(b)));
            let passed_on: Vec<Repost> =
                reposts.iter().filter(|_| kept[15]).cloned().collect();
            (said, passed_on)
        };
        let (first, then) = (some(&before, false), some(&after, true));
        let asks = [(posts[6].uri.clone(), 3)];
        let mut running = Running::new();
        let talk = Talk { posts: &first.0, context: &[], reposts: &first.1, asks: &[] };
        running.bring_to(&talk);
        check(&running);
        let talk = Talk { posts: &then.0, context: &[], reposts: &then.1, asks: &asks };
        running.bring_to(&talk);
        prop_assert_eq!(running.posts.as_slice(), talk.posts);
        prop_assert_eq!(running.understand(), understand(&talk));
    }
}
