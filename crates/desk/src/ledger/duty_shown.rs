//! A duty on a page: how late or when due in words, what it is, and the one address where it is done.

use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::i18n::Lang;
use platform::web::ui::Tone;
use platform::who::{Person, Role};

use crate::order::duty::{Duty, held, soon_at};
use crate::people::setting;

/// Working minutes of a day, for words such as "two working days".
const DAY_MINUTES: i64 = 480;

/// Where a duty is done.
pub fn address(duty: &Duty) -> String {
    let id = duty.about;
    match duty.kind.as_str() {
        "take_intray" => format!("/intray/{id}"),
        "submit" | "renegotiate" => format!("/orders/{id}/edit"),
        "final_review" | "release_credit" | "consent" | "decline_returned" => format!("/review/{id}"),
        "send_confirmation" | "signed_return" | "see_signed_return" | "settle_dispute" => {
            format!("/orders/{id}?tab=review#confirmation")
        }
        "answer_question" | "follow_up" => format!("/orders/{id}?tab=notes"),
        "accept_setting" => format!("/settings/{}", duty.subject),
        "accept_prices" => format!("/price-proposals/{id}"),
        "acknowledge" => match duty.owner_role {
            Some(role) => format!("/departments?department={}", role.code()),
            None => "/departments".to_string(),
        },
        "plan_work" | "release_work" | "make_work" | "put_away" | "take_back" => format!("/production/{id}"),
        "inspect" | "settle_failed" => format!("/inspections/{id}"),
        "pack_shipment" | "hand_over_shipment" => format!("/shipments/{id}"),
        "settle_delay" | "answer_delay" | "carry_remedy" => format!("/delays/{id}"),
        "quote_request" => "/purchases".to_string(),
        "send_rfq" | "await_quotes" | "award_purchase" | "sign_contract" | "await_goods" | "close_purchase"
        | "tell_supplier" => {
            format!("/purchases/{id}")
        }
        "solve_problem" | "help_problem" => format!("/problems/{id}"),
        "make_report" => "/reports".to_string(),
        "read_report" => format!("/reports/{id}"),
        // The late duty stands in its detail: a document may have several.
        "submit_change" | "decide_change" | "assess_change" | "propose_change" | "review_change" | "answer_change"
        | "confirm_change" | "correct_change" | "carry_change" | "note_needs" => format!("/changes/{id}"),
        "submit_cancellation"
        | "confirm_cancellation"
        | "correct_cancellation"
        | "decide_cancellation"
        | "acknowledge_stop"
        | "cost_cancellation"
        | "settle_cancellation" => format!("/cancellations/{id}"),
        "decide_late" => format!("/duties/{}", duty.detail),
        "settle_offer" | "answer_offer" => format!("/orders/{id}?tab=talks"),
        "file_order" => format!("/orders/{id}?tab=sources"),
        "tell_customer" | "remind_customer" => format!("/orders/{id}?tab=departments"),
        _ => format!("/orders/{id}"),
    }
}

/// What is to be done, as a sentence's subject.
pub fn what(lang: Lang, duty: &Duty) -> String {
    lang.t(&format!("duty-{}", duty.kind.replace('_', "-")))
}

/// What it is about, as a link says it.
pub fn subject(lang: Lang, duty: &Duty) -> String {
    if duty.kind == "accept_setting" { setting::called(lang, &duty.subject) } else { duty.subject.clone() }
}

/// The word on the button that does it.
pub fn verb(lang: Lang, duty: &Duty) -> String {
    lang.t(&format!("duty-do-{}", duty.kind.replace('_', "-")))
}

/// Whether this reader is to do it: his own, or his queue's.
pub fn is_mine(duty: &Duty, who: &Person, acting_manager: bool) -> bool {
    match (duty.owner_person, duty.owner_role) {
        (Some(person), _) => person == who.id,
        (None, Some(Role::Manager)) => acting_manager,
        (None, Some(role)) => who.is(role),
        (None, None) => false,
    }
}

/// How late, or when due: late in working time, today by the clock, later by the day.
pub fn due_words(lang: Lang, calendar: &WorkCalendar, now: Instant, due: Instant) -> (Tone, String) {
    if due >= held() {
        return (Tone::Quiet, lang.t("ledger-due-held"));
    }
    if due < now {
        let late = calendar.working_minutes_between(due, now);
        let words = match late {
            0 => lang.t("ledger-due-just"),
            m if m < 60 => lang.ta("ledger-late-minutes", &[("n", m.to_string())]),
            m if m < DAY_MINUTES => lang.ta("ledger-late-hours", &[("n", (m / 60).to_string())]),
            m => lang.ta("ledger-late-days", &[("n", (m / DAY_MINUTES).to_string())]),
        };
        return (Tone::Bad, words);
    }
    let zone = calendar.zone();
    let clock = due.in_zone(zone).strftime("%H:%M").to_string();
    let left = calendar.working_minutes_between(now, due);
    if due.day_in(zone) == now.day_in(zone) {
        let words = if left < 60 {
            lang.ta("ledger-due-minutes", &[("at", clock), ("n", left.to_string())])
        } else {
            lang.ta("ledger-due-today", &[("at", clock), ("n", (left / 60).to_string())])
        };
        return (if left < 60 { Tone::Warn } else { Tone::Active }, words);
    }
    let day = due.in_zone(zone).strftime("%m-%d").to_string();
    let days = ((left + DAY_MINUTES - 1) / DAY_MINUTES).max(1);
    (Tone::Quiet, lang.ta("ledger-due-days", &[("day", day), ("at", clock), ("n", days.to_string())]))
}

/// Little of the time it was given is left (1.3.2), and it is not late yet.
pub fn is_soon(calendar: &WorkCalendar, now: Instant, duty: &Duty) -> bool {
    let due = duty.due_at;
    now <= due && due < held() && now >= soon_at(calendar, duty.opened_at, due)
}

/// As [`due_words`], and said to be soon where it is.
pub fn due_mark(lang: Lang, calendar: &WorkCalendar, now: Instant, duty: &Duty) -> (Tone, String) {
    let (tone, words) = due_words(lang, calendar, now, duty.due_at);
    if is_soon(calendar, now, duty) {
        (Tone::Warn, lang.ta("ledger-due-soon", &[("due", words)]))
    } else {
        (tone, words)
    }
}

/// Who has to do it: the person's name is looked up by the caller.
pub fn owner_words(lang: Lang, duty: &Duty, person: Option<&str>) -> String {
    match (person, duty.owner_role) {
        (Some(name), _) => name.to_string(),
        (None, Some(role)) => lang.t(&format!("role-{}", role.code())),
        (None, None) => String::new(),
    }
}

/// An instant as people of the company read it.
pub fn moment(zone: &jiff::tz::TimeZone, at: Instant) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
