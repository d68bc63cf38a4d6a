//! A post: what was said, in its conversation, with its record and how to cite it.

use askama::Template;
use chat::{Audience, Basis, Post, Sighting};

use crate::{
    entry::{Entry, Scene, Standing, elsewhere, handle_of, name_of, network_mark},
    head::{Head, Robots},
    href, json_ld,
    known::Known,
    places::Places,
    site::{Site, is_listed},
    transcript::{Grave, Said, Sitting, Transcript, Turn, answered},
    urls::{Here, Page, post_slug},
    when::{Clock, Day, Zone},
};

/// The page of one post, the permalink that never changes; or of its tombstone.
#[derive(Debug, Clone, Copy)]
pub struct PostPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The chat it was said in, if in one.
    pub sitting: Option<Sitting<'a>>,
    /// The post, or what is left of it.
    pub said: Said<'a>,
    /// What it answers, from the beginning of the conversation down, each one deeper.
    pub ancestors: &'a [Turn<'a>],
    /// What answers it, in reading order; direct answers have depth 0.
    pub replies: &'a [Turn<'a>],
    /// The posts that quote it.
    pub quoted_by: &'a [&'a Post],
    /// Who saw it and when, by name of the source.
    pub sightings: &'a [Sighting],
    /// What else is kept.
    pub known: &'a Known<'a>,
    /// The post said before it in the chat.
    pub previous: Option<&'a Post>,
    /// The post said after it in the chat.
    pub next: Option<&'a Post>,
}

#[derive(Template)]
#[template(path = "post.html")]
struct Html<'a> {
    head: Head<'a>,
    heading: String,
    chat: Option<(String, String)>,
    ancestors: Transcript<'a>,
    entry: Option<Entry<'a>>,
    grave: Option<Grave>,
    replies: Transcript<'a>,
    quoted_by: Vec<Entry<'a>>,
    facts: Vec<Fact>,
    citation: Option<String>,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
    in_chat: Option<String>,
}

/// One line of the record.
struct Fact {
    what: &'static str,
    words: String,
    link: Option<String>,
}

impl Fact {
    fn new(what: &'static str, words: String) -> Self {
        Self { what, words, link: None }
    }
}

impl<'a> PostPage<'a> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let uri = self.said.uri();
        let here = Here::on(Page::Post(uri));
        let scene = Scene {
            bonds: None,
            places: Places::Here,
            here,
            zone: Zone::of(self.sitting.map(|s| s.series)),
            known: self.known,
            series: self.sitting.map(|s| s.series),
            marks: None,
        };
        let post = match self.said {
            Said::Post(post) | Said::Context(post) => Some(post),
            Said::Gone(_) => None,
        };
        let day = self.sitting.map(|s| s.chat.name.date);
        let thread = |turns, above| Transcript { turns, scene: &scene, day, above };
        let neighbour = |post: &Post| (label(post, &scene.zone), here.to(Page::Post(&post.uri)));
        let in_chat = self.sitting.map(|s| here.to_part(Page::Chat(&s.chat.name), &post_slug(uri)));
        let html = Html {
            head: self.head(post, &scene.zone),
            heading: match post {
                Some(post) => format!("A post by {}", name_of(&post.author)),
                None => "A post that was taken back".to_owned(),
            },
            chat: self.sitting.map(|s| {
                let label = format!("{}, {}", s.label(), Day(s.chat.name.date));
                (label, here.to(Page::Chat(&s.chat.name)))
            }),
            ancestors: thread(self.ancestors, None),
            entry: post.map(|post| self.featured(post, &scene)),
            grave: match self.said {
                Said::Gone(tombstone) => Some(Grave::new(tombstone, &scene, None)),
                _ => None,
            },
            replies: thread(self.replies, Some(uri)),
            quoted_by: self.quoted_by.iter().map(|p| quoting(p, &scene)).collect(),
            facts: post.map_or_else(Vec::new, |post| self.record(post, &scene)),
            citation: post.map(|post| self.citation(post, &scene)),
            previous: self.previous.map(neighbour),
            next: self.next.map(neighbour),
            in_chat,
        };
        html.render().unwrap_or_default()
    }

    fn head(&self, post: Option<&Post>, zone: &Zone) -> Head<'a> {
        let page = Page::Post(self.said.uri());
        let Some(post) = post else {
            let title = "A post that was taken back";
            return Head::new(self.site, page, title, "").robots(Robots::KeepOut);
        };
        let title = label(post, zone);
        let description = match &post.body.content_warning {
            Some(warning) => format!("Content warning: {warning}"),
            None => post.body.text.plain.replace('\n', " "),
        };
        let head = Head::new(self.site, page, &title, &description).article(self.json_ld(post));
        if is_listed(post) { head } else { head.robots(Robots::KeepOut) }
    }

    /// Unlisted posts are not told to search engines at all.
    fn json_ld(&self, post: &Post) -> Option<String> {
        let base_url = self.site.base_url.as_deref().filter(|_| is_listed(post))?;
        Some(json_ld::post(base_url, post, self.replies))
    }

    fn featured(&self, post: &'a Post, scene: &'a Scene<'a>) -> Entry<'a> {
        let above = self.ancestors.last().map(|turn| turn.said.uri());
        let answers = answered(post, above, scene, self.ancestors);
        Entry::new(post, scene, Standing::Featured, None).answering(answers)
    }

    fn record(&self, post: &Post, scene: &Scene<'_>) -> Vec<Fact> {
        let zone = &scene.zone;
        let mut facts = vec![
            Fact::new("Said", said_when(post, zone)),
            Fact {
                what: "Original",
                words: href::bare(post.page()).1.to_owned(),
                link: href::safe(post.page()).map(std::borrow::Cow::into_owned),
            },
            Fact::new("Its name", post.uri.to_string()),
            Fact::new("Network", network_mark(post.network).0.to_owned()),
        ];
        for copy in &post.copies {
            let words = format!("{}, carried over by a bridge", elsewhere(copy).0);
            facts.push(Fact { what: "Also on", words, link: elsewhere(copy).1 });
        }
        if let Some(original) = &post.copy_of {
            facts.push(Fact {
                what: "Carried over from",
                words: href::bare(original.as_str()).1.to_owned(),
                link: href::safe(original.as_str()).map(std::borrow::Cow::into_owned),
            });
        }
        if post.audience == Audience::Unlisted {
            let words = "Unlisted: kept out of sitemap, feeds and search engines".to_owned();
            facts.push(Fact::new("Audience", words));
        }
        if let Some(application) = &post.application {
            facts.push(Fact::new("Written with", application.clone()));
        }
        if !self.sightings.is_empty() {
            let seen = self.sightings.iter().map(|seen| match seen.at {
                Some(at) => {
                    let at = zone.civil(at);
                    format!("{}, {} {}", seen.source, Day(at.date()), Clock(at))
                }
                None => seen.source.clone(),
            });
            facts.push(Fact::new("Seen in", seen.collect::<Vec<_>>().join("; ")));
        }
        facts
    }

    /// Who, what, where, when: enough to find it again without this site.
    fn citation(&self, post: &Post, scene: &Scene<'_>) -> String {
        let name = name_of(&post.author);
        let handle = handle_of(&post.author);
        let who = handle.map_or_else(|| name.clone(), |handle| format!("{name} ({handle})"));
        let opening = opening_words(&post.body.text.plain);
        let when = scene.zone.date_and_clock(&post.created_at);
        let place = self.sitting.map(|s| format!(" #{},", s.series.tag)).unwrap_or_default();
        let page = Page::Post(&post.uri);
        let at = self.site.base_url.as_deref().map(|base| format!(" {}", page.address(base)));
        let at = at.unwrap_or_else(|| format!(" {}", post.page()));
        format!("{who}. “{opening}”{place} {when}. {}.{at}", self.site.title)
    }
}

/// `19:51:22, 12 November 2026, in London`, and how well that is known.
fn said_when(post: &Post, zone: &Zone) -> String {
    let moment = &post.created_at;
    let day = Day(zone.date(moment));
    if !moment.has_time() {
        return format!("{day}; the time of day is not known");
    }
    let at = zone.civil(moment.at());
    let known = match moment.basis() {
        Basis::Local => ", by a clock whose zone was not stated",
        Basis::Id => ", told from its number",
        _ => "",
    };
    format!("{day}, {}:{:02} {}{known}", Clock(at), at.second(), zone.place())
}

/// `Ada, 12 November 2026, 19:51`.
fn label(post: &Post, zone: &Zone) -> String {
    format!("{}, {}", name_of(&post.author), zone.date_and_clock(&post.created_at))
}

/// The first words, as a citation gives them.
fn opening_words(text: &str) -> String {
    const LONGEST: usize = 90;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(LONGEST) else {
        return line;
    };
    let cut = line[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &line[..cut])
}

fn quoting<'a>(post: &'a Post, scene: &'a Scene<'a>) -> Entry<'a> {
    Entry::new(post, scene, Standing::Plain, None)
}
