//! What a configuration may say, and how it is told what it may not.

use super::*;

fn at() -> Timestamp {
    "2026-12-03T19:00:00Z".parse().unwrap()
}

fn captured(text: &str) -> Result<Capture> {
    Config::parse(text)?.capture(Path::new("chatkeep.toml"), None, at(), &TimeZone::UTC)
}

#[test]
fn the_example_says_what_holds_without_it() {
    assert_eq!(Config::parse(EXAMPLE).unwrap(), Config::default());
    assert_eq!(Config::default().polling.pace(), Pace::default());
    // Each of them stands there, and not only what is left out.
    let written = |rate: &str| EXAMPLE.lines().any(|line| line.starts_with(rate));
    assert!(["[limits]", "pages =", "api =", "search =", "sign_in ="].into_iter().all(written));
}

#[test]
fn what_the_example_shows_is_understood() {
    let shown = |line: &str| match line.strip_prefix('#') {
        Some(example) if !example.starts_with(' ') => example.to_owned(),
        _ => line.to_owned(),
    };
    let text: Vec<String> = EXAMPLE.lines().map(shown).collect();
    let config = Config::parse(&text.join("\n")).unwrap();
    let [series] = &config.series[..] else { panic!("{config:?}") };
    assert_eq!((series.tags.len(), series.on.len()), (1, 2));
    assert_eq!(series.until.as_deref(), Some("20:30"));
    assert_eq!(
        config.servers["reef.example"].token_file.as_deref(),
        Some("reef-token.txt".as_ref())
    );
    assert_eq!(config.polling, Polling::default());
    let rewrite = config.rewrite.unwrap();
    assert_eq!(
        (rewrite.model.as_str(), rewrite.token_env.as_deref()),
        ("lamp-7b", Some("LAMP_TOKEN"))
    );
}

#[test]
fn each_series_has_its_own_places_and_end() {
    let capture = captured(
        r##"
        [[series]]
        tags = ["#LampChat", "lanternchat"]
        on = ["https://reef.example", "replay:evening.jsonl"]
        until = "20:30"
        [[series]]
        tags = ["otherchat"]
        on = ["https://reef.example"]
        [servers."reef.example"]
        token = "s3cret"
        [polling]
        quiet_secs = 20
        "##,
    )
    .unwrap();
    let [lamp, other] = &capture.parts[..] else { panic!("two parts") };
    assert_eq!(lamp.tags[0].as_str(), "lampchat");
    assert_eq!(lamp.until, Some("2026-12-03T20:30:00Z".parse().unwrap()));
    assert_eq!(other.until, None);
    for part in [lamp, other] {
        let Place::Mastodon { token, .. } = &part.places[0] else { panic!("a server") };
        assert_eq!(*token, Some(Secret::new("s3cret")));
    }
    assert_eq!(capture.pace.quiet, Duration::from_secs(20));
    assert_eq!(capture.pace.busy, Pace::default().busy);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let said = |text: &str| format!("{:#}", captured(text).unwrap_err());
    let wrong = [
        "[[series]]\ntag = [\"x\"]",
        "[polling]\nbusy_secs = 0",
        "[[series]]\ntags = [\"x\"]\non = [\"nowhere\"]",
        "[[series]]\ntags = [\"#\"]\non = [\"bluesky\"]",
        "[[series]]\ntags = [\"x\"]\non = [\"bluesky\", \"bluesky\"]",
        "[[series]]\ntags = [\"x\"]\non = [\"bluesky\"]\nuntil = \"later\"",
        "[servers.\"reef.example\"]\ntoken_env = \"PATH\"\ntoken = \"x\"",
        "[servers.\"reef.example\"]\ntoken = \"x\"",
        "bind = ",
    ];
    insta::assert_snapshot!(wrong.map(said).join("\n"), @r#"
    line 2, column 1: unknown field `tag`, expected one of `tags`, `on`, `until`
    line 2, column 13: expected a nonzero u64
    line 3, column 6: “nowhere” is no place to follow: one looks like https://mastodon.example, bluesky, jetstream:wss://stream.example, firehose:https://pds.example or replay:evening.jsonl
    line 2, column 8: a tag is one word of letters and digits, like #chartership
    bluesky is named twice for #x
    until of #x: “later” is no time: write 20:30, "2026-12-03 20:30" or 2026-12-03T20:30:00Z
    servers."reef.example": name one of `token_file`, `token_env` and `token`
    servers."reef.example": no `on` names this server
    line 1, column 8: string values must be quoted, expected literal string
    "#);
}

#[test]
fn a_token_is_never_shown() {
    let text = "[servers.\"reef.example\"]\ntoken = \"s3cret\"";
    assert!(!format!("{:?}", Config::parse(text).unwrap()).contains("s3cret"));
    let mut told = Vec::new();
    for wrong in [
        "[servers.\"reef.example\"]\ntoken = \"s3cret\"\ntokn = \"s3cret\"",
        "[servers]\n\"reef.example\" = \"s3cret\"",
        "[servers.\"reef.example\"]\ntoken = [\"s3cret\"]",
        "[servers.\"reef.example\"]\ntoken = { s3cret = 1 }",
        "[servers.\"reef.example\"]\ntoken = s3cret",
        "[servers.\"reef.example\"]\ntoken = \"s3cret",
        "servers = \"s3cret\"",
        "[polling]\nbusy_secs = \"s3cret\"",
    ] {
        let error = Config::parse(wrong).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        told.push(error.to_string());
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    line 3, column 1: unknown field `tokn`, expected one of `token_file`, `token_env`, `token`
    line 2, column 18: expected a table, such as [servers."reef.example"]
    line 2, column 9: expected a string
    line 2, column 9: expected a string
    line 2, column 9: string values must be quoted, expected literal string
    line 2, column 16: invalid basic string, expected `"`
    line 1, column 11: expected a map
    line 2, column 13: expected a nonzero u64
    "#);
    let capture = captured(
        "[[series]]\ntags = [\"x\"]\non = [\"https://reef.example\"]\n[servers.\"reef.example\"]\ntoken = \"s3cret\"",
    );
    assert!(!format!("{:?}", capture.unwrap()).contains("s3cret"));
}
