//! The layers around every address: what a request must pass on its way in and what an answer gets on its way out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use maud::html;
use platform::App;
use platform::i18n::Lang;
use platform::limits::REQUEST_SECONDS;
use platform::web::ask::wants_json;
use platform::web::layout::{CONTENT_SECURITY_POLICY, Theme, bare};
use platform::web::ui;
use serde_json::json;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tracing::Instrument;

use crate::access;
use crate::ops::{self, Ops};

/// The desk as it meets the world.
pub fn router(app: App, ops: Arc<Ops>) -> Router {
    // A tenth smaller than 4 for a tenth of a millisecond a page.
    let squeeze = CompressionLayer::new()
        .quality(CompressionLevel::Precise(5))
        .compress_when(SizeAbove::new(1024).and(WorthSqueezing));
    let shown = Shown { secure: app.config().secure };
    // Probes and assets pass without asking the database who is there.
    desk::routes::service(app.clone())
        .merge(ops::routes().into_router().layer(axum::Extension(ops.clone())).with_state(app.clone()))
        .layer(from_fn(in_time))
        .layer(from_same_site(app.config()))
        .layer(from_fn(say_elsewhere))
        .layer(squeeze)
        .layer(from_fn_with_state(shown, with_headers))
        .layer(from_fn_with_state(ops, observed))
}

/// Writes come from our own pages (`Sec-Fetch-Site`, `Origin`), or from a machine, which sends neither.
fn from_same_site(config: &platform::act::Config) -> CsrfLayer {
    let layer = CsrfLayer::new();
    let origin = origin_of(&config.public_url);
    // Behind a proxy that rewrites `Host`, the address the customers see is ours as well.
    layer.clone().add_trusted_origin(&origin).unwrap_or(layer)
}

fn origin_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let host = rest.split('/').next().unwrap_or(rest).to_ascii_lowercase();
    let default = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}", host.strip_suffix(default).unwrap_or(&host))
}

#[derive(Clone, Copy)]
struct WorthSqueezing;

impl Predicate for WorthSqueezing {
    fn should_compress<B>(&self, answer: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") || kind.contains("javascript")
    }
}

/// Numbers the request, measures and counts it. Outermost, so that nothing is missed.
async fn observed(State(ops): State<Arc<Ops>>, request: Request, next: Next) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let id = format!("{:08x}-{:x}", ops.run, COUNT.fetch_add(1, Ordering::Relaxed));
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_string();
    let (method, began) = (request.method().clone(), Instant::now());
    ops.meter.begin();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    ops.meter.end(method.as_str(), &route, status, took);
    if !ops::is_probe(&route) {
        access::note(&id, &method, &route, status, took);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

/// Runs the rest in a task of its own: a caller who goes away or waits too long never cuts what has begun, and a panic
/// in a page costs that page only.
async fn in_time(request: Request, next: Next) -> Response {
    let (path, headers) = (request.uri().path().to_string(), request.headers().clone());
    let span = tracing::Span::current();
    let task = tokio::spawn(async move { next.run(request).await }.instrument(span));
    match tokio::time::timeout(Duration::from_secs(REQUEST_SECONDS.value), task).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            tracing::error!(%panic, "a handler panicked");
            let say = ["trouble-fault", "trouble-fault-text"];
            plain(&path, &headers, StatusCode::INTERNAL_SERVER_ERROR, "fault", say)
        }
        Err(_) => {
            tracing::warn!("a request took longer than {} s", REQUEST_SECONDS.value);
            let mut answer =
                plain(&path, &headers, StatusCode::SERVICE_UNAVAILABLE, "slow", ["ops-slow", "ops-slow-text"]);
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            answer
        }
    }
}

/// The guard answers with an empty 403; a person gets words.
async fn say_elsewhere(request: Request, next: Next) -> Response {
    let (path, headers) = (request.uri().path().to_string(), request.headers().clone());
    let response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_none() {
        return response;
    }
    plain(&path, &headers, StatusCode::FORBIDDEN, "elsewhere", ["ops-elsewhere", "ops-elsewhere-text"])
}

/// An answer that is made before, or instead of, everything that knows who asks.
fn plain(path: &str, headers: &HeaderMap, status: StatusCode, kind: &str, say: [&str; 2]) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let lang = Lang::accepted(accepted);
    let (title, text) = (lang.t(say[0]), lang.t(say[1]));
    if wants_json(path, headers) {
        let body =
            json!({"type": format!("/problems/{kind}"), "status": status.as_u16(), "title": title, "detail": text});
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        return (status, [kind], body.to_string()).into_response();
    }
    let body = html! { (ui::page_header(&title, "", html! {})) (ui::card("", html! {}, html! { p { (text) } })) };
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    (status, [kind], bare(lang, Theme::Auto, &title, None, &body).into_string()).into_response()
}

#[derive(Clone, Copy)]
struct Shown {
    secure: bool,
}

/// What a browser must know of every answer; a handler's own word stands.
async fn with_headers(State(shown): State<Shown>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut say = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    say(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: with it a browser hides the origin of our own forms from us.
    say(header::REFERRER_POLICY, "same-origin");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    say(header::CACHE_CONTROL, "private, no-store");
    if shown.secure {
        say(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_what_a_browser_sends() {
        assert_eq!(origin_of("https://Desk.Example:443/x"), "https://desk.example");
        assert_eq!(origin_of("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    }
}
