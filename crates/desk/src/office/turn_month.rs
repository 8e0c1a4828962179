//! 2.2.1a, 2.2.1d: when a month is over its plans are frozen with its figures, and the manager's report to the executive
//! falls due. A job looks; each look is an act that may be cut off and repeated.

use platform::act::{Act, App, Outcome};
use platform::step::{By, Standing, Step};
use platform::who::Person;
use platform::{Id, Tx};

use super::figures;
use super::month::Month;
use super::plan::{self, DEPARTMENT, PlanState};
use super::send_report::OpenReport;
use crate::people;

/// Plans frozen by one act.
const BATCH: i64 = 20;

pub const FREEZE: Step<PlanState, ()> = Step {
    id: "plan.freeze",
    clause: "2.2.1a",
    from: &[PlanState::Open],
    to: Some(PlanState::Frozen),
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// Freezes what is over, returns how many plans; and lets the report fall due.
pub async fn turn_month(app: &App) -> Outcome<usize> {
    app.perform(&Person::system(), OpenReport).await?;
    let mut all = 0;
    loop {
        let frozen = app.perform(&Person::system(), FreezePlans).await?;
        all += frozen;
        if (frozen as i64) < BATCH {
            return Ok(all);
        }
    }
}

pub struct FreezePlans;

impl Act for FreezePlans {
    type Done = usize;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<usize> {
        let this = Month::now(tx)?;
        let plans = plan::past(tx, this, BATCH)?;
        let standing = Standing { system: true, ..Standing::default() };
        let zone = people::zone(tx)?;
        let (mut counted, mut frozen) = (None, 0);
        for plan in &plans {
            let leave = FREEZE.admit(plan.state, &standing, &(), &[])?;
            if leave.idle {
                continue;
            }
            let month = Month::of(plan.month);
            if counted.as_ref().is_none_or(|(known, _)| *known != month) {
                let (from, to) = month.span(&zone)?;
                counted = Some((month, figures::between(tx, from, to)?));
            }
            let person: Option<Id> = (plan.person != DEPARTMENT).then_some(plan.person);
            let Some((_, all)) = &counted else { continue };
            plan::freeze(tx, who, plan, &all.of(person), &leave)?;
            frozen += 1;
        }
        Ok(frozen)
    }
}
