//! 1.3.2: how long each kind of duty may take: settings that the manager proposes and the executive accepts,
//! because the manager is measured by them too. What is begun later is counted by the new time; what runs keeps its own.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::calendar::Due;
use platform::db::{Fault, Tx};
use platform::i18n::Lang;
use platform::settings;
use platform::text;
use platform::trouble::Say;

use super::change;
use super::known::{self, Kind, Owner, Setting};

/// Before the kind of the duty; of a problem its severity follows.
const FAMILY: &str = "due.";
/// Longer than this nobody calls it a due time.
const HOURS_MAX: u32 = 200;
const DAYS_MAX: u32 = 60;

const fn time(chapter: &'static str, name: &'static str, default: &'static str) -> Setting {
    Setting { name, family: false, owner: Owner::Policy, kind: Kind::Time, default, clause: "1.3.2", chapter }
}

/// The chapters under which due times are listed: each stands where the clause of its duty does.
pub const CHAPTERS: &[&str] = &["1.3", "2.2", "3.1", "3.2", "4.1", "4.2", "4.3", "4.4", "5.1", "6.1"];

pub const TIMES: &[Setting] = &[
    time("3.1", "due.take_intray", "2h"),
    time("3.2", "due.submit", "4h"),
    time("2.2", "due.file_order", "5d"),
    time("3.1", "due.send_confirmation", "4h"),
    time("3.1", "due.signed_return", "2d"),
    time("3.1", "due.remind_customer", "4h"),
    time("3.1", "due.see_signed_return", "4h"),
    time("3.1", "due.settle_dispute", "4h"),
    time("3.2", "due.final_review", "1d"),
    time("3.2", "due.renegotiate", "1d"),
    time("3.2", "due.decline_returned", "1d"),
    time("3.2", "due.answer_offer", "2d"),
    time("3.2", "due.settle_offer", "1d"),
    time("3.2", "due.release_credit", "1d"),
    time("2.2", "due.consent", "1d"),
    time("1.3", "due.answer_question", "1d"),
    time("3.2", "due.acknowledge", "4h"),
    time("3.2", "due.tell_customer", "4h"),
    time("3.2", "due.accept_setting", "1d"),
    time("3.2", "due.accept_prices", "1d"),
    time("2.2", "due.solve_problem.minor", "3d"),
    time("2.2", "due.solve_problem.serious", "1d"),
    time("2.2", "due.solve_problem.blocking", "4h"),
    time("2.2", "due.help_problem", "4h"),
    time("1.3", "due.decide_late", "4h"),
    time("2.2", "due.make_report", "3d"),
    time("2.2", "due.read_report", "2d"),
    time("4.1", "due.plan_work", "1d"),
    time("4.1", "due.release_work", "1d"),
    time("4.1", "due.make_work", "1d"),
    time("5.1", "due.inspect", "1d"),
    time("5.1", "due.settle_failed", "1d"),
    time("4.1", "due.put_away", "4h"),
    time("4.3", "due.take_back", "4h"),
    time("4.1", "due.settle_delay", "4h"),
    time("4.1", "due.answer_delay", "2d"),
    time("4.1", "due.carry_remedy", "4h"),
    time("4.2", "due.quote_request", "1d"),
    time("4.2", "due.send_rfq", "1d"),
    time("4.2", "due.await_quotes", "3d"),
    time("4.2", "due.award_purchase", "1d"),
    time("4.2", "due.sign_contract", "1d"),
    time("4.2", "due.await_goods", "5d"),
    time("4.2", "due.close_purchase", "5d"),
    time("4.2", "due.tell_supplier", "4h"),
    time("6.1", "due.pack_shipment", "1d"),
    time("6.1", "due.hand_over_shipment", "4h"),
    time("5.1", "due.follow_up", "5d"),
    time("4.3", "due.submit_change", "4h"),
    time("4.3", "due.decide_change", "4h"),
    time("4.3", "due.assess_change", "1d"),
    time("4.3", "due.propose_change", "4h"),
    time("4.3", "due.review_change", "1d"),
    time("4.3", "due.answer_change", "2d"),
    time("3.1", "due.confirm_change", "2d"),
    time("3.1", "due.correct_change", "4h"),
    time("4.3", "due.carry_change", "1d"),
    time("4.3", "due.note_needs", "4h"),
    time("4.4", "due.submit_cancellation", "4h"),
    time("3.1", "due.confirm_cancellation", "2d"),
    time("3.1", "due.correct_cancellation", "4h"),
    time("4.4", "due.decide_cancellation", "4h"),
    time("4.4", "due.acknowledge_stop", "2h"),
    time("4.4", "due.cost_cancellation", "1d"),
    time("4.4", "due.settle_cancellation", "2d"),
];

/// What a duty of this kind may take where it begins now.
pub fn allowed(tx: &mut Tx, kind: &str) -> Outcome<Due> {
    let name = format!("{FAMILY}{kind}");
    let (setting, _) = known::find(&name).ok_or_else(|| Fault::other("due time", format!("nobody set {name}")))?;
    let kept = settings::text(tx, &name, setting.default)?;
    Ok(kept.parse().or_else(|_| setting.default.parse()).map_err(|e| Fault::other("due time", e))?)
}

/// The same of every kind, for pages, in one statement.
pub fn times(tx: &mut Tx) -> Outcome<HashMap<&'static str, Due>> {
    let kept: HashMap<String, String> = change::values_of(tx, FAMILY)?.into_iter().collect();
    let of = |setting: &Setting| {
        let value = kept.get(setting.name).and_then(|value| value.parse().ok());
        Some((setting.name.strip_prefix(FAMILY)?, value.or_else(|| setting.default.parse().ok())?))
    };
    Ok(TIMES.iter().filter_map(of).collect())
}

/// A time allowed, as a sentence has it.
pub fn time_words(lang: Lang, due: Due) -> String {
    match due {
        Due::Hours(hours) => lang.ta("due-hours", &[("n", hours.to_string())]),
        Due::Days(days) => lang.ta("due-days", &[("n", days.to_string())]),
    }
}

/// What the setting of a due time is called: by the duty, and the severity where there are several.
pub(super) fn called(lang: Lang, name: &str) -> String {
    let kind = name.strip_prefix(FAMILY).unwrap_or(name);
    let (kind, severity) = kind.split_once('.').unwrap_or((kind, ""));
    let duty = lang.t(&format!("duty-{}", kind.replace('_', "-")));
    if severity.is_empty() {
        return duty;
    }
    lang.ta("setting-due-of", &[("duty", duty), ("of", lang.t(&format!("problem-severity-{severity}")))])
}

/// `4h`, `1d`, or in words; kept as the calendar reads it.
pub(super) fn read(typed: &str) -> Result<String, Say> {
    let bad = || Say::new("setting-bad-time").arg("hours", HOURS_MAX).arg("days", DAYS_MAX);
    let plain: String = text::fold(typed).chars().filter(|c| !c.is_whitespace()).collect();
    let split = plain.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
    let (number, unit) = plain.split_at(split);
    let number: u32 = number.parse().map_err(|_| bad())?;
    let is = |words: &[&str]| words.iter().any(|word| text::fold(word) == unit);
    let due = if is(HOURS) {
        Due::Hours(number)
    } else if is(DAYS) {
        Due::Days(number)
    } else {
        return Err(bad());
    };
    let sane = match due {
        Due::Hours(hours) => (1..=HOURS_MAX).contains(&hours),
        Due::Days(days) => (1..=DAYS_MAX).contains(&days),
    };
    if sane { Ok(due.to_string()) } else { Err(bad()) }
}

/// As people write them, blanks left out.
const HOURS: &[&str] =
    &["h", "hour", "hours", "openinghour", "openinghours", "workinghours", "時", "小時", "工時", "时", "小时", "工时"];
const DAYS: &[&str] = &["d", "day", "days", "workingday", "workingdays", "天", "日", "工作日", "工作天"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_3_2_a_due_time_is_typed_with_its_unit_and_has_limits() {
        for (typed, kept) in
            [("4h", "4h"), (" 2 D", "2d"), ("３ 小時", "3h"), ("1 working day", "1d"), ("5 工作日", "5d")]
        {
            assert_eq!(read(typed).unwrap(), kept, "{typed}");
        }
        for typed in ["", "4", "h", "0h", "201h", "61d", "0d", "-1d", "1.5d", "1w", "99999999999h"] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn c1_3_2_every_default_is_a_time_that_may_be_typed() {
        for setting in TIMES {
            assert_eq!(read(setting.default).unwrap(), setting.default, "{}", setting.name);
            for lang in Lang::ALL {
                assert!(!called(*lang, setting.name).contains("duty-"), "{} has no name in {lang:?}", setting.name);
            }
        }
    }
}
