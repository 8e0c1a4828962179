//! Flags beside the axes, each with who, when and why. `on_hold` is the acting manager's (2.2.1c).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fetch::fetch_seen;
use super::steps::{HOLD, RELEASE};
use super::{standing, store};

#[derive(Clone, Debug, Serialize)]
pub struct Flag {
    pub flag: String,
    pub at: Instant,
    pub ground: String,
}

platform::sql! {
    RAISE = "INSERT INTO order_flag (id, order_id, flag, at, by_person, ground) VALUES ($1, $2, $3, $4, $5, $6)";
    LOWER = "UPDATE order_flag SET ended_at = $1 WHERE order_id = $2 AND flag = $3 AND ended_at IS NULL";
    OF = "SELECT flag, at, ground FROM order_flag WHERE order_id = $1 AND ended_at IS NULL LIMIT 20";
}

pub fn routes() -> Routes {
    Routes::default().both(
        axum::http::Method::POST,
        "/orders/{id}/hold",
        May::Roles(&[Role::Manager, Role::Specialist, Role::Executive]),
        hold,
    )
}

/// `POST /orders/{id}/hold`: `hold` = "on" with a ground, or "off".
async fn hold(State(app): State<App>, ask: Ask, Path(id): Path<Id>, body: Body<HoldForm>) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, Hold { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}"), &json!({ "id": id })))
}

#[derive(Debug, Clone, Deserialize)]
pub struct HoldForm {
    pub hold: String,
    #[serde(default)]
    pub ground: String,
}

pub struct Hold {
    pub order: Id,
    pub form: HoldForm,
}

impl Act for Hold {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut order = fetch_seen(tx, who, self.order, None)?;
        let stands = standing(tx, who, &order)?;
        let (now, on) = (tx.now(), self.form.hold == "on");
        let step = if on { HOLD } else { RELEASE };
        let leave = step.admit(order.approval, &stands, &(), &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        if on == on_hold(tx, order.id)? {
            return Err(Trouble::stale(order.id));
        }
        if on {
            let ground = self.form.ground.trim();
            if ground.is_empty() {
                return Err(Trouble::invalid("ground", Say::new("ground-missing")));
            }
            let id = tx.new_id();
            tx.execute(&RAISE, &[&id, &order.id, &"on_hold", &now, &who.id, &ground])?;
            super::duty::stop_clocks(tx, who, order.id)?;
        } else {
            tx.execute(&LOWER, &[&now, &order.id, &"on_hold"])?;
            super::duty::start_clocks(tx, who, order.id)?;
        }
        store::update(tx, &mut order)?;
        store::write_history(tx, who, &order, leave.step, leave.clause, json!({"ground": self.form.ground}))?;
        Ok(order.id)
    }
}

/// A flag that another slice's step raises; one of a kind at a time.
pub fn raise_flag(tx: &mut Tx, who: &Person, order: Id, flag: &str, ground: &str) -> Outcome<()> {
    if flags(tx, order)?.iter().any(|raised| raised.flag == flag) {
        return Ok(());
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&RAISE, &[&id, &order, &flag, &now, &who.id, &ground])?;
    Ok(())
}

pub fn lower_flag(tx: &mut Tx, order: Id, flag: &str) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&LOWER, &[&now, &order, &flag])?;
    Ok(())
}

pub fn flags(tx: &mut Tx, order: Id) -> Outcome<Vec<Flag>> {
    Ok(tx.list(&OF, &[&order], |row| Ok(Flag { flag: row.get(0)?, at: row.get(1)?, ground: row.get(2)? }))?)
}

pub fn on_hold(tx: &mut Tx, order: Id) -> Outcome<bool> {
    Ok(flags(tx, order)?.iter().any(|flag| flag.flag == "on_hold"))
}
