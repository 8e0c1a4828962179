//! 4.2.2: one supplier gets it. Where another offer is cheaper, or cannot be compared, the reason is written down.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::limits::FIELD_CHARS;
use platform::series;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::purchase::{self, Line, PurchaseState};
use super::quotation::{self, Quotation, QuotedLine};
use super::{book, link, page};
use crate::masters;
use crate::people::{self, Again};

/// `POST /purchases/{id}/award`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AwardForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Award { purchase: id, form: body.value }).await {
        Ok(number) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id, "number": number }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AwardForm {
    pub lock: String,
    /// The offer that wins.
    pub quotation: String,
    pub reason: String,
}

pub struct Award {
    pub purchase: Id,
    pub form: AwardForm,
}

pub struct Facts {
    /// The chosen one is the last that its supplier offered.
    stands: bool,
    blocked: bool,
    expired: bool,
    /// Numbers of lines for which it has no price.
    lacking: Vec<i64>,
    /// No other offer is cheaper, in one currency.
    cheapest: bool,
    reason: String,
}

pub const AWARD: Step<PurchaseState, Facts> = Step {
    id: "purchase.award",
    clause: "4.2.2",
    from: &[PurchaseState::Quoting],
    to: Some(PurchaseState::Awarded),
    by: By::Roles(&[Role::Purchasing]),
    opens: &["sign_contract"],
    closes: &["await_quotes", "award_purchase", "send_rfq"],
    rules: &[
        Rule { id: "award.stands", clause: "4.2.2", weight: Weight::Must, verdict: stands },
        Rule { id: "award.open", clause: "4.2.2", weight: Weight::Must, verdict: not_blocked },
        Rule { id: "award.valid", clause: "4.2.2", weight: Weight::Must, verdict: valid },
        Rule { id: "award.whole", clause: "4.2.2", weight: Weight::Must, verdict: whole },
        Rule { id: "award.reason", clause: "4.2.2", weight: Weight::Must, verdict: reasoned },
    ],
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

fn stands(facts: &Facts) -> Vec<Finding> {
    fail_if(!facts.stands, "award-refused-stands")
}

fn not_blocked(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.blocked, "award-refused-blocked")
}

fn valid(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.expired, "award-refused-expired")
}

/// Who offers a part of the lines gets these as a purchase of their own.
fn whole(facts: &Facts) -> Vec<Finding> {
    let say = |no: &i64| Finding::fail(Say::new("award-refused-whole").arg("line", no)).on(*no);
    facts.lacking.iter().map(say).collect()
}

fn reasoned(facts: &Facts) -> Vec<Finding> {
    fail_if(!facts.cheapest && facts.reason.is_empty(), "award-refused-reason")
}

/// Whether no other offer of all the lines is lower, without tax: what we pay of it is given back to us. What cannot be
/// compared is not known to be higher.
pub fn is_cheapest(chosen: &Quotation, latest: &[Quotation]) -> bool {
    let others = latest.iter().filter(|other| other.id != chosen.id && other.whole);
    let same = |other: &Quotation| other.currency == chosen.currency && chosen.net <= other.net;
    let converted = |other: &Quotation| match (chosen.net_company, other.net_company) {
        (Some(own), Some(other)) => own <= other,
        _ => false,
    };
    others.into_iter().all(|other| if other.currency == chosen.currency { same(other) } else { converted(other) })
}

impl Act for Award {
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        let mut purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let reason = self.form.reason.trim().to_string();
        if reason.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("reason", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let all = quotation::of_purchase(tx, purchase.id)?;
        let latest = quotation::latest(&all);
        let chosen = self.form.quotation.parse::<Id>().ok();
        let chosen = chosen.and_then(|id| all.iter().find(|quotation| quotation.id == id)).cloned();
        let Some(chosen) = chosen else {
            return Err(Trouble::invalid("quotation", Say::new("award-bad-quotation")));
        };
        let supplier = masters::supplier(tx, chosen.supplier)?.ok_or(Trouble::Hidden)?;
        let today = people::today(tx)?;
        let prices = quotation::prices(tx, &[chosen.id])?;
        let lines = purchase::lines(tx, purchase.id)?;
        let lacks = |line: &&Line| line.quantity.is_positive() && !prices.contains_key(&(chosen.id, line.id));
        let facts = Facts {
            lacking: lines.iter().filter(lacks).map(|line| line.no).collect(),
            stands: latest.iter().any(|other| other.id == chosen.id),
            blocked: supplier.blocked,
            expired: chosen.valid_until.is_some_and(|until| until < today),
            cheapest: is_cheapest(&chosen, &latest),
            reason: reason.clone(),
        };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = AWARD.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(purchase.rfq_number);
        }
        take_prices(tx, lines, &chosen, &prices)?;
        link::end_all(tx, purchase.id)?;
        purchase.supplier = Some(supplier.id);
        purchase.quotation = Some(chosen.id);
        purchase.currency = chosen.currency;
        purchase.payment_term.clone_from(&supplier.payment_term);
        purchase.ground.clone_from(&reason);
        purchase.awarded_at = Some(tx.now());
        purchase.number = number(tx, today)?;
        let body = json!({"number": purchase.number, "supplier": supplier.code, "cheapest": facts.cheapest,
            "ground": reason});
        purchase::advance(tx, who, &purchase, &leave, body)?;
        Ok(purchase.number)
    }
}

fn take_prices(
    tx: &mut Tx,
    lines: Vec<Line>,
    chosen: &Quotation,
    prices: &HashMap<(Id, Id), QuotedLine>,
) -> Outcome<()> {
    for mut line in lines {
        if let Some(quoted) = prices.get(&(chosen.id, line.id)) {
            (line.price, line.price_base, line.tax_rate) = (quoted.price, quoted.price_base, quoted.tax_rate);
            book::price(&mut line, chosen.currency)?;
            purchase::write_line(tx, &line)?;
        }
    }
    Ok(())
}

/// The contract's number is taken now, so that its paper can be printed before it is signed.
fn number(tx: &mut Tx, today: Day) -> Outcome<String> {
    let year = today.year();
    Ok(format!("PO-{year}-{:06}", series::next(tx, &format!("PO-{year}"))?))
}
