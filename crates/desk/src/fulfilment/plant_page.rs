//! 3.2.3a, 4.1.2: how full the work centres are, and which orders they work on; the picture behind promise dates.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::i18n::Lang;
use platform::web::chart::{self, Chart, Point};
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::plant::{Centre, Days};
use super::snapshot;
use crate::masters::{self, WorkCentre};
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// Working days that the figures look ahead.
const AHEAD: usize = 20;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The folded code of the last row seen; `day.id` of the last task.
    after: String,
}

#[derive(Serialize)]
struct Seen {
    centre: WorkCentre,
    days: Vec<Shown>,
    /// The first day on which anything is free.
    room_on: Option<Day>,
}

#[derive(Clone, Copy, Serialize)]
struct Shown {
    day: Day,
    capacity: i64,
    planned: i64,
}

#[derive(Serialize)]
struct Task {
    id: Id,
    day: Day,
    operation: i64,
    minutes: i64,
    order: Id,
    number: String,
    line: i64,
    sku: String,
    promised_on: Option<Day>,
}

platform::sql! {
    TASKS = "SELECT t.id, t.day, t.no, t.minutes, t.order_id, o.number, l.no, l.sku, l.promised_on FROM task t \
        JOIN orders o ON o.id = t.order_id JOIN order_line l ON l.id = t.line_id \
        WHERE t.centre = $1 AND (t.day, t.id) > ($2, $3) ORDER BY t.day, t.id LIMIT $4";
}

/// `GET /plant`
pub async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let after = asked.after.clone();
    let mut seen = app
        .read(move |tx| {
            let centres = masters::centres_after(tx, &after, ROWS + 1)?;
            figures(tx, centres)
        })
        .await?;
    let more = seen.len() as i64 > ROWS;
    seen.truncate(ROWS as usize);
    let next = seen.last().filter(|_| more).map(|last| format!("/plant?after={}", masters::centre_key(&last.centre)));
    Ok(ask.show(&seen, || {
        let body = html! {
            (ui::page_header(ask.t("plant-title"), ask.t("plant-lead"), html! {}))
            (ui::card(ask.t("masters-kind-work_centres"), ui::clause("3.2.3a"), centres(&ask, &seen)))
            @if let Some(next) = &next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
        };
        shell::page(
            &ask,
            Page::new(ask.t("plant-title"), "departments", body).crumb(ask.t("nav-departments"), "/departments"),
        )
    }))
}

fn figures(tx: &mut Tx, centres: Vec<WorkCentre>) -> Outcome<Vec<Seen>> {
    let calendar = people::calendar(tx)?;
    let days = Days::of(tx.now().day_in(calendar.zone()), &calendar);
    let loaded = snapshot::loaded(tx, &centres, &days)?;
    Ok(centres.into_iter().zip(loaded).map(|(centre, load)| one(centre, &load, &days)).collect())
}

fn one(centre: WorkCentre, load: &Centre, days: &Days) -> Seen {
    let ahead = (1..days.len()).filter(|at| load.capacity(*at) > 0);
    let shown = ahead.clone().take(AHEAD).map(|at| Shown {
        day: days.day(at),
        capacity: load.capacity(at),
        planned: load.booked.get(at).copied().unwrap_or(0),
    });
    let room_on = ahead.clone().find(|at| load.free(*at) > 0).map(|at| days.day(at));
    Seen { days: shown.collect(), room_on, centre }
}

fn centres(ask: &Ask, seen: &[Seen]) -> Markup {
    let lang = ask.lang;
    let heads = [
        column(lang.t("plant-centre")),
        column(lang.t("plant-week")).number(),
        column(lang.t("plant-taken")).number(),
        column(lang.t("plant-load")),
        column(lang.t("plant-room")),
    ];
    let empty = ui::empty_state(lang.t("plant-none"), lang.t("plant-none-text"), html! {});
    let rows = seen.iter().map(|seen| {
        let sum = |of: fn(&Shown) -> i64| seen.days.iter().map(of).sum::<i64>();
        let (planned, capacity) = (sum(|day| day.planned), sum(|day| day.capacity));
        let share = if capacity > 0 { planned * 100 / capacity } else { 0 };
        let tone = if share >= 90 {
            Tone::Bad
        } else if share >= 70 {
            Tone::Warn
        } else {
            Tone::Good
        };
        let href = format!("/plant/{}", seen.centre.id);
        ui::Row::new([
            html! { a href=(href) { (seen.centre.code) } " " (seen.centre.name) },
            html! { (seen.centre.minutes.iter().sum::<i64>()) },
            html! { (planned) " / " (capacity) },
            ui::status(tone, format!("{share} %")),
            html! { @if let Some(day) = seen.room_on { (day) } @else { "–" } },
        ])
        .opens(href)
    });
    html! { (ui::Table::new(lang.t("masters-kind-work_centres"), heads).rows(rows).empty(empty)) }
}

/// `GET /plant/{id}`
pub async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (seen, mut tasks) = app
        .read(move |tx| {
            let centre = masters::centres(tx, &[id])?.pop().ok_or(Trouble::Hidden)?;
            let today = people::today(tx)?;
            let (day, last) = cursor(&asked.after).unwrap_or((today.to_i64() - 1, Id::from_uuid(uuid::Uuid::max())));
            let tasks = tx.list(&TASKS, &[&id, &day, &last, &(ROWS + 1)], |row| {
                Ok(Task {
                    id: row.get(0)?,
                    day: row.get(1)?,
                    operation: row.get(2)?,
                    minutes: row.get(3)?,
                    order: row.get(4)?,
                    number: row.get(5)?,
                    line: row.get(6)?,
                    sku: row.get(7)?,
                    promised_on: row.get(8)?,
                })
            })?;
            let seen = figures(tx, vec![centre])?.pop().ok_or(Trouble::Hidden)?;
            Ok((seen, tasks))
        })
        .await?;
    let more = tasks.len() as i64 > ROWS;
    tasks.truncate(ROWS as usize);
    let next = tasks.last().filter(|_| more).map(|task| format!("/plant/{id}?after={}.{}", task.day.to_i64(), task.id));
    let machine = serde_json::json!({ "centre": seen, "tasks": tasks });
    Ok(ask.show(&machine, || {
        let title = format!("{} {}", seen.centre.code, seen.centre.name);
        let body = html! {
            (ui::page_header(&title, ask.t("plant-lead"), html! {}))
            (ui::card(ask.t("plant-load"), ui::clause("3.2.3a"), picture(ask.lang, &seen)))
            (ui::card(ask.t("plant-tasks"), ui::clause("4.1.2"), table(ask.lang, &tasks)))
            @if let Some(next) = &next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
        };
        shell::page(&ask, Page::new(title, "departments", body).crumb(ask.t("plant-title"), "/plant"))
    }))
}

fn cursor(text: &str) -> Option<(i64, Id)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

fn picture(lang: Lang, seen: &Seen) -> Markup {
    let sum = |of: fn(&Shown) -> i64| seen.days.iter().map(of).sum::<i64>().to_string();
    let title = lang.ta("delivery-load", &[("centre", seen.centre.name.clone())]);
    let finding =
        lang.ta("plant-load-finding", &[("planned", sum(|day| day.planned)), ("capacity", sum(|day| day.capacity))]);
    let points: Vec<Point> = seen
        .days
        .iter()
        .map(|day| {
            let full = day.planned >= day.capacity;
            let label = day.day.to_string();
            // A picture, never an amount.
            let height = day.planned as f64 / day.capacity.max(1) as f64;
            Point::new(label[5..].to_string(), height, format!("{}/{}", day.planned, day.capacity)).tone(if full {
                Tone::Bad
            } else {
                Tone::Active
            })
        })
        .collect();
    let (day, minutes) = (lang.t("delivery-load-day"), lang.t("delivery-load-minutes"));
    let chart = Chart { id: "plant-load", title: &title, finding: &finding, heads: (day.as_str(), minutes.as_str()) };
    html! { p { (finding) } (chart::bars(&chart, &points)) }
}

fn table(lang: Lang, tasks: &[Task]) -> Markup {
    let heads = [
        column(lang.t("delivery-load-day")),
        column(lang.t("dispatch-order")),
        column(lang.t("dispatch-product")),
        column(lang.t("plant-operation")).number(),
        column(lang.t("plant-minutes")).number(),
        column(lang.t("dispatch-promised")),
    ];
    let empty = ui::empty_state(lang.t("plant-tasks-none"), lang.t("plant-tasks-none-text"), html! {});
    let rows = tasks.iter().map(|task| {
        ui::Row::new([
            html! { (task.day) },
            html! { a href={ "/orders/" (task.order) } { (task.number) } " · " (task.line) },
            html! { (task.sku) },
            html! { (task.operation) },
            html! { (task.minutes) },
            html! { @if let Some(day) = task.promised_on { (day) } @else { "–" } },
        ])
    });
    html! { (ui::Table::new(lang.t("plant-tasks"), heads).rows(rows).empty(empty)) }
}
