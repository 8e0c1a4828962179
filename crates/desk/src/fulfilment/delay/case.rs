//! The delay case (4.1.4, 4.2.4, 6.1.3): a line will come later than promised. It opens by itself, one for each line, and
//! closes only by an agreement with the customer that is on record.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::step::{By, Finding, Leave, Rule, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use crate::fulfilment::expect::SlipKind;
use crate::order::duty::{self, Given, Owner};
use crate::order::{self, Order};

platform::words! {
    pub enum DelayState {
        New = "new",
        Open = "open",
        /// The customer knows, and what we propose.
        Told = "told",
        /// He agreed to what changes the order: that change is still owed to him.
        Owed = "owed",
        Agreed = "agreed",
        /// There is nothing left to be late, or the promise is kept after all.
        Moot = "moot",
    }
}

platform::words! {
    /// What is done about it.
    pub enum Remedy {
        /// He takes the later day: that one is promised then.
        NewDate = "new_date",
        /// What is there comes first, the rest later.
        Partial = "partial",
        Substitute = "substitute",
        /// Made or bought faster, so that the promised day is kept.
        Expedite = "expedite",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Delay {
    pub id: Id,
    pub order: Id,
    pub line: Id,
    pub state: DelayState,
    pub kind: SlipKind,
    pub cause: String,
    pub promised_on: Day,
    pub forecast_on: Day,
    pub opened_at: Instant,
    pub way: String,
    pub message: String,
    pub told_at: Option<Instant>,
    pub told_by: Option<Id>,
    pub contact: String,
    pub answer: String,
    pub remedy: String,
    pub agreed_on: Option<Day>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<Id>,
    /// The change that carries out what was agreed, while it is on its way and when it took effect.
    pub carried_by: Option<Id>,
    pub lock: i64,
}

impl Delay {
    pub fn href(&self) -> String {
        format!("/delays/{}", self.id)
    }
}

/// What the rules look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Facts {
    pub message: String,
    pub contact: String,
    pub answer: String,
    /// A new day was chosen and none was given.
    pub no_day: bool,
    /// The agreed day lies before the one that is expected.
    pub too_early: Option<(Day, Day)>,
    /// The agreed day lies behind us.
    pub over: bool,
}

const fn must(id: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause: "4.1.4", weight: Weight::Must, verdict }
}

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

const MESSAGE: Rule<Facts> = must("delay.message", |f| fail_if(f.message.is_empty(), "delay-refused-message"));
const ANSWER: Rule<Facts> =
    must("delay.answer", |f| fail_if(f.answer.is_empty() || f.contact.is_empty(), "delay-refused-answer"));
const DAY: Rule<Facts> = must("delay.day", |f| fail_if(f.no_day || f.over, "delay-refused-day"));
const EARLY: Rule<Facts> = must("delay.early", |f| {
    let say = |(agreed, expected): &(Day, Day)| {
        Finding::fail(Say::new("delay-refused-early").arg("agreed", agreed).arg("expected", expected))
    };
    f.too_early.iter().map(say).collect()
});

const fn step(
    id: &'static str,
    from: &'static [DelayState],
    to: Option<DelayState>,
    by: By,
) -> Step<DelayState, Facts> {
    Step { id, clause: "4.1.4", from, to, by, opens: &[], closes: &[], rules: &[] }
}

pub const OPEN: Step<DelayState, Facts> =
    Step { opens: &["settle_delay"], ..step("delay.open", &[DelayState::New], Some(DelayState::Open), By::System) };

/// It slips again, or less.
pub const MOVED: Step<DelayState, Facts> =
    step("delay.moved", &[DelayState::Open, DelayState::Told, DelayState::Owed], None, By::System);

/// Later than what the customer was told, or agreed to: he must hear of it again.
pub const AGAIN: Step<DelayState, Facts> = Step {
    opens: &["settle_delay"],
    closes: &["answer_delay", "carry_remedy"],
    ..step("delay.again", &[DelayState::Told, DelayState::Owed], Some(DelayState::Open), By::System)
};

pub const TELL: Step<DelayState, Facts> = Step {
    opens: &["answer_delay"],
    closes: &["settle_delay"],
    rules: &[MESSAGE],
    ..step("delay.tell", &[DelayState::Open], Some(DelayState::Told), By::Owner)
};

/// The customer does not take what was proposed.
pub const REFUSED: Step<DelayState, Facts> = Step {
    opens: &["settle_delay"],
    closes: &["answer_delay"],
    rules: &[ANSWER],
    ..step("delay.refused", &[DelayState::Told], Some(DelayState::Open), By::Owner)
};

pub const AGREE: Step<DelayState, Facts> = Step {
    closes: &["answer_delay"],
    rules: &[ANSWER, DAY, EARLY],
    ..step("delay.agree", &[DelayState::Told], Some(DelayState::Agreed), By::Owner)
};

/// He agrees to something else than a later day: the order's owner owes the change that does it (4.3.1).
pub const AGREE_CHANGE: Step<DelayState, Facts> = Step {
    opens: &["carry_remedy"],
    closes: &["answer_delay"],
    rules: &[ANSWER],
    ..step("delay.agree_change", &[DelayState::Told], Some(DelayState::Owed), By::Owner)
};

/// The change is made that follows from the agreement.
pub const CARRY: Step<DelayState, Facts> =
    Step { closes: &["carry_remedy"], ..step("delay.carry", &[DelayState::Owed], None, By::System) };

/// That change ended without effect, or says no longer that it follows from this: it is owed as before.
pub const OWE_AGAIN: Step<DelayState, Facts> =
    Step { opens: &["carry_remedy"], ..step("delay.owe_again", &[DelayState::Owed], None, By::System) };

/// That change took effect.
pub const CARRIED: Step<DelayState, Facts> =
    step("delay.carried", &[DelayState::Owed], Some(DelayState::Agreed), By::System);

/// 4.3.4, 4.4.2: the line was cancelled or removed, or a change made the promise one that is kept.
pub const MOOT: Step<DelayState, Facts> = Step {
    closes: &["settle_delay", "answer_delay", "carry_remedy"],
    ..step("delay.moot", &[DelayState::Open, DelayState::Told, DelayState::Owed], Some(DelayState::Moot), By::System)
};

pub fn steps() -> Vec<StepShown> {
    [OPEN, MOVED, AGAIN, TELL, REFUSED, AGREE, AGREE_CHANGE, CARRY, OWE_AGAIN, CARRIED, MOOT]
        .iter()
        .map(|step| step.shown("delay"))
        .collect()
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT id, order_id, line_id, state, kind, cause, promised_on, forecast_on, opened_at, way, message, \
             told_at, told_by, contact, answer, remedy, agreed_on, closed_at, closed_by, lock, carried_by FROM delay_case ",
            $tail
        )
    };
}

platform::sql! {
    ONE = columns!("WHERE id = $1");
    HELD = columns!("WHERE id = $1 {for update}");
    OPEN_OF_ORDER = columns!("WHERE order_id = $1 AND closed_at IS NULL ORDER BY id LIMIT 2000 {for update}");
    OPEN_OF_LINE = columns!("WHERE line_id = $1 AND closed_at IS NULL {for update}");
    OF_ORDER = columns!("WHERE order_id = $1 ORDER BY opened_at, id LIMIT 2000");
    pub LIST = columns!("WHERE state = $1 AND (opened_at, id) > ($2, $3) ORDER BY opened_at, id LIMIT $4");
    ADD = "INSERT INTO delay_case (id, order_id, line_id, state, kind, cause, promised_on, forecast_on, opened_at, way, \
        message, contact, answer, remedy, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', '', '', 1)";
    WRITE = "UPDATE delay_case SET state = $1, kind = $2, cause = $3, forecast_on = $4, way = $5, message = $6, \
        told_at = $7, told_by = $8, contact = $9, answer = $10, remedy = $11, agreed_on = $12, closed_at = $13, \
        closed_by = $14, promised_on = $15, carried_by = $16, lock = lock + 1 WHERE id = $17 AND lock = $18";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Delay> {
    tx.maybe(&ONE, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// For acts: the order first, then the case; `seen` is the lock its reader saw.
pub fn fetch_held(tx: &mut Tx, who: &Person, id: Id, seen: Option<i64>) -> Outcome<(Order, Delay)> {
    let known = fetch(tx, id)?;
    let order = order::fetch_seen(tx, who, known.order, None)?;
    let delay = tx.maybe(&HELD, &[&id], read)?.ok_or(Trouble::Hidden)?;
    if seen.is_some_and(|seen| seen != delay.lock) {
        return Err(Trouble::stale(id));
    }
    Ok((order, delay))
}

/// The same where the order is held already.
pub fn held(tx: &mut Tx, id: Id) -> Outcome<Option<Delay>> {
    Ok(tx.maybe(&HELD, &[&id], read)?)
}

pub fn open_of_line(tx: &mut Tx, line: Id) -> Outcome<Option<Delay>> {
    Ok(tx.maybe(&OPEN_OF_LINE, &[&line], read)?)
}

pub fn open_of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Delay>> {
    Ok(tx.list(&OPEN_OF_ORDER, &[&order], read)?)
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Delay>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

pub fn add(tx: &mut Tx, d: &Delay) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 9] =
        [&d.id, &d.order, &d.line, &d.state, &d.kind, &d.cause, &d.promised_on, &d.forecast_on, &d.opened_at];
    tx.execute(&ADD, &params)?;
    Ok(())
}

/// Where the case stands now, by leave of a step: row, duties, history.
pub fn advance(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    d: &mut Delay,
    leave: &Leave<DelayState>,
    body: Value,
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    d.state = leave.to;
    let params: [&dyn platform::db::Param; 18] = [
        &d.state,
        &d.kind,
        &d.cause,
        &d.forecast_on,
        &d.way,
        &d.message,
        &d.told_at,
        &d.told_by,
        &d.contact,
        &d.answer,
        &d.remedy,
        &d.agreed_on,
        &d.closed_at,
        &d.closed_by,
        &d.promised_on,
        &d.carried_by,
        &d.id,
        &d.lock,
    ];
    if tx.execute(&WRITE, &params)? != 1 {
        return Err(Trouble::stale(d.id));
    }
    d.lock += 1;
    duties(tx, who, order, d, leave)?;
    tell(tx, who, order, d, leave, body)
}

/// The owner's turn, or the customer's.
pub fn duties(tx: &mut Tx, who: &Person, order: &Order, d: &Delay, leave: &Leave<DelayState>) -> Outcome<()> {
    let outcome = if leave.to == DelayState::Moot { "moot" } else { "done" };
    for kind in leave.closes {
        duty::close(tx, d.id, kind, Some(who), outcome)?;
    }
    for kind in leave.opens {
        let owner = match *kind {
            "answer_delay" => Owner::Role(Role::Customer),
            _ => Owner::Person(order.owner),
        };
        let (about, subject) = (d.id, order.number.as_str());
        duty::give(
            tx,
            &Given { about, about_kind: "delay", kind, owner, subject, detail: "", due_at: None, over: None },
        )?;
    }
    Ok(())
}

pub fn tell(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    d: &Delay,
    leave: &Leave<DelayState>,
    body: Value,
) -> Outcome<()> {
    let no = order.lines.iter().find(|line| line.id == d.line).map(|line| line.no);
    let body = json!({ "line": no, "promised": d.promised_on, "forecast": d.forecast_on, "says": body });
    let rows = order::rows_digest(order)?;
    let entry = Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows };
    Ok(history::append(tx, who, &entry)?)
}

pub fn read(row: &Row<'_>) -> Result<Delay, Fault> {
    Ok(Delay {
        id: row.get(0)?,
        order: row.get(1)?,
        line: row.get(2)?,
        state: row.get(3)?,
        kind: row.get(4)?,
        cause: row.get(5)?,
        promised_on: row.get(6)?,
        forecast_on: row.get(7)?,
        opened_at: row.get(8)?,
        way: row.get(9)?,
        message: row.get(10)?,
        told_at: row.get(11)?,
        told_by: row.get(12)?,
        contact: row.get(13)?,
        answer: row.get(14)?,
        remedy: row.get(15)?,
        agreed_on: row.get(16)?,
        closed_at: row.get(17)?,
        closed_by: row.get(18)?,
        lock: row.get(19)?,
        carried_by: row.get(20)?,
    })
}
