//! 3.1.3: the second person looks at a signed sheet whose code could not be read, and says whether it is signed and shows
//! the same content. Who filed the paper cannot be the one who has seen it.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::super::discard::checked_reason;
use super::super::record::Entered;
use super::signed_return::{REGISTER, confirmed};
use super::{Facts, Proof, fetch, has_ground, keep_return};
use crate::order::{self, Confirmation};

/// `POST /orders/{id}/signed-return/{sending}/seen`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path((id, sending)): Path<(Id, Id)>,
    body: Body<SeenForm>,
) -> Result<Response, Failure> {
    let act = See { order: id, sending, form: body.value };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=review#confirmation"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SeenForm {
    /// `same`: signed, the same content; `other`: it is not.
    pub verdict: String,
    pub reason: String,
}

pub struct See {
    pub order: Id,
    pub sending: Id,
    pub form: SeenForm,
}

impl Act for See {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let mut sending = fetch(tx, order.id, self.sending)?.ok_or(Trouble::Hidden)?;
        if sending.proof != Proof::Waiting {
            return Err(Trouble::stale(order.id));
        }
        let stands = order::standing(tx, who, &order)?;
        let mut facts = Facts::gather(tx, &order)?;
        facts.seen = Some(sending.returned_by != Some(who.id));
        facts.ground = checked_reason(&self.form.reason)?;
        sending.seen_by = Some(who.id);
        match self.form.verdict.as_str() {
            "same" => {
                let leave = REGISTER.admit(order.confirmation, &stands, &facts, &[])?;
                sending.proof = Proof::Seen;
                keep_return(tx, &sending)?;
                confirmed(tx, who, order, leave, &sending)
            }
            "other" => {
                let leave = REFUSE.admit(order.confirmation, &stands, &facts, &[])?;
                sending.proof = Proof::Refused;
                sending.ground.clone_from(&facts.ground);
                keep_return(tx, &sending)?;
                let body = json!({ "file": sending.file, "reason": facts.ground });
                Ok(Entered::of(&order::advance_confirmation(tx, who, order, leave, body)?))
            }
            _ => Err(Trouble::invalid("verdict", Say::new("intake-seen-verdict-missing"))),
        }
    }
}

/// The paper is not what was shown: the customer is asked again.
pub const REFUSE: Step<Confirmation, Facts> = Step {
    id: "confirmation.refuse",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: None,
    by: By::Roles(&[Role::Specialist, Role::Manager]),
    opens: &["signed_return"],
    closes: &["see_signed_return"],
    rules: &[Rule { id: "refuse_return.reason", clause: "3.1.3", weight: Weight::Must, verdict: has_ground }],
};
