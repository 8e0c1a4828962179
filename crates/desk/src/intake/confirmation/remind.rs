//! 3.1.3 remind: a sheet that did not come back in time is asked for again, once a working day, until it is signed or
//! there is nothing to sign: by mail, or as a call of the owner with the words to say. The clock does it; by hand it is
//! done sooner, and the clock leaves out that day.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::{Day, Instant};
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::step::{By, Finding, Leave, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx, settings};
use serde::Deserialize;
use serde_json::json;

use super::super::{link, talks};
use super::what::What;
use super::{Proof, sendings};
use crate::notices::{self, Notice};
use crate::order::{self, Confirmation, Order, duty};
use crate::{masters, people};

/// The customer's duty that he is reminded of.
pub const DUTY: &str = "signed_return";
/// Working days from one reminder to the next.
const EVERY: &str = "reminder.days";
/// Duties of one act: it stays short.
const BATCH: i64 = 20;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RemindForm {
    /// What the list shows that it leads back to ([`What`]); empty: not from the list.
    pub from: String,
}

impl RemindForm {
    /// The list's address, where it came from there.
    pub fn list(&self) -> Option<String> {
        What::from_code(&self.from).map(What::address)
    }
}

/// `POST /orders/{id}/reminders`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<RemindForm>,
) -> Result<Response, Failure> {
    let notice = app.perform_once(ask.who()?, body.once, RemindNow { order: id }).await?;
    let place = body.value.list().unwrap_or_else(|| format!("/orders/{id}?tab=review#confirmation"));
    Ok(ask.see(&place, &json!({ "id": notice })))
}

pub struct RemindNow {
    pub order: Id,
}

impl Act for RemindNow {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let stands = order::standing(tx, who, &order)?;
        let facts = Asking::gather(tx, &order)?;
        let leave = REMIND_NOW.admit(order.confirmation, &stands, &facts, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        remind(tx, who, &order, &leave)
    }
}

/// Reminds every customer whose time has come, of a sheet or of a counter-proposal; returns how many duties were looked
/// at.
pub async fn remind_customers(app: &App) -> Outcome<usize> {
    let mut all = 0;
    for kind in [DUTY, talks::CHASED] {
        loop {
            let looked = app.perform(&Person::system(), RemindCustomers { kind }).await?;
            all += looked;
            if (looked as i64) < BATCH {
                break;
            }
        }
    }
    Ok(all)
}

pub struct RemindCustomers {
    kind: &'static str,
}

impl Act for RemindCustomers {
    type Done = usize;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<usize> {
        let due = order::customers_due(tx, self.kind, BATCH)?;
        if due.is_empty() {
            return Ok(0);
        }
        // The same time on the next working day, or as many later as the setting says, however late it is looked: one reminder after a stop, not many.
        let days = reminder_days(tx)?;
        let next = people::calendar(tx)?.add_days(tx.now(), days).map_err(|e| Fault::other("working calendar", e))?;
        for (duty, seen) in &due {
            look(tx, who, duty, *seen, next)?;
        }
        Ok(due.len())
    }
}

/// Working days from one reminder of the clock to the next, for whatever a customer owes.
pub fn reminder_days(tx: &mut Tx) -> Outcome<u32> {
    let days = settings::number(tx, EVERY, 1)?.clamp(1, 30);
    Ok(u32::try_from(days).unwrap_or(1))
}

fn look(tx: &mut Tx, who: &Person, late: &duty::Duty, seen: Instant, next: Instant) -> Outcome<()> {
    // The order's lock first, as every other act: then nobody signs or reminds meanwhile.
    let order = order::fetch_seen(tx, who, late.about, None)?;
    if !order::look_again(tx, late.id, seen, next)? {
        return Ok(());
    }
    if late.kind != DUTY {
        return talks::chase(tx, who, &order);
    }
    let stands = order::standing(tx, who, &order)?;
    let facts = Asking::gather(tx, &order)?;
    match REMIND.admit(order.confirmation, &stands, &facts, &[]) {
        Ok(leave) if leave.idle => Ok(()),
        Ok(leave) => remind(tx, who, &order, &leave).map(|_| ()),
        // Not now; it is looked at again.
        Err(Trouble::Refused(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

fn remind(tx: &mut Tx, who: &Person, order: &Order, leave: &Leave<Confirmation>) -> Outcome<Id> {
    let lang = masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang);
    let link = link::open_of(tx, order)?;
    let words: Vec<String> =
        link.map(|link| lang.ta("notice-reminder-link", &[("link", link::placeholder(link))])).into_iter().collect();
    let reminding = Reminding { step: leave.step, clause: leave.clause, notice: Notice::Reminder, words: &words };
    reminded(tx, who, order, &reminding)
}

/// What the customer is reminded of, by which step.
pub struct Reminding<'a> {
    pub step: &'static str,
    pub clause: &'static str,
    pub notice: Notice,
    pub words: &'a [String],
}

/// Tells him, and keeps that he was told today.
pub fn reminded(tx: &mut Tx, who: &Person, order: &Order, reminding: &Reminding<'_>) -> Outcome<Id> {
    let notice = notices::to_customer(tx, who, order, reminding.notice, reminding.words)?;
    let (now, today) = (tx.now(), people::today(tx)?);
    let by = (who.via != platform::who::Via::System).then_some(who.id);
    if tx.execute(&PUT, &[&order.id, &today, &now, &by, &notice])? == 0 {
        return Err(Trouble::stale(order.id));
    }
    let body = json!({ "notice": notice, "day": today });
    let (step, clause, rows) = (reminding.step, reminding.clause, order::rows_digest(order)?);
    history::append(tx, who, &Entry { chain: order.id, step, clause, body, rows })?;
    Ok(notice)
}

/// What a reminder rests on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asking {
    /// The order still takes a confirmation.
    pub open: bool,
    pub held: bool,
    /// The paper is here and waits for a second person.
    pub returned: bool,
    /// He was reminded today.
    pub today: bool,
    /// The call of an earlier reminder was not made yet.
    pub calling: bool,
}

impl Asking {
    pub fn gather(tx: &mut Tx, order: &Order) -> Outcome<Asking> {
        let (last, _) = reminders(tx, order.id)?;
        let today = people::today(tx)?;
        Ok(Asking {
            open: order.approval.is_open_to_edit(),
            held: order::on_hold(tx, order.id)?,
            returned: sendings(tx, order.id)?.first().is_some_and(|sending| sending.proof == Proof::Waiting),
            today: last.is_some_and(|(day, _)| day == today),
            calling: duty::of(tx, order.id)?.iter().any(|duty| duty.kind == Notice::Reminder.duty()),
        })
    }
}

/// The order's last reminder, day and instant, and how many there were.
pub fn reminders(tx: &mut Tx, order: Id) -> Outcome<(Option<(Day, Instant)>, usize)> {
    let all: Vec<(Day, Instant)> = tx.list(&OF_ORDER, &[&order], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((all.first().copied(), all.len()))
}

/// The last one of a kind since an instant, and how many.
pub fn reminders_since(tx: &mut Tx, order: Id, since: Instant, kind: Notice) -> Outcome<(Option<Instant>, i64)> {
    Ok(tx.one(&SINCE, &[&order, &since, &kind], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

platform::sql! {
    SINCE = "SELECT MAX(r.at), COUNT(*) FROM reminder r JOIN notice n ON n.id = r.notice \
        WHERE r.order_id = $1 AND r.at >= $2 AND n.kind = $3";
    PUT = "INSERT INTO reminder (order_id, day, at, by_person, notice) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (order_id, day) DO NOTHING";
    OF_ORDER = "SELECT day, at FROM reminder WHERE order_id = $1 ORDER BY day DESC LIMIT 200";
}

const RULES: &[Rule<Asking>] = &[
    Rule {
        id: "remind.open",
        clause: "3.2.2",
        weight: Weight::Must,
        verdict: |asking| failing(asking.open, "remind-closed"),
    },
    Rule {
        id: "remind.held",
        clause: "2.2.1c",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.held, "remind-on-hold"),
    },
    Rule {
        id: "remind.returned",
        clause: "3.1.3",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.returned, "remind-paper-here"),
    },
    Rule {
        id: "remind.daily",
        clause: "3.1.3",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.today, "remind-today-already"),
    },
    Rule {
        id: "remind.call",
        clause: "3.1.3",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.calling, "remind-call-open"),
    },
];

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

pub const REMIND: Step<Confirmation, Asking> = Step {
    id: "confirmation.remind",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: None,
    by: By::System,
    opens: &["remind_customer"],
    closes: &[],
    rules: RULES,
};

pub const REMIND_NOW: Step<Confirmation, Asking> =
    Step { id: "confirmation.remind_now", by: By::Roles(&[Role::Specialist, Role::Manager]), ..REMIND };
