//! `lidan serve`: the desk behind an address, until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use desk::people;
use platform::App;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::ops::Ops;
use crate::settings::Settings;
use crate::{Done, Failed, access, background, edge, open};

/// How long running requests get after the word to stop.
const DRAIN: Duration = Duration::from_secs(30);

pub async fn serve(settings: Settings) -> Done {
    access::start_log(settings.log_json);
    let listener = bind(settings.listen).await?;
    let app = open::open(&settings).await?;
    if let Some(link) = people::setup_link(&app).await? {
        say!("Nobody works here yet. The first administrator sets himself up at (once, for 24 hours):\n  {link}");
    }
    tracing::info!(listen = %settings.listen, version = env!("CARGO_PKG_VERSION"), "Lidan is open");
    let ops = Ops::new(settings.metrics_token.clone());
    run(listener, app, ops, told_to_stop()).await?;
    tracing::info!("Lidan is closed");
    Ok(ExitCode::SUCCESS)
}

pub async fn bind(listen: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(listen).await.map_err(|e| Failed::Not(format!("{listen}: {e}")))
}

/// Answers until `stop` comes; then says that it is not ready, ends what runs, and gives up on the rest after a while.
pub async fn run(
    listener: TcpListener,
    app: App,
    ops: Arc<Ops>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failed> {
    let (stopping, stopped) = watch::channel(false);
    let jobs = background::start(&app, &stopped);
    let router = edge::router(app, ops.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // Small answers must not wait for a full packet.
    let listener = listener.tap_io(|tcp| {
        let _ = tcp.set_nodelay(true);
    });
    let mut heard = stopped.clone();
    tokio::spawn(async move {
        stop.await;
        ops.stops();
        let _ = stopping.send(true);
    });
    let mut late = heard.clone();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = heard.wait_for(|stop| *stop).await;
    });
    tokio::select! {
        done = served => done.map_err(Failed::not)?,
        () = async { let _ = late.wait_for(|stop| *stop).await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("some requests did not end within {} s", DRAIN.as_secs());
        }
    }
    for job in jobs {
        let _ = tokio::time::timeout(Duration::from_secs(5), job).await;
    }
    Ok(())
}

/// Ctrl C, or the word of whoever runs this as a service.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
