//! What two people must do together: one asks, the decider's queue answers. Credit release (3.2.3c), the executive's
//! consent (2.2.1c), that a returned order is declined (3.2.4), a department's written commitment (3.2.3a).

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::step::Leave;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::json;

use super::facts_of::editors;
use super::fetch::Order;
use super::round::rounds;
use super::{duty, store};

platform::words! {
    pub enum ProposalKind {
        ReleaseCredit = "release_credit",
        Consent = "consent",
        /// That an order which was sent back is declined after all.
        DeclineReturned = "decline_returned",
    }
}

impl ProposalKind {
    pub fn clause(self) -> &'static str {
        match self {
            ProposalKind::ReleaseCredit => "3.2.3c",
            ProposalKind::Consent => "2.2.1c",
            ProposalKind::DeclineReturned => "3.2.4",
        }
    }
}

platform::words! {
    pub enum ProposalState {
        Open = "open",
        Accepted = "accepted",
        Refused = "refused",
        /// What it was asked about is no longer to be decided.
        Moot = "moot",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    pub id: Id,
    pub revision: i64,
    pub kind: ProposalKind,
    pub state: ProposalState,
    /// What it was asked about; an answer holds for these facts.
    pub facts: String,
    pub asked_at: Instant,
    pub asked_by: Id,
    pub asked_text: String,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<Id>,
    pub answer: String,
    /// Minor units of the company's currency, for a credit release.
    pub amount: Option<i64>,
    pub until: Option<Day>,
}

platform::sql! {
    ASK = "INSERT INTO proposal (id, order_id, revision, kind, state, facts, asked_at, asked_by, asked_text, answer) \
        VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, '')";
    ANSWER = "UPDATE proposal SET state = $1, answered_at = $2, answered_by = $3, answer = $4, amount = $5, \
        until_day = $6 WHERE id = $7 AND state = 'open'";
    DROP = "UPDATE proposal SET state = 'moot', answered_at = $1 WHERE order_id = $2 AND state = 'open'";
    LIST = "SELECT id, revision, kind, state, facts, asked_at, asked_by, asked_text, answered_at, answered_by, answer, \
        amount, until_day FROM proposal WHERE order_id = $1 ORDER BY kind, asked_at DESC LIMIT 100";
    FETCH = "SELECT id, revision, kind, state, facts, asked_at, asked_by, asked_text, answered_at, answered_by, answer, \
        amount, until_day FROM proposal WHERE id = $1 AND order_id = $2";
}

/// Puts a proposal into the decider's queue; that none of its kind is open there is the caller's rule.
pub fn ask_proposal(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    kind: ProposalKind,
    facts: &str,
    text: &str,
) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&ASK, &[&id, &order.id, &order.revision, &kind, &facts, &now, &who.id, &text])?;
    duty::open(tx, order, kind.code())?;
    let mut writers = editors(tx, order)?;
    writers.extend(rounds(tx, order.id)?.first().map(|round| round.submitted_by));
    writers.push(who.id);
    duty::keep_apart(tx, order.id, &writers)?;
    let step = format!("order.ask_{}", kind.code());
    store::write_history(tx, who, order, &step, kind.clause(), json!({"text": text, "facts": facts}))?;
    Ok(id)
}

/// Writes the decider's answer; who may give it is the caller's step.
#[expect(clippy::too_many_arguments, reason = "an answer is these words")]
pub fn answer_proposal(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    proposal: &Proposal,
    leave: &Leave<ProposalState>,
    answer: &str,
    amount: Option<i64>,
    until: Option<Day>,
) -> Outcome<()> {
    let now = tx.now();
    let moved = tx.execute(&ANSWER, &[&leave.to, &now, &Some(who.id), &answer, &amount, &until, &proposal.id])?;
    if moved == 0 {
        return Err(Trouble::stale(order.id));
    }
    duty::close(tx, order.id, proposal.kind.code(), Some(who), "done")?;
    let body =
        json!({"accepted": leave.to == ProposalState::Accepted, "text": answer, "amount": amount, "until": until});
    store::write_history(tx, who, order, leave.step, leave.clause, body)
}

/// Nobody need answer any more what was asked about an order: the round it was asked in is over.
pub fn drop_proposals(tx: &mut Tx, order: Id) -> Outcome<()> {
    let now = tx.now();
    if tx.execute(&DROP, &[&now, &order])? > 0 {
        for kind in ProposalKind::ALL {
            duty::close(tx, order, kind.code(), None, "moot")?;
        }
    }
    Ok(())
}

pub fn proposals(tx: &mut Tx, order: Id) -> Outcome<Vec<Proposal>> {
    Ok(tx.list(&LIST, &[&order], read)?)
}

pub fn fetch_proposal(tx: &mut Tx, order: Id, id: Id) -> Outcome<Option<Proposal>> {
    Ok(tx.maybe(&FETCH, &[&id, &order], read)?)
}

fn read(row: &Row<'_>) -> Result<Proposal, Fault> {
    Ok(Proposal {
        id: row.get(0)?,
        revision: row.get(1)?,
        kind: row.get(2)?,
        state: row.get(3)?,
        facts: row.get(4)?,
        asked_at: row.get(5)?,
        asked_by: row.get(6)?,
        asked_text: row.get(7)?,
        answered_at: row.get(8)?,
        answered_by: row.get(9)?,
        answer: row.get(10)?,
        amount: row.get(11)?,
        until: row.get(12)?,
    })
}
