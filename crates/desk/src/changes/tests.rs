//! Rules whose negative side no address reaches yet: what is shipped, what moved between two instants.

use platform::Trouble;
use platform::step::Standing;
use platform::who::Role;

use super::cancel;
use super::cancellation::{CancelKnown, CancelState};
use super::consent::{AGREE, REFUSE};
use super::draft::{MAKE, SAVE};
use super::effect::EFFECT;
use super::heard::Given;
use super::link::LOG_AGREED;
use super::propose::{CONSENT, PROPOSE, Permit, RELEASE, RETURN};
use super::request::{ChangeState, Known, Released};
use super::settle::CLOSE;

fn owner() -> Standing {
    Standing { owner: true, acting_manager: true, customer: true, ..Standing::default() }
}

/// The rules that said no.
fn said<T: std::fmt::Debug>(answer: Result<T, Trouble>) -> Vec<&'static str> {
    match answer {
        Err(Trouble::Refused(refusal)) => refusal.broken.iter().map(|broken| broken.rule).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// Everything is as it should be.
fn good() -> Known {
    Known {
        reason: true,
        linked: true,
        differs: true,
        confirmed: true,
        words: true,
        written: true,
        present: true,
        agreed: true,
        ..Known::default()
    }
}

#[test]
fn c4_3_1_nothing_goes_below_what_has_been_shipped() {
    let less = || Known { shipped: vec![2], ..good() };
    assert!(MAKE.admit(ChangeState::New, &owner(), &good(), &[]).is_ok());
    assert_eq!(said(MAKE.admit(ChangeState::New, &owner(), &less(), &[])), ["change.shipped"]);
    assert_eq!(said(SAVE.admit(ChangeState::Draft, &owner(), &less(), &[])), ["change.shipped"]);
    assert_eq!(said(PROPOSE.admit(ChangeState::Proposal, &owner(), &less(), &[])), ["change.shipped"]);
    assert_eq!(said(EFFECT.admit(ChangeState::CustomerConsent, &owner(), &less(), &[])), ["change.shipped"]);
}

#[test]
fn c4_3_4_a_line_that_comes_later_than_agreed_does_not_take_effect() {
    let late = Known { late: vec![(1, "2027-04-01".into())], ..good() };
    assert!(EFFECT.admit(ChangeState::CustomerConsent, &owner(), &good(), &[]).is_ok());
    assert_eq!(said(EFFECT.admit(ChangeState::CustomerConsent, &owner(), &late, &[])), ["change.in_time"]);
}

#[test]
fn c4_3_4_nobody_agrees_to_what_no_longer_stands_here() {
    let here = |present| Given { open: true, present, answered: false, name: true, text: true };
    let gone = || here(false);
    assert!(AGREE.admit(ChangeState::CustomerConsent, &owner(), &here(true), &[]).is_ok());
    assert_eq!(said(AGREE.admit(ChangeState::CustomerConsent, &owner(), &gone(), &[])), ["change.shown"]);
    assert_eq!(said(REFUSE.admit(ChangeState::CustomerConsent, &owner(), &gone(), &[])), ["change.shown"]);
    let moved = Known { present: false, ..good() };
    assert_eq!(said(LOG_AGREED.admit(ChangeState::CustomerConsent, &owner(), &moved, &[])), ["change.present"]);
}

#[test]
fn c1_3_4_who_wrote_it_neither_returns_nor_permits_nor_cancels_it() {
    let own = Known { entered: true, ..good() };
    assert_eq!(said(RETURN.admit(ChangeState::ReReview, &owner(), &own, &[])), ["change.apart"]);
    let executive = Standing { roles: [Role::Executive].into_iter().collect(), ..Standing::default() };
    assert_eq!(said(CONSENT.admit(ChangeState::ReReview, &executive, &permit(true), &[])), ["change.permit_apart"]);
    let cancels = CancelKnown { entered: true, words: true, ..CancelKnown::default() };
    assert_eq!(said(cancel::APPROVE.admit(CancelState::ManagerReview, &owner(), &cancels, &[])), ["cancel.apart"]);
    assert_eq!(said(cancel::REJECT.admit(CancelState::ManagerReview, &owner(), &cancels, &[])), ["cancel.apart"]);
}

fn permit(entered: bool) -> Permit {
    let day = |text: &str| text.parse().expect("a day");
    let release = Some(Released { amount: 100, until: day("2026-11-30") });
    Permit { words: true, entered, release, today: day("2026-11-24") }
}

#[test]
fn c2_2_1c_the_executive_consents_in_words() {
    let executive = Standing { roles: [Role::Executive].into_iter().collect(), ..Standing::default() };
    assert!(CONSENT.admit(ChangeState::ReReview, &executive, &permit(false), &[]).is_ok());
    let silent = Permit { words: false, ..permit(false) };
    assert_eq!(said(CONSENT.admit(ChangeState::ReReview, &executive, &silent, &[])), ["change.permit_words"]);
}

#[test]
fn c3_2_3c_finance_releases_an_amount_until_a_day_that_lies_ahead() {
    let finance = Standing { roles: [Role::Finance].into_iter().collect(), ..Standing::default() };
    assert!(RELEASE.admit(ChangeState::ReReview, &finance, &permit(false), &[]).is_ok());
    let over = Permit { today: "2026-12-01".parse().expect("a day"), ..permit(false) };
    assert_eq!(said(RELEASE.admit(ChangeState::ReReview, &finance, &over, &[])), ["change.permit_until"]);
    let nothing = Permit { release: None, ..permit(false) };
    assert_eq!(said(RELEASE.admit(ChangeState::ReReview, &finance, &nothing, &[])), ["change.permit_until"]);
}

#[test]
fn c4_4_2_what_left_the_house_meanwhile_is_not_cancelled() {
    let known = CancelKnown { beyond: vec![(1, "3".into())], ..CancelKnown::default() };
    assert_eq!(said(cancel::APPROVE.admit(CancelState::ManagerReview, &owner(), &known, &[])), ["cancel.beyond_now"]);
}

#[test]
fn c4_4_3_no_cancellation_closes_while_a_stop_is_open() {
    let known = CancelKnown { agreed: true, open_stops: 1, ..CancelKnown::default() };
    assert_eq!(said(CLOSE.admit(CancelState::Settling, &owner(), &known, &[])), ["cancel.stopped"]);
}

#[test]
fn c4_4_4_no_cancellation_closes_while_somebody_has_still_to_bear_something() {
    let known = |balance| CancelKnown { agreed: true, balance, ..CancelKnown::default() };
    assert!(CLOSE.admit(CancelState::Settling, &owner(), &known(0), &[]).is_ok());
    assert_eq!(said(CLOSE.admit(CancelState::Settling, &owner(), &known(1), &[])), ["cancel.closed_balanced"]);
}
