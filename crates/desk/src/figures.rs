//! The few figures that the operator's probes ask for. Reads only.

use platform::act::Outcome;
use platform::db::Tx;
use platform::outbox::{self, OutboxState};
use serde::Serialize;

/// Counting stops here: a probe must stay cheap.
const COUNT_MAX: i64 = 50_000;

platform::sql! {
    DUTIES = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT due_at FROM duty WHERE done_at IS NULL LIMIT $2) d";
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Figures {
    pub duties_open: i64,
    pub duties_late: i64,
    pub outbox_queued: i64,
    pub outbox_dead: i64,
    /// How long the mail that waits longest has been due.
    pub outbox_lag_s: i64,
}

pub fn figures(tx: &mut Tx) -> Outcome<Figures> {
    let now = tx.now();
    let (duties_open, duties_late) = tx.one(&DUTIES, &[&now, &COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Figures {
        duties_open,
        duties_late,
        outbox_queued: outbox::count(tx, OutboxState::Queued, COUNT_MAX)?,
        outbox_dead: outbox::count(tx, OutboxState::Dead, COUNT_MAX)?,
        outbox_lag_s: outbox::lag(tx)?.unwrap_or(0),
    })
}
