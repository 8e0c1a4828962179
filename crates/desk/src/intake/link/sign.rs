//! 3.1.3: the customer signs on his link: his name, and the strokes of his hand where he drew them. Time, address and
//! digest of what he was shown are kept, and the signed sheet is filed as the order's contract.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::files::{self, Stored};
use platform::history::hex;
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;

use super::page::{Typed, answered, opened};
use super::{Given, OPEN, Origin, PRESENT, Said, Words, failing, given, keep};
use crate::intake::confirmation::{Proof, confirmed, keep_return, print_sheet, sendings, sheet_content};
use crate::intake::receive;
use crate::intake::record::Entered;
use crate::order::{self, Confirmation};
use crate::people::{self, Caller};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    pub name: String,
    /// Strokes as the data of an SVG path.
    pub drawn: String,
    pub lang: String,
}

/// `POST /links/{token}/signature`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let typed = Typed { name: body.value.name.clone(), ..Typed::default() };
    let (order, lang, name, address) = (seen.order.clone(), seen.lang, body.value.name.clone(), origin.address.clone());
    let printed = app.read(move |tx| {
        let mut sheet = sheet_content(tx, &order, None)?;
        let at = tx.now().in_zone(&people::zone(tx)?).strftime("%Y-%m-%d %H:%M:%S %:z").to_string();
        let args = [("name", name.trim().to_string()), ("at", at), ("address", address.clone())];
        sheet.signed = vec![lang.t("link-paper-signed"), lang.ta("link-paper-facts", &args), sheet.digest_hex.clone()];
        print_sheet(&order, &sheet)
    });
    let printed = printed.await?;
    let stored = receive::keep(&app.0.files, Arc::new(printed.pdf)).await?;
    let name = printed.name.replace(".pdf", "-signed.pdf");
    let act = Sign { token: seen.token.clone(), form: body.value, origin, stored, file: name };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    answered(&ask, seen, typed, done.map(|_| ()))
}

pub struct Sign {
    /// Digest of the secret.
    pub token: Vec<u8>,
    pub form: Form,
    pub origin: Origin,
    /// The sheet with the signature under it.
    pub stored: Stored,
    pub file: String,
}

impl Act for Sign {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let given = given(tx, &self.token, &self.form.name, "")?;
        if given.name.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("name", Say::new("intake-too-long").arg("limit", FIELD_CHARS.value)));
        }
        let drawn = strokes(&self.form.drawn)?;
        let stands = order::standing(tx, who, &given.order)?;
        let leave = SIGN.admit(given.order.confirmation, &stands, &given, &[])?;
        if leave.idle {
            return Ok(Entered::of(&given.order));
        }
        let words = Words { name: &given.name, text: "", drawn };
        keep(tx, &given.link, Said::Signed, &words, &self.origin)?;
        let mut sending = sendings(tx, given.order.id)?.into_iter().next().ok_or(Trouble::Hidden)?;
        sending.returned_at = Some(tx.now());
        sending.file = Some(files::record(tx, &self.stored, &self.file, "application/pdf", who.id)?);
        sending.proof = Proof::Link;
        // A person of the house did not bring it.
        sending.returned_by = None::<Id>;
        sending.ground = format!("{} · {} · {}", given.name, self.origin.address, hex(&given.link.digest));
        keep_return(tx, &sending)?;
        confirmed(tx, who, given.order, leave, &sending)
    }
}

/// Path data of a pen and nothing else: moves, lines and numbers.
pub fn strokes(drawn: &str) -> Outcome<&str> {
    let drawn = drawn.trim();
    let plain = drawn.chars().all(|c| c.is_ascii_digit() || "MLml .,-".contains(c));
    if plain && drawn.len() <= 40_000 { Ok(drawn) } else { Err(Trouble::invalid("drawn", Say::new("link-drawn-bad"))) }
}

pub const SIGN: Step<Confirmation, Given> = Step {
    id: "confirmation.sign",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: Some(Confirmation::Confirmed),
    by: By::Customer,
    opens: &[],
    closes: &["signed_return", "see_signed_return", "remind_customer"],
    rules: &[
        OPEN,
        PRESENT,
        Rule { id: "sign.order_open", clause: "3.2.2", weight: Weight::Must, verdict: order_open },
        Rule { id: "sign.name", clause: "3.1.3", weight: Weight::Must, verdict: has_name },
    ],
};

fn order_open(given: &Given) -> Vec<Finding> {
    failing(given.order.approval.is_open_to_edit(), "link-order-closed")
}

fn has_name(given: &Given) -> Vec<Finding> {
    failing(!given.name.is_empty(), "link-name-missing")
}
