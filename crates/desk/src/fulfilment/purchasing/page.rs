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
use platform::web::ui::{self, Moment, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};

use super::compare::{self, OnTime};
use super::file_signed::{self, Signed};
use super::give_back::{self, Returned};
use super::link::{self, Asked};
use super::purchase::{self, Line, Part, Purchase, PurchaseState};
use super::queue::{state_tone, state_word};
use super::quotation::{self, Quotation, QuotedLine};
use super::receive::{self, Receipt};
use super::repromise::{self, Promised};
use super::rounds::{self, Round};
use super::{ask_rest, award, contract, forms, page_tables as tables};
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
    /// Who was asked, has not answered, and cannot any more.
    pub lost: Vec<Supplier>,
    pub suppliers: HashMap<Id, Supplier>,
    /// Whom one may ask, the products' usual ones first.
    pub choices: Vec<Supplier>,
    /// Every offer, the newest first; and the last of each supplier.
    pub all: Vec<Quotation>,
    pub latest: Vec<Quotation>,
    pub rounds: Vec<Round>,
    pub signed: Vec<Signed>,
    /// Of which purchase these lines were a part.
    pub whole: Option<Purchase>,
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
    let quotes: Vec<Id> = all.iter().map(|quote| quote.id).collect();
    let awarded = purchase.state == PurchaseState::Awarded && sees_price;
    let offered_day = if awarded { contract::offered_day(tx, &purchase)? } else { None };
    let whole = match purchase.divided_from {
        Some(from) => Some(purchase::fetch(tx, from)?),
        None => None,
    };
    Ok(Seen {
        lost: if sees_supplier { ask_rest::lost(tx, &purchase)? } else { Vec::new() },
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
        rounds: if sees_price { rounds::of_purchase(tx, id)? } else { Vec::new() },
        signed: if sees_price { file_signed::of_purchase(tx, id)? } else { Vec::new() },
        all,
        latest,
        whole,
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
    pub(super) fn supplier(&self) -> Option<&Supplier> {
        self.purchase.supplier.and_then(|id| self.suppliers.get(&id))
    }
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (p, title) = (&seen.purchase, seen.purchase.called().to_string());
    let awarded = p.state == PurchaseState::Awarded && seen.sees_price;
    let awards = award::AWARD.offered(p.state, &seen.stands);
    let main = html! {
        (ui::card("", html! {}, facts(ask, seen)))
        @if awarded { (ui::card(ask.t("contract-draft"), ui::clause("4.2.3"), preview(ask, seen))) }
        @if p.amended_at.is_some() && seen.sees_price { (ui::card(ask.t("contract-amended"), ui::clause("4.2.4"), amended(ask, seen))) }
        (ui::card(ask.t("purchase-lines"), ui::clause("4.2.4"), tables::lines(ask, seen)))
        (ui::card(ask.t("purchase-parts"), ui::clause("4.2.1"), tables::parts(ask, seen)))
        @if seen.sees_price { (ui::card(ask.t("compare-title"), ui::clause("4.2.2"), compare::table(ask, seen, awards))) }
        @if seen.sees_price && !seen.all.is_empty() { (ui::card(ask.t("rounds-title"), ui::clause("4.2.2"), rounds::table(ask, seen))) }
        @if !seen.signed.is_empty() { (ui::card(ask.t("signed-title"), ui::clause("4.2.3"), tables::signed(seen))) }
        (ui::card(ask.t("purchase-receipts"), ui::clause("4.2.4"), tables::receipts(ask, seen)))
        (seen.inspections)
        @if !seen.promises.is_empty() { (ui::card(ask.t("purchase-promises"), ui::clause("4.2.4"), tables::promises(ask, seen))) }
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
        if let Some(Ok(sums)) = p.supplier.map(|_| purchase::sums(&seen.lines, p.currency)) {
            facts.push((ask.t("purchase-net"), html! { (p.currency) " " (sums.net.page()) }));
            facts.push((ask.t("purchase-tax"), html! { (p.currency) " " (sums.tax.page()) }));
            facts.push((ask.t("purchase-gross"), html! { strong { (p.currency) " " (sums.gross.page()) } }));
        }
        if p.contract.is_some() {
            let nowhere = || ask.t("contract-not-mailed");
            facts.push((
                ask.t("contract-mailed-to"),
                html! { @if p.mailed_to.is_empty() { (nowhere()) } @else { (p.mailed_to) } },
            ));
        }
        facts.push((ask.t("masters-ground"), html! { @if p.ground.is_empty() { "–" } @else { (p.ground) } }));
    }
    if let Some(whole) = &seen.whole {
        facts.push((ask.t("purchase-divided-from"), html! { a href=(whole.href()) { (whole.rfq_number) } }));
    }
    ui::facts(facts)
}

/// 4.2.3: what will be signed, with the day to which the offer leads.
fn preview(ask: &Ask, seen: &Seen) -> Markup {
    let day = seen.offered_day.map_or(String::new(), |day| day.to_string());
    let href = format!("{}/contract-draft.pdf?day={day}", seen.purchase.href());
    html! {
        p { (ask.t("contract-draft-text")) " " a href=(href) { (ask.t("contract-draft-open")) } }
        iframe.source-pdf.contract-preview src={ (href) "#navpanes=0&view=FitH" } title=(ask.t("contract-draft")) loading="lazy" {}
    }
}

/// 4.2.4: what the supplier is to be told.
fn amended(ask: &Ask, seen: &Seen) -> Markup {
    let href = format!("{}/contract-draft.pdf", seen.purchase.href());
    html! { p { (ask.t("contract-amended-owed")) " " a href=(href) { (ask.t("contract-draft-open")) } } }
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
