//! The talk with the customer about an order's terms (3.2.4): what was said, counter-proposals and what became of them;
//! and that he understood, by a call or in writing (2.2.2b). His side of it stands on his link.

mod chase;
mod forms;
mod heard;
mod log;
mod offer;
mod understood;

use axum::http::Method;
use platform::Trouble;
use platform::limits::FIELD_CHARS;
use platform::step::{Finding, Standing, StepShown};
use platform::trouble::{Fields, Say};
use platform::web::Routes;

use super::confirmation::Asking;
use super::{ENTER, RECEIVE};
use crate::order::{About, Order, TalkField};
use crate::review::ReturnReason;

pub use chase::{ChaseNow, DUTY as CHASED, look as chase};
pub use forms::forms;
pub use heard::{HeardForm, HeardOffer, TakeBack};
pub use log::{LogTalk, TalkForm};
pub use offer::{ACCEPT as ACCEPT_OFFER, COUNTER as COUNTER_OFFER, REFUSE as REFUSE_OFFER};
pub use offer::{MakeOffer, Offer, OfferForm, OfferState, Replied, Reply, offers, reply};
pub use understood::{UnderstoodForm, UnderstoodHeard};

pub fn routes() -> Routes {
    Routes::default()
        .both(Method::POST, "/orders/{id}/talks", RECEIVE, log::create)
        .both(Method::POST, "/orders/{id}/offers", ENTER, offer::create)
        .both(Method::POST, "/orders/{id}/offers/reminders", RECEIVE, chase::create)
        .both(Method::POST, "/orders/{id}/offers/{offer}/answer", ENTER, heard::answer)
        .both(Method::POST, "/orders/{id}/offers/{offer}/end", ENTER, heard::end)
        .both(Method::POST, "/orders/{id}/understanding", RECEIVE, understood::create)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        log::TALK.shown("order"),
        understood::UNDERSTOOD.shown("order"),
        offer::MAKE.shown("offer"),
        offer::ACCEPT.shown("offer"),
        offer::REFUSE.shown("offer"),
        offer::COUNTER.shown("offer"),
        heard::ACCEPT.shown("offer"),
        heard::REFUSE.shown("offer"),
        heard::COUNTER.shown("offer"),
        heard::TAKE_BACK.shown("offer"),
        chase::CHASE.shown("offer"),
        chase::CHASE_NOW.shown("offer"),
    ]
}

/// Why a counter-proposal that is open cannot be reminded of now.
pub(super) fn chase_stopped(stands: &Standing, asking: &Asking) -> Option<Trouble> {
    chase::CHASE_NOW.stopped_by(OfferState::Open, stands, asking, &[])
}

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

/// What a form says it is about: a line of the order, a field, a reason for which it was sent back.
fn about(fields: &mut Fields, order: &Order, line: &str, field: &str, reason: &str) -> About {
    let (line, field, reason) = (line.trim(), field.trim(), reason.trim());
    let no = line.parse::<i64>().ok().filter(|no| order.lines.iter().any(|line| line.no == *no));
    if no.is_none() && !line.is_empty() {
        fields.add("line", Say::new("talk-line-unknown").arg("n", order.lines.len()));
    }
    let known = TalkField::from_code(field);
    if known.is_none() && !field.is_empty() {
        fields.add("field", Say::new("talk-field-unknown"));
    }
    if ReturnReason::from_code(reason).is_none() && !reason.is_empty() {
        fields.add("reason", Say::new("talk-reason-unknown"));
    }
    About { line: no, field: known, reason: reason.to_string() }
}

/// A text of a form, not longer than we keep.
fn bounded<'a>(fields: &mut Fields, name: &str, text: &'a str, limit: u64) -> &'a str {
    if text.chars().count() as u64 > limit {
        fields.add(name, Say::new("intake-too-long").arg("limit", limit));
    }
    text.trim()
}

fn named<'a>(fields: &mut Fields, text: &'a str) -> &'a str {
    bounded(fields, "name", text, FIELD_CHARS.value)
}
