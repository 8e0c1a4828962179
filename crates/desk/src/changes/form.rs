//! The form of a change (4.3.1): each line as it stands, to be written over; empty rows for new ones; the contact or
//! document that it comes from; and the reason. Works without script.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::act::App;
use platform::i18n::Lang;
use platform::web::ui::{self, Choice, Row, Table, column};
use platform::web::{Ask, Failure};
use serde::Deserialize;

use super::difference::{Delta, DeltaKind, Difference};
use super::from_delay;
use super::request::{self, Change, Said};
use crate::fulfilment::production;
use crate::ledger::duty_shown::moment;
use crate::order::{self, NoteKind, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page};

/// Lines that the form shows; a machine names any.
const LINES_SHOWN: usize = 100;
const NEW_ROWS: usize = 3;

struct Seen {
    order: Order,
    change: Option<Change>,
    /// What a new one begins with.
    blank: Option<Said>,
    origins: Vec<Choice>,
    sources: Vec<Choice>,
    once: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was agreed on a delay: the form comes filled in with it.
    delay: String,
}

/// `GET /orders/{id}/changes/new?delay=`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(order): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    shown(&app, &ask, order, None, asked.delay.parse().ok(), Again::blank()).await
}

/// `GET /changes/{id}/edit`
pub async fn edit(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let order = app.read(move |tx| Ok(request::fetch(tx, id)?.order)).await?;
    again(&app, &ask, order, Some(id), Again::blank()).await
}

pub async fn again(app: &App, ask: &Ask, order: Id, change: Option<Id>, again: Again) -> Result<Response, Failure> {
    let delay = again.value("delay").parse().ok();
    shown(app, ask, order, change, delay, again).await
}

async fn shown(
    app: &App,
    ask: &Ask,
    order: Id,
    change: Option<Id>,
    delay: Option<Id>,
    again: Again,
) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let seen = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, order)?;
            let zone = people::zone(tx)?;
            let contacts = order::notes(tx, order.id)?.into_iter().rev().filter(|note| note.kind == NoteKind::Contact);
            let origins = contacts.map(|note| {
                let text: String = note.text.chars().take(60).collect();
                Choice::new(note.id.to_string(), format!("{} · {text}", moment(&zone, note.at)))
            });
            let origins = origins.collect();
            let sources = sources(tx, &order)?;
            let change = change.map(|id| request::fetch(tx, id)).transpose()?;
            let blank = match delay {
                Some(delay) => from_delay::prefilled(tx, lang, &order, delay)?,
                None => None,
            };
            Ok(Seen { origins, sources, change, blank, once: tx.new_id(), order })
        })
        .await?;
    let key = if seen.change.is_some() { "change-edit" } else { "change-new" };
    let title = ask.ta(key, &[("number", seen.order.number.clone())]);
    let ahead = production::what_if_link(lang, ask.who()?, &seen.order);
    let body = html! {
        (ui::page_header(&title, ask.t("change-new-lead"), html! { (ahead) (ui::clause("4.3.1")) }))
        (again.head(ask))
        (drawn(lang, &seen, &again))
    };
    let page = Page::new(title, "changes", body).crumb(seen.order.number.clone(), format!("/orders/{}", seen.order.id));
    Ok(shell::page(ask, page.status(again.status)))
}

/// Documents that came from the customer.
pub fn sources(tx: &mut platform::Tx, order: &Order) -> platform::act::Outcome<Vec<Choice>> {
    let all = order::sources(tx, order.id)?.into_iter().filter(|source| source.from_customer);
    Ok(all.map(|source| Choice::new(source.id.to_string(), source.name)).collect())
}

fn drawn(lang: Lang, seen: &Seen, again: &Again) -> Markup {
    let (order, said) = (&seen.order, seen.change.as_ref().map(|change| &change.said).or(seen.blank.as_ref()));
    let none = Choice::new("", lang.t("change-none"));
    let or = |name: &str, stands: String| again.sent(name).unwrap_or(stands);
    let kept = |id: Option<Id>| id.map_or(String::new(), |id| id.to_string());
    let action = match &seen.change {
        Some(change) => change.href(),
        None => format!("/orders/{}/changes", order.id),
    };
    let blank = Difference::default();
    let difference = said.map_or(&blank, |said| &said.difference);
    html! {
        form method="post" action=(action) data-guard {
            (ui::form_token(seen.once))
            @if let Some(change) = &seen.change { (ui::hidden("lock", change.lock)) }
            @if let Some(delay) = said.and_then(|said| said.delay) { (ui::hidden("delay", delay)) }
            (ui::card(lang.t("change-origin"), ui::clause("4.3.1"), html! {
                @if let Some(delay) = said.and_then(|said| said.delay) { p { a href={ "/delays/" (delay) } { (lang.t("change-delay-agreed")) } } }
                (ui::select("note", lang.t("change-note"), std::iter::once(none.clone()).chain(seen.origins.iter().cloned()))
                    .value(or("note", kept(said.and_then(|s| s.note)))))
                (ui::select("source", lang.t("change-source"), std::iter::once(none).chain(seen.sources.iter().cloned()))
                    .value(or("source", kept(said.and_then(|s| s.source)))))
                (ui::textarea("reason", lang.t("change-reason")).value(or("reason", said.map_or(String::new(), |s| s.reason.clone())))
                    .error(again.error("reason")).required())
            }))
            (ui::card(lang.t("change-lines"), html! {}, html! {
                (lines(lang, order, difference, again))
                @if order.lines.len() > LINES_SHOWN {
                    p { (lang.ta("change-lines-more", &[("n", (order.lines.len() - LINES_SHOWN).to_string())])) }
                }
            }))
            (ui::card(lang.t("change-terms"), html! {}, html! {
                (ui::text("payment_term", lang.t("change-payment-term"))
                    .value(or("payment_term", difference.payment_term.clone().unwrap_or_else(|| order.payment_term.clone()))))
                (ui::text("place", lang.t("change-place"))
                    .value(or("place", difference.place.clone().unwrap_or_else(|| order.head.place.clone()))))
                (ui::text("special", lang.t("change-special"))
                    .value(or("special", difference.special.clone().unwrap_or_else(|| order.head.special.clone()))))
            }))
            div.form-foot { (ui::primary(lang.t("change-save"))) }
        }
    }
}

/// The lines as a table of fields: what the order says, or what the difference makes of it.
pub fn lines(lang: Lang, order: &Order, difference: &Difference, again: &Again) -> Markup {
    let heads = [
        column(lang.t("change-line")),
        column(lang.t("change-quantity")).number(),
        column(lang.t("change-price")).number(),
        column(lang.t("change-requested-on")),
        column(lang.t("change-place")),
        column(lang.t("change-remove")),
    ];
    let mut table = Table::new(lang.t("change-lines"), heads).wide();
    let touched = |line: &order::Line| difference.lines.iter().find(|delta| delta.line == line.id);
    let mut at = 0;
    // Lines that differ already are always there, whatever the length of the order.
    let shown = order.lines.iter().enumerate().filter(|(n, line)| *n < LINES_SHOWN || touched(line).is_some());
    for (_, line) in shown {
        table = table.push(standing(lang, order, line, touched(line), at, again));
        at += 1;
    }
    let added: Vec<&Delta> = difference.lines.iter().filter(|d| d.kind == DeltaKind::Added).collect();
    let listed = added.iter().filter(|delta| delta.custom.is_none()).copied().map(Some);
    for delta in listed.chain(std::iter::repeat_n(None, NEW_ROWS)) {
        table = table.push(fresh(lang, delta, at, again));
        at += 1;
    }
    let described = added.iter().filter(|delta| delta.custom.is_some()).copied().map(Some).chain([None]);
    html! { (table) @for (n, delta) in described.enumerate() { (custom(lang, delta, at + n, again)) } }
}

/// A new line that stands in no price list says what it is; the departments concerned are asked whether they can make it.
fn custom(lang: Lang, delta: Option<&Delta>, at: usize, again: &Again) -> Markup {
    let said = delta.and_then(|delta| delta.custom.clone()).unwrap_or_default();
    let stands = |part: &str| match part {
        "name" => said.name.clone(),
        "spec" => said.spec.clone(),
        "unit" => said.unit.clone(),
        "quantity" => delta.and_then(|d| d.quantity).map_or(String::new(), |quantity| quantity.to_string()),
        "price" => delta.and_then(|d| d.price).map_or(String::new(), |price| price.to_string()),
        "requested_on" => delta.and_then(|d| d.requested_on).map_or(String::new(), |day| day.to_string()),
        _ => delta.and_then(|d| d.place.clone()).unwrap_or_default(),
    };
    const PARTS: [(&str, &str); 7] = [
        ("name", "change-custom-name"),
        ("spec", "change-custom-spec"),
        ("quantity", "change-quantity"),
        ("unit", "change-custom-unit"),
        ("price", "change-price"),
        ("requested_on", "change-requested-on"),
        ("place", "change-place"),
    ];
    html! {
        details.custom-line open[delta.is_some() || again.row("lines", at, "name").is_some_and(|name| !name.is_empty())] {
            summary { (lang.t("change-custom")) }
            p.muted { (lang.t("change-custom-lead")) }
            div.fields.fields-dense {
                @for (part, label) in PARTS {
                    @let name = format!("lines[{at}][{part}]");
                    @let value = again.row("lines", at, part).unwrap_or_else(|| stands(part));
                    @let one = if part == "requested_on" { ui::date(&name, lang.t(label)) } else { ui::text(&name, lang.t(label)) };
                    (one.value(value).error(again.error(&name)))
                }
            }
        }
    }
}

fn field(lang: Lang, at: usize, part: &str, label: &str, value: String, again: &Again) -> Markup {
    let name = format!("lines[{at}][{part}]");
    let label = format!("{} {}", lang.t(label), at + 1);
    let field = if part == "requested_on" { ui::date(&name, label) } else { ui::text(&name, label) };
    let typed = again.row("lines", at, part).unwrap_or(value);
    html! { (field.value(typed).error(again.error(&name)).label_hidden()) }
}

fn standing(lang: Lang, order: &Order, line: &order::Line, delta: Option<&Delta>, at: usize, again: &Again) -> Row {
    let day = delta.and_then(|d| d.requested_on).or(line.requested_on).or(order.requested_on);
    let quantity = delta.and_then(|d| d.quantity).unwrap_or(line.quantity);
    let price = delta.and_then(|d| d.price).unwrap_or(line.price);
    let place = delta.and_then(|d| d.place.clone()).unwrap_or_else(|| line.place.clone());
    let gone = match again.has_row("lines", at) {
        true => again.row("lines", at, "remove").is_some(),
        false => delta.is_some_and(|d| d.kind == DeltaKind::Removed),
    };
    let cell = |part: &str, label: &str, value: String| field(lang, at, part, label, value, again);
    Row::new([
        html! { (ui::hidden(&format!("lines[{at}][no]"), line.no)) (line.no) " · " (line.sku) " " (line.name) },
        cell("quantity", "change-quantity", quantity.to_string()),
        cell("price", "change-price", price.to_string()),
        cell("requested_on", "change-requested-on", day.map_or(String::new(), |day| day.to_string())),
        cell("place", "change-place", place),
        html! { (ui::checkbox(&format!("lines[{at}][remove]"), lang.ta("change-remove-line", &[("no", line.no.to_string())]), "yes", gone)) },
    ])
}

fn fresh(lang: Lang, delta: Option<&Delta>, at: usize, again: &Again) -> Row {
    let cell = |part: &str, label: &str, value: String| field(lang, at, part, label, value, again);
    let text = |value: Option<String>| value.unwrap_or_default();
    Row::new([
        cell("sku", "change-sku", text(delta.map(|d| d.sku.clone()))),
        cell("quantity", "change-quantity", text(delta.and_then(|d| d.quantity).map(|q| q.to_string()))),
        cell("price", "change-price", text(delta.and_then(|d| d.price).map(|p| p.to_string()))),
        cell("requested_on", "change-requested-on", text(delta.and_then(|d| d.requested_on).map(|d| d.to_string()))),
        cell("place", "change-place", text(delta.and_then(|d| d.place.clone()))),
        html! { (lang.t("change-new-line")) },
    ])
}
