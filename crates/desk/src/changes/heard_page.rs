//! The page behind the link of a spoken cancellation (3.1.3): what was digested and nothing else, and the one question. In
//! the customer's language, with a switch.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::history::hex;
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::assets::asset_url;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::cancellation::{CancelState, Cancellation};
use super::heard::{self, Link, Said, Shown, Word};
use super::heard_answer::WordForm;
use crate::intake::{drawing, link_holder};
use crate::ledger::duty_shown::moment;
use crate::masters::{self, Company};
use crate::people::outside::{self, Wanted};
use crate::people::{self, Caller};

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

pub async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (asked, address) = (Lang::from_code(lang), format!("/links/cancellations/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| match heard::by_token(tx, digest)? {
        Some(link) => seen(tx, link, digest, asked, &address).map(Some),
        None => Ok(None),
    };
    outside::opened(app, caller, token, find).await
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
        holder: link_holder(link.id, &order, lang),
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
    Query(wanted): Query<Wanted>,
    ask: Ask,
) -> Result<Response, Failure> {
    let opened = opened(&app, &caller, &token, &wanted.lang).await;
    outside::shown(&ask, opened, |seen| seen.page(&WordForm::default(), None))
}

/// What a step on the link came to: back to it, or the page with what was wrong and what was typed.
pub fn answered(ask: &Ask, seen: Seen, typed: WordForm, done: Outcome<()>) -> Result<Response, Failure> {
    let (at, told) = ((seen.address.as_str(), seen.lang), Json(json!({ "answer": typed.answer })));
    outside::answered(ask, at, done, told, |trouble| seen.page(&typed, Some(trouble)))
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
            (outside::not_taken(self.lang, trouble))
            @if !self.open && self.said.is_empty() { (self.dead("link-ended", "link-ended-text")) }
            @else if !self.present { (self.dead("link-changed", "heard-changed-text")) }
            @else {
                (self.state())
                (self.content())
                @if self.open { (self.question(typed)) }
            }
            p.muted { (self.lang.ta("link-reach", &reach)) }
        };
        outside::letter_of(self.lang, &self.company.name, (&title, &self.address), trouble, body)
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
