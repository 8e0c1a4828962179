//! A change request (4.3): what differs from the revision in force, and everything that was said of it on its way. Its
//! entries stand in the order's chain; each act holds the order first, so that two of them never meet half way.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::history::{self, Entry};
use platform::step::{Finding, Ground, Leave, Rule, Standing, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::difference::Difference;
use super::duties;
use super::needs::Less;
use crate::fulfilment::delay;
use crate::order::{self, Order};
use crate::people;

platform::words! {
    pub enum ChangeState {
        New = "new",
        Draft = "draft",
        ManagerReview = "manager_review",
        Assessing = "assessing",
        Proposal = "proposal",
        ReReview = "re_review",
        CustomerConsent = "customer_consent",
        Effective = "effective",
        Rejected = "rejected",
        RefusedByCustomer = "refused_by_customer",
        Withdrawn = "withdrawn",
    }
}

impl ChangeState {
    pub fn is_final(self) -> bool {
        use ChangeState::{Effective, RefusedByCustomer, Rejected, Withdrawn};
        matches!(self, Effective | RefusedByCustomer | Rejected | Withdrawn)
    }
}

/// States in which it may still be withdrawn.
pub const OPEN: &[ChangeState] = &[
    ChangeState::Draft,
    ChangeState::ManagerReview,
    ChangeState::Assessing,
    ChangeState::Proposal,
    ChangeState::ReReview,
    ChangeState::CustomerConsent,
];

/// Who said something of it, when, and in which words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    pub at: Option<Instant>,
    pub by: Option<Id>,
    pub name: String,
    pub text: String,
    /// Of an answer: by which way, and the document that proves it.
    pub medium: String,
    pub source: Option<Id>,
    /// Digest of the content that it is about.
    pub digest: String,
}

impl Mark {
    pub fn of(tx: &Tx, who: &Person, text: &str) -> Mark {
        Mark { at: Some(tx.now()), by: Some(who.id), name: who.name.clone(), text: text.to_string(), ..Mark::default() }
    }

    pub fn is_set(&self) -> bool {
        self.at.is_some()
    }
}

/// Amount and last day that finance released for the changed order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Released {
    pub amount: i64,
    pub until: platform::day::Day,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    pub reason: String,
    pub note: Option<Id>,
    pub source: Option<Id>,
    /// What was agreed on a delay (4.1.4), where the change follows from that.
    pub delay: Option<Id>,
    /// Spoken: the customer confirms it in writing before it is submitted (3.1.3).
    pub oral: bool,
    pub confirmed: Mark,
    /// He said on his link that it is not what he asked for.
    pub disputed: Mark,
    pub difference: Difference,
    pub submitted: Mark,
    pub decided: Mark,
    pub proposed: Mark,
    /// What the customer pays beside the changed prices, in minor units of the order's currency.
    pub surcharge: i64,
    pub grounds: Vec<Ground>,
    pub checks: Value,
    pub reviewed: Mark,
    pub consented: Mark,
    pub released: Mark,
    pub release: Option<Released>,
    pub answered: Mark,
    pub ended: Mark,
    /// The revision that it made.
    pub revision: Option<i64>,
    /// What purchasing need not buy any more since then for what is made, and that it knows.
    pub needs: Vec<Less>,
    pub noted: Mark,
}

#[derive(Clone, Debug, Serialize)]
pub struct Change {
    pub id: Id,
    pub number: String,
    pub order: Id,
    pub order_number: String,
    pub state: ChangeState,
    pub made_at: Instant,
    pub made_by: Id,
    pub lock: i64,
    #[serde(flatten)]
    pub said: Said,
}

impl Change {
    pub fn href(&self) -> String {
        format!("/changes/{}", self.id)
    }

    /// Asked for, or proposed, by him.
    /// Who asked for it, and who wrote what is proposed.
    pub fn writers(&self) -> Vec<Id> {
        let mut writers = vec![self.made_by];
        writers.extend(self.said.proposed.by.filter(|by| *by != self.made_by));
        writers
    }

    pub fn was_written_by(&self, person: Id) -> bool {
        self.writers().contains(&person)
    }
}

/// What the rules of the steps look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Known {
    pub reason: bool,
    pub linked: bool,
    pub differs: bool,
    /// Lines that would say less than what has left the house.
    pub shipped: Vec<i64>,
    /// What is claimed already: the line (0: the head), and by which document.
    pub taken: Vec<(i64, String)>,
    pub confirmed: bool,
    /// Who decides has written it.
    pub entered: bool,
    pub words: bool,
    /// The customer's answer is in writing.
    pub written: bool,
    /// What was agreed, or reviewed, is what stands here.
    pub present: bool,
    pub agreed: bool,
    pub on_hold: bool,
    /// Lines that come later than agreed.
    pub late: Vec<(i64, String)>,
    /// Purchasing has not said yet that it knows what it need not buy.
    pub needs: bool,
}

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&Known) -> Vec<Finding>) -> Rule<Known> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

pub const REASON: Rule<Known> = must("change.reason", "4.3.1", |k| unless(k.reason, "change-refused-reason"));
pub const LINKED: Rule<Known> = must("change.linked", "4.3.1", |k| unless(k.linked, "change-refused-linked"));
pub const DIFFERS: Rule<Known> = must("change.differs", "4.3.1", |k| unless(k.differs, "change-refused-same"));
pub const SHIPPED: Rule<Known> = must("change.shipped", "4.3.1", shipped);
pub const ONE: Rule<Known> = must("change.one", "4.3.1", one);
pub const CONFIRMED: Rule<Known> =
    must("change.confirmed", "3.1.3", |k| unless(k.confirmed, "change-refused-unconfirmed"));
pub const APART: Rule<Known> = must("change.apart", "1.3.4", |k| unless(!k.entered, "check-apart"));
pub const WORDS: Rule<Known> = must("change.words", "4.3.2", |k| unless(k.words, "change-refused-words"));
pub const PRICED: Rule<Known> = must("change.priced", "4.3.4", |k| unless(k.words, "change-refused-priced"));
pub const ENDED: Rule<Known> = must("change.ended", "4.3.4", |k| unless(k.words, "change-refused-words"));
pub const WRITTEN: Rule<Known> = must("change.written", "4.3.4", |k| unless(k.written, "change-refused-written"));
pub const PRESENT: Rule<Known> = must("change.present", "4.3.4", |k| unless(k.present, "change-refused-moved"));
pub const AGREED: Rule<Known> = must("change.agreed", "4.3.4", |k| unless(k.agreed, "change-refused-unagreed"));
pub const HELD: Rule<Known> = must("change.held", "2.2.1c", |k| unless(!k.on_hold, "check-on-hold"));
pub const IN_TIME: Rule<Known> = must("change.in_time", "4.3.4", late);

fn shipped(known: &Known) -> Vec<Finding> {
    known.shipped.iter().map(|no| Finding::fail(Say::new("change-refused-shipped")).on(*no)).collect()
}

fn one(known: &Known) -> Vec<Finding> {
    let say = |number: &String| Finding::fail(Say::new("change-refused-taken").arg("number", number));
    let on = |(no, number): &(i64, String)| if *no == 0 { say(number) } else { say(number).on(*no) };
    known.taken.iter().map(on).collect()
}

fn late(known: &Known) -> Vec<Finding> {
    let say = |(no, day): &(i64, String)| Finding::fail(Say::new("change-refused-late").arg("day", day)).on(*no);
    known.late.iter().map(say).collect()
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, c.number, c.order_id, o.number, c.state, c.made_at, c.made_by, c.lock, c.body \
             FROM change_request c JOIN orders o ON o.id = c.order_id ",
            $tail
        )
    };
}

platform::sql! {
    FETCH = columns!("WHERE c.id = $1");
    BY_TOKEN = columns!("WHERE c.token = $1");
    pub(super) OPEN_ONES = columns!("WHERE c.state NOT IN ('effective', 'rejected', 'refused_by_customer', 'withdrawn') \
        AND ($1 = '' OR c.state = $1) AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
    pub(super) ALL_ONES = columns!("WHERE ($1 = '' OR c.state = $1) AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
    IN_CONSENT = columns!("WHERE c.order_id = $1 AND c.state = 'customer_consent' ORDER BY c.id LIMIT 200");
    ADD = "INSERT INTO change_request (id, number, order_id, state, made_at, made_by, token, lock, body) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)";
    MOVE = "UPDATE change_request SET state = $1, body = $2, lock = lock + 1 WHERE id = $3 AND lock = $4 AND state = $5";
}

pub fn read(row: &Row<'_>) -> Result<Change, Fault> {
    let body: String = row.get(8)?;
    Ok(Change {
        id: row.get(0)?,
        number: row.get(1)?,
        order: row.get(2)?,
        order_number: row.get(3)?,
        state: row.get(4)?,
        made_at: row.get(5)?,
        made_by: row.get(6)?,
        lock: row.get(7)?,
        said: serde_json::from_str(&body).map_err(|e| Fault::other("read a change", e))?,
    })
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Change> {
    tx.maybe(&FETCH, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// Those of an order that wait for the customer, or that he agreed to.
pub fn in_consent(tx: &mut Tx, order: Id) -> Outcome<Vec<Change>> {
    Ok(tx.list(&IN_CONSENT, &[&order], read)?)
}

pub fn by_token(tx: &mut Tx, digest: &[u8]) -> Outcome<Option<Change>> {
    Ok(tx.maybe(&BY_TOKEN, &[&digest], read)?)
}

pub fn add(tx: &mut Tx, change: &Change, token: &[u8]) -> Outcome<()> {
    let body = body(change)?;
    let (id, number, order) = (&change.id, &change.number, &change.order);
    tx.execute(&ADD, &[id, number, order, &change.state, &change.made_at, &change.made_by, &token, &body])?;
    Ok(())
}

fn body(change: &Change) -> Result<String, Fault> {
    let value = serde_json::to_value(&change.said).map_err(|e| Fault::other("write a change", e))?;
    Ok(history::canonical(&value))
}

/// A change with its order, both held for an act.
pub struct Desk {
    pub order: Order,
    pub change: Change,
    pub stands: Standing,
    /// Who acts has written it.
    pub entered: bool,
}

/// The order is held first, the change is read behind it.
pub fn desk(tx: &mut Tx, who: &Person, id: Id, seen: &str) -> Outcome<Desk> {
    let order = fetch(tx, id)?.order;
    let order = if who.is(Role::Customer) {
        order::fetch_for_link(tx, order)?
    } else {
        order::fetch_seen(tx, who, order, None)?
    };
    let change = fetch(tx, id)?;
    if !seen.is_empty() && seen.parse() != Ok(change.lock) {
        return Err(Trouble::stale(change.id));
    }
    let stands = standing_of(tx, who, &order, &change)?;
    Ok(Desk { entered: change.was_written_by(who.id), order, change, stands })
}

/// The same of a change, which is written twice: as it was asked for, and as it is proposed.
pub fn standing_of(tx: &mut Tx, who: &Person, order: &Order, change: &Change) -> Outcome<Standing> {
    let mut stands = standing(tx, who, order, change.made_by)?;
    stands.manager_entered |= change.was_written_by(people::acting_manager(tx)?.id);
    Ok(stands)
}

/// What somebody is to a document about an order: whoever wrote it never decides on it (1.3.4).
pub fn standing(tx: &mut Tx, who: &Person, order: &Order, made_by: Id) -> Outcome<Standing> {
    let mut stands = order::standing(tx, who, order)?;
    stands.manager_entered = people::acting_manager(tx)?.id == made_by;
    Ok(stands)
}

/// Writes where it stands now, by leave of a step: row, duties, history.
pub fn advance(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    change: &mut Change,
    leave: &Leave<ChangeState>,
    body_of: Value,
) -> Outcome<()> {
    let text = body(change)?;
    if tx.execute(&MOVE, &[&leave.to, &text, &change.id, &change.lock, &leave.from])? == 0 {
        return Err(Trouble::stale(change.id));
    }
    change.state = leave.to;
    change.lock += 1;
    let about = about(change, order);
    duties::settle(tx, who, &about, leave.closes, leave.opens)?;
    if leave.to.is_final() {
        duties::over(tx, &about)?;
        super::claim::release(tx, change.id)?;
        if let Some(delay) = change.said.delay.filter(|_| leave.to != ChangeState::Effective) {
            delay::owe_again(tx, who, order, delay, change.id, &change.number)?;
        }
        if change.said.difference.has_custom() {
            order::came(tx, who, change.id)?;
        }
    }
    tell_history(tx, who, order, change, leave, body_of)
}

pub fn about<'a>(change: &'a Change, order: &Order) -> duties::About<'a> {
    duties::About {
        id: change.id,
        kind: "change",
        subject: &change.number,
        order: order.id,
        owner: order.owner,
        writers: change.writers(),
    }
}

pub fn tell_history(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    change: &Change,
    leave: &Leave<ChangeState>,
    says: Value,
) -> Outcome<()> {
    let mut body = says;
    body["number"] = json!(change.number);
    if !leave.passed.is_empty() {
        body["passed"] = json!(leave.passed);
    }
    if !leave.grounds.is_empty() {
        body["grounds"] = json!(leave.grounds);
    }
    let rows = order::rows_digest(order)?;
    Ok(history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?)
}
