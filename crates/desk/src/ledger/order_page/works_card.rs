//! 4.1.3 on the order's page: each line's work orders, how far each is, until when, what it lacks, and who said so last.

use maud::{Markup, html};
use platform::quantity::Quantity;
use platform::web::ui::{self, Row, Table, Tone, column};

use super::Shown;
use crate::fulfilment::production::{Work, WorkShown, tone_of};
use crate::shell::DEPARTMENT_READERS;

pub fn table(shown: &Shown, works: &[WorkShown]) -> Markup {
    let heads = [
        column(shown.t("ledger-dispatch-line")),
        column(shown.t("work-number")),
        column(shown.t("work-state")),
        column(shown.t("work-progress")),
        column(shown.t("work-plan")),
        column(shown.t("work-parts")),
        column(shown.t("ledger-last-report")),
    ];
    let mut works: Vec<&WorkShown> = works.iter().collect();
    works.sort_by_key(|one| (shown.line_no(one.work.line), one.work.number.clone()));
    let rows = works.into_iter().map(|one| row(shown, one));
    html! { (Table::new(shown.t("work-title"), heads).rows(rows)) }
}

fn row(shown: &Shown, one: &WorkShown) -> Row {
    let w = &one.work;
    let opens = shown.who.roles.any(DEPARTMENT_READERS);
    Row::new([
        html! { (shown.line_words(w.line)) },
        html! { @if opens { a href=(w.href()) { (w.number) } } @else { (w.number) } },
        html! {
            (ui::status(tone_of(w.state), shown.t(&format!("work-state-{}", w.state))))
            @if w.on_hold { br; (ui::status(Tone::Bad, html! { (shown.t("work-on-hold")) " · " (w.ground) })) }
        },
        progress(shown, w),
        plan(shown, w),
        parts(shown, one),
        html! {
            @if let Some(last) = &one.last {
                (last.by_name) " · " (last.no) ": " (last.good.page())
                @if last.scrap.is_positive() { " · " (scrapped(shown, last.scrap)) }
                br; small { (shown.moment(last.at)) }
            } @else { "–" }
        },
    ])
}

fn scrapped(shown: &Shown, n: Quantity) -> String {
    shown.lang.ta("work-scrapped", &[("n", n.page())])
}

fn progress(shown: &Shown, w: &Work) -> Markup {
    let whole = |q: Quantity| u64::try_from(q.millionths() / 1_000).unwrap_or(0);
    let words = html! {
        (w.good.page()) " / " (w.quantity.page()) @if w.scrap.is_positive() { " · " (scrapped(shown, w.scrap)) }
    };
    ui::progress(shown.t("work-progress"), whole(w.good), whole(w.quantity).max(1), words)
}

fn plan(shown: &Shown, w: &Work) -> Markup {
    let Some(end) = w.end_on else { return html! { (shown.t("work-not-planned")) } };
    match w.wanted_on {
        Some(wanted) if end > wanted && !w.state.is_made() => {
            let n = end.days_since(wanted).to_string();
            ui::status(Tone::Bad, html! { (end) br; small { (shown.lang.ta("work-days-late", &[("n", n)])) } })
        }
        _ => html! { (end) },
    }
}

fn parts(shown: &Shown, one: &WorkShown) -> Markup {
    if one.missing.is_empty() {
        return html! { "–" };
    }
    let day = one.work.awaits_parts().map(|day| shown.lang.ta("work-expected", &[("day", day.to_string())]));
    let words = html! {
        @for (sku, missing) in &one.missing { (sku) " " (missing.page()) br; }
        @if let Some(day) = day { small { (day) } }
    };
    ui::status(Tone::Warn, words)
}
