//! 4.1.2: one task to another day or centre, by drag or by form. Before it is done, the page says which customer's line
//! moves with it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::step::{Broken, findings};
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, Choice};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::floor::{self, movable};
use super::foresee::{LineMoved, effect, foresee};
use super::lay::Laid;
use super::place;
use super::plan::late;
use super::steps::{Facts, MOVE};
use super::work::{self, Work};
use crate::fulfilment::book::{self, Task};
use crate::fulfilment::expect::{Cause, SlipKind};
use crate::fulfilment::promise::Booking;
use crate::fulfilment::typed;
use crate::masters;
use crate::people::{self, Again};
use crate::shell::{self, Page};

/// `GET /tasks/{id}/move?day=&centre=`: what would happen.
pub async fn preview(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(form): Query<MoveForm>,
) -> Result<Response, Failure> {
    match look(&app, &ask, id, form).await {
        Ok(seen) => Ok(ask.show(&seen.told, || drawn(&ask, &seen, &Again::blank()))),
        Err(failure) => gone(&ask, failure),
    }
}

/// The machine or a colleague planned its work anew meanwhile: a reader of pages sees where things stand now.
fn gone(ask: &Ask, failure: Failure) -> Result<Response, Failure> {
    match &failure.0 {
        Trouble::Hidden if !ask.json => Ok(ask.see("/production/gantt?gone=yes", &json!({}))),
        _ => Err(failure),
    }
}

/// `POST /tasks/{id}/move`
pub async fn press(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<MoveForm>,
) -> Result<Response, Failure> {
    let act = MoveTask { task: id, form: body.value.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(work) => Ok(ask.see(&format!("/production/{work}"), &json!({ "id": work }))),
        Err(trouble) => {
            if matches!(trouble, Trouble::Hidden) {
                return gone(&ask, trouble.into());
            }
            let again = Again::after(&ask, body.raw, trouble)?;
            match look(&app, &ask, id, body.value).await {
                Ok(seen) => Ok(drawn(&ask, &seen, &again)),
                Err(failure) => gone(&ask, failure),
            }
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    pub lock: String,
    pub day: String,
    /// A work centre's id; empty: where it is.
    pub centre: String,
}

pub struct MoveTask {
    pub task: Id,
    pub form: MoveForm,
}

impl Act for MoveTask {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let task = book::task(tx, self.task)?.ok_or(Trouble::Hidden)?;
        let (mut order, mut work) = work::fetch_held(tx, task.work, typed::lock(&self.form.lock))?;
        let asked = read(&task, &self.form)?;
        place::hold_centres(tx, vec![task.centre, asked.centre])?;
        let moved = moved(tx, &work, &task, &asked)?;
        let leave = MOVE.admit(work.state, &work::standing(who), &moved.facts, &[])?;
        if leave.idle {
            return Ok(work.id);
        }
        // What somebody put there, the machine leaves there.
        work.pinned = true;
        let cause = Cause::new(SlipKind::Plan, work.number.clone());
        place::place(tx, who, &mut order, &mut work, &moved.laid, &leave, &cause)?;
        Ok(work.id)
    }
}

#[derive(Clone, Copy)]
struct Asked {
    day: Day,
    centre: Id,
}

fn read(task: &Task, form: &MoveForm) -> Outcome<Asked> {
    let mut fields = Fields::none();
    let day = typed::day(&mut fields, "day", &form.day).unwrap_or(task.day);
    let centre = if form.centre.is_empty() { Some(task.centre) } else { form.centre.parse().ok() };
    if centre.is_none() {
        fields.add("centre", Say::new("work-centre-unknown"));
    }
    fields.check()?;
    Ok(Asked { day, centre: centre.unwrap_or(task.centre) })
}

struct Moved {
    laid: Laid,
    facts: Facts,
}

/// Where everything of the work would stand then, and what speaks against it.
fn moved(tx: &mut Tx, work: &Work, task: &Task, asked: &Asked) -> Outcome<Moved> {
    let calendar = people::calendar(tx)?;
    let today = tx.now().day_in(calendar.zone());
    let mut tasks: Vec<Task> =
        book::tasks(tx, &[work.id])?.into_iter().filter(|one| movable(work, one, today)).collect();
    let others: Vec<Task> = tasks.iter().filter(|one| one.id != task.id).copied().collect();
    let before = others.iter().filter(|one| one.no < task.no).max_by_key(|one| one.day);
    let after = others.iter().filter(|one| one.no > task.no).min_by_key(|one| one.day);
    let out_of_order = match (before, after) {
        (Some(before), _) if asked.day < before.day => Some(before.no),
        (_, Some(after)) if asked.day > after.day => Some(after.no),
        _ => None,
    };
    let floor = floor::at(tx, &[asked.centre])?;
    let centre = floor.centres.first().ok_or(Trouble::invalid("centre", Say::new("work-centre-unknown")))?;
    let (given, free) = floor.days.place(asked.day).map_or((0, 0), |at| (centre.capacity(at), centre.free(at)));
    let closed = asked.day < today || given == 0;
    let stays = task.day == asked.day && task.centre == asked.centre;
    let room = (!stays && free < task.minutes).then_some((free, task.minutes));
    for one in tasks.iter_mut().filter(|one| one.id == task.id) {
        (one.day, one.centre) = (asked.day, asked.centre);
    }
    tasks.sort_by_key(|one| (one.no, one.day));
    let days = tasks.iter().map(|one| one.day);
    let end_on = days.clone().max();
    let laid = Laid {
        work: work.id,
        begin_on: if work.good.is_positive() { work.begin_on } else { days.min() },
        end_on,
        tasks: tasks
            .iter()
            .map(|one| Booking { no: one.no, centre: one.centre, day: one.day, minutes: one.minutes })
            .collect(),
        seen: work.lock,
        kind: SlipKind::Plan,
    };
    let closed = closed.then_some(asked.day);
    Ok(Moved { facts: Facts { closed, out_of_order, room, late: late(work, end_on), ..Facts::default() }, laid })
}

/// What the reader is told before he moves it.
#[derive(Serialize)]
struct Told {
    task: Task,
    day: Day,
    centre: Id,
    end_before: Option<Day>,
    end_after: Option<Day>,
    /// Customers' lines whose day moves with it.
    lines: Vec<LineMoved>,
}

struct Seen {
    told: Told,
    work: Work,
    against: Vec<Broken>,
    centres: Vec<Choice>,
    once: Id,
}

async fn look(app: &App, ask: &Ask, id: Id, form: MoveForm) -> Result<Seen, Failure> {
    ask.who()?;
    let once = app.0.ids.new_id(app.0.clock.now());
    let seen = app
        .read(move |tx| {
            let task = book::task(tx, id)?.ok_or(Trouble::Hidden)?;
            let work = work::fetch(tx, task.work)?;
            let asked = read(&task, &form).unwrap_or(Asked { day: task.day, centre: task.centre });
            let moved = moved(tx, &work, &task, &asked)?;
            let lines = foresee(tx, &[(&work, moved.laid.end_on)])?;
            let against = findings(MOVE.rules, &moved.facts);
            let centres = masters::centres_after(tx, "", 200)?;
            let told = Told {
                task,
                day: asked.day,
                centre: asked.centre,
                end_before: work.end_on,
                end_after: moved.laid.end_on,
                lines,
            };
            let centres =
                centres.iter().map(|c| Choice::new(c.id.to_string(), format!("{} {}", c.code, c.name))).collect();
            Ok::<_, Trouble>(Seen { told, work, against, centres, once })
        })
        .await?;
    Ok(seen)
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let title = ask.ta("work-move-title", &[("number", seen.work.number.clone())]);
    let told = &seen.told;
    let action = format!("/tasks/{}/move", told.task.id);
    let body = html! {
        (ui::page_header(&title, ask.t("work-move-lead"), html! {}))
        (again.head(ask))
        (ui::card(ask.t("work-move-effect"), ui::clause("4.1.2"), effect(ask, &told.lines, &seen.against)))
        (ui::card(ask.t("work-move-where"), html! {}, html! {
            form method="get" action=(action) {
                div.fields {
                    (ui::date("day", ask.t("work-day")).value(told.day).required())
                    (ui::select("centre", ask.t("plant-centre"), seen.centres.clone()).value(told.centre))
                    div.field { (ui::button(ask.t("work-move-look"))) }
                }
            }
            form method="post" action=(action) {
                (ui::form_token(seen.once)) (ui::hidden("lock", seen.work.lock))
                (ui::hidden("day", told.day)) (ui::hidden("centre", told.centre))
                div.form-foot {
                    (ui::primary(ask.t("step-work-move")))
                    (ui::link_button(ask.t("work-back"), seen.work.href()))
                }
            }
        }))
    };
    let page = Page::new(title, "production", body)
        .crumb(ask.t("nav-production"), "/production")
        .crumb(seen.work.number.clone(), seen.work.href());
    shell::page(ask, page.status(again.status))
}
