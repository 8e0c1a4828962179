//! `/records`: every paper of every order, what came and what the process made (7.1), the newest first, narrowed by words,
//! class, customer and days.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::db::{Fault, Param, Row};
use platform::i18n::Lang;
use platform::web::ui::{self, Choice, column};
use platform::web::{Ask, Failure};
use platform::who::Roles;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::papers::Class;
use crate::masters;
use crate::order::SourceKind;
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// Orders that a word may find; more want another word.
const ORDERS_MAX: i64 = 100;

/// Papers that the process made, in the columns of what came.
macro_rules! made {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.order_id, o.number, c.name, p.class, f.name, p.at FROM order_paper p \
             JOIN orders o ON o.id = p.order_id JOIN customer c ON c.id = o.customer JOIN file f ON f.id = p.file WHERE ",
            $tail
        )
    };
}

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
    // What we pay is for those who see it: `purchase` is left out for everybody else.
    MADE = made!("p.at >= $1 AND (p.at, p.id) < ($2, $3) AND ($4 OR p.class <> 'purchase') \
        ORDER BY p.at DESC, p.id DESC LIMIT $5");
    MADE_OF_CLASS = made!("p.class = $1 AND p.at >= $2 AND (p.at, p.id) < ($3, $4) ORDER BY p.at DESC, p.id DESC LIMIT $5");
    MADE_FOR = made!("p.customer = $1 AND p.at >= $2 AND (p.at, p.id) < ($3, $4) AND ($5 OR p.class <> 'purchase') \
        ORDER BY p.at DESC, p.id DESC LIMIT $6");
    MADE_OF_BOTH = made!("p.customer = $1 AND p.class = $2 AND p.at >= $3 AND (p.at, p.id) < ($4, $5) \
        ORDER BY p.at DESC, p.id DESC LIMIT $6");
    MADE_OF_ORDERS = made!("p.order_id IN ({ids:$1}) AND ($2 OR p.class = $3) AND ($4 OR p.customer = $5) AND p.at >= $6 \
        AND (p.at, p.id) < ($7, $8) AND ($9 OR p.class <> 'purchase') ORDER BY p.at DESC, p.id DESC LIMIT $10");
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words of the order: its number, the customer's number, customer, product.
    pub q: String,
    /// What it is: a kind of document that came, or the class of a paper that the process made.
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
    kind: String,
    name: String,
    added_at: Instant,
    /// Where it opens.
    href: String,
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
    let (query, roles) = (asked.clone(), ask.who()?.roles);
    let seen = app.read(move |tx| find(tx, roles, &query)).await?;
    let drawn = |seen: &Seen| draw(ask.lang, roles, &asked, seen);
    Ok(ask.show(&seen, || shell::page(&ask, Page::new(ask.t("nav-records"), "records", drawn(&seen)))))
}

fn find(tx: &mut Tx, roles: Roles, asked: &Asked) -> Outcome<Seen> {
    let zone = people::zone(tx)?;
    let day = |text: &str| text.parse::<Day>().ok();
    let since = day(&asked.from).and_then(|d| d.start_in(&zone).ok()).unwrap_or(Instant::EPOCH);
    let until = day(&asked.to).and_then(|d| d.add_days(1).ok()).and_then(|d| d.start_in(&zone).ok());
    let end = (until.unwrap_or(tx.now().saturating_add(std::time::Duration::from_secs(1))), nil());
    let after = asked.after.split_once('.');
    let after = after.and_then(|(at, id)| Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse::<Id>().ok()?)));
    let (at, id) = after.unwrap_or(end);
    let code = asked.customer.trim();
    let customer = if code.is_empty() { None } else { masters::customer_by_code(tx, code)?.map(|c| c.id) };
    let orders = match asked.q.trim() {
        "" => None,
        words => Some(masters::find_words(tx, "order", words, None, ORDERS_MAX)?),
    };
    let near = Near { customer, orders, since, at, id, costs: Class::Purchase.is_for(roles) };
    let mut rows = Vec::new();
    if code.is_empty() || customer.is_some() {
        let (kind, class) = (SourceKind::from_code(&asked.kind), Class::from_code(&asked.kind));
        let any = kind.is_none() && class.is_none();
        if any || kind.is_some() {
            rows.extend(came(tx, &near, kind)?);
        }
        if any || class.is_some_and(|class| class.is_for(roles)) {
            rows.extend(made(tx, &near, class)?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.added_at, row.id)));
    let full = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    let next = rows.last().filter(|_| full).map(|last| format!("{}.{}", last.added_at.to_i64(), last.id));
    Ok(Seen { rows, next, zone })
}

/// What both lists are narrowed by.
struct Near {
    customer: Option<Id>,
    /// Those that the words found; `None`: no words.
    orders: Option<Vec<Id>>,
    since: Instant,
    at: Instant,
    id: Id,
    /// Its reader sees what we pay.
    costs: bool,
}

/// What was sent or filed by somebody.
fn came(tx: &mut Tx, near: &Near, kind: Option<SourceKind>) -> Outcome<Vec<Found>> {
    let Near { customer, orders, since, at, id, .. } = near;
    let more = ROWS + 1;
    if let Some(orders) = orders {
        let (any_kind, of_kind) = (kind.is_none(), kind.unwrap_or(SourceKind::Other));
        let (anybody, of) = (customer.is_none(), customer.unwrap_or(nil()));
        let params: [&dyn Param; 9] = [orders, &any_kind, &of_kind, &anybody, &of, since, at, id, &more];
        return Ok(tx.list(&OF_ORDERS, &params, read_came)?);
    }
    Ok(match (customer, kind) {
        (None, None) => tx.list(&ALL, &[since, at, id, &more], read_came)?,
        (None, Some(kind)) => tx.list(&OF_KIND, &[&kind, since, at, id, &more], read_came)?,
        (Some(of), None) => tx.list(&OF_CUSTOMER, &[of, since, at, id, &more], read_came)?,
        (Some(of), Some(kind)) => tx.list(&OF_BOTH, &[of, &kind, since, at, id, &more], read_came)?,
    })
}

/// What the process made.
fn made(tx: &mut Tx, near: &Near, class: Option<Class>) -> Outcome<Vec<Found>> {
    let Near { customer, orders, since, at, id, costs } = near;
    let more = ROWS + 1;
    if let Some(orders) = orders {
        let (any_class, of_class) = (class.is_none(), class.unwrap_or(Class::Other));
        let (anybody, of) = (customer.is_none(), customer.unwrap_or(nil()));
        let params: [&dyn Param; 10] = [orders, &any_class, &of_class, &anybody, &of, since, at, id, costs, &more];
        return Ok(tx.list(&MADE_OF_ORDERS, &params, read_made)?);
    }
    Ok(match (customer, class) {
        (None, None) => tx.list(&MADE, &[since, at, id, costs, &more], read_made)?,
        (None, Some(class)) => tx.list(&MADE_OF_CLASS, &[&class, since, at, id, &more], read_made)?,
        (Some(of), None) => tx.list(&MADE_FOR, &[of, since, at, id, costs, &more], read_made)?,
        (Some(of), Some(class)) => tx.list(&MADE_OF_BOTH, &[of, &class, since, at, id, &more], read_made)?,
    })
}

fn nil() -> Id {
    Id::from_uuid(uuid::Uuid::nil())
}

fn read_came(row: &Row<'_>) -> Result<Found, Fault> {
    read(row, "sources")
}

fn read_made(row: &Row<'_>) -> Result<Found, Fault> {
    read(row, "papers")
}

fn read(row: &Row<'_>, place: &str) -> Result<Found, Fault> {
    let (id, order): (Id, Id) = (row.get(0)?, row.get(1)?);
    Ok(Found {
        id,
        order,
        number: row.get(2)?,
        customer: row.get(3)?,
        kind: row.get(4)?,
        name: row.get(5)?,
        added_at: row.get(6)?,
        href: format!("/orders/{order}/{place}/{id}"),
    })
}

/// What came has the word of its kind, what was made that of its class.
fn word(lang: Lang, code: &str) -> String {
    match SourceKind::from_code(code) {
        Some(kind) => lang.t(&format!("source-kind-{}", kind.code().replace('_', "-"))),
        None => lang.t(&format!("records-class-{}", code.replace('_', "-"))),
    }
}

/// Classes under which the process files papers of its own; the others have a kind that came.
fn classes(roles: Roles) -> impl Iterator<Item = Class> {
    let came = |class: &Class| matches!(class, Class::Contract | Class::Correspondence | Class::Other);
    Class::ALL.iter().copied().filter(move |class| !came(class) && class.is_for(roles))
}

fn draw(lang: Lang, roles: Roles, asked: &Asked, seen: &Seen) -> Markup {
    let codes = SourceKind::ALL.iter().map(|kind| kind.code()).chain(classes(roles).map(Class::code));
    let kinds = std::iter::once(Choice::new("", lang.t("records-any-class")))
        .chain(codes.map(|code| Choice::new(code, word(lang, code))));
    let heads = ["paper", "class", "order", "customer", "added"].map(|key| column(lang.t(&format!("records-{key}"))));
    let rows = seen.rows.iter().map(|row| {
        let order = format!("/orders/{}?tab=sources", row.order);
        ui::Row::new([
            html! { a href=(row.href) { (row.name) } },
            html! { (word(lang, &row.kind)) },
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
