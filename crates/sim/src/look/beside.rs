//! What lies beside the orders on the desk: the tray, problems, duties, plans, reports, views of the ledger.

use desk::intake::{self, ItemState};
use desk::office::{self, Month};
use desk::order::{self, duty};
use desk::people;
use platform::act::Outcome;
use platform::step::Standing;
use platform::who::Role;
use platform::{Id, Tx};

use super::{About, Actor, Looking};

pub fn tray(tx: &mut Tx, look: &mut Looking<'_>, items: &[Id], actors: &[Actor]) -> Outcome<()> {
    for actor in actors {
        let receive = |step: &str| step == "intray.receive";
        look.add_if("intray", ItemState::Waiting.code(), &About::Tray, actor, &actor.roles(), receive);
    }
    look.found.retain(|chance| chance.kind != "intray" || chance.step == "intray.receive");
    for id in items {
        let Some(item) = intake::fetch_item(tx, *id)? else { continue };
        let coded = item.sheet_of().is_some();
        for actor in actors {
            look.add_if("intray", item.state.code(), &About::Item(*id), actor, &actor.roles(), |step| {
                step != "intray.file_return" || coded
            });
        }
    }
    look.found.retain(|chance| !(chance.step == "intray.receive" && matches!(chance.about, About::Item(_))));
    Ok(())
}

pub fn problems(tx: &mut Tx, look: &mut Looking<'_>, problems: &[Id], actors: &[Actor]) -> Outcome<()> {
    for actor in actors {
        look.add("problem", "new", &About::NewProblem, actor, &actor.roles());
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewProblem) || chance.step == "problem.open");
    for id in problems {
        let problem = office::fetch_problem(tx, *id)?;
        for actor in actors {
            let stands = office::problem_standing(tx, &actor.who, &problem)?;
            look.add("problem", problem.state.code(), &About::Problem(*id), actor, &stands);
        }
    }
    look.found.retain(|chance| !(chance.step == "problem.open" && matches!(chance.about, About::Problem(_))));
    Ok(())
}

/// Duties whose time is over, or nearly; of one lateness where somebody looks for that.
pub fn duties(tx: &mut Tx, look: &mut Looking<'_>, told: Option<i64>, actors: &[Actor]) -> Outcome<()> {
    const NEXT: &str = "SELECT id FROM duty WHERE done_at IS NULL ORDER BY due_at, id LIMIT 8";
    const ALIKE: &str = "SELECT id FROM duty WHERE done_at IS NULL AND told = $1 AND (owner_role IS NULL OR \
        owner_role <> 'customer') ORDER BY CASE WHEN owner_role IN ('manager', 'executive') OR owner_person IS NOT NULL \
        THEN 0 ELSE 1 END, due_at DESC, id LIMIT 16";
    let ids: Vec<Id> = match told {
        Some(told) => tx.list_built("such duties", ALIKE, &[&told], |row| row.get(0))?,
        None => tx.list_built("next duties", NEXT, &[], |row| row.get(0))?,
    };
    let manager = people::acting_manager(tx)?.id;
    for id in ids {
        let (duty, told) = duty::fetch(tx, id)?;
        let decider = order::late_decider(tx, &duty)?;
        let moves = duty.owner_person.is_some() && matches!(duty.about_kind.as_str(), "order" | "problem");
        let ours = duty.owner_role != Some(Role::Customer);
        for actor in actors {
            let acting_manager = actor.who.id == manager;
            let owner = match decider {
                Some(Role::Manager) => acting_manager,
                Some(role) => actor.who.is(role),
                None => false,
            };
            let stands = Standing { roles: actor.who.roles, owner, acting_manager, ..Standing::default() };
            let state = order::Lateness::of(told);
            look.add_if("duty", state.code(), &About::Duty(id), actor, &stands, |step| match step {
                "duty.move" => moves,
                "duty.remind" => ours,
                _ => true,
            });
        }
    }
    Ok(())
}

/// This month's plan and the next one's, of the department or of a specialist.
pub fn plans(tx: &mut Tx, look: &mut Looking<'_>, of: Option<Id>, actors: &[Actor]) -> Outcome<()> {
    let this = Month::now(tx)?;
    let manager = people::acting_manager(tx)?.id;
    for month in [this, this.next()] {
        const STATE: &str = "SELECT state FROM plan WHERE person = $1 AND month = $2";
        let person = of.unwrap_or(office::DEPARTMENT);
        let known: Vec<String> = tx.list_built("a plan", STATE, &[&person, &month.first()], |row| row.get(0))?;
        let state = known.into_iter().next().unwrap_or_else(|| "new".into());
        let about = About::Plan { month: month.to_string(), of };
        for actor in actors {
            look.add("plan", &state, &about, actor, &manages(actor, manager));
        }
    }
    Ok(())
}

fn manages(actor: &Actor, manager: Id) -> Standing {
    Standing { roles: actor.who.roles, acting_manager: actor.who.id == manager, ..Standing::default() }
}

/// Reports to the executive: a new one, and the last ones that were due, sent or read.
pub fn reports(tx: &mut Tx, look: &mut Looking<'_>, actors: &[Actor]) -> Outcome<()> {
    const LAST: &str = "SELECT id, state FROM report ORDER BY id DESC LIMIT 6";
    let manager = people::acting_manager(tx)?.id;
    let last: Vec<(Id, String)> = tx.list_built("reports", LAST, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for actor in actors {
        let stands = manages(actor, manager);
        look.add("report", "new", &About::NewReport, actor, &stands);
        for (id, state) in &last {
            look.add("report", state, &About::Report(*id), actor, &stands);
        }
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewReport) || chance.step == "report.send");
    Ok(())
}

/// A view of the ledger that somebody keeps, and the last ones that were kept.
pub fn views(tx: &mut Tx, look: &mut Looking<'_>, actors: &[Actor]) -> Outcome<()> {
    const LAST: &str = "SELECT id, owner, team FROM saved_view ORDER BY id DESC LIMIT 4";
    let manager = people::acting_manager(tx)?.id;
    let last: Vec<(Id, Id, bool)> =
        tx.list_built("views", LAST, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for actor in actors {
        look.add("view", "new", &About::NewView, actor, &actor.roles());
        for (id, whose, team) in &last {
            let owner = *whose == actor.who.id || (*team && actor.who.id == manager);
            let stands = Standing { owner, ..actor.roles() };
            look.add("view", "kept", &About::View(*id), actor, &stands);
        }
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewView) || chance.step == "view.save");
    look.found.retain(|chance| !matches!(chance.about, About::View(_)) || chance.step == "view.drop");
    Ok(())
}
