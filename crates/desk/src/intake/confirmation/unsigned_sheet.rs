//! 3.1.3: what waits for the customer's answer, as a workbook.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use papers::sheet_out::{Cell, Column as Sheet, ColumnKind, table_xlsx};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::limits::EXPORT_ROWS;
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Fault, Tx};

use super::unsigned::{Ages, Asked, Unsigned, age_words, list, wanted};
use crate::intake::intray::clock;
use crate::{order, people};

/// Rows of the workbook fetched at once.
const CHUNK: i64 = 2_000;

/// `GET /confirmations/export.xlsx`: the list as it is narrowed, to the limit.
pub async fn export(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let whole = Asked { after: String::new(), ..asked };
    let book = app.read(move |tx| workbook(tx, &who, lang, &whole)).await?;
    Ok(order::file_answer("confirmations.xlsx", "", book))
}

fn workbook(tx: &mut Tx, who: &Person, lang: Lang, asked: &Asked) -> Outcome<Vec<u8>> {
    let calendar = people::calendar(tx)?;
    let ages = Ages::of(&calendar, tx.now())?;
    let mut wanted = wanted(who, asked, &ages);
    let limit = EXPORT_ROWS.value as i64;
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    loop {
        let asked_for = CHUNK.min(limit - cells.len() as i64);
        let rows = list(tx, &wanted, &ages, asked_for)?;
        cells.extend(rows.iter().map(|row| row_of(lang, row, calendar.zone())));
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == asked_for && (cells.len() as i64) < limit) else {
            break;
        };
        wanted.from = (last.sent_at, last.duty);
    }
    let heads: Vec<Sheet> =
        [("order", 18), ("customer", 30), ("owner", 14), ("age", 14), ("sent", 18), ("last", 18), ("count", 10)]
            .into_iter()
            .map(|(key, width)| Sheet {
                title: lang.t(&format!("unsigned-{key}")),
                width,
                kind: if key == "count" { ColumnKind::Number { decimals: 0 } } else { ColumnKind::Text },
            })
            .collect();
    Ok(table_xlsx(&asked.what().word(lang, "title"), &heads, cells.into_iter(), None)
        .map_err(|e| Fault::other("export", e))?)
}

fn row_of(lang: Lang, row: &Unsigned, zone: &TimeZone) -> Vec<Cell> {
    vec![
        Cell::Text(row.called()),
        Cell::Text(row.customer.clone()),
        Cell::Text(row.owner.clone()),
        Cell::Text(age_words(lang, row.age)),
        Cell::Text(clock(row.sent_at, zone)),
        row.reminded_at.map_or(Cell::Empty, |at| Cell::Text(clock(at, zone))),
        Cell::Number(row.reminders.to_string()),
    ]
}
