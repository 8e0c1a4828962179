//! 3.1.3, 4.3.4: the customer's word on a change, on a link without a login: he signs what he said on the telephone, says that
//! it is not what he asked for, agrees to the proposal or refuses it; or says that he understood, which is no answer.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};

use super::consent_page::{answered, opened};
use super::consent_shown::{Asked, given};
use super::heard::{self, Given, Link, NAME, NewLink, ONCE, OPEN, PRESENT, TEXT, Word};
use super::heard_word::{Typed, WordForm, mark, proof};
use super::remind::{ANSWERS, CONFIRMS};
use super::request::{self, ChangeState, Desk};
use crate::intake::Origin;
use crate::people::Caller;

/// The owner's duty where the customer says that it is not what he asked for.
pub const DISPUTED: &str = "correct_change";

const fn his(id: &'static str, rules: &'static [Rule<Given>]) -> Step<ChangeState, Given> {
    Step {
        id,
        clause: "3.1.3",
        from: &[ChangeState::Draft],
        to: None,
        by: By::Customer,
        opens: &[],
        closes: &[CONFIRMS],
        rules,
    }
}

pub const CONFIRM: Step<ChangeState, Given> = his("change.confirm_here", &[OPEN, PRESENT, ONCE, NAME]);
pub const OBJECT: Step<ChangeState, Given> =
    Step { opens: &[DISPUTED], ..his("change.object", &[OPEN, PRESENT, ONCE, TEXT]) };
pub const UNDERSTAND: Step<ChangeState, Given> = Step { closes: &[], ..his("change.understood", &[OPEN, PRESENT]) };

const fn must(id: &'static str, rule: Rule<Given>) -> Rule<Given> {
    Rule { id, clause: "4.3.4", ..rule }
}

const STILL: Rule<Given> = must("change.link_open", OPEN);
const SHOWN: Rule<Given> = must("change.shown", PRESENT);
const UNANSWERED: Rule<Given> = must("change.once", ONCE);
const SIGNER: Rule<Given> = must("change.signer", NAME);
const WHY: Rule<Given> = Rule {
    id: "change.refusal",
    clause: "4.3.4",
    weight: Weight::Must,
    verdict: |g| if g.text { Vec::new() } else { vec![Finding::fail(Say::new("change-refusal-missing"))] },
};

pub const AGREE: Step<ChangeState, Given> = Step {
    id: "change.agree",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    to: None,
    by: By::Customer,
    opens: &["carry_change"],
    closes: &[ANSWERS],
    rules: &[STILL, SHOWN, UNANSWERED, SIGNER],
};

pub const REFUSE: Step<ChangeState, Given> = Step {
    id: "change.refuse",
    to: Some(ChangeState::RefusedByCustomer),
    opens: &[],
    rules: &[STILL, SHOWN, UNANSWERED, SIGNER, WHY],
    ..AGREE
};

/// He read it and answers later: nothing moves.
pub const UNDERSTAND_PROPOSED: Step<ChangeState, Given> =
    Step { id: "change.understood_proposal", opens: &[], closes: &[], rules: &[STILL, SHOWN], ..AGREE };

/// `POST /links/changes/{token}/answer`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<WordForm>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let typed = body.value.clone();
    let act = HisConsent { token: seen.letter.token.clone(), form: body.value, origin };
    let done = app.perform_once(&seen.letter.holder, body.once, act).await;
    answered(&ask, &seen, &typed, done.map(|_| ()))
}

pub struct HisConsent {
    /// Digest of the secret.
    pub token: Vec<u8>,
    pub form: WordForm,
    pub origin: Origin,
}

impl Act for HisConsent {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let typed = Typed::read(&self.form, Word::ALL)?;
        let (mut desk, link, given) = given(tx, who, &self.token)?;
        let step = step_of(typed.kind, desk.change.state);
        let given = Given { name: typed.has_name(), text: typed.has_text(), ..given };
        let leave = step.admit(desk.change.state, &desk.stands, &given, &[])?;
        if leave.idle {
            return Ok(desk.change.id);
        }
        self.kept(tx, &desk, &link)?;
        let words = typed.words(who);
        heard::keep(tx, &link, typed.kind, &words, &self.origin)?;
        let says = proof(&link, &words, &self.origin);
        if typed.kind == Word::Understood {
            request::tell_history(tx, who, &desk.order, &desk.change, &leave, says)?;
            return Ok(desk.change.id);
        }
        let content = desk.change.said.difference.applied(tx, &desk.order)?.content_digest;
        let mark = mark(tx, who, &words, hex(&content));
        match typed.kind {
            Word::Signed => desk.change.said.confirmed = mark,
            Word::Disputed => desk.change.said.disputed = mark,
            _ => desk.change.said.answered = mark,
        }
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, says)?;
        super::decide::tell_owner(tx, who, &desk.order, &desk.change, words.text)?;
        Ok(desk.change.id)
    }
}

/// To what he spoke of he says other things than to what we propose.
fn step_of(kind: Word, state: ChangeState) -> &'static Step<ChangeState, Given> {
    match kind {
        Word::Signed => &CONFIRM,
        Word::Disputed => &OBJECT,
        Word::Agreed => &AGREE,
        Word::Refused => &REFUSE,
        Word::Understood if state == ChangeState::Draft => &UNDERSTAND,
        Word::Understood => &UNDERSTAND_PROPOSED,
    }
}

impl HisConsent {
    /// A link that was sent before links were kept is kept now.
    fn kept(&self, tx: &mut Tx, desk: &Desk, link: &Link) -> Outcome<()> {
        if heard::by_token(tx, &self.token)?.is_some() {
            return Ok(());
        }
        let shown = Asked::of(tx, &desk.order, &desk.change)?.json()?;
        let link = NewLink::with(link.id, self.token.clone());
        heard::make(tx, desk.order.owner, (desk.order.id, desk.change.id), &shown, &link)
    }
}
