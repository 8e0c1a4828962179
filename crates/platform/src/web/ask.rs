//! Who asks, in which language, and whether a page or JSON is wanted.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::failure::Failure;
use crate::i18n::Lang;
use crate::trouble::Trouble;
use crate::web::layout::Theme;
use crate::who::Person;

/// What is known of a request before its handler runs; put there by the session layer.
#[derive(Clone, Debug)]
pub struct Visit {
    pub who: Option<Person>,
    pub lang: Lang,
    pub theme: Theme,
    /// Open duties, and how many of them are late: the figures of the top bar.
    pub duties: i64,
    pub late: i64,
    /// Unread lines from colleagues.
    pub memos: i64,
    pub demo: bool,
}

/// A visit and the form of answer it wants.
#[derive(Clone, Debug)]
pub struct Ask {
    pub visit: Visit,
    pub lang: Lang,
    pub json: bool,
    /// Only a part of the page is wanted.
    pub part: bool,
    /// Path with query, for links that come back here.
    pub here: String,
    pub headers: HeaderMap,
}

impl Ask {
    /// The person; routes that are not public always have one.
    pub fn who(&self) -> Result<&Person, Failure> {
        self.visit.who.as_ref().ok_or(Failure(Trouble::Hidden))
    }

    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    pub fn ta(&self, key: &str, args: &[(&str, String)]) -> String {
        self.lang.ta(key, args)
    }

    /// After a write: a page goes to `url`, a machine gets the thing itself.
    pub fn see(&self, url: &str, done: &impl Serialize) -> Response {
        if self.json {
            return (StatusCode::OK, Json(done)).into_response();
        }
        if self.part {
            let to = HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/"));
            return (StatusCode::OK, [(header::HeaderName::from_static("hx-redirect"), to)]).into_response();
        }
        Redirect::to(url).into_response()
    }

    /// A read: JSON for machines, else what `page` makes.
    pub fn show(&self, data: &impl Serialize, page: impl FnOnce() -> Response) -> Response {
        if self.json { Json(data).into_response() } else { page() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ask {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ask, Failure> {
        let visit = parts.extensions.get::<Visit>().cloned();
        let visit = visit.ok_or_else(|| Trouble::from(crate::Fault::other("visit", "the session layer is missing")))?;
        Ok(Ask {
            lang: visit.lang,
            visit,
            json: wants_json(parts.uri.path(), &parts.headers),
            part: parts.headers.contains_key("hx-request"),
            here: parts.uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string),
            headers: parts.headers.clone(),
        })
    }
}

pub fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or("");
    path.starts_with("/api/") || (accept.contains("json") && !accept.contains("text/html"))
}
