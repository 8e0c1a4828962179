//! 2.2.1a: the work-load board. Who has how much, drawn; one press further the work of one person, to be given to
//! another.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::web::chart::{self, Chart, Point, Series, Stack};
use platform::web::ui::{self, Row, Table, Tile, Tone, column};
use platform::web::{Ask, Failure};

use super::load::{self, Board, Load};
use crate::shell::{self, Page};

/// `GET /board`
pub async fn page(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    let board = app.read(load::read).await?;
    Ok(ask.show(&board, || {
        let body = html! {
            (ui::page_header(ask.t("board-title"), ask.t("board-lead"), html! { (ui::clause("2.2.1a")) }))
            @if board.more { (ui::alert(Tone::Warn, "", html! { p { (ask.t("board-more")) } })) }
            (tiles(&ask, &board))
            (ui::card(ask.t("board-people"), html! {}, html! { (pictures(&ask, &board)) (people(&ask, &board)) }))
            (ui::card(ask.t("board-queues"), html! { (ui::clause("1.3.4")) }, queues(&ask, &board)))
        };
        shell::page(&ask, Page::new(ask.t("nav-board"), "board", body))
    }))
}

fn tiles(ask: &Ask, board: &Board) -> Markup {
    let sum = |part: fn(&Load) -> i64| -> i64 { board.specialists.iter().map(|worker| part(&worker.load)).sum() };
    let late = sum(|load| load.late);
    let value = Load { value: sum(|load| load.value), ..Load::default() };
    ui::tiles(&[
        Tile::new(ask.t("board-orders"), sum(|load| load.orders)).href("/orders?open=1"),
        Tile::new(ask.t("board-duties"), sum(|load| load.duties)),
        Tile::new(ask.t("board-late"), late).tone(if late > 0 { Tone::Bad } else { Tone::Quiet }),
        Tile::new(ask.t("board-soon"), sum(|load| load.soon)).tone(if sum(|load| load.soon) > 0 {
            Tone::Warn
        } else {
            Tone::Quiet
        }),
        Tile::new(ask.t("board-today"), sum(|load| load.today)),
        Tile::new(format!("{} {}", ask.t("board-value"), board.currency), value.money(board.currency).page()),
    ])
}

/// A part of a bar: its word, its colour, its count.
type Part = (&'static str, Tone, fn(&Load) -> i64);

const PARTS: &[Part] = &[
    ("board-late", Tone::Bad, |load| load.late),
    ("board-today", Tone::Warn, |load| load.today),
    ("board-later", Tone::Active, |load| load.later()),
    ("board-held", Tone::Quiet, |load| load.held),
];

fn pictures(ask: &Ask, board: &Board) -> Markup {
    if board.specialists.is_empty() {
        return html! {};
    }
    let series: Vec<Series> = PARTS.iter().map(|(key, tone, _)| Series { name: ask.t(key), tone: *tone }).collect();
    let stacks: Vec<Stack> = board
        .specialists
        .iter()
        .map(|worker| Stack {
            label: worker.name.clone(),
            values: PARTS.iter().map(|(_, _, part)| drawn(part(&worker.load))).collect(),
        })
        .collect();
    let values: Vec<Point> = board
        .specialists
        .iter()
        .map(|worker| {
            let (value, shown) = drawn(worker.load.orders);
            Point::new(worker.name.clone(), value, shown).href(format!("/board/{}", worker.id))
        })
        .collect();
    let (duties, orders) = (ask.t("board-duties-of"), ask.t("board-orders-of"));
    let (who, number) = (ask.t("role-specialist"), ask.t("ledger-number"));
    let finding = |key: &str, part: fn(&Load) -> i64| {
        let most = board.specialists.iter().max_by_key(|worker| part(&worker.load));
        let (name, n) = most.map_or((String::new(), 0), |worker| (worker.name.clone(), part(&worker.load)));
        ask.ta(key, &[("name", name), ("n", n.to_string())])
    };
    let (most_duties, most_orders) =
        (finding("board-most-duties", |load| load.duties), finding("board-most-orders", |load| load.orders));
    let heads = (who.as_str(), number.as_str());
    ui::split(
        html! {
            h3 { (duties) }
            (chart::stacked(&Chart { id: "board-duties", title: &duties, finding: &most_duties, heads }, &series, &stacks))
        },
        html! {
            h3 { (orders) }
            (chart::bars(&Chart { id: "board-orders", title: &orders, finding: &most_orders, heads }, &values))
        },
    )
}

/// A count as a place in a drawing.
fn drawn(n: i64) -> (f64, String) {
    (f64::from(u32::try_from(n).unwrap_or(u32::MAX)), n.to_string())
}

fn people(ask: &Ask, board: &Board) -> Markup {
    let number = |key: &str| column(ask.t(key)).number();
    let heads = [
        column(ask.t("role-specialist")),
        number("board-orders"),
        number("board-duties"),
        number("board-late"),
        number("board-soon"),
        number("board-today"),
        column(format!("{} {}", ask.t("board-value"), board.currency)).number(),
    ];
    let rows = board.specialists.iter().map(|worker| {
        let (href, load) = (format!("/board/{}", worker.id), &worker.load);
        Row::new([
            html! { a href=(href) { (worker.name) } },
            html! { (load.orders) },
            html! { (load.duties) },
            late(load),
            soon(load),
            html! { (load.today) },
            html! { (load.money(board.currency).page()) },
        ])
        .opens(href)
    });
    let empty = ui::empty_state(ask.t("board-nobody"), ask.t("board-nobody-text"), html! {});
    html! { (Table::new(ask.t("board-people"), heads).rows(rows).empty(empty)) }
}

fn late(load: &Load) -> Markup {
    if load.late > 0 {
        ui::status(Tone::Bad, load.late)
    } else {
        html! { (load.late) }
    }
}

fn soon(load: &Load) -> Markup {
    if load.soon > 0 {
        ui::status(Tone::Warn, load.soon)
    } else {
        html! { (load.soon) }
    }
}

fn queues(ask: &Ask, board: &Board) -> Markup {
    let number = |key: &str| column(ask.t(key)).number();
    let heads = [
        column(ask.t("board-queue")),
        number("board-duties"),
        number("board-late"),
        number("board-soon"),
        number("board-today"),
    ];
    let rows = board.queues.iter().map(|(role, load)| {
        Row::new([
            html! { (ask.t(&format!("role-{}", role.code()))) },
            html! { (load.duties) },
            late(load),
            soon(load),
            html! { (load.today) },
        ])
    });
    let empty = ui::empty_state(ask.t("board-no-queues"), ask.t("board-no-queues-text"), html! {});
    html! { (Table::new(ask.t("board-queues"), heads).rows(rows).empty(empty)) }
}
