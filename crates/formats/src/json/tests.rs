//! Lines, documents, arrays, and what is broken.

use super::*;

fn values(file: &[u8]) -> Vec<String> {
    values_and_lost(file).0
}

fn values_and_lost(file: &[u8]) -> (Vec<String>, Vec<usize>) {
    let mut found = Vec::new();
    let lost = each_value(&mut &file[..], |place, json| {
        found.push(format!("{place}: {json}"));
        Ok(())
    });
    (found, lost.unwrap().lines().to_vec())
}

#[test]
fn lines_documents_and_arrays() {
    assert_eq!(values(b"{\"a\":1}\n\n{\"b\":2}\n"), ["line 1: {\"a\":1}", "line 3: {\"b\":2}"]);
    assert_eq!(
        values(b"\xef\xbb\xbf[{\"a\":1},\n {\"b\":2}]"),
        ["item 1: {\"a\":1}", "item 2: {\"b\":2}"]
    );
    assert_eq!(values(b"{\n \"a\": 1\n}"), ["the whole file: {\n \"a\": 1\n}"]);
    assert_eq!(
        values(b"[{\"a\":1}]\n[{\"b\":2}]"),
        ["line 1, item 1: {\"a\":1}", "line 2, item 1: {\"b\":2}"]
    );
    assert!(values(b"").is_empty());
}

#[test]
fn documents_behind_one_another_are_each_a_value() {
    let printed = b"\n{\n \"a\": 1\n}\n{\n \"b\": 2\n}\n{\n \"c\"";
    assert_eq!(
        values(printed),
        ["item 1: {\n \"a\": 1\n}", "item 2: {\n \"b\": 2\n}", "item 3: {\n \"c\""]
    );
    assert_eq!(values(b"\n\n{\n \"a\": 1\n}"), ["the whole file: {\n \"a\": 1\n}"]);
}

#[test]
fn half_letters_are_told() {
    let (values, lost) = values_and_lost(
        br#"{"a":1}
{"a":"\ud83d!"}"#,
    );
    assert_eq!((&*values[1], lost), ("line 2: {\"a\":\"\u{fffd}!\"}", vec![2]));
}

#[test]
fn what_is_cut_comes_last_and_broken() {
    assert_eq!(values(b"{\"a\":1}\n{\"b\":"), ["line 1: {\"a\":1}", "line 2: {\"b\":"]);
    assert_eq!(values(b"[{\"a\":1},\n{\"b\":"), ["item 1: {\"a\":1}", "item 2: {\"b\":"]);
    assert_eq!(values(b"{\"a\":\n{\"b\":2}\n"), ["line 1: {\"a\":", "line 2: {\"b\":2}"]);
}

#[test]
fn a_cut_document_is_one_value_and_its_lists_are_saved() {
    let cut = "{\n \"posts\": [\n  {\"a\": 1},\n  {\"b\": ";
    assert_eq!(values(cut.as_bytes()), [format!("the whole file: {cut}").trim_end()]);
    assert_eq!(values(b"{\"a\":\nnoise\n{\"b\":2}\n{\"c\":3}\n").len(), 4);
    assert_eq!(values(b"{\"posts\":[{\"a\":1},{\"b\":"), ["line 1: {\"posts\":[{\"a\":1},{\"b\":"]);
    let mut saved = Vec::new();
    let found = salvage(cut, &["feed", "posts"], |place, json| {
        saved.push(format!("{place}: {json}"));
        Ok(())
    });
    assert!(found.unwrap());
    assert_eq!(saved, ["item 1: {\"a\": 1}", "item 2: {\"b\": "]);
}

#[test]
fn lines_with_lost_letters_are_told() {
    let lines = values_and_lost(b"{\"a\":\"\xed\xa0\xbd\xed\xb8\x80\"}\n{\"a\":\"caf\xe9\"}\n");
    assert_eq!(lines.1, [2]);
    assert_eq!(lines.0[1], "line 2: {\"a\":\"caf\u{fffd}\"}");
    assert_eq!(values_and_lost(b"[\n{\"a\":1},\n{\"a\":\"caf\xe9\"}\n]").1, [3]);
    assert!(values_and_lost("{\"a\":\"\u{fffd}\"}".as_bytes()).1.is_empty(), "as it was");
}
