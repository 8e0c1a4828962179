//! One work order: what is made for whom until when, its plan, what was reported, and what may be done next.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::App;
use platform::day::{Day, Instant};
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, Choice, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::foresee::effect;
use super::plan::{self, Preview};
use super::put_away::waiting;
use super::queue_page::{progress, span};
use super::release::{PartNeed, parts};
use super::replan;
use super::shown::tone_of;
use super::steps::{HOLD, PLAN, PUT_AWAY, RELEASE, REPORT, RESUME};
use super::take_back::{self, Over};
use super::work::{self, Work, WorkState};
use crate::fulfilment::book::{self, Task};
use crate::fulfilment::inspection;
use crate::masters;
use crate::order::{self, LineSaid};
use crate::people::{self, Again};
use crate::shell::{self, Page};

platform::sql! {
    REPORTS = "SELECT no, good, scrap, minutes, remark, via, at, by_name FROM work_report WHERE work = $1 \
        ORDER BY at DESC, id DESC LIMIT 200";
}

#[derive(Serialize)]
struct Report {
    no: i64,
    good: Quantity,
    scrap: Quantity,
    minutes: i64,
    remark: String,
    via: String,
    at: Instant,
    by_name: String,
}

struct Seen {
    work: Work,
    line: Option<LineSaid>,
    tasks: Vec<Task>,
    centres: Vec<(Id, String)>,
    reports: Vec<Report>,
    parts: Vec<PartNeed>,
    over: Vec<Over>,
    stands: Standing,
    replanning: bool,
    inspections: Markup,
    preview: Option<Preview>,
    zone: TimeZone,
    today: Day,
    once: Id,
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
        Ok(Report {
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
        (ui::main_aside(main, forms(ask, seen, again)))
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
            html! { (r.remark) },
        ])
    });
    let empty = ui::empty_state(ask.t("work-reports-none"), ask.t("work-reports-none-text"), html! {});
    html! { (ui::Table::new(ask.t("work-reports"), heads).rows(rows).empty(empty)) }
}

/// What may be done next, each with its form.
fn forms(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let form = |path: &str, step: &str, clause: &str, inside: Markup| {
        ui::card(
            ask.t(&format!("step-{}", step.replace(['.', '_'], "-"))),
            ui::clause(clause),
            html! {
                form method="post" action={ "/production/" (w.id) "/" (path) } {
                    (ui::form_token(seen.once)) (ui::hidden("lock", w.lock)) (inside)
                }
            },
        )
    };
    let press = |key: &str| html! { div.form-foot { (ui::primary(ask.t(key))) } };
    let stands = &seen.stands;
    html! {
        @if PLAN.offered(w.state, stands) { (form("plan", "work.plan", "4.1.2", plan_form(ask, seen, again))) }
        @if RELEASE.offered(w.state, stands) {
            (form("release", "work.release", "4.1.2", html! { p { (ask.t("work-release-text")) } (press("step-work-release")) }))
        }
        @if REPORT.offered(w.state, stands) { (form("reports", "work.report", "4.1.3", report_form(ask, seen, again))) }
        @if PUT_AWAY.offered(w.state, stands) && waiting(w).is_positive() {
            (form("stock", "work.put_away", "4.1.3", html! {
                (ui::number("quantity", ask.t("work-quantity")).value(waiting(w)).required().error(again.error("quantity")))
                (press("step-work-put-away"))
            }))
        }
        (take_back::card(ask.lang, w, &seen.over, stands, seen.once))
        @if w.state == WorkState::InProgress && inspection::may_begin(stands) { (inspect_form(ask, seen)) }
        @if !w.on_hold && HOLD.offered(w.state, stands) {
            (form("hold", "work.hold", "4.1.3", html! {
                (ui::hidden("hold", "on"))
                (ui::text("ground", ask.t("work-ground")).value(again.value("ground")).required().error(again.error("ground")))
                div.form-foot { (ui::button(ask.t("step-work-hold"))) }
            }))
        }
        @if w.on_hold && RESUME.offered(w.state, stands) {
            (form("hold", "work.resume", "4.1.3", html! { (ui::hidden("hold", "off")) (press("step-work-resume")) }))
        }
        @if let Some(line) = &seen.line {
            (ui::card(ask.t("work-problem"), ui::clause("4.1.3"), html! {
                p { (ask.t("work-problem-text")) }
                (ui::link_button(ask.t("work-problem"), problem_address(line, w)))
            }))
        }
    }
}

/// Quality looks at pieces between two operations.
fn inspect_form(ask: &Ask, seen: &Seen) -> Markup {
    let w = &seen.work;
    let between = w.steps.iter().filter(|step| step.no != w.last_no());
    let between: Vec<Choice> =
        between.map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name))).collect();
    if between.is_empty() {
        return html! {};
    }
    ui::card(
        ask.t("step-inspection-begin"),
        ui::clause("5.1.1"),
        html! {
            form method="post" action="/inspections" {
                (ui::form_token(format!("{}-inspect", seen.once))) (ui::hidden("work", w.id))
                (ui::select("no", ask.t("work-operation"), between).id("inspect-no").required())
                (ui::number("quantity", ask.t("work-quantity")).id("inspect-quantity").required())
                div.form-foot { (ui::button(ask.t("step-inspection-begin"))) }
            }
        },
    )
}

fn plan_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let routed = w.steps.iter().any(|step| step.centre.is_some() && w.minutes_left(step) > 0);
    let looked = seen.preview.as_ref().map_or(String::new(), |preview| preview.from.to_string());
    let from = if again.value("from").is_empty() { looked } else { again.value("from") };
    html! {
        p { (ask.t(if routed { "work-plan-text" } else { "work-plan-by-hand" })) }
        (ui::date("from", ask.t("work-from")).value(from).error(again.error("from")))
        @if routed {
            div.form-foot { (ui::button(ask.t("work-move-look")).attr("formmethod", "get").attr("formaction", w.href())) }
        }
        @if let Some(preview) = &seen.preview {
            p { (ask.t("work-plan")) ": " (preview.end_before.map_or("–".to_string(), |day| day.to_string())) " → "
                (preview.end_after.map_or("–".to_string(), |day| day.to_string())) }
            (effect(ask, &preview.lines, &preview.against))
        }
        @if !routed {
            (ui::date("ready", ask.t("work-ready")).value(again.value("ready")).required().error(again.error("ready")))
        }
        (ui::checkbox("pinned", ask.t("work-pin"), "yes", w.pinned))
        div.form-foot { (ui::primary(ask.t("step-work-plan"))) }
    }
}

fn report_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let next = w.next_step();
    let steps = w.steps.iter().map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name)));
    let no =
        if again.value("no").is_empty() { next.map_or(String::new(), |s| s.no.to_string()) } else { again.value("no") };
    let good = if again.value("good").is_empty() {
        next.map_or(String::new(), |s| w.open_of(s.no).min(w.arrived(s.no)).to_string())
    } else {
        again.value("good")
    };
    html! {
        (ui::select("no", ask.t("work-operation"), steps).value(no).required().error(again.error("no")))
        div.fields {
            (ui::number("good", ask.t("work-good")).value(good).error(again.error("good")))
            (ui::number("scrap", ask.t("work-scrap")).value(again.value("scrap")).error(again.error("scrap")))
            (ui::number("minutes", ask.t("plant-minutes")).value(again.value("minutes")).error(again.error("minutes")))
        }
        (ui::text("remark", ask.t("work-remark")).value(again.value("remark")).error(again.error("remark")))
        div.form-foot { (ui::primary(ask.t("step-work-report"))) }
    }
}
