//! The chips of what is set, and the form that sets more. All of them are addresses.

use maud::{Markup, Render, html};
use platform::act::Outcome;
use platform::web::Ask;
use platform::web::ui::{self, Chip, Choice};
use platform::who::Role;
use platform::{Id, Tx};

use super::asked::Asked;
use super::filter::{Filter, word_key};
use super::list::path;
use crate::order::{Approval, Channel, Confirmation, Execution};
use crate::people;

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
            @for (name, value) in [("product", &asked.product), ("sku", &asked.sku), ("currency", &asked.currency)] {
                @if !value.is_empty() { (ui::hidden(name, value)) }
            }
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
