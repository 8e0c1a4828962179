//! 3.1.3, 4.3.4: what the link of a change shows: what the customer said on the telephone, or what we propose, as the order is
//! and as it would be; and what an answer on it rests on.

use platform::act::Outcome;
use platform::history;
use platform::who::Person;
use platform::{Fault, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::heard::{self, Given, HOLDS, Link};
use super::propose::{is_present, money};
use super::request::{self, Change, ChangeState, Desk};
use crate::order::{self, Order, digest_of, shown_json};

/// What the customer is shown: no reason of ours, nothing of the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub number: String,
    pub order: String,
    pub yours: String,
    /// We propose it; otherwise he said it.
    pub proposed: bool,
    /// Our words to it, and what it costs beside the changed prices.
    pub text: String,
    pub surcharge: String,
    pub before: Value,
    pub after: Value,
}

impl Asked {
    pub fn of(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<Asked> {
        let (said, next) = (&change.said, change.said.difference.applied(tx, order)?);
        let proposed = change.state != ChangeState::Draft;
        let sum = money(order, said.surcharge).page();
        Ok(Asked {
            number: change.number.clone(),
            order: order.number.clone(),
            yours: order.customer_order_no.clone(),
            proposed,
            text: if proposed { said.proposed.text.clone() } else { String::new() },
            surcharge: if proposed && said.surcharge != 0 { sum } else { String::new() },
            before: shown_json(order),
            after: shown_json(&next),
        })
    }

    pub fn json(&self) -> Result<Value, Fault> {
        serde_json::to_value(self).map_err(|e| Fault::other("write what a link shows", e))
    }

    pub fn digest(&self) -> Result<Vec<u8>, Fault> {
        Ok(digest_of(&self.json()?))
    }
}

/// The customer's word is waited for: he has to confirm what he said, or to answer a proposal.
pub fn waits(change: &Change) -> bool {
    let said = &change.said;
    match change.state {
        ChangeState::Draft => said.oral && !said.confirmed.is_set() && !said.disputed.is_set(),
        ChangeState::CustomerConsent => !said.answered.is_set(),
        _ => false,
    }
}

/// The link behind a secret. Of a change that was asked about before its links were kept, the secret is the change's own: the
/// link is the one that it would have now, kept with the first answer.
pub fn link_of(tx: &mut Tx, token: &[u8]) -> Outcome<Option<Link>> {
    if let Some(link) = heard::by_token(tx, token)? {
        return Ok(Some(link));
    }
    let Some(change) = request::by_token(tx, token)? else { return Ok(None) };
    let order = order::read_for_link(tx, change.order)?;
    let shown = Asked::of(tx, &order, &change)?.json()?;
    let (now, over) = (tx.now(), heard::newest(tx, change.id)?.is_some() || !waits(&change));
    Ok(Some(Link {
        id: change.id,
        document: change.id,
        order: change.order,
        digest: digest_of(&shown),
        shown: history::canonical(&shown),
        ends_at: now.saturating_add(HOLDS),
        ended_at: over.then_some(now),
    }))
}

/// The link's change, its order held first: what is read behind it stays so.
pub fn given(tx: &mut Tx, who: &Person, token: &[u8]) -> Outcome<(Desk, Link, Given)> {
    let document = link_of(tx, token)?.ok_or(Trouble::Hidden)?.document;
    let desk = request::desk(tx, who, document, "")?;
    let link = link_of(tx, token)?.ok_or(Trouble::Hidden)?;
    let (order, change) = (&desk.order, &desk.change);
    let given = Given {
        open: link.is_open(tx.now()),
        present: is_current(tx, order, change, &link)?,
        answered: matches!(change.state, ChangeState::Draft | ChangeState::CustomerConsent) && !waits(change),
        name: false,
        text: false,
    };
    Ok((desk, link, given))
}

/// What the link shows is what stands here, and of a proposal what was reviewed.
pub fn is_current(tx: &mut Tx, order: &Order, change: &Change, link: &Link) -> Outcome<bool> {
    let same = link.digest == Asked::of(tx, order, change)?.digest()?;
    Ok(same && (change.state != ChangeState::CustomerConsent || is_present(tx, order, change)?))
}
