//! 3.2 on the order's page: the checks as they stand, the submission, and every round with what it changed.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::{Broken, Ground, findings};
use platform::web::ui::{self, Moment, Tone};
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::checks::{ALL, sees_check};
use super::facts::Facts;
use super::shown::clock;
use super::submit::{self, SUBMIT, SubmitForm};
use super::ticks::{self, TICKS};
use super::withdraw::{NoFacts, WITHDRAW};
use super::{changes, decline_returned, grounds, pieces};
use crate::order::{self, Approval, Order, Round, RoundVerdict};
use crate::people;

/// The Review tab.
pub fn box_for(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    draw(tx, who, order, lang, &SubmitForm::default())
}

/// The same with what was typed into the submission.
pub fn draw(tx: &mut Tx, who: &Person, order: &Order, lang: Lang, typed: &SubmitForm) -> Outcome<Markup> {
    let facts = Facts::gather(tx, who, order)?;
    let found = findings(ALL, &facts);
    let rounds = order::rounds(tx, order.id)?;
    let zone = people::zone(tx)?;
    let open = rounds.first().filter(|round| round.verdict == RoundVerdict::Open);
    let grounds: Vec<Ground> = open.map(|round| round.grounds.clone()).unwrap_or_default();
    let mut names = Vec::new();
    for round in &rounds {
        names.push((people::name_of(tx, round.submitted_by)?, name_of(tx, round.decided_by)?));
    }
    let act = act(tx, who, order, lang, facts, &found, typed)?;
    let declining = decline_returned::offer(tx, who, order, lang)?;
    let seen: Vec<Broken> = found.into_iter().filter(|broken| sees_check(who, broken.rule)).collect();
    Ok(html! {
        (act)
        (declining)
        (ui::card(lang.t("review-checks"), ui::clause("3.2.1"), pieces::checks(lang, who, &seen, &grounds)))
        (ui::card(lang.t("review-rounds"), ui::clause("3.2.4"), rounds_shown(lang, who, &rounds, &names, &zone)))
    })
}

fn name_of(tx: &mut Tx, person: Option<Id>) -> Outcome<String> {
    match person {
        Some(id) => people::name_of(tx, id),
        None => Ok(String::new()),
    }
}

/// What the owner can do now: submit, or take the submission back.
fn act(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    lang: Lang,
    mut facts: Facts,
    found: &[Broken],
    typed: &SubmitForm,
) -> Outcome<Markup> {
    let standing = submit::standing(tx, who, order)?;
    if WITHDRAW.offered(order.approval, &standing) {
        let stopped = WITHDRAW.stopped_by(order.approval, &standing, &NoFacts, &[]);
        let reasons = stopped.map(|trouble| pieces::reasons(lang, &trouble)).unwrap_or_default();
        return Ok(withdrawal(lang, order, tx.new_id(), reasons));
    }
    if !SUBMIT.offered(order.approval, &standing) {
        let here =
            order.approval == Approval::FinalReview && who.roles.any(&[Role::Manager, Role::Executive, Role::Finance]);
        return Ok(html! {
            @if here { p { (ui::link_button(lang.t("review-open-cockpit"), format!("/review/{}", order.id)).primary()) } }
        });
    }
    facts.ticks = TICKS.iter().map(|tick| (*tick).to_string()).collect();
    let given = grounds::as_if_given(found, Role::Specialist);
    let stopped = SUBMIT.stopped_by(order.approval, &standing, &facts, &given);
    let reasons = stopped.map(|trouble| pieces::reasons(lang, &trouble)).unwrap_or_default();
    let wanted = pieces::red_of(found, Role::Specialist);
    Ok(ui::card(
        lang.t("review-submit"),
        ui::clause("3.2.2"),
        html! {
            form method="post" action={ "/orders/" (order.id) "/submission" } {
                (ui::form_token(tx.new_id()))
                (ui::hidden("lock", order.lock))
                @if !wanted.is_empty() { h3 { (lang.t("review-grounds-wanted")) } }
                (pieces::ground_inputs(lang, "submit", &wanted, &typed.grounds, true))
                fieldset.ticks {
                    legend.form-label { (lang.t("review-ticks")) }
                    @for tick in TICKS {
                        (ui::checkbox("ticks[]", lang.t(&ticks::key(tick)), tick, typed.ticks.iter().any(|t| t == tick))
                            .id(format!("tick-{tick}")).required())
                    }
                }
                (ui::primary(lang.t("step-order-submit")).reasons("submit-reasons", reasons))
            }
        },
    ))
}

fn withdrawal(lang: Lang, order: &Order, token: Id, reasons: Vec<ui::Reason>) -> Markup {
    ui::card(
        lang.t("review-submitted"),
        ui::clause("3.2.2"),
        html! {
            form method="post" action={ "/orders/" (order.id) "/submission/withdrawal" } {
                (ui::form_token(token))
                (ui::hidden("lock", order.lock))
                (ui::text("reason", lang.t("review-withdraw-reason")).id("withdraw-reason"))
                (ui::button(lang.t("step-order-withdraw-submission")).reasons("withdraw-reasons", reasons))
            }
        },
    )
}

fn rounds_shown(lang: Lang, who: &Person, rounds: &[Round], names: &[(String, String)], zone: &TimeZone) -> Markup {
    if rounds.is_empty() {
        return ui::empty_state(lang.t("review-no-rounds"), lang.t("review-no-rounds-text"), html! {});
    }
    let moments: Vec<Moment> = rounds
        .iter()
        .enumerate()
        .zip(names)
        .map(|((at, round), (submitter, decider))| {
            let before = rounds.get(at + 1).filter(|earlier| earlier.revision == round.revision);
            moment(lang, who, round, before, submitter, decider, zone)
        })
        .collect();
    ui::timeline(&moments)
}

fn moment(
    lang: Lang,
    who: &Person,
    round: &Round,
    before: Option<&Round>,
    submitter: &str,
    decider: &str,
    zone: &TimeZone,
) -> Moment {
    let tone = match round.verdict {
        RoundVerdict::Open => Tone::Active,
        RoundVerdict::Approved => Tone::Good,
        RoundVerdict::Returned | RoundVerdict::Declined => Tone::Bad,
        RoundVerdict::Withdrawn => Tone::Quiet,
    };
    let reasons: Vec<String> = round.reasons.iter().map(|code| lang.t(&format!("reason-{code}"))).collect();
    let more = html! {
        @if let Some(at) = round.decided_at { p { (decider) " · " (clock(at, zone)) } }
        @if !reasons.is_empty() { p { strong { (reasons.join("、")) } } }
        @if !round.decision.is_empty() { p { (round.decision) } }
        @for ground in &round.grounds { p.ground { (pieces::said(lang, ground)) } }
        @if let Some(before) = before {
            details { summary { (lang.ta("review-since-round", &[("n", before.round.to_string())])) }
                (changes::list(lang, who, &changes::between(before, round))) }
        }
    };
    Moment {
        at: round.submitted_at.to_string(),
        at_shown: clock(round.submitted_at, zone),
        who: submitter.to_string(),
        what: html! {
            (lang.ta("review-round", &[("n", round.round.to_string())])) " · "
            (lang.t(&format!("verdict-{}", round.verdict)))
        },
        tone,
        clause: Some("3.2.2".into()),
        more: Some(more),
    }
}
