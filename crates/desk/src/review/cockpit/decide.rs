//! The three buttons (3.2.4, 3.2.5), each with what it needs; grey with its reasons where no form here can help.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::step::By;
use platform::web::ui::{self, Reason};
use platform::who::Role;

use super::super::approve::APPROVE;
use super::super::pieces;
use super::super::reasons::{DeclineReason, ReturnReason};
use super::super::seen;
use super::super::verdicts::major::DECISION_CHARS_MIN;
use super::{Typed, View};
use crate::order::Approval;

pub fn forms(lang: Lang, view: &View, typed: &Typed) -> Markup {
    if view.order.approval != Approval::FinalReview {
        return ui::card(lang.t("decide-title"), html! {}, html! { p { (lang.t("decide-over")) } });
    }
    if !By::Decider.allows(&view.desk.standing) {
        let why = pieces::reasons(lang, &APPROVE.forbidden());
        return ui::card(lang.t("decide-title"), ui::clause("2.2.1c"), html! { (ui::reasons("decide-reasons", &why)) });
    }
    html! {
        (approval(lang, view, typed))
        div.split {
            div.split-left { (return_form(lang, view, typed)) }
            div.split-right { (decline_form(lang, view, typed)) }
        }
    }
}

fn why(lang: Lang, trouble: Option<&platform::Trouble>) -> Vec<Reason> {
    trouble.map(|trouble| pieces::reasons(lang, trouble)).unwrap_or_default()
}

fn approval(lang: Lang, view: &View, typed: &Typed) -> Markup {
    let reasons = why(lang, view.approve_stopped.as_ref());
    let open = reasons.is_empty();
    let wanted = pieces::red_of(&view.found, Role::Manager);
    let major = !view.major.is_empty();
    let decision = ui::text("decision", lang.t("decide-decision")).value(&typed.decision);
    let decision = if major {
        decision
            .required()
            .attr("minlength", DECISION_CHARS_MIN)
            .hint(Some(lang.ta("decide-decision-major", &[("n", DECISION_CHARS_MIN.to_string())])))
    } else {
        decision
    };
    ui::card(
        lang.t("decide-title"),
        ui::clause("3.2.5"),
        html! {
            form method="post" action={ "/orders/" (view.order.id) "/approval" } {
                (ui::form_token(view.tokens[0]))
                (ui::hidden("lock", view.order.lock))
                (ui::hidden("seen", seen::carried(&view.says)))
                (pieces::ground_inputs(lang, "approve", &wanted, &typed.grounds, open))
                (decision)
                div.form-foot {
                    (ui::primary(lang.t("step-order-approve")).key("A").reasons("approve-reasons", reasons))
                    (ui::link_button(lang.t("step-order-send-back"), "#send-back").key("B"))
                    (ui::link_button(lang.t("step-order-decline"), "#decline").key("D"))
                }
            }
        },
    )
}

fn return_form(lang: Lang, view: &View, typed: &Typed) -> Markup {
    let codes: Vec<&str> = ReturnReason::ALL.iter().map(|reason| reason.code()).collect();
    let reasons = why(lang, view.send_back_stopped.as_ref());
    html! {
        div id="send-back" {
            (ui::card(lang.t("step-order-send-back"), ui::clause("3.2.4"), html! {
                form method="post" action={ "/orders/" (view.order.id) "/return" } {
                    (ui::form_token(view.tokens[1]))
                    (ui::hidden("lock", view.order.lock))
                    (pieces::reason_ticks(lang, "return", &codes, &typed.return_reasons))
                    (ui::textarea("text", lang.t("verdict-words")).id("return-text").value(&typed.return_text).required())
                    (ui::button(lang.t("step-order-send-back")).reasons("return-reasons", reasons))
                }
            }))
        }
    }
}

fn decline_form(lang: Lang, view: &View, typed: &Typed) -> Markup {
    let codes: Vec<&str> = DeclineReason::ALL.iter().map(|reason| reason.code()).collect();
    let reasons = why(lang, view.decline_stopped.as_ref());
    html! {
        div id="decline" {
            (ui::card(lang.t("step-order-decline"), ui::clause("3.2.4"), html! {
                form method="post" action={ "/orders/" (view.order.id) "/refusal" } {
                    (ui::form_token(view.tokens[2]))
                    (ui::hidden("lock", view.order.lock))
                    (pieces::reason_ticks(lang, "decline", &codes, &typed.decline_reasons))
                    (ui::textarea("text", lang.t("verdict-words-file")).id("decline-text").value(&typed.decline_text).required())
                    (ui::danger(lang.t("step-order-decline")).confirm(lang.t("decide-decline-sure")).reasons("decline-why", reasons))
                }
            }))
        }
    }
}
