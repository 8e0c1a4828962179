//! 3.1.2 from the in-tray: the item becomes an order, with the customer's own document attached, so that it is a written
//! order from the start (3.1.3).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::intray::{Item, ItemState, fetch_locked};
use super::parse::parse;
use super::reading::Kept;
use super::record::Entered;
use super::typed::{Typed, whole};
use super::{base, item, scratch};
use crate::order::{self, SourceKind, duty};

/// `POST /intray/{id}/order`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    whole(&body.value)?;
    let typed = Typed::of(&body.value);
    if typed.rows_wanted > 0 {
        return item::again(&app, &ask, id, typed, Fields::none()).await;
    }
    match app.perform_once(ask.who()?, body.once, EnterItem { item: id, typed: typed.clone() }).await {
        Ok(entered) => Ok(ask.see(&format!("/orders/{}", entered.id), &entered)),
        Err(Trouble::Invalid(errors)) if !ask.json => item::again(&app, &ask, id, typed, errors).await,
        Err(other) => Err(other.into()),
    }
}

pub struct EnterItem {
    pub item: Id,
    pub typed: Typed,
}

impl Act for EnterItem {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let item = fetch_locked(tx, self.item)?.ok_or(Trouble::Hidden)?;
        let mut typed = self.typed.clone();
        if typed.get("channel").is_empty() {
            typed.set("channel", item.channel.code());
        }
        let facts = Facts {
            channel: typed.get("channel").to_string(),
            documented: item.file.is_some(),
            sheet: item.sheet_of(),
        };
        let leave = ENTER.admit(item.state, &standing(who), &facts, &[])?;
        let parsed = parse(tx, &typed)?;
        let mut order = order::record(tx, who, &parsed.content, item.received_at, item.file.is_some())?;
        if let Some(file) = item.file {
            let kept = Kept::of(&item.reading)?;
            let reading = if kept.source.is_null() { String::new() } else { kept.source.to_string() };
            order::add_source(tx, who, &mut order, file, SourceKind::Customer, &reading)?;
        }
        if !leave.idle {
            settle(tx, who, &item, leave.to, Some(order.id), "")?;
            let body = json!({ "order": order.number });
            history::append(
                tx,
                who,
                &Entry { chain: item.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() },
            )?;
        }
        scratch::clear(tx, who, item.id)?;
        base::keep(tx, &order)?;
        Ok(Entered::of(&order))
    }
}

pub fn standing(who: &Person) -> Standing {
    Standing { roles: who.roles, ..Standing::default() }
}

#[derive(Debug)]
pub struct Facts {
    channel: String,
    documented: bool,
    /// The order whose confirmation sheet it is.
    sheet: Option<String>,
}

pub const ENTER: Step<ItemState, Facts> = Step {
    id: "intray.enter",
    clause: "3.1.2",
    from: &[ItemState::Waiting],
    to: Some(ItemState::Entered),
    by: By::Roles(&[Role::Specialist]),
    opens: &[],
    closes: &["take_intray"],
    rules: &[
        Rule { id: "enter.written", clause: "3.1.1", weight: Weight::Must, verdict: is_written },
        Rule { id: "enter.document", clause: "1.3.1", weight: Weight::Must, verdict: has_document },
        Rule { id: "enter.sheet", clause: "3.1.3", weight: Weight::Must, verdict: is_no_sheet },
    ],
};

/// What lies in the tray was written: it does not become a spoken order.
fn is_written(facts: &Facts) -> Vec<Finding> {
    let written = super::form::WRITTEN.iter().any(|channel| channel.code() == facts.channel);
    if written { Vec::new() } else { vec![Finding::fail(Say::new("intake-enter-spoken"))] }
}

fn has_document(facts: &Facts) -> Vec<Finding> {
    if facts.documented { Vec::new() } else { vec![Finding::fail(Say::new("intake-enter-document"))] }
}

/// A signed sheet is the end of one order, not the beginning of another.
fn is_no_sheet(facts: &Facts) -> Vec<Finding> {
    let number = facts.sheet.as_ref();
    number.map(|number| Finding::fail(Say::new("source-is-sheet").arg("number", number))).into_iter().collect()
}

platform::sql! {
    SETTLE = "UPDATE intray SET state = $1, taken_by = $2, order_id = $3, reason = $4 WHERE id = $5 AND state = $6";
}

/// Takes an item out of the tray; Stale where somebody else was faster.
pub fn settle(tx: &mut Tx, who: &Person, item: &Item, to: ItemState, order: Option<Id>, reason: &str) -> Outcome<()> {
    if tx.execute(&SETTLE, &[&to, &Some(who.id), &order, &reason, &item.id, &item.state])? == 0 {
        return Err(Trouble::stale(item.id));
    }
    duty::close(tx, item.id, "take_intray", Some(who), "done")?;
    Ok(())
}
