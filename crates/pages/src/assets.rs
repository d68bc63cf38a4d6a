//! The files of the look: one sheet, three scripts and a mark go into a site; a live page has a sheet and
//! a script more.

/// The sheet, one file a component, in the order in which they build on each other.
const STYLE: &str = concat!(
    include_str!("../assets/style/tokens.css"),
    include_str!("../assets/style/ground.css"),
    include_str!("../assets/style/page.css"),
    include_str!("../assets/style/opening.css"),
    include_str!("../assets/style/strip.css"),
    include_str!("../assets/style/post.css"),
    include_str!("../assets/style/contents.css"),
    include_str!("../assets/style/understood.css"),
    include_str!("../assets/style/picture.css"),
    include_str!("../assets/style/coverage.css"),
    include_str!("../assets/style/search.css"),
    include_str!("../assets/style/print.css"),
);

/// The script of a live page, one file a concern: one function, opened by the first and closed by the last.
const LIVE: &str = concat!(
    include_str!("../assets/live/open.js"),
    include_str!("../assets/live/connection.js"),
    include_str!("../assets/live/told.js"),
    include_str!("../assets/live/places.js"),
    include_str!("../assets/live/coming.js"),
    include_str!("../assets/live/pace.js"),
    include_str!("../assets/live/found_out.js"),
    include_str!("../assets/live/waiting.js"),
    include_str!("../assets/live/muted.js"),
    include_str!("../assets/live/hands.js"),
    include_str!("../assets/live/left.js"),
    include_str!("../assets/live/begin.js"),
);

/// A file of the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its name within `assets/`, for [`crate::Page::Asset`].
    pub name: &'static str,
    /// What kind of file it is, for `Content-Type`.
    pub media_type: &'static str,
    /// What is in it.
    pub contents: &'static str,
}

/// All files of the look.
pub const ASSETS: [Asset; 5] = [
    Asset { name: "chatkeep.css", media_type: "text/css; charset=utf-8", contents: STYLE },
    Asset {
        name: "reader.js",
        media_type: "text/javascript; charset=utf-8",
        contents: include_str!("../assets/reader.js"),
    },
    Asset {
        name: "replay.js",
        media_type: "text/javascript; charset=utf-8",
        contents: include_str!("../assets/replay.js"),
    },
    Asset {
        name: "search.js",
        media_type: "text/javascript; charset=utf-8",
        contents: include_str!("../assets/search.js"),
    },
    Asset {
        name: "mark.svg",
        media_type: "image/svg+xml",
        contents: include_str!("../assets/mark.svg"),
    },
];

/// What a page needs besides while its chat happens; a published copy has no such page.
pub const LIVE_ASSETS: [Asset; 3] = [
    Asset {
        name: "host.js",
        media_type: "text/javascript; charset=utf-8",
        contents: include_str!("../assets/host.js"),
    },
    Asset {
        name: "live.css",
        media_type: "text/css; charset=utf-8",
        contents: concat!(
            include_str!("../assets/style/live.css"),
            include_str!("../assets/style/wall.css"),
        ),
    },
    Asset { name: "live.js", media_type: "text/javascript; charset=utf-8", contents: LIVE },
];
