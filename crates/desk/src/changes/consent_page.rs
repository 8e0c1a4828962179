//! The page behind the link of a change (3.1.3, 4.3.4): what was digested and nothing else, and the one question.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::ui;
use platform::web::{Ask, Failure};

use super::consent_shown::{self, Asked, is_current, link_of};
use super::heard::{Link, Word};
use super::heard_letter::{About, Letter, Texts, word};
use super::heard_word::WordForm;
use super::request::{self, Change, ChangeState};
use super::shown;
use crate::order;
use crate::people::Caller;
use crate::people::outside::{self, Wanted};
use crate::review;

pub struct Seen {
    pub letter: Letter,
    asked: Asked,
    change: Change,
    present: bool,
}

pub async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (asked, address) = (Lang::from_code(lang), format!("/links/changes/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| match link_of(tx, digest)? {
        Some(link) => seen(tx, link, digest, (asked, &address)).map(Some),
        None => Ok(None),
    };
    outside::opened(app, caller, token, find).await
}

fn seen(tx: &mut Tx, link: Link, token: &[u8], asked: (Option<Lang>, &str)) -> Outcome<Seen> {
    let (change, order) = (request::fetch(tx, link.document)?, order::read_for_link(tx, link.order)?);
    // Only what can still be answered has to be what stands here; what was answered stays as it was shown.
    let asks = matches!(change.state, ChangeState::Draft | ChangeState::CustomerConsent);
    Ok(Seen {
        asked: link.content()?,
        present: !asks || is_current(tx, &order, &change, &link)?,
        letter: Letter::of(tx, link, token, &order, asked)?,
        change,
    })
}

/// `GET /links/changes/{token}`
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

const CONFIRM: Texts =
    Texts { title: "change-link-confirm", lead: "change-link-confirm-lead", press: "change-link-yes" };
const OBJECT: Texts = Texts { title: "change-link-object", lead: "link-reason", press: "link-object" };
const AGREE: Texts =
    Texts { title: "change-link-question", lead: "change-link-agree-lead", press: "change-link-agree" };
const REFUSE: Texts = Texts { title: "change-link-no", lead: "change-link-why", press: "change-link-refuse" };

impl Seen {
    fn page(&self, typed: &WordForm, trouble: Option<&Trouble>) -> Response {
        let (letter, asked) = (&self.letter, &self.asked);
        let title =
            letter.lang.ta("change-link-title", &[("number", asked.number.clone()), ("order", asked.order.clone())]);
        let inside = html! {
            @if !letter.open && letter.said.is_empty() { (letter.dead("link-ended", "link-ended-text")) }
            @else if !self.present { (letter.dead("link-changed", "change-changed-text")) }
            @else {
                p { (shown::state(letter.lang, self.change.state)) }
                @for (said, at) in &letter.said { (word(letter.lang, About::Change, said, at)) }
                (self.content())
                @if letter.open { (self.question(typed)) }
            }
        };
        letter.page((&title, &asked.number), trouble, &inside)
    }

    fn content(&self) -> Markup {
        let (letter, asked) = (&self.letter, &self.asked);
        let names = [letter.t("change-link-was"), letter.t("change-link-becomes")];
        html! {
            (ui::facts([
                (letter.t("link-customer"), html! { (letter.customer) }),
                (letter.t("change-order"), html! { (asked.order) }),
                (letter.t("link-your-number"), html! { (asked.yours) }),
            ]))
            @if !asked.text.is_empty() { p { (asked.text) } }
            @if !asked.surcharge.is_empty() { p { (letter.t("change-surcharge")) ": " strong { (asked.surcharge) } } }
            (review::beside_as(letter.lang, true, &names, &asked.before, &asked.after))
            (letter.digest())
        }
    }

    fn question(&self, typed: &WordForm) -> Markup {
        let (letter, waits) = (&self.letter, consent_shown::waits(&self.change));
        match self.change.state {
            ChangeState::Draft => html! {
                @if waits {
                    (letter.sign(Word::Signed, &CONFIRM, typed))
                    (letter.object(Word::Disputed, &OBJECT, false, typed))
                }
                (letter.understand("change-understood-lead"))
            },
            ChangeState::CustomerConsent => html! {
                @if waits {
                    (letter.sign(Word::Agreed, &AGREE, typed))
                    (letter.object(Word::Refused, &REFUSE, true, typed))
                    (letter.understand("change-later-lead"))
                }
            },
            _ => html! {},
        }
    }
}
