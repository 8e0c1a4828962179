//! 3.1.3, 4.3.4: the customer owes a word, on a change that he spoke of or that we proposed, on a cancellation that he spoke
//! of. He is asked for it again as for a sheet that did not come back: by the clock once in so many working days, by hand
//! sooner; and the document says when the last went out and when the next goes.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::json;

use super::consent_desk::ASK;
use super::consent_shown::waits;
use super::heard_desk::{self, CALL as CALLED, DAILY as ONCE_A_DAY, HELD, UNDISPUTED, Waiting};
use super::heard_shown::WAITS;
use super::request::{self, Change, ChangeState};
use super::{cancellation, link, page};
use crate::intake::{self, Asking, RemindForm, Reminding};
use crate::ledger::duty_shown::moment;
use crate::notices::Notice;
use crate::order::{self, Order};
use crate::people;
use crate::review;

/// The customer's duties: to confirm a change that he spoke of, to answer one that we proposed.
pub const CONFIRMS: &str = "confirm_change";
pub const ANSWERS: &str = "answer_change";
/// Duties of one act: it stays short.
const BATCH: i64 = 20;

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&Waiting) -> Vec<Finding>) -> Rule<Waiting> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

pub const SPOKEN: Rule<Waiting> =
    must("change.spoken", "3.1.3", |w| unless(w.oral && !w.confirmed, "change-refused-unspoken"));
pub const OPEN: Rule<Waiting> = must("change.unanswered", "4.3.4", |w| unless(!w.confirmed, "heard-refused-answered"));
const DAILY: Rule<Waiting> = must("change.remind_daily", "4.3.4", |w| unless(!w.today, "remind-today-already"));
const CALL: Rule<Waiting> = must("change.remind_call", "4.3.4", |w| unless(!w.calling, "remind-call-open"));

pub const REMIND_SPOKEN: Step<ChangeState, Waiting> = Step {
    id: "change.remind_spoken",
    by: By::System,
    opens: &["remind_customer"],
    closes: &[],
    rules: &[SPOKEN, UNDISPUTED, HELD, ONCE_A_DAY, CALLED],
    ..ASK
};

pub const REMIND: Step<ChangeState, Waiting> = Step {
    id: "change.remind",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    rules: &[OPEN, HELD, DAILY, CALL],
    ..REMIND_SPOKEN
};

const BY_HAND: By = By::Roles(&[Role::Specialist, Role::Manager]);
pub const REMIND_SPOKEN_NOW: Step<ChangeState, Waiting> =
    Step { id: "change.remind_spoken_now", by: BY_HAND, ..REMIND_SPOKEN };
pub const REMIND_NOW: Step<ChangeState, Waiting> = Step { id: "change.remind_now", by: BY_HAND, ..REMIND };

/// `POST /changes/{id}/reminders`; `from` leads back to the list.
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<RemindForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, RemindOfChange { change: id }).await;
    match body.value.list() {
        Some(list) if done.is_ok() => Ok(ask.see(&list, &json!({ "id": id }))),
        _ => page::done(&app, &ask, id, body.raw, done).await,
    }
}

pub struct RemindOfChange {
    pub change: Id,
}

impl Act for RemindOfChange {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        reminded(tx, who, self.change, &REMIND_SPOKEN_NOW, &REMIND_NOW)?;
        Ok(self.change)
    }
}

type Reminder = Step<ChangeState, Waiting>;

fn reminded(tx: &mut Tx, who: &Person, id: Id, spoken: &Reminder, proposed: &Reminder) -> Outcome<()> {
    let desk = request::desk(tx, who, id, "")?;
    let facts = waiting(&desk.change, Asking::gather(tx, &desk.order)?);
    let step = if desk.change.state == ChangeState::Draft { spoken } else { proposed };
    let leave = step.admit(desk.change.state, &desk.stands, &facts, &[])?;
    if leave.idle {
        return Ok(());
    }
    let words = link::words(tx, &desk.order, &desk.change)?;
    let reminding = Reminding { step: leave.step, clause: leave.clause, notice: Notice::Pending, words: &words };
    intake::reminded(tx, who, &desk.order, &reminding).map(|_| ())
}

pub fn waiting(change: &Change, asking: Asking) -> Waiting {
    let (said, spoken) = (&change.said, change.state == ChangeState::Draft);
    let word = if spoken { &said.confirmed } else { &said.answered };
    let disputed = spoken && said.disputed.is_set();
    Waiting { oral: said.oral, confirmed: word.is_set(), disputed, ..Waiting::of(asking) }
}

/// Reminds every customer whose word is late; returns how many duties were looked at.
pub async fn remind_customers(app: &App) -> Outcome<usize> {
    let mut all = 0;
    for kind in [WAITS, CONFIRMS, ANSWERS] {
        loop {
            let looked = app.perform(&Person::system(), RemindThem { kind }).await?;
            all += looked;
            if (looked as i64) < BATCH {
                break;
            }
        }
    }
    Ok(all)
}

struct RemindThem {
    kind: &'static str,
}

impl Act for RemindThem {
    type Done = usize;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<usize> {
        let due = order::customers_due(tx, self.kind, BATCH)?;
        if due.is_empty() {
            return Ok(0);
        }
        let now = tx.now();
        let next = after(tx, now)?;
        for (duty, seen) in &due {
            self.look(tx, who, (duty.id, duty.about), *seen, next)?;
        }
        Ok(due.len())
    }
}

impl RemindThem {
    fn look(&self, tx: &mut Tx, who: &Person, (duty, about): (Id, Id), seen: Instant, next: Instant) -> Outcome<()> {
        // The order's lock first, as every other act.
        if self.kind == WAITS {
            cancellation::desk(tx, who, about, "")?;
        } else {
            request::desk(tx, who, about, "")?;
        }
        if !order::look_again(tx, duty, seen, next)? {
            return Ok(());
        }
        let done = match self.kind {
            WAITS => heard_desk::reminded(tx, who, about, &heard_desk::REMIND),
            _ => reminded(tx, who, about, &REMIND_SPOKEN, &REMIND),
        };
        match done {
            // Not now; it is looked at again.
            Ok(()) | Err(Trouble::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// The clock's next look after one at this instant.
fn after(tx: &mut Tx, at: Instant) -> Outcome<Instant> {
    let days = intake::reminder_days(tx)?;
    Ok(people::calendar(tx)?.add_days(at, days).map_err(|e| Fault::other("working calendar", e))?)
}

/// How a customer who owes a word was reminded: what a document's page says of it.
#[derive(Debug, Serialize)]
pub struct Reminders {
    /// Since he was asked; `None`: never.
    pub last: Option<Instant>,
    pub times: i64,
    /// When the clock reminds him; `None`: it does not.
    pub next: Option<Instant>,
    /// Why nobody can do it by hand now.
    #[serde(skip)]
    stopped: Option<Trouble>,
}

impl Reminders {
    /// Of a change; `None`: nothing is waited for.
    pub fn of_change(tx: &mut Tx, order: &Order, change: &Change, stands: &Standing) -> Outcome<Option<Reminders>> {
        if !waits(change) {
            return Ok(None);
        }
        let (kind, step) = match change.state {
            ChangeState::Draft => (CONFIRMS, &REMIND_SPOKEN_NOW),
            _ => (ANSWERS, &REMIND_NOW),
        };
        let asking = Asking::gather(tx, order)?;
        let stopped = step.stopped_by(change.state, stands, &waiting(change, asking), &[]);
        Reminders::of(tx, order, (change.id, kind, Notice::Pending), asking, stopped).map(Some)
    }

    /// Of whatever document; who asks knows what stops a reminder by hand.
    pub fn of(
        tx: &mut Tx,
        order: &Order,
        (document, kind, notice): (Id, &str, Notice),
        asking: Asking,
        stopped: Option<Trouble>,
    ) -> Outcome<Reminders> {
        let Some((asked, look)) = order::asked_again(tx, document, kind)? else {
            return Ok(Reminders { last: None, times: 0, next: None, stopped });
        };
        let (last, times) = intake::reminders_since(tx, order.id, asked, notice)?;
        let (zone, today) = (people::zone(tx)?, people::today(tx)?);
        let look = look.max(tx.now());
        // He is not reminded twice a day, whoever did it and of whatever.
        let left_out = asking.today && look.day_in(&zone) == today;
        let next = if left_out { after(tx, look)? } else { look };
        Ok(Reminders { last, times, next: (!asking.held).then_some(next), stopped })
    }

    /// What went out and what goes next; the button for those who `may`.
    pub fn draw(&self, lang: Lang, zone: &TimeZone, href: &str, token: &str, may: bool) -> Markup {
        let press = ui::button(lang.t("unsigned-remind")).icon("bell");
        let press = match &self.stopped {
            Some(trouble) => press.reasons("why-remind", review::reasons_of(lang, trouble)),
            None => press,
        };
        html! {
            p {
                @match self.last {
                    Some(at) => (lang.ta("unsigned-times", &[("n", self.times.to_string()), ("at", moment(zone, at))])),
                    None => (lang.t("unsigned-never")),
                }
                @if let Some(next) = self.next { br; small { (lang.ta("remind-next", &[("at", moment(zone, next))])) } }
            }
            @if may {
                form method="post" action={ (href) "/reminders" } { (ui::form_token(format!("{token}-reminders"))) (press) }
            }
        }
    }
}
