//! Probes for whoever runs the machine: alive, ready, figures; and the addresses that need nobody's name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use desk::figures::{Figures, figures};
use platform::App;
use platform::web::assets;
use platform::web::{May, Routes};
use serde_json::json;

use crate::meter::{Meter, gauge};

/// A mail that has been due for longer says that the relay is in trouble.
const LAG_MAX_S: i64 = 900;
const PATIENCE: Duration = Duration::from_secs(2);

/// What the running server knows of itself.
pub struct Ops {
    /// Tells this start from others in logs.
    pub run: u32,
    pub meter: Meter,
    /// False while it shuts down: no new work, please.
    ready: AtomicBool,
    metrics_token: Option<String>,
    began: Instant,
}

impl Ops {
    pub fn new(metrics_token: Option<String>) -> Arc<Ops> {
        let run = std::process::id();
        Arc::new(Ops {
            run,
            meter: Meter::default(),
            ready: AtomicBool::new(true),
            metrics_token,
            began: Instant::now(),
        })
    }

    pub fn stops(&self) {
        self.ready.store(false, Ordering::SeqCst);
    }
}

pub fn routes() -> Routes {
    Routes::default()
        .get("/livez", May::Public, livez)
        .get("/readyz", May::Public, readyz)
        .get("/metrics", May::Public, metrics)
        .get("/assets/{*path}", May::Public, assets::serve)
        .get("/favicon.ico", May::Public, favicon)
}

/// Asked every few seconds by machines; not worth a line in the log each.
pub fn is_probe(route: &str) -> bool {
    matches!(route, "/livez" | "/readyz" | "/metrics" | "/assets/{*path}")
}

async fn livez() -> &'static str {
    "alive\n"
}

async fn favicon() -> Redirect {
    Redirect::permanent(&assets::asset_url("icons/favicon.svg"))
}

/// 200 where work can be done: the database answers and the folder takes a file. A mail that waits too long is said,
/// and does not take the node out: that would help nobody.
async fn readyz(State(app): State<App>, Extension(ops): Extension<Arc<Ops>>) -> Response {
    let database = tokio::time::timeout(PATIENCE, app.read(figures)).await;
    let seen = database.ok().and_then(Result::ok);
    let folder = app.config().data_dir.clone();
    let disk = tokio::task::spawn_blocking(move || takes_a_file(&folder)).await.unwrap_or(false);
    let stopping = !ops.ready.load(Ordering::SeqCst);
    let ready = seen.is_some() && disk && !stopping;
    let word = |good: bool| if good { "ok" } else { "bad" };
    let mail = seen.as_ref().map_or("unknown", |seen| if seen.outbox_lag_s > LAG_MAX_S { "late" } else { "ok" });
    let body = json!({
        "ready": ready, "stopping": stopping, "database": word(seen.is_some()), "disk": word(disk),
        "outbox": mail, "outbox_lag_s": seen.map(|seen| seen.outbox_lag_s),
    });
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(body)).into_response()
}

/// Writes, syncs and removes a small file.
pub fn takes_a_file(folder: &Path) -> bool {
    use std::io::Write;
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let name = format!(".probe-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path: PathBuf = folder.join(name);
    let written = std::fs::File::create(&path).and_then(|mut file| {
        file.write_all(b"probe")?;
        file.sync_all()
    });
    let _ = std::fs::remove_file(&path);
    written.is_ok()
}

async fn metrics(
    State(app): State<App>,
    Extension(ops): Extension<Arc<Ops>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    if !may_read(&ops, peer, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut text = ops.meter.text();
    gauge(&mut text, "lidan_up_seconds", "Seconds since the start.", ops.began.elapsed().as_secs());
    if let Ok(Ok(seen)) = tokio::time::timeout(PATIENCE, app.read(figures)).await {
        add_figures(&mut text, &seen);
    }
    if let Some(bytes) = resident_bytes() {
        gauge(&mut text, "process_resident_memory_bytes", "Memory in use.", bytes);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

fn add_figures(text: &mut String, seen: &Figures) {
    gauge(text, "lidan_duties_open", "Open duties.", seen.duties_open);
    gauge(text, "lidan_duties_late", "Open duties past their due time.", seen.duties_late);
    gauge(text, "lidan_outbox_queued", "Mails that wait.", seen.outbox_queued);
    gauge(text, "lidan_outbox_dead", "Mails that could not leave.", seen.outbox_dead);
    gauge(text, "lidan_outbox_lag_seconds", "How long the mail that waits longest has been due.", seen.outbox_lag_s);
}

/// From this machine, or with the token. A proxy on this machine is not this machine's operator.
fn may_read(ops: &Ops, peer: SocketAddr, headers: &HeaderMap) -> bool {
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
    let token = ops.metrics_token.as_ref().is_some_and(|token| same(token.as_bytes(), shown.as_bytes()));
    token || (peer.ip().is_loopback() && !forwarded)
}

/// Takes the same time wherever two secrets differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// From the kernel's own account; nothing where there is none.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
