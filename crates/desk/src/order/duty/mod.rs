//! A duty: one thing that one person or department queue has to do until a due time (1.3.2, 1.3.4). Opened and
//! closed only by steps; home, lateness and escalation stand on it.

mod apart;
mod clock;
mod whose;

use platform::act::Outcome;
use platform::calendar::Due;
use platform::day::Instant;
use platform::db::Row;
use platform::event::Taken;
use platform::who::{Person, Role};
use platform::{Fault, Id, Tx};
use serde::Serialize;

use super::fetch::Order;
use crate::people::{self, setting};

pub use apart::{keep_apart, turned};
pub use clock::{Clock, PAUSE, RESUME, held, soon_at, start_clocks, stop_clocks, turn};
pub use whose::{counts, mine};

/// Who owns a duty of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    /// The order's owner.
    Owner,
    /// A queue: a department, or the acting manager.
    Role(Role),
    /// A department named when it is opened.
    Named,
}

/// A kind of duty: clause and owner. How long it may take is a setting ([`setting::allowed`]).
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub id: &'static str,
    pub clause: &'static str,
    pub owner: OwnedBy,
}

const fn kind(id: &'static str, clause: &'static str, owner: OwnedBy) -> Kind {
    Kind { id, clause, owner }
}

pub const KINDS: &[Kind] = &[
    kind("take_intray", "3.1.1", OwnedBy::Role(Role::Specialist)),
    kind("submit", "3.2.1", OwnedBy::Owner),
    kind("file_order", "2.2.2e", OwnedBy::Owner),
    kind("send_confirmation", "3.1.3", OwnedBy::Owner),
    kind("signed_return", "3.1.3", OwnedBy::Role(Role::Customer)),
    kind("remind_customer", "3.1.3", OwnedBy::Owner),
    kind("see_signed_return", "3.1.3", OwnedBy::Role(Role::Manager)),
    kind("settle_dispute", "3.1.3", OwnedBy::Owner),
    kind("final_review", "3.2.3", OwnedBy::Role(Role::Manager)),
    kind("renegotiate", "3.2.4", OwnedBy::Owner),
    kind("decline_returned", "3.2.4", OwnedBy::Role(Role::Manager)),
    kind("answer_offer", "3.2.4", OwnedBy::Role(Role::Customer)),
    kind("settle_offer", "3.2.4", OwnedBy::Owner),
    kind("release_credit", "3.2.3c", OwnedBy::Role(Role::Finance)),
    kind("consent", "2.2.1c", OwnedBy::Role(Role::Executive)),
    kind("answer_question", "1.3.3", OwnedBy::Named),
    kind("acknowledge", "3.2.5", OwnedBy::Named),
    kind("tell_customer", "3.2.5", OwnedBy::Owner),
    kind("accept_setting", "3.2.3b", OwnedBy::Role(Role::Executive)),
    kind("accept_prices", "3.2.3b", OwnedBy::Role(Role::Executive)),
    kind("solve_problem", "2.2.2d", OwnedBy::Named),
    kind("help_problem", "2.2.1b", OwnedBy::Role(Role::Manager)),
    kind("decide_late", "1.3.2", OwnedBy::Named),
    kind("make_report", "2.2.1d", OwnedBy::Role(Role::Manager)),
    kind("read_report", "2.2.1d", OwnedBy::Role(Role::Executive)),
    kind("plan_work", "4.1.2", OwnedBy::Role(Role::Production)),
    kind("release_work", "4.1.2", OwnedBy::Role(Role::Production)),
    kind("make_work", "4.1.3", OwnedBy::Role(Role::Production)),
    kind("inspect", "5.1.1", OwnedBy::Role(Role::Quality)),
    kind("settle_failed", "5.1.1", OwnedBy::Role(Role::Quality)),
    kind("put_away", "4.1.3", OwnedBy::Role(Role::Warehouse)),
    kind("take_back", "4.3.4", OwnedBy::Role(Role::Warehouse)),
    kind("settle_delay", "4.1.4", OwnedBy::Owner),
    kind("answer_delay", "4.1.4", OwnedBy::Role(Role::Customer)),
    kind("carry_remedy", "4.1.4", OwnedBy::Owner),
    kind("quote_request", "4.2.2", OwnedBy::Role(Role::Purchasing)),
    kind("send_rfq", "4.2.2", OwnedBy::Role(Role::Purchasing)),
    kind("await_quotes", "4.2.2", OwnedBy::Role(Role::Purchasing)),
    kind("award_purchase", "4.2.2", OwnedBy::Role(Role::Purchasing)),
    kind("sign_contract", "4.2.3", OwnedBy::Role(Role::Purchasing)),
    kind("await_goods", "4.2.4", OwnedBy::Role(Role::Purchasing)),
    kind("close_purchase", "4.2.4", OwnedBy::Role(Role::Purchasing)),
    kind("tell_supplier", "4.2.4", OwnedBy::Role(Role::Purchasing)),
    kind("follow_up", "5.1.1", OwnedBy::Owner),
    kind("submit_change", "4.3.1", OwnedBy::Owner),
    kind("decide_change", "4.3.2", OwnedBy::Role(Role::Manager)),
    kind("assess_change", "4.3.3", OwnedBy::Named),
    kind("propose_change", "4.3.4", OwnedBy::Owner),
    kind("review_change", "4.3.4", OwnedBy::Role(Role::Manager)),
    kind("answer_change", "4.3.4", OwnedBy::Role(Role::Customer)),
    kind("confirm_change", "3.1.3", OwnedBy::Role(Role::Customer)),
    kind("correct_change", "3.1.3", OwnedBy::Owner),
    kind("carry_change", "4.3.4", OwnedBy::Owner),
    kind("note_needs", "4.3.4", OwnedBy::Named),
    kind("submit_cancellation", "4.4.1", OwnedBy::Owner),
    kind("confirm_cancellation", "3.1.3", OwnedBy::Role(Role::Customer)),
    kind("correct_cancellation", "3.1.3", OwnedBy::Owner),
    kind("decide_cancellation", "4.4.2", OwnedBy::Role(Role::Manager)),
    kind("acknowledge_stop", "4.4.3", OwnedBy::Named),
    kind("cost_cancellation", "4.4.4", OwnedBy::Owner),
    kind("settle_cancellation", "4.4.4", OwnedBy::Owner),
];

pub fn kind_of(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// A duty as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Duty {
    pub id: Id,
    pub about: Id,
    pub about_kind: String,
    pub kind: String,
    pub clause: String,
    pub owner_person: Option<Id>,
    pub owner_role: Option<Role>,
    pub subject: String,
    pub detail: String,
    pub opened_at: Instant,
    pub due_at: Instant,
    pub done_at: Option<Instant>,
    pub outcome: Option<String>,
}

platform::sql! {
    OPEN = "INSERT INTO duty (id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, \
        opened_at, due_at, look_at, over_duty, clock_from, clock_days, clock_minutes, left_minutes, stopped) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    CLOSE = "UPDATE duty SET done_at = $1, done_by = $2, outcome = $3 \
        WHERE about = $4 AND kind = $5 AND done_at IS NULL";
    CLOSE_ONE = "UPDATE duty SET done_at = $1, done_by = $2, outcome = $3 WHERE id = $4 AND done_at IS NULL";
    CLOSE_DEPARTMENT = "UPDATE duty SET done_at = $1, done_by = $2, outcome = $3 \
        WHERE about = $4 AND kind = $5 AND owner_role = $6 AND done_at IS NULL";
    CLOSE_ALL = "UPDATE duty SET done_at = $1, outcome = 'moot' WHERE about = $2 AND done_at IS NULL";
    HAND_OVER = "UPDATE duty SET owner_person = $1 WHERE about = $2 AND owner_person = $3 AND done_at IS NULL";
    OF = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome FROM duty WHERE about = $1 AND done_at IS NULL ORDER BY due_at LIMIT 100";
    FIRST_DUE = "SELECT MIN(due_at) FROM duty WHERE about IN ({ids:$1}) AND kind = $2 AND done_at IS NULL";
    OPEN_KIND = "SELECT id FROM duty WHERE about = $1 AND kind = $2 AND done_at IS NULL LIMIT 1";
}

/// Opens a duty about an order, if one of the kind is not open already.
pub fn open(tx: &mut Tx, order: &Order, kind_id: &str) -> Outcome<()> {
    let kind = known(kind_id)?;
    let owner = match kind.owner {
        OwnedBy::Owner => Owner::Person(order.owner),
        OwnedBy::Role(role) => Owner::Role(role),
        OwnedBy::Named => return Err(Fault::other("duty", "this kind is opened for a named department").into()),
    };
    if tx.maybe(&OPEN_KIND, &[&order.id, &kind.id], |row| row.get::<Id>(0))?.is_some() {
        return Ok(());
    }
    // A clock does not begin to run while somebody else has the next word.
    let turn = clock::waits(tx, order, kind.id)?;
    let (about, subject) = (order.id, order.number.as_str());
    let given =
        Given { about, about_kind: "order", kind: kind.id, owner, subject, detail: "", due_at: None, over: None };
    begin(tx, &given, turn).map(|_| ())
}

/// Opens a duty about an order in a department's queue.
pub fn open_for(tx: &mut Tx, order: &Order, kind_id: &str, department: Role, detail: &str) -> Outcome<Id> {
    about_order(tx, order, kind_id, Owner::Role(department), detail)
}

fn about_order(tx: &mut Tx, order: &Order, kind: &str, owner: Owner, detail: &str) -> Outcome<Id> {
    let (about, subject) = (order.id, order.number.as_str());
    give(tx, &Given { about, about_kind: "order", kind, owner, subject, detail, due_at: None, over: None })
}

/// Opens a duty about something that is not an order: an in-tray item.
pub fn open_about(tx: &mut Tx, about: Id, about_kind: &str, kind_id: &str, subject: &str) -> Outcome<Id> {
    let kind = known(kind_id)?;
    let OwnedBy::Role(role) = kind.owner else {
        return Err(Fault::other("duty", "this kind needs an order").into());
    };
    let owner = Owner::Role(role);
    give(tx, &Given { about, about_kind, kind: kind_id, owner, subject, detail: "", due_at: None, over: None })
}

/// When the first of the open duties of a kind is due, of all that are about one of these.
pub fn first_due(tx: &mut Tx, about: &[Id], kind: &str) -> Outcome<Option<Instant>> {
    let about = about.to_vec();
    Ok(tx.one(&FIRST_DUE, &[&about, &kind], |row| row.get(0))?)
}

platform::listens!(on_step);

/// What a step on something that is no order opens and closes.
fn on_step(tx: &mut Tx, who: &Person, taken: &Taken<'_>) -> Outcome<()> {
    for kind in taken.closes {
        close(tx, taken.about, kind, Some(who), "done")?;
    }
    for kind in taken.opens {
        open_about(tx, taken.about, taken.about_kind, kind, taken.subject)?;
    }
    Ok(())
}

/// A duty whose owner, and perhaps due time, its caller names.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub about: Id,
    pub about_kind: &'a str,
    pub kind: &'a str,
    pub owner: Owner,
    pub subject: &'a str,
    pub detail: &'a str,
    /// `None`: as long as its kind is given.
    pub due_at: Option<Instant>,
    /// The late duty that it decides on.
    pub over: Option<Id>,
}

/// Exactly one person or one queue (1.3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(Id),
    Role(Role),
}

impl Owner {
    fn columns(self) -> (Option<Id>, Option<Role>) {
        match self {
            Owner::Person(person) => (Some(person), None),
            Owner::Role(role) => (None, Some(role)),
        }
    }
}

/// Opens a duty that no row of a step table opens by itself.
pub fn give(tx: &mut Tx, given: &Given<'_>) -> Outcome<Id> {
    begin(tx, given, false)
}

/// `turn`: somebody else has the next word, so that its clock does not run yet; nor does it while its order is on hold.
fn begin(tx: &mut Tx, given: &Given<'_>, turn: bool) -> Outcome<Id> {
    let kind = known(given.kind)?;
    let (id, now) = (tx.new_id(), tx.now());
    let (person, role) = given.owner.columns();
    let calendar = people::calendar_of(tx, role)?;
    let (due_at, clock) = match given.due_at {
        Some(due_at) => (due_at, Clock::named()),
        None => {
            let allowed = setting::allowed(tx, kind.id)?;
            let due_at = calendar.due(now, allowed).map_err(|e| Fault::other("working calendar", e))?;
            (due_at, Clock::of(now, allowed))
        }
    };
    let runs_always = role == Some(Role::Customer);
    let stopped = if runs_always { String::new() } else { clock::stopped_from_the_start(tx, given.about, turn)? };
    let (due_at, look_at, left) = if stopped.is_empty() {
        (due_at, Some(soon_at(&calendar, now, due_at)), None)
    } else {
        (held(), None, Some(calendar.working_minutes_between(now, due_at)))
    };
    tx.execute(
        &OPEN,
        &[
            &id,
            &given.about,
            &given.about_kind,
            &kind.id,
            &kind.clause,
            &person,
            &role,
            &given.subject,
            &given.detail,
            &now,
            &due_at,
            &look_at,
            &given.over,
            &clock.from,
            &clock.days,
            &clock.minutes,
            &left,
            &stopped,
        ],
    )?;
    Ok(id)
}

fn known(id: &str) -> Result<&'static Kind, Fault> {
    kind_of(id).ok_or_else(|| Fault::other("duty", format!("no such kind of duty: {id}")))
}

/// Closes the open duties of a kind; nothing where there is none. Outcome: `done`, `moot` or `reassigned`.
pub fn close(tx: &mut Tx, about: Id, kind: &str, by: Option<&Person>, outcome: &str) -> Outcome<u64> {
    let now = tx.now();
    Ok(tx.execute(&CLOSE, &[&now, &by.map(|who| who.id), &outcome, &about, &kind])?)
}

/// Closes one duty; false where somebody was faster.
pub fn close_one(tx: &mut Tx, id: Id, by: &Person, outcome: &str) -> Outcome<bool> {
    let now = tx.now();
    Ok(tx.execute(&CLOSE_ONE, &[&now, &Some(by.id), &outcome, &id])? == 1)
}

/// Closes a department's open duties of a kind about a document.
pub fn close_of_department(tx: &mut Tx, about: Id, kind: &str, department: Role, by: &Person) -> Outcome<u64> {
    let now = tx.now();
    Ok(tx.execute(&CLOSE_DEPARTMENT, &[&now, &Some(by.id), &"done", &about, &kind, &department])?)
}

/// Nothing is left to be done about a document.
pub fn close_all(tx: &mut Tx, about: Id) -> Outcome<u64> {
    let now = tx.now();
    Ok(tx.execute(&CLOSE_ALL, &[&now, &about])?)
}

platform::sql! {
    BY_ID = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome, told FROM duty WHERE id = $1";
    RENEW = "UPDATE duty SET due_at = $1, look_at = $2, told = 0, clock_from = $3, clock_days = $4, clock_minutes = $5 \
        WHERE id = $6 AND done_at IS NULL AND due_at = $7";
    RENEW_HELD = "UPDATE duty SET left_minutes = $1, told = 0 WHERE id = $2 AND done_at IS NULL AND due_at = $3";
    DECIDED = "UPDATE duty SET done_at = $1, done_by = $2, outcome = 'done' WHERE over_duty = $3 AND done_at IS NULL";
}

/// A duty by its id, and what has been done about its lateness (0 nothing, 1 told, 2 raised).
pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<(Duty, i64)> {
    tx.maybe(&BY_ID, &[&id], |row| Ok((read(row)?, row.get(13)?)))?.ok_or(platform::Trouble::Hidden)
}

/// A new due time; nothing has been said of its lateness then, and nobody need decide on it any more. `allowed` where it
/// was counted and not named.
pub fn renew(tx: &mut Tx, who: &Person, late: &Duty, due_at: Instant, allowed: Option<Due>) -> Outcome<()> {
    let (now, calendar) = (tx.now(), people::calendar_of(tx, late.owner_role)?);
    let renewed = if late.due_at >= held() {
        // Its clock stands still: that much is left once it goes on.
        let left = calendar.working_minutes_between(now, due_at);
        tx.execute(&RENEW_HELD, &[&left, &late.id, &late.due_at])?
    } else {
        let clock = allowed.map_or(Clock::named(), |due| Clock::of(now, due));
        let look_at = soon_at(&calendar, now, due_at);
        let params: [&dyn platform::db::Param; 7] =
            [&due_at, &look_at, &clock.from, &clock.days, &clock.minutes, &late.id, &late.due_at];
        tx.execute(&RENEW, &params)?
    };
    if renewed == 0 {
        return Err(platform::Trouble::stale(late.about));
    }
    decided(tx, Some(who), late.id)
}

/// Nobody need decide on a duty's lateness any more.
pub fn decided(tx: &mut Tx, who: Option<&Person>, late: Id) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&DECIDED, &[&now, &who.map(|who| who.id), &late])?;
    Ok(())
}

/// Open duties of one person about a document go to another.
pub fn hand_over(tx: &mut Tx, about: Id, from: Id, to: Id) -> Outcome<u64> {
    Ok(tx.execute(&HAND_OVER, &[&to, &about, &from])?)
}

/// Open duties about a document, the nearest due first.
pub fn of(tx: &mut Tx, about: Id) -> Outcome<Vec<Duty>> {
    let duties = tx.list(&OF, &[&about], read)?;
    turned(tx, duties)
}

/// A row of the thirteen columns above.
pub fn read(row: &Row<'_>) -> Result<Duty, Fault> {
    Ok(Duty {
        id: row.get(0)?,
        about: row.get(1)?,
        about_kind: row.get(2)?,
        kind: row.get(3)?,
        clause: row.get(4)?,
        owner_person: row.get(5)?,
        owner_role: row.get(6)?,
        subject: row.get(7)?,
        detail: row.get(8)?,
        opened_at: row.get(9)?,
        due_at: row.get(10)?,
        done_at: row.get(11)?,
        outcome: row.get(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_3_2_every_kind_of_duty_has_its_time_among_the_settings() {
        let named = |name: &str| setting::find(name).is_some();
        // Listed under the chapter of the duty's clause.
        let listed = |kind: &Kind, name: &str| {
            let inside = |chapter: &str| kind.clause.starts_with(&format!("{chapter}."));
            setting::find(name).is_none_or(|(setting, _)| inside(setting.chapter))
        };
        for kind in KINDS {
            assert!(listed(kind, &format!("due.{}", kind.id)), "{}", kind.id);
            // A problem's depends on how bad it is.
            let whole = named(&format!("due.{}", kind.id));
            assert!(whole != (kind.id == "solve_problem"), "{}", kind.id);
        }
        assert!(["minor", "serious", "blocking"].iter().all(|s| named(&format!("due.solve_problem.{s}"))));
    }
}
