//! Every type in every place.

use super::*;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Odd<'a> {
    #[serde(borrow)]
    id: Words<'a>,
    likes: Count,
    shy: Flag,
    #[serde(borrow)]
    names: Named<'a>,
    #[serde(borrow)]
    inner: One<Box<Odd<'a>>>,
    #[serde(borrow)]
    list: Many<One<Odd<'a>>>,
}

fn read(json: &str) -> Odd<'_> {
    serde_json::from_str::<One<Odd<'_>>>(json).unwrap().0.unwrap()
}

#[test]
fn any_type_stands_in_any_field() {
    let values = [
        "null",
        "true",
        "7",
        "-7",
        "7.5",
        "1e300",
        "\"7\"",
        "\"\\u00e9\"",
        "[]",
        "[[1],{}]",
        "{}",
        "{\"a\":[1,{\"b\":2}]}",
    ];
    for field in ["id", "likes", "shy", "names", "inner", "list", "unknown"] {
        for value in values {
            let _ = read(&format!("{{\"{field}\":{value}}}"));
        }
    }
    for value in values {
        assert!(serde_json::from_str::<One<Odd<'_>>>(value).is_ok());
    }
}

#[test]
fn what_can_be_understood_is() {
    assert_eq!(read(r#"{"id":36034}"#).id.get(), Some("36034"));
    assert_eq!(read(r#"{"id":["en","de"]}"#).id.get(), Some("en"));
    assert_eq!(read(r#"{"id":"  "}"#).id.get(), None);
    assert_eq!(read(r#"{"likes":"12"}"#).likes.0, Some(12));
    assert_eq!(read(r#"{"likes":3.0}"#).likes.0, Some(3));
    assert_eq!(read(r#"{"likes":-1}"#).likes.0, None);
    assert!(read(r#"{"shy":"true"}"#).shy.0);
    assert_eq!(read(r#"{"list":[1,{"id":2},null]}"#).list.each().count(), 1);
}

#[test]
fn times_with_and_without_an_offset() {
    let time = |text: &str| Words::from(text).time().map(|t| t.to_string());
    for text in [
        "2026-11-23T15:00:00Z",
        "2026-11-23T16:00:00+01:00",
        "2026-11-23T15:00:00",
        "2026-11-23 15:00:00",
    ] {
        assert_eq!(time(text).as_deref(), Some("2026-11-23T15:00:00Z"), "{text}");
    }
    assert_eq!(time("yesterday"), None);
}
