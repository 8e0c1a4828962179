//! 4.2.2: the whole negotiation, a row a round and a column a supplier: what was said to them, and every offer that came of
//! it with who, when, prices and days. Nothing that was offered is lost when another offer takes its place.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::web::Ask;
use platform::web::ui::{self, Tone, column};
use platform::{Id, Tx};
use serde::Serialize;

use super::money;
use super::page::Seen;
use super::quotation::{Quotation, QuoteVia};

/// What was said in a round.
#[derive(Clone, Debug, Serialize)]
pub struct Round {
    pub round: i64,
    pub at: Instant,
    pub by_name: String,
    pub reply_by: Day,
    pub message: String,
}

platform::sql! {
    OF_PURCHASE = "SELECT round, at, by_name, reply_by, message FROM purchase_round WHERE purchase = $1 \
        ORDER BY round DESC LIMIT 200";
}

/// The rounds of a purchase, the last first.
pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Round>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], |row| {
        Ok(Round {
            round: row.get(0)?,
            at: row.get(1)?,
            by_name: row.get(2)?,
            reply_by: row.get(3)?,
            message: row.get(4)?,
        })
    })?)
}

pub fn table(ask: &Ask, seen: &Seen) -> Markup {
    let suppliers: Vec<_> = seen.asked.iter().filter_map(|asked| seen.suppliers.get(&asked.supplier)).collect();
    let heads = std::iter::once(column(ask.t("rounds-round"))).chain(suppliers.iter().map(|s| column(&s.name)));
    let rows = seen.rounds.iter().map(|round| {
        let offers = suppliers.iter().map(|supplier| {
            let own = |quote: &&Quotation| quote.supplier == supplier.id && quote.round == round.round;
            let of: Vec<&Quotation> = seen.all.iter().filter(own).collect();
            html! { @for quote in &of { (offer(ask, seen, quote)) } @if of.is_empty() { "–" } }
        });
        ui::Row::new(std::iter::once(said(ask, seen, round)).chain(offers))
    });
    html! { (ui::Table::new(ask.t("rounds-title"), heads).wide().rows(rows)) }
}

fn moment(seen: &Seen, at: Instant) -> String {
    at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn said(ask: &Ask, seen: &Seen, round: &Round) -> Markup {
    html! {
        strong { (ask.ta("compare-of-round", &[("round", round.round.to_string())])) }
        br; small { (moment(seen, round.at)) " · " (round.by_name) }
        @for line in round.message.lines() { br; q { (line) } }
    }
}

fn offer(ask: &Ask, seen: &Seen, quote: &Quotation) -> Markup {
    let stands = seen.latest.iter().any(|latest| latest.id == quote.id);
    html! {
        div.rounds-offer {
            strong { (quote.currency) " " (money(quote.net, quote.currency)) } " "
            @if stands { (ui::badge(Tone::Good, ask.t("rounds-stands"))) }
            br; (ask.ta("rounds-days", &[("n", quote.lead_days.to_string())]))
            @if quote.via == QuoteVia::Desk { " · " (ask.t("compare-by-desk")) }
            @for line in &seen.lines {
                @if let Some(priced) = seen.prices.get(&(quote.id, line.id)) {
                    br; small {
                        (line.no) ". " (priced.price.page(quote.currency))
                        @if priced.price_base.units() > 1 { " / " (priced.price_base.units()) }
                    }
                }
            }
            br; small.muted { (moment(seen, quote.at)) " · " (quote.by_name) }
            @if !quote.remark.is_empty() { br; small { (quote.remark) } }
        }
    }
}
