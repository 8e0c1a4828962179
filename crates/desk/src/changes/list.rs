//! Changes and cancellations under way, newest first (4.3.4, 4.4.4: the specialist follows them to their end).

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::web::ui::{self, Chip, Row, Table, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::cancellation::{self, CancelState, Cancellation};
use super::request::{self, Change, ChangeState};
use super::shown;
use crate::ledger::duty_shown::moment;
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Empty: what is under way; `all`; or a state.
    pub state: String,
    pub after: Option<Id>,
}

impl Asked {
    fn from(&self) -> Id {
        self.after.unwrap_or(Id::from_uuid(uuid::Uuid::max()))
    }
}

fn changes(tx: &mut Tx, asked: &Asked) -> Outcome<Vec<Change>> {
    let state = ChangeState::from_code(&asked.state);
    let all = asked.state == "all" || state.is_some_and(ChangeState::is_final);
    let sql = if all { &request::ALL_ONES } else { &request::OPEN_ONES };
    Ok(tx.list(sql, &[&state.map_or("", ChangeState::code), &asked.from(), &(ROWS + 1)], request::read)?)
}

fn cancellations(tx: &mut Tx, asked: &Asked) -> Outcome<Vec<Cancellation>> {
    let state = CancelState::from_code(&asked.state);
    let all = asked.state == "all" || state.is_some_and(CancelState::is_final);
    let sql = if all { &cancellation::ALL_ONES } else { &cancellation::OPEN_ONES };
    Ok(tx.list(sql, &[&state.map_or("", CancelState::code), &asked.from(), &(ROWS + 1)], cancellation::read)?)
}

/// A row of either list.
struct Shown {
    id: Id,
    href: String,
    number: String,
    order: (Id, String),
    reason: String,
    code: &'static str,
    state: Markup,
    made_at: Instant,
}

/// `GET /changes`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (query, lang) = (asked.clone(), ask.lang);
    let (rows, zone) = app.read(move |tx| Ok((changes(tx, &query)?, people::zone(tx)?))).await?;
    let rows = rows.into_iter().map(|c| Shown {
        id: c.id,
        href: c.href(),
        order: (c.order, c.order_number),
        code: c.state.code(),
        state: shown::state(lang, c.state),
        made_at: c.made_at,
        number: c.number,
        reason: c.said.reason,
    });
    Ok(answer(&ask, "changes", &asked, rows.collect(), &zone))
}

/// `GET /cancellations`
pub async fn cancelled(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (query, lang) = (asked.clone(), ask.lang);
    let (rows, zone) = app.read(move |tx| Ok((cancellations(tx, &query)?, people::zone(tx)?))).await?;
    let rows = rows.into_iter().map(|c| Shown {
        id: c.id,
        href: c.href(),
        order: (c.order, c.order_number),
        code: c.state.code(),
        state: shown::cancel_state(lang, c.state),
        made_at: c.made_at,
        number: c.number,
        reason: c.said.reason,
    });
    Ok(answer(&ask, "cancellations", &asked, rows.collect(), &zone))
}

fn answer(ask: &Ask, list: &str, asked: &Asked, mut rows: Vec<Shown>, zone: &TimeZone) -> Response {
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|last| format!("/{list}?state={}&after={}", asked.state, last.id));
    let told: Vec<_> = rows
        .iter()
        .map(|row| json!({ "id": row.id, "number": row.number, "order": row.order.1, "state": row.code }))
        .collect();
    ask.show(&json!({ "rows": told, "after": next }), || drawn(ask, list, asked, rows, zone, next.as_deref()))
}

fn drawn(ask: &Ask, list: &str, asked: &Asked, rows: Vec<Shown>, zone: &TimeZone, next: Option<&str>) -> Response {
    let lang = ask.lang;
    let (clause, title) = if list == "changes" { ("4.3.4", "nav-changes") } else { ("4.4.4", "cancel-title") };
    let chip = |to: &str, key: &str| Chip::new(lang.t(key), format!("/{to}"), to == list);
    let by = |key: &str, state: &str| Chip::new(lang.t(key), format!("/{list}?state={state}"), asked.state == state);
    let body = html! {
        (ui::page_header(lang.t(title), lang.t("change-lead"), html! {}))
        (ui::chips(lang.t("change-kind-of"), &[chip("changes", "nav-changes"), chip("cancellations", "cancel-title")]))
        (ui::chips(lang.t("change-state"), &[by("change-show-open", ""), by("change-show-all", "all")]))
        (ui::card("", ui::clause(clause), table(lang, &lang.t(title), rows, zone)))
        (ui::pager(lang, None, next, ""))
    };
    shell::page(ask, Page::new(lang.t(title), "changes", body))
}

fn table(lang: Lang, caption: &str, rows: Vec<Shown>, zone: &TimeZone) -> Markup {
    let heads = ["change-number", "change-order", "change-reason", "change-state", "change-made"];
    let empty = ui::empty_state(
        lang.t("change-empty"),
        lang.t("change-empty-text"),
        html! { (ui::link_button(lang.t("nav-orders"), "/orders")) },
    );
    let rows = rows.into_iter().map(|row| {
        Row::new([
            html! { a href=(row.href) { (row.number) } },
            html! { a href={ "/orders/" (row.order.0) } { (row.order.1) } },
            html! { (row.reason) },
            row.state,
            html! { (moment(zone, row.made_at)) },
        ])
        .id(format!("row-{}", row.id))
    });
    html! { (Table::new(caption, heads.map(|key| column(lang.t(key)))).rows(rows).empty(empty)) }
}
