//! What may be done with a purchase, beside it: a form for each step that its reader may take where it stands.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::Ask;
use platform::web::ui::{self, Choice};

use super::page::Seen;
use super::purchase::Line;
use super::receive::Receipt;
use super::{
    amendment, ask as inquiry, ask_rest, contract, divide, end, enter_quote, file_signed, give_back, receive, repromise,
};
use crate::people::Again;
use crate::shell::step_key;

pub fn all(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let (state, stands) = (seen.purchase.state, &seen.stands);
    html! {
        @if contract::CONTRACT.offered(state, stands) { (contract_form(ask, seen, again)) }
        @if amendment::TELL_SUPPLIER.offered(state, stands) && seen.purchase.amended_at.is_some() {
            (form(ask, seen, "amendment", amendment::TELL_SUPPLIER.id, amendment::TELL_SUPPLIER.clause, html! { p { (ask.t("contract-amended-do")) } }))
        }
        @if file_signed::FILE_SIGNED.offered(state, stands) { (signed_form(ask, seen, again)) }
        @if receive::RECEIVE.offered(state, stands) { (receipt_form(ask, seen, again)) }
        @if ask_rest::ASK_REST.offered(state, stands) && !seen.lost.is_empty() { (ask_rest::card(ask, seen)) }
        @if inquiry::ASK.offered(state, stands) { (inquiry_form(ask, seen, again)) }
        @if enter_quote::ENTER.offered(state, stands) && !seen.asked.is_empty() { (quote_form(ask, seen, again)) }
        @if divide::DIVIDE.offered(state, stands) && seen.lines.len() > 1 { (divide_form(ask, seen, again)) }
        @if repromise::REPROMISE.offered(state, stands) { (promise_form(ask, seen, again)) }
        @if give_back::GIVE_BACK_CREDIT.offered(state, stands) && !seen.receipts.is_empty() { (return_form(ask, seen, again)) }
        @if end::CLOSE.offered(state, stands) { (end_form(ask, seen, again, "closing", end::CLOSE.id, false)) }
        @if end::STOP.offered(state, stands) { (end_form(ask, seen, again, "stop", end::STOP.id, true)) }
        @if end::CLOSE_SHORT.offered(state, stands) { (end_form(ask, seen, again, "stop", end::CLOSE_SHORT.id, true)) }
    }
}

fn form(ask: &Ask, seen: &Seen, path: &str, step: &str, clause: &str, inside: Markup) -> Markup {
    let title = ask.t(&step_key(step));
    ui::card(
        &title,
        ui::clause(clause),
        html! {
            form method="post" action={ (seen.purchase.href()) "/" (path) } data-guard {
                (ui::form_token(format!("{}-{path}", seen.once))) (ui::hidden("lock", seen.purchase.lock))
                (inside)
                (ui::button(&title))
            }
        },
    )
}

fn inquiry_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let asked = |id| seen.asked.iter().any(|asked| asked.supplier == id);
    let reply_by = match again.value("reply_by") {
        typed if typed.is_empty() => seen.today.add_days(3).map_or(String::new(), |day| day.to_string()),
        typed => typed,
    };
    form(
        ask,
        seen,
        "inquiries",
        inquiry::ASK.id,
        inquiry::ASK.clause,
        html! {
            fieldset {
                legend { (ask.t("inquiry-whom")) }
                @for supplier in &seen.choices {
                    (ui::checkbox("suppliers[]", format!("{} {}", supplier.code, supplier.name), &supplier.id.to_string(),
                        asked(supplier.id) || again.has("suppliers", &supplier.id.to_string()))
                        .id(format!("supplier-{}", supplier.id)))
                }
            }
            (ui::date("reply_by", ask.t("purchase-reply-by")).value(reply_by).required().error(again.error("reply_by")))
            (ui::textarea("message", ask.t("inquiry-message")).value(again.value("message")).rows(3).error(again.error("message")))
        },
    )
}

fn quote_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let suppliers = seen.asked.iter().filter_map(|asked| seen.suppliers.get(&asked.supplier));
    let suppliers = suppliers.map(|supplier| Choice::new(supplier.id.to_string(), supplier.name.clone()));
    let currency = match again.value("currency") {
        typed if typed.is_empty() => seen.company_currency.to_string(),
        typed => typed,
    };
    form(
        ask,
        seen,
        "quotations",
        enter_quote::ENTER.id,
        enter_quote::ENTER.clause,
        html! {
            (ui::select("supplier", ask.t("purchase-supplier"), suppliers).id("quote-supplier").value(again.value("supplier")).error(again.error("supplier")))
            @for (at, line) in seen.lines.iter().enumerate() {
                (ui::hidden(&format!("lines[{at}][no]"), line.no))
                (ui::money(&format!("lines[{at}][price]"), format!("{}. {} · {}", line.no, line.sku, ask.t("purchase-price")))
                    .id(format!("quote-price-{at}")).error(again.error(&format!("lines[{at}][price]"))))
            }
            (ui::text("currency", ask.t("purchase-currency")).id("quote-currency").value(currency).required().attr("maxlength", 3).error(again.error("currency")))
            (ui::text("tax_rate", ask.t("inquiry-tax-rate")).id("quote-tax").value(again.value("tax_rate")).hint(Some(ask.t("supplier-tax-hint")))
                .attr("inputmode", "decimal").error(again.error("tax_rate")))
            (ui::number("lead_days", ask.t("inquiry-lead-days")).id("quote-lead").value(again.value("lead_days")).required().error(again.error("lead_days")))
            (ui::date("valid_until", ask.t("inquiry-valid")).id("quote-valid").value(again.value("valid_until")).error(again.error("valid_until")))
            (ui::text("remark", ask.t("inquiry-remark")).id("quote-remark").value(again.value("remark")))
        },
    )
}

fn contract_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let day = match again.value("day") {
        typed if typed.is_empty() => seen.offered_day.map_or(String::new(), |day| day.to_string()),
        typed => typed,
    };
    form(
        ask,
        seen,
        "contract",
        contract::CONTRACT.id,
        contract::CONTRACT.clause,
        html! {
            (ui::date("day", ask.t("contract-day")).id("contract-day").value(day).required().error(again.error("day")))
        },
    )
}

/// 4.2.2: other lines for another supplier.
fn divide_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    form(
        ask,
        seen,
        "parts",
        divide::DIVIDE.id,
        divide::DIVIDE.clause,
        html! {
            p { (ask.t("divide-text")) }
            fieldset {
                legend { (ask.t("divide-lines")) }
                @for line in &seen.lines {
                    (ui::checkbox("lines[]", format!("{}. {} {}", line.no, line.sku, line.name(ask.lang)), &line.no.to_string(),
                        again.has("lines", &line.no.to_string())).id(format!("divide-{}", line.no)))
                }
            }
        },
    )
}

/// 4.2.3: what the supplier signed and sent back.
fn signed_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let title = ask.t(&step_key(file_signed::FILE_SIGNED.id));
    ui::card(
        &title,
        ui::clause(file_signed::FILE_SIGNED.clause),
        html! {
            form method="post" enctype="multipart/form-data" action={ (seen.purchase.href()) "/signed-contracts" } {
                (ui::form_token(format!("{}-signed", seen.once)))
                (ui::file("file", ask.t("signed-file")).id("signed-file").required().attr("accept", ".pdf,image/*").error(again.error("file")))
                (ui::button(&title))
            }
        },
    )
}

fn promise_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let all = Choice::new("", ask.t("promise-all"));
    let lines =
        std::iter::once(all).chain(seen.lines.iter().filter(|line| line.awaited).map(|line| choice(ask.lang, line)));
    form(
        ask,
        seen,
        "promises",
        repromise::REPROMISE.id,
        repromise::REPROMISE.clause,
        html! {
            (ui::select("line", ask.t("purchase-line"), lines).id("promise-line").value(again.value("line")))
            (ui::date("day", ask.t("promise-new")).id("promise-day").value(again.value("day")).required().error(again.error("day")))
            (ui::text("ground", ask.t("masters-ground")).id("promise-ground").value(again.value("ground")).required().error(again.error("ground")))
        },
    )
}

fn choice(lang: Lang, line: &Line) -> Choice {
    Choice::new(line.no.to_string(), format!("{}. {} {}", line.no, line.sku, line.name(lang)))
}

fn receipt_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let lines = seen.lines.iter().filter(|line| line.awaited).map(|line| choice(ask.lang, line));
    form(
        ask,
        seen,
        "receipts",
        receive::RECEIVE.id,
        receive::RECEIVE.clause,
        html! {
            (ui::select("line", ask.t("purchase-line"), lines).id("receipt-line").value(again.value("line")).error(again.error("line")))
            (ui::number("quantity", ask.t("purchase-quantity")).id("receipt-quantity").value(again.value("quantity")).required().error(again.error("quantity")))
            (ui::text("note_no", ask.t("receipt-note")).id("receipt-note").value(again.value("note_no")).required().error(again.error("note_no")))
        },
    )
}

fn return_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let receipts = seen.receipts.iter().map(|receipt| {
        Choice::new(
            receipt.id.to_string(),
            format!("{} · {} · {}", receipt.note_no, receipt.line_no, receipt.quantity.page()),
        )
    });
    // Of one that is closed nothing comes instead.
    let replaces = give_back::GIVE_BACK.offered(seen.purchase.state, &seen.stands);
    let outcomes = ["replace", "credit"].into_iter().filter(|code| replaces || *code == "credit");
    let outcomes = outcomes.map(|code| Choice::new(code, ask.t(&format!("return-outcome-{code}"))));
    form(
        ask,
        seen,
        "returns",
        give_back::GIVE_BACK.id,
        give_back::GIVE_BACK.clause,
        html! {
            (ui::select("receipt", ask.t("return-receipt"), receipts).id("return-receipt").value(again.value("receipt")).error(again.error("receipt")))
            (ui::number("quantity", ask.t("purchase-quantity")).id("return-quantity").value(again.value("quantity")).required().error(again.error("quantity")))
            (ui::select("outcome", ask.t("return-outcome"), outcomes).id("return-outcome").value(again.value("outcome")).error(again.error("outcome")))
            (ui::text("reason", ask.t("return-reason")).id("return-reason").value(again.value("reason")).required().error(again.error("reason")))
        },
    )
}

fn end_form(ask: &Ask, seen: &Seen, again: &Again, path: &str, step: &str, grounded: bool) -> Markup {
    form(
        ask,
        seen,
        path,
        step,
        "4.2.4",
        html! {
            @if grounded {
                (ui::text("ground", ask.t("masters-ground")).id("end-ground").value(again.value("ground")).required().error(again.error("ground")))
            }
        },
    )
}

/// How many wait for quality, beside the receipt.
pub fn waits(ask: &Ask, receipt: &Receipt) -> Markup {
    html! {
        @if receipt.waits().is_positive() { br; small { (ask.ta("receipt-waits", &[("n", receipt.waits().page())])) } }
    }
}
