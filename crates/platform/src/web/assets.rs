//! Styles, scripts and pictures: inside the binary (read from disk in a debug build), addressed by
//! their content so that a browser keeps them for good, compressed once when first asked for.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::LazyLock;
use tokio::sync::OnceCell;
use tower::{ServiceExt, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::Compression;

#[derive(RustEmbed)]
#[folder = "../../assets/css"]
struct Css;

#[derive(RustEmbed)]
#[folder = "../../assets/js"]
struct Js;

#[derive(RustEmbed)]
#[folder = "../../assets/vendor"]
struct Vendor;

#[derive(RustEmbed)]
#[folder = "../../assets/icons"]
struct Icons;

struct Asset {
    bytes: Bytes,
    kind: &'static str,
    /// The head of its SHA-256: version in the address and ETag.
    version: String,
    gzip: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
}

/// Read once, at the first page; a change on disk shows after a restart.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let mut assets = BTreeMap::new();
    gather::<Css>("css", &mut assets);
    gather::<Js>("js", &mut assets);
    gather::<Vendor>("vendor", &mut assets);
    gather::<Icons>("icons", &mut assets);
    assets
});

fn gather<E: RustEmbed>(folder: &str, assets: &mut BTreeMap<String, Asset>) {
    for name in E::iter() {
        if let (Some(kind), Some(file)) = (kind_of(&name), E::get(&name)) {
            let bytes = if folder == "js" { bare(&file.data) } else { Bytes::from(file.data.into_owned()) };
            assets.insert(format!("{folder}/{name}"), Asset::of(kind, bytes));
        }
    }
}

/// Our own scripts without comments and indents: what is for people stays in the repository, and a page is up sooner.
fn bare(script: &[u8]) -> Bytes {
    let Ok(text) = std::str::from_utf8(script) else { return Bytes::copy_from_slice(script) };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    Bytes::from(lines.collect::<Vec<_>>().join("\n"))
}

/// Nothing else is served: licences and notes stay inside.
fn kind_of(name: &str) -> Option<&'static str> {
    match name.rsplit('.').next()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webmanifest" => Some("application/manifest+json"),
        _ => None,
    }
}

impl Asset {
    fn of(kind: &'static str, bytes: Bytes) -> Self {
        let mut version = String::with_capacity(16);
        for byte in &Sha256::digest(&bytes)[..8] {
            let _ = write!(version, "{byte:02x}");
        }
        Self { bytes, kind, version, gzip: OnceCell::new(), brotli: OnceCell::new() }
    }

    /// Scripts hold a page up, and are small enough for the utmost.
    fn effort(&self) -> CompressionLevel {
        CompressionLevel::Precise(if self.kind.starts_with("text/javascript") { 11 } else { 9 })
    }

    /// The bytes and their encoding, the smallest that the browser takes.
    async fn encoded(&self, accepted: &str) -> (Option<&'static str>, Bytes) {
        if self.kind == "image/png" {
            return (None, self.bytes.clone());
        }
        if accepts(accepted, "br") {
            return (Some("br"), self.brotli.get_or_init(|| self.squeezed("br", self.effort())).await.clone());
        }
        if accepts(accepted, "gzip") {
            return (
                Some("gzip"),
                self.gzip.get_or_init(|| self.squeezed("gzip", CompressionLevel::Best)).await.clone(),
            );
        }
        (None, self.bytes.clone())
    }

    /// Compressed by the same layer that compresses pages.
    async fn squeezed(&self, encoding: &'static str, level: CompressionLevel) -> Bytes {
        let whole = self.bytes.clone();
        let kind = self.kind;
        let plain = service_fn(move |_: Request<Body>| {
            let whole = whole.clone();
            async move {
                let mut answer = Response::new(Body::from(whole));
                answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
                Ok::<_, Infallible>(answer)
            }
        });
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        let Ok(answer) = Compression::new(plain).quality(level).oneshot(request).await;
        to_bytes(Body::new(answer.into_body()), usize::MAX).await.expect("bytes in memory cannot fail to be read")
    }
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// The address of `css/app.css` and the like, with its version.
pub fn asset_url(path: &str) -> String {
    let version = ASSETS.get(path).map(|asset| asset.version.as_str());
    debug_assert!(version.is_some(), "no such asset: {path}");
    format!("/assets/{path}?v={}", version.unwrap_or_default())
}

/// `GET /assets/{*path}`.
pub async fn serve(Path(path): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response<Body> {
    let Some(asset) = ASSETS.get(&path) else {
        return status_only(StatusCode::NOT_FOUND);
    };
    let tag = format!("\"{}\"", asset.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut answer = if known
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    {
        status_only(StatusCode::NOT_MODIFIED)
    } else {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (encoding, bytes) = asset.encoded(accepted).await;
        let mut answer = Response::new(Body::from(bytes));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
        if let Some(encoding) = encoding {
            answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        answer
    };
    // Only the address that names this very content may be kept without asking again.
    let exact = query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(asset.version.as_str());
    let keep = if exact { "public, max-age=31536000, immutable" } else { "no-cache" };
    let heads = answer.headers_mut();
    heads.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    heads.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    heads.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        heads.insert(header::ETAG, tag);
    }
    answer
}

fn status_only(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(
        path: &str,
        query: Option<&str>,
        heads: &[(header::HeaderName, &str)],
    ) -> (StatusCode, HeaderMap, Bytes) {
        let mut headers = HeaderMap::new();
        for (name, value) in heads {
            headers.insert(name, HeaderValue::from_str(value).expect("a header"));
        }
        let answer = serve(Path(path.to_owned()), RawQuery(query.map(str::to_owned)), headers).await;
        let (parts, body) = answer.into_parts();
        (parts.status, parts.headers, to_bytes(body, usize::MAX).await.expect("a body"))
    }

    #[tokio::test]
    async fn the_scripts_of_the_entry_stay_small() {
        let mut whole = 0;
        for path in ["vendor/htmx.min.js", "js/app.js", "js/entry.js", "js/grid.js"] {
            let (status, _, body) = fetch(path, None, &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            whole += body.len();
        }
        assert!(whole <= 25_000, "scripts of the entry: {whole} bytes");
    }

    #[test]
    fn what_is_taken_out_of_a_script_is_no_part_of_it() {
        let bare = bare(b"  // why\n  const a = 1; // stays\n\n  go(a);\n");
        assert_eq!(&bare[..], b"const a = 1; // stays\ngo(a);");
        for name in Js::iter() {
            let file = Js::get(&name).expect("it was listed");
            let text = std::str::from_utf8(&file.data).expect("a script is text").to_string();
            let open = text.lines().filter(|line| line.matches('`').count() % 2 == 1);
            let open: Vec<&str> = open.filter(|line| !line.trim().starts_with("//")).collect();
            assert!(open.is_empty(), "{name}: a text over several lines would lose its indents: {open:?}");
        }
    }

    #[tokio::test]
    async fn the_first_page_view_stays_small() {
        let mut whole = 0;
        let mut script = 0;
        for (path, is_script) in [
            ("vendor/tabler.min.css", false),
            ("css/app.css", false),
            ("vendor/htmx.min.js", true),
            ("js/app.js", true),
            ("icons/favicon.svg", false),
        ] {
            let (status, heads, body) = fetch(path, None, &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(heads[header::CONTENT_ENCODING], "br", "{path}");
            whole += body.len();
            script += if is_script { body.len() } else { 0 };
        }
        assert!(whole <= 118_000, "assets of the first view: {whole} bytes, of 130 kB with the page itself");
        assert!(script <= 25_000, "scripts of the first view: {script} bytes");
    }

    #[tokio::test]
    async fn only_the_versioned_address_is_kept_for_good() {
        let url = asset_url("css/app.css");
        let query = url.split('?').nth(1);
        let (_, heads, _) = fetch("css/app.css", query, &[]).await;
        assert_eq!(heads[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let (_, heads, _) = fetch("css/app.css", Some("v=0"), &[]).await;
        assert_eq!(heads[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let (_, heads, _) = fetch("js/app.js", None, &[]).await;
        let tag = heads[header::ETAG].to_str().expect("a tag").to_owned();
        let (status, _, body) = fetch("js/app.js", None, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    }

    #[tokio::test]
    async fn nothing_but_assets_is_served() {
        for path in ["vendor/VENDOR.md", "../Cargo.toml", "css/none.css", ""] {
            assert_eq!(fetch(path, None, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_refused_encoding_is_not_used() {
        assert!(accepts("gzip;q=0.5, br", "gzip"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "gzip"));
    }
}
