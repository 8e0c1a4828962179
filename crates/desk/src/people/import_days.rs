//! A year's calendar pasted as a list: either `day, kind, name` a line, or the government's office calendar
//! (西元日期, 星期, 是否放假, 備註), of which only the days that differ from their weekday are kept. All or nothing.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Weekday;
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
use super::set_day::{self, DayState, MarkedDay};
use super::when::DayWord;
use super::{calendar, roles};

/// Three years of the government's list.
const LINES_MAX: usize = 1_200;
/// After so many wrong lines the reader knows that it is the wrong list.
const WRONG_MAX: usize = 20;

/// `POST /calendar/import`
pub async fn import_days(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let done = match read_list(&body.value.list) {
        Ok(days) => app.perform(ask.who()?, ImportDays(days)).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(first) => {
            let year = first.map_or(String::new(), |day| format!("year={}&", day.year()));
            Ok(ask.see(&format!("/calendar?{year}done=days"), &json!({"first": first})))
        }
        Err(trouble) => calendar::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    list: String,
}

/// Every line that cannot be read is named.
pub fn read_list(list: &str) -> Result<Vec<MarkedDay>, Trouble> {
    let mut fields = Fields::none();
    let mut days = Vec::new();
    for (at, line) in list.lines().enumerate().take(LINES_MAX + 1) {
        let line = line.trim().trim_start_matches('\u{feff}');
        let heading = at == 0 && !line.starts_with(|c: char| c.is_ascii_digit());
        if line.is_empty() || heading || fields.0.len() >= WRONG_MAX {
            continue;
        }
        match read_line(line) {
            Some(marked) => days.extend(marked),
            None => fields.add("list", Say::new("people-days-line-wrong").arg("line", at + 1)),
        }
    }
    if list.lines().count() > LINES_MAX {
        fields.add("list", Say::new("people-days-too-many").arg("n", LINES_MAX));
    }
    if days.is_empty() && fields.0.is_empty() {
        fields.add("list", Say::new("people-days-none"));
    }
    fields.check()?;
    Ok(days)
}

/// `None` where it cannot be read; `Some(None)` where the day is as its weekday says.
fn read_line(line: &str) -> Option<Option<MarkedDay>> {
    let parts: Vec<&str> = line.split([',', '\t', '，', ';']).map(|part| part.trim().trim_matches('"')).collect();
    let day: Day = parts.first()?.parse().ok()?;
    if let (Some("0" | "2"), 3 | 4) = (parts.get(2).copied(), parts.len()) {
        return Some(of_office_calendar(day, parts[2] == "2", parts.get(3).copied().unwrap_or("")));
    }
    let kind = match *parts.get(1)? {
        "holiday" | "假日" | "放假" | "休假" => DayWord::Holiday,
        "make_up" | "makeup" | "補班" | "补班" | "補上班" | "上班" => DayWord::MakeUp,
        _ => return None,
    };
    let name = parts.get(2).copied().filter(|name| !name.is_empty() && name.chars().count() <= 80)?;
    Some(Some(MarkedDay { day, kind, name: name.to_string() }))
}

fn of_office_calendar(day: Day, off: bool, remark: &str) -> Option<MarkedDay> {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let (kind, unnamed) = match (weekend, off) {
        (false, true) => (DayWord::Holiday, "放假"),
        (true, false) => (DayWord::MakeUp, "補班"),
        _ => return None,
    };
    let name = if remark.is_empty() { unnamed } else { remark };
    Some(MarkedDay { day, kind, name: name.chars().take(80).collect() })
}

pub struct ImportDays(pub Vec<MarkedDay>);

pub const STEP: Step<DayState, ()> = Step {
    id: "people.import_days",
    clause: "1.3.2",
    from: &[DayState::Plain],
    to: Some(DayState::Marked),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for ImportDays {
    /// The first day of the list.
    type Done = Option<Day>;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Option<Day>> {
        let leave = STEP.admit(DayState::Plain, &roles::standing(who), &(), &[])?;
        let first = self.0.iter().map(|marked| marked.day).min();
        if leave.idle {
            return Ok(first);
        }
        for marked in &self.0 {
            set_day::keep(tx, marked)?;
        }
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"days": self.0});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(first)
    }
}
