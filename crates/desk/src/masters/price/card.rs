//! A product's prices on its page: what the lists say of it, what was proposed and answered, and the manager's form.

use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::web::Ask;
use platform::web::ui::{self, Moment, Tone, column};
use platform::{Id, Tx};

use super::change::{self, PriceChange};
use super::list::{self, PriceList};
use super::list_page::{per, when};
use super::lists_page::{called, for_whom};
use super::proposal::{self, PriceProposal, ProposalState};
use super::propose::PROPOSE;
use super::row::{self, PriceRow};
use crate::masters::{Product, shown, steps};
use crate::people::Again;

const STORY_MAX: i64 = 20;

pub struct Prices {
    rows: Vec<PriceRow>,
    lists: Vec<PriceList>,
    changes: Vec<PriceChange>,
    proposals: Vec<PriceProposal>,
}

pub fn of(tx: &mut Tx, product: Id) -> Outcome<Prices> {
    let rows = row::of_product(tx, product)?;
    let changes = change::of_product(tx, product, STORY_MAX)?;
    let mut lists: Vec<Id> = rows.iter().map(|row| row.list).chain(changes.iter().filter_map(|c| c.list)).collect();
    lists.sort();
    lists.dedup();
    let proposals: Vec<Id> = changes.iter().map(|c| c.proposal).collect();
    Ok(Prices { lists: list::by_ids(tx, &lists)?, proposals: proposal::by_ids(tx, &proposals)?, rows, changes })
}

pub fn card(app: &App, ask: &Ask, product: &Product, prices: &Prices, again: &Again) -> Markup {
    let standing = ask.visit.who.as_ref().map(steps::standing).unwrap_or_default();
    html! {
        (ui::card(ask.t("prices-title"), ui::clause("3.2.3b"), html! {
            (table(app, ask, prices))
        }))
        @if PROPOSE.offered(ProposalState::New, &standing) {
            (ui::card(ask.t("step-price-propose"), ui::clause(PROPOSE.clause), form(app, ask, product, again)))
        }
        (ui::card(ask.t("prices-story"), ui::clause("1.3.4"), story(app, ask, prices)))
    }
}

fn table(app: &App, ask: &Ask, prices: &Prices) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let today = app.0.clock.now().day_in(&app.config().zone());
    let heads = [
        column(field("list")),
        column(ask.t("prices-for")),
        column(field("from_quantity")).number(),
        column(field("price")).number(),
        column(field("floor_price")).number(),
        column(field("valid_from")),
        column(field("valid_until")),
        column(ask.t("masters-state")),
    ];
    let rows = prices.rows.iter().filter_map(|row| {
        let list = prices.lists.iter().find(|list| list.id == row.list)?;
        let href = format!("/prices/{}", list.id);
        let cells = [
            html! { a href=(href) { (list.code) } },
            html! { @if list.customer.is_some() { (ask.t("prices-for-customer")) } @else { (for_whom(ask.lang, list, None)) } },
            html! { (row.from_quantity.page()) },
            html! { (list.currency) " " (row.price.page(list.currency)) (per(ask.lang, row.base.units())) },
            html! { @if let Some(floor) = row.floor { (floor.page(list.currency)) } @else { "–" } },
            html! { (row.valid_from) },
            html! { @if let Some(until) = row.valid_until { (until) } @else { "–" } },
            when(ask.lang, row, today),
        ];
        Some(ui::Row::new(cells).opens(href))
    });
    let none = ui::empty_state(ask.t("prices-rows-none"), ask.t("prices-own-text"), html! {});
    html! { (ui::Table::new(ask.t("prices-title"), heads).dense(true).rows(rows).empty(none)) }
}

fn form(app: &App, ask: &Ask, product: &Product, again: &Again) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let input = |name: &str| ui::text(name, field(name)).value(again.value(name)).error(again.error(name));
    let number = |name: &str| ui::number(name, field(name)).value(again.value(name)).error(again.error(name));
    let date = |name: &str| ui::date(name, field(name)).value(again.value(name)).error(again.error(name));
    html! {
        (again.head(ask))
            form method="post" action={ "/products/" (product.id) "/prices" } {
                (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
                div.fields {
                    (input("list").hint(Some(ask.t("prices-list-hint"))))
                    (number("from_quantity"))
                    (date("valid_from"))
                    (date("valid_until"))
                    (number("price"))
                    (number("floor_price"))
                }
                p { (ask.t("prices-new-list")) }
                div.fields { (input("price_class")) (input("customer")) (input("currency")) }
                (ui::text("ground", ask.t("prices-ground")).value(again.value("ground")).error(again.error("ground")).required())
                div.form-foot { (ui::primary(ask.t("step-price-propose"))) }
            }
    }
}

fn story(app: &App, ask: &Ask, prices: &Prices) -> Markup {
    let zone = app.config().zone();
    let moments: Vec<Moment> = prices
        .changes
        .iter()
        .filter_map(|c| {
            let p = prices.proposals.iter().find(|p| p.id == c.proposal)?;
            let list = c.list.and_then(|id| prices.lists.iter().find(|list| list.id == id));
            let tone = match p.state {
                ProposalState::Accepted => Tone::Good,
                ProposalState::Refused => Tone::Bad,
                ProposalState::Open => Tone::Active,
                _ => Tone::Quiet,
            };
            let before = c.was.as_ref().map_or("–".to_string(), |was| was.price.page(was.currency));
            Some(Moment {
                at: p.asked_at.to_string(),
                at_shown: shown::clock(p.asked_at, &zone),
                who: p.asked_name.clone(),
                what: html! {
                    (list.map_or(ask.t("prices-own-price"), |list| list.code.clone())) " · "
                    @if !c.from_quantity.is_zero() { (ask.ta("prices-from-n", &[("n", c.from_quantity.page())])) " · " }
                    (c.currency) " " (before) " → " (c.price.page(c.currency)) " "
                    (ui::status(tone, ask.t(&format!("prices-state-{}", p.state.code().replace('_', "-")))))
                },
                tone,
                clause: None,
                more: Some(html! {
                    p { a href={ "/price-proposals/" (p.id) } { (called(p)) } }
                    @if let Some(at) = p.answered_at { p { (p.answered_name) " · " (shown::clock(at, &zone)) " " (p.answer) } }
                }),
            })
        })
        .collect();
    html! {
        @if moments.is_empty() { (ui::empty_state(ask.t("prices-story-none"), ask.t("prices-none-text"), html! {})) }
        @else { (ui::timeline(&moments)) }
    }
}
