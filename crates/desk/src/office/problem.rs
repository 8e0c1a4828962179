//! A problem between departments (2.2.1b, 2.2.2d): about an order, one of its lines, or the work in general. One person
//! or one department's queue owns it until a due time; its history is a chain of its own.

use platform::act::Outcome;
use platform::calendar::Due;
use platform::day::Instant;
use platform::db::Row;
use platform::history::{self, Entry};
use platform::step::{Finding, Leave, Rule, Standing, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::order::duty::{self, Given, Owner};
use crate::people::{self, setting};

platform::words! {
    pub enum ProblemState {
        New = "new",
        Open = "open",
        /// The manager has been called in.
        Escalated = "escalated",
        Resolved = "resolved",
    }
}

platform::words! {
    pub enum Severity { Minor = "minor", Serious = "serious", Blocking = "blocking" }
}

impl Severity {
    /// How long its solution may take where nobody says otherwise, among the settings.
    pub fn time(self) -> String {
        format!("solve_problem.{self}")
    }

    pub fn allowed(self, tx: &mut Tx) -> Outcome<Due> {
        setting::allowed(tx, &self.time())
    }
}

/// The departments that can own a problem: the order desk and those it works with.
pub const DEPARTMENTS: &[Role] = &[
    Role::Specialist,
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
    Role::Finance,
];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Problem {
    pub id: Id,
    pub title: String,
    pub story: String,
    pub order: Option<Id>,
    pub order_number: String,
    pub line: Option<i64>,
    pub department: Role,
    /// `None`: the department's queue.
    pub owner: Option<Id>,
    pub owner_name: String,
    pub severity: Severity,
    pub state: ProblemState,
    pub opened_at: Instant,
    pub opened_by: Id,
    pub opened_name: String,
    pub due_at: Instant,
    pub escalated_at: Option<Instant>,
    /// Why it was escalated or opened again.
    pub ground: String,
    pub cause: String,
    pub resolution: String,
    pub resolved_at: Option<Instant>,
    pub resolved_by: Option<Id>,
    pub reopened: i64,
    /// The file of its photo: `GET /problems/{id}/photo`.
    pub photo: Option<Id>,
    pub lock: i64,
}

impl Problem {
    pub fn href(&self) -> String {
        format!("/problems/{}", self.id)
    }

    pub fn holder(&self) -> Owner {
        self.owner.map_or(Owner::Role(self.department), Owner::Person)
    }
}

/// What the rules look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Facts {
    /// The owner's name where he does not work in the department.
    pub stranger: Option<String>,
    pub due_behind: bool,
    pub ground: String,
    pub cause: String,
    pub resolution: String,
}

pub const OWNER_FITS: Rule<Facts> = Rule {
    id: "problem.owner_fits",
    clause: "2.2.1b",
    weight: Weight::Must,
    verdict: |facts| {
        let say = |name: &String| Finding::fail(Say::new("problem-refused-owner").arg("name", name));
        facts.stranger.iter().map(say).collect()
    },
};

pub const DUE_AHEAD: Rule<Facts> = Rule {
    id: "problem.due_ahead",
    clause: "2.2.1b",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.due_behind, "problem-refused-due"),
};

pub const GROUND: Rule<Facts> = Rule {
    id: "problem.ground",
    clause: "2.2.2d",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.ground.is_empty(), "problem-refused-ground"),
};

pub const SOLVED: Rule<Facts> = Rule {
    id: "problem.cause_and_resolution",
    clause: "2.2.2d",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.cause.is_empty() || facts.resolution.is_empty(), "problem-refused-cause"),
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.title, p.story, p.order_id, p.order_number, p.line_no, p.department, p.owner, \
             (SELECT n.name FROM person n WHERE n.id = p.owner), p.severity, p.state, p.opened_at, p.opened_by, \
             (SELECT n.name FROM person n WHERE n.id = p.opened_by), COALESCE((SELECT d.due_at FROM duty d \
             WHERE d.about = p.id AND d.kind = 'solve_problem' AND d.done_at IS NULL LIMIT 1), p.due_at), p.escalated_at, p.ground, p.cause, \
             p.resolution, p.resolved_at, p.resolved_by, p.reopened, p.lock, p.photo FROM problem p ",
            $tail
        )
    };
}

platform::sql! {
    FETCH = columns!("WHERE p.id = $1");
    HOLD = "SELECT id FROM problem WHERE id = $1 {for update}";
    pub OPEN_ONES = columns!("WHERE p.state <> 'resolved' AND p.id < $1 AND ($2 = '' OR p.state = $2) \
        AND ($3 = '' OR p.department = $3) AND ($4 = '' OR p.severity = $4) AND ($5 OR p.owner = $6) \
        AND ($7 OR EXISTS (SELECT 1 FROM duty d WHERE d.about = p.id AND d.kind = 'solve_problem' \
        AND d.done_at IS NULL AND d.due_at < $8)) ORDER BY p.id DESC LIMIT $9");
    pub ALL_ONES = columns!("WHERE p.id < $1 AND ($2 = '' OR p.state = $2) \
        AND ($3 = '' OR p.department = $3) AND ($4 = '' OR p.severity = $4) AND ($5 OR p.owner = $6) \
        AND ($7 OR EXISTS (SELECT 1 FROM duty d WHERE d.about = p.id AND d.kind = 'solve_problem' \
        AND d.done_at IS NULL AND d.due_at < $8)) ORDER BY p.id DESC LIMIT $9");
    ADD = "INSERT INTO problem (id, title, story, order_id, order_number, line_no, department, owner, severity, state, \
        opened_at, opened_by, due_at, ground, cause, resolution, reopened, lock, photo) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', '', 0, 1, $14)";
    MOVE = "UPDATE problem SET department = $1, owner = $2, state = $3, due_at = $4, escalated_at = $5, ground = $6, \
        cause = $7, resolution = $8, resolved_at = $9, resolved_by = $10, reopened = $11, lock = lock + 1 \
        WHERE id = $12 AND lock = $13";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Problem> {
    tx.maybe(&FETCH, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// For acts: nobody else may change it meanwhile. `seen` is the lock its reader saw, where he says one.
pub fn fetch_seen(tx: &mut Tx, id: Id, seen: &str) -> Outcome<Problem> {
    tx.maybe(&HOLD, &[&id], |row| row.get::<Id>(0))?.ok_or(Trouble::Hidden)?;
    let problem = fetch(tx, id)?;
    if !seen.is_empty() && seen.parse() != Ok(problem.lock) {
        return Err(Trouble::stale(id));
    }
    Ok(problem)
}

pub fn add(tx: &mut Tx, p: &Problem) -> Outcome<()> {
    tx.execute(
        &ADD,
        &[
            &p.id,
            &p.title,
            &p.story,
            &p.order,
            &p.order_number,
            &p.line,
            &p.department,
            &p.owner,
            &p.severity,
            &p.state,
            &p.opened_at,
            &p.opened_by,
            &p.due_at,
            &p.photo,
        ],
    )?;
    Ok(())
}

/// Writes where the problem stands now, by leave of a step, and its history.
pub fn advance(tx: &mut Tx, who: &Person, p: &Problem, leave: &Leave<ProblemState>, body: Value) -> Outcome<()> {
    let moved = tx.execute(
        &MOVE,
        &[
            &p.department,
            &p.owner,
            &leave.to,
            &p.due_at,
            &p.escalated_at,
            &p.ground,
            &p.cause,
            &p.resolution,
            &p.resolved_at,
            &p.resolved_by,
            &p.reopened,
            &p.id,
            &p.lock,
        ],
    )?;
    if moved == 0 {
        return Err(Trouble::stale(p.id));
    }
    tell_history(tx, who, p, leave, body)
}

pub fn tell_history(tx: &mut Tx, who: &Person, p: &Problem, leave: &Leave<ProblemState>, body: Value) -> Outcome<()> {
    let body = json!({ "problem": p.title, "order": p.order_number, "says": body });
    let entry = Entry { chain: p.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

/// The owner's duty to solve it.
pub fn give_duty(tx: &mut Tx, p: &Problem) -> Outcome<()> {
    let given = Given {
        about: p.id,
        about_kind: "problem",
        kind: "solve_problem",
        owner: p.holder(),
        subject: &p.title,
        detail: &p.order_number,
        due_at: Some(p.due_at),
        over: None,
    };
    duty::give(tx, &given).map(|_| ())
}

/// What somebody is to a problem: "owner" is whoever it is given to, whoever reported it, and the acting manager.
pub fn standing(tx: &mut Tx, who: &Person, p: &Problem) -> Outcome<Standing> {
    let acting_manager = people::is_acting_manager(tx, who.id)?;
    let holds = match p.owner {
        Some(owner) => owner == who.id,
        None => who.is(p.department),
    };
    let owner = holds || p.opened_by == who.id || acting_manager;
    Ok(Standing { roles: who.roles, owner, acting_manager, ..Standing::default() })
}

/// The owner's name where he does not work in that department.
pub fn stranger(tx: &mut Tx, department: Role, owner: Option<Id>) -> Outcome<Option<String>> {
    let Some(owner) = owner else { return Ok(None) };
    let mut members = people::persons_with(tx, department)?;
    if department == Role::Specialist {
        members.extend(people::persons_with(tx, Role::Manager)?);
    }
    if members.iter().any(|member| member.id == owner) {
        return Ok(None);
    }
    people::name_of(tx, owner).map(Some)
}

pub fn read(row: &Row<'_>) -> Result<Problem, Fault> {
    Ok(Problem {
        id: row.get(0)?,
        title: row.get(1)?,
        story: row.get(2)?,
        order: row.get(3)?,
        order_number: row.get(4)?,
        line: row.get(5)?,
        department: row.get(6)?,
        owner: row.get(7)?,
        owner_name: row.get::<Option<String>>(8)?.unwrap_or_default(),
        severity: row.get(9)?,
        state: row.get(10)?,
        opened_at: row.get(11)?,
        opened_by: row.get(12)?,
        opened_name: row.get::<Option<String>>(13)?.unwrap_or_default(),
        due_at: row.get(14)?,
        escalated_at: row.get(15)?,
        ground: row.get(16)?,
        cause: row.get(17)?,
        resolution: row.get(18)?,
        resolved_at: row.get(19)?,
        resolved_by: row.get(20)?,
        reopened: row.get(21)?,
        lock: row.get(22)?,
        photo: row.get(23)?,
    })
}
