//! 1.3.2: a marked day becomes again what its weekday says.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::step::{By, Step};
use platform::trouble::Trouble;
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use serde_json::json;

use super::roles;
use super::set_day::DayState;

/// `POST /calendar/{day}/clear`
pub async fn clear_day(State(app): State<App>, ask: Ask, Path(day): Path<String>) -> Result<Response, Failure> {
    let day: Day = day.parse().map_err(|_| Trouble::Hidden)?;
    app.perform(ask.who()?, ClearDay(day)).await?;
    Ok(ask.see(&format!("/calendar?year={}&done=day", day.year()), &json!({"day": day})))
}

pub struct ClearDay(pub Day);

pub const STEP: Step<DayState, ()> = Step {
    id: "people.clear_day",
    clause: "1.3.2",
    from: &[DayState::Marked],
    to: Some(DayState::Plain),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for ClearDay {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let name: Option<String> = tx.maybe(&NAME, &[&self.0], |row| row.get(0))?;
        let at = if name.is_some() { DayState::Marked } else { DayState::Plain };
        let leave = STEP.admit(at, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        super::when::days_changed(tx)?;
        tx.execute(&CLEAR, &[&self.0])?;
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"day": self.0, "name": name});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

platform::sql! {
    NAME = "SELECT name FROM calendar_day WHERE day = $1 {for update}";
    CLEAR = "DELETE FROM calendar_day WHERE day = $1";
}
