//! Trying a server out: each thing that following it will ask for, asked once.

use reqwest::Url;
use serde_json::Value;

use super::probe::Access;
use super::server::Server;
use super::stream;
use crate::Following;
use crate::http::{Events, Http};
use crate::place::Secret;
use crate::socket::Socket;
use crate::trial::{Timeline, Trial, Verdict};

/// What a timeline answered.
enum Shown {
    /// These posts.
    Posts(Vec<Value>),
    /// It is for those who are signed in, with this status.
    Refused(u16),
    /// It does not work, and why.
    Broken(String),
}

/// Tries a server out.
pub(crate) async fn try_out(
    trial: &mut Trial,
    address: &Url,
    token: Option<&Secret>,
    following: Following,
) {
    let http = match Http::new(token, following.pace.patience) {
        Ok(http) => http,
        Err(error) => return trial.says(error.to_string()),
    };
    let tag = following.topic.tags()[0].to_string();
    let mut server = Server::new(address, http, token.is_some(), following);
    // What it says of itself may close it to us already; the timeline is asked for all the same.
    if let Err(trouble) = server.probe().await
        && server.about.version.is_empty()
    {
        return trial.says(trouble.to_string());
    }
    name(trial, &mut server).await;
    let first = timeline(trial, &mut server, &tag).await;
    if let Some(id) = first {
        threads(trial, &mut server, &id).await;
    }
    stream(trial, &server, token, &tag).await;
    let rate = server.rate;
    (trial.questions_left, trial.questions_renewed_at) = (rate.left, rate.reset);
    if let Some(left) = rate.left {
        let until = rate.reset.map(|at| format!(" until {at:.0}")).unwrap_or_default();
        trial.says(format!("it answers {left} more questions{until}"));
    }
    let open = matches!(trial.tag_timeline, Some(Timeline::Open | Timeline::Empty));
    trial.verdict = match (open, trial.threads) {
        (false, _) => Verdict::Nothing,
        (true, Some(false)) => Verdict::Partly,
        (true, _) => Verdict::Good,
    };
}

/// The program, as `NodeInfo` names it; where it does not, the version that the API names.
async fn name(trial: &mut Trial, server: &mut Server) {
    trial.version = Some(server.about.version.clone()).filter(|version| !version.is_empty());
    if let Some(software) = node_info(server).await {
        let word = |name: &str| software[name].as_str().map(str::to_owned);
        (trial.software, trial.version) = (word("name"), word("version").or(trial.version.take()));
    }
    let named = [&trial.software, &trial.version].into_iter().flatten().cloned();
    let named: Vec<String> = named.collect();
    trial.says(match named.is_empty() {
        true => "it does not say which program it is".to_owned(),
        false => named.join(" "),
    });
}

async fn node_info(server: &mut Server) -> Option<Value> {
    let links = json(server, "/.well-known/nodeinfo").await?;
    let links = links["links"].as_array()?;
    let mut links = links.iter().filter_map(|link| link["href"].as_str()?.parse::<Url>().ok());
    // Only its path: what a server says leads nowhere else.
    let path = links.next_back()?.path().to_owned();
    Some(json(server, &path).await?["software"].clone())
}

async fn json(server: &mut Server, path: &str) -> Option<Value> {
    let answer = server.get(path, &[]).await.ok().filter(|answer| answer.status == 200)?;
    crate::json::value(&answer.body)
}

/// Whether the tag is shown; returns a post's id.
async fn timeline(trial: &mut Trial, server: &mut Server, tag: &str) -> Option<String> {
    let posts = match ask(server, tag).await {
        Shown::Posts(posts) => posts,
        Shown::Refused(status) => {
            trial.tag_timeline = Some(Timeline::Closed);
            trial.says(format!("it refuses to show #{tag} to us ({status}): a token opens it"));
            return None;
        }
        Shown::Broken(reason) => {
            trial.says(format!("asked for #{tag}: {reason}"));
            return None;
        }
    };
    if let Some(last) = posts.first() {
        trial.tag_timeline = Some(Timeline::Open);
        let at = last["created_at"].as_str().unwrap_or("an unknown time");
        let count = posts.len();
        trial.says(format!("it shows #{tag}: {count} on the first page, the last of {at}"));
        return last["id"].as_str().map(str::to_owned);
    }
    let politely = match server.about.tags {
        Access::SignedIn => Some("it says itself that tags are for those who are signed in".into()),
        Access::Closed => Some("it says itself that it shows no tags".into()),
        Access::Open => None,
        Access::Unknown => nothing_popular(server).await,
    };
    trial.tag_timeline = Some(match politely {
        Some(why) => {
            trial.says(format!("it answers with an empty list and means a refusal: {why}"));
            Timeline::ClosedPolitely
        }
        None => {
            trial.says(format!("it would show #{tag}, of which it knows no post yet"));
            Timeline::Empty
        }
    });
    None
}

/// Whether even what it calls popular is empty, which no server is that shows tags.
async fn nothing_popular(server: &mut Server) -> Option<String> {
    let popular = json(server, "/api/v1/trends/tags").await?;
    let popular = popular[0]["name"].as_str()?.to_owned();
    match ask(server, &popular).await {
        Shown::Posts(posts) if posts.is_empty() => {
            Some(format!("it calls #{popular} popular and shows nothing of it either"))
        }
        _ => None,
    }
}

async fn ask(server: &mut Server, tag: &str) -> Shown {
    let path = format!("/api/v1/timelines/tag/{tag}");
    match server.get(&path, &[("limit", "40")]).await {
        Ok(answer) if answer.status == 200 => match serde_json::from_str(&answer.body) {
            Ok(posts) => Shown::Posts(posts),
            Err(_) => Shown::Broken("its answer is no JSON of its kind".into()),
        },
        Ok(answer) if matches!(answer.status, 401 | 403 | 422) => Shown::Refused(answer.status),
        Ok(answer) => Shown::Broken(format!("it answers {}", answer.status)),
        Err(error) => Shown::Broken(error.to_string()),
    }
}

/// Whether answers without the tag are shown.
async fn threads(trial: &mut Trial, server: &mut Server, id: &str) {
    let Ok(answer) = server.get(&format!("/api/v1/statuses/{id}/context"), &[]).await else {
        return;
    };
    trial.threads = Some(answer.status == 200);
    trial.says(match answer.status {
        200 => "it shows the answers that leave the tag out".to_owned(),
        status => format!("it does not show the answers that leave the tag out ({status})"),
    });
}

/// Whether it tells by itself what happens.
async fn stream(trial: &mut Trial, server: &Server, token: Option<&Secret>, tag: &str) {
    let pace = server.following.pace;
    let polled = format!("it is asked every {} to {} s", pace.busy.as_secs(), pace.quiet.as_secs());
    let Some(token) = token else {
        return trial.says(format!("without a token there is no stream: {polled}"));
    };
    let (socket, events) = stream::addresses(server, tag);
    let opened = match Socket::open(&socket, Some(token)).await {
        Ok(_) => Ok(()),
        Err(_) => Events::open(events, Some(token), pace.patience).await.map(drop),
    };
    match opened {
        Ok(()) => {
            trial.streaming = true;
            trial.says("it opens a stream to us");
        }
        Err(reason) => trial.says(format!("it opens no stream ({reason}): {polled}")),
    }
}
