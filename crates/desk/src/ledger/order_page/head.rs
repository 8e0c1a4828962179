//! Above the tabs: number, customer, value, owner, next due; the five axes; one strip of what happens next and who
//! owns it; flags; and the buttons.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::web::ui::{self, Choice, Tone};
use platform::who::Role;

use super::Shown;
use crate::fulfilment::production;
use crate::ledger::duty_shown;
use crate::ledger::states;
use crate::order::{HOLD, Priority, REASSIGN};
use crate::{intake, people};

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let links = intake::edit_links(tx, &shown.who, &shown.order, shown.lang)?;
    let manager = manager_forms(tx, shown)?;
    let rush = shown.order.priority == Priority::Rush;
    let number = html! {
        (shown.order.number) " "
        (states::marks(shown.lang, shown.order.major, shown.order.special, rush, shown.order.round))
    };
    Ok(html! {
        (ui::page_header(number, subtitle(shown), html! {
            (production::what_if_link(shown.lang, &shown.who, &shown.order)) (links)
        }))
        (flags(shown))
        (ui::card("", html! {}, html! { (facts(shown)) (states::axes(shown.lang, &shown.order)) }))
        (ui::card(shown.t("ledger-next"), html! {}, strip(shown)))
        (manager)
    })
}

fn subtitle(shown: &Shown) -> Markup {
    html! {
        @match &shown.customer {
            Some(customer) if shown.money => a href={ "/customers/" (customer.id) } { (customer.name) },
            _ => (shown.customer_name()),
        }
        @if !shown.order.customer_order_no.is_empty() { " · " (shown.order.customer_order_no) }
        @if shown.money { " · " span.num { (shown.order.currency) " " (shown.order.gross.page()) } }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (order, lang) = (&shown.order, shown.lang);
    let due = shown.duties.first().map(|(duty, _)| duty_shown::due_mark(lang, &shown.calendar, shown.now, duty));
    let special = if order.head.special.is_empty() && order.head.special_answered {
        lang.t("ledger-special-none")
    } else {
        order.head.special.clone()
    };
    let mut facts = vec![
        (lang.t("ledger-col-owner"), html! { (shown.owner_name) }),
        (lang.t("ledger-next-due"), html! { @if let Some((tone, words)) = due { (ui::status(tone, words)) } }),
        (lang.t("ledger-col-requested"), html! { @if let Some(day) = order.requested_on { (day) } }),
        (
            lang.t("ledger-col-channel"),
            html! { (lang.t(&crate::ledger::word_key("channel-", order.channel.code()))) " · " (shown.moment(order.received_at)) },
        ),
        (lang.t("ledger-col-place"), html! { (order.head.place) }),
        (lang.t("ledger-special"), html! { (special) }),
        (
            lang.t("ledger-revision"),
            html! { (lang.ta("ledger-revision-round", &[("revision", order.revision.to_string()), ("round", order.round.to_string())])) },
        ),
    ];
    if shown.contact {
        let contact = &order.head.contact;
        let ways = [&contact.name, &contact.phone, &contact.email, &contact.fax];
        let reach: Vec<&str> = ways.into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        facts.push((lang.t("ledger-contact"), html! { (reach.join(" · ")) }));
    }
    if shown.money {
        facts.push((lang.t("ledger-col-term"), html! { (order.payment_term) }));
    }
    ui::facts(facts)
}

/// One line a duty, in the order in which they fall due.
fn strip(shown: &Shown) -> Markup {
    let lang = shown.lang;
    if shown.duties.is_empty() {
        return html! { p { (lang.t("ledger-next-nothing")) } };
    }
    html! {
        ol.next-strip {
            @for (duty, owner) in &shown.duties {
                @let (tone, due) = duty_shown::due_mark(lang, &shown.calendar, shown.now, duty);
                @let mine = duty_shown::is_mine(duty, &shown.who, shown.stands.acting_manager);
                li {
                    (ui::status(tone, due)) " · " strong { (owner) } " · "
                    (duty_shown::what(lang, duty)) " " (ui::clause(&duty.clause))
                    @if mine { " " (ui::link_button(duty_shown::verb(lang, duty), duty_shown::address(duty)).small().primary()) }
                }
            }
        }
    }
}

fn flags(shown: &Shown) -> Markup {
    html! {
        @for flag in &shown.flags {
            (ui::alert(Tone::Warn, shown.t(&format!("flag-{}", flag.flag.replace('_', "-"))),
                html! { p { (flag.ground) " · " (shown.moment(flag.at)) } }))
        }
    }
}

/// Hold or release, and another owner: the acting manager's.
fn manager_forms(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let (order, lang) = (&shown.order, shown.lang);
    if !HOLD.offered(order.approval, &shown.stands) && !REASSIGN.offered(order.approval, &shown.stands) {
        return Ok(html! {});
    }
    let held = shown.flags.iter().any(|flag| flag.flag == "on_hold");
    let others = people::persons_with(tx, Role::Specialist)?;
    let others: Vec<Choice> =
        others.into_iter().filter(|m| m.id != order.owner).map(|m| Choice::new(m.id.to_string(), m.name)).collect();
    let (hold_token, owner_token) = (tx.new_id(), tx.new_id());
    Ok(html! {
        details.card.manager-acts {
            summary.card-header { (lang.t("ledger-manager-acts")) }
            div.card-body {
                div.split {
                    form method="post" action={ "/orders/" (order.id) "/hold" } {
                        (ui::form_token(hold_token))
                        @if held {
                            p { (lang.t("ledger-held")) " " (ui::clause("2.2.1c")) }
                            (ui::button(lang.t("step-order-release")).sends("hold", "off"))
                        } @else {
                            (ui::text("ground", lang.t("ledger-hold-ground")).required())
                            (ui::button(lang.t("step-order-hold")).sends("hold", "on").icon("player-pause"))
                        }
                    }
                    @if !others.is_empty() {
                        form method="post" action={ "/orders/" (order.id) "/owner" } {
                            (ui::form_token(owner_token)) (ui::hidden("lock", order.lock))
                            (ui::select("to", lang.t("ledger-new-owner"), others))
                            (ui::button(lang.t("step-order-reassign")).icon("user"))
                        }
                    }
                }
            }
        }
    })
}
