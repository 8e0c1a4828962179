//! One line a request: when, what pattern, how it ended, how long it took. No address, name, path or query: paths hold
//! tokens, queries hold what people search for.

use std::time::Duration;

use axum::http::Method;

pub fn note(id: &str, method: &Method, route: &str, status: u16, took: Duration) {
    let ms = took.as_micros() as f64 / 1000.0;
    tracing::info!(target: "lidan::access", id, %method, route, status, ms, "answered");
}

/// Logs to the standard error, as the operator set it: `LIDAN_LOG=debug`, `log = "json"`.
pub fn start_log(json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("LIDAN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first one's.
    let _ = if json { log.json().try_init() } else { log.with_ansi(false).try_init() };
}
