//! The second request of a list: counts and sums over at most 50,000 rows, and the counts of the saved views.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::limits::EXPORT_ROWS;
use platform::money::{Currency, Money};
use platform::web::ui;
use platform::web::{Ask, Failure};
use platform::who::Person;
use serde::Serialize;

use super::asked::Asked;
use super::filter::Filter;
use super::part::Of;
use super::query::{count, totals};
use super::rows::currency_of;
use super::views::{self, View};
use crate::people;
use crate::shell::{self, Page};

/// A view's count stops here; a longer list says so.
const VIEW_COUNT_MAX: i64 = 1_000;

/// `GET /orders/totals`
pub async fn orders(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    show(&app, &ask, Of::Orders, asked).await
}

/// `GET /orders/lines/totals`
pub async fn lines(State(app): State<App>, ask: Ask, asked: Asked) -> Result<Response, Failure> {
    show(&app, &ask, Of::Lines, asked).await
}

/// What a list sums up to, by currency. Sums are absent for readers who see no sale money.
#[derive(Clone, Debug, Serialize)]
pub struct Totals {
    pub rows: i64,
    /// There are more rows than were summed.
    pub more: bool,
    pub sums: Vec<Sum>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Sum {
    pub currency: Currency,
    pub rows: i64,
    pub net: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross: Option<Money>,
}

async fn show(app: &App, ask: &Ask, of: Of, asked: Asked) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let offered: Vec<&'static View> = views::offered(ask).collect();
    let query = asked.clone();
    let (totals, counts, saved) = app
        .read(move |tx| {
            let filter = Filter::read(tx, &who, of, &query)?;
            let totals = totals_of(tx, &filter)?;
            let counts = offered.iter().map(|view| Ok((view.key, view_count(tx, &who, of, view)?)));
            let counts = counts.collect::<Outcome<Vec<_>>>()?;
            Ok((totals, counts, people::views(tx, who.id)?))
        })
        .await?;
    Ok(ask.show(&totals, || {
        let words = words(ask.lang, of, &totals);
        if ask.part {
            return html! { (words) (views::line(ask, &asked, of, &saved, Some(&counts))) }.into_response();
        }
        let back = format!("{}?{}", super::list::path(of), asked.with(&[]));
        let body = html! {
            (ui::page_header(ask.t("ledger-totals"), "", html! { (ui::link_button(ask.t("ledger-back"), back)) }))
            (views::line(ask, &asked, of, &saved, Some(&counts)))
            (ui::card("", html! {}, words))
        };
        shell::page(ask, Page::new(ask.t("ledger-totals"), "orders", body))
    }))
}

/// Counts and sums of what a filter finds.
pub fn totals_of(tx: &mut Tx, filter: &Filter) -> Outcome<Totals> {
    let limit = EXPORT_ROWS.value as i64;
    let built = totals(filter.of, &filter.parts, limit);
    let of = filter.of;
    let mut sums: Vec<Sum> = tx.list_built(&built.name, &built.text, &built.params(), |row| {
        let currency = currency_of(&row.get::<String>(0)?)?;
        let money = |at: usize| -> Result<Money, platform::Fault> { Ok(Money::from_minor(row.get(at)?, currency)) };
        let whole = of == Of::Orders;
        Ok(Sum {
            currency,
            rows: row.get(1)?,
            net: money(2)?,
            tax: if whole { Some(money(3)?) } else { None },
            gross: if whole { Some(money(4)?) } else { None },
        })
    })?;
    let rows: i64 = sums.iter().map(|sum| sum.rows).sum();
    let more = rows == limit && counted(tx, filter, limit + 1)? > limit;
    if !filter.money {
        sums.clear();
    }
    Ok(Totals { rows, more, sums })
}

fn counted(tx: &mut Tx, filter: &Filter, limit: i64) -> Outcome<i64> {
    let built = count(filter.of, &filter.parts, limit);
    let counts: Vec<i64> = tx.list_built(&built.name, &built.text, &built.params(), |row| row.get(0))?;
    Ok(counts.first().copied().unwrap_or(0))
}

fn view_count(tx: &mut Tx, who: &Person, of: Of, view: &View) -> Outcome<u64> {
    let filter = Filter::read(tx, who, view.list(of), &view.asked())?;
    Ok(u64::try_from(counted(tx, &filter, VIEW_COUNT_MAX)?).unwrap_or(0))
}

fn words(lang: Lang, of: Of, totals: &Totals) -> Markup {
    let rows = if totals.more { format!("{}+", grouped(totals.rows)) } else { grouped(totals.rows) };
    let key = if of == Of::Orders { "ledger-count-orders" } else { "ledger-count-lines" };
    html! {
        strong { (lang.ta(key, &[("n", rows)])) }
        @for sum in &totals.sums {
            " · " span.num {
                (sum.currency) " "
                @match sum.gross {
                    Some(gross) => { (lang.ta("ledger-sum-gross", &[("net", sum.net.page()), ("gross", gross.page())])) },
                    None => { (lang.ta("ledger-sum-net", &[("net", sum.net.page())])) },
                }
            }
        }
        @if totals.more { " " small { (lang.t("ledger-totals-more")) } }
    }
}

fn grouped(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
