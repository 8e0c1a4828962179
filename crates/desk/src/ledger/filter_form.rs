//! Saved views, the chips of what is set, and the form that sets more. All of them are addresses.

use maud::{Markup, Render, html};
use platform::act::Outcome;
use platform::web::Ask;
use platform::web::ui::{self, Chip, Choice};
use platform::who::Role;
use platform::{Id, Tx};

use super::filter::{Asked, Filter, word_key};
use super::list::path;
use super::part::Of;
use crate::order::{Approval, Channel, Confirmation, Execution};
use crate::people;

/// A view by its name: which filters it sets.
pub struct View {
    pub key: &'static str,
    pub query: &'static str,
    /// For readers who own orders or duties.
    pub own: bool,
}

/// Saved views, left of the filters.
pub const VIEWS: &[View] = &[
    View { key: "mine", query: "owner=me&open=1", own: true },
    View { key: "open", query: "open=1", own: false },
    View { key: "waiting", query: "waiting=me", own: true },
    View { key: "late", query: "late=1&sort=requested&dir=up", own: false },
    View { key: "month", query: "month=this", own: false },
];

impl View {
    fn asked(&self) -> Asked {
        let mut asked = Asked::default();
        for pair in self.query.split('&') {
            match pair.split_once('=') {
                Some(("owner", v)) => asked.owner = v.into(),
                Some(("open", v)) => asked.open = v.into(),
                Some(("waiting", v)) => asked.waiting = v.into(),
                Some(("late", v)) => asked.late = v.into(),
                Some(("month", v)) => asked.month = v.into(),
                _ => {}
            }
        }
        asked
    }

    fn is_on(&self, asked: &Asked) -> bool {
        let view = self.asked();
        let same = |a: &str, b: &str| a == b;
        same(&view.owner, &asked.owner)
            && same(&view.open, &asked.open)
            && same(&view.waiting, &asked.waiting)
            && same(&view.late, &asked.late)
            && same(&view.month, &asked.month)
            && asked.q.is_empty()
    }
}

/// The views offered to a reader; `auditor` and the like own nothing.
pub fn views_of(ask: &Ask) -> impl Iterator<Item = &'static View> {
    let owns = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Specialist));
    let works = ask.visit.who.as_ref().is_some_and(|who| !who.is(Role::Auditor) || who.roles.iter().count() > 1);
    VIEWS.iter().filter(move |view| !view.own || owns || (works && view.key == "waiting"))
}

/// The line of views; counts come with the totals.
pub fn views(ask: &Ask, asked: &Asked, of: Of, counts: Option<&[(&'static str, u64)]>) -> Markup {
    let all = Chip::new(
        ask.t("ledger-view-all"),
        path(of),
        asked.with(&[("sort", ""), ("dir", ""), ("dense", ""), ("cols", "")]).is_empty(),
    );
    let mut chips = vec![all];
    chips.extend(views_of(ask).map(|view| {
        let chip = Chip::new(
            ask.t(&format!("ledger-view-{}", view.key)),
            format!("{}?{}", path(of), view.query),
            view.is_on(asked),
        );
        match counts.and_then(|counts| counts.iter().find(|(key, _)| *key == view.key)) {
            Some((_, count)) => chip.count(*count),
            None => chip,
        }
    }));
    html! { div id="ledger-views" hx-swap-oob=[counts.map(|_| "true")] { (ui::chips(ask.t("ledger-views"), &chips)) } }
}

/// A view's filters, for its count.
pub fn asked_of(view: &View) -> Asked {
    view.asked()
}

/// What can be chosen in the form.
pub struct Choices {
    pub owners: Vec<(Id, String)>,
}

impl Choices {
    pub fn read(tx: &mut Tx) -> Outcome<Choices> {
        let owners = people::persons_with(tx, Role::Specialist)?;
        Ok(Choices { owners: owners.into_iter().map(|member| (member.id, member.name)).collect() })
    }
}

/// The chips of what is set, each with the way to take it off, and the form.
pub fn bar(ask: &Ask, asked: &Asked, filter: &Filter, choices: &Choices) -> Markup {
    let set: Vec<Chip> = filter
        .set
        .iter()
        .map(|set| {
            let without = asked.with(&[(set.name, "")]);
            Chip::set(ask.lang, set.words.text(ask.lang), format!("{}?{without}", path(filter.of)))
        })
        .collect();
    html! {
        @if !set.is_empty() { (ui::chips(ask.t("ledger-filters-set"), &set)) }
        details.filters {
            summary { (ui::icon("filter")) " " (ask.t("ledger-filter")) }
            (form(ask, asked, filter, choices))
        }
    }
}

fn form(ask: &Ask, asked: &Asked, filter: &Filter, choices: &Choices) -> Markup {
    let any = || Choice::new("", ask.t("ledger-any"));
    let axis = |axis: &str, codes: Vec<&'static str>| {
        let words = codes.into_iter().map(|code| Choice::new(code, ask.t(&word_key(axis, code))));
        std::iter::once(any()).chain(words).collect::<Vec<_>>()
    };
    let owners = choices.owners.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let owners: Vec<Choice> = [any(), Choice::new("me", ask.t("ledger-is-mine"))].into_iter().chain(owners).collect();
    let tick = |name: &str, on: &str| ui::checkbox(name, ask.t(&format!("ledger-is-{name}")), "1", on == "1");
    html! {
        form method="get" action=(path(filter.of)) {
            @for (name, value) in asked.look() { @if !value.is_empty() { (ui::hidden(name, value)) } }
            div.fields {
                (ui::search("q", ask.t("ledger-words")).value(&asked.q))
                (select("approval", ask.t("ledger-axis-approval"), axis("approval-", codes(Approval::ALL, |w| w.code())), &asked.approval))
                (select("execution", ask.t("ledger-axis-execution"), axis("execution-", codes(Execution::ALL, |w| w.code())), &asked.execution))
                (select("confirmation", ask.t("ledger-axis-confirmation"), axis("confirmation-", codes(Confirmation::ALL, |w| w.code())), &asked.confirmation))
                (select("channel", ask.t("ledger-col-channel"), axis("channel-", codes(Channel::ALL, |w| w.code())), &asked.channel))
                (select("owner", ask.t("ledger-col-owner"), owners, &asked.owner))
                (ui::text("customer", ask.t("ledger-customer-code")).value(&asked.customer).attr("autocomplete", "off"))
                (ui::date("from", ask.t("ledger-from")).value(&asked.from))
                (ui::date("to", ask.t("ledger-to")).value(&asked.to))
            }
            div.fields {
                (tick("open", &asked.open)) (tick("late", &asked.late)) (tick("special", &asked.special)) (tick("major", &asked.major))
            }
            div.form-foot { (ui::primary(ask.t("ledger-filter-apply"))) (ui::link_button(ask.t("ledger-show-all"), path(filter.of))) }
        }
    }
}

fn codes<W: Copy>(all: &[W], code: fn(W) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|word| code(*word)).collect()
}

fn select(name: &str, label: impl Render, choices: Vec<Choice>, value: &str) -> ui::Field {
    ui::select(name, label, choices).value(value).id(format!("filter-{name}"))
}
