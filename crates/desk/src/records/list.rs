//! `/records`: every paper of every order, the newest first, narrowed by words, class, customer and days.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::web::ui::{self, Choice, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use crate::masters;
use crate::order::SourceKind;
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// Orders that a word may find; more want another word.
const ORDERS_MAX: i64 = 100;

platform::sql! {
    ALL = "SELECT s.id, s.order_id, o.number, c.name, s.kind, f.name, s.added_at FROM order_source s \
        JOIN orders o ON o.id = s.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = s.file \
        WHERE s.added_at >= $1 AND (s.added_at, s.id) < ($2, $3) ORDER BY s.added_at DESC, s.id DESC LIMIT $4";
    OF_KIND = "SELECT s.id, s.order_id, o.number, c.name, s.kind, f.name, s.added_at FROM order_source s \
        JOIN orders o ON o.id = s.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = s.file \
        WHERE s.kind = $1 AND s.added_at >= $2 AND (s.added_at, s.id) < ($3, $4) \
        ORDER BY s.added_at DESC, s.id DESC LIMIT $5";
    OF_CUSTOMER = "SELECT s.id, s.order_id, o.number, c.name, s.kind, f.name, s.added_at FROM order_source s \
        JOIN orders o ON o.id = s.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = s.file \
        WHERE s.customer = $1 AND s.added_at >= $2 AND (s.added_at, s.id) < ($3, $4) \
        ORDER BY s.added_at DESC, s.id DESC LIMIT $5";
    OF_BOTH = "SELECT s.id, s.order_id, o.number, c.name, s.kind, f.name, s.added_at FROM order_source s \
        JOIN orders o ON o.id = s.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = s.file \
        WHERE s.customer = $1 AND s.kind = $2 AND s.added_at >= $3 AND (s.added_at, s.id) < ($4, $5) \
        ORDER BY s.added_at DESC, s.id DESC LIMIT $6";
    OF_ORDERS = "SELECT s.id, s.order_id, o.number, c.name, s.kind, f.name, s.added_at FROM order_source s \
        JOIN orders o ON o.id = s.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = s.file \
        WHERE s.order_id IN ({ids:$1}) AND ($2 OR s.kind = $3) AND ($4 OR s.customer = $5) AND s.added_at >= $6 \
        AND (s.added_at, s.id) < ($7, $8) ORDER BY s.added_at DESC, s.id DESC LIMIT $9";
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words of the order: its number, the customer's number, customer, product.
    pub q: String,
    pub kind: String,
    /// A customer's code.
    pub customer: String,
    pub from: String,
    pub to: String,
    /// The last row of the page before: `micros.id`.
    pub after: String,
}

#[derive(Clone, Debug, Serialize)]
struct Found {
    id: Id,
    order: Id,
    number: String,
    customer: String,
    kind: SourceKind,
    name: String,
    added_at: Instant,
}

#[derive(Serialize)]
struct Seen {
    rows: Vec<Found>,
    next: Option<String>,
    #[serde(skip)]
    zone: jiff::tz::TimeZone,
}

/// `GET /records`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let query = asked.clone();
    let seen = app.read(move |tx| find(tx, &query)).await?;
    Ok(ask.show(&seen, || shell::page(&ask, Page::new(ask.t("nav-records"), "records", draw(ask.lang, &asked, &seen)))))
}

fn find(tx: &mut Tx, asked: &Asked) -> Outcome<Seen> {
    let zone = people::zone(tx)?;
    let day = |text: &str| text.parse::<Day>().ok();
    let since = day(&asked.from).and_then(|d| d.start_in(&zone).ok()).unwrap_or(Instant::EPOCH);
    let until = day(&asked.to).and_then(|d| d.add_days(1).ok()).and_then(|d| d.start_in(&zone).ok());
    let end = (until.unwrap_or(tx.now().saturating_add(std::time::Duration::from_secs(1))), nil());
    let after = asked.after.split_once('.');
    let after = after.and_then(|(at, id)| Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse::<Id>().ok()?)));
    let (at, id) = after.unwrap_or(end);
    let kind = SourceKind::from_code(&asked.kind);
    let code = asked.customer.trim();
    let customer = if code.is_empty() { None } else { masters::customer_by_code(tx, code)?.map(|c| c.id) };
    let unknown = !code.is_empty() && customer.is_none();
    let more = ROWS + 1;
    let mut rows = if unknown {
        Vec::new()
    } else if asked.q.trim().is_empty() {
        match (customer, kind) {
            (None, None) => tx.list(&ALL, &[&since, &at, &id, &more], read)?,
            (None, Some(kind)) => tx.list(&OF_KIND, &[&kind, &since, &at, &id, &more], read)?,
            (Some(of), None) => tx.list(&OF_CUSTOMER, &[&of, &since, &at, &id, &more], read)?,
            (Some(of), Some(kind)) => tx.list(&OF_BOTH, &[&of, &kind, &since, &at, &id, &more], read)?,
        }
    } else {
        let orders = masters::find_words(tx, "order", asked.q.trim(), None, ORDERS_MAX)?;
        let (any_kind, of_kind) = (kind.is_none(), kind.unwrap_or(SourceKind::Other));
        let (anybody, of) = (customer.is_none(), customer.unwrap_or(nil()));
        tx.list(&OF_ORDERS, &[&orders, &any_kind, &of_kind, &anybody, &of, &since, &at, &id, &more], read)?
    };
    let full = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    let next = rows.last().filter(|_| full).map(|last| format!("{}.{}", last.added_at.to_i64(), last.id));
    Ok(Seen { rows, next, zone })
}

fn nil() -> Id {
    Id::from_uuid(uuid::Uuid::nil())
}

fn read(row: &Row<'_>) -> Result<Found, Fault> {
    Ok(Found {
        id: row.get(0)?,
        order: row.get(1)?,
        number: row.get(2)?,
        customer: row.get(3)?,
        kind: row.get(4)?,
        name: row.get(5)?,
        added_at: row.get(6)?,
    })
}

fn draw(lang: Lang, asked: &Asked, seen: &Seen) -> Markup {
    let word = |kind: SourceKind| lang.t(&format!("source-kind-{}", kind.code().replace('_', "-")));
    let kinds = std::iter::once(Choice::new("", lang.t("records-any-class")))
        .chain(SourceKind::ALL.iter().map(|kind| Choice::new(kind.code(), word(*kind))));
    let heads = ["paper", "class", "order", "customer", "added"].map(|key| column(lang.t(&format!("records-{key}"))));
    let rows = seen.rows.iter().map(|row| {
        let order = format!("/orders/{}?tab=sources", row.order);
        ui::Row::new([
            html! { a href={ "/orders/" (row.order) "/sources/" (row.id) } { (row.name) } },
            html! { (word(row.kind)) },
            html! { a href=(order) { (row.number) } },
            html! { (row.customer) },
            html! { (row.added_at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string()) },
        ])
    });
    let empty = ui::empty_state(lang.t("records-none"), lang.t("records-none-text"), html! {});
    let first = (!asked.after.is_empty()).then(|| address(asked, ""));
    let next = seen.next.as_ref().map(|after| address(asked, after));
    html! {
        (ui::page_header(lang.t("nav-records"), lang.t("records-lead"), html! {}))
        form.fields action="/records" method="get" role="search" {
            (ui::search("q", lang.t("records-words")).value(&asked.q))
            (ui::select("kind", lang.t("records-class"), kinds.collect::<Vec<_>>()).value(&asked.kind))
            (ui::text("customer", lang.t("records-customer-code")).value(&asked.customer))
            (ui::date("from", lang.t("records-from")).value(&asked.from))
            (ui::date("to", lang.t("records-to")).value(&asked.to))
            div.field { (ui::button(lang.t("records-find")).icon("search")) }
        }
        (ui::card("", html! {}, html! { (ui::Table::new(lang.t("nav-records"), heads).rows(rows).empty(empty)) }))
        (ui::pager(lang, first.as_deref(), next.as_deref(), ""))
    }
}

fn address(asked: &Asked, after: &str) -> String {
    let all = [
        ("q", asked.q.as_str()),
        ("kind", &asked.kind),
        ("customer", &asked.customer),
        ("from", &asked.from),
        ("to", &asked.to),
        ("after", after),
    ];
    let given: Vec<String> = all
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| {
            format!("{name}={}", percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC))
        })
        .collect();
    format!("/records?{}", given.join("&"))
}
