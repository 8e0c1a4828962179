//! `/purchases`: needs that wait to be bought, purchases by state, and what is overdue. Suppliers only for those who
//! may know them; no price.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::web::ui::{self, Chip, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::purchase::{self, OF_STATE, OF_SUPPLIER, Purchase, PurchaseState};
use super::queue_cards::{needs_card, overdue_table, purchases_table};
use super::request::RequestState;
use super::waiting::{self, Waiting};
use crate::masters::{self, sees};
use crate::people::{self, Again};
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// Needs that wait; lines that are overdue.
const REQUESTS_SHOWN: &str = "requests";
const OVERDUE_SHOWN: &str = "overdue";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// `requests`, `dispatched`, `overdue`, or a state of purchases.
    pub state: String,
    pub supplier: String,
    /// Where the page before ended.
    pub after: String,
}

#[derive(Serialize)]
pub struct NeedRow {
    pub id: Id,
    pub order: Option<Id>,
    pub order_number: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub unit: String,
    pub open: Quantity,
    pub wanted_on: Day,
    /// A component of something that is made.
    pub component: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
}

#[derive(Serialize)]
pub struct Row {
    pub id: Id,
    pub number: String,
    pub state: PurchaseState,
    pub made_at: Instant,
    pub reply_by: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
}

#[derive(Serialize)]
pub struct Late {
    pub purchase: Id,
    pub number: String,
    pub sku: String,
    pub name: String,
    pub outstanding: Quantity,
    pub unit: String,
    pub expected_on: Day,
    pub days: i64,
    /// The customers' orders that wait for it.
    pub waiting: Vec<Waiting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "kind", content = "rows", rename_all = "snake_case")]
enum Rows {
    Needs(Vec<NeedRow>),
    Purchases(Vec<Row>),
    Overdue(Vec<Late>),
}

#[derive(Serialize)]
struct Queue {
    state: String,
    #[serde(flatten)]
    rows: Rows,
    next: Option<String>,
}

platform::sql! {
    NEEDS = "SELECT r.id, r.order_id, COALESCE(o.number, ''), r.quantity - r.covered, r.wanted_on, r.made_for, g.sku, \
        g.name_hant, g.name_hans, g.spec, g.unit, g.supplier FROM purchase_request r JOIN product g ON g.id = r.product \
        LEFT JOIN orders o ON o.id = r.order_id WHERE r.state = $1 AND (r.wanted_on, r.id) > ($2, $3) \
        ORDER BY r.wanted_on, r.id LIMIT $4";
    OVERDUE = "SELECT l.purchase, p.number, g.sku, g.name_hant, g.name_hans, l.quantity - l.received, g.unit, \
        l.expected_on, p.supplier, l.id FROM purchase_line l JOIN purchase p ON p.id = l.purchase \
        JOIN product g ON g.id = l.product WHERE l.awaited AND l.expected_on < $1 AND (l.expected_on, l.id) > ($2, $3) \
        ORDER BY l.expected_on, l.id LIMIT $4";
}

/// `GET /purchases?state=requests`
pub async fn page(State(app): State<App>, ask: Ask, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    shown(&app, &ask, filter, Again::blank()).await
}

/// The list once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    shown(app, ask, Filter::default(), again).await
}

async fn shown(app: &App, ask: &Ask, filter: Filter, again: Again) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let (reader, asked) = (who.clone(), filter.clone());
    let (queue, once) = app.read(move |tx| Ok((queue(tx, &reader, lang, &asked)?, tx.new_id()))).await?;
    Ok(ask.show(&queue, || {
        let body = body(ask, &who, &queue, &filter, once, &again);
        shell::page(ask, Page::new(ask.t("nav-purchases"), "purchases", body).status(again.status))
    }))
}

fn queue(tx: &mut Tx, who: &Person, lang: Lang, filter: &Filter) -> Outcome<Queue> {
    let state = if filter.state.is_empty() { REQUESTS_SHOWN } else { filter.state.as_str() };
    if let Ok(supplier) = filter.supplier.parse::<Id>()
        && sees::supplier(who.roles)
    {
        let (rows, next) = purchases(tx, who, filter, |tx, at, id| {
            Ok(tx.list(&OF_SUPPLIER, &[&supplier, &at, &id, &(ROWS + 1)], purchase::read)?)
        })?;
        return Ok(Queue { state: String::new(), rows: Rows::Purchases(rows), next });
    }
    let (rows, next) = match (state, PurchaseState::from_code(state)) {
        (OVERDUE_SHOWN, _) => overdue(tx, who, lang, filter)?,
        (_, Some(of)) => {
            let (rows, next) = purchases(tx, who, filter, |tx, at, id| {
                Ok(tx.list(&OF_STATE, &[&of, &at, &id, &(ROWS + 1)], purchase::read)?)
            })?;
            (Rows::Purchases(rows), next)
        }
        _ => {
            let of = if state == "dispatched" { RequestState::Dispatched } else { RequestState::Acknowledged };
            let (rows, next) = needs(tx, who, lang, of, filter)?;
            (Rows::Needs(rows), next)
        }
    };
    Ok(Queue { state: state.to_string(), rows, next })
}

/// A place in a list that is walked by day.
fn by_day(after: &str) -> (i64, Id) {
    let found = after.split_once('.').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    found.unwrap_or((i64::MIN, Id::from_uuid(uuid::Uuid::nil())))
}

/// Cuts the row too many and says where the next page begins.
fn cut<T>(rows: &mut Vec<T>, place: impl Fn(&T) -> String) -> Option<String> {
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    rows.last().filter(|_| more).map(place)
}

fn needs(
    tx: &mut Tx,
    who: &Person,
    lang: Lang,
    state: RequestState,
    filter: &Filter,
) -> Outcome<(Vec<NeedRow>, Option<String>)> {
    let (day, id) = by_day(&filter.after);
    let knows = sees::supplier(who.roles);
    let mut rows = tx.list(&NEEDS, &[&state, &day, &id, &(ROWS + 1)], |row| {
        let (hant, hans): (String, String) = (row.get(7)?, row.get(8)?);
        let (made_for, supplier): (Option<Id>, String) = (row.get(5)?, row.get(11)?);
        Ok(NeedRow {
            id: row.get(0)?,
            order: row.get(1)?,
            order_number: row.get(2)?,
            open: row.get(3)?,
            wanted_on: row.get(4)?,
            component: made_for.is_some(),
            sku: row.get(6)?,
            name: if lang == Lang::Hans { hans } else { hant },
            spec: row.get(9)?,
            unit: row.get(10)?,
            supplier: knows.then_some(supplier),
        })
    })?;
    let next = cut(&mut rows, |row| format!("{}.{}", row.wanted_on.to_i64(), row.id));
    Ok((rows, next))
}

fn overdue(tx: &mut Tx, who: &Person, lang: Lang, filter: &Filter) -> Outcome<(Rows, Option<String>)> {
    let (day, id) = by_day(&filter.after);
    let today = people::today(tx)?;
    let mut found = tx.list(&OVERDUE, &[&today, &day, &id, &(ROWS + 1)], |row| {
        let (hant, hans): (String, String) = (row.get(3)?, row.get(4)?);
        let expected_on: Day = row.get(7)?;
        let late = Late {
            purchase: row.get(0)?,
            number: row.get(1)?,
            sku: row.get(2)?,
            name: if lang == Lang::Hans { hans } else { hant },
            outstanding: row.get(5)?,
            unit: row.get(6)?,
            days: today.days_since(expected_on),
            expected_on,
            waiting: Vec::new(),
            supplier: None,
        };
        Ok((late, row.get::<Option<Id>>(8)?, row.get::<Id>(9)?))
    })?;
    let next = cut(&mut found, |(late, _, line)| format!("{}.{line}", late.expected_on.to_i64()));
    let names = names(tx, who, found.iter().filter_map(|(_, supplier, _)| *supplier).collect())?;
    let lines: Vec<Id> = found.iter().map(|(_, _, line)| *line).collect();
    let mut waiting = waiting::of_lines(tx, &lines, today)?;
    let rows = found.into_iter().map(|(mut late, supplier, line)| {
        late.waiting = waiting.remove(&line).unwrap_or_default();
        late.supplier = supplier.and_then(|id| names.get(&id).cloned());
        late
    });
    Ok((Rows::Overdue(rows.collect()), next))
}

fn purchases(
    tx: &mut Tx,
    who: &Person,
    filter: &Filter,
    list: impl Fn(&mut Tx, Instant, Id) -> Outcome<Vec<Purchase>>,
) -> Outcome<(Vec<Row>, Option<String>)> {
    let place = filter.after.split_once('.');
    let place = place.and_then(|(at, id)| Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?)));
    let end = Id::from_uuid(uuid::Uuid::max());
    let (at, id) = place.unwrap_or((crate::order::duty::held(), end));
    let mut found = list(tx, at, id)?;
    let next = cut(&mut found, |p| format!("{}.{}", p.made_at.to_i64(), p.id));
    let names = names(tx, who, found.iter().filter_map(|p| p.supplier).collect())?;
    let rows = found.into_iter().map(|p| Row {
        number: p.called().to_string(),
        supplier: p.supplier.and_then(|id| names.get(&id).cloned()),
        id: p.id,
        state: p.state,
        made_at: p.made_at,
        reply_by: p.reply_by,
    });
    Ok((rows.collect(), next))
}

/// Names of suppliers, for those who may know them.
fn names(tx: &mut Tx, who: &Person, ids: Vec<Id>) -> Outcome<std::collections::HashMap<Id, String>> {
    if !sees::supplier(who.roles) {
        return Ok(std::collections::HashMap::new());
    }
    Ok(masters::suppliers(tx, &ids)?.into_iter().map(|(id, supplier)| (id, supplier.name)).collect())
}

fn body(ask: &Ask, who: &Person, queue: &Queue, filter: &Filter, once: Id, again: &Again) -> Markup {
    let here = |state: &str| format!("/purchases?state={state}");
    let mut chips: Vec<Chip> = [REQUESTS_SHOWN, "dispatched", OVERDUE_SHOWN]
        .iter()
        .map(|state| Chip::new(ask.t(&format!("purchase-show-{state}")), here(state), queue.state == *state))
        .collect();
    let states = PurchaseState::ALL.iter().filter(|state| **state != PurchaseState::New);
    chips.extend(
        states.map(|state| Chip::new(state_word(ask, *state), here(state.code()), queue.state == state.code())),
    );
    let next = queue.next.as_ref().map(|next| {
        let supplier =
            if filter.supplier.is_empty() { String::new() } else { format!("&supplier={}", filter.supplier) };
        format!("{}&after={next}{supplier}", here(&queue.state))
    });
    let suppliers = sees::supplier(who.roles);
    html! {
        (ui::page_header(ask.t("nav-purchases"), ask.t("purchase-lead"), html! {
            @if suppliers { (ui::link_button(ask.t("nav-suppliers"), "/suppliers")) }
        }))
        (again.head(ask))
        (ui::chips(ask.t("purchase-show"), &chips))
        @match &queue.rows {
            Rows::Needs(rows) => (needs_card(ask, who, rows, once, again)),
            Rows::Purchases(rows) => (ui::card("", html! {}, purchases_table(ask, rows, suppliers))),
            Rows::Overdue(rows) => (ui::card("", ui::clause("4.2.4"), overdue_table(ask, who, rows))),
        }
        @if let Some(next) = &next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
    }
}

pub fn state_word(ask: &Ask, state: PurchaseState) -> String {
    ask.t(&format!("purchase-state-{}", state.code().replace('_', "-")))
}

pub fn state_tone(state: PurchaseState) -> Tone {
    match state {
        PurchaseState::New | PurchaseState::Quoting | PurchaseState::Awarded => Tone::Active,
        PurchaseState::Contracted | PurchaseState::PartlyReceived => Tone::Warn,
        PurchaseState::Received | PurchaseState::Closed => Tone::Good,
        PurchaseState::Stopped => Tone::Quiet,
    }
}
