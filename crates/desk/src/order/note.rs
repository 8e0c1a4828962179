//! What was said about an order: comments, logged contacts with the customer, questions to departments and their
//! answers. A question is a duty of the department asked; an answer closes it (1.3.3).

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
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
use super::steps::{ANSWER, COMMENT, CONCERNED, CONTACT, QUESTION, UNDECIDED};
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
    fn is_required(&self) -> bool {
        self.kind == NoteKind::Question && !self.required.is_empty()
    }

    fn step(&self) -> &'static Step<Approval, ()> {
        match self.kind {
            NoteKind::Comment => &COMMENT,
            NoteKind::Contact => &CONTACT,
            NoteKind::Question if self.is_required() => &REQUIRE,
            NoteKind::Question => &QUESTION,
            NoteKind::Answer => &ANSWER,
        }
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
        let stands = super::standing(tx, who, &order)?;
        let leave = self.form.step().admit(order.approval, &stands, &(), &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let note = add_note(tx, who, &order, self.form.kind, &self.form.medium, text, self.form.answers)?;
        if self.form.is_required() {
            tx.execute(&SET_REQUIRED, &[&true, &note, &order.id])?;
            store::write_history(tx, who, &order, leave.step, leave.clause, json!({ "note": note }))?;
        }
        Ok(note)
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
    ADD = "INSERT INTO order_note (id, order_id, kind, at, by_person, by_name, medium, text, answers, duty) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIST = "SELECT id, kind, at, by_name, medium, text, answers, required FROM order_note WHERE order_id = $1 \
        ORDER BY at, id LIMIT 500";
    ASKED_OF = "SELECT medium, by_person, duty FROM order_note WHERE id = $1 AND order_id = $2 AND kind = 'question'";
    SET_REQUIRED = "UPDATE order_note SET required = $1 WHERE id = $2 AND order_id = $3 AND kind = 'question'";
    UNANSWERED = "SELECT q.medium FROM order_note q WHERE q.order_id = $1 AND q.kind = 'question' AND q.required \
        AND NOT EXISTS (SELECT 1 FROM order_note a WHERE a.order_id = $1 AND a.answers = q.id) LIMIT 20";
}

/// Writes a note; a question opens its duty, an answer closes it.
pub fn add_note(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    kind: NoteKind,
    medium: &str,
    text: &str,
    answers: Option<Id>,
) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    let mut opened: Option<Id> = None;
    match kind {
        NoteKind::Question => {
            let department = Role::from_code(medium).filter(|role| Role::DEPARTMENTS.contains(role));
            let Some(department) = department else {
                return Err(Trouble::invalid("medium", Say::new("note-department-missing")));
            };
            opened = Some(duty::open_for(tx, order, "answer_question", department, text)?);
        }
        NoteKind::Answer => {
            let Some(question) = answers else {
                return Err(Trouble::invalid("answers", Say::new("note-answers-missing")));
            };
            let asked = tx.maybe(&ASKED_OF, &[&question, &order.id], |row| {
                Ok((row.get::<String>(0)?, row.get::<Id>(1)?, row.get::<Option<Id>>(2)?))
            })?;
            let (department, asker, asked_duty) = asked.ok_or(Trouble::Hidden)?;
            let department = Role::from_code(&department).ok_or(Trouble::Hidden)?;
            if !who.is(department) {
                let say = Say::new("forbidden-step").arg("who", format!("role-{}", department.code()));
                return Err(Trouble::Forbidden { clause: "1.3.3", say });
            }
            // Another question to the same department stays open.
            match asked_duty {
                Some(duty) => duty::close_one(tx, duty, who, "done").map(|_| ())?,
                None => duty::close_of_department(tx, order.id, "answer_question", department, who).map(|_| ())?,
            }
            let href = format!("/orders/{}?tab=notes", order.id);
            people::tell(tx, who, asker, MemoKind::Answered, &href, &order.number, text)?;
        }
        NoteKind::Comment => {
            let href = format!("/orders/{}?tab=notes#note-{id}", order.id);
            for person in people::mentioned(tx, text, CONCERNED)? {
                people::tell(tx, who, person, MemoKind::Mention, &href, &order.number, text)?;
            }
        }
        NoteKind::Contact => {
            if duty::close(tx, order.id, "follow_up", Some(who), "done")? > 0 {
                duty::open(tx, order, "follow_up")?;
            }
        }
    }
    tx.execute(&ADD, &[&id, &order.id, &kind, &now, &who.id, &who.name, &medium, &text, &answers, &opened])?;
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
        })
    })?)
}
