//! A new one-time link, for who lost his or forgot his password. The old password holds until the link is used.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde_json::{Value, json};

use super::again::Again;
use super::roles::{self, PersonState};
use super::{invite, link, person};

/// `POST /people/{id}/link`: the answer shows the link, once.
pub async fn renew_link(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    let token = app.0.ids.new_token();
    let name = match app.perform(ask.who()?, RenewLink { person: id, link: token.digest().to_vec() }).await {
        Ok(name) => name,
        Err(trouble) => return person::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    };
    let address = format!("{}/welcome/{}", app.config().public_url, token.text());
    if ask.json {
        return Ok(axum::Json(json!({"id": id, "link": address})).into_response());
    }
    Ok(invite::link_page(&ask, &name, id, &address))
}

pub struct RenewLink {
    pub person: Id,
    /// Digest of the new link.
    pub link: Vec<u8>,
}

pub struct Facts {
    roles_decide: bool,
    own: bool,
}

/// Whoever hands out the link could use it himself. That is true of every password an administrator resets; the
/// history names both, and his own he changes on his own page.
const NOT_OWN: Rule<Facts> = Rule {
    id: "people.link_not_own",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| roles::fail_if(facts.own, || Say::new("people-refused-link-own")),
};

/// A reader of the history sees at once that somebody who decides on orders got a new password from outside.
const DECIDER: Rule<Facts> = Rule {
    id: "people.link_decider",
    clause: "1.3.4",
    weight: Weight::Note,
    verdict: |facts| {
        if facts.roles_decide { vec![Finding::warn(Say::new("people-note-link-decider"))] } else { Vec::new() }
    },
};

pub const STEP: Step<PersonState, Facts> = Step {
    id: "people.renew_link",
    clause: "1.2",
    from: &[PersonState::Invited, PersonState::Active],
    to: None,
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[NOT_OWN, DECIDER],
};

impl Act for RenewLink {
    /// The person's name, for the page that shows the link.
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        let card = roles::card(tx, self.person)?;
        let facts = Facts { roles_decide: card.roles.any(Role::DECIDING), own: who.id == card.id };
        let leave = STEP.admit(card.state, &roles::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(card.name);
        }
        link::make_welcome(tx, card.id, &self.link)?;
        let notes: Vec<&str> = leave.passed.iter().map(|broken| broken.rule).collect();
        let body = json!({"person": card.id, "name": card.name, "notes": notes});
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(card.name)
    }
}
