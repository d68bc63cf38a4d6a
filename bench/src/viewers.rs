//! How many can read one live chat: viewers over real connections, ten posts a second, from the commit
//! of a post to its arrival; beside a bare server that only sends the same bytes.

mod evening;
pub(crate) mod process;
mod reader;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::workplace;
use evening::Evening;
use process::Server;
use reader::{Readers, Taken};

/// How many are tried, one after the other.
const CROWDS: [usize; 3] = [1_000, 2_000, 5_000];
/// How many only look, while nothing is said.
const IDLE: usize = 10_000;
/// Posts said to each crowd, at ten a second.
const POSTS: usize = 200;
const PACE: Duration = Duration::from_millis(100);

/// Runs all of it and prints the table.
pub(crate) fn run(program: &Path) -> Result<()> {
    process::allow_many_files()?;
    let dir = workplace()?;
    let mut evening = Evening::begin(dir.path())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    println!(
        "| viewers | server | p50 ms | p99 ms | lost | repeated | server CPU s | our CPU s | server RSS MB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut frames = None;
    for crowd in CROWDS {
        let path = evening.events()?;
        let server = Server::start(program, dir.path())?;
        let readers = runtime.block_on(Readers::come(server.address(), &path, crowd))?;
        let (cpu, own) = (server.cpu()?, process::own_cpu()?);
        for _ in 0..POSTS {
            let (number, at) = evening.say()?;
            readers.said(number, at);
            std::thread::sleep(PACE);
        }
        let taken = runtime.block_on(readers.taken(POSTS))?;
        let used = (server.cpu()? - cpu, process::own_cpu()? - own, server.memory()?);
        row(crowd, "chatkeep", &taken, used);
        server.end()?;
        let frames = frames.get_or_insert(taken.frames);
        let bare = bare(&runtime, crowd, frames, dir.path())?;
        println!("\nCPU of a bare server for the same bytes / ours: {:.2}\n", bare / used.0);
    }
    let path = evening.events()?;
    let server = Server::start(program, dir.path())?;
    let before = server.memory()?;
    let readers = runtime.block_on(Readers::come(server.address(), &path, IDLE))?;
    std::thread::sleep(Duration::from_secs(5));
    println!("{IDLE} who only look: {} MB (before they came: {before} MB)", server.memory()?);
    drop(readers);
    server.end()
}

fn row(crowd: usize, who: &str, taken: &Taken, (cpu, own, memory): (f64, f64, u64)) {
    let (p50, p99) = (taken.percentile(0.50), taken.percentile(0.99));
    println!(
        "| {crowd} | {who} | {p50:.1} | {p99:.1} | {} | {} | {cpu:.2} | {own:.2} | {memory} |",
        taken.lost, taken.repeated
    );
}

/// The same bytes to as many, by a server that does nothing else; its CPU seconds.
fn bare(
    runtime: &tokio::runtime::Runtime,
    crowd: usize,
    frames: &[Vec<u8>],
    dir: &Path,
) -> Result<f64> {
    let file = dir.join("frames");
    std::fs::write(&file, serde_json::to_vec(frames)?)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bare").arg(&file).stdin(Stdio::piped());
    let mut server = Server::spawn(command)?;
    let readers = runtime.block_on(Readers::come(server.address(), "/", crowd))?;
    let (cpu, own) = (server.cpu()?, process::own_cpu()?);
    for frame in frames {
        let at = std::time::Instant::now();
        for number in reader::numbers(frame) {
            readers.said(number, at);
        }
        server.tell("go").context("telling the bare server to send")?;
        std::thread::sleep(PACE);
    }
    let posts = frames.iter().map(|frame| reader::numbers(frame).count()).sum();
    let taken = runtime.block_on(readers.taken(posts))?;
    let used = (server.cpu()? - cpu, process::own_cpu()? - own, server.memory()?);
    row(crowd, "bare axum", &taken, used);
    server.end()?;
    Ok(used.0)
}

/// The bare server: sends the next frame to everybody for each line on its stdin.
pub(crate) fn serve_bare(file: &Path) -> Result<()> {
    use axum::body::{Body, Bytes};
    use futures_util::stream;
    use tokio::sync::broadcast;
    let frames: Vec<Vec<u8>> = serde_json::from_slice(&std::fs::read(file)?)?;
    let (send, _) = broadcast::channel::<Bytes>(1_024);
    let sender = send.clone();
    std::thread::spawn(move || {
        let mut lines = std::io::stdin().lines();
        for frame in frames {
            if lines.next().is_none() {
                return;
            }
            let _ = sender.send(frame.into());
        }
        while lines.next().is_some() {}
    });
    let events = move || {
        let receive = send.subscribe();
        let opening = stream::once(async { Ok(Bytes::from_static(b": here it begins\n\n")) });
        let rest = stream::unfold(receive, |mut receive| async {
            let frame = receive.recv().await.ok()?;
            Some((Ok::<_, std::convert::Infallible>(frame), receive))
        });
        let body = Body::from_stream(futures_util::StreamExt::chain(opening, rest));
        async { ([("content-type", "text/event-stream")], body) }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}/", listener.local_addr()?);
        let router = axum::Router::new().route("/", axum::routing::get(events));
        Ok(axum::serve(listener, router).await?)
    })
}
