//! The page behind the link of a spoken cancellation (3.1.3): what was digested and nothing else, and the one question. In
//! the customer's language, with a switch.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::history::hex;
use platform::i18n::Lang;
use platform::ids::Token;
use platform::trouble::Trouble;
use platform::web::assets::asset_url;
use platform::web::failure::status;
use platform::web::layout::letter;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::cancellation::{CancelState, Cancellation};
use super::heard::{self, Link, Said, Shown, Word};
use super::heard_answer::WordForm;
use crate::intake::drawing;
use crate::ledger::duty_shown::moment;
use crate::masters::{self, Company};
use crate::people::{self, Caller};
use crate::shell;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub lang: String,
}

/// A link that leads somewhere, as its holder sees it.
pub struct Seen {
    pub token: Vec<u8>,
    pub holder: Person,
    pub lang: Lang,
    address: String,
    link: Link,
    shown: Shown,
    one: Cancellation,
    company: Company,
    customer: String,
    owner: String,
    said: Vec<(Said, String)>,
    open: bool,
    present: bool,
    once: Id,
}

/// Looks a link up; one that is not there is counted against the address that asked.
pub async fn opened(app: &App, caller: &str, token: &str, lang: &str) -> Outcome<Seen> {
    let digest = token.parse::<Token>().map(|token| token.digest().to_vec()).unwrap_or_default();
    let (asked, from) = (Lang::from_code(lang), caller.to_string());
    let address = format!("/links/cancellations/{token}");
    let found = app.read(move |tx| {
        people::patient(tx, &from)?;
        let Some(link) = heard::by_token(tx, &digest)? else { return Ok(None) };
        seen(tx, link, &digest, asked, &address).map(Some)
    });
    match found.await? {
        Some(seen) => Ok(seen),
        None => {
            let from = caller.to_string();
            app.0.db.write(move |tx| people::missed(tx, &from)).await?;
            Err(Trouble::Hidden)
        }
    }
}

fn seen(tx: &mut Tx, link: Link, token: &[u8], asked: Option<Lang>, address: &str) -> Outcome<Seen> {
    let (order, one) = heard::behind(tx, &link)?;
    let customer = masters::customer(tx, order.customer)?;
    let lang = asked.unwrap_or_else(|| customer.as_ref().map_or(Lang::Hant, |customer| customer.lang));
    let zone = people::zone(tx)?;
    let said = heard::answers_on(tx, link.id)?;
    let clocked = |said: Said| {
        let at = moment(&zone, said.at);
        (said, at)
    };
    Ok(Seen {
        token: token.to_vec(),
        holder: heard::holder(link.id, &order, lang),
        address: address.to_string(),
        shown: link.content()?,
        company: masters::company(tx)?,
        customer: customer.map_or(String::new(), |customer| customer.name),
        owner: people::name_of(tx, order.owner)?,
        said: said.into_iter().map(clocked).collect(),
        open: link.is_open(tx.now()),
        // Once it is submitted the order moves on with it; what was confirmed stays as it was shown.
        present: one.state != CancelState::Draft || link.digest == Shown::of(&order, &one).digest()?,
        once: tx.new_id(),
        lang,
        link,
        one,
    })
}

/// `GET /links/cancellations/{token}`
pub async fn page(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    ask: Ask,
) -> Result<Response, Failure> {
    match opened(&app, &caller.0, &token, &asked.lang).await {
        Ok(seen) => Ok(seen.page(&WordForm::default(), None)),
        Err(Trouble::Hidden) => {
            let (title, lang) = (ask.t("link-nowhere"), ask.lang);
            let body = html! { (ui::page_header(&title, "", html! {})) p { (lang.t("link-nowhere-text")) } };
            Ok(private(StatusCode::NOT_FOUND, letter(lang, "", &title, "", &body)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What a step on the link came to: back to it, or the page with what was wrong and what was typed.
pub fn answered(ask: &Ask, seen: Seen, typed: WordForm, done: Outcome<()>) -> Result<Response, Failure> {
    match done {
        Ok(()) if ask.json => Ok(Json(json!({ "answer": typed.answer })).into_response()),
        Ok(()) => Ok(Redirect::to(&format!("{}?lang={}", seen.address, seen.lang.tag())).into_response()),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            Ok(seen.page(&typed, Some(&trouble)))
        }
        Err(other) => Err(other.into()),
    }
}

fn private(code: StatusCode, body: Markup) -> Response {
    let mut answer = (code, body.into_string()).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow, noarchive"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

impl Seen {
    fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    fn page(&self, typed: &WordForm, trouble: Option<&Trouble>) -> Response {
        let title = self.lang.ta("heard-title", &[("order", self.shown.order.clone())]);
        let reach = [
            ("owner", self.owner.clone()),
            ("phone", self.company.phone.clone()),
            ("email", self.company.email.clone()),
        ];
        let body = html! {
            (ui::page_header(&title, &self.shown.number, html! {}))
            @if let Some(trouble) = trouble { (self.told(trouble)) }
            @if !self.open && self.said.is_empty() { (self.dead("link-ended", "link-ended-text")) }
            @else if !self.present { (self.dead("link-changed", "heard-changed-text")) }
            @else {
                (self.state())
                (self.content())
                @if self.open { (self.question(typed)) }
            }
            p.muted { (self.lang.ta("link-reach", &reach)) }
        };
        let code = trouble.map_or(StatusCode::OK, status);
        private(code, letter(self.lang, &self.company.name, &title, &self.address, &body))
    }

    fn told(&self, trouble: &Trouble) -> Markup {
        let said = match trouble {
            Trouble::Refused(refusal) => shell::refusal_body(refusal, self.lang),
            Trouble::Invalid(fields) => html! { ul { @for (_, say) in &fields.0 { li { (say.text(self.lang)) } } } },
            _ => html! {},
        };
        html! { div id="error-summary" role="alert" tabindex="-1" { (ui::alert(Tone::Bad, self.t("link-not-taken"), said)) } }
    }

    fn dead(&self, title: &str, text: &str) -> Markup {
        ui::alert(Tone::Warn, self.t(title), html! { p { (self.t(text)) } })
    }

    fn state(&self) -> Markup {
        html! {
            @for (said, at) in &self.said { (word(self.lang, said, at)) }
            @if self.one.state == CancelState::Rejected { (ui::alert(Tone::Warn, self.t("heard-dropped"), html! {})) }
        }
    }

    fn content(&self) -> Markup {
        let shown = &self.shown;
        html! {
            (ui::facts([
                (self.t("link-customer"), html! { (self.customer) }),
                (self.t("change-order"), html! { (shown.order) }),
                (self.t("link-your-number"), html! { (shown.yours) }),
            ]))
            @for line in &shown.lines {
                section.card.link-line {
                    h2 { (line.no) ". " (line.name) " " span.muted { (line.sku) } }
                    (ui::facts([
                        (self.t("heard-cancelled"), html! { strong { (line.cancelled.page()) " " (line.unit) } }),
                        (self.t("heard-stands"), html! { (line.stands.page()) " " (line.unit) }),
                        (self.t("heard-left"), html! { (line.left.page()) " " (line.unit) }),
                    ]))
                }
            }
            p.muted { (self.t("link-digest")) " " code.link-digest { (hex(&self.link.digest)) } }
        }
    }

    fn question(&self, typed: &WordForm) -> Markup {
        let said = &self.one.said;
        let waits = self.one.state == CancelState::Draft && !said.confirmed.is_set() && !said.disputed.is_set();
        let draft = self.one.state == CancelState::Draft;
        html! {
            @if waits { (self.sign_form(typed)) (self.object_form(typed)) }
            @if draft && !self.said.iter().any(|(said, _)| said.kind == Word::Understood) {
                (self.form("understood", html! {
                    p { (self.t("heard-understood-lead")) }
                    (ui::button(self.t("link-understood")))
                }))
            }
        }
    }

    fn form(&self, answer: &str, inside: Markup) -> Markup {
        html! {
            form method="post" action={ (self.address) "/answer" } data-answer=(answer) {
                (ui::form_token(format!("{}-{answer}", self.once)))
                (ui::hidden("lang", self.lang.tag())) (ui::hidden("answer", answer))
                (inside)
            }
        }
    }

    fn sign_form(&self, typed: &WordForm) -> Markup {
        let name = ui::text("name", self.t("link-name")).value(&typed.name).attr("autocomplete", "name").required();
        html! {
            section.card.link-sign {
                h2 { (self.t("link-sign-title")) }
                p { (self.t("heard-sign-lead")) }
                (self.form("signed", html! {
                    (name)
                    div.needs-script {
                        p { (self.t("link-draw")) }
                        svg.sign-pad data-pad="drawn" viewBox="0 0 600 200" role="img" aria-label=(self.t("link-drawn")) { path d="" {} }
                        button.btn type="button" data-pad-clear { (self.t("link-draw-clear")) }
                    }
                    input type="hidden" name="drawn" value="";
                    (ui::primary(self.t("link-sign")))
                }))
                script src=(asset_url("js/sign.js")) defer {}
            }
        }
    }

    fn object_form(&self, typed: &WordForm) -> Markup {
        let refused = typed.answer == Word::Disputed.code();
        html! {
            details.card.link-object open[refused] {
                summary { (self.t("link-object-title")) }
                (self.form("disputed", html! {
                    (ui::textarea("text", self.t("link-reason")).value(&typed.text).rows(4).required())
                    (ui::button(self.t("link-object")))
                }))
            }
        }
    }
}

/// What he said, on his page and on the desk's.
pub fn word(lang: Lang, said: &Said, at: &str) -> Markup {
    let args = [("name", said.name.clone()), ("at", at.to_string())];
    let tone = if said.kind == Word::Disputed { Tone::Warn } else { Tone::Good };
    let key = if said.kind == Word::Understood {
        "heard-said-understood".to_string()
    } else {
        format!("link-said-{}", said.kind)
    };
    ui::alert(
        tone,
        lang.ta(&key, &args),
        html! {
            @if !said.text.is_empty() { p { q { (said.text) } } }
            @if !said.drawn.is_empty() { (drawing(&said.drawn, &lang.t("link-drawn"))) }
        },
    )
}
