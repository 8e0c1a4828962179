//! 3.1.3: what came into the tray is no new order but a signed sheet of ours: its code names the order, and it is filed
//! there as that order's signed return, under the same rules as one that is uploaded on the order's page.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::confirmation::register_return;
use super::intray::{ItemState, fetch_locked};
use super::record::Entered;
use super::take::{settle, standing};
use crate::order::{self, SheetCode};

/// `POST /intray/{id}/signed-return`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let entered = app.perform_once(ask.who()?, body.once, FileReturn { item: id }).await?;
    Ok(ask.see(&format!("/orders/{}?tab=review#confirmation", entered.id), &entered))
}

pub struct FileReturn {
    pub item: Id,
}

impl Act for FileReturn {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let item = fetch_locked(tx, self.item)?.ok_or(Trouble::Hidden)?;
        let named = match SheetCode::read(&item.code) {
            Some(code) => order::by_number(tx, &code.number)?,
            None => None,
        };
        let leave = FILE_RETURN.admit(item.state, &standing(who), &Facts { named: named.is_some() }, &[])?;
        let (Some(order), Some(file)) = (named, item.file) else { return Err(Trouble::Hidden) };
        let order = order::fetch_seen(tx, who, order, None)?;
        if leave.idle {
            return Ok(Entered::of(&order));
        }
        let entered = register_return(tx, who, order, Some(&item.code), |_| Ok(file))?;
        settle(tx, who, &item, leave.to, Some(entered.id), "")?;
        let body = json!({ "order": entered.number });
        let entry = Entry { chain: item.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(entered)
    }
}

pub struct Facts {
    /// The code names an order that is ours.
    named: bool,
}

pub const FILE_RETURN: Step<ItemState, Facts> = Step {
    id: "intray.file_return",
    clause: "3.1.3",
    from: &[ItemState::Waiting],
    to: Some(ItemState::Entered),
    by: By::Roles(&[Role::Specialist, Role::Manager]),
    opens: &[],
    closes: &["take_intray"],
    rules: &[Rule { id: "file_return.code", clause: "3.1.3", weight: Weight::Must, verdict: is_named }],
};

fn is_named(facts: &Facts) -> Vec<Finding> {
    if facts.named { Vec::new() } else { vec![Finding::fail(Say::new("intake-return-nameless"))] }
}
