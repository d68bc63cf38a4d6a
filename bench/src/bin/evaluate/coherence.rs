//! Coherence of labels: whether their words stand together in posts (normalised pointwise mutual
//! information, Bouma 2009; a post is a document, as `bertopic.py` counts it too).

use std::collections::{BTreeMap, BTreeSet};

use analysis::topics;

use crate::gold::Gold;

/// The coherence of each chat's topics.
pub(crate) fn report(chats: &[Gold]) {
    println!("| labels | topics | posts in them | coherence (NPMI) |\n|---|---|---|---|");
    let mut all = Vec::new();
    for chat in chats {
        let found = topics(&chat.talk());
        let texts: Vec<BTreeSet<String>> =
            chat.posts.iter().map(|post| words(&post.body.text.plain)).collect();
        let labels: Vec<Vec<String>> =
            found.topics.iter().map(|topic| words(&topic.label).into_iter().collect()).collect();
        let told: Vec<f64> = labels.iter().filter_map(|label| npmi(label, &texts)).collect();
        let within = chat.posts.len() - found.none.len();
        println!(
            "| {} | {} | {within} of {} | {:.3} |",
            chat.name,
            labels.len(),
            chat.posts.len(),
            mean(&told)
        );
        all.extend(told);
    }
    println!("| all labels | {} | | {:.3} |\n", all.len(), mean(&all));
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// The words of a text, in lower case, each once.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The mean over all pairs of words; a pair that never meets is −1. `None` for a single word.
fn npmi(label: &[String], texts: &[BTreeSet<String>]) -> Option<f64> {
    let all = texts.len() as f64;
    let share = |wanted: &[&String]| {
        let holds = |text: &&BTreeSet<String>| wanted.iter().all(|word| text.contains(*word));
        texts.iter().filter(holds).count() as f64 / all
    };
    let alone: BTreeMap<&String, f64> = label.iter().map(|word| (word, share(&[word]))).collect();
    let mut pairs = Vec::new();
    for (at, a) in label.iter().enumerate() {
        for b in &label[at + 1..] {
            let both = share(&[a, b]);
            pairs.push(if both == 0.0 {
                -1.0
            } else if both == 1.0 {
                1.0
            } else {
                (both / (alone[a] * alone[b])).ln() / -both.ln()
            });
        }
    }
    (!pairs.is_empty()).then(|| mean(&pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_always_meet_cohere_and_words_that_never_do_not() {
        let texts: Vec<BTreeSet<String>> =
            ["Cold boilers", "cold BOILERS again", "diaries", "letters"].map(words).to_vec();
        let of =
            |label: &str| npmi(&label.split(' ').map(str::to_owned).collect::<Vec<_>>(), &texts);
        assert!((of("boilers cold").unwrap() - 1.0).abs() < 1e-9);
        assert!((of("diaries letters").unwrap() + 1.0).abs() < 1e-9);
        assert_eq!(of("boilers"), None);
    }
}
