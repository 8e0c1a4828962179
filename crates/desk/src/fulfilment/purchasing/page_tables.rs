//! The tables of a purchase's page: what is bought, for whom, what came, which days were promised, what was signed.

use maud::{Markup, html};
use platform::web::Ask;
use platform::web::ui::{self, Tone, column};

use super::page::Seen;
use super::{forms, money};

pub(super) fn lines(ask: &Ask, seen: &Seen) -> Markup {
    let mut heads = vec![
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("purchase-received")).number(),
        column(ask.t("purchase-to-inspect")).number(),
        column(ask.t("purchase-promised")),
        column(ask.t("purchase-expected")),
    ];
    // Nothing costs anything before somebody has won.
    let priced = seen.sees_price && seen.purchase.supplier.is_some();
    if priced {
        heads.push(column(ask.t("purchase-price")).number());
        heads.push(column(ask.t("purchase-amount")).number());
    }
    let currency = seen.purchase.currency;
    let rows = seen.lines.iter().map(|line| {
        let overdue = line.awaited && line.expected_on.is_some_and(|day| day < seen.today);
        let mut cells = vec![
            html! { (line.no) ". " (line.sku) " " (line.name(ask.lang)) br; small { (line.spec) } },
            html! { (line.quantity.page()) " " (line.unit) },
            html! { (line.received.page()) },
            html! { (line.to_inspect.page()) },
            html! { @if let Some(day) = line.promised_on { (day) } @else { "–" } },
            html! {
                @if let Some(day) = line.expected_on { (day) } @else { "–" }
                @if overdue { " " (ui::status(Tone::Bad, ask.t("purchase-show-overdue"))) }
            },
        ];
        if priced {
            cells.push(html! {
                (line.price.page(currency)) @if line.price_base.units() > 1 { " / " (line.price_base.units()) }
                br; small { (ask.ta("compare-tax", &[("rate", line.tax_rate.to_string())])) }
            });
            cells.push(html! { (money(line.amount, currency)) });
        }
        ui::Row::new(cells)
    });
    html! { (ui::Table::new(ask.t("purchase-lines"), heads).wide().rows(rows)) }
}

pub(super) fn parts(ask: &Ask, seen: &Seen) -> Markup {
    let heads = [
        column(ask.t("purchase-for")),
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("purchase-received")).number(),
        column(ask.t("purchase-wanted")),
    ];
    let rows = seen.parts.iter().map(|part| {
        let line = seen.lines.iter().find(|line| line.id == part.line);
        ui::Row::new([
            html! {
                @match part.order {
                    Some(order) => a href={ "/orders/" (order) } { (part.order_number) },
                    None => (ask.t("purchase-for-stock")),
                }
            },
            html! { @if let Some(line) = line { (line.no) ". " (line.sku) } },
            html! { (part.quantity.page()) },
            html! { (part.received.page()) },
            html! { (part.wanted_on) },
        ])
    });
    html! { (ui::Table::new(ask.t("purchase-parts"), heads).rows(rows)) }
}

pub(super) fn receipts(ask: &Ask, seen: &Seen) -> Markup {
    let moment = |at: platform::day::Instant| at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string();
    let heads = [
        column(ask.t("purchase-at")),
        column(ask.t("receipt-note")),
        column(ask.t("purchase-goods")),
        column(ask.t("purchase-quantity")).number(),
        column(ask.t("receipt-passed")).number(),
        column(ask.t("receipt-returned")).number(),
        column(ask.t("receipt-in-time")),
    ];
    let rows = seen.receipts.iter().map(|receipt| {
        let (tone, key) = if receipt.in_time { (Tone::Good, "receipt-yes") } else { (Tone::Bad, "receipt-no") };
        let line = seen.lines.iter().find(|line| line.id == receipt.line);
        ui::Row::new([
            html! { (moment(receipt.at)) br; small { (receipt.by_name) } },
            html! { (receipt.note_no) },
            html! { (receipt.line_no) ". " @if let Some(line) = line { (line.sku) } },
            html! { (receipt.quantity.page()) },
            html! { (receipt.passed.page()) (forms::waits(ask, receipt)) },
            html! { (receipt.returned.page()) },
            ui::status(tone, ask.t(key)),
        ])
    });
    let empty = ui::empty_state(ask.t("receipt-none"), ask.t("receipt-none-text"), html! {});
    html! {
        (ui::Table::new(ask.t("purchase-receipts"), heads).rows(rows).empty(empty))
        @for back in &seen.returns {
            p {
                (ui::status(Tone::Warn, ask.t(&format!("return-outcome-{}", back.outcome)))) " "
                (moment(back.at)) " · " (back.note_no) " · " (back.quantity.page()) " · " (back.reason) " · " (back.by_name)
                @if seen.sees_supplier { " · " a href={ (seen.purchase.href()) "/returns/" (back.id) } { (ask.t("return-slip")) } }
            }
        }
    }
}

pub(super) fn promises(ask: &Ask, seen: &Seen) -> Markup {
    let heads = ["purchase-at", "purchase-line", "promise-old", "promise-new", "masters-ground", "promise-by"];
    let heads = heads.map(|key| column(ask.t(key)));
    let rows = seen.promises.iter().map(|promised| {
        ui::Row::new([
            html! { (promised.at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string()) },
            html! { (promised.line) },
            html! { @if let Some(day) = promised.old_on { (day) } @else { "–" } },
            html! { (promised.new_on) },
            html! { (promised.ground) },
            html! { (promised.by_name) },
        ])
    });
    html! { (ui::Table::new(ask.t("purchase-promises"), heads).rows(rows)) }
}

/// The supplier's signed copies.
pub(super) fn signed(seen: &Seen) -> Markup {
    let moment = |at: platform::day::Instant| at.in_zone(&seen.zone).strftime("%Y-%m-%d %H:%M").to_string();
    html! {
        @for paper in &seen.signed {
            p {
                a href={ (seen.purchase.href()) "/signed-contracts/" (paper.id) } { (paper.name) } " "
                small.muted { (moment(paper.at)) " · " (paper.by_name) }
            }
        }
    }
}
