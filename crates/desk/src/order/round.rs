//! A round: one submission with the content it froze, the checks as they stood, the grounds, and its verdict (3.2).

use platform::act::Outcome;
use platform::day::Instant;
use platform::step::Ground;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::Value;

use super::content::content_json;
use super::fetch::Order;

platform::words! {
    pub enum RoundVerdict {
        Open = "open",
        Approved = "approved",
        Returned = "returned",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Round {
    pub revision: i64,
    pub round: i64,
    pub submitted_at: Instant,
    pub submitted_by: Id,
    pub content: Value,
    pub checks: Value,
    pub grounds: Vec<Ground>,
    pub verdict: RoundVerdict,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<Id>,
    /// Coded reasons of a return or a decline.
    pub reasons: Vec<String>,
    /// The manager's words.
    pub decision: String,
}

platform::sql! {
    OPEN = "INSERT INTO order_round (order_id, revision, round, submitted_at, submitted_by, content, checks, grounds, \
        verdict, reasons, decision, figures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '[]', '', $9)";
    CLOSE = "UPDATE order_round SET verdict = $1, decided_at = $2, decided_by = $3, reasons = $4, decision = $5 \
        WHERE order_id = $6 AND revision = $7 AND round = $8 AND verdict = 'open'";
    LIST = "SELECT revision, round, submitted_at, submitted_by, content, checks, grounds, verdict, decided_at, \
        decided_by, reasons, decision FROM order_round WHERE order_id = $1 ORDER BY revision DESC, round DESC LIMIT 50";
}

/// Begins the order's next round; the caller has raised `order.round`.
pub fn open_round(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    checks: &Value,
    grounds: &[Ground],
    figures: &Value,
) -> Outcome<()> {
    let (now, content) = (tx.now(), platform::history::canonical(&content_json(order)));
    let grounds = serde_json::to_string(grounds).map_err(|e| Fault::other("round", e))?;
    let checks = platform::history::canonical(checks);
    let figures = platform::history::canonical(figures);
    tx.execute(
        &OPEN,
        &[&order.id, &order.revision, &order.round, &now, &who.id, &content, &checks, &grounds, &figures],
    )?;
    Ok(())
}

/// Ends the open round with a verdict; Stale where somebody ended it before.
pub fn close_round(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    verdict: RoundVerdict,
    reasons: &[String],
    decision: &str,
) -> Outcome<()> {
    let (now, reasons) = (tx.now(), serde_json::to_string(reasons).map_err(|e| Fault::other("round", e))?);
    let closed = tx.execute(
        &CLOSE,
        &[&verdict, &now, &Some(who.id), &reasons, &decision, &order.id, &order.revision, &order.round],
    )?;
    if closed == 1 { Ok(()) } else { Err(Trouble::stale(order.id)) }
}

/// The round of a revision that was reviewed, agreed and takes effect in one act: it is written decided (4.3.4), by those who
/// proposed and reviewed it, whoever carries it out.
pub(super) fn decided_round(
    tx: &mut Tx,
    (proposer, reviewer): (&Person, &Person),
    order: &Order,
    checks: &Value,
    grounds: &[Ground],
    decision: &str,
) -> Outcome<()> {
    open_round(tx, proposer, order, checks, grounds, &Value::Null)?;
    close_round(tx, reviewer, order, RoundVerdict::Approved, &[], decision)
}

/// The order's rounds, newest first.
pub fn rounds(tx: &mut Tx, order: Id) -> Outcome<Vec<Round>> {
    let json = |text: String| serde_json::from_str(&text).map_err(|e| Fault::other("round", e));
    Ok(tx.list(&LIST, &[&order], |row| {
        Ok(Round {
            revision: row.get(0)?,
            round: row.get(1)?,
            submitted_at: row.get(2)?,
            submitted_by: row.get(3)?,
            content: json(row.get(4)?)?,
            checks: json(row.get(5)?)?,
            grounds: serde_json::from_str(&row.get::<String>(6)?).map_err(|e| Fault::other("round", e))?,
            verdict: row.get(7)?,
            decided_at: row.get(8)?,
            decided_by: row.get(9)?,
            reasons: serde_json::from_str(&row.get::<String>(10)?).map_err(|e| Fault::other("round", e))?,
            decision: row.get(11)?,
        })
    })?)
}
