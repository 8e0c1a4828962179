//! Problems between departments, and what is decided on late duties.

use desk::office::{
    AssignForm, AssignProblem, DecideForm, DecideLate, EscalateProblem, GroundForm, MoveWork, OpenProblem, ProblemForm,
    RemindWork, ReopenProblem, ResolveForm, ResolveProblem, WorkItem,
};
use desk::order::{self, duty};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::who::{Person, Role};

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

const TITLES: &[&str] = &["水壓機故障", "焊接站缺料", "客户来料尺寸不符", "出貨棧板不足", "供應商延遲交貨"];

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::NewProblem, "problem.open") => open(w, c, careful).await,
        (About::Problem(id), "problem.assign") => assign(w, c, *id, careful).await,
        (About::Problem(id), "problem.escalate") => {
            let form = ground(w, careful);
            w.does(&c.who, EscalateProblem { problem: *id, form }).await.map(|_| ())
        }
        (About::Problem(id), "problem.reopen") => {
            let form = ground(w, careful);
            w.does(&c.who, ReopenProblem { problem: *id, form }).await.map(|_| ())
        }
        (About::Problem(id), "problem.resolve") => {
            let (cause, resolution) = (words(w, careful), words(w, true));
            let form = ResolveForm { cause, resolution, lock: String::new() };
            w.does(&c.who, ResolveProblem { problem: *id, form }).await.map(|_| ())
        }
        (About::Duty(id), "duty.decide") => decide(w, c, *id, careful).await,
        (About::Duty(id), "duty.move") => moved(w, c, *id, careful).await,
        (About::Duty(id), "duty.remind") => w.does(&c.who, RemindWork { item: WorkItem::Duty(*id) }).await.map(|_| ()),
        _ => return None,
    })
}

fn ground(w: &mut World, careful: bool) -> GroundForm {
    GroundForm { ground: words(w, careful), lock: String::new() }
}

async fn open(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    let title = w.dice.pick(TITLES).copied().unwrap_or("–");
    let department = w.dice.pick(&["production", "purchasing", "quality", "specialist"]).copied().unwrap_or("quality");
    let severity = w.dice.pick(&["minor", "serious", "blocking"]).copied().unwrap_or("minor");
    let about = w.dice.pick(&w.orders.clone()).copied();
    let number = match about {
        Some(id) => w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.number)).await?,
        None => String::new(),
    };
    let form = ProblemForm {
        title: if careful { title.into() } else { String::new() },
        story: words(w, true),
        order: number,
        department: department.into(),
        severity: severity.into(),
        ..ProblemForm::default()
    };
    let id = w.does(&c.who, OpenProblem { form }).await?;
    w.problems.push(id);
    Ok(())
}

async fn assign(w: &mut World, c: &Chance, problem: Id, careful: bool) -> Outcome<()> {
    let owner = w.somebody(Role::Production).await?.filter(|_| careful).map_or(c.who.id, |person| person.id);
    let due = w.clock_now().saturating_add(std::time::Duration::from_secs(3 * 24 * 3600)).to_string();
    let form = AssignForm { department: "production".into(), owner: owner.to_string(), due, lock: String::new() };
    w.does(&c.who, AssignProblem { problem, form }).await.map(|_| ())
}

/// Another day, or another specialist where it is an order's own duty.
async fn decide(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (late, _) = w.app.read(move |tx| duty::fetch(tx, id)).await?;
    let moves = late.about_kind == "order" && late.owner_person.is_some() && w.dice.chance(40);
    let to = if moves { w.somebody(Role::Specialist).await? } else { None };
    let to = to.filter(|person| Some(person.id) != late.owner_person);
    let days = w.app.read(people::today).await?;
    let due = format!("{}T10:00", days.add_days(4).unwrap_or(days));
    let form = DecideForm { to: to.map_or(String::new(), |p| p.id.to_string()), due, ground: words(w, careful) };
    w.does(&c.who, DecideLate { duty: id, form }).await.map(|_| ())
}

/// To another specialist, with what it is about; a problem to somebody of the department that has to solve it.
async fn moved(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (duty, _) = w.app.read(move |tx| duty::fetch(tx, id)).await?;
    let role = if careful { Role::Specialist } else { Role::Warehouse };
    let able =
        w.at_work().await?.into_iter().filter(|actor| actor.who.is(role) && Some(actor.who.id) != duty.owner_person);
    let able: Vec<Id> = able.map(|actor| actor.who.id).collect();
    let to = w.dice.pick(&able).copied().unwrap_or(c.who.id);
    w.does(&c.who, MoveWork { item: WorkItem::Duty(id), to }).await
}
