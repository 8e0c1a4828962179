//! 3.1.3: an oral order is confirmed in writing. The customer is shown what was understood, signs or stamps it and
//! returns it; what comes back must carry the digest of exactly the content that stands here. No path leads an unsigned
//! oral order into the review.

mod dispute;
mod remind;
mod seen;
mod send;
mod sheet;
mod shown;
mod signed_return;
mod unsigned;
mod unsigned_sheet;
mod waive;
mod what;

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::step::{Finding, StepShown};
use platform::trouble::Say;
use platform::{Fault, Id, Tx};
use serde::Serialize;

use crate::order::{self, Order, SheetCode};

pub use dispute::{Dispute, DisputeForm};
pub use remind::{Asking, RemindForm, RemindNow, Reminding};
pub use remind::{remind_customers, reminded, reminder_days, reminders_since};
pub use seen::{See, SeenForm};
pub use send::{SendConfirmation, SendForm};
pub use sheet::{Sheet, content as sheet_content, printed as print_sheet, sheet};
pub use shown::confirmation_box;
pub use signed_return::{RegisterReturn, confirmed, register as register_return};
pub use unsigned::unsigned_count;
pub use waive::{Waive, WaiveForm};

#[cfg(test)]
pub(super) use send::SEND;
pub(super) use {dispute::create as dispute, seen::create as seen, send::create as send, sheet::page as pdf};
pub(super) use {remind::create as remind, unsigned::page as unsigned, unsigned_sheet::export as unsigned_export};
pub(super) use {signed_return::create as signed_return, signed_return::file as return_file, waive::create as waive};

pub fn steps() -> Vec<StepShown> {
    vec![
        send::SEND.shown("confirmation"),
        signed_return::RETURN.shown("confirmation"),
        signed_return::REGISTER.shown("confirmation"),
        seen::REFUSE.shown("confirmation"),
        dispute::DISPUTE.shown("confirmation"),
        waive::WAIVE.shown("confirmation"),
        remind::REMIND.shown("confirmation"),
        remind::REMIND_NOW.shown("confirmation"),
    ]
}

platform::words! {
    /// How the sheet reaches the customer.
    pub enum Medium { Email = "email", Fax = "fax", Hand = "hand" }
}

platform::words! {
    /// By what a returned sheet is known to be the one that was shown.
    pub enum Proof {
        /// Nothing came back yet.
        None = "none",
        /// A second person has to see it.
        Waiting = "waiting",
        /// The code on the scan carries the digest.
        Code = "code",
        /// A second person saw: signed, the same content.
        Seen = "seen",
        /// Signed on the customer's link, with time, address and digest.
        Link = "link",
        /// A second person saw something else.
        Refused = "refused",
    }
}

/// One sheet that was sent, and what came back.
#[derive(Clone, Debug, Serialize)]
pub struct Sending {
    pub id: Id,
    pub revision: i64,
    #[serde(skip)]
    pub digest: Vec<u8>,
    pub medium: Medium,
    pub sent_at: Instant,
    pub sent_by: Id,
    pub returned_at: Option<Instant>,
    pub returned_by: Option<Id>,
    pub file: Option<Id>,
    pub proof: Proof,
    /// Why it was disputed or refused.
    pub ground: String,
    pub seen_by: Option<Id>,
}

platform::sql! {
    OF_ORDER = "SELECT id, revision, digest, medium, sent_at, sent_by, returned_at, returned_by, file, proof, ground, \
        seen_by FROM confirmation WHERE order_id = $1 ORDER BY sent_at DESC LIMIT 50";
    FETCH = "SELECT id, revision, digest, medium, sent_at, sent_by, returned_at, returned_by, file, proof, ground, \
        seen_by FROM confirmation WHERE id = $1 AND order_id = $2";
    RETURNED = "UPDATE confirmation SET returned_at = $1, returned_by = $2, file = $3, proof = $4, seen_by = $5, \
        ground = $6 WHERE id = $7";
}

/// The order's sheets, the newest first.
pub fn sendings(tx: &mut Tx, order: Id) -> Outcome<Vec<Sending>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

fn fetch(tx: &mut Tx, order: Id, id: Id) -> Outcome<Option<Sending>> {
    Ok(tx.maybe(&FETCH, &[&id, &order], read)?)
}

/// Writes what came back.
pub(super) fn keep_return(tx: &mut Tx, s: &Sending) -> Outcome<()> {
    tx.execute(&RETURNED, &[&s.returned_at, &s.returned_by, &s.file, &s.proof, &s.seen_by, &s.ground, &s.id])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Sending, Fault> {
    Ok(Sending {
        id: row.get(0)?,
        revision: row.get(1)?,
        digest: row.get(2)?,
        medium: row.get(3)?,
        sent_at: row.get(4)?,
        sent_by: row.get(5)?,
        returned_at: row.get(6)?,
        returned_by: row.get(7)?,
        file: row.get(8)?,
        proof: row.get(9)?,
        ground: row.get(10)?,
        seen_by: row.get(11)?,
    })
}

/// What the steps of 3.1.3 rest on.
#[derive(Debug)]
pub struct Facts {
    pub order: Order,
    pub customer_known: bool,
    /// A document of the customer's is on file: then the order is not oral.
    pub documented: bool,
    /// What was given as the reason.
    pub ground: String,
    /// The digest the returned sheet carries; `None` where no code was found on it.
    pub carried: Option<String>,
    /// Somebody saw the paper, and is not the one who filed it.
    pub seen: Option<bool>,
}

impl Facts {
    pub fn gather(tx: &mut Tx, order: &Order) -> Outcome<Facts> {
        Ok(Facts {
            customer_known: crate::masters::customer(tx, order.customer)?.is_some(),
            documented: order::documented(tx, order)?,
            order: order.clone(),
            ground: String::new(),
            carried: None,
            seen: None,
        })
    }

    /// Nothing the customer wrote is on file, whatever the channel says.
    pub fn oral(&self) -> bool {
        !self.documented
    }
}

fn has_ground(facts: &Facts) -> Vec<Finding> {
    if facts.ground.trim().is_empty() { vec![Finding::fail(Say::new("intake-reason-missing"))] } else { Vec::new() }
}

/// What was shown is what stands here now.
fn shown_is_present(facts: &Facts) -> Vec<Finding> {
    let present = facts.order.shown_digest.as_ref() == Some(&facts.order.content_digest);
    if present { Vec::new() } else { vec![Finding::fail(Say::new("intake-shown-other"))] }
}

/// The digest in a code that was read from a scan. `None` for a code that is not ours; ours, but of another order or
/// revision, is told as it stands, and no digest is like it.
pub fn digest_in(code: &str, order: &Order) -> Option<String> {
    let read = SheetCode::read(code)?;
    let own = read.number == order.number && read.revision == order.revision;
    Some(if own { read.digest } else { format!("{} r{}", read.number, read.revision) })
}
