//! The people of the sample, all invented.

use chat::{Author, Network, Uri};

/// Short name, network, shown name, handle.
const PEOPLE: [(&str, Network, &str, &str); 15] = [
    ("wren", Network::Fediverse, "Wren Halloway", "@wren@glasshouse.example"),
    ("tobias", Network::Bluesky, "Tobias Lindqvist-Okoye", "@tobias.lindoke.example"),
    ("marit", Network::Bluesky, "Marit Oosterdal", "@oosterdal.example"),
    ("kit", Network::Fediverse, "Kit Underhay", "@kit@stacks.example"),
    ("jonah", Network::Fediverse, "Jonah Thistlemoor", "@jonah@glasshouse.example"),
    ("ines", Network::Bluesky, "Ines Carrowbridge", "@carrowbridge.example"),
    ("suvi", Network::Bluesky, "Suvi Lehtomaa", "@suvi.lehtomaa.example"),
    ("layan", Network::Fediverse, "ليان النخيل", "@layan@maktaba.example"),
    ("shiori", Network::Bluesky, "水無瀬しおり", "@shiori.minase.example"),
    ("bex", Network::Fediverse, "Bex Ardingly-Moss", "@bex@stacks.example"),
    ("ottilie", Network::Fediverse, "Ottilie Farrowby", "@ottilie@reading-room.example"),
    ("hal", Network::Bluesky, "Hal Pemberwick", "@hal.pemberwick.example"),
    ("desmond", Network::Fediverse, "Desmond Quillfeather", "@desmond@glasshouse.example"),
    (
        "mallory",
        Network::Fediverse,
        "<script>alert(1)</script> \u{202e}evil\u{2066} ",
        "@mallory@\"><b>hostile.example",
    ),
    ("nobody", Network::Bluesky, "\u{200b}\u{200d}", "@nobody.example"),
];

/// An account by a short name; an unknown one is made up from it.
pub(super) fn author(who: &str) -> Author {
    let Some(&(_, network, name, handle)) = PEOPLE.iter().find(|person| person.0 == who) else {
        return made_up(who);
    };
    let uri = match network {
        Network::Bluesky => format!("did:plc:{who}"),
        _ => format!("https://{who}.example/users/{who}"),
    };
    let mut author = Author::new(Uri::new(uri), network);
    author.handle = Some(handle.to_owned());
    author.name = Some(match who {
        "mallory" => name.repeat(3_000),
        _ => name.to_owned(),
    });
    author.url = Some(format!("https://{who}.example/@{who}"));
    if who == "marit" {
        let bio = "Hospital librarian. Three lines every Friday. The cat has the chair.";
        author.bio = Some(bio.to_owned());
        author.wishes.findable = true;
    }
    author
}

/// An account of old times, of which only the handle is known, or one of a crowd.
fn made_up(who: &str) -> Author {
    let mut author = Author::new(Uri::twitter_handle(who), Network::Twitter);
    author.handle = Some(format!("@{who}"));
    author
}
