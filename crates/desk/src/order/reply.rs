//! 1.3.3, 3.2.3a: what a department answers when it is asked. Whether a thing can be made and whether a day can be kept
//! are answered with yes or no, for the lines that are meant; a yes to a day names the day. Words alone promise nothing.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::step::{Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Serialize;
use serde_json::json;

use super::axes::Approval;
use super::feasible::said;
use super::fetch::{Line, Order};
use super::note::{NewNote, NoteForm, NoteKind, insert};
use super::{duty, store};
use crate::people::{self, MemoKind};

platform::words! {
    /// What a question wants to hear.
    pub enum Asks {
        Words = "words",
        /// Whether its lines can be made at all.
        Feasible = "feasible",
        /// Until which day its lines can be delivered.
        Day = "day",
    }
}

platform::words! {
    pub enum Verdict {
        Yes = "yes",
        No = "no",
    }
}

/// What the rules of an answer look at.
pub struct Reply {
    pub asks: Asks,
    pub verdict: Option<Verdict>,
    pub day: Option<Day>,
    pub today: Day,
    /// What was typed for lines and is none.
    pub unknown: Vec<String>,
}

const VERDICT: Rule<Reply> = Rule { id: "reply.verdict", clause: "1.3.3", weight: Weight::Must, verdict };
const LINES: Rule<Reply> = Rule { id: "reply.lines", clause: "1.3.3", weight: Weight::Must, verdict: lines };
const DAY: Rule<Reply> = Rule { id: "reply.day", clause: "3.2.3a", weight: Weight::Must, verdict: day };

fn verdict(reply: &Reply) -> Vec<Finding> {
    let silent = reply.asks != Asks::Words && reply.verdict.is_none();
    if silent { vec![Finding::fail(Say::new("reply-verdict-missing"))] } else { Vec::new() }
}

fn lines(reply: &Reply) -> Vec<Finding> {
    let say = |typed: &String| Finding::fail(Say::new("reply-line-unknown").arg("typed", typed));
    reply.unknown.iter().map(say).collect()
}

/// A yes to a day names the day, and none that is over.
fn day(reply: &Reply) -> Vec<Finding> {
    match (reply.verdict, reply.day) {
        (Some(Verdict::Yes), None) if reply.asks == Asks::Day => vec![Finding::fail(Say::new("reply-day-missing"))],
        (Some(Verdict::Yes), Some(day)) if day < reply.today => {
            vec![Finding::fail(Say::new("reply-day-past").arg("day", day))]
        }
        _ => Vec::new(),
    }
}

/// Only a department is asked.
pub const ANSWER: Step<Approval, Reply> = Step {
    id: "order.answer",
    clause: "1.3.3",
    from: super::steps::ALIVE,
    to: None,
    by: platform::step::By::Roles(Role::DEPARTMENTS),
    opens: &[],
    closes: &["answer_question"],
    rules: &[VERDICT, LINES, DAY],
};

platform::sql! {
    ASKED = "SELECT medium, by_person, duty, asks, lines FROM order_note \
        WHERE id = $1 AND order_id = $2 AND kind = 'question'";
    FEASIBLE_LINES = "SELECT line_id, content, coming FROM order_feasible WHERE order_id = $1 AND question = $2";
    SAY = "INSERT INTO order_answer (note, line_id, order_id, question, department, verdict, day, content, at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SAID = "SELECT DISTINCT line_id FROM order_answer WHERE question = $1";
    LAST_WORDS = "SELECT w.line_id, w.department, w.verdict, w.day, w.content, w.at, n.by_name FROM order_answer w \
        JOIN order_note n ON n.id = w.note WHERE w.order_id = $1 AND w.at >= $2 \
        AND w.department IN ('production', 'purchasing') ORDER BY w.at DESC, w.note DESC LIMIT 20000";
}

struct Asked {
    department: Role,
    by: Id,
    duty: Option<Id>,
    asks: Asks,
    lines: String,
}

/// Writes an answer. It closes the question's duty once every line that was asked about has its yes or no.
pub(super) fn answer(tx: &mut Tx, who: &Person, order: &Order, form: &NoteForm, text: &str) -> Outcome<Id> {
    let asked = match form.answers {
        Some(question) => asked(tx, order, question)?,
        None => None,
    };
    if let Some(asked) = &asked
        && !who.is(asked.department)
    {
        let say = Say::new("forbidden-step").arg("who", format!("role-{}", asked.department.code()));
        return Err(Trouble::Forbidden { clause: "1.3.3", say });
    }
    let (named, unknown) = numbered(order, &form.lines);
    let reply = Reply {
        asks: asked.as_ref().map_or(Asks::Words, |asked| asked.asks),
        verdict: Verdict::from_code(form.verdict.trim()),
        day: form.day()?,
        today: tx.now().day_in(&people::zone(tx)?),
        unknown,
    };
    let stands = super::standing(tx, who, order)?;
    let leave = ANSWER.admit(order.approval, &stands, &reply, &[])?;
    if leave.idle {
        return Ok(order.id);
    }
    let Some(question) = form.answers else {
        return Err(Trouble::invalid("answers", Say::new("note-answers-missing")));
    };
    let asked = asked.ok_or(Trouble::Hidden)?;
    let note = insert(
        tx,
        who,
        order,
        &NewNote {
            answers: Some(question),
            verdict: reply.verdict,
            lines: ids(&named),
            day: reply.day,
            ..NewNote::of(NoteKind::Answer, &form.medium, text)
        },
    )?;
    let about = concerned(tx, order, question, &asked)?;
    if let Some(verdict) = reply.verdict {
        let now = tx.now();
        let named: Vec<(Id, String)> = named.iter().map(|line| (line.id, said(line))).collect();
        for (line, content) in if named.is_empty() { &about } else { &named } {
            let params: [&dyn platform::db::Param; 9] =
                [&note, line, &order.id, &question, &asked.department, &verdict, &reply.day, content, &now];
            tx.execute(&SAY, &params)?;
        }
    }
    close(tx, who, order, question, &asked, &about)?;
    let href = format!("/orders/{}?tab=notes", order.id);
    people::tell(tx, who, asked.by, MemoKind::Answered, &href, &order.number, text)?;
    let body = json!({"kind": NoteKind::Answer, "question": question, "verdict": reply.verdict, "day": reply.day,
        "lines": named.iter().map(|line| line.no).collect::<Vec<_>>(), "text": text});
    store::write_history(tx, who, order, leave.step, leave.clause, body)?;
    duty::turn(tx, who, order)?;
    Ok(note)
}

fn close(tx: &mut Tx, who: &Person, order: &Order, question: Id, asked: &Asked, about: &[(Id, String)]) -> Outcome<()> {
    if asked.asks != Asks::Words {
        let said: Vec<Id> = tx.list(&SAID, &[&question], |row| row.get(0))?;
        if about.iter().any(|(line, _)| !said.contains(line)) {
            return Ok(());
        }
    }
    // Another question to the same department stays open.
    match asked.duty {
        Some(duty) => duty::close_one(tx, duty, who, "done").map(|_| ()),
        None => duty::close_of_department(tx, order.id, "answer_question", asked.department, who).map(|_| ()),
    }
}

fn asked(tx: &mut Tx, order: &Order, question: Id) -> Outcome<Option<Asked>> {
    let found = tx.maybe(&ASKED, &[&question, &order.id], |row| {
        Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    Ok(found.and_then(|(department, by, duty, asks, lines)| {
        Some(Asked { department: Role::from_code(&department)?, by, duty, asks, lines })
    }))
}

/// The lines that a question is about, of those that still stand or are to come with a change, and what they say.
fn concerned(tx: &mut Tx, order: &Order, question: Id, asked: &Asked) -> Outcome<Vec<(Id, String)>> {
    if asked.asks == Asks::Feasible {
        let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let about: Vec<(Id, String, Option<Id>)> = tx.list(&FEASIBLE_LINES, &[&order.id, &question], read)?;
        let stands = |(line, content, coming): (Id, String, Option<Id>)| {
            let here = order.lines.iter().find(|one| one.id == line).map(said);
            here.or(coming.map(|_| content)).map(|content| (line, content))
        };
        return Ok(about.into_iter().filter_map(stands).collect());
    }
    let about = lines_of(&asked.lines);
    let asked = order.lines.iter().filter(|line| about.is_empty() || about.contains(&line.id));
    Ok(asked.map(|line| (line.id, said(line))).collect())
}

/// The lines of the numbers that somebody typed, and what is no line's number.
pub(super) fn numbered<'a>(order: &'a Order, typed: &str) -> (Vec<&'a Line>, Vec<String>) {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for word in typed.split([',', '，', '、', ';', '；', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
        match order.lines.iter().find(|line| line.no.to_string() == word) {
            Some(line) => found.push(line),
            None => unknown.push(word.to_string()),
        }
    }
    found.sort_by_key(|line: &&Line| line.no);
    found.dedup_by_key(|line| line.no);
    (found, unknown)
}

pub(super) fn ids(lines: &[&Line]) -> String {
    lines.iter().map(|line| line.id.to_string()).collect::<Vec<_>>().join(",")
}

pub(super) fn lines_of(ids: &str) -> Vec<Id> {
    ids.split(',').filter_map(|id| id.parse().ok()).collect()
}

/// What production or purchasing last said about a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commitment {
    pub department: Role,
    pub by: String,
    pub at: Instant,
    pub can: bool,
    /// The last day on which it is there, where one was named.
    pub day: Option<Day>,
}

/// By line: the last word given since the submission, about what the line still says (3.2.3a).
pub fn commitments(tx: &mut Tx, order: &Order) -> Outcome<HashMap<Id, Commitment>> {
    let mut last: HashMap<Id, Commitment> = HashMap::new();
    let Some(since) = order.submitted_at else { return Ok(last) };
    let rows = tx.list(&LAST_WORDS, &[&order.id, &since], |row| {
        let word = Commitment {
            department: row.get(1)?,
            by: row.get(6)?,
            at: row.get(5)?,
            can: row.get::<Verdict>(2)? == Verdict::Yes,
            day: row.get(3)?,
        };
        Ok((row.get::<Id>(0)?, row.get::<String>(4)?, word))
    })?;
    if rows.is_empty() {
        return Ok(last);
    }
    let says: HashMap<Id, String> = order.lines.iter().map(|line| (line.id, said(line))).collect();
    for (line, content, word) in rows {
        if says.get(&line) == Some(&content) {
            last.entry(line).or_insert(word);
        }
    }
    Ok(last)
}
