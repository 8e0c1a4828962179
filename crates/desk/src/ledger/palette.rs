//! Search and commands in one box: pages and acts that this reader has, then what was found, as list items.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::App;
use platform::i18n::Lang;
use platform::text;
use platform::web::ui;
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use serde_json::json;

use super::search::{Found, Sought, find};
use crate::shell::{self, ORDER_READERS};

const FOUND: i64 = 6;

/// (key of its words, address, icon, who has it): acts beside the pages of the menu.
const ACTS: &[(&str, &str, &str, &[Role])] = &[
    ("palette-new-order", "/orders/new", "edit", &[Role::Specialist]),
    ("palette-mine", "/orders?owner=me&open=1", "clipboard-check", &[Role::Specialist]),
    ("palette-waiting", "/orders?waiting=me", "clock", ORDER_READERS),
    ("palette-late", "/orders?late=1&sort=requested", "alert-triangle", ORDER_READERS),
    ("palette-lines", "/orders/lines", "list-check", ORDER_READERS),
    ("palette-delegation", "/delegation", "users", &[Role::Specialist, Role::Manager]),
    ("palette-calendar", "/calendar", "calendar", Role::ALL),
    ("palette-account", "/account", "settings", Role::ALL),
];

/// One line of the box.
struct Entry {
    label: String,
    href: String,
    icon: &'static str,
    note: String,
}

/// `GET /palette?q=`
pub async fn list(State(app): State<App>, ask: Ask, Query(sought): Query<Sought>) -> Result<Response, Failure> {
    let (who, lang, q) = (ask.who()?.clone(), ask.lang, sought.q.clone());
    let commands = commands(&who, lang, &q);
    let found = app.read(move |tx| find(tx, &who, &q, lang, FOUND)).await?;
    let entries: Vec<Entry> = commands.into_iter().chain(things(lang, found)).collect();
    if ask.json {
        let shown: Vec<_> = entries.iter().map(|e| json!({"label": e.label, "href": e.href, "note": e.note})).collect();
        return Ok(axum::Json(shown).into_response());
    }
    Ok(draw(lang, &sought.q, &entries).into_response())
}

/// Pages and acts whose words, or whose initials, hold what was typed; all of them while nothing is.
fn commands(who: &Person, lang: Lang, q: &str) -> Vec<Entry> {
    let pages = shell::menu_for(who).map(|(key, href, icon)| (format!("nav-{key}"), href, icon, "palette-page"));
    let acts = ACTS.iter().filter(|(_, _, _, roles)| who.roles.any(roles));
    let acts = acts.map(|(key, href, icon, _)| ((*key).to_string(), *href, *icon, "palette-act"));
    let wanted = text::fold(q.trim());
    let fits = |label: &str| text::fold(label).contains(&wanted) || text::initials(label).starts_with(&wanted);
    pages
        .chain(acts)
        .map(|(key, href, icon, note)| Entry { label: lang.t(&key), href: href.to_string(), icon, note: lang.t(note) })
        .filter(|entry| wanted.is_empty() || fits(&entry.label))
        .collect()
}

fn things(lang: Lang, found: Found) -> impl Iterator<Item = Entry> {
    let orders = found.orders.into_iter().map(move |row| Entry {
        label: format!("{} {}", row.number, row.customer_name),
        href: format!("/orders/{}", row.id),
        icon: "clipboard-check",
        note: lang.t(&super::filter::word_key("approval-", row.approval.code())),
    });
    let customers = found.customers.into_iter().map(move |row| Entry {
        label: format!("{} {}", row.code, row.name),
        href: format!("/customers/{}", row.id),
        icon: "users",
        note: lang.t("nav-customers"),
    });
    let products = found.products.into_iter().map(move |row| Entry {
        label: format!("{} {}", row.sku, row.name),
        href: format!("/products/{}", row.id),
        icon: "package",
        note: lang.t("nav-products"),
    });
    orders.chain(customers).chain(products)
}

fn draw(lang: Lang, q: &str, entries: &[Entry]) -> Markup {
    html! {
        @for entry in entries {
            li { a href=(entry.href) { (ui::icon(entry.icon)) span { (entry.label) } small { (entry.note) } } }
        }
        @if entries.is_empty() { li { (lang.ta("search-none", &[("q", q.to_string())])) } }
    }
}
