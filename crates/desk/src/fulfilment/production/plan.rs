//! 4.1.2: production takes the proposed plan, or begins later, or names the day for work that nothing computes.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::{Day, Instant};
use platform::step::{Broken, findings};
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Fault, Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::floor::{self, movable};
use super::foresee::{LineMoved, foresee};
use super::lay::{Floor, Laid, one_from};
use super::place;
use super::steps::{Facts, PLAN};
use super::work::{self, Work};
use super::work_page;
use crate::fulfilment::expect::{Cause, SlipKind};
use crate::fulfilment::typed;
use crate::people::{self, Again};

/// `POST /production/{id}/plan`
pub async fn plan(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PlanForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, PlanWork { work: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/production/{id}"), &json!({ "id": id }))),
        Err(trouble) => work_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    pub lock: String,
    /// Not before this day; empty: as it is proposed.
    pub from: String,
    /// The day on which it is ready, where no routing says how long it takes.
    pub ready: String,
    /// Anything: the machine leaves it where it is planned.
    pub pinned: String,
}

pub struct PlanWork {
    pub work: Id,
    pub form: PlanForm,
}

impl Act for PlanWork {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (mut order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let from = typed::day(&mut fields, "from", &self.form.from);
        let ready = typed::day(&mut fields, "ready", &self.form.ready);
        fields.check()?;
        let calendar = people::calendar(tx)?;
        let today = tx.now().day_in(calendar.zone());
        place::hold_centres(tx, work.steps.iter().filter_map(|step| step.centre).collect())?;
        let laid = asked_for(tx, &work, from, ready)?;
        let facts = facts(&work, &laid, today);
        let leave = PLAN.admit(work.state, &work::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        work.pinned = !self.form.pinned.is_empty();
        let cause = Cause::new(SlipKind::Plan, work.number.clone());
        place::place(tx, who, &mut order, &mut work, &laid, &leave, &cause)?;
        // Parts and papers must be there on the morning on which it begins.
        let due = morning(&calendar, work.begin_on.unwrap_or(today), tx.now())?;
        work::give(tx, &work, "release_work", Some(due))
    }
}

/// Where it would stand: as proposed, from a day on, or on the day that somebody names.
fn asked_for(tx: &mut Tx, work: &Work, from: Option<Day>, ready: Option<Day>) -> Outcome<Laid> {
    let routed = work.steps.iter().any(|step| step.centre.is_some() && work.minutes_left(step) > 0);
    let today = people::today(tx)?;
    let stands = as_it_stands(tx, work)?;
    match (routed, from, ready) {
        (true, None, _) if !stands.tasks.is_empty() => Ok(stands),
        (true, from, _) => anew(tx, work, from),
        (false, from, ready) => Ok(Laid { begin_on: from.or(Some(today)), end_on: ready.or(work.end_on), ..stands }),
    }
}

fn facts(work: &Work, laid: &Laid, today: Day) -> Facts {
    Facts {
        no_day: laid.end_on.is_none() || laid.end_on < Some(today),
        late: late(work, laid.end_on),
        ..Facts::default()
    }
}

/// What a plan from a day on would do, before it is made.
#[derive(Serialize)]
pub(super) struct Preview {
    pub from: Day,
    pub end_before: Option<Day>,
    pub end_after: Option<Day>,
    pub lines: Vec<LineMoved>,
    #[serde(skip)]
    pub against: Vec<Broken>,
}

pub(super) fn preview(tx: &mut Tx, work: &Work, from: Day) -> Outcome<Preview> {
    let today = people::today(tx)?;
    let laid = asked_for(tx, work, Some(from), None)?;
    Ok(Preview {
        from,
        end_before: work.end_on,
        end_after: laid.end_on,
        lines: foresee(tx, &[(work, laid.end_on)])?,
        against: findings(PLAN.rules, &facts(work, &laid, today)),
    })
}

pub(super) fn late(work: &Work, end: Option<Day>) -> Option<(Day, Day)> {
    match (work.wanted_on, end) {
        (Some(wanted), Some(end)) if end > wanted => Some((wanted, end)),
        _ => None,
    }
}

fn as_it_stands(tx: &mut Tx, work: &Work) -> Outcome<Laid> {
    let today = people::today(tx)?;
    let tasks = place::movable_tasks(tx, work)?;
    let tasks = tasks
        .into_iter()
        .filter(|task| movable(work, task, today))
        .map(|t| crate::fulfilment::promise::Booking { no: t.no, centre: t.centre, day: t.day, minutes: t.minutes })
        .collect();
    Ok(Laid {
        work: work.id,
        tasks,
        begin_on: work.begin_on,
        end_on: work.end_on,
        kind: SlipKind::Plan,
        seen: work.lock,
    })
}

/// Laid anew behind what stands, not before a day.
pub(super) fn anew(tx: &mut Tx, work: &Work, from: Option<Day>) -> Outcome<Laid> {
    let floor: Floor = floor::around(tx, work)?;
    one_from(floor, work, from)
        .ok_or_else(|| platform::Trouble::invalid("from", platform::trouble::Say::new("work-no-room")))
}

/// When work begins on a day; now where that is over.
pub(super) fn morning(calendar: &WorkCalendar, day: Day, now: Instant) -> Outcome<Instant> {
    let at = day.start_in(calendar.zone()).map_err(|e| Fault::other("a day", e))?;
    let opens = calendar.next_opening(at).map_err(|e| Fault::other("working calendar", e))?;
    Ok(opens.max(now))
}

/// When work ends on a day.
pub(super) fn evening(calendar: &WorkCalendar, day: Day, now: Instant) -> Outcome<Instant> {
    let begins = morning(calendar, day, Instant::EPOCH)?;
    let minutes = calendar.opening_minutes(day).max(1);
    let ends = calendar.add_hours(begins, minutes).map_err(|e| Fault::other("working calendar", e))?;
    Ok(ends.max(now))
}
