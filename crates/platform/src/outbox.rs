//! Everything that leaves is a row of the act's own transaction, sent afterwards: lease, back-off, dead letter.

use serde::{Deserialize, Serialize};

use crate::act::{App, Outcome};
use crate::day::Instant;
use crate::db::{Fault, Tx};
use crate::ids::Id;

crate::words! {
    pub enum OutboxState { Queued = "queued", Sent = "sent", Dead = "dead" }
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    /// `none` is for a relay on the same machine; else `starttls` or `tls`.
    pub tls: String,
    pub user: Option<String>,
    pub password: Option<String>,
    pub from: String,
}

/// A mail as it waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// Files by their cards.
    #[serde(default)]
    pub attachments: Vec<Id>,
}

/// One thing that is to leave.
#[derive(Clone, Debug, Serialize)]
pub struct Parcel {
    pub id: Id,
    pub about: Id,
    pub kind: String,
    pub state: OutboxState,
    pub attempts: i64,
    pub body: String,
    pub next_at: Instant,
    pub made_at: Instant,
    pub last_error: String,
}

/// Tries before a parcel is dead and a person must look.
const ATTEMPTS_MAX: i64 = 10;
/// How long a sender may hold a parcel before another takes it.
const LEASE: std::time::Duration = std::time::Duration::from_secs(120);

crate::sql! {
    QUEUE = "INSERT INTO outbox (id, about, kind, state, attempts, body, next_at, made_at, last_error) \
        VALUES ($1, $2, $3, 'queued', 0, $4, $5, $6, '')";
    CLAIM = "UPDATE outbox SET attempts = attempts + 1, next_at = $1 WHERE id IN (\
        SELECT id FROM outbox WHERE state = 'queued' AND next_at <= $2 ORDER BY next_at LIMIT 16 {skip locked}) \
        RETURNING id, about, kind, state, attempts, body, next_at, made_at, last_error";
    SENT = "UPDATE outbox SET state = 'sent', sent_at = $1, last_error = '' WHERE id = $2 AND state = 'queued'";
    LATER = "UPDATE outbox SET next_at = $1, last_error = $2, state = $3 WHERE id = $4 AND state = 'queued'";
    AGAIN = "UPDATE outbox SET state = 'queued', attempts = 0, next_at = $1 WHERE id = $2 AND state = 'dead'";
    pub LIST = "SELECT id, about, kind, state, attempts, body, next_at, made_at, last_error FROM outbox \
        WHERE state = $1 AND (made_at, id) < ($2, $3) ORDER BY made_at DESC, id DESC LIMIT $4";
    WAITING = "SELECT COUNT(*) FROM outbox WHERE state = 'queued'";
    DEAD = "SELECT COUNT(*) FROM outbox WHERE state = 'dead'";
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = $1 LIMIT $2) o";
    OLDEST_DUE = "SELECT next_at FROM outbox WHERE state = 'queued' ORDER BY next_at LIMIT 1";
}

/// Queues a mail about a document, in the act's own transaction.
pub fn queue_mail(tx: &mut Tx, about: Id, mail: &Mail) -> Result<Id, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let body = serde_json::to_string(mail).map_err(|e| Fault::other("outbox", e))?;
    tx.execute(&QUEUE, &[&id, &about, &"mail", &body, &now, &now])?;
    Ok(id)
}

fn parcel(row: &crate::db::Row<'_>) -> Result<Parcel, Fault> {
    Ok(Parcel {
        id: row.get(0)?,
        about: row.get(1)?,
        kind: row.get(2)?,
        state: row.get(3)?,
        attempts: row.get(4)?,
        body: row.get(5)?,
        next_at: row.get(6)?,
        made_at: row.get(7)?,
        last_error: row.get(8)?,
    })
}

/// A page of parcels in a state, newest first.
pub fn list(tx: &mut Tx, state: OutboxState, before: (Instant, Id), limit: i64) -> Outcome<Vec<Parcel>> {
    Ok(tx.list(&LIST, &[&state, &before.0, &before.1, &limit], parcel)?)
}

/// (waiting, dead): for the metrics and the readiness answer.
pub fn counts(tx: &mut Tx) -> Outcome<(i64, i64)> {
    let waiting = tx.one(&WAITING, &[], |row| row.get(0))?;
    Ok((waiting, tx.one(&DEAD, &[], |row| row.get(0))?))
}

/// How many are in a state, counted up to a limit.
pub fn count(tx: &mut Tx, state: OutboxState, limit: i64) -> Outcome<i64> {
    Ok(tx.one(&COUNT, &[&state, &limit], |row| row.get(0))?)
}

/// How long the parcel that waits longest has been due; `None` where nothing waits.
pub fn lag(tx: &mut Tx) -> Outcome<Option<i64>> {
    let now = tx.now();
    let due: Option<Instant> = tx.maybe(&OLDEST_DUE, &[], |row| row.get(0))?;
    Ok(due.map(|due| now.since(due).as_secs().max(0)))
}

/// Takes a dead parcel up again; false where there is none.
pub fn repeat(tx: &mut Tx, id: Id) -> Outcome<bool> {
    let now = tx.now();
    Ok(tx.execute(&AGAIN, &[&now, &id])? == 1)
}

/// Sends what is due; returns how many left. A parcel whose sender dies is taken again after its lease.
pub async fn send_due(app: &App, carrier: &dyn Carrier) -> Outcome<usize> {
    let due = app.0.db.write(claim).await?;
    let mut sent = 0;
    for parcel in due {
        let outcome = carrier.carry(app, &parcel).await;
        sent += usize::from(outcome.is_ok());
        app.0.db.write(move |tx| settle(tx, &parcel, &outcome)).await?;
    }
    Ok(sent)
}

fn claim(tx: &mut Tx) -> Outcome<Vec<Parcel>> {
    let now = tx.now();
    let lease = now.saturating_add(LEASE);
    Ok(tx.list(&CLAIM, &[&lease, &now], parcel)?)
}

fn settle(tx: &mut Tx, parcel: &Parcel, outcome: &Result<(), Undelivered>) -> Outcome<()> {
    let now = tx.now();
    match outcome {
        Ok(()) => tx.execute(&SENT, &[&now, &parcel.id])?,
        Err(no) => {
            let state =
                if no.for_good || parcel.attempts >= ATTEMPTS_MAX { OutboxState::Dead } else { OutboxState::Queued };
            let wait_s = 15_u64 << parcel.attempts.clamp(0, 9);
            let next = now.saturating_add(std::time::Duration::from_secs(wait_s));
            let why: String = no.why.chars().take(500).collect();
            tx.execute(&LATER, &[&next, &why, &state, &parcel.id])?
        }
    };
    Ok(())
}

/// Why a parcel did not leave.
#[derive(Clone, Debug)]
pub struct Undelivered {
    pub why: String,
    /// Another try would end the same: a person must look.
    pub for_good: bool,
}

impl From<String> for Undelivered {
    fn from(why: String) -> Undelivered {
        Undelivered { why, for_good: false }
    }
}

/// What carries a parcel outside. Errors are kept with the parcel, so they name no secret.
pub trait Carrier: Send + Sync {
    fn carry<'a>(
        &'a self,
        app: &'a App,
        parcel: &'a Parcel,
    ) -> std::pin::Pin<Box<dyn std::future::Future<Output = Result<(), Undelivered>> + Send + 'a>>;
}
