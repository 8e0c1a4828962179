//! The columns of both ledgers, declared once for the page and for the export.

use maud::{Markup, html};
use papers::sheet_out::Cell;
use platform::day::Day;
use platform::money::Money;
use platform::quantity::Quantity;
use platform::web::ui::{self, Tone};

use super::duty_shown;
use super::filter::{Columns, Filter, word_key};
use super::next::Around;
use super::query::Sort;
use super::rows::{LineRow, OrderRow};
use super::states;
use crate::order::{Execution, Priority};

/// What a column is in a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Date,
}

/// A column: its name, what it is for whom, and how a row fills it.
pub struct Column<R> {
    pub key: &'static str,
    pub kind: Kind,
    /// Sale money: absent for roles that do not see it.
    pub money: bool,
    /// Shown when more columns are asked for.
    pub more: bool,
    pub sort: Option<Sort>,
    pub width: u16,
    pub cell: fn(&R, &Around) -> Markup,
    pub out: fn(&R, &Around) -> Cell,
}

impl<R> Column<R> {
    pub fn label(&self) -> String {
        format!("ledger-col-{}", self.key)
    }
}

/// The columns of this reader's list, in order.
pub fn shown<R: 'static>(all: &'static [Column<R>], filter: &Filter) -> Vec<&'static Column<R>> {
    let wanted = |column: &Column<R>| match &filter.columns {
        Columns::Usual => !column.more,
        Columns::All => true,
        Columns::Chosen(keys) => keys.iter().any(|key| key == column.key),
    };
    let seen = all.iter().filter(|c| filter.money || !c.money);
    // The first leads to the order: a list without it leads nowhere.
    seen.enumerate().filter(|(at, c)| *at == 0 || wanted(c)).map(|(_, c)| c).collect()
}

const fn text<R>(
    key: &'static str,
    width: u16,
    cell: fn(&R, &Around) -> Markup,
    out: fn(&R, &Around) -> Cell,
) -> Column<R> {
    Column { key, kind: Kind::Text, money: false, more: false, sort: None, width, cell, out }
}

const fn number<R>(key: &'static str, cell: fn(&R, &Around) -> Markup, out: fn(&R, &Around) -> Cell) -> Column<R> {
    Column { key, kind: Kind::Number, money: false, more: false, sort: None, width: 14, cell, out }
}

const fn date<R>(key: &'static str, cell: fn(&R, &Around) -> Markup, out: fn(&R, &Around) -> Cell) -> Column<R> {
    Column { key, kind: Kind::Date, money: false, more: false, sort: None, width: 12, cell, out }
}

const fn money<R>(column: Column<R>) -> Column<R> {
    Column { money: true, ..column }
}

const fn more<R>(column: Column<R>) -> Column<R> {
    Column { more: true, ..column }
}

const fn sorted<R>(column: Column<R>, sort: Sort) -> Column<R> {
    Column { sort: Some(sort), ..column }
}

pub const ORDERS: &[Column<OrderRow>] = &[
    sorted(
        text(
            "number",
            18,
            |r, _| html! { a href={ "/orders/" (r.id) } { (r.number) } },
            |r, _| Cell::Text(r.number.clone()),
        ),
        Sort::Made,
    ),
    text("customer", 28, |r, _| html! { (r.customer_name) }, |r, _| Cell::Text(r.customer_name.clone())),
    text("customer-no", 18, |r, _| html! { (r.customer_order_no) }, |r, _| Cell::Text(r.customer_order_no.clone())),
    more(text(
        "channel",
        12,
        |r, a| html! { (a.lang.t(&word_key("channel-", r.channel.code()))) },
        |r, a| Cell::Text(a.lang.t(&word_key("channel-", r.channel.code()))),
    )),
    more(date(
        "received",
        |r, a| html! { (r.received_at.day_in(a.calendar.zone())) },
        |r, a| Cell::Date(r.received_at.day_in(a.calendar.zone()).to_string()),
    )),
    text(
        "approval",
        14,
        |r, a| states::approval(a.lang, r.approval),
        |r, a| Cell::Text(a.lang.t(&word_key("approval-", r.approval.code()))),
    ),
    text(
        "confirmation",
        14,
        |r, a| states::confirmation(a.lang, r.confirmation),
        |r, a| Cell::Text(a.lang.t(&word_key("confirmation-", r.confirmation.code()))),
    ),
    text(
        "execution",
        14,
        |r, a| states::execution(a.lang, r.execution),
        |r, a| Cell::Text(a.lang.t(&word_key("execution-", r.execution.code()))),
    ),
    more(text(
        "settlement",
        14,
        |r, a| states::settlement(a.lang, r.settlement),
        |r, a| Cell::Text(a.lang.t(&word_key("settlement-", r.settlement.code()))),
    )),
    sorted(
        date("requested", |r, a| wanted(r.requested_on, a, open(r.execution)), |r, _| day_out(r.requested_on)),
        Sort::Requested,
    ),
    text(
        "marks",
        12,
        |r, a| states::marks(a.lang, r.major, r.special, r.priority == Priority::Rush, r.round),
        |r, a| Cell::Text(marks_out(r, a)),
    ),
    more(number("lines", |r, _| html! { (r.line_count) }, |r, _| Cell::Number(r.line_count.to_string()))),
    more(money(number("net", |r, _| amount(r.net), |r, _| amount_out(r.net)))),
    more(money(number("tax", |r, _| amount(r.tax), |r, _| amount_out(r.tax)))),
    sorted(money(number("gross", |r, _| amount(r.gross), |r, _| amount_out(r.gross))), Sort::Gross),
    money(text("currency", 9, |r, _| html! { (r.currency) }, |r, _| Cell::Text(r.currency.to_string()))),
    more(money(text(
        "term",
        16,
        |r, _| html! { (r.payment_term.as_deref().unwrap_or("")) },
        |r, _| Cell::Text(r.payment_term.clone().unwrap_or_default()),
    ))),
    text("owner", 14, |r, _| html! { (r.owner_name) }, |r, _| Cell::Text(r.owner_name.clone())),
    more(sorted(
        date(
            "changed",
            |r, a| html! { (duty_shown::moment(a.calendar.zone(), r.changed_at)) },
            |r, a| Cell::Date(r.changed_at.day_in(a.calendar.zone()).to_string()),
        ),
        Sort::Changed,
    )),
    text("next", 26, next, |r, a| Cell::Text(next_out(r.id, a))),
];

pub const LINES: &[Column<LineRow>] = &[
    sorted(
        text(
            "line",
            22,
            |r, _| html! { a href={ "/orders/" (r.order) "#line-" (r.no) } { (r.number) " · " (r.no) } },
            |r, _| Cell::Text(format!("{} · {}", r.number, r.no)),
        ),
        Sort::Made,
    ),
    text("customer", 28, |r, _| html! { (r.customer_name) }, |r, _| Cell::Text(r.customer_name.clone())),
    sorted(text("sku", 18, |r, _| html! { (r.sku) }, |r, _| Cell::Text(r.sku.clone())), Sort::Sku),
    text("product", 28, |r, _| html! { (r.name) }, |r, _| Cell::Text(r.name.clone())),
    more(text("spec", 20, |r, _| html! { (r.spec) }, |r, _| Cell::Text(r.spec.clone()))),
    more(text("customer-part", 16, |r, _| html! { (r.customer_part) }, |r, _| Cell::Text(r.customer_part.clone()))),
    number("quantity", |r, _| html! { (r.quantity.page()) }, |r, _| quantity_out(r.quantity)),
    number("open", |r, _| html! { (r.open.page()) }, |r, _| quantity_out(r.open)),
    text("unit", 8, |r, _| html! { (r.unit) }, |r, _| Cell::Text(r.unit.clone())),
    more(number("reserved", |r, _| html! { (r.reserved.page()) }, |r, _| quantity_out(r.reserved))),
    more(number("produced", |r, _| html! { (r.produced.page()) }, |r, _| quantity_out(r.produced))),
    more(number("received-quantity", |r, _| html! { (r.received.page()) }, |r, _| quantity_out(r.received))),
    more(number("shipped", |r, _| html! { (r.shipped.page()) }, |r, _| quantity_out(r.shipped))),
    more(number("delivered", |r, _| html! { (r.delivered.page()) }, |r, _| quantity_out(r.delivered))),
    money(number(
        "price",
        |r, _| html! { @if let Some(price) = r.price { (price.page(r.currency)) } },
        |r, _| r.price.map_or(Cell::Empty, |price| Cell::Number(price.to_string())),
    )),
    more(money(number(
        "price-base",
        |r, _| html! { (r.price_base.units()) },
        |r, _| Cell::Number(r.price_base.units().to_string()),
    ))),
    money(number("amount", |r, _| amount(r.amount), |r, _| amount_out(r.amount))),
    money(text("currency", 9, |r, _| html! { (r.currency) }, |r, _| Cell::Text(r.currency.to_string()))),
    sorted(
        date(
            "requested",
            |r, a| wanted(r.requested_on, a, open(r.execution) && r.open.is_positive()),
            |r, _| day_out(r.requested_on),
        ),
        Sort::Requested,
    ),
    date("promised", |r, _| html! { @if let Some(day) = r.promised_on { (day) } }, |r, _| day_out(r.promised_on)),
    more(date("forecast", |r, _| html! { @if let Some(day) = r.forecast_on { (day) } }, |r, _| day_out(r.forecast_on))),
    more(text("place", 24, |r, _| html! { (r.place) }, |r, _| Cell::Text(r.place.clone()))),
    text(
        "execution",
        14,
        |r, a| states::execution(a.lang, r.execution),
        |r, a| Cell::Text(a.lang.t(&word_key("execution-", r.execution.code()))),
    ),
    text("owner", 14, |r, _| html! { (r.owner_name) }, |r, _| Cell::Text(r.owner_name.clone())),
];

fn open(execution: Execution) -> bool {
    !matches!(execution, Execution::Delivered | Execution::Completed | Execution::Cancelled)
}

/// The wanted day; red where it has passed and something is still open.
fn wanted(day: Option<Day>, around: &Around, open: bool) -> Markup {
    match day {
        Some(day) if open && day < around.today => ui::status(Tone::Bad, day),
        Some(day) => html! { (day) },
        None => html! { "–" },
    }
}

fn amount(money: Option<Money>) -> Markup {
    html! { @if let Some(money) = money { (money.page()) } }
}

fn amount_out(money: Option<Money>) -> Cell {
    money.map_or(Cell::Empty, |money| Cell::Number(money.to_string()))
}

fn quantity_out(quantity: Quantity) -> Cell {
    Cell::Number(quantity.to_string())
}

fn day_out(day: Option<Day>) -> Cell {
    day.map_or(Cell::Empty, |day| Cell::Date(day.to_string()))
}

fn marks_out(row: &OrderRow, around: &Around) -> String {
    let mut words = Vec::new();
    if row.major {
        words.push(around.lang.t("ledger-mark-major"));
    }
    if row.priority == Priority::Rush {
        words.push(around.lang.t("priority-rush"));
    }
    if row.special && !row.major {
        words.push(around.lang.t("ledger-mark-special"));
    }
    words.join(" · ")
}

/// The one next act where it is the reader's; else whose turn it is.
fn next(row: &OrderRow, around: &Around) -> Markup {
    let Some(next) = around.next.get(&row.id) else { return html! {} };
    let (tone, due) = duty_shown::due_mark(around.lang, &around.calendar, around.now, &next.duty);
    html! {
        @if next.mine {
            (ui::link_button(duty_shown::verb(around.lang, &next.duty), duty_shown::address(&next.duty)).small())
        } @else {
            (ui::status(tone, html! { (next.owner) ": " (duty_shown::what(around.lang, &next.duty)) }))
            " " small { (due) }
        }
    }
}

fn next_out(order: platform::Id, around: &Around) -> String {
    around
        .next
        .get(&order)
        .map_or(String::new(), |next| format!("{}: {}", next.owner, duty_shown::what(around.lang, &next.duty)))
}
