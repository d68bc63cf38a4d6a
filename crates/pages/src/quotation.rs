//! A quoted post, and the files attached to one.

use askama::Template;
use chat::{Media, MediaKind, Uri};

use crate::{
    entry::{Scene, name_of},
    escape, href,
    known::Picture,
    language,
    text::{LastTags, Words},
    urls::Page,
};

/// What a post quotes, as far as it is kept.
#[derive(Template)]
#[template(path = "quotation.html")]
pub(crate) struct Quotation<'a> {
    said: Option<Quoted<'a>>,
    link: Option<String>,
    foreign: bool,
}

struct Quoted<'a> {
    name: String,
    when: String,
    lang: Option<&'static str>,
    warning: Option<&'a str>,
    words: Words<'a>,
}

impl<'a> Quotation<'a> {
    /// The post with this uri, quoted in `scene`.
    pub(crate) fn of(uri: &'a Uri, scene: &'a Scene<'a>) -> Self {
        let Some(post) = scene.known.post(uri) else {
            let link = href::safe(uri.as_str()).map(std::borrow::Cow::into_owned);
            return Self { said: None, link, foreign: true };
        };
        let words = Words {
            text: &post.body.text,
            here: scene.here,
            known: scene.known,
            last_tags: LastTags::Without(scene.series.map(|s| &s.tag)),
            marks: Vec::new(),
            question: None,
        };
        let quoted = Quoted {
            name: name_of(&post.author),
            when: scene.zone.date_and_clock(&post.created_at),
            lang: language::lang(post.body.language.as_deref()),
            warning: post.body.content_warning.as_deref(),
            words,
        };
        let link = Some(scene.here.to(Page::Post(uri)));
        Self { said: Some(quoted), link, foreign: false }
    }
}

/// A file attached to a post: a picture that is here is shown, everything else said in words and
/// linked, never loaded.
pub(crate) struct Attached {
    pub(crate) picture: Option<Shown>,
    pub(crate) kind: &'static str,
    pub(crate) link: Option<String>,
    pub(crate) alt: Option<String>,
}

/// A picture as it stands on a page, with the size that keeps its place before it is loaded.
pub(crate) struct Shown {
    pub(crate) src: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_here: bool,
}

impl Shown {
    fn of(picture: Picture, src: String) -> Self {
        /// What a picture may take of a page, in CSS pixels.
        const ROOM: (u32, u32) = (480, 400);
        /// The frame of one whose form nobody knows yet.
        const FRAME: (u32, u32) = (360, 240);
        let (width, height) = picture.size.map_or(FRAME, |(width, height)| {
            let (width, height) = (width.max(1), height.max(1));
            let wide = ROOM.0.min(width).min(width * ROOM.1 / height).max(1);
            (wide, (height * wide).div_ceil(width))
        });
        Self { src, width, height, is_here: picture.size.is_some() }
    }
}

impl Attached {
    pub(crate) fn of(media: &Media, post: &Uri, scene: &Scene<'_>) -> Self {
        const LONGEST: usize = 2_000;
        let alt = media.alt.as_deref().map(str::trim).filter(|alt| !alt.is_empty());
        Self {
            picture: scene
                .known
                .picture(post, &media.url)
                .map(|picture| Shown::of(picture, scene.here.to(Page::Picture(post, &media.url)))),
            kind: match media.kind {
                MediaKind::Image => "Picture",
                MediaKind::Video => "Film",
                MediaKind::Audio => "Sound",
                MediaKind::Other => "File",
            },
            link: href::safe(&media.url).map(std::borrow::Cow::into_owned),
            alt: alt.map(|alt| escape::clipped(alt, LONGEST).into_owned()),
        }
    }
}
