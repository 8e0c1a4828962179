//! 4.1.2: the plan as a picture: work centres down, open days across, the load above the work that stands there. A block
//! opens its work order; dragging it to another day or centre shows what would move, as the form does.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::web::assets::asset_url;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::replan;
use crate::fulfilment::plant::{Centre, Days};
use crate::fulfilment::snapshot;
use crate::masters::{self, WorkCentre};
use crate::people;
use crate::shell::{self, Page};

const CENTRES: i64 = 12;
const DAYS: usize = 10;
/// Blocks of a cell that are drawn; the rest is a number.
const BLOCKS: usize = 6;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The first day; empty: today.
    from: String,
    /// The folded code of the last centre seen.
    after: String,
    /// The task that was asked for is planned anew.
    gone: String,
}

platform::sql! {
    BLOCKS_OF = "SELECT t.id, t.centre, t.day, t.no, t.minutes, t.work, w.number, c.name, w.wanted_on, w.end_on, w.state, \
        o.priority FROM task t JOIN work_order w ON w.id = t.work JOIN orders o ON o.id = t.order_id \
        JOIN customer c ON c.id = o.customer \
        WHERE t.centre IN ({ids:$1}) AND t.day >= $2 AND t.day <= $3 ORDER BY t.centre, t.day, t.id LIMIT 5000";
}

#[derive(Clone, Debug, Serialize)]
struct Block {
    id: Id,
    centre: Id,
    day: Day,
    no: i64,
    minutes: i64,
    work: Id,
    number: String,
    customer: String,
    /// It ends later than it is wanted.
    late: bool,
    rush: bool,
}

struct Drawing {
    centres: Vec<WorkCentre>,
    loads: Vec<Centre>,
    days: Days,
    /// Places of the days that are drawn.
    shown: Vec<usize>,
    blocks: HashMap<(Id, Day), Vec<Block>>,
    next: Option<String>,
    replanning: bool,
}

/// `GET /production/gantt?from=2026-12-01`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let query = asked.clone();
    let d = app.read(move |tx| drawing(tx, &query)).await?;
    let loads: Vec<_> = d.centres.iter().zip(&d.loads).flat_map(|(centre, load)| d.shown.iter().map(move |at| (centre, load, *at)))
        .map(|(centre, load, at)| serde_json::json!({
            "centre": centre.id, "day": d.days.day(at), "capacity": load.capacity(at), "booked": load.booked.get(at),
        }))
        .collect();
    let machine = serde_json::json!({
        "loads": loads,
        "days": d.shown.iter().map(|at| d.days.day(*at)).collect::<Vec<_>>(),
        "centres": d.centres,
        "blocks": d.blocks.values().flatten().collect::<Vec<_>>(),
    });
    let moves = who.is(Role::Production);
    Ok(ask.show(&machine, || {
        let body = html! {
            (ui::page_header(ask.t("gantt-title"), ask.t(if moves { "gantt-lead" } else { "gantt-lead-reader" }), html! { (ui::link_button(ask.t("work-title"), "/production")) }))
            @if d.replanning { (ui::alert(Tone::Active, ask.t("work-replanning"), html! { p { (ask.t("work-replanning-text")) } })) }
            @if !asked.gone.is_empty() { (ui::alert(Tone::Warn, ask.t("gantt-gone"), html! { p { (ask.t("gantt-gone-text")) } })) }
            (when(&ask, &d))
            @if moves { div.gantt-effect id="gantt-effect" role="status" { (ask.t("gantt-drag")) } }
            (ui::card("", ui::clause("4.1.2"), picture(&ask, &d, moves)))
            @if let Some(next) = &d.next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
            @if moves { script src=(asset_url("js/gantt.js")) defer {} }
        };
        shell::page(&ask, Page::new(ask.t("gantt-title"), "production", body).crumb(ask.t("nav-production"), "/production"))
    }))
}

fn drawing(tx: &mut Tx, asked: &Asked) -> Outcome<Drawing> {
    let calendar = people::calendar(tx)?;
    let days = Days::of(tx.now().day_in(calendar.zone()), &calendar);
    let from = asked.from.parse::<Day>().ok().and_then(|day| days.place(day)).unwrap_or(0);
    let mut centres = masters::centres_after(tx, &asked.after, CENTRES + 1)?;
    let more = centres.len() as i64 > CENTRES;
    centres.truncate(usize::try_from(CENTRES).unwrap_or(0));
    let loads = snapshot::loaded(tx, &centres, &days)?;
    // Also the Saturday on which only one of them works, or on which work stands that has to move.
    let worked = |at: usize| loads.iter().any(|centre| centre.capacity(at) > 0 || centre.booked[at] > 0);
    let shown: Vec<usize> = (from..days.len()).filter(|at| days.is_open(*at) || worked(*at)).take(DAYS).collect();
    let first = shown.first().map_or(days.today(), |at| days.day(*at));
    let last = shown.last().map_or(days.today(), |at| days.day(*at));
    let next = centres
        .last()
        .filter(|_| more)
        .map(|last| format!("/production/gantt?from={first}&after={}", masters::centre_key(last)));
    let ids: Vec<Id> = centres.iter().map(|centre| centre.id).collect();
    let mut blocks: HashMap<(Id, Day), Vec<Block>> = HashMap::new();
    for block in tx.list(&BLOCKS_OF, &[&ids, &first, &last], read)? {
        blocks.entry((block.centre, block.day)).or_default().push(block);
    }
    for cell in blocks.values_mut() {
        // Late ones first, then rush orders.
        cell.sort_by_key(|block| (!block.late, !block.rush, block.id));
    }
    Ok(Drawing { centres, loads, days, shown, blocks, next, replanning: replan::is_waiting(tx)? })
}

fn read(row: &platform::db::Row<'_>) -> Result<Block, platform::Fault> {
    let (wanted, end): (Option<Day>, Option<Day>) = (row.get(8)?, row.get(9)?);
    let state: super::work::WorkState = row.get(10)?;
    let priority: crate::order::Priority = row.get(11)?;
    Ok(Block {
        id: row.get(0)?,
        centre: row.get(1)?,
        day: row.get(2)?,
        no: row.get(3)?,
        minutes: row.get(4)?,
        work: row.get(5)?,
        number: row.get(6)?,
        customer: row.get(7)?,
        late: !state.is_made() && matches!((wanted, end), (Some(wanted), Some(end)) if end > wanted),
        rush: priority == crate::order::Priority::Rush,
    })
}

fn when(ask: &Ask, d: &Drawing) -> Markup {
    let first = d.shown.first().map_or(d.days.today(), |at| d.days.day(*at));
    let later = d.shown.last().map(|at| d.days.day(*at));
    html! {
        form.filter-row method="get" action="/production/gantt" {
            div.fields {
                (ui::date("from", ask.t("work-from")).value(first))
                div.field { (ui::button(ask.t("gantt-show"))) }
                @if let Some(later) = later { div.field { (ui::link_button(ask.t("gantt-later"), format!("/production/gantt?from={later}"))) } }
            }
        }
    }
}

fn picture(ask: &Ask, d: &Drawing, moves: bool) -> Markup {
    if d.centres.is_empty() {
        return ui::empty_state(ask.t("plant-none"), ask.t("plant-none-text"), html! {});
    }
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(ask.t("gantt-title")) {
            table.gantt data-moves[moves] {
                caption.visually-hidden { (ask.t("gantt-title")) }
                thead { tr {
                    th scope="col" { (ask.t("plant-centre")) }
                    @for at in &d.shown { th scope="col" { (&d.days.day(*at).to_string()[5..]) } }
                } }
                tbody {
                    @for (centre, load) in d.centres.iter().zip(&d.loads) {
                        tr {
                            th scope="row" { a href={ "/plant/" (centre.id) } { (centre.code) } br; small { (centre.name) } }
                            @for at in &d.shown { (cell(ask, d, centre, load, *at, moves)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(ask: &Ask, d: &Drawing, centre: &WorkCentre, load: &Centre, at: usize, moves: bool) -> Markup {
    let day = d.days.day(at);
    let (capacity, booked) = (load.capacity(at), load.booked.get(at).copied().unwrap_or(0));
    let share = if capacity > 0 { (booked * 100 / capacity).clamp(0, 100) } else { 0 };
    let none = Vec::new();
    let blocks = d.blocks.get(&(centre.id, day)).unwrap_or(&none);
    let full = capacity > 0 && booked >= capacity;
    html! {
        td data-day=(day) data-centre=(centre.id) {
            meter.gantt-load min="0" max="100" value=(share) high="90" low="70" optimum="0"
                aria-label=(ask.ta("gantt-load", &[("booked", booked.to_string()), ("capacity", capacity.to_string())])) {}
            small.gantt-minutes { (booked) "/" (capacity) @if full { " ■" } }
            @for block in blocks.iter().take(BLOCKS) {
                a.gantt-block.gantt-late[block.late].gantt-rush[block.rush] href={ "/production/" (block.work) }
                    data-task=[moves.then_some(block.id)] draggable=[moves.then_some("true")]
                    title={ (block.customer) " · " (block.no) " · " (block.minutes) " min" } {
                    @if block.late { span.visually-hidden { (ask.t("gantt-late")) " " } "▲ " }
                    (block.number)
                    small { (block.customer) }
                }
            }
            @if blocks.len() > BLOCKS { small { a href={ "/plant/" (centre.id) } { (ask.ta("gantt-more", &[("n", (blocks.len() - BLOCKS).to_string())])) } } }
        }
    }
}
