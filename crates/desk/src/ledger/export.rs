//! A list taken away: exactly the columns, filters and order of the page, as a workbook or as CSV, of at
//! most 50,000 rows.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use papers::sheet_out::{Cell, Column as Sheet, ColumnKind, table_csv, table_xlsx};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::limits::EXPORT_ROWS;
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Fault, Id, Tx};

use super::asked::Asked;
use super::columns::{self, Column, Kind};
use super::filter::Filter;
use super::groups::{self, GroupBy};
use super::next::Around;
use super::part::Of;
use super::query::page;
use super::rows::{LineRow, Listed, OrderRow, read};
use super::totals::{Totals, totals_of};

/// Rows fetched at once, each with what happens next.
const CHUNK: i64 = 2_000;

/// In which form a list is taken away.
#[derive(Clone, Copy)]
enum Form {
    Workbook,
    Csv,
}

/// A list as it is taken away.
struct Taken {
    name: String,
    heads: Vec<Sheet>,
    rows: Vec<Vec<Cell>>,
    foot: Option<Vec<Cell>>,
}

/// `GET /orders/export.xlsx`
pub async fn orders(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    orders_as(&app, &ask, asked, Form::Workbook).await
}

/// `GET /orders/export.csv`
pub async fn orders_csv(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    orders_as(&app, &ask, asked, Form::Csv).await
}

/// `GET /orders/lines/export.xlsx`
pub async fn lines(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    lines_as(&app, &ask, asked, Form::Workbook).await
}

/// `GET /orders/lines/export.csv`
pub async fn lines_csv(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    lines_as(&app, &ask, asked, Form::Csv).await
}

async fn orders_as(app: &App, ask: &Ask, asked: Asked, form: Form) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let all = columns::ORDERS;
    let file = app
        .read(move |tx| taken::<OrderRow>(tx, &who, lang, Of::Orders, &asked, all, |row| row.id)?.write(form))
        .await?;
    Ok(download("orders", form, file))
}

async fn lines_as(app: &App, ask: &Ask, asked: Asked, form: Form) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let all = columns::LINES;
    let file = app
        .read(move |tx| taken::<LineRow>(tx, &who, lang, Of::Lines, &asked, all, |row| row.order)?.write(form))
        .await?;
    Ok(download("order-lines", form, file))
}

fn download(name: &str, form: Form, file: Vec<u8>) -> Response {
    let (ending, kind) = match form {
        Form::Workbook => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Form::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    let place = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\""));
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, place.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

impl Taken {
    fn write(self, form: Form) -> Outcome<Vec<u8>> {
        let Taken { name, heads, rows, foot } = self;
        let file = match form {
            Form::Workbook => table_xlsx(&name, &heads, rows.into_iter(), foot),
            Form::Csv => table_csv(&heads, rows.into_iter()),
        };
        Ok(file.map_err(|e| Fault::other("export", e))?)
    }
}

/// The list from its beginning to the limit, with totals below.
fn taken<R: Listed>(
    tx: &mut Tx,
    who: &Person,
    lang: Lang,
    of: Of,
    asked: &Asked,
    all: &'static [Column<R>],
    order_of: fn(&R) -> Id,
) -> Outcome<Taken> {
    let filter = Filter::read(tx, who, of, asked)?;
    let name = lang.t(if of == Of::Orders { "ledger-title" } else { "ledger-title-lines" });
    if let Some(by) = GroupBy::asked(of, &asked.group) {
        let (groups, _) = groups::read(tx, &filter, by, lang)?;
        let (heads, rows) = groups::sheet(lang, &filter, by, &groups);
        return Ok(Taken { name, heads, rows, foot: None });
    }
    let shown = columns::shown(all, &filter);
    let rows = cells(tx, who, lang, &filter, &shown, order_of)?;
    let totals = totals_of(tx, &filter)?;
    let heads: Vec<Sheet> = shown
        .iter()
        .enumerate()
        .map(|(at, column)| Sheet {
            title: lang.t(&column.label()),
            width: column.width,
            kind: match column.kind {
                Kind::Text => ColumnKind::Text,
                Kind::Date => ColumnKind::Date,
                Kind::Number => ColumnKind::Number { decimals: decimals(&rows, at) },
            },
        })
        .collect();
    let foot = Some(foot(lang, &shown, &totals));
    Ok(Taken { name, heads, rows, foot })
}

fn cells<R: Listed>(
    tx: &mut Tx,
    who: &Person,
    lang: Lang,
    filter: &Filter,
    shown: &[&'static Column<R>],
    order_of: fn(&R) -> Id,
) -> Outcome<Vec<Vec<Cell>>> {
    let limit = EXPORT_ROWS.value as usize;
    let mut out: Vec<Vec<Cell>> = Vec::new();
    let (mut mark, drive) = (None, filter.drive(tx)?);
    while out.len() < limit {
        let wanted = CHUNK.min((limit - out.len()) as i64);
        let sorted = (filter.sort, filter.direction);
        let built = page(filter.of, &filter.parts, sorted, mark.as_ref(), false, drive, wanted);
        let rows: Vec<R> = read(tx, &built, filter.sort, filter.money)?;
        let orders: Vec<Id> = if filter.of == Of::Orders { rows.iter().map(order_of).collect() } else { Vec::new() };
        let around = Around::read(tx, who, lang, &orders)?;
        out.extend(rows.iter().map(|row| shown.iter().map(|column| (column.out)(row, &around)).collect()));
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == wanted) else { break };
        mark = Some(last.mark().clone());
    }
    Ok(out)
}

/// As many decimals as the finest figure of the column has, so that none is shown rounded.
fn decimals(rows: &[Vec<Cell>], at: usize) -> u8 {
    let fine = |cell: &Cell| match cell {
        Cell::Number(text) => text.split_once('.').map_or(0, |(_, fraction)| fraction.len()),
        _ => 0,
    };
    rows.iter().filter_map(|row| row.get(at)).map(fine).max().and_then(|n| u8::try_from(n).ok()).unwrap_or(0)
}

/// The count, and the sum of each money column where the list has one currency.
fn foot<R>(lang: Lang, shown: &[&'static Column<R>], totals: &Totals) -> Vec<Cell> {
    let rows = if totals.more { format!("{}+", totals.rows) } else { totals.rows.to_string() };
    let one = if totals.sums.len() == 1 { totals.sums.first() } else { None };
    shown
        .iter()
        .enumerate()
        .map(|(at, column)| match (at, column.key, one) {
            (0, _, _) => Cell::Text(lang.ta("ledger-export-rows", &[("n", rows.clone())])),
            (_, "net" | "amount", Some(sum)) => Cell::Number(sum.net.to_string()),
            (_, "tax", Some(sum)) => sum.tax.map_or(Cell::Empty, |m| Cell::Number(m.to_string())),
            (_, "gross", Some(sum)) => sum.gross.map_or(Cell::Empty, |m| Cell::Number(m.to_string())),
            (_, "currency", Some(sum)) => Cell::Text(sum.currency.to_string()),
            _ => Cell::Empty,
        })
        .collect()
}
