//! 2.2.1d: the manager's report to the executive, as a row with its own chain: due, sent, read.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::step::{Finding, Leave, Rule, Standing, Weight};
use platform::trouble::Say;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::Value;

use super::snapshot::Snapshot;
use crate::people;

platform::words! {
    pub enum ReportState {
        New = "new",
        /// The span is over, the manager has not reported yet.
        Due = "due",
        Sent = "sent",
        Read = "read",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub id: Id,
    pub from: Day,
    pub to: Day,
    pub state: ReportState,
    pub text: String,
    pub figures: Option<Snapshot>,
    pub opened_at: Instant,
    pub sent_at: Option<Instant>,
    pub sent_by: Option<Id>,
    pub sent_name: String,
    pub read_at: Option<Instant>,
    pub read_name: String,
    pub lock: i64,
}

impl Report {
    pub fn href(&self) -> String {
        format!("/reports/{}", self.id)
    }

    pub fn span(&self) -> String {
        format!("{} – {}", self.from, self.to)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Comment {
    pub at: Instant,
    pub by_name: String,
    pub text: String,
}

#[derive(Debug, Default)]
pub struct Facts {
    /// The span begins after it ends, ends after today, or is longer than a quarter.
    pub span_wrong: bool,
    pub silent: bool,
}

pub const SPAN: Rule<Facts> = Rule {
    id: "report.span",
    clause: "2.2.1d",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.span_wrong, "report-refused-span"),
};

pub const SAYS: Rule<Facts> = Rule {
    id: "report.comment_says",
    clause: "2.2.1d",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.silent, "report-refused-silent"),
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.from_day, r.to_day, r.state, r.text, r.figures, r.opened_at, r.sent_at, r.sent_by, \
             (SELECT p.name FROM person p WHERE p.id = r.sent_by), r.read_at, \
             (SELECT p.name FROM person p WHERE p.id = r.read_by), r.lock FROM report r ",
            $tail
        )
    };
}

platform::sql! {
    FETCH = columns!("WHERE r.id = $1");
    HOLD = "SELECT id FROM report WHERE id = $1 {for update}";
    LIST = columns!("WHERE (r.to_day, r.id) < ($1, $2) ORDER BY r.to_day DESC, r.id DESC LIMIT $3");
    LAST = columns!("WHERE r.to_day <= $1 ORDER BY r.to_day DESC, r.id DESC LIMIT 1");
    OF_SPAN = "SELECT id FROM report WHERE to_day = $1 AND from_day = $2 LIMIT 1";
    ADD = "INSERT INTO report (id, from_day, to_day, state, text, figures, opened_at, lock) \
        VALUES ($1, $2, $3, $4, '', '', $5, 1)";
    SEND = "UPDATE report SET from_day = $1, to_day = $2, state = $3, text = $4, figures = $5, sent_at = $6, sent_by = $7, \
        lock = lock + 1 WHERE id = $8 AND lock = $9";
    READ = "UPDATE report SET state = $1, read_at = $2, read_by = $3, lock = lock + 1 WHERE id = $4 AND lock = $5";
    SAY = "INSERT INTO report_comment (id, report, at, by_person, by_name, text) VALUES ($1, $2, $3, $4, $5, $6)";
    COMMENTS = "SELECT at, by_name, text FROM report_comment WHERE report = $1 ORDER BY id LIMIT 200";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Report> {
    tx.maybe(&FETCH, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// For acts: nobody else changes it meanwhile.
pub fn held(tx: &mut Tx, id: Id) -> Outcome<Report> {
    tx.maybe(&HOLD, &[&id], |row| row.get::<Id>(0))?.ok_or(Trouble::Hidden)?;
    fetch(tx, id)
}

/// The latest first, from behind a mark on.
pub fn list(tx: &mut Tx, (day, id): (Day, Id), limit: i64) -> Outcome<Vec<Report>> {
    Ok(tx.list(&LIST, &[&day, &id, &limit], read)?)
}

/// The latest that ends on that day or before.
pub fn last(tx: &mut Tx, day: Day) -> Outcome<Option<Report>> {
    Ok(tx.maybe(&LAST, &[&day], read)?)
}

pub fn is_there(tx: &mut Tx, from: Day, to: Day) -> Outcome<bool> {
    Ok(tx.maybe(&OF_SPAN, &[&to, &from], |row| row.get::<Id>(0))?.is_some())
}

/// A report that nobody has written yet.
pub fn blank(tx: &mut Tx, from: Day, to: Day) -> Report {
    Report {
        id: tx.new_id(),
        from,
        to,
        state: ReportState::New,
        text: String::new(),
        figures: None,
        opened_at: tx.now(),
        sent_at: None,
        sent_by: None,
        sent_name: String::new(),
        read_at: None,
        read_name: String::new(),
        lock: 1,
    }
}

pub fn add(tx: &mut Tx, report: &Report) -> Outcome<()> {
    tx.execute(&ADD, &[&report.id, &report.from, &report.to, &ReportState::Due, &report.opened_at])?;
    Ok(())
}

/// Text and figures, for good.
pub fn send(tx: &mut Tx, who: &Person, report: &Report, leave: &Leave<ReportState>) -> Outcome<()> {
    let now = Some(tx.now());
    let figures = serde_json::to_string(&report.figures).map_err(|e| Fault::other("report figures", e))?;
    let moved = tx.execute(
        &SEND,
        &[&report.from, &report.to, &leave.to, &report.text, &figures, &now, &Some(who.id), &report.id, &report.lock],
    )?;
    if moved == 0 { Err(Trouble::stale(report.id)) } else { Ok(()) }
}

pub fn mark_read(tx: &mut Tx, who: &Person, report: &Report, leave: &Leave<ReportState>) -> Outcome<()> {
    let now = Some(tx.now());
    let moved = tx.execute(&READ, &[&leave.to, &now, &Some(who.id), &report.id, &report.lock])?;
    if moved == 0 { Err(Trouble::stale(report.id)) } else { Ok(()) }
}

pub fn say(tx: &mut Tx, who: &Person, report: Id, text: &str) -> Outcome<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&SAY, &[&id, &report, &now, &who.id, &who.name, &text])?;
    Ok(())
}

pub fn comments(tx: &mut Tx, report: Id) -> Outcome<Vec<Comment>> {
    Ok(tx.list(&COMMENTS, &[&report], |row| Ok(Comment { at: row.get(0)?, by_name: row.get(1)?, text: row.get(2)? }))?)
}

pub fn tell(tx: &mut Tx, who: &Person, report: Id, leave: &Leave<ReportState>, body: Value) -> Outcome<()> {
    let entry = Entry { chain: report, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

pub fn standing(tx: &mut Tx, who: &Person) -> Outcome<Standing> {
    let acting_manager = people::is_acting_manager(tx, who.id)?;
    Ok(Standing { roles: who.roles, acting_manager, ..Standing::default() })
}

fn read(row: &Row<'_>) -> Result<Report, Fault> {
    let figures: String = row.get(5)?;
    Ok(Report {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        state: row.get(3)?,
        text: row.get(4)?,
        figures: serde_json::from_str(&figures).ok(),
        opened_at: row.get(6)?,
        sent_at: row.get(7)?,
        sent_by: row.get(8)?,
        sent_name: row.get::<Option<String>>(9)?.unwrap_or_default(),
        read_at: row.get(10)?,
        read_name: row.get::<Option<String>>(11)?.unwrap_or_default(),
        lock: row.get(12)?,
    })
}
