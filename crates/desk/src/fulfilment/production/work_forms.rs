//! What may be done next with a work order, each with its form.

use maud::{Markup, html};
use platform::web::Ask;
use platform::web::ui::{self, Choice};

use super::foresee::effect;
use super::put_away::waiting;
use super::steps::{HOLD, PLAN, PUT_AWAY, RELEASE, REPORT, RESUME};
use super::work::WorkState;
use super::work_page::{Seen, photo_field, problem_address};
use crate::fulfilment::inspection;
use crate::people::Again;

/// What may be done next, each with its form.
pub fn draw(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let form = |path: &str, step: &str, clause: &str, inside: Markup| {
        let files = (path == "reports").then_some("multipart/form-data");
        ui::card(
            ask.t(&format!("step-{}", step.replace(['.', '_'], "-"))),
            ui::clause(clause),
            html! {
                form method="post" enctype=[files] action={ "/production/" (w.id) "/" (path) } {
                    (ui::form_token(seen.once)) (ui::hidden("lock", w.lock)) (inside)
                }
            },
        )
    };
    let press = |key: &str| html! { div.form-foot { (ui::primary(ask.t(key))) } };
    let stands = &seen.stands;
    html! {
        @if PLAN.offered(w.state, stands) { (form("plan", "work.plan", "4.1.2", plan_form(ask, seen, again))) }
        @if RELEASE.offered(w.state, stands) {
            (form("release", "work.release", "4.1.2", html! { p { (ask.t("work-release-text")) } (press("step-work-release")) }))
        }
        @if REPORT.offered(w.state, stands) { (form("reports", "work.report", "4.1.3", report_form(ask, seen, again))) }
        @if PUT_AWAY.offered(w.state, stands) && waiting(w).is_positive() {
            (form("stock", "work.put_away", "4.1.3", html! {
                (ui::number("quantity", ask.t("work-quantity")).value(waiting(w)).required().error(again.error("quantity")))
                (press("step-work-put-away"))
            }))
        }
        @if w.state == WorkState::InProgress && inspection::may_begin(stands) { (inspect_form(ask, seen)) }
        @if !w.on_hold && HOLD.offered(w.state, stands) {
            (form("hold", "work.hold", "4.1.3", html! {
                (ui::hidden("hold", "on"))
                (ui::text("ground", ask.t("work-ground")).value(again.value("ground")).required().error(again.error("ground")))
                div.form-foot { (ui::button(ask.t("step-work-hold"))) }
            }))
        }
        @if w.on_hold && RESUME.offered(w.state, stands) {
            (form("hold", "work.resume", "4.1.3", html! { (ui::hidden("hold", "off")) (press("step-work-resume")) }))
        }
        @if let Some(line) = &seen.line {
            (ui::card(ask.t("work-problem"), ui::clause("4.1.3"), html! {
                p { (ask.t("work-problem-text")) }
                (ui::link_button(ask.t("work-problem"), problem_address(line, w)))
            }))
        }
    }
}

/// Quality looks at pieces between two operations.
fn inspect_form(ask: &Ask, seen: &Seen) -> Markup {
    let w = &seen.work;
    let between = w.steps.iter().filter(|step| step.no != w.last_no());
    let between: Vec<Choice> =
        between.map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name))).collect();
    if between.is_empty() {
        return html! {};
    }
    ui::card(
        ask.t("step-inspection-begin"),
        ui::clause("5.1.1"),
        html! {
            form method="post" action="/inspections" {
                (ui::form_token(format!("{}-inspect", seen.once))) (ui::hidden("work", w.id))
                (ui::select("no", ask.t("work-operation"), between).id("inspect-no").required())
                (ui::number("quantity", ask.t("work-quantity")).id("inspect-quantity").required())
                div.form-foot { (ui::button(ask.t("step-inspection-begin"))) }
            }
        },
    )
}

fn plan_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let routed = w.steps.iter().any(|step| step.centre.is_some() && w.minutes_left(step) > 0);
    let looked = seen.preview.as_ref().map_or(String::new(), |preview| preview.from.to_string());
    let from = if again.value("from").is_empty() { looked } else { again.value("from") };
    html! {
        p { (ask.t(if routed { "work-plan-text" } else { "work-plan-by-hand" })) }
        (ui::date("from", ask.t("work-from")).value(from).error(again.error("from")))
        @if routed {
            div.form-foot { (ui::button(ask.t("work-move-look")).attr("formmethod", "get").attr("formaction", w.href())) }
        }
        @if let Some(preview) = &seen.preview {
            p { (ask.t("work-plan")) ": " (preview.end_before.map_or("–".to_string(), |day| day.to_string())) " → "
                (preview.end_after.map_or("–".to_string(), |day| day.to_string())) }
            (effect(ask, &preview.lines, &preview.against))
        }
        @if !routed {
            (ui::date("ready", ask.t("work-ready")).value(again.value("ready")).required().error(again.error("ready")))
        }
        (ui::checkbox("pinned", ask.t("work-pin"), "yes", w.pinned))
        div.form-foot { (ui::primary(ask.t("step-work-plan"))) }
    }
}

fn report_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let next = w.next_step();
    let steps = w.steps.iter().map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name)));
    let no = again.or("no", next.map_or(String::new(), |s| s.no.to_string()));
    let good = again.or("good", next.map_or(String::new(), |s| w.open_of(s.no).min(w.arrived(s.no)).to_string()));
    html! {
        (ui::select("no", ask.t("work-operation"), steps).value(no).required().error(again.error("no")))
        div.fields {
            (ui::number("good", ask.t("work-good")).value(good).error(again.error("good")))
            (ui::number("scrap", ask.t("work-scrap")).value(again.value("scrap")).error(again.error("scrap")))
            (ui::number("minutes", ask.t("plant-minutes")).value(again.value("minutes")).error(again.error("minutes")))
        }
        (ui::text("remark", ask.t("work-remark")).value(again.value("remark")).error(again.error("remark")))
        (photo_field(ask, again, "report-photo"))
        div.form-foot { (ui::primary(ask.t("step-work-report"))) }
    }
}
