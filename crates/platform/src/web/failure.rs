//! A trouble on its way out. It becomes a page or a problem document (RFC 9457) in one place, the layer of
//! `desk::shell`, which knows the reader's language and menu.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::db::Fault;
use crate::i18n::Lang;
use crate::trouble::Trouble;

#[derive(Debug)]
pub struct Failure(pub Trouble);

impl<T: Into<Trouble>> From<T> for Failure {
    fn from(trouble: T) -> Failure {
        Failure(trouble.into())
    }
}

/// The trouble, carried in the response's extensions.
#[derive(Clone)]
pub struct Carried(Arc<Mutex<Option<Trouble>>>);

impl Carried {
    pub fn take(&self) -> Option<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Failure {
    /// For a request that fails before it is known who asks: plain words, because no page can be framed yet.
    pub fn into_response_plain(self) -> Response {
        let code = status(&self.0);
        if let Trouble::Fault(fault) = &self.0 {
            tracing::error!(%fault, "a request failed before it was known who asks");
        }
        let wait = [(axum::http::header::RETRY_AFTER, "5")];
        (code, wait, "Lidan cannot answer just now. Please try again in a moment.\n").into_response()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Carried(Arc::new(Mutex::new(Some(self.0)))));
        response
    }
}

pub fn status(trouble: &Trouble) -> StatusCode {
    use crate::db::FaultKind;
    match trouble {
        Trouble::Refused(_) | Trouble::NameReused => StatusCode::UNPROCESSABLE_ENTITY,
        Trouble::Invalid(_) => StatusCode::BAD_REQUEST,
        Trouble::Stale(_) => StatusCode::CONFLICT,
        Trouble::Hidden => StatusCode::NOT_FOUND,
        Trouble::Forbidden { .. } => StatusCode::FORBIDDEN,
        Trouble::Slower { .. } => StatusCode::TOO_MANY_REQUESTS,
        Trouble::Fault(Fault { kind: FaultKind::Busy | FaultKind::Unconfirmed, .. }) => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The problem document of a trouble.
pub fn problem(trouble: &Trouble, lang: Lang, incident: Option<&str>) -> Value {
    let code = status(trouble).as_u16();
    match trouble {
        Trouble::Refused(refusal) => json!({
            "type": "/problems/refused", "status": code, "title": lang.t("trouble-refused"),
            "step": refusal.step, "clause": refusal.clause, "clauses": refusal.clauses(),
            "reasons": refusal.broken.iter().map(|b| json!({
                "rule": b.rule, "clause": b.clause, "line": b.line, "weight": b.weight, "level": b.level,
                "text": b.say.text(lang), "facts": b.facts, "way": lang.maybe(&b.way()),
            })).collect::<Vec<_>>(),
        }),
        Trouble::Invalid(fields) => json!({
            "type": "/problems/invalid", "status": code, "title": lang.t("trouble-invalid"),
            "fields": fields.0.iter().map(|(f, say)| json!({"field": f, "text": say.text(lang)})).collect::<Vec<_>>(),
        }),
        Trouble::Stale(stale) => json!({
            "type": "/problems/stale", "status": code, "title": lang.t("trouble-stale"), "about": stale.about,
            "changed": stale.changed.iter().map(|say| with_words(say, lang)).collect::<Vec<_>>(),
        }),
        Trouble::NameReused => json!({
            "type": "/problems/name-reused", "status": code, "title": lang.t("once-key-other-content"),
        }),
        Trouble::Hidden => json!({"type": "/problems/hidden", "status": code, "title": lang.t("trouble-hidden")}),
        Trouble::Forbidden { clause, say } => json!({
            "type": "/problems/forbidden", "status": code, "title": lang.t("trouble-forbidden"),
            "clause": clause, "detail": with_words(say, lang),
        }),
        Trouble::Slower { seconds } => json!({
            "type": "/problems/slower", "status": code,
            "title": lang.ta("trouble-slower", &[("seconds", seconds.to_string())]),
        }),
        Trouble::Fault(_) => json!({
            "type": "/problems/fault", "status": code, "title": lang.t("trouble-fault"), "incident": incident,
        }),
    }
}

/// A sentence whose values may be keys themselves: a role, a step, in the reader's language.
pub fn with_words(say: &crate::trouble::Say, lang: Lang) -> String {
    let args: Vec<(&str, String)> =
        say.args.iter().map(|(k, v)| (&**k, lang.maybe(v).unwrap_or_else(|| v.clone()))).collect();
    lang.ta(&say.key, &args)
}
