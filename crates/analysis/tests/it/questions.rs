//! Questions: what the marks tell, against one reader's judgement.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{Role, marked, questions};

use crate::data;

#[test]
fn marks_bind_answers_to_questions() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    let judged = |kinds: &str| -> BTreeSet<(String, u32)> {
        let gold = chat.gold.iter().filter(|g| kinds.contains(&g.kind));
        gold.map(|g| (format!("https://twitter.com/i/web/status/{}", g.id), g.question)).collect()
    };
    let found: BTreeSet<(String, u32)> = marked(&chat.posts)
        .iter()
        .map(|m| (chat.posts[m.post].uri.to_string(), m.number))
        .collect();
    let (marks, all) = (judged("ab"), judged("abc"));
    let right = found.intersection(&marks).count() as f64;
    let precision = found.intersection(&all).count() as f64 / found.len() as f64;
    let recall = right / marks.len() as f64;
    println!("{} bound: precision {precision:.3}, recall {recall:.3} of a and b", found.len());
    assert!(precision >= 0.97 && recall >= 0.95);

    // The reader took the posts that ask in full; a host may have asked in a greeting before.
    let asked: BTreeMap<u32, String> =
        questions(&chat.posts).into_iter().map(|q| (q.number, q.post.to_string())).collect();
    let right = judged("a").into_iter().filter(|(uri, n)| {
        asked.get(n) == Some(uri)
            || marked(&chat.posts)
                .iter()
                .any(|m| m.role == Role::AsksAgain && chat.posts[m.post].uri.as_str() == uri)
    });
    assert_eq!(asked.len(), 4);
    assert_eq!(right.count(), 4);
}
