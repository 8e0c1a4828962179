//! 4.2.2: the offers side by side, a column a supplier: price of each line, net, tax and gross, the net in the company's
//! currency, by which they are compared, days, how often he was in time, terms; and the button that awards.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::web::Ask;
use platform::web::ui::{self, Tone, column};
use platform::{Id, Tx};
use serde::Serialize;

use super::award::is_cheapest;
use super::link::Asked;
use super::money;
use super::page::Seen;
use super::quotation::{Quotation, QuoteVia};
use crate::masters::Supplier;

/// How many deliveries of the last twelve months came on or before the first promised day.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct OnTime {
    pub all: i64,
    pub in_time: i64,
}

impl OnTime {
    /// In whole per cent, rounded down; nothing where nothing came yet.
    pub fn per_cent(self) -> Option<i64> {
        (self.all > 0).then(|| self.in_time * 100 / self.all)
    }
}

platform::sql! {
    ON_TIME = "SELECT supplier, COUNT(*), CAST(SUM(CASE WHEN in_time THEN 1 ELSE 0 END) AS BIGINT) FROM purchase_receipt \
        WHERE supplier IN ({ids:$1}) AND at >= $2 GROUP BY supplier";
}

const YEAR_S: u64 = 365 * 24 * 3600;

/// Of the last twelve months, in one statement for all.
pub fn on_time(tx: &mut Tx, suppliers: &[Id]) -> Outcome<HashMap<Id, OnTime>> {
    let since = tx.now().checked_sub(std::time::Duration::from_secs(YEAR_S)).unwrap_or(Instant::EPOCH);
    let ids = suppliers.to_vec();
    let rows =
        tx.list(&ON_TIME, &[&ids, &since], |row| Ok((row.get(0)?, OnTime { all: row.get(1)?, in_time: row.get(2)? })))?;
    Ok(rows.into_iter().collect())
}

/// A supplier's column.
struct Offered<'a> {
    supplier: &'a Supplier,
    asked: &'a Asked,
    quote: Option<&'a Quotation>,
}

pub fn table(ask: &Ask, seen: &Seen, award: bool) -> Markup {
    let columns: Vec<Offered<'_>> = seen
        .asked
        .iter()
        .filter_map(|asked| {
            let supplier = seen.suppliers.get(&asked.supplier)?;
            let quote = seen.latest.iter().find(|quote| quote.supplier == asked.supplier);
            Some(Offered { supplier, asked, quote })
        })
        .collect();
    if columns.is_empty() {
        return ui::empty_state(ask.t("compare-none"), ask.t("compare-none-text"), html! {});
    }
    let heads = std::iter::once(column(ask.t("compare-what"))).chain(columns.iter().map(|c| column(&c.supplier.name)));
    let mut rows = vec![row(ask.t("compare-round"), &columns, |c| state(ask, c))];
    for (at, line) in seen.lines.iter().enumerate() {
        let label = format!("{}. {} × {}", line.no, line.sku, line.quantity.page());
        rows.push(row(label, &columns, |c| unit_price(ask, seen, c, at)));
    }
    rows.push(row(ask.t("purchase-net"), &columns, |c| sum(ask, seen, c)));
    rows.push(row(ask.t("purchase-tax"), &columns, |c| quoted(c, |q| html! { (money(q.tax, q.currency)) })));
    rows.push(row(ask.t("purchase-gross"), &columns, |c| {
        quoted(c, |q| html! { (q.currency) " " (money(q.gross(), q.currency)) })
    }));
    rows.push(row(ask.t("compare-lead"), &columns, |c| quoted(c, |q| html! { (q.lead_days) })));
    rows.push(row(ask.t("inquiry-valid"), &columns, |c| {
        quoted(c, |q| html! { @if let Some(day) = q.valid_until { (day) } @else { "–" } })
    }));
    rows.push(row(ask.t("compare-on-time"), &columns, |c| on_time_words(ask, seen, c)));
    rows.push(row(ask.t("contract-payment"), &columns, |c| html! { (c.supplier.payment_term) }));
    rows.push(row(ask.t("inquiry-remark"), &columns, |c| quoted(c, |q| html! { (q.remark) })));
    if award {
        rows.push(row(ask.t("purchase-act"), &columns, |c| {
            html! { @if let Some(quote) = c.quote.filter(|quote| quote.whole) { (award_form(ask, seen, c.supplier, quote)) } }
        }));
    }
    html! {
        p.muted { (ask.ta("compare-basis", &[("currency", seen.company_currency.to_string())])) }
        (ui::Table::new(ask.t("compare-title"), heads).wide().rows(rows))
    }
}

fn row(label: String, columns: &[Offered<'_>], cell: impl Fn(&Offered<'_>) -> Markup) -> ui::Row {
    ui::Row::new(std::iter::once(html! { (label) }).chain(columns.iter().map(cell)))
}

fn quoted(c: &Offered<'_>, cell: impl Fn(&Quotation) -> Markup) -> Markup {
    c.quote.map_or(html! { "–" }, cell)
}

fn state(ask: &Ask, c: &Offered<'_>) -> Markup {
    html! {
        @if c.asked.declined { (ui::status(Tone::Quiet, ask.t("compare-declined"))) }
        @else if !c.asked.has_answered() { (ui::status(Tone::Warn, ask.t("compare-waits"))) }
        @if let Some(quote) = c.quote {
            " " (ask.ta("compare-of-round", &[("round", quote.round.to_string())]))
            @if quote.via == QuoteVia::Desk { " · " (ask.t("compare-by-desk")) }
        }
    }
}

fn unit_price(ask: &Ask, seen: &Seen, c: &Offered<'_>, at: usize) -> Markup {
    quoted(c, |quote| {
        let price = seen.prices.get(&(quote.id, seen.lines[at].id));
        html! {
            @if let Some(line) = price {
                (quote.currency) " " (line.price.page(quote.currency))
                @if line.price_base.units() > 1 { " " (ask.ta("purchase-per", &[("n", line.price_base.units().to_string())])) }
                @if lowest(seen, quote, at) { " " (ui::badge(Tone::Good, ask.t("compare-cheapest"))) }
                br; small { (money(line.amount, quote.currency)) " · " (ask.ta("compare-tax", &[("rate", line.tax_rate.to_string())])) }
            } @else { (ask.t("compare-not-offered")) }
        }
    })
}

/// Of several who offer a line all in one currency, none asks less for it.
fn lowest(seen: &Seen, quote: &Quotation, at: usize) -> bool {
    let of =
        |other: &Quotation| seen.prices.get(&(other.id, seen.lines[at].id)).map(|line| (other.currency, line.amount));
    let all: Vec<_> = seen.latest.iter().filter_map(of).collect();
    let own = of(quote);
    all.len() > 1 && own.is_some_and(|(currency, amount)| all.iter().all(|(c, a)| *c == currency && amount <= *a))
}

fn sum(ask: &Ask, seen: &Seen, c: &Offered<'_>) -> Markup {
    quoted(c, |quote| {
        html! {
            strong { (quote.currency) " " (money(quote.net, quote.currency)) }
            @match quote.net_company {
                Some(minor) if quote.currency != seen.company_currency => {
                    br; (seen.company_currency) " " (money(minor, seen.company_currency))
                },
                Some(_) => {},
                None => { br; (ui::status(Tone::Warn, ask.t("compare-no-rate"))) },
            }
            @if !quote.whole { br; (ui::status(Tone::Warn, ask.t("compare-part"))) }
            @if quote.whole && seen.latest.len() > 1 && is_cheapest(quote, &seen.latest) { " " (ui::badge(Tone::Good, ask.t("compare-cheapest"))) }
        }
    })
}

fn on_time_words(ask: &Ask, seen: &Seen, c: &Offered<'_>) -> Markup {
    let rate = seen.on_time.get(&c.supplier.id).copied().unwrap_or_default();
    html! {
        @match rate.per_cent() {
            Some(percent) => { (percent) " % " small { (ask.ta("compare-of", &[("n", rate.all.to_string())])) } },
            None => { (ask.t("compare-nothing-yet")) },
        }
    }
}

fn award_form(ask: &Ask, seen: &Seen, supplier: &Supplier, quote: &Quotation) -> Markup {
    let id = quote.id;
    html! {
        form method="post" action={ (seen.purchase.href()) "/award" } {
            (ui::form_token(format!("{}-{id}", seen.once))) (ui::hidden("lock", seen.purchase.lock)) (ui::hidden("quotation", id))
            @if !is_cheapest(quote, &seen.latest) {
                (ui::text("reason", ask.t("compare-reason")).id(format!("reason-{id}")).required())
            }
            (ui::button(ask.t("step-purchase-award")).small()
                .attr("aria-label", format!("{}: {}", ask.t("step-purchase-award"), supplier.name)))
        }
    }
}
