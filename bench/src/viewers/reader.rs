//! Those who read: each on a connection of its own, noting what comes, in which order and when.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::evening::NAMES;

/// How long the last may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// All who read.
pub(super) struct Readers {
    reading: JoinSet<Result<Read>>,
    /// When each post was committed, by number.
    said: Arc<Mutex<Vec<(u64, Instant)>>>,
    /// How many posts there will have been.
    end: watch::Sender<Option<usize>>,
}

/// What one read.
struct Read {
    got: Vec<(u64, Instant)>,
    bytes: Vec<u8>,
}

/// What all took.
pub(super) struct Taken {
    delays_ms: Vec<f64>,
    pub(super) lost: usize,
    pub(super) repeated: usize,
    /// What the first of them was sent, event by event.
    pub(super) frames: Vec<Vec<u8>>,
}

impl Readers {
    /// They come, and wait for what is said.
    pub(super) async fn come(address: &str, path: &str, crowd: usize) -> Result<Self> {
        let (end, ends) = watch::channel(None);
        let mut reading = JoinSet::new();
        for nth in 0..crowd {
            let stream = TcpStream::connect(address).await.context("connecting a reader")?;
            let opened = open(stream, path).await?;
            let ends = ends.clone();
            reading.spawn(read(opened, ends, nth == 0));
        }
        Ok(Self { reading, said: Arc::default(), end })
    }

    /// A post was said.
    pub(super) fn said(&self, number: u64, at: Instant) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push((number, at));
    }

    /// Waits until everybody has read everything, or has waited long enough.
    pub(super) async fn taken(mut self, posts: usize) -> Result<Taken> {
        let _ = self.end.send(Some(posts));
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut taken = Taken { delays_ms: vec![], lost: 0, repeated: 0, frames: vec![] };
        while let Some(read) = self.reading.join_next().await {
            let read = read??;
            let mut numbers: Vec<u64> = read.got.iter().map(|(number, _)| *number).collect();
            let all = numbers.len();
            numbers.sort_unstable();
            numbers.dedup();
            taken.repeated += all - numbers.len();
            taken.lost += said.iter().filter(|(n, _)| numbers.binary_search(n).is_err()).count();
            let delay = |(number, at): &(u64, Instant)| {
                let place = said.binary_search_by_key(number, |(number, _)| *number).ok()?;
                Some(at.saturating_duration_since(said[place].1).as_secs_f64() * 1e3)
            };
            taken.delays_ms.extend(read.got.iter().filter_map(delay));
            if !read.bytes.is_empty() {
                taken.frames = frames(&read.bytes);
            }
        }
        taken.delays_ms.sort_by(f64::total_cmp);
        Ok(taken)
    }
}

impl Taken {
    pub(super) fn percentile(&self, part: f64) -> f64 {
        let last = self.delays_ms.len().saturating_sub(1);
        let place = (last as f64 * part).round() as usize;
        self.delays_ms.get(place).copied().unwrap_or(f64::NAN)
    }
}

async fn open(mut stream: TcpStream, path: &str) -> Result<TcpStream> {
    let ask = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(ask.as_bytes()).await?;
    let mut head = vec![0; 4096];
    let read = stream.read(&mut head).await?;
    if !head[..read].starts_with(b"HTTP/1.1 200") {
        bail!("a reader was not let in: {}", String::from_utf8_lossy(&head[..read]));
    }
    Ok(stream)
}

async fn read(
    mut stream: TcpStream,
    mut ends: watch::Receiver<Option<usize>>,
    keeps: bool,
) -> Result<Read> {
    let mut read = Read { got: Vec::new(), bytes: Vec::new() };
    let (mut buffer, mut tail) = (vec![0; 16 << 10], Vec::new());
    let mut deadline = None;
    loop {
        let posts = *ends.borrow();
        if let Some(posts) = posts {
            let until = *deadline.get_or_insert_with(|| Instant::now() + PATIENCE);
            if read.got.len() >= posts || Instant::now() > until {
                return Ok(read);
            }
        }
        let length = tokio::select! {
            length = stream.read(&mut buffer) => length?,
            _ = ends.changed(), if posts.is_none() => continue,
            () = tokio::time::sleep(Duration::from_secs(1)), if posts.is_some() => continue,
        };
        if length == 0 {
            return Ok(read);
        }
        let now = Instant::now();
        tail.extend_from_slice(&buffer[..length]);
        read.got.extend(numbers(&tail).map(|number| (number, now)));
        if keeps {
            read.bytes.extend_from_slice(&buffer[..length]);
        }
        // A name that is cut is read with what follows.
        let kept = tail.iter().rev().take(NAMES.len() + 32).position(|byte| *byte == b',');
        let kept = kept.unwrap_or((NAMES.len() + 32).min(tail.len()));
        tail.drain(..tail.len() - kept);
    }
}

/// The numbers of the posts that are named in an event.
pub(super) fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    const FIELD: &[u8] = b"\"uri\":\"";
    let starts = bytes.windows(FIELD.len()).enumerate().filter(|(_, part)| *part == FIELD);
    starts.filter_map(|(at, _)| {
        let name = bytes[at + FIELD.len()..].strip_prefix(NAMES.as_bytes())?;
        let end = name.iter().position(|byte| *byte == b'"')?;
        std::str::from_utf8(&name[..end]).ok()?.parse().ok()
    })
}

/// The events of a stream, without the chunks that HTTP cut it into.
fn frames(bytes: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let events = text.split("id: ").skip(1).map(|event| {
        let end = event.find("\n\n").map_or(event.len(), |at| at + 2);
        format!("id: {}", &event[..end]).into_bytes()
    });
    events.filter(|event| numbers(event).next().is_some()).collect()
}
