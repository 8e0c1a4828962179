//! The page behind the link: what the sheet says, and the one question. In the customer's language, with a switch.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use papers::pdf::ConfirmationSheet;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::assets::asset_url;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};

use super::offer;
use super::{ANSWERS_OF, Answer, Link, LinkState, Said, by_token, holder, read_answer};
use crate::intake::confirmation::{sheet, sheet_content};
use crate::intake::intray::clock;
use crate::intake::talks::{Offer, OfferState, offers};
use crate::masters::{self, Company};
use crate::order::{self, Confirmation, Order};
use crate::people::outside::{self, Wanted};
use crate::people::{self, Caller};

/// Counter-proposals that the page shows.
const OFFERS: usize = 5;

/// A link that leads somewhere, as its holder sees it.
pub struct Seen {
    pub address: String,
    pub token: Vec<u8>,
    pub order: Order,
    pub holder: Person,
    pub lang: Lang,
    link: Link,
    company: Company,
    sheet: ConfirmationSheet,
    said: Vec<(Answer, String)>,
    /// What we propose, the newest first.
    pub offers: Vec<Offer>,
    owner: String,
    open: bool,
    once: Id,
}

/// What was typed before something was wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub name: String,
    pub reason: String,
    pub counter: String,
}

pub async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (asked, address) = (Lang::from_code(lang), format!("/links/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| match by_token(tx, digest)? {
        Some(link) => seen(tx, link, digest, asked, &address).map(Some),
        None => Ok(None),
    };
    outside::opened(app, caller, token, find).await
}

fn seen(tx: &mut Tx, link: Link, digest: &[u8], asked: Option<Lang>, address: &str) -> Outcome<Seen> {
    let order = order::read_for_link(tx, link.order)?;
    let customer = masters::customer(tx, order.customer)?;
    let lang = asked.unwrap_or_else(|| customer.map_or(Lang::Hant, |customer| customer.lang));
    let zone = people::zone(tx)?;
    let said = tx.list(&ANSWERS_OF, &[&link.id], read_answer)?;
    Ok(Seen {
        address: address.to_string(),
        token: digest.to_vec(),
        holder: holder(link.id, &order, lang),
        company: masters::company(tx)?,
        sheet: sheet_content(tx, &order, Some(lang))?,
        said: said
            .into_iter()
            .map(|answer| {
                let at = clock(answer.at, &zone);
                (answer, at)
            })
            .collect(),
        offers: offers(tx, order.id)?.into_iter().filter(|o| o.state != OfferState::TakenBack).take(OFFERS).collect(),
        owner: people::name_of(tx, order.owner)?,
        open: link.state(tx.now()) == LinkState::Open,
        once: tx.new_id(),
        lang,
        order,
        link,
    })
}

/// `GET /links/{token}`
pub async fn page(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Query(wanted): Query<Wanted>,
    ask: Ask,
) -> Result<Response, Failure> {
    let opened = opened(&app, &caller, &token, &wanted.lang).await;
    outside::shown(&ask, opened, |seen| seen.page(&Typed::default(), None))
}

/// `GET /links/{token}/sheet.pdf`: only while the content is what the link was made for.
pub async fn pdf(State(app): State<App>, caller: Caller, Path(token): Path<String>) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, "").await?;
    if !seen.open || !seen.is_present() {
        return Err(Trouble::Hidden.into());
    }
    let printed = app.read(move |tx| sheet(tx, &seen.order)).await?;
    Ok(order::file_answer(&printed.name, "application/pdf", printed.pdf))
}

/// After an answer: the page again, with what was wrong or what is now known.
pub fn answered(ask: &Ask, seen: Seen, typed: Typed, done: Outcome<()>) -> Result<Response, Failure> {
    let at = (seen.address.as_str(), seen.lang);
    outside::answered(ask, at, done, StatusCode::OK, |trouble| seen.page(&typed, Some(trouble)))
}

impl Seen {
    fn is_present(&self) -> bool {
        self.link.digest == self.order.content_digest
    }

    fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    fn page(&self, typed: &Typed, trouble: Option<&Trouble>) -> Response {
        let title = self.lang.ta("link-title", &[("number", self.order.number.clone())]);
        let body = html! {
            (ui::page_header(&title, "", html! {}))
            (outside::not_taken(self.lang, trouble))
            @if self.open { (offer::section(self, typed)) }
            @if !self.open { (self.dead("link-ended", "link-ended-text")) }
            @else if !self.is_present() { (self.dead("link-changed", "link-changed-text")) }
            @else {
                (self.state())
                (self.sheet())
                (self.question(typed))
            }
            p.muted { (self.reach()) }
        };
        outside::letter_of(self.lang, &self.company.name, (&title, &self.address), trouble, body)
    }

    fn dead(&self, title: &str, text: &str) -> Markup {
        ui::alert(Tone::Warn, self.t(title), html! { p { (self.t(text)) } })
    }

    /// Whom to call: the specialist, at the company's number.
    fn reach(&self) -> String {
        let args = [
            ("owner", self.owner.clone()),
            ("phone", self.company.phone.clone()),
            ("email", self.company.email.clone()),
        ];
        self.lang.ta("link-reach", &args)
    }

    fn state(&self) -> Markup {
        html! {
            @for (answer, at) in &self.said {
                @let args = [("name", answer.name.clone()), ("at", at.clone())];
                @let tone = if answer.kind == Said::Disputed { Tone::Warn } else { Tone::Good };
                (ui::alert(tone, self.lang.ta(&format!("link-said-{}", answer.kind), &args), html! {
                    @if !answer.text.is_empty() { p { (answer.text) } }
                    @if !answer.drawn.is_empty() { (drawing(&answer.drawn, &self.t("link-drawn"))) }
                }))
            }
        }
    }

    /// The content as the sheet shows it.
    fn sheet(&self) -> Markup {
        let s = &self.sheet;
        let special =
            if s.special_requirements.is_empty() { self.t("link-none") } else { s.special_requirements.clone() };
        let sum = |amount: &str| html! { (s.currency) " " (amount) };
        html! {
            (ui::facts([
                (self.t("link-customer"), html! { (s.customer.name) }),
                (self.t("link-contact"), html! { (s.contact) " " (s.customer.phone) " " (s.customer.email) }),
                (self.t("link-your-number"), html! { (s.customer_order_no) }),
                (self.t("link-placed"), html! { (s.placed_on) }),
                (self.t("link-received"), html! { (s.received) }),
            ]))
            @for line in &s.lines {
                section.card.link-line {
                    h2 { (line.no) ". " (line.name) " " span.muted { (line.sku) } }
                    @if !line.spec.is_empty() { p { (line.spec) } }
                    @if !line.more.is_empty() { p { (line.more) } }
                    (ui::facts([
                        (self.t("link-qty"), html! { (line.qty) " " (line.unit) }),
                        (self.t("link-price"), html! { (s.currency) " " (line.unit_price) " " (line.price_base) }),
                        (self.t("link-amount"), sum(&line.amount)),
                        (self.t("link-wanted"), html! { (line.requested_on) }),
                        (self.t("link-place"), html! { (line.place) }),
                    ]))
                }
            }
            (ui::facts([
                (self.t("link-net"), sum(&s.net)),
                (self.t("link-tax"), sum(&s.tax)),
                (self.t("link-gross"), html! { strong { (s.currency) " " (s.gross) } @if let Some(words) = &s.capital { br; (words) } }),
                (self.t("link-term"), html! { (s.payment_term) }),
                (self.t("link-delivery"), html! { (s.delivery_terms) }),
                (self.t("link-special"), html! { (special) }),
            ]))
            @if !s.more.is_empty() { (ui::facts(s.more.iter().map(|(heading, text)| (heading.clone(), html! { (text) })))) }
            p { a href={ (self.address) "/sheet.pdf" } { (self.t("link-pdf")) } }
            p.muted { (self.t("link-digest")) " " code.link-digest { (s.digest_hex) } }
        }
    }

    fn question(&self, typed: &Typed) -> Markup {
        let waits = self.order.confirmation == Confirmation::Sent && self.order.approval.is_open_to_edit();
        html! {
            @if waits { (self.sign_form(typed)) (self.object_form(typed)) }
            @if !self.said.iter().any(|(answer, _)| answer.kind == Said::Understood) {
                form method="post" action={ (self.address) "/understanding" } {
                    (self.common("u"))
                    p { (self.t("link-understood-lead")) }
                    (ui::button(self.t("link-understood")))
                }
            }
        }
    }

    pub fn common(&self, which: &str) -> Markup {
        html! { (ui::form_token(format!("{}-{which}", self.once))) (ui::hidden("lang", self.lang.tag())) }
    }

    fn sign_form(&self, typed: &Typed) -> Markup {
        let name = ui::text("name", self.t("link-name")).value(&typed.name).attr("autocomplete", "name").required();
        html! {
            section.card.link-sign {
                h2 { (self.t("link-sign-title")) }
                p { (self.t("link-sign-lead")) }
                form method="post" action={ (self.address) "/signature" } {
                    (self.common("s"))
                    (name)
                    div.needs-script {
                        p { (self.t("link-draw")) }
                        svg.sign-pad data-pad="drawn" viewBox="0 0 600 200" role="img" aria-label=(self.t("link-drawn")) { path d="" {} }
                        button.btn type="button" data-pad-clear { (self.t("link-draw-clear")) }
                    }
                    input type="hidden" name="drawn" value="";
                    (ui::primary(self.t("link-sign")))
                }
                script src=(asset_url("js/sign.js")) defer {}
            }
        }
    }

    fn object_form(&self, typed: &Typed) -> Markup {
        html! {
            details.card.link-object open[!typed.reason.is_empty()] {
                summary { (self.t("link-object-title")) }
                form method="post" action={ (self.address) "/objection" } {
                    (self.common("o"))
                    (ui::textarea("reason", self.t("link-reason")).value(&typed.reason).rows(4).required())
                    (ui::button(self.t("link-object")))
                }
            }
        }
    }
}

/// The strokes of a hand.
pub fn drawing(path: &str, label: &str) -> Markup {
    html! { svg.sign-drawn viewBox="0 0 600 200" role="img" aria-label=(label) { path d=(path) {} } }
}
