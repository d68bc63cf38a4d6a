//! A chat's people and their ties as files of other programs: GEXF 1.3, `GraphML`, DOT, CSV.
//!
//! A tie leads from who turned to whom they turned to; its weight is how often.

use std::fmt::Write as _;

use analysis::people::{People, Person, Tie};

/// What is told of a person, by name.
const OF_PERSON: [(&str, &str); 6] = [
    ("handle", "string"),
    ("posts", "integer"),
    ("answers", "integer"),
    ("answered", "integer"),
    ("host", "boolean"),
    ("connects", "double"),
];
/// What is told of a tie.
const OF_TIE: [&str; 4] = ["replies", "quotes", "mentions", "reposts"];

fn facts(person: &Person) -> [String; 6] {
    [
        person.handle.clone().unwrap_or_default(),
        person.posts.to_string(),
        person.answers.to_string(),
        person.answered.to_string(),
        person.is_host.to_string(),
        format!("{:.4}", person.connects),
    ]
}

fn counts(tie: &Tie) -> [u32; 4] {
    [tie.replies, tie.quotes, tie.mentions, tie.reposts]
}

fn weight(tie: &Tie) -> u32 {
    counts(tie).iter().sum()
}

fn name(person: &Person) -> &str {
    person.name.as_ref().or(person.handle.as_ref()).map_or(person.uri.as_str(), String::as_str)
}

/// GEXF 1.3.
pub(crate) fn gexf(people: &People) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n<graph defaultedgetype=\"directed\" mode=\"static\">\n<attributes class=\"node\">\n",
    );
    for (id, (title, kind)) in OF_PERSON.iter().enumerate() {
        let _ = writeln!(text, "<attribute id=\"{id}\" title=\"{title}\" type=\"{kind}\"/>");
    }
    text += "</attributes>\n<attributes class=\"edge\">\n";
    for (id, title) in OF_TIE.iter().enumerate() {
        let _ = writeln!(text, "<attribute id=\"{id}\" title=\"{title}\" type=\"integer\"/>");
    }
    text += "</attributes>\n<nodes>\n";
    for (id, person) in people.people.iter().enumerate() {
        let _ = write!(text, "<node id=\"{id}\" label=\"{}\"><attvalues>", xml(name(person)));
        for (id, fact) in facts(person).iter().enumerate().filter(|(_, fact)| !fact.is_empty()) {
            let _ = write!(text, "<attvalue for=\"{id}\" value=\"{}\"/>", xml(fact));
        }
        text += "</attvalues></node>\n";
    }
    text += "</nodes>\n<edges>\n";
    for (id, tie) in people.ties.iter().enumerate() {
        let (from, to, weight) = (tie.from, tie.to, weight(tie));
        let _ = write!(
            text,
            "<edge id=\"{id}\" source=\"{from}\" target=\"{to}\" weight=\"{weight}\"><attvalues>"
        );
        for (id, count) in counts(tie).iter().enumerate() {
            let _ = write!(text, "<attvalue for=\"{id}\" value=\"{count}\"/>");
        }
        text += "</attvalues></edge>\n";
    }
    text + "</edges>\n</graph>\n</gexf>\n"
}

/// `GraphML`.
pub(crate) fn graphml(people: &People) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n<key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n",
    );
    for (title, kind) in OF_PERSON {
        let kind = if kind == "integer" { "int" } else { kind };
        let _ = writeln!(
            text,
            "<key id=\"{title}\" for=\"node\" attr.name=\"{title}\" attr.type=\"{kind}\"/>"
        );
    }
    for title in OF_TIE.into_iter().chain(["weight"]) {
        let _ = writeln!(
            text,
            "<key id=\"{title}\" for=\"edge\" attr.name=\"{title}\" attr.type=\"int\"/>"
        );
    }
    text += "<graph edgedefault=\"directed\">\n";
    for (id, person) in people.people.iter().enumerate() {
        let _ = write!(text, "<node id=\"n{id}\"><data key=\"name\">{}</data>", xml(name(person)));
        let facts = facts(person);
        for ((title, _), fact) in OF_PERSON.iter().zip(&facts).filter(|(_, f)| !f.is_empty()) {
            let _ = write!(text, "<data key=\"{title}\">{}</data>", xml(fact));
        }
        text += "</node>\n";
    }
    for tie in &people.ties {
        let (from, to) = (tie.from, tie.to);
        let _ = write!(text, "<edge source=\"n{from}\" target=\"n{to}\">");
        for (title, count) in OF_TIE.iter().zip(counts(tie)) {
            let _ = write!(text, "<data key=\"{title}\">{count}</data>");
        }
        let _ = writeln!(text, "<data key=\"weight\">{}</data></edge>", weight(tie));
    }
    text + "</graph>\n</graphml>\n"
}

/// DOT, for Graphviz.
pub(crate) fn dot(people: &People) -> String {
    let mut text = String::from("digraph chat {\n");
    for (id, person) in people.people.iter().enumerate() {
        let _ = writeln!(text, "  n{id} [label=\"{}\"];", quoted(name(person)));
    }
    for tie in &people.ties {
        let _ = writeln!(text, "  n{} -> n{} [weight={}];", tie.from, tie.to, weight(tie));
    }
    text + "}\n"
}

/// One row a tie.
pub(crate) fn csv(people: &People) -> String {
    let mut text = String::from("source,target,weight,replies,quotes,mentions,reposts\n");
    let account = |at: usize| {
        let person = &people.people[at];
        field(person.handle.as_deref().unwrap_or(person.uri.as_str()))
    };
    for tie in &people.ties {
        let [replies, quotes, mentions, reposts] = counts(tie);
        let _ = writeln!(
            text,
            "{},{},{},{replies},{quotes},{mentions},{reposts}",
            account(tie.from),
            account(tie.to),
            weight(tie),
        );
    }
    text
}

/// Text as it may stand in XML 1.0, in an attribute too.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\n' | '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

/// Text as it may stand in a string of DOT.
fn quoted(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

/// A field of CSV (RFC 4180).
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_names() {
        assert_eq!(xml("a<b>&\"c\"\u{0}"), "a&lt;b&gt;&amp;&quot;c&quot;");
        assert_eq!(quoted("a\"b\\"), "a\\\"b\\\\");
        assert_eq!(field("a,b"), "\"a,b\"");
    }
}
