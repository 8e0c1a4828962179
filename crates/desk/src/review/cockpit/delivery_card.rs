//! 3.2.3a in a card: wanted, promised, what binds; the lines with their reasons to open.

use maud::{Markup, html};
use platform::day::Day;
use platform::i18n::Lang;
use platform::web::chart::{self, Chart, Point};
use platform::web::ui::{self, Tone, column};

use super::super::shown::clock;
use super::{View, verdict_card};
use crate::fulfilment::{Load, LoadDay};
use crate::order::Commitment;

pub fn card(lang: Lang, view: &View) -> Markup {
    let (lines, promises) = (&view.order.lines, &view.facts.promises);
    let wanted = lines.iter().filter_map(|line| line.requested_on).max();
    let last = promises.iter().max_by_key(|promise| promise.on.map_or(i64::MAX, Day::to_i64));
    let day = |day: Option<Day>| day.map_or("–".to_string(), |day| day.to_string());
    let promised = last.and_then(|promise| promise.on);
    let lead = html! {
        p { (lang.t("delivery-wanted")) " " strong.num { (day(wanted)) } " · " (lang.t("delivery-promise")) " " strong.num { (day(promised)) } }
        @if let Some(last) = last {
            @let sku = lines.iter().find(|line| line.id == last.line).map_or("", |line| line.sku.as_str());
            p { small { (lang.ta("delivery-binding", &[("line", last.no.to_string()), ("sku", sku.to_string())])) " " (last.say.text(lang)) } }
        }
        @if let Some(last) = last {
            @if let Some(load) = &last.load { (picture(lang, load)) }
            @if !last.earlier.is_empty() {
                p { small { (lang.t("delivery-earlier")) ":" } }
                ul { @for say in &last.earlier { li { small { (say.text(lang)) } } } }
            }
        }
        @if let Some(at) = view.computed_at {
            p { small { (lang.ta("delivery-computed", &[("at", clock(at, &view.zone))])) } }
        }
        @let consent = view.order.head.late_consent.trim();
        @if !consent.is_empty() { p { small { (lang.t("delivery-consent")) ": " (consent) @if let Some(until) = view.order.head.late_until { " (≤ " (until) ")" } } } }
        @for line in lines {
            @if let Some(word) = view.facts.commitments.get(&line.id) { p { small { (said(lang, view, line.no, word)) } } }
        }
    };
    verdict_card(lang, view, "delivery", "3.2.3a", lead, evidence(lang, view))
}

/// What a department said about a line, with the day it stands for.
fn said(lang: Lang, view: &View, line: i64, word: &Commitment) -> String {
    let key = if word.can { "delivery-commitment" } else { "delivery-denied" };
    let day = word.day.map_or("–".to_string(), |day| day.to_string());
    let args = [("line", line.to_string()), ("by", word.by.clone()), ("day", day), ("at", clock(word.at, &view.zone))];
    lang.ta(key, &args)
}

/// The binding work centre, day by day: what is taken, and in another tone where this order takes part of it.
fn picture(lang: Lang, load: &Load) -> Markup {
    let sum = |of: fn(&LoadDay) -> i64| load.days.iter().map(of).sum::<i64>().to_string();
    let day = |day: Option<&LoadDay>| day.map_or("–".to_string(), |day| day.day.to_string());
    let title = lang.ta("delivery-load", &[("centre", load.centre.clone())]);
    let finding = lang.ta(
        "delivery-load-finding",
        &[
            ("planned", sum(|day| day.planned)),
            ("capacity", sum(|day| day.capacity)),
            ("own", sum(|day| day.own)),
            ("from", day(load.days.first())),
            ("until", day(load.days.last())),
        ],
    );
    let points: Vec<Point> = load
        .days
        .iter()
        .map(|day| {
            let tone = if day.own > 0 { Tone::Warn } else { Tone::Active };
            let label = day.day.to_string();
            // A picture, never an amount.
            let height = day.planned as f64 / day.capacity.max(1) as f64;
            Point::new(label[5..].to_string(), height, format!("{}/{}", day.planned, day.capacity)).tone(tone)
        })
        .collect();
    let heads = (lang.t("delivery-load-day"), lang.t("delivery-load-minutes"));
    let chart =
        Chart { id: "delivery-load", title: &title, finding: &finding, heads: (heads.0.as_str(), heads.1.as_str()) };
    html! { (chart::bars(&chart, &points)) p { small { (finding) } } }
}

fn evidence(lang: Lang, view: &View) -> Markup {
    let heads = [
        column(lang.t("review-line")),
        column(lang.t("review-product")),
        column(lang.t("review-quantity")).number(),
        column(lang.t("delivery-free")).number(),
        column(lang.t("delivery-wanted")),
        column(lang.t("delivery-promise")),
        column(lang.t("delivery-why")),
    ];
    let day = |day: Option<Day>| day.map_or("–".to_string(), |day| day.to_string());
    let rows = view.order.lines.iter().zip(&view.facts.promises).map(|(line, promise)| {
        let holders = line.product.and_then(|id| view.facts.holders.get(&id));
        ui::Row::new([
            html! { (line.no) },
            html! { (line.sku) " " (line.name) },
            html! { (line.quantity.page()) " " (line.unit) },
            html! { (promise.free.page()) },
            html! { (day(line.requested_on)) },
            html! { (day(promise.on)) },
            html! {
                (promise.say.text(lang))
                @if promise.reasons.len() > 1 {
                    details {
                        summary { (lang.t("delivery-chain")) }
                        ol { @for reason in &promise.reasons { li { (reason.text(lang)) } } }
                    }
                }
                @if let Some(numbers) = holders { br; small { (lang.ta("delivery-held", &[("orders", numbers.join(", "))])) } }
            },
        ])
    });
    html! { (ui::Table::new(lang.t("group-delivery"), heads).rows(rows).dense(true).wide()) }
}
