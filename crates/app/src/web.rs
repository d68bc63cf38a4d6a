//! The archive over HTTP. The pages are those that `publish` writes, byte for byte.

mod error;
mod lifecycle;
mod names;
mod pages;
mod router;

pub(crate) use lifecycle::asked_to_stop;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ::pages::Site;
use anyhow::{Context, Result};
use store::Archive;

/// What every handler shares.
#[derive(Clone)]
struct State {
    dir: Arc<PathBuf>,
    site: Arc<Site>,
    /// Archives open for reading and not in use; a handler takes one and puts it back.
    idle: Arc<Mutex<Vec<Archive>>>,
}

/// Answers until it is told to stop (Ctrl-C, SIGTERM). `ready` learns the address.
///
/// # Errors
/// When the address cannot be had.
pub(crate) fn serve(
    dir: &Path,
    bind: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<()> {
    let state = State {
        dir: Arc::new(dir.to_owned()),
        site: Arc::new(Site::default()),
        idle: Arc::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let taken = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                anyhow::anyhow!("{bind} is taken by another program: choose another with --bind, such as --bind 127.0.0.1:0")
            }
            _ => anyhow::Error::new(error).context(format!("answering at {bind}")),
        };
        let listener = tokio::net::TcpListener::bind(bind).await.map_err(taken)?;
        ready(listener.local_addr()?)?;
        let server = axum::serve(listener, router::router(state));
        lifecycle::run(server).await.context("serving")
    })
}

impl State {
    /// Runs `work` on an open archive, on a thread that may wait for the disk.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Archive, &Site) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let state = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let idle = state.idle.lock().ok().and_then(|mut idle| idle.pop());
            let archive = match idle {
                Some(archive) => archive,
                None => Archive::open(&state.dir)?,
            };
            let done = work(&archive, &state.site);
            if let Ok(mut idle) = state.idle.lock() {
                idle.push(archive);
            }
            done
        });
        done.await.context("a page's thread stopped unexpectedly")?
    }
}
