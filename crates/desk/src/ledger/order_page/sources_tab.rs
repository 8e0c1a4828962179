//! The documents behind the order: what the customer sent, signed returns, drawings; and the form that files another.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::web::ui::{self, Choice, Row, Table, column};

use super::Shown;
use crate::order::{CONCERNED, Source, SourceKind, WITH_CUSTOMERS, sources};
use crate::{people, records};

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let mut rows = Vec::new();
    for source in sources(tx, shown.order.id)?.iter().filter(|source| source.is_for(&shown.who)) {
        let by = people::name_of(tx, source.added_by)?;
        rows.push(row(shown, source, &by));
    }
    let heads = ["document", "kind", "added", "size"].map(|key| column(shown.t(&format!("ledger-source-{key}"))));
    let empty = ui::empty_state(shown.t("ledger-no-sources"), shown.t("ledger-no-sources-text"), html! {});
    let table = Table::new(shown.t("ledger-tab-sources"), heads).rows(rows).empty(empty);
    let list = ui::card(shown.t("ledger-tab-sources"), ui::clause("1.3.1"), html! { (table) });
    let file = records::card(tx, &shown.who, &shown.order, shown.lang)?;
    if !shown.who.roles.any(CONCERNED) {
        return Ok(html! { (list) (file) });
    }
    let token = tx.new_id();
    Ok(ui::main_aside(list, html! { (file) (form(shown, token)) }))
}

fn row(shown: &Shown, source: &Source, by: &str) -> Row {
    let submitted = shown.order.submitted_at;
    let new = submitted.is_some_and(|at| source.added_at > at) && shown.order.decided_at.is_none();
    Row::new([
        html! {
            a href={ "/orders/" (shown.order.id) "/sources/" (source.id) } { (source.name) }
            @if new { " " (ui::badge(ui::Tone::Warn, shown.t("ledger-source-new"))) }
        },
        html! { (shown.t(&format!("source-kind-{}", source.kind.code().replace('_', "-")))) },
        html! { (by) " · " (shown.moment(source.added_at)) },
        html! { (size(source.bytes)) },
    ])
}

/// Whole kibibytes, at least one: nobody needs more of it.
fn size(bytes: i64) -> String {
    format!("{} KiB", (bytes + 1023) / 1024)
}

fn form(shown: &Shown, token: platform::Id) -> Markup {
    let kinds: &[SourceKind] = if shown.who.roles.any(WITH_CUSTOMERS) {
        &[SourceKind::Customer, SourceKind::Other]
    } else {
        &[SourceKind::Other]
    };
    let kinds: Vec<Choice> =
        kinds.iter().map(|kind| Choice::new(kind.code(), shown.t(&format!("source-kind-{kind}")))).collect();
    ui::card(
        shown.t("step-order-file"),
        html! {},
        html! {
            form method="post" enctype="multipart/form-data" action={ "/orders/" (shown.order.id) "/sources" } {
                (ui::form_token(token))
                (ui::file("file", shown.t("ledger-source-document")).required())
                (ui::select("kind", shown.t("ledger-source-kind"), kinds))
                p.form-hint { (shown.t("ledger-source-hint")) }
                (ui::button(shown.t("step-order-file")).icon("upload"))
            }
        },
    )
}
