//! What a refused act must not leave: a few figures of every table that acts write. It reads everything on purpose, and
//! only here.

use platform::act::{App, Outcome};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    figures: Vec<i64>,
    refusals: i64,
    /// How often the step that is watched stands in the history.
    written: i64,
}

/// (what it is, its figure)
const FIGURES: &[(&str, &str)] = &[
    ("history", "SELECT COUNT(*) FROM history"),
    ("chains", "SELECT CAST(COALESCE(SUM(seq), 0) AS BIGINT) FROM chain"),
    ("orders", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM orders"),
    ("lines", "SELECT COUNT(*) FROM order_line"),
    ("numbers", "SELECT CAST(COALESCE(SUM(last), 0) AS BIGINT) FROM series"),
    ("duties", "SELECT COUNT(*) FROM duty"),
    ("open duties", "SELECT COUNT(*) FROM duty WHERE done_at IS NULL"),
    ("outbox", "SELECT COUNT(*) FROM outbox"),
    ("memos", "SELECT COUNT(*) FROM memo"),
    ("in-tray", "SELECT COUNT(*) FROM intray"),
    ("waiting items", "SELECT COUNT(*) FROM intray WHERE state = 'waiting'"),
    ("proposals", "SELECT COUNT(*) FROM proposal"),
    ("open proposals", "SELECT COUNT(*) FROM proposal WHERE state = 'open'"),
    ("rounds", "SELECT COUNT(*) FROM order_round"),
    ("open rounds", "SELECT COUNT(*) FROM order_round WHERE verdict = 'open'"),
    ("dispatches", "SELECT COUNT(*) FROM dispatch"),
    ("acknowledged", "SELECT COUNT(*) FROM dispatch WHERE state = 'acknowledged'"),
    ("reservations", "SELECT COUNT(*) FROM reservation"),
    ("reserved", "SELECT CAST(COALESCE(SUM(reserved), 0) AS BIGINT) FROM stock"),
    ("on hand", "SELECT CAST(COALESCE(SUM(on_hand), 0) AS BIGINT) FROM stock"),
    ("movements", "SELECT COUNT(*) FROM stock_movement"),
    ("tasks", "SELECT COUNT(*) FROM task"),
    ("notices", "SELECT COUNT(*) FROM notice"),
    ("notices told", "SELECT COUNT(*) FROM notice WHERE done_at IS NOT NULL"),
    ("notes", "SELECT COUNT(*) FROM order_note"),
    ("documents", "SELECT COUNT(*) FROM order_source"),
    ("flags", "SELECT COUNT(*) FROM order_flag WHERE ended_at IS NULL"),
    ("file cards", "SELECT COUNT(*) FROM file"),
    ("sheets", "SELECT COUNT(*) FROM confirmation"),
    ("links", "SELECT COUNT(*) FROM customer_link"),
    ("answers", "SELECT COUNT(*) FROM link_answer"),
    ("problems", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM problem"),
    ("people", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM person"),
    ("roles", "SELECT COUNT(*) FROM person_role"),
    ("delegations", "SELECT COUNT(*) FROM delegation WHERE ended_at IS NULL"),
    ("customers", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM customer"),
    ("products", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM product"),
    ("settings asked", "SELECT COUNT(*) FROM policy_change"),
    ("settings open", "SELECT COUNT(*) FROM policy_change WHERE state = 'open'"),
    ("days", "SELECT COUNT(*) FROM calendar_day"),
    ("reminders", "SELECT COUNT(*) FROM reminder"),
    ("talks", "SELECT COUNT(*) FROM talk"),
    ("works", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM work_order"),
    ("pieces", "SELECT CAST(COALESCE(SUM(good + 7 * scrap), 0) AS BIGINT) FROM work_step"),
    ("work reports", "SELECT COUNT(*) FROM work_report"),
    ("minutes booked", "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM load_day"),
    ("late lines", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM delay_case"),
    ("moved promises", "SELECT COUNT(*) FROM promise_move"),
    ("asked to lay anew", "SELECT COUNT(*) FROM replan"),
    ("frozen files", "SELECT COUNT(*) FROM order_file"),
    ("offers", "SELECT COUNT(*) FROM offer"),
    ("open offers", "SELECT COUNT(*) FROM offer WHERE state = 'open'"),
    ("plans", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM plan"),
    ("reports", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM report"),
    ("comments", "SELECT COUNT(*) FROM report_comment"),
    ("views", "SELECT COUNT(*) FROM saved_view"),
    ("agreements", "SELECT COUNT(*) FROM customer_agreement"),
    ("plans of inspection", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM inspection_plan"),
    ("inspections", "SELECT COUNT(*) + CAST(COALESCE(SUM(lock), 0) AS BIGINT) FROM inspection"),
    ("tranches", "SELECT COUNT(*) FROM inspection_tranche"),
    ("tranches that wait", "SELECT COUNT(*) FROM inspection_tranche WHERE state IN ('pending', 'failed')"),
    ("parts issued", "SELECT CAST(COALESCE(SUM(issued + 7 * back), 0) AS BIGINT) FROM work_part"),
    ("parts lacked", "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM work_lack"),
    ("costs", "SELECT COUNT(*) FROM cancellation_cost"),
    ("stops answered", "SELECT COUNT(*) FROM stop_order WHERE acknowledged_at IS NOT NULL"),
    ("prices asked", "SELECT COUNT(*) FROM price_proposal"),
    ("prices open", "SELECT COUNT(*) FROM price_proposal WHERE state = 'open'"),
];

/// Now, and how often `step` was taken so far.
pub async fn trace(app: &App, step: &'static str) -> Outcome<Trace> {
    let columns: Vec<String> = FIGURES.iter().map(|(_, figure)| format!("({figure})")).collect();
    let text = format!(
        "SELECT (SELECT COUNT(*) FROM refusal), (SELECT COUNT(*) FROM history WHERE step = $1), {}",
        columns.join(", ")
    );
    app.read(move |tx| {
        let rows = tx.list_built("trace", &text, &[&step], |row| {
            let figures = (0..FIGURES.len()).map(|at| row.get(at + 2)).collect::<Result<Vec<i64>, _>>()?;
            Ok(Trace { refusals: row.get(0)?, written: row.get(1)?, figures })
        })?;
        rows.into_iter().next().ok_or_else(|| platform::Fault::other("trace", "no row").into())
    })
    .await
}

impl Trace {
    /// Whether the history says that the step was taken.
    pub fn was_written_by(&self, after: &Trace) -> bool {
        after.written > self.written
    }

    /// What differs, where a refused act may have left one refusal and nothing else.
    pub fn left_by(&self, after: &Trace, refused: bool) -> Vec<String> {
        let mut left: Vec<String> = FIGURES
            .iter()
            .zip(self.figures.iter().zip(&after.figures))
            .filter(|(_, (before, after))| before != after)
            .map(|((name, _), (before, after))| format!("{name}: {before} → {after}"))
            .collect();
        let (noted, wanted) = (after.refusals - self.refusals, i64::from(refused));
        if noted != wanted {
            left.push(format!("{noted} refusals noted instead of {wanted}"));
        }
        left
    }
}
