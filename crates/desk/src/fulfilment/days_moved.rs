//! 4.1.4: the calendar changed after days were computed with it. Goods whose work, contract or shelf stays as it is may come
//! on another day all the same, because their inspection or their way to the customer crosses a day that is closed now, or
//! open. Every line whose day would be another one is told so, some lines an act.

use std::collections::HashSet;
use std::time::Instant;

use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::who::Person;
use platform::{Id, Tx};

use super::expect::{self, Cause, SlipKind};
use super::production::{self, Pace, Took, Work, WorkState};
use crate::order::{self, Approval};
use crate::people;

/// Parts of one look.
const ROWS: i64 = 500;
/// Goods that were at our gate before that are with their customers, or late for another reason.
const LOOK_BACK: i64 = 60;

platform::sql! {
    EXPECTED = "SELECT id, line_id, order_id, expected_on FROM dispatch WHERE stopped_at IS NULL \
        AND expected_on IS NOT NULL AND (expected_on, id) > ($1, $2) ORDER BY expected_on, id LIMIT $3";
}

/// A line of an order.
type LineOf = (Id, Id);
/// Where a look begins: behind this part.
type Place = (Day, Id);

/// Brings every line's day in line with the calendar. Answers how many moved.
pub async fn calendar_moved(app: &App) -> Outcome<usize> {
    let (mut after, mut moved, mut pace) = (None, 0, Pace::default());
    loop {
        let from = after;
        let (lines, next) = app.read(move |tx| look(tx, from)).await?;
        let mut rest = lines.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(pace.takes(rest.len()));
            let took = app.perform(&Person::system(), Shift { lines: now.to_vec() }).await?;
            moved += took.moved;
            pace.took(&took);
            rest = later;
        }
        match next {
            Some(next) => after = Some(next),
            None => return Ok(moved),
        }
    }
}

/// Lines of some parts whose day would be another one now, by order; and where the next look begins.
fn look(tx: &mut Tx, after: Option<Place>) -> Outcome<(Vec<LineOf>, Option<Place>)> {
    let today = people::today(tx)?;
    let start = today.add_days(-LOOK_BACK).unwrap_or(today);
    let (day, id) = after.unwrap_or((start, Id::from_uuid(uuid::Uuid::nil())));
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let parts: Vec<(Id, Id, Id, Day)> = tx.list(&EXPECTED, &[&day, &id, &ROWS], read)?;
    let mut lines: Vec<Id> = parts.iter().map(|(_, line, ..)| *line).collect();
    lines.sort_unstable();
    lines.dedup();
    let works = made(tx, &lines)?;
    let ends: Vec<(&Work, Option<Day>)> = works.iter().map(|work| (work, work.end_on)).collect();
    let gates = production::gates(tx, &ends)?;
    let would_be = expect::would_be(tx, &gates, &lines)?;
    let said = order::lines_said(tx, &lines)?;
    let mut moved: HashSet<LineOf> = HashSet::new();
    for (part, line, order, stands) in &parts {
        // What should be there already is no question of the calendar.
        let Some(forecast) = said.get(line).and_then(|said| said.forecast_on).filter(|day| *day >= today) else {
            continue;
        };
        let gate = gates.get(part).copied().flatten().unwrap_or(*stands);
        if gate != *stands || would_be.get(line) != Some(&forecast) {
            moved.insert((*order, *line));
        }
    }
    // Orders are held in one order everywhere.
    let mut moved: Vec<LineOf> = moved.into_iter().collect();
    moved.sort_unstable();
    let full = parts.len() as i64 == ROWS;
    Ok((moved, parts.last().filter(|_| full).map(|(id, .., day)| (*day, *id))))
}

/// Work whose goods are still to come to our gate.
fn made(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Work>> {
    let there = |work: &Work| matches!(work.state, WorkState::Inspected | WorkState::Stocked | WorkState::Stopped);
    Ok(production::of_lines(tx, lines)?.into_iter().filter(|work| !there(work)).collect())
}

/// Some lines to the days that the calendar says now.
struct Shift {
    lines: Vec<LineOf>,
}

impl Act for Shift {
    type Done = Took;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Took> {
        let (began, mut moved) = (Instant::now(), 0);
        for (order, line) in &self.lines {
            let mut order = order::fetch_held(tx, *order)?;
            let day =
                |order: &order::Order| order.lines.iter().find(|one| one.id == *line).and_then(|one| one.forecast_on);
            if order.approval != Approval::Approved {
                continue;
            }
            let (before, no) = (day(&order), order.lines.iter().find(|one| one.id == *line).map_or(0, |one| one.no));
            let cause = Cause::new(SlipKind::Calendar, format!("{} · {no}", order.number));
            for work in made(tx, &[*line])? {
                production::expected(tx, who, &mut order, &work, &cause)?;
            }
            expect::line(tx, who, &mut order, *line, &cause)?;
            moved += usize::from(day(&order) != before);
        }
        Ok(Took::since(began, moved))
    }
}
