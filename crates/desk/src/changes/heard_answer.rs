//! 3.1.3: what the customer says on the link of a cancellation that he spoke of on the telephone: he signs it, with his name
//! and the strokes of his hand; he says what is not right; or that he understood it, which is no signature.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::limits::FIELD_CHARS;
use platform::step::{By, Step};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cancellation::{self, CancelState, Desk};
use super::heard::{self, Given, Link, NAME, ONCE, OPEN, PRESENT, TEXT, WAITS, Word, Words};
use super::heard_page::{answered, opened};
use super::request::Mark;
use crate::intake::{Origin, strokes};
use crate::people::{self, Caller, MemoKind};
use crate::review::bounded;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WordForm {
    /// `signed`, `disputed` or `understood`.
    pub answer: String,
    pub name: String,
    /// Strokes as the data of an SVG path.
    pub drawn: String,
    /// What is not right.
    pub text: String,
    pub lang: String,
}

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
    let act = HisWord { token: seen.token.clone(), form: body.value, origin };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    answered(&ask, seen, typed, done.map(|_| ()))
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
    Step { opens: &[heard::DISPUTED], closes: &[WAITS], rules: &[OPEN, ONCE, TEXT], ..his("cancel.object") };
pub const UNDERSTAND: Step<CancelState, Given> = his("cancel.understood");

impl Act for HisWord {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (name, text) = (self.form.name.trim(), bounded("text", &self.form.text)?);
        if name.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("name", Say::new("intake-too-long").arg("limit", FIELD_CHARS.value)));
        }
        let drawn = strokes(&self.form.drawn)?;
        let Some(kind) = Word::from_code(&self.form.answer) else {
            return Err(Trouble::invalid("answer", Say::new("heard-answer-unknown")));
        };
        let step = match kind {
            Word::Signed => &CONFIRM_HERE,
            Word::Disputed => &OBJECT,
            Word::Understood => &UNDERSTAND,
        };
        let (mut desk, link, given) = heard::given(tx, who, &self.token)?;
        let given = Given { name: !name.is_empty(), text: !text.is_empty(), ..given };
        let leave = step.admit(desk.one.state, &desk.stands, &given, &[])?;
        if leave.idle {
            return Ok(desk.one.id);
        }
        let words = match kind {
            Word::Signed => Words { name, text: "", drawn },
            Word::Disputed => Words { name: &who.name, text: &text, drawn: "" },
            Word::Understood => Words { name: &who.name, text: "", drawn: "" },
        };
        heard::keep(tx, &link, kind, &words, &self.origin)?;
        let says = self.proof(&link, &words);
        if kind == Word::Understood {
            cancellation::tell_history(tx, who, &desk.order, &desk.one, &leave, says)?;
            return Ok(desk.one.id);
        }
        let mark = self.mark(tx, who, &link, &words);
        if kind == Word::Signed {
            desk.one.said.confirmed = mark;
        } else {
            desk.one.said.disputed = mark;
        }
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, says)?;
        tell_owner(tx, who, &desk, &text)?;
        Ok(desk.one.id)
    }
}

impl HisWord {
    fn mark(&self, tx: &Tx, who: &Person, link: &Link, words: &Words<'_>) -> Mark {
        Mark {
            by: None,
            name: words.name.into(),
            medium: "link".into(),
            digest: hex(&link.digest),
            ..Mark::of(tx, who, words.text)
        }
    }

    fn proof(&self, link: &Link, words: &Words<'_>) -> Value {
        json!({ "name": words.name, "text": words.text, "address": self.origin.address, "agent": self.origin.agent,
            "digest": hex(&link.digest), "link": link.id })
    }
}

/// His word is here: the owner goes on, or corrects.
fn tell_owner(tx: &mut Tx, who: &Person, desk: &Desk, text: &str) -> Outcome<()> {
    let (order, one) = (&desk.order, &desk.one);
    people::tell(tx, who, order.owner, MemoKind::Change, &one.href(), &one.number, text)
}
