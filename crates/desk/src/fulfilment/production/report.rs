//! 4.1.3: production reports what is done, from the desk or from a phone at the machine: good pieces and scrap of one
//! operation. The last operation's good pieces are the line's; a work order whose pieces are all there is finished.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::again;
use super::open::expected;
use super::pass;
use super::place::{self, movable_tasks};
use super::replan;
use super::steps::{FINISH, Facts, REPORT};
use super::work::{self, Work, WorkState};
use super::{phone, work_page};
use crate::fulfilment::book;
use crate::fulfilment::expect::{Cause, SlipKind};
use crate::fulfilment::{inspection, typed};
use crate::order::{self, Order, Photo};
use crate::people::{self, Again};

platform::words! {
    /// From where it was reported.
    pub enum Via {
        Desk = "desk",
        Phone = "phone",
        /// Quality found that pieces reported as good are not.
        Inspection = "inspection",
    }
}

/// `POST /production/{id}/reports`
pub async fn report(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ReportForm>,
) -> Result<Response, Failure> {
    let (phone, mut form) = (body.value.via == Via::Phone.code(), body.value);
    let told = match order::photo_of(&app, body.files).await {
        Ok(photo) => {
            form.photo = photo;
            app.perform_once(ask.who()?, body.once, ReportWork { work: id, form }).await
        }
        Err(trouble) => Err(trouble),
    };
    match told {
        Ok(done) => {
            let back = match phone {
                true => format!("/w/{id}?good={}&scrap={}", done.good, done.scrap),
                false => format!("/production/{id}"),
            };
            Ok(ask.see(&back, &done))
        }
        Err(trouble) => {
            let again = Again::after(&ask, body.raw, trouble)?;
            if phone {
                phone::again(&app, &ask, id, again).await
            } else {
                work_page::again(&app, &ask, id, again).await
            }
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    pub lock: String,
    /// The operation's number.
    pub no: String,
    pub good: String,
    pub scrap: String,
    /// Minutes it really took; empty: not said.
    pub minutes: String,
    pub remark: String,
    pub via: String,
    /// What is wrong, as a picture: the file `photo` of a form with files.
    #[serde(skip)]
    pub photo: Option<Photo>,
}

pub struct ReportWork {
    pub work: Id,
    pub form: ReportForm,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reported {
    pub work: Id,
    pub no: i64,
    pub good: Quantity,
    pub scrap: Quantity,
    pub finished: bool,
}

platform::sql! {
    KEEP = "INSERT INTO work_report (id, work, no, good, scrap, minutes, remark, via, at, by_person, by_name, photo) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
}

/// A report as it was typed.
pub(super) struct Typed {
    pub no: i64,
    pub good: Quantity,
    pub scrap: Quantity,
    pub minutes: i64,
    pub remark: String,
    pub via: Via,
    /// Its file.
    pub photo: Option<Id>,
}

impl Act for ReportWork {
    type Done = Reported;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Reported> {
        let (mut order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let mut typed = self.read(&work)?;
        let facts = facts(tx, &order, &work, &typed)?;
        let leave = REPORT.admit(work.state, &work::standing(who), &facts, &[])?;
        let mut done = Reported { work: work.id, no: typed.no, good: typed.good, scrap: typed.scrap, finished: false };
        if leave.idle {
            return Ok(done);
        }
        typed.photo = self.form.photo.as_ref().map(|photo| photo.record(tx, who)).transpose()?;
        keep(tx, who, &work, &typed)?;
        count(tx, &mut work, &typed)?;
        let last = typed.no == work.last_no();
        if last {
            work.good = work.good.plus(typed.good);
            let line = work.line;
            let body = json!({"work": work.number, "good": typed.good});
            order::measure(tx, who, &mut order, &leave, body, |lines| {
                if let Some(line) = lines.iter_mut().find(|l| l.id == line) {
                    line.produced = line.produced.plus(typed.good);
                }
            })?;
        }
        let body = json!({"no": typed.no, "good": typed.good, "scrap": typed.scrap, "remark": typed.remark,
            "via": typed.via, "photo": typed.photo});
        work::advance(tx, who, &order, &mut work, &leave, body)?;
        free_places(tx, &work)?;
        if typed.scrap.is_positive() {
            again::parts(tx, who, &order, &work, typed.scrap)?;
            // What has to be made again: its own line knows at once, the rest within seconds.
            place::again(tx, who, &work)?;
            (order, work) = work::fetch_held(tx, work.id, None)?;
            replan::ask(tx, Some(work.id), &work.number)?;
        }
        if last && typed.good.is_positive() {
            pass::made(tx, who, &mut order, &mut work, typed.good)?;
        } else if typed.good.is_positive() {
            inspection::made(tx, who, &work, typed.no, typed.good)?;
        }
        if work.good >= work.quantity {
            finish(tx, who, &mut order, &mut work)?;
            done.finished = true;
        }
        Ok(done)
    }
}

impl ReportWork {
    fn read(&self, work: &Work) -> Outcome<Typed> {
        let (form, mut fields) = (&self.form, Fields::none());
        let no = typed::whole(&mut fields, "no", &form.no);
        let typed = Typed {
            no,
            good: typed::quantity(&mut fields, "good", &form.good),
            scrap: typed::quantity(&mut fields, "scrap", &form.scrap),
            minutes: typed::whole(&mut fields, "minutes", &form.minutes),
            remark: typed::words(&mut fields, "remark", &form.remark),
            via: Via::from_code(&form.via).filter(|via| *via != Via::Inspection).unwrap_or(Via::Desk),
            photo: None,
        };
        if !work.steps.iter().any(|step| step.no == no) {
            fields.add("no", Say::new("work-no-step"));
        }
        fields.check()?;
        Ok(typed)
    }
}

fn facts(tx: &mut Tx, order: &Order, work: &Work, typed: &Typed) -> Outcome<Facts> {
    let reported = typed.good.plus(typed.scrap);
    let (arrived, open) = (work.arrived(typed.no), work.open_of(typed.no));
    let before = work.steps.iter().rev().find(|step| step.no < typed.no);
    let held = match before {
        Some(step) => inspection::blocked(tx, work.id, step.no)?,
        None => Quantity::ZERO,
    };
    let passed_on = arrived.checked_sub(held).unwrap_or_default();
    Ok(Facts {
        order_on_hold: order::on_hold(tx, order.id)?,
        on_hold: work.on_hold,
        reported,
        arrived: (reported > arrived).then_some(arrived),
        inspected: (reported <= arrived && reported > passed_on).then_some(passed_on),
        open: (typed.good > open).then_some(open),
        ..Facts::default()
    })
}

pub(super) fn keep(tx: &mut Tx, who: &Person, work: &Work, typed: &Typed) -> Outcome<()> {
    let (id, now) = (tx.new_id(), tx.now());
    let params: [&dyn platform::db::Param; 12] = [
        &id,
        &work.id,
        &typed.no,
        &typed.good,
        &typed.scrap,
        &typed.minutes,
        &typed.remark,
        &typed.via,
        &now,
        &who.id,
        &who.name,
        &typed.photo,
    ];
    tx.execute(&KEEP, &params)?;
    Ok(())
}

pub(super) fn count(tx: &mut Tx, work: &mut Work, typed: &Typed) -> Outcome<()> {
    let Some(step) = work.steps.iter_mut().find(|step| step.no == typed.no) else {
        return Err(Trouble::stale(work.id));
    };
    step.good = step.good.plus(typed.good);
    step.scrap = step.scrap.plus(typed.scrap);
    let counted = step.clone();
    work.scrap = work.scrap.plus(typed.scrap);
    work::count_step(tx, work.id, &counted)
}

/// An operation that is done gives back the minutes that it still held.
pub(super) fn free_places(tx: &mut Tx, work: &Work) -> Outcome<()> {
    let today = people::today(tx)?;
    let done: Vec<book::Task> = movable_tasks(tx, work)?
        .into_iter()
        .filter(|task| task.day > today && !work.open_of(task.no).is_positive())
        .collect();
    if done.is_empty() { Ok(()) } else { book::lift(tx, &done) }
}

pub(super) fn finish(tx: &mut Tx, who: &Person, order: &mut Order, work: &mut Work) -> Outcome<()> {
    let leave = FINISH.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    work.finished_at = Some(tx.now());
    work.end_on = Some(people::today(tx)?);
    let body = json!({"good": work.good, "scrap": work.scrap});
    work::advance(tx, who, order, work, &leave, body)?;
    if leave.idle {
        return Ok(());
    }
    inspection::dropped_between(tx, who, work.id, &work.number)?;
    expected(tx, who, order, work, &Cause::new(SlipKind::Progress, work.number.clone()))?;
    if work.state == WorkState::Finished { pass::finished(tx, who, order, work) } else { Ok(()) }
}
