//! 4.2.4: the supplier names another day: who said so, when, why, the old day and the new one.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::{Day, Instant};
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::purchase::{self, PurchaseState};
use super::{expected, page};
use crate::people::{self, Again};

/// `POST /purchases/{id}/promises`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PromiseForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Repromise { purchase: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PromiseForm {
    pub lock: String,
    /// A line's number; empty: everything that is still to come.
    pub line: String,
    pub day: String,
    pub ground: String,
}

pub struct Repromise {
    pub purchase: Id,
    pub form: PromiseForm,
}

pub struct Facts {
    ground: String,
    behind: bool,
    nothing: bool,
}

pub const REPROMISE: Step<PurchaseState, Facts> = Step {
    id: "purchase.repromise",
    clause: "4.2.4",
    from: &[PurchaseState::Contracted, PurchaseState::PartlyReceived],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &["await_goods"],
    closes: &["await_goods"],
    rules: &[
        Rule { id: "repromise.ground", clause: "4.2.4", weight: Weight::Must, verdict: grounded },
        Rule { id: "repromise.ahead", clause: "4.2.4", weight: Weight::Must, verdict: ahead },
        Rule { id: "repromise.awaited", clause: "4.2.4", weight: Weight::Must, verdict: awaited },
    ],
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

fn grounded(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.ground.is_empty(), "masters-rule-ground")
}

fn ahead(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.behind, "purchase-refused-day")
}

fn awaited(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.nothing, "repromise-refused-nothing")
}

/// What a supplier said of his day.
#[derive(Clone, Debug, Serialize)]
pub struct Promised {
    pub line: i64,
    pub at: Instant,
    pub by_name: String,
    pub ground: String,
    pub old_on: Option<Day>,
    pub new_on: Day,
}

platform::sql! {
    ADD = "INSERT INTO purchase_promise (id, purchase, line, at, by_name, ground, old_on, new_on) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_PURCHASE = "SELECT l.no, s.at, s.by_name, s.ground, s.old_on, s.new_on FROM purchase_promise s \
        JOIN purchase_line l ON l.id = s.line WHERE s.purchase = $1 ORDER BY s.at DESC, s.id DESC LIMIT 200";
}

pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Promised>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], |row| {
        Ok(Promised {
            line: row.get(0)?,
            at: row.get(1)?,
            by_name: row.get(2)?,
            ground: row.get(3)?,
            old_on: row.get(4)?,
            new_on: row.get(5)?,
        })
    })?)
}

impl Act for Repromise {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let ground = self.form.ground.trim().to_string();
        if ground.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("ground", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let day: Day =
            self.form.day.trim().parse().map_err(|_| Trouble::invalid("day", Say::new("masters-bad-date")))?;
        let (only, mut lines) = (self.form.line.trim(), purchase::lines(tx, purchase.id)?);
        lines.retain(|line| line.awaited && (only.is_empty() || only.parse() == Ok(line.no)));
        let facts = Facts { ground: ground.clone(), behind: day < people::today(tx)?, nothing: lines.is_empty() };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = REPROMISE.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        let now = tx.now();
        for line in &mut lines {
            let id = tx.new_id();
            tx.execute(&ADD, &[&id, &purchase.id, &line.id, &now, &who.name, &ground, &line.expected_on, &day])?;
            line.expected_on = Some(day);
            purchase::write_line(tx, line)?;
        }
        let numbers: Vec<i64> = lines.iter().map(|line| line.no).collect();
        let body = json!({"lines": numbers, "day": day, "ground": ground});
        purchase::advance(tx, who, &purchase, &leave, body)?;
        let parts = purchase::parts(tx, purchase.id)?;
        expected(tx, who, &purchase, &lines, &parts, day)
    }
}
