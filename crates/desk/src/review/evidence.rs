//! What the cockpit shows is computed at the submission, so that it is there when the manager opens it. It holds for the
//! content and the day it was computed for, and as long as neither stock nor plan has moved. A job looks every minute
//! whether it still holds, and computes anew what does not: after midnight, after a move of stock or plan, after an
//! import of receivables, another price, limit or setting. The decision computes for itself in any case (3.2.3a).

use platform::act::{Act, App, Outcome};
use platform::day::{Day, Instant};
use platform::step::findings;
use platform::who::Person;
use platform::{Fault, Id, Tx};

use super::checks::ALL;
use super::facts::Facts;
use super::figures::{self, Figures};
use super::seen;
use crate::fulfilment::{self, Epochs, Promise};
use crate::order::{self, Approval, Order};
use crate::people;

/// Orders that are looked at in one read.
const BATCH: i64 = 20;

platform::sql! {
    KEEP = "INSERT INTO order_evidence (order_id, lock, day, at, epochs, promises, figures, says) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (order_id) DO UPDATE SET lock = excluded.lock, day = excluded.day, at = excluded.at, \
        epochs = excluded.epochs, promises = excluded.promises, figures = excluded.figures, says = excluded.says";
    OF = "SELECT at, epochs, promises, says FROM order_evidence WHERE order_id = $1 AND lock = $2 AND day = $3";
    IN_REVIEW = "SELECT submitted_at, id FROM orders WHERE approval = 'final_review' AND special = $1 \
        AND (submitted_at, id) > ($2, $3) ORDER BY submitted_at, id LIMIT $4";
}

/// Promise dates that were computed before.
pub struct Kept {
    pub at: Instant,
    pub promises: Vec<Promise>,
    pub epochs: Epochs,
    /// The digest of everything the page said.
    says: String,
}

/// What is to be kept, as text.
struct Made {
    order: Id,
    lock: i64,
    day: Day,
    epochs: String,
    promises: String,
    figures: String,
    says: String,
}

impl Made {
    fn of(order: &Order, facts: &Facts) -> Outcome<Made> {
        let text = |json: serde_json::Result<String>| json.map_err(|e| Fault::other("keep evidence", e));
        let found = findings(ALL, facts);
        Ok(Made {
            order: order.id,
            lock: order.lock,
            day: facts.today,
            epochs: text(serde_json::to_string(&facts.epochs))?,
            promises: text(serde_json::to_string(&facts.promises))?,
            figures: text(serde_json::to_string(&figures::of(facts, &found)))?,
            says: seen::digest(&seen::sentences(facts, &found)),
        })
    }

    fn keep(&self, tx: &mut Tx) -> Outcome<()> {
        let now = tx.now();
        let Made { order, lock, day, epochs, promises, figures, says } = self;
        tx.execute(&KEEP, &[order, lock, day, &now, epochs, promises, figures, says])?;
        Ok(())
    }
}

/// Keeps it with the order as it was written by the submission.
pub fn keep(tx: &mut Tx, order: &Order, facts: &Facts) -> Outcome<()> {
    Made::of(order, facts)?.keep(tx)
}

/// What still holds.
pub fn ready(tx: &mut Tx, order: &Order, today: Day) -> Outcome<Option<Kept>> {
    let row: Option<(Instant, String, String, String)> = tx.maybe(&OF, &[&order.id, &order.lock, &today], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let Some((at, epochs, promises, says)) = row else { return Ok(None) };
    let bad = |e| Fault::other("read evidence", e);
    let epochs: Epochs = serde_json::from_str(&epochs).map_err(bad)?;
    if !fulfilment::unmoved(tx, &epochs)? {
        return Ok(None);
    }
    Ok(Some(Kept { at, promises: serde_json::from_str(&promises).map_err(bad)?, epochs, says }))
}

/// The facts of an order for a page, with what is ready where it still holds; and since when that is so.
pub fn facts(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<(Facts, Option<Instant>)> {
    let today = people::today(tx)?;
    let kept = ready(tx, order, today)?;
    let computed_at = kept.as_ref().map(|kept| kept.at);
    let facts = Facts::gather_with(tx, who, order, kept.map(|kept| (kept.promises, kept.epochs)))?;
    Ok((facts, computed_at))
}

/// The figures as they stand now, where they were computed for the order as it stands.
pub fn figures(text: Option<String>) -> Option<Figures> {
    text.and_then(|text| serde_json::from_str(&text).ok())
}

/// Looks at every order in review whether what is ready still holds; returns how many were computed anew.
pub async fn refresh(app: &App) -> Outcome<usize> {
    let mut anew = 0;
    for special in [false, true] {
        let mut after = (Instant::EPOCH, Id::from_uuid(uuid::Uuid::nil()));
        loop {
            let batch: Vec<(Instant, Id)> = app
                .read(move |tx| {
                    let params: [&dyn platform::db::Param; 4] = [&special, &after.0, &after.1, &BATCH];
                    Ok(tx.list(&IN_REVIEW, &params, |row| Ok((row.get(0)?, row.get(1)?)))?)
                })
                .await?;
            for (_, id) in &batch {
                match refresh_one(app, *id).await {
                    Ok(done) => anew += usize::from(done),
                    // One order that cannot be read keeps no other from being ready.
                    Err(trouble) => tracing::warn!(%id, ?trouble, "what is shown of an order was not looked at"),
                }
            }
            match batch.last() {
                Some(last) if batch.len() as i64 == BATCH => after = *last,
                _ => break,
            }
        }
    }
    Ok(anew)
}

/// Computed on a view of its own, so that nobody waits for it; written where something moved.
async fn refresh_one(app: &App, id: Id) -> Outcome<bool> {
    let made = app.read(move |tx| made(tx, id)).await?;
    match made {
        Some(made) => app.perform(&Person::system(), Refresh(made)).await,
        None => Ok(false),
    }
}

fn made(tx: &mut Tx, id: Id) -> Outcome<Option<Made>> {
    let system = Person::system();
    let order = order::fetch(tx, &system, id)?;
    if order.approval != Approval::FinalReview {
        return Ok(None);
    }
    let today = people::today(tx)?;
    let kept = ready(tx, &order, today)?;
    let said = kept.as_ref().map(|kept| kept.says.clone());
    let facts = Facts::gather_with(tx, &system, &order, kept.map(|kept| (kept.promises, kept.epochs)))?;
    let made = Made::of(&order, &facts)?;
    Ok(if said.as_ref() == Some(&made.says) { None } else { Some(made) })
}

struct Refresh(Made);

impl Act for Refresh {
    type Done = bool;

    /// Only for the order as it was read: whoever wrote it meanwhile has kept or dropped its evidence himself.
    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<bool> {
        let order = order::fetch_seen(tx, who, self.0.order, None)?;
        if order.lock != self.0.lock || order.approval != Approval::FinalReview {
            return Ok(false);
        }
        self.0.keep(tx)?;
        Ok(true)
    }
}
