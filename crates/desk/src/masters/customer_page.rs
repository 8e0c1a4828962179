//! One customer: how to reach him, on which terms he buys, what he owes and how old that figure is.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::history::{self, Written};
use platform::ids::Id;
use platform::money::Currency;
use platform::trouble::Trouble;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure, May, Routes};
use platform::{Tx, who::Roles};
use serde::Deserialize;

use super::agreement::{self, Agreement};
use super::block::{Typed, block_form};
use super::company::company_currency;
use super::customer::{self, Customer};
use super::customer_list::{LICENCE_SOON_DAYS, marks};
use super::receivable::{Receivable, receivable};
use super::sees::CUSTOMER_READERS;
use super::shown;
use super::steps::{CONTACT, TERMS};
use crate::people::Again;
use crate::shell::{self, Page};

const STORY_MAX: i64 = 20;

pub fn routes() -> Routes {
    Routes::default().get("/customers/{id}", May::Roles(CUSTOMER_READERS), show)
}

/// All that the page shows.
pub(super) struct Sheet {
    pub customer: Customer,
    pub owed: Option<Receivable>,
    pub currency: Currency,
    pub story: Vec<Written>,
    pub agreements: Vec<Agreement>,
    /// The form for another one, as it came back.
    pub again: Again,
}

pub(super) fn sheet(tx: &mut Tx, id: Id) -> Outcome<Sheet> {
    Ok(Sheet {
        customer: customer::customer(tx, id)?.ok_or(Trouble::Hidden)?,
        owed: receivable(tx, id)?,
        currency: company_currency(tx)?,
        story: history::page(tx, id, i64::MAX, STORY_MAX)?,
        agreements: agreement::agreements(tx, id)?,
        again: Again::blank(),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// What the act before this page did.
    done: String,
}

async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    let sheet = app.read(move |tx| sheet(tx, id)).await?;
    if ask.json {
        return Ok(ask.see("", &sheet.customer));
    }
    let done = ask.lang.maybe(&format!("masters-done-{}", asked.done));
    let page = page(&app, &ask, &sheet, &Typed::default(), None);
    let page = match done {
        Some(text) => page.flash(Tone::Good, text),
        None => page,
    };
    Ok(shell::page(&ask, page))
}

/// The page, also when its block form comes back with a trouble.
pub(super) fn page(app: &App, ask: &Ask, sheet: &Sheet, typed: &Typed, trouble: Option<&Trouble>) -> Page<'static> {
    let c = &sheet.customer;
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let zone = app.config().zone();
    let today = app.0.clock.now().day_in(&zone);
    let title = format!("{} {}", c.code, c.name);
    let body = html! {
        (ui::page_header(&title, marks(ask, c, sheet.owed.as_ref(), today), actions(ask, c, roles)))
        @if c.blocked {
            (ui::alert(Tone::Bad, ask.t("masters-blocked"), html! { p { (ask.t("masters-blocked-text")) } }))
        }
        (licence_alert(ask, c, today))
        (ui::split(
            html! {
                (ui::card(ask.t("masters-contact"), html! {}, contact(ask, c)))
                (block_form(app, ask, c, typed, trouble))
            },
            html! {
                (ui::card(ask.t("masters-terms"), html! {}, terms(ask, c, sheet.currency)))
                (ui::card(ask.t("masters-owed"), html! {}, owed(ask, sheet, &zone, today)))
            },
        ))
        (agreement::card(app, ask, c, &sheet.agreements, &sheet.again))
        (ui::card(ask.t("masters-story"), html! {}, shown::story(ask.lang, &zone, &sheet.story)))
    };
    let status = trouble.map_or(StatusCode::OK, platform::web::failure::status);
    Page::new(title, "customers", body).crumb(ask.t("nav-customers"), "/customers").status(status)
}

fn actions(ask: &Ask, c: &Customer, roles: Roles) -> Markup {
    let standing = platform::step::Standing { roles, ..Default::default() };
    html! {
        (ui::link_button(ask.t("masters-orders"), format!("/orders?customer={}", c.id)))
        @if CONTACT.offered(c.state(), &standing) || TERMS.offered(c.state(), &standing) {
            (ui::link_button(ask.t("masters-edit"), format!("/customers/{}/edit", c.id)).icon("edit").key("e"))
        }
    }
}

fn licence_alert(ask: &Ask, c: &Customer, today: Day) -> Markup {
    let Some(until) = c.licence_until else { return html! {} };
    let left = until.days_since(today);
    if left > LICENCE_SOON_DAYS {
        return html! {};
    }
    let (tone, key) =
        if left < 0 { (Tone::Bad, "masters-licence-over-text") } else { (Tone::Warn, "masters-licence-soon-text") };
    let args = [("day", until.to_string()), ("n", left.abs().to_string())];
    ui::alert(tone, ask.ta(key, &args), html! { p { (ui::clause("3.2.1")) } })
}

fn contact(ask: &Ask, c: &Customer) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    ui::facts([
        (field("contact"), html! { (c.contact) }),
        (field("phone"), html! { @if !c.phone.is_empty() { a href={ "tel:" (c.phone) } { (c.phone) } } }),
        (field("email"), html! { @if !c.email.is_empty() { a href={ "mailto:" (c.email) } { (c.email) } } }),
        (field("fax"), html! { (c.fax) }),
        (field("address"), html! { (c.address) }),
        (field("lang"), html! { (ask.t(&format!("masters-lang-{}", c.lang.code().to_lowercase()))) }),
    ])
}

fn terms(ask: &Ask, c: &Customer, currency: Currency) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    ui::facts([
        (field("price_class"), html! { (c.price_class) }),
        (field("payment_term"), html! { (c.payment_term) }),
        (field("credit_limit"), html! { (currency) " " (shown::money(c.credit_limit, currency)) }),
        (field("currency"), html! { (c.currency) }),
        (field("tax_id"), html! { (c.tax_id) }),
        (field("licence_no"), html! { (c.licence_no) }),
        (field("licence_until"), html! { @if let Some(day) = c.licence_until { (day) } }),
        (
            field("customer_since"),
            html! { @if let Some(day) = c.customer_since { (day) } @else { (ask.t("masters-new-customer")) } },
        ),
    ])
}

/// The figure and its age: a credit check that rests on it says both.
fn owed(ask: &Ask, sheet: &Sheet, zone: &jiff::tz::TimeZone, today: Day) -> Markup {
    let Some(owed) = &sheet.owed else { return html! { p { (ask.t("masters-owed-none")) } } };
    let field = |name: &str| shown::field_name(ask.lang, name);
    let money = |minor: i64| html! { (sheet.currency) " " (shown::money(minor, sheet.currency)) };
    let age = today.days_since(owed.as_of.day_in(zone)).max(0);
    let used = shown::per_cent(owed.open, sheet.customer.credit_limit);
    let age_text = ask.ta("masters-owed-age", &[("at", shown::clock(owed.as_of, zone)), ("n", age.to_string())]);
    html! {
        (ui::facts([
            (field("receivable_open"), money(owed.open)),
            (field("receivable_overdue"), html! {
                @if owed.overdue > 0 { (ui::status(Tone::Warn, money(owed.overdue))) } @else { (money(owed.overdue)) }
            }),
            (field("deposit"), money(owed.deposit)),
            (ask.t("masters-limit-used"), html! { @if let Some(used) = used { (used) " %" } }),
        ]))
        p { (ui::status(if age > 7 { Tone::Warn } else { Tone::Quiet }, age_text)) }
    }
}
