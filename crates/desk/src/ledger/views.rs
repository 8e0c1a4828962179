//! Views, left of the filters (2.2.2e): those that come with the product, one's own, and the team's. Each is an address.

use maud::{Markup, html};
use platform::web::Ask;
use platform::web::ui::{self, Chip};
use platform::who::Role;

use super::asked::Asked;
use super::list::path;
use super::part::Of;
use crate::people::SavedView;

/// A view by its name: which filters it sets.
pub struct View {
    pub key: &'static str,
    pub query: &'static str,
    /// For readers who own orders or duties.
    pub own: bool,
    /// Of this list only.
    pub of: Option<Of>,
}

const fn view(key: &'static str, query: &'static str, own: bool) -> View {
    View { key, query, own, of: None }
}

pub const VIEWS: &[View] = &[
    view("mine", "owner=me&open=1", true),
    view("open", "open=1", false),
    view("waiting", "waiting=me", true),
    view("late", "late=1&sort=requested&dir=up", false),
    view("month", "month=this", false),
    View {
        key: "open-quantities",
        query: "open=1&sort=requested&dir=up&cols=line%2Ccustomer%2Csku%2Cproduct%2Cquantity%2Cdelivered%2Copen%2Cunit%2Crequested%2Cpromised%2Cowner",
        own: false,
        of: Some(Of::Lines),
    },
];

/// What says how a list looks and not what is in it.
const LOOK: &[(&str, &str)] = &[("sort", ""), ("dir", ""), ("dense", ""), ("cols", ""), ("group", "")];

impl View {
    /// Its filters, for its count.
    pub fn asked(&self) -> Asked {
        Asked::parse(self.query)
    }

    /// The list it is of, seen from a list.
    pub fn list(&self, here: Of) -> Of {
        self.of.unwrap_or(here)
    }

    fn is_on(&self, here: Of, asked: &Asked) -> bool {
        let chosen = self.of.is_none() || asked.with(&[]) == self.asked().with(&[]);
        self.list(here) == here && chosen && self.asked().with(LOOK) == asked.with(LOOK)
    }
}

/// The views offered to a reader; `auditor` and the like own nothing.
pub fn offered(ask: &Ask) -> impl Iterator<Item = &'static View> {
    let owns = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Specialist));
    let works = ask.visit.who.as_ref().is_some_and(|who| !who.is(Role::Auditor) || who.roles.iter().count() > 1);
    VIEWS.iter().filter(move |view| !view.own || owns || (works && view.key == "waiting"))
}

/// The line of views; counts come with the totals.
pub fn line(ask: &Ask, asked: &Asked, of: Of, saved: &[SavedView], counts: Option<&[(&'static str, u64)]>) -> Markup {
    let mut chips = vec![Chip::new(ask.t("ledger-view-all"), path(of), asked.with(LOOK).is_empty())];
    chips.extend(offered(ask).map(|view| {
        let href = format!("{}?{}", path(view.list(of)), view.query);
        let chip = Chip::new(ask.t(&format!("ledger-view-{}", view.key)), href, view.is_on(of, asked));
        match counts.and_then(|counts| counts.iter().find(|(key, _)| *key == view.key)) {
            Some((_, count)) => chip.count(*count),
            None => chip,
        }
    }));
    chips.extend(saved.iter().map(|view| {
        let name = if view.team { ask.ta("view-of-team", &[("name", view.name.clone())]) } else { view.name.clone() };
        let on = view.place == path(of) && Asked::parse(&view.query).with(&[]) == asked.with(&[]);
        Chip::new(name, format!("{}?{}", view.place, view.query), on)
    }));
    html! { div id="ledger-views" hx-swap-oob=[counts.map(|_| "true")] { (ui::chips(ask.t("ledger-views"), &chips)) } }
}

/// Keeping what is shown as a view, and letting go of one.
pub fn keeping(ask: &Ask, asked: &Asked, of: Of, saved: &[SavedView], acting_manager: bool) -> Markup {
    let who = ask.visit.who.as_ref();
    let team = who.is_some_and(|who| who.roles.any(&[Role::Specialist, Role::Manager]));
    let mine: Vec<&SavedView> = saved
        .iter()
        .filter(|view| who.is_some_and(|who| who.id == view.owner) || (view.team && acting_manager))
        .collect();
    html! {
        details.filters {
            summary { (ui::icon("plus")) " " (ask.t("view-keep")) }
            form method="post" action="/views" {
                (ui::hidden("place", path(of))) (ui::hidden("query", asked.with(&[])))
                div.fields {
                    (ui::text("name", ask.t("view-name")).id("view-name").required())
                    @if team { (ui::checkbox("team", ask.t("view-for-team"), "yes", false).id("view-team")) }
                    div.field { (ui::button(ask.t("step-view-save"))) }
                }
            }
            @for view in mine {
                form.filter-row method="post" action={ "/views/" (view.id) "/removal" } {
                    (view.name) " "
                    (ui::button(ask.t("step-view-drop")).ghost().small().confirm(ask.ta("view-drop-sure", &[("name", view.name.clone())])))
                }
            }
        }
    }
}
