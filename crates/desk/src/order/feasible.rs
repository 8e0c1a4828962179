//! 3.2.1, 3.2.3: what stands in no price list, nobody has made before: the departments concerned are asked in writing as
//! soon as such a line is recorded, and once more when what it says has changed (1.3.3). Which ones is a setting.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::settings;
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::duty;
use super::fetch::{Line, Order};
use super::note::ask as ask_department;
use super::reply::{Asks, Verdict};

/// Lines that one question names; the rest are counted.
const NAMED: usize = 20;
/// Departments that are asked, with commas between them.
const ASKED: &str = "feasibility.departments";
pub const ASKED_BY_DEFAULT: &str = "production, quality";

/// What became of the questions about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feasible {
    /// Departments that answered, for what the line says now, that it can be made.
    pub answered: Vec<Role>,
    /// Those that answered that it cannot.
    pub refused: Vec<Role>,
    /// Those that have still to answer.
    pub waits: Vec<Role>,
}

impl Feasible {
    /// Somebody was asked, everybody said yes, and nobody has still to answer.
    pub fn holds(&self) -> bool {
        !self.answered.is_empty() && self.waits.is_empty() && self.refused.is_empty()
    }

    fn knows(&self, department: Role) -> bool {
        [&self.answered, &self.refused, &self.waits].iter().any(|asked| asked.contains(&department))
    }
}

platform::sql! {
    // The last word of each department about each line.
    OF = "SELECT f.line_id, f.department, f.content, (SELECT w.verdict FROM order_answer w \
        WHERE w.question = f.question AND w.line_id = f.line_id ORDER BY w.at DESC, w.note DESC LIMIT 1) \
        FROM order_feasible f WHERE f.order_id = $1 ORDER BY f.line_id, f.department";
    KEEP = "INSERT INTO order_feasible (order_id, line_id, department, content, question, coming) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id, line_id, department) \
        DO UPDATE SET content = excluded.content, question = excluded.question, coming = excluded.coming";
    COMING = "SELECT n.duty FROM order_feasible f JOIN order_note n ON n.id = f.question \
        WHERE f.coming = $1 AND n.duty IS NOT NULL";
    CAME = "UPDATE order_feasible SET coming = NULL WHERE coming = $1";
}

/// By line; a question about what the line said before counts for nothing.
pub fn feasible(tx: &mut Tx, order: &Order) -> Outcome<HashMap<Id, Feasible>> {
    let mut found: HashMap<Id, Feasible> = HashMap::new();
    if order.lines.iter().all(|line| line.product.is_some()) {
        return Ok(found);
    }
    let rows = tx.list(&OF, &[&order.id], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Role>(1)?, row.get::<String>(2)?, row.get::<Option<Verdict>>(3)?))
    })?;
    let says = |id: Id| order.lines.iter().find(|line| line.id == id).map(said);
    for (line, department, content, verdict) in rows {
        if says(line).as_ref() == Some(&content) {
            let one = found.entry(line).or_default();
            match verdict {
                Some(Verdict::Yes) => one.answered.push(department),
                Some(Verdict::No) => one.refused.push(department),
                None => one.waits.push(department),
            }
        }
    }
    Ok(found)
}

/// Asks each department about every custom line that it was not asked about yet.
pub(super) fn ask(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    ask_for(tx, who, order, order, None)
}

/// The same about what a request would make of an order (4.3.1): its lines are not the order's yet.
pub fn ask_coming(tx: &mut Tx, who: &Person, order: &Order, next: &Order, request: Id) -> Outcome<()> {
    ask_for(tx, who, order, next, Some(request))
}

/// The request has ended: nobody need answer any more; what it brought is the order's own.
pub fn came(tx: &mut Tx, who: &Person, request: Id) -> Outcome<()> {
    let duties: Vec<Id> = tx.list(&COMING, &[&request], |row| row.get(0))?;
    for duty in duties {
        duty::close_one(tx, duty, who, "moot")?;
    }
    tx.execute(&CAME, &[&request])?;
    Ok(())
}

fn ask_for(tx: &mut Tx, who: &Person, order: &Order, next: &Order, coming: Option<Id>) -> Outcome<()> {
    if next.lines.iter().all(|line| line.product.is_some()) {
        return Ok(());
    }
    let known = feasible(tx, next)?;
    for department in departments(tx)? {
        let asked = |line: &Line| known.get(&line.id).is_some_and(|found| found.knows(department));
        let new: Vec<&Line> = next.lines.iter().filter(|line| line.product.is_none() && !asked(line)).collect();
        if new.is_empty() {
            continue;
        }
        let question = ask_department(tx, who, order, department, &words(who, &new), Asks::Feasible, String::new())?;
        for line in new {
            tx.execute(&KEEP, &[&order.id, &line.id, &department, &said(line), &question, &coming])?;
        }
    }
    Ok(())
}

/// Where the setting names nobody that can be asked, production is: a custom line is never waved through.
pub fn departments(tx: &mut Tx) -> Outcome<Vec<Role>> {
    let listed = settings::text(tx, ASKED, ASKED_BY_DEFAULT)?;
    let named = listed.split([',', '，', '、', ';', ' ']).filter_map(|word| Role::from_code(word.trim()));
    let mut asked: Vec<Role> = named.filter(|role| Role::DEPARTMENTS.contains(role)).collect();
    asked.sort_unstable_by_key(|role| role.code());
    asked.dedup();
    Ok(if asked.is_empty() { vec![Role::Production] } else { asked })
}

fn words(who: &Person, new: &[&Line]) -> String {
    let named = new
        .iter()
        .take(NAMED)
        .map(|line| format!("{}. {} {} × {} {}", line.no, line.name, line.spec, line.quantity.page(), line.unit));
    let lines = named.collect::<Vec<_>>().join("；");
    let key = if new.len() > NAMED { "note-feasible-more" } else { "note-feasible" };
    who.lang.ta(key, &[("lines", lines), ("n", new.len().to_string())])
}

/// What a line asks to be made.
pub(super) fn said(line: &Line) -> String {
    [line.name.as_str(), &line.spec, &line.quantity.to_string(), &line.unit].join("\u{1f}")
}
