//! 4.2.2: a choice per line. Lines of a purchase go into one of their own, with the rounds and every offer for them: what
//! was offered for each line stays what it was, and another supplier can get these.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::money::{Money, totals};
use platform::series;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::ask::SUPPLIERS_MAX;
use super::link::{self, NewLink};
use super::open_purchase::Opened;
use super::page;
use super::purchase::{self, Line, Purchase, PurchaseState};
use super::quotation::{self, Quotation};
use crate::masters;
use crate::order::duty;
use crate::people::{self, Again};

/// `POST /purchases/{id}/parts`: the lines that go, by their numbers.
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DivideForm>,
) -> Result<Response, Failure> {
    let links = (0..SUPPLIERS_MAX * 5).map(|_| NewLink::made(&app)).collect();
    match app.perform_once(ask.who()?, body.once, Divide { purchase: id, form: body.value, links }).await {
        Ok(done) => Ok(ask.see(&format!("/purchases/{}", done.id), &done)),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DivideForm {
    pub lock: String,
    pub lines: Vec<String>,
}

pub struct Divide {
    pub purchase: Id,
    pub form: DivideForm,
    /// A link for each supplier who was asked; nobody is sent one until he is asked again.
    pub links: Vec<NewLink>,
}

pub struct Facts {
    go: usize,
    stay: usize,
}

pub const DIVIDE: Step<PurchaseState, Facts> = Step {
    id: "purchase.divide",
    clause: "4.2.2",
    from: &[PurchaseState::Quoting],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "divide.some", clause: "4.2.2", weight: Weight::Must, verdict: some_of_it }],
};

fn some_of_it(facts: &Facts) -> Vec<Finding> {
    if facts.go > 0 && facts.stay > 0 { Vec::new() } else { vec![Finding::fail(Say::new("divide-refused-some"))] }
}

platform::sql! {
    ADD = "INSERT INTO purchase (id, rfq_number, number, state, round, reply_by, currency, payment_term, ground, made_at, \
        made_by, lock, divided_from) VALUES ($1, $2, '', $3, $4, $5, $6, '', '', $7, $8, 1, $9)";
    MOVE_LINE = "UPDATE purchase_line SET purchase = $1 WHERE id = $2";
    ROUND = "INSERT INTO purchase_round (purchase, round, at, by_name, reply_by, message) VALUES ($1, $2, $3, $4, $5, $6)";
    // The whole offer is for lines that go; a part of it is.
    MOVE_OFFER = "UPDATE quotation SET purchase = $1 WHERE id = $2";
    COPY_OFFER = "INSERT INTO quotation (id, purchase, supplier, round, at, by_name, via, currency, lead_days, \
        valid_until, remark, net, tax, net_company, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, \
        NULL, '')";
    MOVE_PRICE = "UPDATE quotation_line SET quotation = $1 WHERE quotation = $2 AND line = $3";
    SUMS = "UPDATE quotation SET net = $1, tax = $2, net_company = $3 WHERE id = $4";
}

impl Act for Divide {
    type Done = Opened;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Opened> {
        let whole = purchase::held(tx, self.purchase, &self.form.lock)?;
        let lines = purchase::lines(tx, whole.id)?;
        let chosen: HashSet<i64> = self.form.lines.iter().filter_map(|no| no.trim().parse().ok()).collect();
        let (go, stay): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| chosen.contains(&line.no));
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let facts = Facts { go: go.len(), stay: stay.len() };
        let leave = DIVIDE.admit(whole.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(Opened { id: whole.id, number: whole.rfq_number });
        }
        let part = part_of(tx, who, &whole)?;
        for line in &go {
            tx.execute(&MOVE_LINE, &[&part.id, &line.id])?;
        }
        for round in super::rounds::of_purchase(tx, whole.id)? {
            let params: [&dyn platform::db::Param; 6] =
                [&part.id, &round.round, &round.at, &round.by_name, &round.reply_by, &round.message];
            tx.execute(&ROUND, &params)?;
        }
        self.ask_nobody_anew(tx, &whole, &part)?;
        move_offers(tx, &whole, &part, &go, &stay)?;
        for kind in duty::of(tx, whole.id)?.into_iter().map(|duty| duty.kind) {
            purchase::open_duty(tx, &part, &kind)?;
        }
        let lines: Vec<i64> = go.iter().map(|line| line.no).collect();
        let body = json!({"lines": lines, "from": whole.rfq_number, "to": part.rfq_number});
        purchase::tell_history(tx, who, &part, &leave, body.clone())?;
        purchase::advance(tx, who, &whole, &leave, body)?;
        Ok(Opened { id: part.id, number: part.rfq_number })
    }
}

impl Divide {
    /// Who was asked for these lines stands beside them, with a link that has ended until he is asked again.
    fn ask_nobody_anew(&self, tx: &mut Tx, whole: &Purchase, part: &Purchase) -> Outcome<()> {
        for (asked, new) in link::of_purchase(tx, whole.id)?.iter().zip(&self.links) {
            link::same(tx, part, asked, new)?;
        }
        Ok(())
    }
}

/// The other purchase, under a number of its own.
fn part_of(tx: &mut Tx, who: &Person, whole: &Purchase) -> Outcome<Purchase> {
    let (id, now, year) = (tx.new_id(), tx.now(), people::today(tx)?.year());
    let rfq_number = format!("RFQ-{year}-{:06}", series::next(tx, &format!("RFQ-{year}"))?);
    let part = Purchase {
        id,
        rfq_number,
        made_at: now,
        made_by: who.id,
        divided_from: Some(whole.id),
        lock: 1,
        ..whole.clone()
    };
    let code = part.currency.code();
    let params: [&dyn platform::db::Param; 9] = [
        &part.id,
        &part.rfq_number,
        &part.state,
        &part.round,
        &part.reply_by,
        &code,
        &part.made_at,
        &part.made_by,
        &part.divided_from,
    ];
    tx.execute(&ADD, &params)?;
    Ok(part)
}

/// Each offer keeps its prices; what it comes to is reckoned anew on both sides.
fn move_offers(tx: &mut Tx, whole: &Purchase, part: &Purchase, go: &[Line], stay: &[Line]) -> Outcome<()> {
    let all = quotation::of_purchase(tx, whole.id)?;
    let ids: Vec<Id> = all.iter().map(|quote| quote.id).collect();
    let prices = quotation::prices(tx, &ids)?;
    for quote in &all {
        let of = |lines: &[Line]| -> Vec<Id> {
            lines.iter().map(|line| line.id).filter(|line| prices.contains_key(&(quote.id, *line))).collect()
        };
        let (goes, stays) = (of(go), of(stay));
        if goes.is_empty() {
            continue;
        }
        if stays.is_empty() {
            tx.execute(&MOVE_OFFER, &[&part.id, &quote.id])?;
            continue;
        }
        let copy = copied(tx, quote, part)?;
        for line in &goes {
            tx.execute(&MOVE_PRICE, &[&copy, &quote.id, line])?;
        }
        for (id, lines) in [(copy, &goes), (quote.id, &stays)] {
            let amounts = lines.iter().filter_map(|line| prices.get(&(quote.id, *line)));
            let amounts = amounts.map(|p| (p.tax_rate, Money::from_minor(p.amount, quote.currency)));
            let sums = totals(amounts, quote.currency).map_err(|e| Fault::other("add up an offer", e))?;
            let zone = people::zone(tx)?;
            let company = masters::in_company_currency(tx, sums.net, quote.at.day_in(&zone))?;
            tx.execute(&SUMS, &[&sums.net.minor(), &sums.tax.minor(), &company, &id])?;
        }
    }
    Ok(())
}

fn copied(tx: &mut Tx, quote: &Quotation, part: &Purchase) -> Outcome<Id> {
    let (id, code) = (tx.new_id(), quote.currency.code());
    let params: [&dyn platform::db::Param; 11] = [
        &id,
        &part.id,
        &quote.supplier,
        &quote.round,
        &quote.at,
        &quote.by_name,
        &quote.via,
        &code,
        &quote.lead_days,
        &quote.valid_until,
        &quote.remark,
    ];
    if tx.execute(&COPY_OFFER, &params)? == 0 {
        return Err(Trouble::stale(part.id));
    }
    Ok(id)
}
