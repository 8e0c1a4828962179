//! The page behind a supplier's link: what we ask for, what he answered, and the form. In his language, with a switch;
//! no login, no menu, nobody else's answer.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::money::TaxRate;
use platform::trouble::Trouble;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::Value;

use super::link::{self, Asked};
use super::purchase::{self, Line, Purchase, PurchaseState};
use super::quotation::{self, Quotation, QuotedLine};
use super::{paper, parts_wanted};
use crate::masters::{self, Company, Supplier};
use crate::people::Caller;
use crate::people::outside::{self, Wanted};

/// A link that leads somewhere, as its holder sees it.
pub struct Seen {
    pub token: Vec<u8>,
    pub holder: Person,
    lang: Lang,
    address: String,
    asked: Asked,
    purchase: Purchase,
    supplier: Supplier,
    company: Company,
    lines: Vec<(Line, String)>,
    own: Option<(Quotation, Vec<Option<QuotedLine>>)>,
    message: String,
    open: bool,
    once: Id,
}

platform::sql! {
    MESSAGE = "SELECT message FROM purchase_round WHERE purchase = $1 AND round = $2";
}

pub async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (wanted, address) = (Lang::from_code(lang), format!("/quotes/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| match link::by_token(tx, digest)? {
        Some(asked) => seen(tx, asked, digest, wanted, &address).map(Some),
        None => Ok(None),
    };
    outside::opened(app, caller, token, find).await
}

fn seen(tx: &mut Tx, asked: Asked, digest: &[u8], wanted: Option<Lang>, address: &str) -> Outcome<Seen> {
    let purchase = purchase::fetch(tx, asked.purchase)?;
    let supplier = masters::supplier(tx, asked.supplier)?.ok_or(Trouble::Hidden)?;
    let lang = wanted.unwrap_or(supplier.lang);
    let lines = purchase::lines(tx, purchase.id)?;
    let parts = purchase::parts(tx, purchase.id)?;
    let own = quotation::of_purchase(tx, purchase.id)?.into_iter().find(|quote| quote.supplier == supplier.id);
    let own = match own {
        Some(own) => {
            let prices = quotation::prices(tx, &[own.id])?;
            let of_lines = lines.iter().map(|line| prices.get(&(own.id, line.id)).copied()).collect();
            Some((own, of_lines))
        }
        None => None,
    };
    Ok(Seen {
        token: digest.to_vec(),
        holder: link::holder(&asked, &supplier.name, lang),
        company: masters::company(tx)?,
        message: tx.maybe(&MESSAGE, &[&purchase.id, &asked.round], |row| row.get::<String>(0))?.unwrap_or_default(),
        open: asked.ends_at > tx.now() && purchase.state == PurchaseState::Quoting,
        once: tx.new_id(),
        lines: lines.into_iter().map(|line| (line.clone(), parts_wanted(&parts, &line))).collect(),
        lang,
        address: address.to_string(),
        asked,
        purchase,
        supplier,
        own,
    })
}

/// `GET /quotes/{token}`
pub async fn page(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Query(wanted): Query<Wanted>,
    ask: Ask,
) -> Result<Response, Failure> {
    let opened = opened(&app, &caller, &token, &wanted.lang).await;
    outside::shown(&ask, opened, |seen| seen.page(&Value::Null, None))
}

/// `GET /quotes/{token}/inquiry.pdf`
pub async fn pdf(State(app): State<App>, caller: Caller, Path(token): Path<String>) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, "").await?;
    let name = format!("{}-{}.pdf", seen.purchase.rfq_number, seen.asked.round);
    let printed = app.read(move |tx| {
        let day = seen.purchase.reply_by.map_or(String::new(), |day| day.to_string());
        paper::inquiry(tx, &seen.purchase, seen.lang, &day, &seen.message)
    });
    Ok(crate::order::file_answer(&name, "application/pdf", printed.await?))
}

/// After an answer: the page again, with what was wrong or what is now known.
pub fn answered(ask: &Ask, seen: Seen, typed: Value, done: Outcome<()>) -> Result<Response, Failure> {
    let at = (seen.address.as_str(), seen.lang);
    outside::answered(ask, at, done, StatusCode::OK, |trouble| seen.page(&typed, Some(trouble)))
}

impl Seen {
    fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    fn page(&self, typed: &Value, trouble: Option<&Trouble>) -> Response {
        let title = self.lang.ta("inquiry-title", &[("number", self.purchase.rfq_number.clone())]);
        let until = self.purchase.reply_by.map_or(String::new(), |day| day.to_string());
        let body = html! {
            (ui::page_header(&title, &self.supplier.name, html! {}))
            (outside::not_taken(self.lang, trouble))
            @if !self.open { (ui::alert(Tone::Warn, self.t("inquiry-ended"), html! { p { (self.t("inquiry-ended-text")) } })) }
            @if self.asked.declined { (ui::alert(Tone::Quiet, self.t("inquiry-declined"), html! {})) }
            @if let Some((own, _)) = &self.own {
                (ui::alert(Tone::Good, self.lang.ta("inquiry-answered", &[("round", own.round.to_string())]), html! {
                    p { (self.lang.ta("inquiry-answered-sums", &[
                        ("net", format!("{} {}", own.currency, super::money(own.net, own.currency))),
                        ("tax", super::money(own.tax, own.currency)),
                        ("gross", format!("{} {}", own.currency, super::money(own.gross(), own.currency))),
                    ])) }
                }))
            }
            p { (self.lang.ta("inquiry-lead", &[("company", self.company.name.clone()), ("day", until)])) }
            @for line in self.message.lines() { p { q { (line) } } }
            @if self.open { (self.form(typed)) } @else { (self.goods()) }
            p { a href={ (self.address) "/inquiry.pdf" } { (self.t("inquiry-pdf")) } }
            p.muted { (self.company.name) " · " (self.company.phone) " · " (self.company.email) }
        };
        outside::letter_of(self.lang, &self.company.name, (&title, &self.address), trouble, body)
    }

    fn goods(&self) -> Markup {
        html! { @for (line, wanted) in &self.lines { section.card.link-line { (self.good(line, wanted)) } } }
    }

    fn good(&self, line: &Line, wanted: &str) -> Markup {
        html! {
            h2 { (line.no) ". " (line.name(self.lang)) " " span.muted { (line.sku) } }
            @if !line.spec.is_empty() { p { (line.spec) } }
            (ui::facts([
                (self.t("purchase-quantity"), html! { (line.quantity.page()) " " (line.unit) }),
                (self.t("purchase-wanted"), html! { (wanted) }),
            ]))
        }
    }

    /// What we expect him to bill: his own rate, or that of the goods where they all have one.
    fn usual_rate(&self) -> Option<TaxRate> {
        let first = self.lines.first().map(|(line, _)| line.usual_rate)?;
        let all = self.lines.iter().all(|(line, _)| line.usual_rate == first);
        self.supplier.tax_rate.or(all.then_some(first))
    }

    fn form(&self, typed: &Value) -> Markup {
        let text = |name: &str| typed.get(name).and_then(Value::as_str).unwrap_or("").to_string();
        let of_line = |at: usize, name: &str| {
            let typed = typed.get("lines").and_then(|lines| lines.get(at)).and_then(|line| line.get(name));
            typed.and_then(Value::as_str).unwrap_or("").to_string()
        };
        let currency = match text("currency") {
            none if none.is_empty() => self.supplier.currency.to_string(),
            typed => typed,
        };
        let tax_rate = match text("tax_rate") {
            none if none.is_empty() => self.usual_rate().map_or(String::new(), |rate| rate.to_string()),
            typed => typed,
        };
        let bases = ["1", "100", "1000"].map(|base| (base, self.lang.ta("purchase-per", &[("n", base.to_string())])));
        html! {
            form method="post" action={ (self.address) "/answer" } {
                (ui::form_token(format!("{}-a", self.once))) (ui::hidden("lang", self.lang.tag()))
                @if self.lines.len() > 1 { p.muted { (self.t("inquiry-some")) } }
                @for (at, (line, wanted)) in self.lines.iter().enumerate() {
                    section.card.link-line {
                        (self.good(line, wanted))
                        (ui::hidden(&format!("lines[{at}][no]"), line.no))
                        div.fields {
                            (ui::money(&format!("lines[{at}][price]"), self.lang.ta("inquiry-price", &[("unit", line.unit.clone())]))
                                .id(format!("price-{at}")).value(of_line(at, "price")))
                            (ui::select(&format!("lines[{at}][base]"), self.t("purchase-base"), bases.clone())
                                .id(format!("base-{at}")).value(of_line(at, "base")))
                        }
                    }
                }
                section.card {
                    div.fields {
                        (ui::text("currency", self.t("purchase-currency")).value(currency).required().attr("maxlength", 3))
                        (ui::text("tax_rate", self.t("inquiry-tax-rate")).value(tax_rate).attr("inputmode", "decimal"))
                        (ui::number("lead_days", self.t("inquiry-lead-days")).value(text("lead_days")))
                        (ui::date("valid_until", self.t("inquiry-valid")).value(text("valid_until")))
                        (ui::text("name", self.t("inquiry-name")).value(text("name")).attr("autocomplete", "name"))
                    }
                    (ui::textarea("remark", self.t("inquiry-remark")).value(text("remark")).rows(3))
                    div.link-answers {
                        (ui::primary(self.t("inquiry-send")))
                        (ui::button(self.t("inquiry-decline")).sends("decline", "yes"))
                    }
                }
            }
        }
    }
}
