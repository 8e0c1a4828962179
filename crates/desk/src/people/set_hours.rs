//! 1.3.2: opening hours and weekdays, of the company and of a department that keeps others. Due times of a department's
//! duties are counted by its own; holidays and make-up days are everybody's. The administrator keeps them.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Weekday;
use platform::act::{Act, App, Outcome};
use platform::calendar::{Hours, WorkCalendar};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::step::{By, Step};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::again::Again;
use super::{calendar, roles, when};

platform::words! {
    /// Whether somebody keeps hours of his own.
    pub enum OpeningState { Usual = "usual", Own = "own" }
}

/// `POST /calendar/hours`
pub async fn set_hours(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let done = match body.value.read() {
        Ok(act) => app.perform(ask.who()?, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(()) => Ok(ask.see("/calendar?done=hours", &json!({"department": body.value.department}))),
        Err(trouble) => calendar::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// A department's code; empty: the company.
    department: String,
    /// `08:30-12:00, 13:00-17:30`; empty: as usual again.
    hours: String,
    /// `1` is Monday.
    weekdays: Vec<String>,
}

impl Form {
    fn read(&self) -> Result<SetHours, Trouble> {
        let mut fields = Fields::none();
        let department = Role::from_code(&self.department).filter(|role| Role::DEPARTMENTS.contains(role));
        if department.is_none() && !self.department.is_empty() {
            fields.add("department", Say::new("people-hours-department-wrong"));
        }
        if self.hours.trim().is_empty() {
            fields.check()?;
            return Ok(SetHours { department, opening: None });
        }
        // Full-width signs are typed as often.
        let hours = platform::text::fold(&self.hours).replace('、', ",").parse::<Hours>().ok();
        if hours.is_none() {
            fields.add("hours", Say::new("people-hours-wrong"));
        }
        let mut weekdays: Vec<i8> = self.weekdays.iter().filter_map(|day| day.parse().ok()).collect();
        weekdays.sort_unstable();
        weekdays.dedup();
        weekdays.retain(|day| (1..=7).contains(day));
        if weekdays.is_empty() {
            fields.add("weekdays", Say::new("people-hours-weekdays-wrong"));
        }
        fields.check()?;
        let opening = hours.map(|hours| Opening { hours, weekdays });
        Ok(SetHours { department, opening })
    }
}

/// When somebody is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub hours: Hours,
    /// Monday is 1.
    pub weekdays: Vec<i8>,
}

impl Opening {
    pub fn of(self, calendar: WorkCalendar) -> WorkCalendar {
        let open: Vec<Weekday> =
            self.weekdays.iter().filter_map(|day| Weekday::from_monday_one_offset(*day).ok()).collect();
        calendar.with_hours(self.hours).with_weekdays(&open)
    }

    fn digits(&self) -> String {
        self.weekdays.iter().map(i8::to_string).collect()
    }
}

pub struct SetHours {
    pub department: Option<Role>,
    /// `None`: as usual; a department's usual is the company's.
    pub opening: Option<Opening>,
}

pub const SET: Step<OpeningState, ()> = Step {
    id: "people.set_hours",
    clause: "1.3.2",
    from: &[OpeningState::Usual, OpeningState::Own],
    to: Some(OpeningState::Own),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[],
};

pub const CLEAR: Step<OpeningState, ()> =
    Step { id: "people.clear_hours", from: &[OpeningState::Own], to: Some(OpeningState::Usual), ..SET };

impl Act for SetHours {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let name = self.department.map_or("", Role::code);
        let before =
            tx.maybe(&HELD, &[&name], |row| Ok(format!("{} {}", row.get::<String>(0)?, row.get::<String>(1)?)))?;
        let at = if before.is_some() { OpeningState::Own } else { OpeningState::Usual };
        let step = if self.opening.is_some() { &SET } else { &CLEAR };
        let leave = step.admit(at, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        match &self.opening {
            Some(o) => tx.execute(&KEEP, &[&name, &o.hours.to_string(), &o.digits()])?,
            None => tx.execute(&DROP, &[&name])?,
        };
        when::days_changed(tx)?;
        let after = self.opening.as_ref().map(|o| format!("{} {}", o.hours, o.digits()));
        let body = json!({"department": name, "before": before, "after": after});
        let (step, clause) = (leave.step, leave.clause);
        Ok(history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?)
    }
}

platform::sql! {
    HELD = "SELECT hours, weekdays FROM opening WHERE department = $1 {for update}";
    KEEP = "INSERT INTO opening (department, hours, weekdays) VALUES ($1, $2, $3) \
        ON CONFLICT (department) DO UPDATE SET hours = excluded.hours, weekdays = excluded.weekdays";
    DROP = "DELETE FROM opening WHERE department = $1";
    ALL = "SELECT department, hours, weekdays FROM opening ORDER BY department LIMIT 50";
}

/// Everybody's own hours by department code; the company's without one.
#[derive(Clone, Debug, Default)]
pub struct Openings(pub HashMap<String, Opening>);

pub fn openings(tx: &mut Tx) -> Outcome<Openings> {
    if let Some(kept) = tx.kept::<Openings>() {
        return Ok(kept);
    }
    let rows: Vec<(String, String, String)> = tx.list(&ALL, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // What is kept was read by the form; a row from elsewhere that makes no sense counts as none.
    let read = |(department, hours, digits): (String, String, String)| {
        let weekdays = digits.bytes().filter(u8::is_ascii_digit).map(|digit| (digit - b'0') as i8).collect();
        Some((department, Opening { hours: hours.parse().ok()?, weekdays }))
    };
    let all = Openings(rows.into_iter().filter_map(read).collect());
    tx.keep(all.clone());
    Ok(all)
}

/// A row of the page's table.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Empty: the company.
    pub department: String,
    pub hours: String,
    pub weekdays: String,
    pub own: bool,
}
