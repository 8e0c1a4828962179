//! 2.1: the principal is back early. From this instant on he acts himself again; what his deputy decided stands.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Standing, Step};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde_json::{Value, json};

use super::again::Again;
use super::delegate::DelegationState;
use super::deputy::Kind;
use super::{delegations, person};

/// `POST /delegation/{id}/end`
pub async fn end_delegation(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    match app.perform(ask.who()?, EndDelegation { delegation: id }).await {
        Ok(()) => Ok(ask.see("/delegation?done=delegation_ended", &json!({"id": id}))),
        Err(trouble) => delegations::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct EndDelegation {
    pub delegation: Id,
}

pub const STEP: Step<DelegationState, ()> = Step {
    id: "people.end_delegation",
    clause: "2.1",
    from: &[DelegationState::Given],
    to: Some(DelegationState::Ended),
    // Here the owner is the principal.
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[],
};

struct Given {
    kind: Kind,
    principal: Id,
    deputy: Id,
    ends_at: Instant,
    ended: bool,
}

impl Act for EndDelegation {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let found = tx.maybe(&GIVEN, &[&self.delegation], |row| {
            Ok(Given {
                kind: row.get(0)?,
                principal: row.get(1)?,
                deputy: row.get(2)?,
                ends_at: row.get(3)?,
                ended: row.get(4)?,
            })
        })?;
        let given = found.ok_or(Trouble::Hidden)?;
        if given.principal != who.id {
            return Err(Trouble::Forbidden { clause: STEP.clause, say: Say::new("people-forbidden-principal") });
        }
        let now = tx.now();
        let over = given.ended || given.ends_at <= now;
        let at = if over { DelegationState::Ended } else { DelegationState::Given };
        let standing = Standing { owner: true, ..Standing::default() };
        let leave = STEP.admit(at, &standing, &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        if tx.execute(&END, &[&now, &self.delegation])? == 0 {
            return Err(Trouble::stale(self.delegation));
        }
        let body = json!({"delegation": self.delegation, "kind": given.kind, "deputy": given.deputy});
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

platform::sql! {
    GIVEN = "SELECT kind, principal, deputy, ends_at, ended_at IS NOT NULL FROM delegation WHERE id = $1";
    END = "UPDATE delegation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
}
