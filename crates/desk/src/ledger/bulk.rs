//! Several orders of a page at one press (2.2.2e): ticked here, shown beforehand and done by the office, each with its own
//! result.

use maud::{Markup, html};
use platform::Id;
use platform::web::Ask;
use platform::web::ui::{self, Choice, Table};

use crate::order::CONCERNED;

/// Who may do what to the rows of a list.
pub struct Bulk {
    /// Specialists to whom the acting manager gives work; empty for everybody else.
    pub to: Vec<(Id, String)>,
    pub once: Id,
    pub back: String,
}

/// The list with ticks and what to do with what is ticked; the bare list for who only reads.
pub fn around(ask: &Ask, bulk: &Bulk, table: Table) -> Markup {
    if !ask.visit.who.as_ref().is_some_and(|who| who.roles.any(CONCERNED)) {
        return html! { (table) };
    }
    let to = bulk.to.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    html! {
        form.bulk method="post" action="/batches/preview" {
            (ui::form_token(bulk.once)) (ui::hidden("back", &bulk.back))
            (table.select(ask.lang, "rows[]"))
            div.fields.bulk-acts {
                div.field { (ui::button(ask.t("batch-remind")).sends("what", "remind")) }
                @if !bulk.to.is_empty() {
                    (ui::select("to", ask.t("duty-to"), to).id("bulk-to"))
                    div.field { (ui::button(ask.t("batch-preview")).sends("what", "move")) }
                }
            }
        }
    }
}
