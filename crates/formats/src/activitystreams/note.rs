//! What an ActivityStreams object means as a post, and an `Announce` as a repost.

use chat::text::plain_from_html;
use chat::{Audience, Author, Body, Media, Moment, Network, Post, Repost, Tag, Text, Uri};

use super::object::{Object, Thing, Things};
use crate::fediverse;

/// The names of the public: ActivityPub §5.6 allows all three.
const PUBLIC: [&str; 3] = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"];

impl Object<'_> {
    /// For whom it is meant: public in `to`, unlisted in `cc`. `None` where neither is stated.
    fn stated_audience(&self) -> Option<Audience> {
        let public = |list: &Things<'_>| {
            let mut addresses = list.0.iter().filter_map(Thing::address);
            addresses.any(|address| PUBLIC.contains(&address))
        };
        if self.direct_message.0 {
            Some(Audience::Closed)
        } else if public(&self.to) {
            Some(Audience::Public)
        } else if public(&self.cc) {
            Some(Audience::Unlisted)
        } else {
            let silent = self.to.0.is_empty() && self.cc.0.is_empty();
            (!silent).then_some(Audience::Closed)
        }
    }

    /// The narrower one of what an object and the activity around it say; unknown is closed.
    pub(super) fn audience(&self, around: Option<&Object<'_>>) -> Audience {
        let around = around.and_then(Object::stated_audience);
        let said = self.stated_audience().max(around);
        said.unwrap_or(Audience::Closed)
    }

    fn moment(&self, around: Option<&Object<'_>>) -> Result<Moment, String> {
        let around = || around.and_then(|activity| activity.published.time());
        match (self.published.time().or_else(around), self.published.get()) {
            (Some(time), _) => Ok(Moment::stated(time)),
            (None, Some(text)) => Err(format!("its `published` {text:?} is no time")),
            (None, None) => Err("it has no `published`".into()),
        }
    }

    /// The object as a post. `around` is the activity that made or changed it.
    pub(super) fn post(&self, around: Option<&Object<'_>>) -> Result<Post, String> {
        let uri = Uri::new(self.id.get().ok_or("it has no `id`")?);
        let at = self.moment(around)?;
        let actor = around.and_then(|activity| activity.actor.first());
        let by = self.attributed_to.first().or(actor);
        let author = by
            .and_then(|by| author(by, self.url.address()))
            .ok_or("it has neither `attributedTo` nor an actor")?;
        let mut post = Post::new(uri, Network::Fediverse, author, at);
        post.audience = self.audience(around);
        post.url = self.page().filter(|page| page != post.uri.as_str());
        post.body = self.body();
        let changed = around.filter(|activity| activity.kind.is("Update") && self.kind.is("Note"));
        let changed = changed.and_then(|a| a.updated.time().or_else(|| a.published.time()));
        let edited = self.updated.time().or(changed);
        post.body.edited_at = edited.filter(|edited| *edited > at.at());
        post.reply_to = self.in_reply_to.address().map(Uri::new);
        let quotes = [&self.quote, &self.quote_uri, &self.quote_url];
        post.quote_of = quotes.into_iter().find_map(Things::address).map(Uri::new);
        Ok(post)
    }

    /// Its page for people: the web page among its addresses, else the first.
    fn page(&self) -> Option<String> {
        let html = |thing: &&Thing<'_>| thing.media_type.is("text/html");
        let link = self.url.0.iter().find(html).or(self.url.first());
        link.and_then(Thing::place).map(str::to_owned)
    }

    fn body(&self) -> Body {
        let by_language = self.content_map.0.first().and_then(|(_, c)| c.as_written());
        let content = self.content.as_written().or(by_language);
        let content = content.unwrap_or_default();
        let note = self.kind.is("Note") || self.kind.is("Question");
        // An article, a film or an event has its title beside the text.
        let text = match self.name.get().filter(|_| !note) {
            Some(title) => Text::from_html(&format!("<p>{}</p>{content}", escape(title))),
            None => Text::from_html(content),
        };
        let mut body = Body { text, ..Body::default() };
        let warns = self.sensitive.0 || note;
        body.content_warning = self.summary.get().map(plain_from_html);
        body.content_warning.take_if(|w| !warns || w.is_empty());
        body.sensitive = self.sensitive.0 && body.content_warning.is_none();
        if let [(language, _)] = self.content_map.0.as_slice() {
            body.language = Some(language.clone()).filter(|l| !l.is_empty() && l != "und");
        }
        body.media = self.attachment.0.iter().filter_map(media).collect();
        let tags = self.tag.0.iter().filter(|tag| tag.kind.is("Hashtag"));
        let in_text = body.tags();
        for tag in tags.filter_map(|tag| Tag::new(tag.name.get()?)) {
            if !in_text.contains(&tag) && !body.more_tags.contains(&tag) {
                body.more_tags.push(tag);
            }
        }
        body
    }

    /// The activity `Announce` as a repost of `of`.
    pub(super) fn repost(&self, of: Option<Uri>) -> Result<Repost, String> {
        let by = self.actor.first().and_then(|actor| author(actor, None));
        Ok(Repost {
            uri: Uri::new(self.id.get().ok_or("it has no `id`")?),
            network: Network::Fediverse,
            of: Some(of.ok_or("it does not say what it passes on")?),
            author: by.ok_or("it has no `actor`")?,
            created_at: self.moment(None)?,
            text: None,
        })
    }
}

/// An account: its handle is told by its address or, where that says nothing, by its page's.
fn author(actor: &Thing<'_>, page: Option<&str>) -> Option<Author> {
    let uri = actor.address()?;
    let mut author = Author::new(Uri::new(uri), Network::Fediverse);
    let named = |name: &str| Some(format!("@{name}@{}", fediverse::host(uri)?));
    let by_page = || page.filter(|p| p.contains("/@")).and_then(fediverse::handle);
    let told = actor.preferred_username.get().and_then(named);
    author.handle = told.or_else(|| fediverse::handle(uri)).or_else(by_page);
    author.name = actor.name.get().map(plain_from_html);
    author.bio = actor.summary.get().map(plain_from_html);
    let words = author.bio.iter().chain(&author.name).map(String::as_str);
    author.wishes.leave_me_out = fediverse::asks_to_be_left_out(words);
    Some(author)
}

fn media(attached: &Thing<'_>) -> Option<Media> {
    let in_link = || attached.url.0.iter().find_map(|link| link.media_type.get());
    let told = attached.media_type.get().or_else(in_link);
    let alt = attached.name.get().or(attached.summary.get());
    Some(Media {
        url: attached.place()?.to_owned(),
        kind: fediverse::media_kind(told.or(attached.kind.get()).unwrap_or_default()),
        alt: alt.map(str::to_owned),
    })
}

fn escape(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;")
}
