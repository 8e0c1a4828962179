//! 1.3.4, 3.2.5: a department says that it has what it was given. Its duty ends when all its rows of the order are
//! acknowledged.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::step::{By, Rule, Standing, Step};
use platform::trouble::{Say, Stale};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::dispatch::{Dispatch, DispatchState, of_order, one};
use super::{SUPPLIERS, production, purchasing};
use crate::order::{self, duty};
use crate::people;

/// `POST /dispatches/{id}/acknowledgement`: one row, or with `all` the department's rows of that order.
pub async fn acknowledge(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let act = Acknowledge { dispatch: id, all: !body.value.all.is_empty() };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/departments?department={}", done.department), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Anything but nothing: every row of this order that the department has not acknowledged yet.
    pub all: String,
}

pub struct Acknowledge {
    pub dispatch: Id,
    pub all: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Acknowledged {
    pub order: Id,
    pub department: Role,
    pub rows: Vec<Id>,
}

/// Nothing beyond the state and the department decides.
pub struct NoFacts;

pub const ACKNOWLEDGE: Step<DispatchState, NoFacts> = Step {
    id: "dispatch.acknowledge",
    clause: "3.2.5",
    from: &[DispatchState::Dispatched],
    to: Some(DispatchState::Acknowledged),
    by: By::Roles(SUPPLIERS),
    opens: &[],
    closes: &["acknowledge"],
    rules: &[] as &[Rule<NoFacts>],
};

platform::sql! {
    TAKE = "UPDATE dispatch SET state = 'acknowledged', acknowledged_at = $1, acknowledged_by = $2 \
        WHERE id = $3 AND state = 'dispatched'";
}

impl Act for Acknowledge {
    type Done = Acknowledged;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Acknowledged> {
        let asked = one(tx, self.dispatch)?.ok_or(Trouble::Hidden)?;
        let order = order::fetch_seen(tx, who, asked.order, None)?;
        let row = one(tx, self.dispatch)?.ok_or(Trouble::Hidden)?;
        // Somebody of another department may see the row, but it is not his to acknowledge.
        let own = Standing {
            roles: who.roles.iter().filter(|r| *r == row.department).collect::<Roles>(),
            ..Standing::default()
        };
        if own.roles.is_empty() {
            let say = Say::new("forbidden-step").arg("who", format!("role-{}", row.department.code()));
            return Err(Trouble::Forbidden { clause: ACKNOWLEDGE.clause, say });
        }
        if row.stopped_at.is_some() {
            return Err(Trouble::stale(order.id));
        }
        if row.state == DispatchState::Acknowledged {
            return Err(faster(tx, &row)?);
        }
        let leave = ACKNOWLEDGE.admit(row.state, &own, &NoFacts, &[])?;
        let mut done = Acknowledged { order: order.id, department: row.department, rows: Vec::new() };
        if leave.idle {
            return Ok(done);
        }
        let open: Vec<Dispatch> = of_order(tx, order.id)?
            .into_iter()
            .filter(|d| {
                d.department == row.department && d.state == DispatchState::Dispatched && d.stopped_at.is_none()
            })
            .collect();
        let now = tx.now();
        for taken in open.iter().filter(|d| self.all || d.id == row.id) {
            if tx.execute(&TAKE, &[&now, &who.id, &taken.id])? == 0 {
                return Err(Trouble::stale(order.id));
            }
            done.rows.push(taken.id);
        }
        if row.department == Role::Purchasing {
            purchasing::acknowledged(tx, &order.number, &done.rows)?;
        }
        if done.rows.len() == open.len() {
            duty::close_of_department(tx, order.id, "acknowledge", row.department, who)?;
        }
        if row.department == Role::Production {
            production::acknowledged(tx, who, &order, &done.rows)?;
        }
        let numbers: Vec<i64> = order
            .lines
            .iter()
            .filter(|l| open.iter().any(|d| d.line == l.id && done.rows.contains(&d.id)))
            .map(|l| l.no)
            .collect();
        let body = json!({"department": row.department, "lines": numbers});
        let rows = order::rows_digest(&order)?;
        history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?;
        Ok(done)
    }
}

/// A colleague acknowledged it a moment ago.
fn faster(tx: &mut Tx, row: &Dispatch) -> Outcome<Trouble> {
    let by = match row.acknowledged_by {
        Some(by) => people::name_of(tx, by)?,
        None => String::new(),
    };
    let say = Say::new("dispatch-stale").arg("who", by);
    Ok(Trouble::Stale(Stale { about: row.order, changed: vec![say] }))
}
