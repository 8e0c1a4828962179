//! 1.3.2: a holiday or a make-up day, by which every due time is counted. The administrator keeps the calendar.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::step::{By, Step};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::when::DayWord;
use super::{calendar, roles};

platform::words! {
    /// Whether a day is as its weekday, or marked.
    pub enum DayState { Plain = "plain", Marked = "marked" }
}

/// `POST /calendar`
pub async fn set_day(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let done = match body.value.read() {
        Ok(act) => app.perform(ask.who()?, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(day) => Ok(ask.see(&format!("/calendar?year={}&done=day", day.year()), &json!({"day": day}))),
        Err(trouble) => calendar::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    day: String,
    kind: String,
    name: String,
}

impl Form {
    fn read(&self) -> Result<SetDay, Trouble> {
        let mut fields = Fields::none();
        let day = self.day.parse::<Day>().ok();
        if day.is_none() {
            fields.add("day", Say::new("people-day-wrong"));
        }
        let kind = DayWord::from_code(&self.kind);
        if kind.is_none() {
            fields.add("kind", Say::new("people-day-kind-wrong"));
        }
        let name = self.name.trim().to_string();
        if name.is_empty() || name.chars().count() > 80 {
            fields.add("name", Say::new("people-name-wrong"));
        }
        fields.check()?;
        match (day, kind) {
            (Some(day), Some(kind)) => Ok(SetDay(MarkedDay { day, kind, name })),
            _ => Err(Trouble::Invalid(Fields::none())),
        }
    }
}

/// A day that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct MarkedDay {
    pub day: Day,
    pub kind: DayWord,
    pub name: String,
}

pub struct SetDay(pub MarkedDay);

pub const STEP: Step<DayState, ()> = Step {
    id: "people.set_day",
    clause: "1.3.2",
    from: &[DayState::Plain, DayState::Marked],
    to: Some(DayState::Marked),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for SetDay {
    type Done = Day;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Day> {
        let before = tx.maybe(&KIND, &[&self.0.day], |row| row.get::<DayWord>(0))?;
        let at = if before.is_some() { DayState::Marked } else { DayState::Plain };
        let leave = STEP.admit(at, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(self.0.day);
        }
        keep(tx, &self.0)?;
        let body = json!({"day": self.0, "before": before});
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(self.0.day)
    }
}

platform::sql! {
    KIND = "SELECT kind FROM calendar_day WHERE day = $1 {for update}";
    KEEP = "INSERT INTO calendar_day (day, kind, name) VALUES ($1, $2, $3) \
        ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name";
}

pub fn keep(tx: &mut Tx, marked: &MarkedDay) -> Outcome<()> {
    super::when::days_changed(tx)?;
    tx.execute(&KEEP, &[&marked.day, &marked.kind, &marked.name])?;
    Ok(())
}
