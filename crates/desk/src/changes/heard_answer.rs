//! 3.1.3: what the customer says on the link of a cancellation that he spoke of on the telephone: he signs it, with his name
//! and the strokes of his hand; he says what is not right; or that he understood it, which is no signature.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;

use super::cancellation::{self, CancelState, Desk};
use super::heard::{self, Given, NAME, ONCE, OPEN, PRESENT, TEXT, Word};
use super::heard_page::{answered, opened};
use super::heard_shown::{DISPUTED, WAITS, given};
use super::heard_word::{Typed, WordForm, mark, proof};
use crate::intake::Origin;
use crate::people::{self, Caller, MemoKind};

/// `POST /links/cancellations/{token}/answer`
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
    let act = HisWord { token: seen.letter.token.clone(), form: body.value, origin };
    let done = app.perform_once(&seen.letter.holder, body.once, act).await;
    answered(&ask, &seen, &typed, done.map(|_| ()))
}

pub struct HisWord {
    /// Digest of the secret.
    pub token: Vec<u8>,
    pub form: WordForm,
    pub origin: Origin,
}

const fn his(id: &'static str) -> Step<CancelState, Given> {
    Step {
        id,
        clause: "3.1.3",
        from: &[CancelState::Draft],
        to: None,
        by: By::Customer,
        opens: &[],
        closes: &[],
        rules: &[OPEN, PRESENT],
    }
}

pub const CONFIRM_HERE: Step<CancelState, Given> =
    Step { closes: &[WAITS], rules: &[OPEN, PRESENT, ONCE, NAME], ..his("cancel.confirm_here") };
pub const OBJECT: Step<CancelState, Given> =
    Step { opens: &[DISPUTED], closes: &[WAITS], rules: &[OPEN, ONCE, TEXT], ..his("cancel.object") };
pub const UNDERSTAND: Step<CancelState, Given> = his("cancel.understood");

impl Act for HisWord {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let typed = Typed::read(&self.form, &[Word::Signed, Word::Disputed, Word::Understood])?;
        let kind = typed.kind;
        let step = match kind {
            Word::Disputed => &OBJECT,
            Word::Understood => &UNDERSTAND,
            _ => &CONFIRM_HERE,
        };
        let (mut desk, link, given) = given(tx, who, &self.token)?;
        let given = Given { name: typed.has_name(), text: typed.has_text(), ..given };
        let leave = step.admit(desk.one.state, &desk.stands, &given, &[])?;
        if leave.idle {
            return Ok(desk.one.id);
        }
        let words = typed.words(who);
        heard::keep(tx, &link, kind, &words, &self.origin)?;
        let says = proof(&link, &words, &self.origin);
        if kind == Word::Understood {
            cancellation::tell_history(tx, who, &desk.order, &desk.one, &leave, says)?;
            return Ok(desk.one.id);
        }
        let mark = mark(tx, who, &words, hex(&link.digest));
        if kind == Word::Signed {
            desk.one.said.confirmed = mark;
        } else {
            desk.one.said.disputed = mark;
        }
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, says)?;
        tell_owner(tx, who, &desk, words.text)?;
        Ok(desk.one.id)
    }
}

/// His word is here: the owner goes on, or corrects.
fn tell_owner(tx: &mut Tx, who: &Person, desk: &Desk, text: &str) -> Outcome<()> {
    let (order, one) = (&desk.order, &desk.one);
    people::tell(tx, who, order.owner, MemoKind::Change, &one.href(), &one.number, text)
}
