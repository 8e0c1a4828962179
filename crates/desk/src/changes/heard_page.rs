//! The page behind the link of a spoken cancellation (3.1.3): what was digested and nothing else, and the one question.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};

use super::cancellation::{CancelState, Cancellation};
use super::heard::{self, Link, Word};
use super::heard_letter::{About, Letter, Texts, word};
use super::heard_shown::{self, Shown};
use super::heard_word::WordForm;
use crate::people::Caller;
use crate::people::outside::{self, Wanted};

pub struct Seen {
    pub letter: Letter,
    shown: Shown,
    one: Cancellation,
    present: bool,
}

pub async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (asked, address) = (Lang::from_code(lang), format!("/links/cancellations/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| match heard::by_token(tx, digest)? {
        Some(link) => seen(tx, link, digest, (asked, &address)).map(Some),
        None => Ok(None),
    };
    outside::opened(app, caller, token, find).await
}

fn seen(tx: &mut Tx, link: Link, token: &[u8], asked: (Option<Lang>, &str)) -> Outcome<Seen> {
    let (order, one) = heard_shown::behind(tx, &link)?;
    Ok(Seen {
        shown: link.content()?,
        // Once it is submitted the order moves on with it; what was confirmed stays as it was shown.
        present: one.state != CancelState::Draft || link.digest == Shown::of(&order, &one).digest()?,
        letter: Letter::of(tx, link, token, &order, asked)?,
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

pub fn answered(ask: &Ask, seen: &Seen, typed: &WordForm, done: Outcome<()>) -> Result<Response, Failure> {
    seen.letter.answered(ask, &typed.answer, done, |trouble| seen.page(typed, Some(trouble)))
}

const SIGN: Texts = Texts { title: "link-sign-title", lead: "heard-sign-lead", press: "link-sign" };
const OBJECT: Texts = Texts { title: "link-object-title", lead: "link-reason", press: "link-object" };

impl Seen {
    fn page(&self, typed: &WordForm, trouble: Option<&Trouble>) -> Response {
        let letter = &self.letter;
        let title = letter.lang.ta("heard-title", &[("order", self.shown.order.clone())]);
        let inside = html! {
            @if !letter.open && letter.said.is_empty() { (letter.dead("link-ended", "link-ended-text")) }
            @else if !self.present { (letter.dead("link-changed", "heard-changed-text")) }
            @else {
                (self.state())
                (self.content())
                @if letter.open { (self.question(typed)) }
            }
        };
        letter.page((&title, &self.shown.number), trouble, &inside)
    }

    fn state(&self) -> Markup {
        let letter = &self.letter;
        html! {
            @for (said, at) in &letter.said { (word(letter.lang, About::Cancellation, said, at)) }
            @if self.one.state == CancelState::Rejected { (ui::alert(Tone::Warn, letter.t("heard-dropped"), html! {})) }
        }
    }

    fn content(&self) -> Markup {
        let (letter, shown) = (&self.letter, &self.shown);
        html! {
            (ui::facts([
                (letter.t("link-customer"), html! { (letter.customer) }),
                (letter.t("change-order"), html! { (shown.order) }),
                (letter.t("link-your-number"), html! { (shown.yours) }),
            ]))
            @for line in &shown.lines {
                section.card.link-line {
                    h2 { (line.no) ". " (line.name) " " span.muted { (line.sku) } }
                    (ui::facts([
                        (letter.t("heard-cancelled"), html! { strong { (line.cancelled.page()) " " (line.unit) } }),
                        (letter.t("heard-stands"), html! { (line.stands.page()) " " (line.unit) }),
                        (letter.t("heard-left"), html! { (line.left.page()) " " (line.unit) }),
                    ]))
                }
            }
            (letter.digest())
        }
    }

    fn question(&self, typed: &WordForm) -> Markup {
        let (letter, said) = (&self.letter, &self.one.said);
        let draft = self.one.state == CancelState::Draft;
        html! {
            @if draft && !said.confirmed.is_set() && !said.disputed.is_set() {
                (letter.sign(Word::Signed, &SIGN, typed))
                (letter.object(Word::Disputed, &OBJECT, false, typed))
            }
            @if draft { (letter.understand("heard-understood-lead")) }
        }
    }
}
