//! The three groups of checks of the initial review (3.2.1) as they stand while somebody types, with the sums and with
//! what the price list and the customer's card fill in. Nothing is written.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::step::{Broken, Level};
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::form::place_name;
use super::parse::{Found, find_customer, parse};
use super::typed::{Typed, of, text_of};
use crate::masters::Customer;
use crate::order::{self, Order};
use crate::shell::{self, Page};
use crate::{masters, people, review};

/// `POST /orders/check`: the same body as the form's.
pub async fn check(State(app): State<App>, ask: Ask, body: Body<Value>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let typed = Typed::of(&body.value);
    let over = body.value.get("order").map(text_of).and_then(|text| text.parse().ok());
    let filled_for = body.value.get("filled_for").map(text_of).unwrap_or_default();
    let found = app.read(move |tx| Ok(look(tx, &who, &typed, over, &filled_for)?.in_rows(&typed))).await?;
    if ask.json {
        return Ok(Json(found.to_json(ask.lang)).into_response());
    }
    if ask.part {
        return Ok((StatusCode::OK, html! { div id="checks" { (found.draw(ask.lang)) } }).into_response());
    }
    let title = ask.t("intake-checks");
    let body = html! {
        (ui::page_header(&title, ask.t("intake-checks-alone"), html! {}))
        (ui::card("", html! {}, found.draw(ask.lang)))
    };
    Ok(shell::page(&ask, Page::new(title, "orders", body)))
}

/// What was found.
#[derive(Default)]
struct Look {
    /// Nothing was typed yet, so there is nothing to say.
    idle: bool,
    errors: Fields,
    warnings: Vec<(String, Say)>,
    broken: Vec<Broken>,
    /// The cells that a check is about, differences to the customer's document among them.
    marks: Vec<(String, Say)>,
    order: Option<Order>,
    /// Field, value, and what may be written over.
    fills: Vec<(String, String, String)>,
    /// Prices by the lists for what is typed now: for cells that still hold what was filled in before (3.2.3b).
    suggested: Vec<(String, String)>,
    /// What this customer paid for it last.
    last: Vec<(String, Say)>,
}

fn look(tx: &mut Tx, who: &Person, typed: &Typed, over: Option<Id>, filled_for: &str) -> Outcome<Look> {
    let mut look = Look { fills: card_fills(tx, typed, filled_for)?, ..Look::default() };
    if typed.is_blank() {
        look.idle = true;
        return Ok(look);
    }
    let parsed = match parse(tx, typed) {
        Ok(parsed) => parsed,
        Err(Trouble::Invalid(errors)) => {
            look.errors = errors;
            return Ok(look);
        }
        Err(other) => return Err(other),
    };
    look.warnings = parsed.warnings;
    let sketch = order::sketch(tx, who, over, &parsed.content);
    let order = match sketch {
        Ok(order) => order,
        Err(Trouble::Invalid(errors)) => {
            look.errors = errors;
            return Ok(look);
        }
        Err(other) => return Err(other),
    };
    look.broken = review::live_checks(tx, who, &order)?;
    look.marks = look.broken.iter().filter_map(mark).collect();
    look.fills.extend(line_fills(typed, &order));
    look.suggested = suggested(typed, &order);
    look.last = last_paid(tx, &order)?;
    look.order = Some(order);
    Ok(look)
}

/// What a check says or is called, and the column of the grid that it is about; the sentence counts before the rule.
pub(super) const MARKED: &[(&str, &str)] = &[
    ("check-source-quantity", "qty"),
    ("check-source-price", "price"),
    ("check-source-day", "requested_on"),
    ("check-source-place", "place"),
    ("check-source-extra", "sku"),
    ("complete.product", "sku"),
    ("accurate.product", "sku"),
    ("legal.permit", "sku"),
    ("complete.spec", "spec"),
    ("accurate.spec", "spec"),
    ("complete.quantity", "qty"),
    ("accurate.pack", "qty"),
    ("accurate.unit", "unit"),
    ("complete.date", "requested_on"),
    ("accurate.date", "requested_on"),
    ("complete.place", "place"),
    ("accurate.place", "place"),
];

/// The cell of the grid that a check on a line is about, if it is one cell.
fn mark(broken: &Broken) -> Option<(String, Say)> {
    let column = |of: &str| MARKED.iter().find(|(name, _)| *name == of).map(|(_, column)| *column);
    let column = column(&broken.say.key).or_else(|| column(broken.rule))?;
    Some((format!("lines[{}][{column}]", broken.line? - 1), broken.say.clone()))
}

/// What the customer's card says, for the fields that are empty or still hold what the last customer's card said.
fn card_fills(tx: &mut Tx, typed: &Typed, filled_for: &str) -> Outcome<Vec<(String, String, String)>> {
    let text = typed.get("customer").trim().to_string();
    let Found::One(customer) = (if text.is_empty() { Found::None } else { find_customer(tx, &text)? }) else {
        return Ok(Vec::new());
    };
    let before = if filled_for.is_empty() || filled_for == customer.code {
        None
    } else {
        masters::customer_by_code(tx, filled_for)?
    };
    let now = card(&customer);
    let was = before.as_ref().map(card);
    let fills = now.iter().enumerate().map(|(at, (field, value))| {
        let over = was.as_ref().map_or(String::new(), |was| was[at].1.clone());
        ((*field).to_string(), value.clone(), over)
    });
    let mut fills: Vec<_> = fills
        .filter(|(field, value, over)| {
            *value != typed.get(field) && (typed.get(field).is_empty() || *over == typed.get(field))
        })
        .collect();
    fills.push(("filled_for".into(), customer.code.clone(), filled_for.to_string()));
    Ok(fills)
}

fn card(customer: &Customer) -> [(&'static str, String); 7] {
    [
        ("contact", customer.contact.clone()),
        ("phone", customer.phone.clone()),
        ("email", customer.email.clone()),
        ("fax", customer.fax.clone()),
        ("place", customer.address.clone()),
        ("payment_term", customer.payment_term.clone()),
        ("currency", customer.currency.code().to_string()),
    ]
}

/// What the price list says for cells that are empty.
fn line_fills(typed: &Typed, order: &Order) -> Vec<(String, String, String)> {
    let mut fills = Vec::new();
    for (at, (line, read)) in typed.lines.iter().zip(&order.lines).enumerate() {
        let values = [
            ("name", read.name.clone()),
            ("spec", read.spec.clone()),
            ("unit", read.unit.clone()),
            ("price", read.list_price.map_or(String::new(), |price| price.to_string())),
            ("price_base", read.price_base.units().to_string()),
            ("tax_rate", read.tax_rate.to_string()),
        ];
        let empty = values.into_iter().filter(|(key, value)| of(line, key).trim().is_empty() && !value.is_empty());
        fills.extend(empty.map(|(key, value)| (format!("lines[{at}][{key}]"), value, String::new())));
    }
    fills
}

/// What he paid for each product in the last order that was approved.
fn last_paid(tx: &mut Tx, order: &Order) -> Outcome<Vec<(String, Say)>> {
    let products: Vec<Id> = order.lines.iter().filter_map(|line| line.product).collect();
    let last = review::last_prices(tx, order.customer, &products)?;
    let zone = people::zone(tx)?;
    let lines = order.lines.iter().enumerate();
    let told = lines.filter_map(|(at, line)| {
        let paid = last.get(&line.product?)?;
        let base = if paid.base.units() == 1 { String::new() } else { format!(" / {}", paid.base.units()) };
        let off = if paid.discount == 0 {
            String::new()
        } else {
            format!(" -{}.{:02} %", paid.discount / 100, paid.discount % 100)
        };
        let say = Say::new("intake-last-price")
            .arg("price", format!("{} {}{base}{off}", paid.currency, paid.price))
            .arg("number", &paid.number)
            .arg("day", paid.at.day_in(&zone));
        Some((format!("lines[{at}][price]"), say))
    });
    Ok(told.collect())
}

fn suggested(typed: &Typed, order: &Order) -> Vec<(String, String)> {
    let lines = typed.lines.iter().zip(&order.lines).enumerate();
    let moved = lines.filter(|(_, (line, read))| {
        !of(line, "price").trim().is_empty() && read.list_price.is_some_and(|price| price != read.price)
    });
    let price = |read: &order::Line| read.list_price.map_or(String::new(), |price| price.to_string());
    moved.map(|(at, (_, read))| (format!("lines[{at}][price]"), price(read))).collect()
}

impl Look {
    /// Fields named by the rows of the grid that they were typed in.
    fn in_rows(mut self, typed: &Typed) -> Look {
        let named = |field: &str| match field.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) {
            Some((at, rest)) => match at.parse::<usize>().ok().and_then(|at| typed.rows.get(at)) {
                Some(row) => format!("lines[{row}]{rest}"),
                None => field.to_string(),
            },
            None => field.to_string(),
        };
        self.errors.0.iter_mut().for_each(|(field, _)| *field = named(field));
        self.warnings.iter_mut().for_each(|(field, _)| *field = named(field));
        self.marks.iter_mut().for_each(|(field, _)| *field = named(field));
        self.fills.iter_mut().for_each(|(field, ..)| *field = named(field));
        self.suggested.iter_mut().for_each(|(field, _)| *field = named(field));
        self.last.iter_mut().for_each(|(field, _)| *field = named(field));
        self
    }

    fn draw(&self, lang: Lang) -> Markup {
        html! {
            @if self.idle { p { (lang.t("intake-checks-wait")) } }
            @if !self.errors.0.is_empty() {
                h3 { (lang.t("intake-checks-unread")) }
                ul.reasons { @for (field, say) in &self.errors.0 { li { (ui::status(Tone::Bad, said(lang, field, say))) (cell(field, say.text(lang))) } } }
            }
            @if let Some(order) = &self.order {
                (groups(lang, &self.broken))
                @for (field, say) in &self.marks { (cell(field, say.text(lang))) }
                (sums(lang, order))
            }
            @if !self.warnings.is_empty() {
                ul.reasons { @for (field, say) in &self.warnings { li { (ui::status(Tone::Warn, said(lang, field, say))) } } }
            }
            @for (field, say) in &self.last { span hidden data-cell=(field) data-last=(say.text(lang)) {} }
            @for (field, value) in &self.suggested { span hidden data-cell=(field) data-suggest=(value) {} }
            @for (field, value, over) in &self.fills { span hidden data-cell=(field) data-fill=(value) data-over=(over) {} }
        }
    }

    fn to_json(&self, lang: Lang) -> Value {
        let told = |(field, say): &(String, Say)| json!({ "field": field, "text": say.text(lang) });
        json!({
            "errors": self.errors.0.iter().map(told).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(told).collect::<Vec<_>>(),
            "checks": self.broken.iter().map(|b| json!({
                "rule": b.rule, "clause": b.clause, "line": b.line, "weight": b.weight, "level": b.level,
                "text": b.say.text(lang), "facts": b.facts,
            })).collect::<Vec<_>>(),
            "net": self.order.as_ref().map(|o| o.net), "tax": self.order.as_ref().map(|o| o.tax),
            "gross": self.order.as_ref().map(|o| o.gross),
            "last_prices": self.last.iter().map(told).collect::<Vec<_>>(),
            "filled": self.fills.iter().map(|(field, value, _)| json!({ "field": field, "value": value })).collect::<Vec<_>>(),
        })
    }
}

/// A single cell's message, which the grid's script moves to the cell.
fn cell(field: &str, text: String) -> Markup {
    html! { @if field.starts_with("lines[") { span hidden data-cell=(field) { (text) } } }
}

fn said(lang: Lang, field: &str, say: &Say) -> String {
    if field.is_empty() { say.text(lang) } else { format!("{}: {}", place_name(lang, field), say.text(lang)) }
}

/// The review's own groups, in its order; what belongs to none stands last.
const GROUPS: &[(&str, &str)] = &[
    ("complete", "intake-group-completeness"),
    ("accurate", "intake-group-accuracy"),
    ("legal", "intake-group-legality"),
];

fn group_of(rule: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(prefix, _)| rule.starts_with(prefix)).map(|(_, key)| *key)
}

fn groups(lang: Lang, broken: &[Broken]) -> Markup {
    let rest: Vec<&Broken> = broken.iter().filter(|b| group_of(b.rule).is_none()).collect();
    html! {
        @for (_, key) in GROUPS {
            @let found: Vec<&Broken> = broken.iter().filter(|b| group_of(b.rule) == Some(key)).collect();
            (group(lang, &lang.t(key), &found))
        }
        @if !rest.is_empty() { (group(lang, &lang.t("intake-group-other"), &rest)) }
    }
}

fn group(lang: Lang, title: &str, found: &[&Broken]) -> Markup {
    let bad = found.iter().any(|b| b.level == Level::Fail);
    html! {
        h3 { (title) }
        @if found.is_empty() { p { (ui::status(Tone::Good, lang.t("intake-group-passes"))) } }
        @else { ul.reasons data-bad[bad] { @for broken in found { li { (shell::broken_line(broken, lang)) } } } }
    }
}

fn sums(lang: Lang, order: &Order) -> Markup {
    let amount = |money: platform::money::Money| html! { span.num { (order.currency.code()) " " (money.page()) } };
    ui::facts([
        (lang.t("intake-net"), amount(order.net)),
        (lang.t("intake-tax"), amount(order.tax)),
        (lang.t("intake-gross"), amount(order.gross)),
    ])
}
