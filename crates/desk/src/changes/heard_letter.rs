//! What the pages behind a customer's links about an approved order share: whom they are from, what was said on them, and
//! the forms with which he signs, disputes, or says that he understood. In his language, with a switch.

use axum::Json;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::Outcome;
use platform::history::hex;
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::assets::asset_url;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::heard::{self, Link, Said, Word};
use super::heard_word::WordForm;
use crate::intake::{drawing, link_holder};
use crate::ledger::duty_shown::moment;
use crate::masters::{self, Company};
use crate::order::Order;
use crate::people;
use crate::people::outside;

/// A link that leads somewhere, as its holder sees it.
pub struct Letter {
    pub token: Vec<u8>,
    pub holder: Person,
    pub lang: Lang,
    pub address: String,
    pub link: Link,
    pub customer: String,
    pub said: Vec<(Said, String)>,
    pub open: bool,
    company: Company,
    owner: String,
    once: Id,
}

/// The texts of a form.
pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub press: &'static str,
}

impl Letter {
    pub fn of(
        tx: &mut Tx,
        link: Link,
        token: &[u8],
        order: &Order,
        (asked, address): (Option<Lang>, &str),
    ) -> Outcome<Letter> {
        let customer = masters::customer(tx, order.customer)?;
        let lang = asked.unwrap_or_else(|| customer.as_ref().map_or(Lang::Hant, |customer| customer.lang));
        let zone = people::zone(tx)?;
        let clocked = |said: Said| {
            let at = moment(&zone, said.at);
            (said, at)
        };
        Ok(Letter {
            token: token.to_vec(),
            holder: link_holder(link.id, order, lang),
            address: address.to_string(),
            company: masters::company(tx)?,
            customer: customer.map_or(String::new(), |customer| customer.name),
            owner: people::name_of(tx, order.owner)?,
            said: heard::answers_on(tx, link.id)?.into_iter().map(clocked).collect(),
            open: link.is_open(tx.now()),
            once: tx.new_id(),
            lang,
            link,
        })
    }

    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// With how to reach us, whatever stands in it.
    pub fn page(&self, (title, number): (&str, &str), trouble: Option<&Trouble>, inside: &Markup) -> Response {
        let reach = [
            ("owner", self.owner.clone()),
            ("phone", self.company.phone.clone()),
            ("email", self.company.email.clone()),
        ];
        let body = html! {
            (ui::page_header(title, number, html! {}))
            (outside::not_taken(self.lang, trouble))
            (inside)
            p.muted { (self.lang.ta("link-reach", &reach)) }
        };
        outside::letter_of(self.lang, &self.company.name, (title, &self.address), trouble, body)
    }

    /// What a step on the link came to: back to it, or the page with what was wrong and what was typed.
    pub fn answered(
        &self,
        ask: &Ask,
        answer: &str,
        done: Outcome<()>,
        page: impl FnOnce(&Trouble) -> Response,
    ) -> Result<Response, Failure> {
        outside::answered(ask, (&self.address, self.lang), done, Json(json!({ "answer": answer })), page)
    }

    pub fn dead(&self, title: &str, text: &str) -> Markup {
        ui::alert(Tone::Warn, self.t(title), html! { p { (self.t(text)) } })
    }

    pub fn digest(&self) -> Markup {
        html! { p.muted { (self.t("link-digest")) " " code.link-digest { (hex(&self.link.digest)) } } }
    }

    /// He said so on this link.
    pub fn has(&self, kind: Word) -> bool {
        self.said.iter().any(|(said, _)| said.kind == kind)
    }

    fn form(&self, answer: Word, inside: &Markup) -> Markup {
        let answer = answer.code();
        html! {
            form method="post" action={ (self.address) "/answer" } data-answer=(answer) {
                (ui::form_token(format!("{}-{answer}", self.once)))
                (ui::hidden("lang", self.lang.tag())) (ui::hidden("answer", answer))
                (inside)
            }
        }
    }

    /// With his name, and the strokes of his hand if he likes.
    pub fn sign(&self, answer: Word, texts: &Texts, typed: &WordForm) -> Markup {
        let name = ui::text("name", self.t("link-name")).value(&typed.name).attr("autocomplete", "name").required();
        let inside = html! {
            (name)
            div.needs-script {
                p { (self.t("link-draw")) }
                svg.sign-pad data-pad="drawn" viewBox="0 0 600 200" role="img" aria-label=(self.t("link-drawn")) { path d="" {} }
                button.btn type="button" data-pad-clear { (self.t("link-draw-clear")) }
            }
            input type="hidden" name="drawn" value="";
            (ui::primary(self.t(texts.press)))
        };
        html! {
            section.card.link-sign {
                h2 { (self.t(texts.title)) }
                p { (self.t(texts.lead)) }
                (self.form(answer, &inside))
                script src=(asset_url("js/sign.js")) defer {}
            }
        }
    }

    /// What is not right, or why not; `named`: whoever says so says who he is.
    pub fn object(&self, answer: Word, texts: &Texts, named: bool, typed: &WordForm) -> Markup {
        let refused = typed.answer == answer.code();
        let inside = html! {
            @if named {
                (ui::text("name", self.t("change-your-name")).id(format!("{}-name", answer.code())).value(&typed.name).attr("autocomplete", "name").required())
            }
            (ui::textarea("text", self.t(texts.lead)).value(&typed.text).rows(4).required())
            (ui::button(self.t(texts.press)))
        };
        html! {
            details.card.link-object open[refused] {
                summary { (self.t(texts.title)) }
                (self.form(answer, &inside))
            }
        }
    }

    /// No signature: once on a link.
    pub fn understand(&self, lead: &str) -> Markup {
        if self.has(Word::Understood) {
            return html! {};
        }
        self.form(
            Word::Understood,
            &html! {
                p { (self.t(lead)) }
                (ui::button(self.t("link-understood")))
            },
        )
    }
}

/// Whose words they are: the texts differ in what was understood.
#[derive(Clone, Copy)]
pub enum About {
    Change,
    Cancellation,
}

/// What he said, on his page and on the desk's.
pub fn word(lang: Lang, of: About, said: &Said, at: &str) -> Markup {
    let args = [("name", said.name.clone()), ("at", at.to_string())];
    let (tone, key) = match said.kind {
        Word::Signed => (Tone::Good, "link-said-signed"),
        Word::Disputed => (Tone::Warn, "link-said-disputed"),
        Word::Agreed => (Tone::Good, "change-said-agreed"),
        Word::Refused => (Tone::Warn, "change-said-refused"),
        Word::Understood => match of {
            About::Change => (Tone::Good, "change-said-understood"),
            About::Cancellation => (Tone::Good, "heard-said-understood"),
        },
    };
    ui::alert(
        tone,
        lang.ta(key, &args),
        html! {
            @if !said.text.is_empty() { p { q { (said.text) } } }
            @if !said.drawn.is_empty() { (drawing(&said.drawn, &lang.t("link-drawn"))) }
        },
    )
}
