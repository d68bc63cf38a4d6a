//! The sample's pages, filled as the program fills them.

use std::collections::HashSet;

use analysis::{Talk, understand};
use chat::{Post, Repost, Uri};

use crate::{
    AuthorPage, ChatLine, ChatPage, FeedChat, HomePage, Known, NotFoundPage, Page, PostPage, Query,
    SearchIndex, SearchPage, SeriesLine, SeriesPage, Sitting, Spoken, Turn, Understood,
    assets::ASSETS,
    feeds, is_findable, is_listed, posts_per_minute,
    samples::{Sample, SampleChat, coverage::coverage, turns},
    sitemap,
};

/// All that is kept of a sample, for links and quotations.
#[must_use]
pub fn known(sample: &Sample) -> Known<'_> {
    let mut known = Known::default();
    for series in &sample.series {
        known.add_series(&series.tag);
    }
    for post in sample.chats.iter().flat_map(|chat| &chat.posts) {
        known.add_post(post);
        known.add_author(&post.author);
    }
    for repost in &sample.reposts {
        if let Some(of) = &repost.of {
            known.add_repost(of, &repost.author);
        }
    }
    known
}

/// The page of a sample's chat.
#[must_use]
pub fn chat_page(sample: &Sample, chat: &SampleChat, known: &Known<'_>) -> String {
    let Some(series) = sample.series_of(&chat.chat) else {
        return String::new();
    };
    let times = chat.posts.iter().map(|post| &post.created_at);
    let minutes = posts_per_minute(times, chat.chat.starts_at, chat.chat.ends_at);
    let others: Vec<&SampleChat> =
        sample.chats.iter().filter(|c| c.chat.name.tag == series.tag).collect();
    let at = others.iter().position(|c| c.chat == chat.chat).unwrap_or_default();
    let previous = at.checked_sub(1).and_then(|at| others.get(at));
    let of_chat = |repost: &&Repost| chat.posts.iter().any(|p| Some(&p.uri) == repost.of.as_ref());
    let reposts: Vec<Repost> = sample.reposts.iter().filter(of_chat).cloned().collect();
    let found = understand(&Talk {
        posts: &chat.posts,
        context: &sample.context,
        reposts: &reposts,
        asks: &[],
    });
    ChatPage {
        site: &sample.site,
        series,
        chat: &chat.chat,
        turns: &turns(chat, &sample.context),
        minutes: &minutes,
        understood: Some(Understood { posts: &chat.posts, found: &found, rewritten: None }),
        before: None,
        trend: None,
        ranks: &[],
        coverage: coverage(chat).as_ref(),
        known,
        previous: previous.map(|c| &c.chat),
        next: others.get(at + 1).map(|c| &c.chat),
        host: None,
    }
    .render()
}

/// The page of one of a sample's posts, or of what is left of one.
#[must_use]
pub fn post_page(sample: &Sample, chat: &SampleChat, uri: &Uri, known: &Known<'_>) -> String {
    let turns = turns(chat, &sample.context);
    let Some(at) = turns.iter().position(|turn| turn.said.uri() == uri) else {
        return String::new();
    };
    let depth = turns[at].depth;
    let mut ancestors: Vec<Turn<'_>> = Vec::new();
    for turn in turns[..at].iter().rev() {
        if turn.depth < ancestors.last().map_or(depth, |below| below.depth) {
            ancestors.push(*turn);
        }
    }
    ancestors.reverse();
    let deeper = turns[at + 1..].iter().take_while(|turn| turn.depth > depth);
    let replies: Vec<Turn<'_>> =
        deeper.map(|turn| Turn { depth: turn.depth - depth - 1, ..*turn }).collect();
    let order = chat.posts.iter().position(|post| post.uri == *uri);
    let all = sample.chats.iter().flat_map(|chat| &chat.posts);
    let quoted_by: Vec<&Post> = all.filter(|p| p.quote_of.as_ref() == Some(uri)).collect();
    let series = sample.series_of(&chat.chat);
    PostPage {
        site: &sample.site,
        sitting: series.map(|series| Sitting { series, chat: &chat.chat }),
        said: turns[at].said,
        ancestors: &ancestors,
        replies: &replies,
        quoted_by: &quoted_by,
        sightings: &sample.sightings,
        known,
        previous: order.and_then(|at| chat.posts.get(at.checked_sub(1)?)),
        next: order.and_then(|at| chat.posts.get(at + 1)),
    }
    .render()
}

/// The whole sample as a published site: paths and contents.
#[must_use]
pub fn site_files(sample: &Sample) -> Vec<(String, String)> {
    let known = known(sample);
    let mut files = Vec::new();
    for asset in ASSETS {
        files.push((Page::Asset(asset.name).path(), asset.contents.to_owned()));
    }
    lists(sample, &mut files);
    for chat in &sample.chats {
        files.push((Page::Chat(&chat.chat.name).path(), chat_page(sample, chat, &known)));
        if let Some(coverage) = coverage(chat) {
            let seen_by = serde_json::to_string(&coverage.seen_by).unwrap_or_default();
            files.push((Page::Coverage(&chat.chat.name).path(), seen_by));
        }
        let gone = chat.gone.iter().map(|gone| &gone.uri);
        for uri in chat.posts.iter().map(|post| &post.uri).chain(gone) {
            files.push((Page::Post(uri).path(), post_page(sample, chat, uri, &known)));
        }
    }
    people(sample, &known, &mut files);
    let series: Vec<_> = sample.series.iter().collect();
    let search = SearchPage {
        site: &sample.site,
        query: &Query::default(),
        found: None,
        problem: None,
        series: &series,
        known: &known,
    };
    files.push((Page::Search.path(), search.render()));
    let not_found = NotFoundPage { site: &sample.site, path: "/" };
    files.push((Page::NotFound.path(), not_found.render()));
    files.extend(index(sample));
    files
}

/// The search of the published copy.
fn index(sample: &Sample) -> Vec<(String, String)> {
    let mut said: Vec<(&Post, Option<Sitting<'_>>)> = Vec::new();
    for chat in &sample.chats {
        let series = sample.series_of(&chat.chat);
        let sitting = series.map(|series| Sitting { series, chat: &chat.chat });
        said.extend(chat.posts.iter().map(|post| (post, sitting)));
    }
    said.sort_by_key(|(post, _)| (post.created_at.ms(), &post.uri));
    let mut index = SearchIndex::new(&sample.series);
    for (post, sitting) in said {
        index.push(post, sitting);
    }
    index.finish()
}

/// How many people wrote these posts.
fn people_of<'a>(posts: impl IntoIterator<Item = &'a Post>) -> u64 {
    let uris: HashSet<&Uri> = posts.into_iter().map(|post| &post.author.uri).collect();
    uris.len() as u64
}

fn line(c: &SampleChat) -> ChatLine<'_> {
    ChatLine { chat: &c.chat, posts: c.posts.len() as u64, people: people_of(&c.posts) }
}

/// Home and the series.
fn lists(sample: &Sample, files: &mut Vec<(String, String)>) {
    let mut chats: Vec<Vec<ChatLine<'_>>> = Vec::new();
    for series in &sample.series {
        let own = sample.chats.iter().rev().filter(|c| c.chat.name.tag == series.tag);
        chats.push(own.map(line).collect());
    }
    let mut lines = Vec::new();
    for (series, chats) in sample.series.iter().zip(&chats) {
        let own = sample.chats.iter().filter(|c| c.chat.name.tag == series.tag);
        let posts: Vec<&Post> = own.flat_map(|c| &c.posts).collect();
        let (n_posts, n_people) = (posts.len() as u64, people_of(posts.iter().copied()));
        lines.push(SeriesLine { series, chats, posts: n_posts, people: n_people });
        let site = &sample.site;
        let page = SeriesPage { site, series, chats, posts: n_posts, people: n_people };
        files.push((Page::Series(&series.tag).path(), page.render()));
    }
    let all: Vec<&Post> = sample.chats.iter().flat_map(|c| &c.posts).collect();
    let home = HomePage {
        site: &sample.site,
        series: &lines,
        posts: all.len() as u64,
        people: people_of(all.iter().copied()),
    };
    files.push((Page::Home.path(), home.render()));
    told(sample, &lines, files);
}

/// Feeds and sitemap, where the site has an address.
fn told(sample: &Sample, lines: &[SeriesLine<'_>], files: &mut Vec<(String, String)>) {
    let mut chats: Vec<FeedChat<'_>> = Vec::new();
    for line in lines {
        chats.extend(line.chats.iter().map(|chat| FeedChat { series: line.series, line: *chat }));
    }
    chats.sort_by_key(|told| std::cmp::Reverse(told.line.chat.starts_at));
    let site = &sample.site;
    files.extend(feeds::atom(site, &chats).map(|feed| (Page::AtomFeed.path(), feed)));
    files.extend(feeds::json(site, &chats).map(|feed| (Page::JsonFeed.path(), feed)));
    let mut pages = vec![(Page::Home, None), (Page::Search, None)];
    pages.extend(lines.iter().map(|line| (Page::Series(&line.series.tag), None)));
    for chat in &sample.chats {
        pages.push((Page::Chat(&chat.chat.name), Some(chat.chat.ends_at)));
        let listed = chat.posts.iter().filter(|post| is_listed(post));
        pages.extend(listed.map(|post| (Page::Post(&post.uri), None)));
    }
    let findable = sample.authors().into_iter().filter(|author| is_findable(author));
    pages.extend(findable.map(|author| (Page::Author(&author.uri), None)));
    files.extend(sitemap(site, pages));
}

fn people(sample: &Sample, known: &Known<'_>, files: &mut Vec<(String, String)>) {
    for author in sample.authors() {
        let mut held: Vec<(Option<Sitting<'_>>, Vec<&Post>)> = Vec::new();
        for chat in sample.chats.iter().rev() {
            let own = chat.posts.iter().filter(|post| post.author.uri == author.uri);
            let own: Vec<&Post> = own.collect();
            let series = sample.series_of(&chat.chat);
            if !own.is_empty() {
                held.push((series.map(|series| Sitting { series, chat: &chat.chat }), own));
            }
        }
        let spoken: Vec<Spoken<'_>> =
            held.iter().map(|(sitting, posts)| Spoken { sitting: *sitting, posts }).collect();
        let page = AuthorPage {
            site: &sample.site,
            author,
            spoken: &spoken,
            posts: spoken.iter().map(|s| s.posts.len() as u64).sum(),
            part: 1,
            parts: 1,
            known,
        };
        files.push((Page::Author(&author.uri).path(), page.render()));
    }
}
