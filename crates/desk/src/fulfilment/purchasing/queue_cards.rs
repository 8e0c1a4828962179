//! What `/purchases` shows: needs with their buttons, purchases, and what is overdue.

use maud::{Markup, html};
use platform::Id;
use platform::web::Ask;
use platform::web::ui::{self, Tone, column};
use platform::who::{Person, Role};

use super::queue::{Late, NeedRow, Row, state_tone, state_word};
use crate::masters::sees;
use crate::people::Again;

pub(super) fn needs_card(ask: &Ask, who: &Person, rows: &[NeedRow], once: Id, again: &Again) -> Markup {
    let buys = who.is(Role::Purchasing);
    let suppliers = sees::supplier(who.roles);
    let mut heads = vec![
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-for")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("purchase-wanted")),
    ];
    if suppliers {
        heads.push(column(ask.t("purchase-usual")));
    }
    if buys {
        heads.push(column(ask.t("purchase-act")));
    }
    let shown = rows.iter().map(|row| {
        let about = format!("{} {}", row.sku, row.order_number);
        let mut cells = vec![
            html! {
                @if buys {
                    input.form-check-input type="checkbox" form="bundle" name="requests[]" value=(row.id)
                        aria-label=(ask.ta("purchase-choose", &[("what", about.clone())]));
                    " "
                }
                span { (row.sku) " " (row.name) br; small { (row.spec) } }
            },
            html! {
                @match row.order {
                    Some(order) => a href={ "/orders/" (order) } { (row.order_number) },
                    None => (ask.t("purchase-for-stock")),
                }
                @if row.component { br; small { (ask.t("purchase-for-component")) } }
            },
            html! { (row.open.page()) " " (row.unit) },
            html! { (row.wanted_on) },
        ];
        if suppliers {
            cells.push(html! { (row.supplier.as_deref().unwrap_or("–")) });
        }
        if buys {
            cells.push(stop_form(ask, row, &about, once));
        }
        ui::Row::new(cells)
    });
    let empty = ui::empty_state(ask.t("purchase-none"), ask.t("purchase-none-text"), html! {});
    let table = ui::Table::new(ask.t("purchase-show-requests"), heads).rows(shown).empty(empty);
    html! {
        (ui::card("", ui::clause("4.2.1"), html! { (table) }))
        @if buys && !rows.is_empty() {
            form id="bundle" method="post" action="/purchases" {
                (ui::form_token(format!("{once}-bundle")))
                div.form-foot { (ui::primary(ask.t("step-purchase-open"))) }
            }
        }
        @if buys { (stock_form(ask, once, again)) }
    }
}

fn stop_form(ask: &Ask, row: &NeedRow, about: &str, once: Id) -> Markup {
    let id = row.id;
    html! {
        details {
            summary aria-label={ (ask.t("step-purchase-request-stop")) ": " (about) } { (ask.t("step-purchase-request-stop")) }
            form method="post" action={ "/purchase-requests/" (id) "/stop" } {
                (ui::form_token(format!("{once}-{id}")))
                (ui::text("ground", ask.t("masters-ground")).id(format!("ground-{id}")).required())
                (ui::button(ask.t("step-purchase-request-stop")).small())
            }
        }
    }
}

fn stock_form(ask: &Ask, once: Id, again: &Again) -> Markup {
    ui::card(
        ask.t("step-purchase-request-new"),
        ui::clause("4.2.1"),
        html! {
            form method="post" action="/purchase-requests" {
                (ui::form_token(format!("{once}-stock")))
                div.fields {
                    (ui::text("sku", ask.t("purchase-sku")).value(again.value("sku")).error(again.error("sku")).required())
                    (ui::number("quantity", ask.t("purchase-quantity")).value(again.value("quantity")).error(again.error("quantity")).required())
                    (ui::date("wanted_on", ask.t("purchase-wanted")).value(again.value("wanted_on")).error(again.error("wanted_on")).required())
                }
                div.form-foot { (ui::button(ask.t("step-purchase-request-new"))) }
            }
        },
    )
}

pub(super) fn purchases_table(ask: &Ask, rows: &[Row], suppliers: bool) -> Markup {
    let mut heads = vec![column(ask.t("purchase-number")), column(ask.t("masters-state"))];
    if suppliers {
        heads.push(column(ask.t("purchase-supplier")));
    }
    heads.push(column(ask.t("purchase-reply-by")));
    let shown = rows.iter().map(|row| {
        let href = format!("/purchases/{}", row.id);
        let mut cells = vec![
            html! { a href=(href) { (row.number) } },
            ui::status(state_tone(row.state), state_word(ask, row.state)),
        ];
        if suppliers {
            cells.push(html! { (row.supplier.as_deref().unwrap_or("–")) });
        }
        cells.push(html! { @if let Some(day) = row.reply_by { (day) } @else { "–" } });
        ui::Row::new(cells).opens(href)
    });
    let empty = ui::empty_state(ask.t("purchase-none"), ask.t("purchase-none-text"), html! {});
    html! { (ui::Table::new(ask.t("nav-purchases"), heads).rows(shown).empty(empty)) }
}

pub(super) fn overdue_table(ask: &Ask, who: &Person, rows: &[Late]) -> Markup {
    let suppliers = sees::supplier(who.roles);
    let mut heads = vec![
        column(ask.t("purchase-number")),
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-outstanding")).number(),
        column(ask.t("purchase-expected")),
        column(ask.t("purchase-waiting")),
    ];
    if suppliers {
        heads.push(column(ask.t("purchase-supplier")));
    }
    let shown = rows.iter().map(|row| {
        let href = format!("/purchases/{}", row.purchase);
        let late = ask.ta("purchase-late", &[("n", row.days.to_string())]);
        let mut cells = vec![
            html! { a href=(href) { (row.number) } },
            html! { (row.sku) " " (row.name) },
            html! { (row.outstanding.page()) " " (row.unit) },
            html! { (row.expected_on) " " (ui::status(Tone::Bad, late)) },
            waiting(ask, who, row),
        ];
        if suppliers {
            cells.push(html! { (row.supplier.as_deref().unwrap_or("–")) });
        }
        ui::Row::new(cells).opens(href)
    });
    let empty = ui::empty_state(ask.t("purchase-overdue-none"), ask.t("purchase-overdue-none-text"), html! {});
    html! { (ui::Table::new(ask.t("purchase-show-overdue"), heads).rows(shown).empty(empty)) }
}

/// Orders shown of one line; the others stand on the purchase's page.
const WAITING_SHOWN: usize = 5;

/// The orders that wait, with their customers; a customer's page only for those who may open it.
fn waiting(ask: &Ask, who: &Person, row: &Late) -> Markup {
    let opens = who.roles.any(sees::CUSTOMER_READERS);
    html! {
        @for waits in row.waiting.iter().take(WAITING_SHOWN) {
            div {
                a href={ "/orders/" (waits.order) } { (waits.number) } " "
                @if opens { a href={ "/customers/" (waits.customer) } { (waits.customer_name) } } @else { (waits.customer_name) }
                br; small { (ask.ta("purchase-wanted-on", &[("day", waits.wanted_on.to_string())])) }
                @if waits.days > 0 { " " (ui::status(Tone::Bad, ask.ta("purchase-late", &[("n", waits.days.to_string())]))) }
            }
        }
        @if row.waiting.len() > WAITING_SHOWN {
            a href={ "/purchases/" (row.purchase) } {
                (ask.ta("purchase-waiting-more", &[("n", (row.waiting.len() - WAITING_SHOWN).to_string())]))
            }
        }
        @if row.waiting.is_empty() { (ask.t("purchase-for-stock")) }
    }
}
