//! Stopping: the first signal asks, the second forces.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::middleware::AddExtension;
use axum::serve::Serve;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long answers under way may take once it was asked to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pages, told who asks for each.
type Service = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// Serves until a signal comes, then lets answers under way finish, for a while; those that would
/// never end are ended by `stop`.
pub(super) async fn run(
    server: Serve<TcpListener, Service, AddExtension<Router, ConnectInfo<SocketAddr>>>,
    stop: impl FnOnce() + Send + 'static,
) -> Result<()> {
    let (asked, was_asked) = oneshot::channel();
    let graceful = server.with_graceful_shutdown(async {
        asked_to_stop().await;
        stop();
        let _ = asked.send(());
    });
    let too_long = async {
        if was_asked.await.is_ok() {
            tokio::select! {
                () = tokio::time::sleep(PATIENCE) => {}
                () = asked_to_stop() => {}
            }
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        done = graceful.into_future() => Ok(done?),
        () = too_long => Ok(()),
    }
}

/// Waits until somebody asks the program to stop (Ctrl-C, SIGTERM).
pub(crate) async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
