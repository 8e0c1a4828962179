//! What was said about an order: comments, logged contacts with the customer, questions to departments and their
//! answers. A question is a duty of the department asked; an answer closes it (1.3.3).

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::{Day, Instant};
use platform::limits::TEXT_CHARS;
use platform::step::{By, Step};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::axes::Approval;
use super::fetch::{Order, fetch_seen};
use super::reply::{self, Asks, Verdict};
use super::steps::{COMMENT, CONCERNED, CONTACT, QUESTION, UNDECIDED};
use super::{duty, store};
use crate::people::{self, MemoKind};

platform::words! {
    pub enum NoteKind {
        Comment = "comment",
        /// A talk with the customer: telephone, visit, mail, fax, chat.
        Contact = "contact",
        Question = "question",
        Answer = "answer",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Note {
    pub id: Id,
    pub kind: NoteKind,
    pub at: Instant,
    pub by_name: String,
    /// The medium of a contact, or the department of a question.
    pub medium: String,
    pub text: String,
    pub answers: Option<Id>,
    /// The decision waits for its answer.
    pub required: bool,
    /// What a question wants to hear.
    pub asks: Asks,
    /// Yes or no, of an answer that says so.
    pub verdict: Option<Verdict>,
    /// The lines that a question is about or an answer is for; none means all of them.
    pub lines: Vec<Id>,
    /// Until when the department stands for them.
    pub day: Option<Day>,
}

impl Note {
    /// Talks with the customer name prices: they are for those who see sale money.
    pub fn is_for(&self, who: &Person) -> bool {
        self.kind != NoteKind::Contact || crate::masters::sees::sale_money(who.roles)
    }
}

pub fn routes() -> Routes {
    Routes::default().both(Method::POST, "/orders/{id}/notes", May::Roles(CONCERNED), create).both(
        Method::POST,
        "/orders/{id}/notes/{note}/waiver",
        May::Roles(&[Role::Manager]),
        waive,
    )
}

/// `POST /orders/{id}/notes`
async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<NoteForm>,
) -> Result<Response, Failure> {
    let note = app.perform_once(ask.who()?, body.once, WriteNote { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=notes#note-{note}"), &json!({ "id": note })))
}

#[derive(Debug, Clone, Deserialize)]
pub struct NoteForm {
    pub kind: NoteKind,
    #[serde(default)]
    pub medium: String,
    pub text: String,
    #[serde(default)]
    pub answers: Option<Id>,
    /// Any word: the decision waits for the answer to this question.
    #[serde(default)]
    pub required: String,
    /// Of a question: `words`, `day`. Whether something can be made is asked by the desk itself.
    #[serde(default)]
    pub asks: String,
    /// Of an answer: `yes`, `no`, or nothing where words suffice.
    #[serde(default)]
    pub verdict: String,
    /// Numbers of lines with commas between them; nothing means all that are asked about.
    #[serde(default)]
    pub lines: String,
    /// Of an answer: until when, as `2026-11-30`.
    #[serde(default)]
    pub day: String,
}

/// 1.3.3: the manager wants an answer before he decides.
pub const REQUIRE: Step<Approval, ()> = Step {
    id: "order.require_answer",
    clause: "1.3.3",
    from: UNDECIDED,
    to: None,
    by: By::ActingManager,
    opens: &["answer_question"],
    closes: &[],
    rules: &[],
};

/// He decides without it after all; the question stays a question.
pub const WAIVE: Step<Approval, ()> = Step { id: "order.waive_answer", opens: &[], ..REQUIRE };

impl NoteForm {
    /// A note of words alone.
    pub fn of(kind: NoteKind, medium: &str, text: &str) -> NoteForm {
        let none = String::new;
        NoteForm {
            kind,
            medium: medium.into(),
            text: text.into(),
            answers: None,
            required: none(),
            asks: none(),
            verdict: none(),
            lines: none(),
            day: none(),
        }
    }

    fn is_required(&self) -> bool {
        self.kind == NoteKind::Question && !self.required.is_empty()
    }

    /// Of everything but an answer, which has facts of its own.
    fn step(&self) -> Option<&'static Step<Approval, ()>> {
        match self.kind {
            NoteKind::Comment => Some(&COMMENT),
            NoteKind::Contact => Some(&CONTACT),
            NoteKind::Question if self.is_required() => Some(&REQUIRE),
            NoteKind::Question => Some(&QUESTION),
            NoteKind::Answer => None,
        }
    }

    pub(super) fn day(&self) -> Outcome<Option<Day>> {
        let typed = self.day.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        typed.parse().map(Some).map_err(|_| Trouble::invalid("day", Say::new("note-day-bad")))
    }
}

pub struct WriteNote {
    pub order: Id,
    pub form: NoteForm,
}

impl Act for WriteNote {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = fetch_seen(tx, who, self.order, None)?;
        let text = self.form.text.trim();
        if text.is_empty() {
            return Err(Trouble::invalid("text", Say::new("note-text-missing")));
        }
        if text.chars().count() as u64 > TEXT_CHARS.value {
            return Err(Trouble::invalid("text", Say::new("note-text-long").arg("limit", TEXT_CHARS.value)));
        }
        let Some(step) = self.form.step() else { return reply::answer(tx, who, &order, &self.form, text) };
        let stands = super::standing(tx, who, &order)?;
        let leave = step.admit(order.approval, &stands, &(), &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let note = match (self.form.kind, Asks::from_code(&self.form.asks)) {
            (NoteKind::Question, Some(Asks::Day)) => self.ask_for_a_day(tx, who, &order, text)?,
            _ => add_note(tx, who, &order, self.form.kind, &self.form.medium, text)?,
        };
        if self.form.is_required() {
            tx.execute(&SET_REQUIRED, &[&true, &note, &order.id])?;
            store::write_history(tx, who, &order, leave.step, leave.clause, json!({ "note": note }))?;
        }
        Ok(note)
    }
}

impl WriteNote {
    /// Only those who make or buy can stand for a day.
    fn ask_for_a_day(&self, tx: &mut Tx, who: &Person, order: &Order, text: &str) -> Outcome<Id> {
        let department = Role::from_code(&self.form.medium);
        let department = department.filter(|role| matches!(role, Role::Production | Role::Purchasing));
        let Some(department) = department else {
            return Err(Trouble::invalid("medium", Say::new("note-day-whom")));
        };
        let (lines, unknown) = reply::numbered(order, &self.form.lines);
        if let Some(typed) = unknown.first() {
            return Err(Trouble::invalid("lines", Say::new("reply-line-unknown").arg("typed", typed)));
        }
        ask(tx, who, order, department, text, Asks::Day, reply::ids(&lines))
    }
}

/// `POST /orders/{id}/notes/{note}/waiver`
async fn waive(
    State(app): State<App>,
    ask: Ask,
    Path((order, note)): Path<(Id, Id)>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, WaiveAnswer { order, note }).await?;
    Ok(ask.see(&format!("/orders/{order}?tab=notes#note-{note}"), &json!({ "id": note })))
}

pub struct WaiveAnswer {
    pub order: Id,
    pub note: Id,
}

impl Act for WaiveAnswer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = fetch_seen(tx, who, self.order, None)?;
        let stands = super::standing(tx, who, &order)?;
        let leave = WAIVE.admit(order.approval, &stands, &(), &[])?;
        if leave.idle {
            return Ok(self.note);
        }
        if tx.execute(&SET_REQUIRED, &[&false, &self.note, &order.id])? == 0 {
            return Err(Trouble::Hidden);
        }
        store::write_history(tx, who, &order, leave.step, leave.clause, json!({ "note": self.note }))?;
        Ok(self.note)
    }
}

platform::sql! {
    ADD = "INSERT INTO order_note (id, order_id, kind, at, by_person, by_name, medium, text, answers, duty, asks, \
        verdict, lines, day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    LIST = "SELECT id, kind, at, by_name, medium, text, answers, required, asks, verdict, lines, day FROM order_note \
        WHERE order_id = $1 ORDER BY at, id LIMIT 500";
    SET_REQUIRED = "UPDATE order_note SET required = $1 WHERE id = $2 AND order_id = $3 AND kind = 'question'";
    UNANSWERED = "SELECT q.medium FROM order_note q WHERE q.order_id = $1 AND q.kind = 'question' AND q.required \
        AND NOT EXISTS (SELECT 1 FROM order_note a WHERE a.order_id = $1 AND a.answers = q.id) LIMIT 20";
}

/// A note before it is written.
pub(super) struct NewNote<'a> {
    pub kind: NoteKind,
    pub medium: &'a str,
    pub text: &'a str,
    pub duty: Option<Id>,
    pub asks: Asks,
    pub answers: Option<Id>,
    pub verdict: Option<Verdict>,
    pub lines: String,
    pub day: Option<Day>,
}

impl<'a> NewNote<'a> {
    pub(super) fn of(kind: NoteKind, medium: &'a str, text: &'a str) -> NewNote<'a> {
        let (duty, answers, verdict, lines, day) = (None, None, None, String::new(), None);
        NewNote { kind, medium, text, duty, asks: Asks::Words, answers, verdict, lines, day }
    }
}

pub(super) fn insert(tx: &mut Tx, who: &Person, order: &Order, new: &NewNote<'_>) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    let params: [&dyn platform::db::Param; 14] = [
        &id,
        &order.id,
        &new.kind,
        &now,
        &who.id,
        &who.name,
        &new.medium,
        &new.text,
        &new.answers,
        &new.duty,
        &new.asks,
        &new.verdict,
        &new.lines,
        &new.day,
    ];
    tx.execute(&ADD, &params)?;
    Ok(id)
}

/// Asks a department: its answer is a duty there. `lines`: by their ids; nothing means all of them.
pub(super) fn ask(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    department: Role,
    text: &str,
    asks: Asks,
    lines: String,
) -> Outcome<Id> {
    let duty = Some(duty::open_for(tx, order, "answer_question", department, text)?);
    let id = insert(
        tx,
        who,
        order,
        &NewNote { duty, asks, lines, ..NewNote::of(NoteKind::Question, department.code(), text) },
    )?;
    let body = json!({"kind": NoteKind::Question, "medium": department, "asks": asks, "text": text});
    store::write_history(tx, who, order, "order.question", "1.3.3", body)?;
    Ok(id)
}

/// Writes a note that is no answer; a question for words opens its duty.
pub fn add_note(tx: &mut Tx, who: &Person, order: &Order, kind: NoteKind, medium: &str, text: &str) -> Outcome<Id> {
    if kind == NoteKind::Question {
        let department = Role::from_code(medium).filter(|role| Role::DEPARTMENTS.contains(role));
        let Some(department) = department else {
            return Err(Trouble::invalid("medium", Say::new("note-department-missing")));
        };
        return ask(tx, who, order, department, text, Asks::Words, String::new());
    }
    let id = insert(tx, who, order, &NewNote::of(kind, medium, text))?;
    if kind == NoteKind::Comment {
        let href = format!("/orders/{}?tab=notes#note-{id}", order.id);
        for person in people::mentioned(tx, text, CONCERNED)? {
            people::tell(tx, who, person, MemoKind::Mention, &href, &order.number, text)?;
        }
    }
    if kind == NoteKind::Contact && duty::close(tx, order.id, "follow_up", Some(who), "done")? > 0 {
        duty::open(tx, order, "follow_up")?;
    }
    let body = json!({"kind": kind, "medium": medium, "text": text});
    store::write_history(tx, who, order, &format!("order.{}", kind.code()), clause(kind), body)?;
    Ok(id)
}

/// The departments whose answers the decision waits for.
pub fn unanswered(tx: &mut Tx, order: Id) -> Outcome<Vec<Role>> {
    Ok(tx.list(&UNANSWERED, &[&order], |row| row.get(0))?)
}

fn clause(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Contact => "2.2.2b",
        _ => "1.3.3",
    }
}

pub fn notes(tx: &mut Tx, order: Id) -> Outcome<Vec<Note>> {
    Ok(tx.list(&LIST, &[&order], |row| {
        Ok(Note {
            id: row.get(0)?,
            kind: row.get(1)?,
            at: row.get(2)?,
            by_name: row.get(3)?,
            medium: row.get(4)?,
            text: row.get(5)?,
            answers: row.get(6)?,
            required: row.get(7)?,
            asks: row.get(8)?,
            verdict: row.get(9)?,
            lines: reply::lines_of(&row.get::<String>(10)?),
            day: row.get(11)?,
        })
    })?)
}
