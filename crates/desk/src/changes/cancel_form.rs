//! The form of a cancellation (4.4.1): everything that is left, or a quantity of each line; the talk or document that it
//! comes from; and the reason. The same form corrects it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::act::App;
use platform::i18n::Lang;
use platform::web::ui::{self, Choice, Row, Table, column};
use platform::web::{Ask, Failure};

use super::cancel_make::most;
use super::cancellation::{self, CancelSaid, Cancellation};
use super::form;
use crate::ledger::duty_shown::moment;
use crate::order::{self, NoteKind, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page};

struct FormSeen {
    order: Order,
    one: Option<Cancellation>,
    origins: Vec<Choice>,
    sources: Vec<Choice>,
    once: Id,
}

/// `GET /orders/{id}/cancellations/new`
pub async fn page(State(app): State<App>, ask: Ask, Path(order): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, order, None, Again::blank()).await
}

/// `GET /cancellations/{id}/edit`
pub async fn edit(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let order = app.read(move |tx| Ok(cancellation::fetch(tx, id)?.order)).await?;
    again(&app, &ask, order, Some(id), Again::blank()).await
}

pub async fn again(app: &App, ask: &Ask, order: Id, id: Option<Id>, again: Again) -> Result<Response, Failure> {
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
            let one = id.map(|id| cancellation::fetch(tx, id)).transpose()?;
            Ok(FormSeen { origins, one, sources: form::sources(tx, &order)?, once: tx.new_id(), order })
        })
        .await?;
    let key = if seen.one.is_some() { "cancel-edit" } else { "cancel-new" };
    let title = ask.ta(key, &[("number", seen.order.number.clone())]);
    let none = Choice::new("", lang.t("change-none"));
    let blank = CancelSaid::default();
    let said = seen.one.as_ref().map_or(&blank, |one| &one.said);
    let kept = |id: Option<Id>| id.map_or(String::new(), |id| id.to_string());
    let or = |name: &str, stands: String| again.sent(name).unwrap_or(stands);
    let action = match &seen.one {
        Some(one) => one.href(),
        None => format!("/orders/{}/cancellations", seen.order.id),
    };
    let body = html! {
        (ui::page_header(&title, ask.t("cancel-new-lead"), ui::clause("4.4.1")))
        (again.head(ask))
        form method="post" action=(action) data-guard {
            (ui::form_token(seen.once))
            @if let Some(one) = &seen.one { (ui::hidden("lock", one.lock)) }
            (ui::card(lang.t("change-origin"), html! {}, html! {
                (ui::select("note", lang.t("change-note"), std::iter::once(none.clone()).chain(seen.origins.iter().cloned()))
                    .value(or("note", kept(said.note))))
                (ui::select("source", lang.t("change-source"), std::iter::once(none).chain(seen.sources.iter().cloned()))
                    .value(or("source", kept(said.source))))
                (ui::textarea("reason", lang.t("change-reason")).value(or("reason", said.reason.clone())).error(again.error("reason")).required())
            }))
            (ui::card(lang.t("cancel-what"), html! {}, html! {
                (ui::checkbox("all", lang.t("cancel-all"), "yes", again.has("all", "yes")))
                (part_rows(lang, &seen.order, said, &again))
            }))
            div.form-foot { (ui::primary(lang.t("change-save"))) }
        }
    };
    let page = Page::new(title, "changes", body).crumb(seen.order.number.clone(), format!("/orders/{}", seen.order.id));
    Ok(shell::page(ask, page.status(again.status)))
}

/// Lines that the form shows; a machine names any, and "all" means all.
const LINES_SHOWN: usize = 200;

fn part_rows(lang: Lang, order: &Order, said: &CancelSaid, again: &Again) -> Markup {
    let heads = [
        column(lang.t("change-line")),
        column(lang.t("cancel-left")).number(),
        column(lang.t("cancel-quantity")).number(),
    ];
    let rows = order.lines.iter().take(LINES_SHOWN).enumerate().map(|(at, line)| {
        let name = format!("lines[{at}][quantity]");
        let label = format!("{} {}", lang.t("cancel-quantity"), line.no);
        let stands = said.parts.iter().find(|part| part.line == line.id).map(|part| part.quantity.to_string());
        let value = again.row("lines", at, "quantity").or(stands).unwrap_or_default();
        Row::new([
            html! { (ui::hidden(&format!("lines[{at}][no]"), line.no)) (line.no) " · " (line.sku) " " (line.name) },
            html! { (most(line).page()) " " (line.unit) },
            html! { (ui::number(&name, label).value(value).error(again.error(&name)).label_hidden()) },
        ])
    });
    html! { (Table::new(lang.t("cancel-what"), heads).rows(rows)) }
}
