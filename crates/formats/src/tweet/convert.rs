//! From a status in JSON to what it tells.

use chat::{Author, Media, keep};
use jiff::Timestamp;

use super::status::{Attached, Status, User};
use super::values::Words;
use super::{Told, application, language, moment, shortened};
use chat::Uri;

/// What a file tells elsewhere than in the status itself.
#[derive(Default, Clone, Copy)]
pub(crate) struct Extras<'e, 'a> {
    /// Who wrote it, where the status only names an id or nobody.
    pub(crate) user: Option<&'e User<'a>>,
    /// Whose archive it is.
    pub(crate) owner: Option<&'e Author>,
    /// What is attached to it.
    pub(crate) media: &'e [&'e Attached<'a>],
    /// When the file's maker saw it.
    pub(crate) seen_at: Option<Timestamp>,
}

/// Reads a status; the error says in plain words what it lacks.
pub(crate) fn told<'a>(
    status: &Status<'a>,
    extras: Extras<'_, 'a>,
) -> Result<Told<'a>, &'static str> {
    let id = status.id().ok_or("it has no exact id")?;
    let created_at = moment(&status.created_at.0, &Uri::tweet(id))
        .ok_or("it has no time that can be understood, and its id holds none")?;
    let user = status.user.as_ref().or(status.author.as_ref()).or(extras.user);
    let mut author = match user {
        Some(user) => author(user, status.author_id.0),
        None => Author::twitter(status.author_id.0, None),
    };
    if author.is_none() {
        author = extras.owner.cloned();
    }
    let mut author = author.ok_or("it does not say who wrote it")?;
    author.as_of = Some(extras.seen_at.unwrap_or(created_at.at()));

    let mut told = Told::new(id, author, created_at);
    told.closed = user.is_some_and(|user| user.protected.0 == Some(true));
    told.words = status.words();
    told.cut = cut(status);
    (told.links, told.media) = shortened(id, status.all_entities());
    let attached = status.attachments.media.0.iter();
    let in_full: Vec<Media> =
        attached.chain(extras.media.iter().copied()).filter_map(Attached::media).collect();
    if !in_full.is_empty() {
        told.media = in_full;
    }

    let referenced = |kind| status.reference(kind).and_then(Status::id);
    let retweeted = status.retweeted_status.as_deref().and_then(Status::id);
    told.retweet_of = retweeted.or_else(|| referenced("retweeted"));
    told.quote_of = status
        .quoted_status_id_str
        .or(status.quoted_status_id)
        .or_else(|| status.quoted_status.as_deref().and_then(Status::id))
        .or_else(|| referenced("quoted"));
    told.reply_to = status
        .in_reply_to_status_id_str
        .or(status.in_reply_to_status_id)
        .or_else(|| referenced("replied_to"));
    told.reply_to_handle = Some(status.in_reply_to_screen_name.cow()).filter(|h| !h.is_empty());
    told.reposts = status.retweet_count.0.or(status.public_metrics.retweet_count.0);
    told.likes = status.favorite_count.0.or(status.public_metrics.like_count.0);
    told.language = language(&status.lang.0);
    told.application = application(&status.source.0);
    Ok(told)
}

/// Whether the words that were taken are cut: only what the status says of them.
fn cut(status: &Status<'_>) -> Option<bool> {
    if status.extended_tweet.is_some() || status.note_tweet.is_some() {
        return Some(false);
    }
    // "truncated: false" stands beside notes cut at 280, too; their end tells.
    status.truncated.0.filter(|&cut| cut)
}

/// An account as told; `None` when it has neither id nor handle.
fn author(user: &User<'_>, id: Option<u64>) -> Option<Author> {
    let handle = user.screen_name.some().or_else(|| user.username.some());
    let mut author = Author::twitter(user.id_str.or(user.id).or(id), handle)?;
    author.name = user.name.owned();
    author.bio = user.description.owned();
    author.location = user.location.owned();
    let avatars = [&user.profile_image_url_https, &user.profile_image_url];
    author.avatar = avatars.into_iter().find_map(Words::owned);
    author.followers = user.followers_count.0.or(user.public_metrics.followers_count.0);
    author.following = user.friends_count.0.or(user.public_metrics.following_count.0);
    author.wishes.leave_me_out = author.bio.as_deref().is_some_and(keep::bio_asks_to_be_left_out);
    Some(author)
}
