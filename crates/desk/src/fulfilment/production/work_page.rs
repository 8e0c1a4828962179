//! One work order: what is made for whom until when, its plan, and what was reported. What may be done next stands in
//! `work_forms.rs`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::App;
use platform::day::{Day, Instant};
use platform::files;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::plan::{self, Preview};
use super::queue_page::{progress, span};
use super::release::{PartNeed, parts};
use super::replan;
use super::shown::tone_of;
use super::steps::PLAN;
use super::take_back::{self, Over};
use super::work::{self, Work, WorkState};
use super::work_forms;
use crate::fulfilment::book::{self, Task};
use crate::fulfilment::inspection;
use crate::masters;
use crate::order::{self, LineSaid};
use crate::people::{self, Again};
use crate::shell::{self, Page};

platform::sql! {
    REPORTS = "SELECT no, good, scrap, minutes, remark, via, at, by_name, id, photo FROM work_report WHERE work = $1 \
        ORDER BY at DESC, id DESC LIMIT 200";
    PHOTO = "SELECT photo FROM work_report WHERE work = $1 AND id = $2";
}

#[derive(Serialize)]
pub(super) struct Report {
    no: i64,
    good: Quantity,
    scrap: Quantity,
    minutes: i64,
    remark: String,
    via: String,
    at: Instant,
    by_name: String,
    /// Where its photo is, if one was taken.
    photo: Option<String>,
}

pub(super) struct Seen {
    pub work: Work,
    pub line: Option<LineSaid>,
    pub tasks: Vec<Task>,
    pub centres: Vec<(Id, String)>,
    pub reports: Vec<Report>,
    pub parts: Vec<PartNeed>,
    pub over: Vec<Over>,
    pub stands: Standing,
    pub replanning: bool,
    pub inspections: Markup,
    pub preview: Option<Preview>,
    pub zone: TimeZone,
    pub today: Day,
    pub once: Id,
}

impl Seen {
    fn centre(&self, id: Option<Id>) -> &str {
        self.centres.iter().find(|(of, _)| Some(*of) == id).map_or("–", |(_, name)| name.as_str())
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What would be if it were planned from this day on.
    from: String,
}

/// `GET /production/{id}?from=2026-12-14`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id, asked.from.parse().ok()).await?;
    let machine = serde_json::json!({
        "work": seen.work, "tasks": seen.tasks, "reports": seen.reports, "preview": seen.preview,
        "parts_over": seen.over,
    });
    Ok(ask.show(&machine, || drawn(&ask, &seen, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id, None).await?;
    Ok(drawn(ask, &seen, &again))
}

async fn look(app: &App, ask: &Ask, id: Id, from: Option<Day>) -> Result<Seen, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let once = app.0.ids.new_id(app.0.clock.now());
    let seen = app
        .read(move |tx| {
            let work = work::fetch(tx, id)?;
            let of: Vec<Id> = work.steps.iter().filter_map(|step| step.centre).collect();
            let tasks = book::tasks(tx, &[id])?;
            let planned = PLAN.offered(work.state, &work::standing(&who));
            let preview = from.filter(|_| planned).map(|day| plan::preview(tx, &work, day)).transpose()?;
            let all: Vec<Id> = of.into_iter().chain(tasks.iter().map(|task| task.centre)).collect();
            Ok::<_, Trouble>(Seen {
                line: order::lines_said(tx, &[work.line])?.remove(&work.line),
                centres: masters::centres(tx, &all)?
                    .into_iter()
                    .map(|c| (c.id, format!("{} {}", c.code, c.name)))
                    .collect(),
                reports: reports(tx, id)?,
                parts: parts(tx, &work)?,
                over: take_back::over(tx, &work)?,
                stands: work::standing(&who),
                replanning: replan::is_waiting(tx)?,
                inspections: inspection::of_work_card(tx, id, lang)?,
                zone: people::zone(tx)?,
                today: people::today(tx)?,
                once,
                preview,
                tasks,
                work,
            })
        })
        .await?;
    Ok(seen)
}

fn reports(tx: &mut Tx, work: Id) -> platform::act::Outcome<Vec<Report>> {
    let read = |row: &platform::db::Row<'_>| {
        let (id, photo): (Id, Option<Id>) = (row.get(8)?, row.get(9)?);
        Ok(Report {
            photo: photo.map(|_| format!("/production/{work}/reports/{id}/photo")),
            no: row.get(0)?,
            good: row.get(1)?,
            scrap: row.get(2)?,
            minutes: row.get(3)?,
            remark: row.get(4)?,
            via: row.get(5)?,
            at: row.get(6)?,
            by_name: row.get(7)?,
        })
    };
    Ok(tx.list(&REPORTS, &[&work], read)?)
}

/// `GET /production/{id}/reports/{report}/photo`
pub async fn photo(State(app): State<App>, ask: Ask, Path((id, report)): Path<(Id, Id)>) -> Result<Response, Failure> {
    ask.who()?;
    let folder = app.0.files.clone();
    let (name, media, content) = app
        .read(move |tx| {
            let file: Option<Id> = tx.maybe(&PHOTO, &[&id, &report], |row| row.get(0))?.flatten();
            let card = files::card(tx, file.ok_or(Trouble::Hidden)?)?.ok_or(Trouble::Hidden)?;
            Ok::<_, Trouble>((card.name, card.media_type, folder.read(&card.sha256)?))
        })
        .await?;
    Ok(order::file_answer(&name, &media, content))
}

/// A photo of what is wrong: a telephone opens its camera. A refused form has lost it, and says so.
pub(super) fn photo_field(ask: &Ask, again: &Again, id: &str) -> Markup {
    let lost = (again.status != StatusCode::OK).then(|| ask.t("photo-again"));
    html! {
        (ui::file("photo", ask.t("photo")).id(id).attr("accept", order::PHOTO_KINDS).attr("capture", "environment")
            .error(again.error("photo")).hint(lost))
    }
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let w = &seen.work;
    let actions = html! { (ui::link_button(ask.t("work-card"), format!("/production/{}/card.pdf", w.id)).plain().icon("printer")) };
    let main = html! {
        (ui::card(ask.t("work-what"), ui::clause("4.1.1"), facts(ask, seen)))
        (ui::card(ask.t("work-operations"), ui::clause("4.1.2"), operations(ask, seen)))
        (ui::card(ask.t("work-tasks"), ui::clause("4.1.2"), tasks(ask, seen)))
        @if !seen.parts.is_empty() && w.released_at.is_none() { (ui::card(ask.t("work-parts"), html! {}, needs(ask, seen))) }
        (ui::card(ask.t("work-reports"), ui::clause("4.1.3"), told(ask, seen)))
        (seen.inspections)
    };
    let body = html! {
        (ui::page_header(&w.number, ask.t("work-lead"), actions))
        (again.head(ask))
        @if seen.replanning { (ui::alert(Tone::Active, ask.t("work-replanning"), html! { p { (ask.t("work-replanning-text")) } })) }
        @if w.on_hold { (ui::alert(Tone::Bad, ask.t("work-on-hold"), html! { p { (w.ground) } })) }
        (ui::main_aside(main, work_forms::draw(ask, seen, again)))
    };
    let page = Page::new(w.number.clone(), "production", body).crumb(ask.t("nav-production"), "/production");
    shell::page(ask, page.status(again.status))
}

fn facts(ask: &Ask, seen: &Seen) -> Markup {
    let w = &seen.work;
    let line = seen.line.as_ref();
    let facts = [
        (ask.t("work-state"), html! { (state_mark(ask, w.state)) }),
        (
            ask.t("work-order"),
            html! { @if let Some(line) = line { a href={ "/orders/" (line.order) } { (line.number) } " · " (line.no) " · " (line.customer) } },
        ),
        (ask.t("work-goods"), html! { @if let Some(line) = line { (line.goods) } }),
        (ask.t("work-quantity"), html! { (w.quantity.page()) @if let Some(line) = line { " " (line.unit) } }),
        (ask.t("work-wanted"), html! { @if let Some(day) = w.wanted_on { (day) } @else { "–" } }),
        (
            ask.t("work-plan"),
            html! { (span(ask, w, seen.today)) @if w.pinned { " " (ui::badge(Tone::Quiet, ask.t("work-pinned"))) } },
        ),
        (ask.t("work-progress"), progress(ask, w)),
        (ask.t("work-put-away"), html! { (w.stocked.page()) " / " (w.passed.page()) }),
    ];
    ui::facts(facts)
}

/// Where a problem with this work is reported: the form knows order, line, department and what it is about.
pub(super) fn problem_address(line: &LineSaid, work: &Work) -> String {
    format!("/problems/new?order={}&line={}&department=production&subject={}", line.order, line.no, work.number)
}

pub fn state_mark(ask: &Ask, state: WorkState) -> Markup {
    ui::status(tone_of(state), ask.t(&format!("work-state-{state}")))
}

fn operations(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("plant-operation")).number(),
        column(ask.t("work-operation")),
        column(ask.t("plant-centre")),
        column(ask.t("work-minutes-left")).number(),
        column(ask.t("work-good")).number(),
        column(ask.t("work-scrap")).number(),
    ];
    let rows = seen.work.steps.iter().map(|step| {
        let target = seen.work.target(step.no);
        ui::Row::new([
            html! { (step.no) },
            html! { (step.name) },
            html! { (seen.centre(step.centre)) },
            html! { (seen.work.minutes_left(step)) },
            html! { (step.good.page()) " / " (target.page()) },
            html! { (step.scrap.page()) },
        ])
    });
    html! { (ui::Table::new(ask.t("work-operations"), heads).rows(rows)) }
}

fn tasks(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("work-day")),
        column(ask.t("plant-operation")).number(),
        column(ask.t("plant-centre")),
        column(ask.t("plant-minutes")).number(),
        column(ask.t("work-change")),
    ];
    let may = super::steps::MOVE.offered(seen.work.state, &seen.stands);
    let rows = seen.tasks.iter().map(|task| {
        let ahead = task.day >= seen.today;
        ui::Row::new([
            html! { (task.day) },
            html! { (task.no) },
            html! { (seen.centre(Some(task.centre))) },
            html! { (task.minutes) },
            html! { @if may && ahead { (ui::link_button(ask.t("work-move"), format!("/tasks/{}/move", task.id)).small()
            .attr("aria-label", format!("{} {}", ask.t("work-move"), task.day))) } },
        ])
    });
    let empty = ui::empty_state(ask.t("work-tasks-none"), ask.t("work-tasks-none-text"), html! {});
    html! { (ui::Table::new(ask.t("work-tasks"), heads).rows(rows).empty(empty)) }
}

fn needs(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("work-part")),
        column(ask.t("work-needs")).number(),
        column(ask.t("work-held")).number(),
        column(ask.t("work-missing")),
    ];
    let rows = seen.parts.iter().map(|part| {
        let missing = part.missing();
        ui::Row::new([
            html! { (part.sku) },
            html! { (part.needs.page()) },
            html! { (part.held.page()) },
            if missing.is_positive() {
                ui::status(Tone::Warn, html! { (missing.page()) @if let Some(day) = seen.work.parts_on { " · " (ask.ta("work-expected", &[("day", day.to_string())])) } })
            } else {
                ui::status(Tone::Good, ask.t("work-complete"))
            },
        ])
    });
    html! { (ui::Table::new(ask.t("work-parts"), heads).rows(rows)) }
}

fn told(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("work-at")),
        column(ask.t("plant-operation")).number(),
        column(ask.t("work-good")).number(),
        column(ask.t("work-scrap")).number(),
        column(ask.t("plant-minutes")).number(),
        column(ask.t("work-by")),
        column(ask.t("work-remark")),
    ];
    let rows = seen.reports.iter().map(|r| {
        ui::Row::new([
            html! { (people::shown(r.at, &seen.zone)) },
            html! { (r.no) },
            html! { (r.good.page()) },
            html! { (r.scrap.page()) },
            html! { @if r.minutes > 0 { (r.minutes) } @else { "–" } },
            html! { (r.by_name) br; small { (ask.t(&format!("work-via-{}", r.via))) } },
            html! {
                (r.remark)
                @if let Some(at) = &r.photo { a href=(at) { img.photo.photo-small src=(at) alt=(ask.t("work-photo-of")); } }
            },
        ])
    });
    let empty = ui::empty_state(ask.t("work-reports-none"), ask.t("work-reports-none-text"), html! {});
    html! { (ui::Table::new(ask.t("work-reports"), heads).rows(rows).empty(empty)) }
}
