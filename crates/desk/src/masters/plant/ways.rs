//! How a product is made or bought, on its page: routing, parts, terms of supply (3.2.3a).

use maud::{Markup, html};
use platform::act::Outcome;
use platform::ids::Id;
use platform::web::Ask;
use platform::web::ui::{self, column};
use platform::{Tx, i18n::Lang};

use super::{Component, Operation, SupplyTerm, WorkCentre};
use crate::masters::product::{self, Product};

pub struct Ways {
    operations: Vec<(Operation, Option<WorkCentre>)>,
    parts: Vec<(Component, Option<Product>)>,
    term: Option<SupplyTerm>,
}

pub fn ways(tx: &mut Tx, id: Id) -> Outcome<Ways> {
    let operations = super::operations(tx, &[id])?;
    let ids: Vec<Id> = operations.iter().map(|operation| operation.centre).collect();
    let centres = super::centres(tx, &ids)?;
    let parts = super::components(tx, &[id])?;
    let ids: Vec<Id> = parts.iter().map(|part| part.component).collect();
    let mut products = product::products(tx, &ids)?;
    let at = |o: &Operation| centres.iter().find(|centre| centre.id == o.centre).cloned();
    Ok(Ways {
        operations: operations
            .into_iter()
            .map(|o| {
                let centre = at(&o);
                (o, centre)
            })
            .collect(),
        parts: parts
            .into_iter()
            .map(|part| {
                let of = products.remove(&part.component);
                (part, of)
            })
            .collect(),
        term: super::supply_terms(tx, &[id])?.remove(&id),
    })
}

pub fn cards(ask: &Ask, ways: &Ways) -> Markup {
    let lang = ask.lang;
    html! {
        (ui::card(lang.t("masters-kind-operations"), ui::clause("3.2.3a"), routing(lang, ways)))
        (ui::card(lang.t("masters-kind-components"), ui::clause("3.2.3a"), parts(lang, ways)))
        (ui::card(lang.t("masters-kind-supply_terms"), ui::clause("3.2.3a"), terms(lang, ways)))
    }
}

fn routing(lang: Lang, ways: &Ways) -> Markup {
    let heads = [
        column(lang.t("plant-operation")).number(),
        column(lang.t("plant-operation-name")),
        column(lang.t("plant-centre")),
        column(lang.t("plant-setup")).number(),
        column(lang.t("plant-run")).number(),
    ];
    let rows = ways.operations.iter().map(|(o, centre)| {
        ui::Row::new([
            html! { (o.no) },
            html! { (o.name) },
            html! { @if let Some(centre) = centre { (centre.code) " " (centre.name) } @else { "–" } },
            html! { (o.setup_minutes) },
            html! { (o.run_minutes.page()) },
        ])
    });
    let empty = ui::empty_state(lang.t("plant-routing-none"), lang.t("plant-routing-none-text"), html! {});
    html! { (ui::Table::new(lang.t("masters-kind-operations"), heads).dense(true).rows(rows).empty(empty)) }
}

fn parts(lang: Lang, ways: &Ways) -> Markup {
    let heads = [column(lang.t("plant-part")), column(lang.t("plant-per")).number()];
    let rows = ways.parts.iter().map(|(part, product)| {
        ui::Row::new([
            html! { @if let Some(p) = product { a href={ "/products/" (p.id) } { (p.sku) } " " (p.name(lang)) } },
            html! { (part.per.page()) @if let Some(p) = product { " " (p.unit) } },
        ])
    });
    let empty = ui::empty_state(lang.t("plant-parts-none"), lang.t("plant-parts-none-text"), html! {});
    html! { (ui::Table::new(lang.t("masters-kind-components"), heads).dense(true).rows(rows).empty(empty)) }
}

fn terms(lang: Lang, ways: &Ways) -> Markup {
    match &ways.term {
        Some(term) => ui::facts([
            (lang.t("plant-lead-days"), html! { (term.lead_days) }),
            (lang.t("plant-transport-days"), html! { (term.transport_days) }),
            (lang.t("plant-inspection-days"), html! { (term.inspection_days) }),
        ]),
        None => ui::empty_state(lang.t("plant-terms-none"), lang.t("plant-terms-none-text"), html! {}),
    }
}
