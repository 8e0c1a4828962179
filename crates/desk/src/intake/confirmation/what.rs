//! What a customer may owe us an answer to, for the list of what waits for it: 3.1.3, 3.2.4, 4.3.4.

use platform::Trouble;
use platform::i18n::Lang;
use platform::step::Standing;

use super::remind::{Asking, DUTY, REMIND_NOW};
use super::unsigned::{Asked, Unsigned};
use crate::intake::talks;
use crate::order::Confirmation;

platform::words! {
    /// What he is to answer: each is a duty of his, and a list of its own.
    pub enum What {
        Sheets = "sheets",
        Offers = "offers",
        Spoken = "spoken",
        Changes = "changes",
        Cancellations = "cancellations",
    }
}

impl What {
    pub fn address(self) -> String {
        Asked::default().about(self).address("/confirmations", "", "")
    }

    /// His duty that stands behind a row.
    pub fn kind(self) -> &'static str {
        match self {
            What::Sheets => DUTY,
            What::Offers => talks::CHASED,
            What::Spoken => "confirm_change",
            What::Changes => "answer_change",
            What::Cancellations => "confirm_cancellation",
        }
    }

    pub fn clause(self) -> &'static str {
        match self {
            What::Sheets | What::Spoken | What::Cancellations => "3.1.3",
            What::Offers => "3.2.4",
            What::Changes => "4.3.4",
        }
    }

    /// A word of its list.
    pub fn word(self, lang: Lang, name: &str) -> String {
        let list = if self == What::Sheets { "unsigned".to_string() } else { format!("unsigned-{self}") };
        lang.t(&format!("{list}-{name}"))
    }

    /// Where a row leads, and where its button reminds.
    pub fn places(self, row: &Unsigned) -> (String, String) {
        let (order, about) = (row.order, row.about);
        match self {
            What::Sheets => (format!("/orders/{order}?tab=review"), format!("/orders/{order}/reminders")),
            What::Offers => (format!("/orders/{order}?tab=talks"), format!("/orders/{order}/offers/reminders")),
            What::Spoken | What::Changes => (format!("/changes/{about}"), format!("/changes/{about}/reminders")),
            What::Cancellations => (format!("/cancellations/{about}"), format!("/cancellations/{about}/reminders")),
        }
    }

    /// Why nobody can remind of it now.
    pub fn stopped(self, stands: &Standing, asking: &Asking) -> Option<Trouble> {
        match self {
            What::Sheets => REMIND_NOW.stopped_by(Confirmation::Sent, stands, asking, &[]),
            What::Offers => talks::chase_stopped(stands, asking),
            // Of an approved order: what stops a sheet's reminder beside its state stops this one.
            _ => {
                let asking = Asking { open: true, returned: false, ..*asking };
                REMIND_NOW.stopped_by(Confirmation::Sent, stands, &asking, &[])
            }
        }
    }
}
