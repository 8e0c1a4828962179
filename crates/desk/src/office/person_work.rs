//! 2.2.1a: the work of one specialist: his open orders, or his duties by due time, with ticks to give them to somebody
//! else.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::money::{Currency, Money};
use platform::web::ui::{self, Choice, Row, Tab, Table, column};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use crate::ledger::{duty_shown, states};
use crate::order::Approval;
use crate::order::duty::{self, Duty};
use crate::shell::{self, Page};
use crate::{masters, people};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `duties`, or orders.
    pub show: String,
    /// Where the page begins: `<instant>_<id>` of the row before.
    pub after: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderRow {
    pub id: Id,
    pub number: String,
    pub customer: String,
    pub approval: Approval,
    pub made_at: Instant,
    /// Minor units of the company's currency.
    pub value: i64,
}

platform::sql! {
    ORDERS = "SELECT o.id, o.number, (SELECT c.name FROM customer c WHERE c.id = o.customer), o.approval, o.made_at, \
        o.gross_company FROM orders o WHERE o.owner = $1 AND o.approval NOT IN ('declined', 'withdrawn') \
        AND o.execution NOT IN ('delivered', 'completed', 'cancelled') AND (o.made_at, o.id) < ($2, $3) \
        ORDER BY o.made_at DESC, o.id DESC LIMIT $4";
    DUTIES = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome FROM duty WHERE owner_person = $1 AND done_at IS NULL AND (due_at, id) > ($2, $3) \
        ORDER BY due_at, id LIMIT $4";
}

#[derive(Serialize)]
struct Seen {
    name: String,
    orders: Vec<OrderRow>,
    duties: Vec<Duty>,
    after: Option<String>,
    #[serde(skip)]
    beside: Beside,
}

struct Beside {
    currency: Currency,
    calendar: WorkCalendar,
    now: Instant,
    others: Vec<Choice>,
    moves: bool,
    once: Id,
}

/// `GET /board/{id}`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (who, query) = (ask.who()?.clone(), asked.clone());
    let seen = app
        .read(move |tx| {
            let name = people::fetch(tx, id)?.name;
            let moves = people::is_acting_manager(tx, who.id)?;
            look(tx, id, name, moves, &query)
        })
        .await?;
    Ok(ask.show(&seen, || drawn(&ask, id, &asked, &seen)))
}

fn look(tx: &mut Tx, id: Id, name: String, moves: bool, asked: &Asked) -> Outcome<Seen> {
    let by_duty = asked.show == "duties";
    let mark = asked.after.split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let (mut orders, mut duties, mut after) = (Vec::new(), Vec::new(), None);
    if by_duty {
        let (at, from): (i64, Id) = mark.unwrap_or((i64::MIN, Id::from_uuid(uuid::Uuid::nil())));
        duties = tx.list(&DUTIES, &[&id, &at, &from, &(ROWS + 1)], duty::read)?;
        if duties.len() as i64 > ROWS {
            duties.truncate(usize::try_from(ROWS).unwrap_or(0));
            after = duties.last().map(|last| format!("{}_{}", last.due_at.to_i64(), last.id));
        }
    } else {
        let (at, from): (i64, Id) = mark.unwrap_or((i64::MAX, Id::from_uuid(uuid::Uuid::max())));
        orders = tx.list(&ORDERS, &[&id, &at, &from, &(ROWS + 1)], |row| {
            Ok(OrderRow {
                id: row.get(0)?,
                number: row.get(1)?,
                customer: row.get::<Option<String>>(2)?.unwrap_or_default(),
                approval: row.get(3)?,
                made_at: row.get(4)?,
                value: row.get(5)?,
            })
        })?;
        if orders.len() as i64 > ROWS {
            orders.truncate(usize::try_from(ROWS).unwrap_or(0));
            after = orders.last().map(|last| format!("{}_{}", last.made_at.to_i64(), last.id));
        }
    }
    let others = people::persons_with(tx, Role::Specialist)?.into_iter().filter(|member| member.id != id);
    let beside = Beside {
        currency: masters::company_currency(tx)?,
        calendar: people::calendar(tx)?,
        now: tx.now(),
        others: others.map(|member| Choice::new(member.id.to_string(), member.name)).collect(),
        moves,
        once: tx.new_id(),
    };
    Ok(Seen { name, orders, duties, after, beside })
}

fn drawn(ask: &Ask, id: Id, asked: &Asked, seen: &Seen) -> Response {
    let here = format!("/board/{id}");
    let by_duty = asked.show == "duties";
    let tabs = [
        Tab::new(ask.t("board-orders"), here.clone(), !by_duty),
        Tab::new(ask.t("board-duties"), format!("{here}?show=duties"), by_duty),
    ];
    let show = if by_duty { "show=duties&" } else { "" };
    let next = seen.after.as_ref().map(|after| format!("{here}?{show}after={after}"));
    let first = (!asked.after.is_empty()).then(|| format!("{here}?{show}"));
    let table = if by_duty { duties(ask, seen) } else { orders(ask, seen) };
    let moves =
        seen.beside.moves && !seen.beside.others.is_empty() && !(seen.orders.is_empty() && seen.duties.is_empty());
    let list = if moves {
        movable(ask, &here, seen, table)
    } else {
        html! { (table) }
    };
    let body = html! {
        (ui::page_header(&seen.name, ask.t("board-person-lead"), html! { (ui::clause("2.2.1a")) }))
        (ui::tabs(ask.t("board-title"), &tabs))
        (ui::card("", html! {}, list))
        (ui::pager(ask.lang, first.as_deref(), next.as_deref(), ""))
    };
    shell::page(ask, Page::new(seen.name.clone(), "board", body).crumb(ask.t("nav-board"), "/board"))
}

/// The list with ticks, and to whom what is ticked goes.
fn movable(ask: &Ask, here: &str, seen: &Seen, table: Table) -> Markup {
    html! {
        form method="post" action="/batches/preview" {
            (ui::form_token(seen.beside.once)) (ui::hidden("what", "move")) (ui::hidden("back", here))
            (table.select(ask.lang, "rows[]"))
            div.fields {
                (ui::select("to", ask.t("duty-to"), seen.beside.others.iter().cloned()))
                div.field { (ui::button(ask.t("batch-preview")).icon("users")) }
            }
        }
    }
}

fn orders(ask: &Ask, seen: &Seen) -> Table {
    let heads = [
        column(ask.t("ledger-col-number")),
        column(ask.t("ledger-col-customer")),
        column(ask.t("ledger-col-approval")),
        column(ask.t("board-since")),
        column(format!("{} {}", ask.t("board-value"), seen.beside.currency)).number(),
    ];
    let rows = seen.orders.iter().map(|order| {
        let href = format!("/orders/{}", order.id);
        Row::new([
            html! { a href=(href) { (order.number) } },
            html! { (order.customer) },
            states::approval(ask.lang, order.approval),
            html! { (duty_shown::moment(seen.beside.calendar.zone(), order.made_at)) },
            html! { (Money::from_minor(order.value, seen.beside.currency).page()) },
        ])
        .opens(href)
        .selects(format!("order:{}", order.id), order.number.clone())
    });
    let empty = ui::empty_state(ask.t("board-no-orders"), ask.t("board-no-orders-text"), html! {});
    Table::new(ask.t("board-orders"), heads).rows(rows).empty(empty)
}

fn duties(ask: &Ask, seen: &Seen) -> Table {
    let lang = ask.lang;
    let heads = ["ledger-duty-about", "ledger-duty-what", "ledger-duty-when", "ledger-duty-clause"];
    let rows = seen.duties.iter().map(|duty| {
        let (tone, words) = duty_shown::due_mark(lang, &seen.beside.calendar, seen.beside.now, duty);
        let href = format!("/duties/{}", duty.id);
        Row::new([
            html! { a href=(duty_shown::address(duty)) { (duty.subject) } },
            html! { a href=(href) { (duty_shown::what(lang, duty)) } },
            ui::status(tone, words),
            ui::clause(&duty.clause),
        ])
        .opens(href)
        .selects(format!("duty:{}", duty.id), format!("{} {}", duty.subject, duty_shown::what(lang, duty)))
    });
    let empty = ui::empty_state(lang.t("board-no-duties"), lang.t("board-no-duties-text"), html! {});
    Table::new(lang.t("board-duties"), heads.map(|key| column(lang.t(key)))).rows(rows).empty(empty)
}
