//! One purchase: what for whom, the offers, the contract, the supplier's day, arrivals and returns; and the forms of
//! those who may act. Prices and suppliers only for those who may see them.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::files;
use platform::history::{self, Written};
use platform::i18n::Lang;
use platform::money::Currency;
use platform::step::Standing;
use platform::web::ui::{self, Moment, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::compare::{self, OnTime};
use super::give_back::{self, Returned};
use super::link::{self, Asked};
use super::purchase::{self, Line, Part, Purchase};
use super::queue::{state_tone, state_word};
use super::quotation::{self, Quotation, QuotedLine};
use super::receive::{self, Receipt};
use super::repromise::{self, Promised};
use super::{award, forms, money};
use crate::fulfilment::inspection;
use crate::masters::{self, Supplier, sees};
use crate::order::file_answer;
use crate::people::{self, Again};
use crate::shell::{self, Page, step_key};

const HISTORY: i64 = 50;
/// Suppliers to choose from; more are found by the product's own.
const CHOICES: i64 = 100;

/// Everything that the page shows.
pub struct Seen {
    pub purchase: Purchase,
    pub lines: Vec<Line>,
    pub parts: Vec<Part>,
    pub asked: Vec<Asked>,
    pub suppliers: HashMap<Id, Supplier>,
    /// Whom one may ask, the products' usual ones first.
    pub choices: Vec<Supplier>,
    pub latest: Vec<Quotation>,
    pub prices: HashMap<(Id, Id), QuotedLine>,
    pub on_time: HashMap<Id, OnTime>,
    pub company_currency: Currency,
    pub receipts: Vec<Receipt>,
    pub returns: Vec<Returned>,
    pub promises: Vec<Promised>,
    pub history: Vec<Written>,
    /// What quality found.
    pub inspections: Markup,
    pub stands: Standing,
    pub zone: TimeZone,
    pub today: Day,
    /// The day to which the winning offer's days lead.
    pub offered_day: Option<Day>,
    pub sees_supplier: bool,
    pub sees_price: bool,
    pub once: Id,
}

/// `GET /purchases/{id}`
pub async fn show(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, id, Again::blank()).await
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let lang = ask.lang;
    let seen = app.read(move |tx| look(tx, &who, id, lang)).await?;
    Ok(ask.show(&seen.json(), || drawn(ask, &seen, &again)))
}

/// `GET /purchases/{id}/contract.pdf`
pub async fn contract(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Failure> {
    let folder = app.0.files.clone();
    let (name, content) = app
        .read(move |tx| {
            let file = purchase::fetch(tx, id)?.contract.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, file)?.ok_or(Trouble::Hidden)?;
            Ok((card.name, folder.read(&card.sha256)?))
        })
        .await?;
    Ok(file_answer(&name, "application/pdf", content))
}

fn look(tx: &mut Tx, who: &Person, id: Id, lang: Lang) -> Outcome<Seen> {
    let purchase = purchase::fetch(tx, id)?;
    let (sees_supplier, sees_cost) = (sees::supplier(who.roles), sees::cost(who.roles));
    let sees_price = sees_supplier && sees_cost;
    let lines = purchase::lines(tx, id)?;
    let asked = if sees_supplier { link::of_purchase(tx, id)? } else { Vec::new() };
    let mut named: Vec<Id> = asked.iter().map(|asked| asked.supplier).collect();
    named.extend(purchase.supplier.filter(|_| sees_supplier));
    let all = if sees_price { quotation::of_purchase(tx, id)? } else { Vec::new() };
    let latest = quotation::latest(&all);
    let quotes: Vec<Id> = latest.iter().map(|quote| quote.id).collect();
    let offered = all.iter().find(|quote| Some(quote.id) == purchase.quotation);
    let offered_day = match offered {
        Some(quote) => {
            let calendar = people::calendar(tx)?;
            let days = u32::try_from(quote.lead_days).unwrap_or(0);
            calendar.add_days(tx.now(), days).ok().map(|at| at.day_in(calendar.zone()))
        }
        None => None,
    };
    Ok(Seen {
        parts: purchase::parts(tx, id)?,
        suppliers: masters::suppliers(tx, &named)?,
        choices: if sees_price { choices(tx, &lines)? } else { Vec::new() },
        prices: quotation::prices(tx, &quotes)?,
        on_time: compare::on_time(tx, &named)?,
        company_currency: masters::company_currency(tx)?,
        receipts: receive::of_purchase(tx, id)?,
        returns: give_back::of_purchase(tx, id)?,
        promises: repromise::of_purchase(tx, id)?,
        history: history::page(tx, id, i64::MAX, HISTORY)?,
        inspections: inspection::of_purchase_card(tx, id, lang)?,
        stands: Standing { roles: who.roles, ..Standing::default() },
        zone: people::zone(tx)?,
        today: people::today(tx)?,
        once: tx.new_id(),
        purchase,
        lines,
        asked,
        latest,
        offered_day,
        sees_supplier,
        sees_price,
    })
}

fn choices(tx: &mut Tx, lines: &[Line]) -> Outcome<Vec<Supplier>> {
    let ids: Vec<Id> = lines.iter().map(|line| line.product).collect();
    let named: Vec<String> = masters::products(tx, &ids)?.into_values().map(|product| product.supplier).collect();
    let mut choices = masters::usual_suppliers(tx, &named)?;
    for supplier in masters::suppliers_after(tx, "", CHOICES)? {
        if !choices.iter().any(|known| known.id == supplier.id) {
            choices.push(supplier);
        }
    }
    choices.retain(|supplier| !supplier.blocked);
    Ok(choices)
}

impl Seen {
    fn supplier(&self) -> Option<&Supplier> {
        self.purchase.supplier.and_then(|id| self.suppliers.get(&id))
    }

    /// The same for machines, with the same gaps.
    fn json(&self) -> Value {
        let p = &self.purchase;
        let lines: Vec<Value> = self.lines.iter().map(|line| self.line_json(line)).collect();
        let mut all = json!({
            "id": p.id, "number": p.called(), "state": p.state, "round": p.round, "reply_by": p.reply_by,
            "lock": p.lock, "lines": lines, "parts": self.parts, "receipts": self.receipts,
            "returns": self.returns, "promises": self.promises,
        });
        if self.sees_supplier {
            all["supplier"] = json!(self.supplier().map(|supplier| &supplier.name));
        }
        if self.sees_price {
            all["currency"] = json!(p.currency);
            all["ground"] = json!(p.ground);
            all["quotations"] = self.latest.iter().map(|quote| self.quote_json(quote)).collect();
        }
        all
    }

    fn line_json(&self, line: &Line) -> Value {
        let mut value = json!({
            "id": line.id, "no": line.no, "sku": line.sku, "quantity": line.quantity, "received": line.received,
            "to_inspect": line.to_inspect, "returned": line.returned, "promised_on": line.promised_on,
            "expected_on": line.expected_on,
        });
        if self.sees_price {
            value["price"] = json!(line.price);
            value["amount"] = json!(money(line.amount, self.purchase.currency));
        }
        value
    }

    fn quote_json(&self, quote: &Quotation) -> Value {
        let name = self.suppliers.get(&quote.supplier).map(|supplier| supplier.code.as_str());
        json!({"id": quote.id, "supplier": name, "supplier_id": quote.supplier, "round": quote.round,
            "currency": quote.currency, "net": money(quote.net, quote.currency),
            "net_company": quote.net_company.map(|minor| money(minor, self.company_currency)),
            "lead_days": quote.lead_days, "valid_until": quote.valid_until,
            "cheapest": award::is_cheapest(quote, &self.latest),
            "on_time": self.on_time.get(&quote.supplier).copied().unwrap_or_default()})
    }
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (p, title) = (&seen.purchase, seen.purchase.called().to_string());
    let awards = award::AWARD.offered(p.state, &seen.stands);
    let main = html! {
        (ui::card("", html! {}, facts(ask, seen)))
        (ui::card(ask.t("purchase-lines"), ui::clause("4.2.4"), lines(ask, seen)))
        (ui::card(ask.t("purchase-parts"), ui::clause("4.2.1"), parts(ask, seen)))
        @if seen.sees_price { (ui::card(ask.t("compare-title"), ui::clause("4.2.2"), compare::table(ask, seen, awards))) }
        (ui::card(ask.t("purchase-receipts"), ui::clause("4.2.4"), receipts(ask, seen)))
        (seen.inspections)
        @if !seen.promises.is_empty() { (ui::card(ask.t("purchase-promises"), ui::clause("4.2.4"), promises(ask, seen))) }
        (ui::card(ask.t("masters-story"), html! {}, story(ask, seen)))
    };
    let body = html! {
        (ui::page_header(&title, ui::status(state_tone(p.state), state_word(ask, p.state)), html! {
            @if seen.sees_price && p.contract.is_some() {
                (ui::link_button(ask.t("purchase-contract-pdf"), format!("{}/contract.pdf", p.href())).icon("file"))
            }
        }))
        (again.head(ask))
        (ui::main_aside(main, forms::all(ask, seen, again)))
    };
    let page = Page::new(title, "purchases", body).crumb(ask.t("nav-purchases"), "/purchases");
    shell::page(ask, page.status(again.status))
}

fn facts(ask: &Ask, seen: &Seen) -> Markup {
    let p = &seen.purchase;
    let mut facts = vec![
        (ask.t("purchase-rfq"), html! { (p.rfq_number) }),
        (ask.t("purchase-number"), html! { @if p.number.is_empty() { "–" } @else { (p.number) } }),
        (ask.t("purchase-reply-by"), html! { @if let Some(day) = p.reply_by { (day) } @else { "–" } }),
    ];
    if let Some(supplier) = seen.supplier() {
        facts.push((ask.t("purchase-supplier"), html! { a href=(supplier.href()) { (supplier.name) } }));
    }
    if seen.sees_price {
        let net = purchase::net(&seen.lines, p.currency).map_or(String::new(), |net| net.page());
        facts.push((ask.t("purchase-net"), html! { (p.currency) " " (net) }));
        facts.push((ask.t("masters-ground"), html! { @if p.ground.is_empty() { "–" } @else { (p.ground) } }));
    }
    ui::facts(facts)
}

fn lines(ask: &Ask, seen: &Seen) -> Markup {
    let mut heads = vec![
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("purchase-received")).number(),
        column(ask.t("purchase-to-inspect")).number(),
        column(ask.t("purchase-promised")),
        column(ask.t("purchase-expected")),
    ];
    if seen.sees_price {
        heads.push(column(ask.t("purchase-price")).number());
        heads.push(column(ask.t("purchase-amount")).number());
    }
    let currency = seen.purchase.currency;
    let rows = seen.lines.iter().map(|line| {
        let overdue = line.awaited && line.expected_on.is_some_and(|day| day < seen.today);
        let mut cells = vec![
            html! { (line.no) ". " (line.sku) " " (line.name(ask.lang)) br; small { (line.spec) } },
            html! { (line.quantity.page()) " " (line.unit) },
            html! { (line.received.page()) },
            html! { (line.to_inspect.page()) },
            html! { @if let Some(day) = line.promised_on { (day) } @else { "–" } },
            html! {
                @if let Some(day) = line.expected_on { (day) } @else { "–" }
                @if overdue { " " (ui::status(Tone::Bad, ask.t("purchase-show-overdue"))) }
            },
        ];
        if seen.sees_price {
            cells.push(html! { (line.price.page(currency)) @if line.price_base.units() > 1 { " / " (line.price_base.units()) } });
            cells.push(html! { (money(line.amount, currency)) });
        }
        ui::Row::new(cells)
    });
    html! { (ui::Table::new(ask.t("purchase-lines"), heads).wide().rows(rows)) }
}

fn parts(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("purchase-for")),
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("purchase-received")).number(),
        column(ask.t("purchase-wanted")),
    ];
    let rows = seen.parts.iter().map(|part| {
        let line = seen.lines.iter().find(|line| line.id == part.line);
        ui::Row::new([
            html! {
                @match part.order {
                    Some(order) => a href={ "/orders/" (order) } { (part.order_number) },
                    None => (ask.t("purchase-for-stock")),
                }
            },
            html! { @if let Some(line) = line { (line.no) ". " (line.sku) } },
            html! { (part.quantity.page()) },
            html! { (part.received.page()) },
            html! { (part.wanted_on) },
        ])
    });
    html! { (ui::Table::new(ask.t("purchase-parts"), heads).rows(rows)) }
}

fn receipts(ask: &Ask, seen: &Seen) -> Markup {
    let moment = |at: platform::day::Instant| at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string();
    let heads = [
        column(ask.t("purchase-at")),
        column(ask.t("receipt-note")),
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("receipt-passed")).number(),
        column(ask.t("receipt-returned")).number(),
        column(ask.t("receipt-in-time")),
    ];
    let rows = seen.receipts.iter().map(|receipt| {
        let (tone, key) = if receipt.in_time { (Tone::Good, "receipt-yes") } else { (Tone::Bad, "receipt-no") };
        let line = seen.lines.iter().find(|line| line.id == receipt.line);
        ui::Row::new([
            html! { (moment(receipt.at)) br; small { (receipt.by_name) } },
            html! { (receipt.note_no) },
            html! { (receipt.line_no) ". " @if let Some(line) = line { (line.sku) } },
            html! { (receipt.quantity.page()) },
            html! { (receipt.passed.page()) (forms::waits(ask, receipt)) },
            html! { (receipt.returned.page()) },
            ui::status(tone, ask.t(key)),
        ])
    });
    let empty = ui::empty_state(ask.t("receipt-none"), ask.t("receipt-none-text"), html! {});
    html! {
        (ui::Table::new(ask.t("purchase-receipts"), heads).rows(rows).empty(empty))
        @for back in &seen.returns {
            p {
                (ui::status(Tone::Warn, ask.t(&format!("return-outcome-{}", back.outcome)))) " "
                (moment(back.at)) " · " (back.note_no) " · " (back.quantity.page()) " · " (back.reason) " · " (back.by_name)
            }
        }
    }
}

fn promises(ask: &Ask, seen: &Seen) -> Markup {
    let heads = ["purchase-at", "purchase-line", "promise-old", "promise-new", "masters-ground", "promise-by"];
    let heads = heads.map(|key| column(ask.t(key)));
    let rows = seen.promises.iter().map(|promised| {
        ui::Row::new([
            html! { (promised.at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string()) },
            html! { (promised.line) },
            html! { @if let Some(day) = promised.old_on { (day) } @else { "–" } },
            html! { (promised.new_on) },
            html! { (promised.ground) },
            html! { (promised.by_name) },
        ])
    });
    html! { (ui::Table::new(ask.t("purchase-promises"), heads).rows(rows)) }
}

/// A supplier's own name stands in what he did on his link.
fn story(ask: &Ask, seen: &Seen) -> Markup {
    let moments: Vec<Moment> = seen
        .history
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: entry.at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string(),
            who: if entry.via == "link" && !seen.sees_supplier { String::new() } else { entry.who_name.clone() },
            what: html! { (ask.t(&step_key(&entry.step))) },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: None,
        })
        .collect();
    ui::timeline(&moments)
}
