//! 4.2.2: what a supplier offers in a round: a price for each line, days until it is there, until when it holds. All are
//! kept; the last of each supplier stands in the comparison, in the company's currency where a rate of that day is known.
//! Prices are without tax; the tax is that of the supplier, of the offer where he says so, else of each product.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::limits::{FIELD_CHARS, TEXT_CHARS};
use platform::money::{Currency, Discount, Money, PriceBase, TaxRate, UnitPrice, line_amount, totals};
use platform::step::{Finding, Rule, Weight};
use platform::trouble::{Fields, Say};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::link::{self, Asked};
use super::purchase::{self, Line, Purchase};
use crate::masters;
use crate::order::duty;
use crate::people::{self, MemoKind};

platform::words! {
    /// By which way an offer came.
    pub enum QuoteVia { Link = "link", Desk = "desk" }
}

/// The form of an offer, on the link as at the desk.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QuoteForm {
    pub name: String,
    pub currency: String,
    pub lines: Vec<PriceForm>,
    /// Per cent, for all lines; empty: each product's own.
    pub tax_rate: String,
    /// Working days until the goods are at our gate.
    pub lead_days: String,
    pub valid_until: String,
    pub remark: String,
    /// Anything but nothing: he offers nothing.
    pub decline: String,
    pub lang: String,
    /// At the desk: whose offer it is, and what was seen of the purchase.
    pub supplier: String,
    pub lock: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    pub no: String,
    pub price: String,
    pub base: String,
    /// Per cent, where this line has another rate.
    pub tax_rate: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Quotation {
    pub id: Id,
    pub supplier: Id,
    pub round: i64,
    pub at: Instant,
    pub by_name: String,
    pub via: QuoteVia,
    pub currency: Currency,
    pub lead_days: i64,
    pub valid_until: Option<Day>,
    pub remark: String,
    pub net: i64,
    pub tax: i64,
    /// Net, in minor units of the company's currency; nothing where no rate was known.
    pub net_company: Option<i64>,
    /// It has a price for every line of the purchase.
    pub whole: bool,
}

impl Quotation {
    pub fn gross(&self) -> i64 {
        self.net.saturating_add(self.tax)
    }
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct QuotedLine {
    pub price: UnitPrice,
    pub price_base: PriceBase,
    pub amount: i64,
    pub tax_rate: TaxRate,
}

/// An offer as it was read.
pub struct Offer {
    pub currency: Currency,
    pub lead_days: i64,
    pub valid_until: Option<Day>,
    pub remark: String,
    pub by_name: String,
    prices: Vec<Priced>,
}

/// What the rules of both ways look at.
pub struct Facts {
    /// No line has a price.
    pub empty: bool,
    pub expired: bool,
    /// The link does not lead here any more.
    pub ended: bool,
}

pub const PRICED: Rule<Facts> = Rule {
    id: "quotation.priced",
    clause: "4.2.2",
    weight: Weight::Must,
    verdict: |facts| if facts.empty { vec![Finding::fail(Say::new("quotation-refused-price"))] } else { Vec::new() },
};

pub const VALID: Rule<Facts> = Rule {
    id: "quotation.valid",
    clause: "4.2.2",
    weight: Weight::Must,
    verdict: |facts| {
        if facts.expired { vec![Finding::fail(Say::new("quotation-refused-expired"))] } else { Vec::new() }
    },
};

pub const OPEN: Rule<Facts> = Rule {
    id: "quotation.link_open",
    clause: "4.2.2",
    weight: Weight::Must,
    verdict: |facts| if facts.ended { vec![Finding::fail(Say::new("quotation-refused-ended"))] } else { Vec::new() },
};

/// Reads a form; what cannot be read is told at its field, what is missing is left to the rules. A line without a price
/// is one that he does not offer. `own`: the supplier's rate of tax.
pub fn read(
    form: &QuoteForm,
    lines: &[Line],
    today: Day,
    ended: bool,
    own: Option<TaxRate>,
) -> Outcome<(Offer, Facts)> {
    let mut wrong = Fields::none();
    let currency: Option<Currency> = form.currency.trim().to_uppercase().parse().ok();
    if currency.is_none() {
        wrong.add("currency", Say::new("masters-bad-currency"));
    }
    let lead_days = form.lead_days.trim().parse::<i64>().ok().filter(|days| (0..=2_600).contains(days));
    if lead_days.is_none() {
        wrong.add("lead_days", Say::new("masters-bad-days"));
    }
    let valid_until: Option<Day> = form.valid_until.trim().parse().ok();
    if valid_until.is_none() && !form.valid_until.trim().is_empty() {
        wrong.add("valid_until", Say::new("masters-bad-date"));
    }
    for (field, text, max) in [("remark", &form.remark, TEXT_CHARS.value), ("name", &form.name, FIELD_CHARS.value)] {
        if text.chars().count() as u64 > max {
            wrong.add(field, Say::new("masters-bad-too-long").arg("max", max));
        }
    }
    let currency = currency.unwrap_or(Currency::CNY);
    let for_all = rate(&form.tax_rate).unwrap_or_else(|say| {
        wrong.add("tax_rate", say);
        None
    });
    let mut prices = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let typed = form.lines.iter().find(|typed| typed.no.trim().parse() == Ok(line.no));
        let Some(typed) = typed.filter(|typed| !typed.price.trim().is_empty()) else { continue };
        let usual = for_all.or(own).unwrap_or(line.usual_rate);
        match price(typed, line, currency, usual) {
            Ok(price) => prices.push(price),
            Err(say) => wrong.add(format!("lines[{at}][price]"), say),
        }
    }
    wrong.check()?;
    let offer = Offer {
        currency,
        lead_days: lead_days.unwrap_or(0),
        valid_until,
        remark: form.remark.trim().to_string(),
        by_name: form.name.trim().to_string(),
        prices,
    };
    let expired = valid_until.is_some_and(|until| until < today);
    let empty = offer.prices.is_empty();
    Ok((offer, Facts { empty, expired, ended }))
}

fn rate(typed: &str) -> Result<Option<TaxRate>, Say> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Say::new("masters-bad-tax"))
}

/// A line, its price, and what it comes to without tax.
type Priced = (Id, UnitPrice, PriceBase, Money, TaxRate);

fn price(typed: &PriceForm, line: &Line, currency: Currency, usual: TaxRate) -> Result<Priced, Say> {
    let price = UnitPrice::parse_lenient(&typed.price, currency).ok().filter(|price| price.millionths() > 0);
    let price = price.ok_or_else(|| Say::new("masters-bad-not-positive"))?;
    let units = if typed.base.trim().is_empty() { 1 } else { typed.base.trim().parse().unwrap_or(0) };
    let base = PriceBase::new(units).map_err(|_| Say::new("masters-bad-price-base"))?;
    let amount = line_amount(line.quantity, price, base, Discount::default(), currency)
        .map_err(|_| Say::new("masters-bad-too-large"))?;
    Ok((line.id, price, base, amount, rate(&typed.tax_rate)?.unwrap_or(usual)))
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT q.id, q.supplier, q.round, q.at, q.by_name, q.via, q.currency, q.lead_days, q.valid_until, q.remark, \
             q.net, q.net_company, q.tax, (SELECT COUNT(*) FROM quotation_line x WHERE x.quotation = q.id), \
             (SELECT COUNT(*) FROM purchase_line l WHERE l.purchase = q.purchase AND l.quantity > 0) FROM quotation q ",
            $tail
        )
    };
}

platform::sql! {
    ADD = "INSERT INTO quotation (id, purchase, supplier, round, at, by_name, via, currency, lead_days, valid_until, \
        remark, net, net_company, address, tax) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    ADD_LINE = "INSERT INTO quotation_line (quotation, line, price, price_base, amount, tax_rate) VALUES ($1, $2, $3, $4, $5, $6)";
    OF_PURCHASE = columns!("WHERE q.purchase = $1 ORDER BY q.at DESC, q.id DESC LIMIT 500");
    LINES = "SELECT quotation, line, price, price_base, amount, tax_rate FROM quotation_line WHERE quotation IN ({ids:$1}) \
        LIMIT 50000";
}

/// The offers of a purchase, the newest first.
pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Quotation>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], of_row)?)
}

/// The last of each supplier, in the order in which they came.
pub fn latest(all: &[Quotation]) -> Vec<Quotation> {
    let mut latest: Vec<Quotation> = Vec::new();
    for quotation in all {
        if !latest.iter().any(|seen| seen.supplier == quotation.supplier) {
            latest.push(quotation.clone());
        }
    }
    latest.reverse();
    latest
}

/// Prices by offer and line.
pub fn prices(tx: &mut Tx, quotations: &[Id]) -> Outcome<HashMap<(Id, Id), QuotedLine>> {
    let ids = quotations.to_vec();
    let rows = tx.list(&LINES, &[&ids], |row| {
        let line =
            QuotedLine { price: row.get(2)?, price_base: row.get(3)?, amount: row.get(4)?, tax_rate: row.get(5)? };
        Ok(((row.get(0)?, row.get(1)?), line))
    })?;
    Ok(rows.into_iter().collect())
}

/// Where an offer came from.
pub struct From<'a> {
    pub supplier: Id,
    pub via: QuoteVia,
    pub asked: Option<&'a Asked>,
    pub address: &'a str,
}

/// Keeps an offer; when the last of those asked has answered, purchasing decides.
pub fn keep(tx: &mut Tx, who: &Person, p: &Purchase, offer: &Offer, from: &From<'_>) -> Outcome<Id> {
    let taxed = offer.prices.iter().map(|(.., amount, rate)| (*rate, *amount));
    let sums = totals(taxed, offer.currency).map_err(|e| Fault::other("add up an offer", e))?;
    let (id, now, today) = (tx.new_id(), tx.now(), people::today(tx)?);
    let company = masters::in_company_currency(tx, sums.net, today)?;
    let by_name = if offer.by_name.is_empty() { &who.name } else { &offer.by_name };
    tx.execute(
        &ADD,
        &[
            &id,
            &p.id,
            &from.supplier,
            &p.round,
            &now,
            by_name,
            &from.via,
            &offer.currency.code(),
            &offer.lead_days,
            &offer.valid_until,
            &offer.remark,
            &sums.net.minor(),
            &company,
            &from.address,
            &sums.tax.minor(),
        ],
    )?;
    for (line, price, base, amount, rate) in &offer.prices {
        tx.execute(&ADD_LINE, &[&id, line, price, base, &amount.minor(), rate])?;
    }
    if let Some(asked) = from.asked {
        answered(tx, who, p, asked, false)?;
    }
    Ok(id)
}

/// A supplier has said something in this round.
pub fn answered(tx: &mut Tx, who: &Person, p: &Purchase, asked: &Asked, declined: bool) -> Outcome<()> {
    link::answered(tx, asked, declined)?;
    people::tell_role(tx, who, Role::Purchasing, MemoKind::Quoted, &p.href(), p.called(), "")?;
    let all = link::of_purchase(tx, p.id)?;
    let waits = all.iter().any(|other| other.round == p.round && !other.has_answered());
    if !waits && duty::close(tx, p.id, "await_quotes", None, "done")? > 0 {
        purchase::open_duty(tx, p, "award_purchase")?;
    }
    Ok(())
}

/// The supplier among those asked.
pub fn asked_of(tx: &mut Tx, purchase: Id, supplier: Id) -> Outcome<Asked> {
    let all = link::of_purchase(tx, purchase)?;
    let found = all.into_iter().find(|asked| asked.supplier == supplier);
    found.ok_or_else(|| Trouble::invalid("supplier", Say::new("quotation-bad-supplier")))
}

fn of_row(row: &Row<'_>) -> Result<Quotation, Fault> {
    let currency: String = row.get(6)?;
    Ok(Quotation {
        id: row.get(0)?,
        supplier: row.get(1)?,
        round: row.get(2)?,
        at: row.get(3)?,
        by_name: row.get(4)?,
        via: row.get(5)?,
        currency: currency.parse().map_err(|e| Fault::other("read an offer", e))?,
        lead_days: row.get(7)?,
        valid_until: row.get(8)?,
        remark: row.get(9)?,
        net: row.get(10)?,
        net_company: row.get(11)?,
        tax: row.get(12)?,
        whole: row.get::<i64>(13)? >= row.get::<i64>(14)?,
    })
}
