//! Pages behind a link, without a login: one way in for a customer's or a supplier's, one answer where it leads nowhere,
//! one way back after he has said something. Links are not guessed: an address that asks for many that are not there waits.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::ids::Token;
use platform::web::failure::status;
use platform::web::layout::letter;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::{Trouble, Tx};
use serde::Deserialize;

use super::Caller;
use crate::shell;

const MISSES_FREE: i64 = 30;
const MISSES_FORGOTTEN: Duration = Duration::from_secs(900);

platform::sql! {
    MISSES = "SELECT misses, since FROM link_miss WHERE address = $1";
    MISS = "INSERT INTO link_miss (address, misses, since) VALUES ($1, 1, $2) ON CONFLICT (address) DO UPDATE SET \
        misses = CASE WHEN link_miss.since < $3 THEN 1 ELSE link_miss.misses + 1 END, \
        since = CASE WHEN link_miss.since < $3 THEN excluded.since ELSE link_miss.since END";
}

/// The page is wanted in this language; empty: in its reader's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub lang: String,
}

/// What `find` finds by the digest of a link's secret; one that is not there is counted against the address that asked.
pub async fn opened<S: Send + 'static>(
    app: &App,
    caller: &Caller,
    token: &str,
    find: impl Fn(&mut Tx, &[u8]) -> Outcome<Option<S>> + Send + 'static,
) -> Outcome<S> {
    let digest = token.parse::<Token>().map(|token| token.digest().to_vec()).unwrap_or_default();
    let from = caller.0.clone();
    let found = app.read(move |tx| {
        patient(tx, &from)?;
        find(tx, &digest)
    });
    if let Some(seen) = found.await? {
        return Ok(seen);
    }
    let from = caller.0.clone();
    app.0.db.write(move |tx| missed(tx, &from)).await?;
    Err(Trouble::Hidden)
}

/// The page of what was opened, or one that says that the link leads nowhere.
pub fn shown<S>(ask: &Ask, opened: Outcome<S>, page: impl FnOnce(&S) -> Response) -> Result<Response, Failure> {
    match opened {
        Ok(seen) => Ok(page(&seen)),
        Err(Trouble::Hidden) => {
            let (title, lang) = (ask.t("link-nowhere"), ask.lang);
            let body = html! { (ui::page_header(&title, "", html! {})) p { (lang.t("link-nowhere-text")) } };
            Ok(private(StatusCode::NOT_FOUND, letter(lang, "", &title, "", &body)))
        }
        Err(other) => Err(other.into()),
    }
}

/// After an answer: `told` to a machine, back to the page for a reader, or the page with what was wrong.
pub fn answered(
    ask: &Ask,
    (address, lang): (&str, Lang),
    done: Outcome<()>,
    told: impl IntoResponse,
    page: impl FnOnce(&Trouble) -> Response,
) -> Result<Response, Failure> {
    match done {
        Ok(()) if ask.json => Ok(told.into_response()),
        Ok(()) => Ok(Redirect::to(&format!("{address}?lang={}", lang.tag())).into_response()),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => Ok(page(&trouble)),
        Err(other) => Err(other.into()),
    }
}

/// A page of whom it is from, at its address: nobody finds it, keeps it, or learns from us where it was.
pub fn letter_of(
    lang: Lang,
    from: &str,
    (title, address): (&str, &str),
    trouble: Option<&Trouble>,
    body: Markup,
) -> Response {
    private(trouble.map_or(StatusCode::OK, status), letter(lang, from, title, address, &body))
}

fn private(code: StatusCode, page: Markup) -> Response {
    let mut answer = (code, page.into_string()).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow, noarchive"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

/// What was wrong with an answer, above the page.
pub fn not_taken(lang: Lang, trouble: Option<&Trouble>) -> Markup {
    let said = match trouble {
        None => return html! {},
        Some(Trouble::Refused(refusal)) => shell::refusal_body(refusal, lang),
        Some(Trouble::Invalid(fields)) => html! { ul { @for (_, say) in &fields.0 { li { (say.text(lang)) } } } },
        Some(_) => html! {},
    };
    html! { div id="error-summary" role="alert" tabindex="-1" { (ui::alert(Tone::Bad, lang.t("link-not-taken"), said)) } }
}

/// Says how long an address has to wait.
fn patient(tx: &mut Tx, address: &str) -> Outcome<()> {
    let now = tx.now();
    let found: Option<(i64, Instant)> = tx.maybe(&MISSES, &[&address], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match found {
        Some((misses, since)) if misses >= MISSES_FREE => {
            let left = MISSES_FORGOTTEN.as_secs() as i64 - now.since(since).as_secs();
            if left > 0 { Err(Trouble::Slower { seconds: left }) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Counts one more.
fn missed(tx: &mut Tx, address: &str) -> Outcome<()> {
    let now = tx.now();
    let before = now.checked_sub(MISSES_FORGOTTEN).unwrap_or(Instant::EPOCH);
    tx.execute(&MISS, &[&address, &now, &before])?;
    Ok(())
}
