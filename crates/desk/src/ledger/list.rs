//! The ledger by order and by line (2.2.2e): one page of a list of any length, filtered and sorted as its address
//! says, with the next act in the last column. Totals come in a second request, so that a page never waits for them.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::web::ui::{self, Table};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Serialize;
use serde_json::json;

use super::asked::Asked;
use super::bulk::{self, Bulk};
use super::columns::{self, Column, Kind};
use super::filter::Filter;
use super::filter_form;
use super::groups::{self, GroupBy};
use super::next::Around;
use super::part::Of;
use super::query::{Direction, page};
use super::rows::{LineRow, Listed, OrderRow, read};
use super::{looks, views};
use crate::people::{self, SavedView};
use crate::shell::{self, Page};

const ROWS: i64 = 50;
const ROWS_DENSE: i64 = 100;

/// `GET /orders`
pub async fn orders(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    if let Some(by) = GroupBy::asked(Of::Orders, &asked.group) {
        return groups::page(&app, &ask, Of::Orders, &asked, by).await;
    }
    let list: List<OrderRow> = load(&app, &ask, Of::Orders, &asked, |row: &OrderRow| row.id).await?;
    Ok(ask.show(&list.json(&asked), || {
        shell::page(&ask, Page::new(ask.t("ledger-title"), "orders", body(&ask, &asked, &list, columns::ORDERS)))
    }))
}

/// `GET /orders/lines`
pub async fn lines(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    if let Some(by) = GroupBy::asked(Of::Lines, &asked.group) {
        return groups::page(&app, &ask, Of::Lines, &asked, by).await;
    }
    let list: List<LineRow> = load(&app, &ask, Of::Lines, &asked, |row: &LineRow| row.order).await?;
    Ok(ask.show(&list.json(&asked), || {
        shell::page(&ask, Page::new(ask.t("ledger-title-lines"), "orders", body(&ask, &asked, &list, columns::LINES)))
    }))
}

/// A page of rows, and whether there is more on either side.
pub struct List<R> {
    pub filter: Filter,
    pub rows: Vec<R>,
    pub before: bool,
    pub after: bool,
    /// What only the page shows beside the rows.
    pub beside: Option<Beside>,
}

pub struct Beside {
    pub around: Around,
    pub choices: filter_form::Choices,
    pub saved: Vec<SavedView>,
    pub acting_manager: bool,
    pub once: Id,
}

async fn load<R: Listed>(
    app: &App,
    ask: &Ask,
    of: Of,
    asked: &Asked,
    order_of: fn(&R) -> Id,
) -> Result<List<R>, Failure> {
    let (who, asked, lang) = (ask.who()?.clone(), asked.clone(), ask.lang);
    let json = ask.json;
    let list = app
        .read(move |tx| {
            let filter = Filter::read(tx, &who, of, &asked)?;
            let (rows, before, after) = rows_of(tx, &filter)?;
            if json {
                return Ok(List { filter, rows, before, after, beside: None });
            }
            let orders: Vec<Id> = if of == Of::Orders { rows.iter().map(order_of).collect() } else { Vec::new() };
            let around = Around::read(tx, &who, lang, &orders)?;
            let choices = filter_form::Choices::read(tx)?;
            let (saved, acting_manager) = (people::views(tx, who.id)?, people::is_acting_manager(tx, who.id)?);
            let beside = Beside { around, choices, saved, acting_manager, once: tx.new_id() };
            Ok(List { filter, rows, before, after, beside: Some(beside) })
        })
        .await?;
    Ok(list)
}

/// One row more than a page is read: it tells whether there is a next one.
pub fn rows_of<R: Listed>(tx: &mut Tx, filter: &Filter) -> Outcome<(Vec<R>, bool, bool)> {
    let size = if filter.dense { ROWS_DENSE } else { ROWS };
    let sorted = (filter.sort, filter.direction);
    let drive = filter.drive(tx)?;
    let built = page(filter.of, &filter.parts, sorted, filter.mark.as_ref(), filter.back, drive, size + 1);
    let mut rows: Vec<R> = read(tx, &built, filter.sort, filter.money)?;
    let more = rows.len() as i64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(0));
    if filter.back {
        rows.reverse();
        Ok((rows, more, true))
    } else {
        Ok((rows, filter.mark.is_some(), more))
    }
}

impl<R: Listed + Serialize> List<R> {
    fn json(&self, asked: &Asked) -> serde_json::Value {
        let path = if self.filter.of == Of::Orders { "/api/v1/orders" } else { "/api/v1/orders/lines" };
        let link = |query: Option<String>| query.map(|query| format!("{path}?{query}"));
        json!({ "rows": self.rows, "before": link(self.before_query(asked)), "after": link(self.after_query(asked)) })
    }

    fn before_query(&self, asked: &Asked) -> Option<String> {
        let mark = self.rows.first().filter(|_| self.before)?.mark().to_string();
        Some(asked.with(&[("before", &mark)]))
    }

    fn after_query(&self, asked: &Asked) -> Option<String> {
        let mark = self.rows.last().filter(|_| self.after)?.mark().to_string();
        Some(asked.with(&[("after", &mark)]))
    }
}

/// The address of a ledger, of its totals and of its export.
pub fn path(of: Of) -> &'static str {
    if of == Of::Orders { "/orders" } else { "/orders/lines" }
}

fn body<R: Listed + Serialize>(ask: &Ask, asked: &Asked, list: &List<R>, all: &'static [Column<R>]) -> Markup {
    let (of, lang) = (list.filter.of, ask.lang);
    let here = path(of);
    let shown = columns::shown(all, &list.filter);
    let title = lang.t(if of == Of::Orders { "ledger-title" } else { "ledger-title-lines" });
    let before = list.before_query(asked).map(|query| format!("{here}?{query}"));
    let after = list.after_query(asked).map(|query| format!("{here}?{query}"));
    html! {
        (ui::page_header(title, lang.t("ledger-subtitle"), actions(ask, asked, of)))
        @if let Some(beside) = &list.beside {
            (views::line(ask, asked, of, &beside.saved, None))
            (filter_form::bar(ask, asked, &list.filter, &beside.choices))
            (views::keeping(ask, asked, of, &beside.saved, beside.acting_manager))
        }
        @if list.filter.capped { (ui::alert(ui::Tone::Warn, "", html! { p { (lang.t("ledger-capped")) } })) }
        (ui::card("", html! { (looks::grouping(ask, asked, of)) (looks::draw(ask, asked, &list.filter, all, &shown)) },
            ticked(ask, asked, list, table(asked, list, &shown, ask))))
        (ui::pager(lang, before.as_deref(), after.as_deref(), totals_place(ask, asked, of)))
    }
}

/// Whole orders can be ticked; a line goes where its order goes.
fn ticked<R>(ask: &Ask, asked: &Asked, list: &List<R>, table: Table) -> Markup {
    match &list.beside {
        Some(beside) if list.filter.of == Of::Orders && !list.rows.is_empty() => {
            let to = if beside.acting_manager { beside.choices.owners.clone() } else { Vec::new() };
            let back = format!("{}?{}", path(list.filter.of), asked.with(&[]));
            bulk::around(ask, &Bulk { to, once: beside.once, back }, table)
        }
        _ => html! { (table) },
    }
}

pub fn actions(ask: &Ask, asked: &Asked, of: Of) -> Markup {
    let (lang, query) = (ask.lang, asked.with(&[]));
    let other = if of == Of::Orders { ("/orders/lines", "ledger-by-line") } else { ("/orders", "ledger-by-order") };
    let enters = ask.visit.who.as_ref().is_some_and(enters_orders);
    html! {
        (ui::link_button(lang.t(other.1), format!("{}?{}", other.0, asked.with(&[("sort", ""), ("dir", "")]))).icon("list-check"))
        (ui::button(lang.t("ledger-print")).plain().icon("printer").attr("data-print", ""))
        (ui::link_button(lang.t("ledger-export"), format!("{}/export.xlsx?{query}", path(of))).icon("download"))
        (ui::link_button(lang.t("ledger-export-csv"), format!("{}/export.csv?{query}", path(of))).icon("download"))
        @if enters { (ui::link_button(lang.t("ledger-new"), "/orders/new").primary().icon("edit").attr("data-new", "")) }
    }
}

fn enters_orders(who: &Person) -> bool {
    who.is(platform::who::Role::Specialist)
}

fn table<R: Listed>(asked: &Asked, list: &List<R>, shown: &[&Column<R>], ask: &Ask) -> Table {
    let lang = ask.lang;
    let heads = shown.iter().map(|column| head(asked, &list.filter, column, lang.t(&column.label())));
    let rows = list.beside.iter().flat_map(|beside| {
        list.rows.iter().map(|row| {
            let cells = shown.iter().map(|column| (column.cell)(row, &beside.around));
            let shown = ui::Row::new(cells).opens(row.href());
            match row.order() {
                Some((id, number)) => shown.selects(format!("order:{id}"), number),
                None => shown,
            }
        })
    });
    let caption = lang.t(if list.filter.of == Of::Orders { "ledger-title" } else { "ledger-title-lines" });
    let empty = if list.filter.set.is_empty() {
        ui::empty_state(lang.t("ledger-empty"), lang.t("ledger-empty-text"), html! {})
    } else {
        let all = ui::link_button(lang.t("ledger-show-all"), path(list.filter.of));
        ui::empty_state(lang.t("ledger-none"), lang.t("ledger-none-text"), html! { (all) })
    };
    Table::new(caption, heads).rows(rows).dense(list.filter.dense).wide().empty(empty)
}

fn head<R>(asked: &Asked, filter: &Filter, column: &Column<R>, label: String) -> ui::Column {
    let mut head = ui::column(label);
    if column.kind == Kind::Number {
        head = head.number();
    }
    if column.key == "next" {
        head = head.class("act");
    }
    // Words that break anywhere would be squeezed to a letter a line by the columns that do not break.
    if matches!(column.key, "customer" | "product") {
        head = head.class("name");
    }
    let Some(sort) = column.sort else { return head };
    let now = (filter.sort == sort).then_some(filter.direction);
    let wanted = now.map_or(sort.first(), Direction::turned);
    let query = asked.with(&[("sort", sort.code()), ("dir", wanted.code())]);
    let shown = now.map(|d| if d == Direction::Up { ui::Direction::Up } else { ui::Direction::Down });
    head.sort(format!("{}?{query}", path(filter.of)), shown)
}

/// Filled by the script with a second request; a link without it.
fn totals_place(ask: &Ask, asked: &Asked, of: Of) -> Markup {
    let href = format!("{}/totals?{}", path(of), asked.with(&[]));
    html! {
        span id="ledger-totals" hx-get=(href) hx-trigger="load" { a href=(href) { (ask.t("ledger-totals-show")) } }
    }
}
