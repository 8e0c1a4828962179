//! 2.2.1a, 2.2.1d: the manager's plans and his reports to the executive; 2.2.2e: views of the ledger.

use std::collections::BTreeMap;

use desk::office::{CommentForm, CommentReport, PlanForm, ReadReport, ReportForm, SendReport, SetPlan};
use desk::people::{self, DropView, SaveView, ViewForm};
use platform::Id;
use platform::act::Outcome;

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Plan { month, of }, "plan.set") => plan(w, c, month, *of, careful).await,
        (About::NewReport, "report.send") => report(w, c, None, careful).await,
        (About::Report(id), "report.send") => report(w, c, Some(*id), careful).await,
        (About::Report(id), "report.read") => w.does(&c.who, ReadReport { report: *id }).await.map(|_| ()),
        (About::Report(id), "report.comment") => {
            let form = CommentForm { text: words(w, careful) };
            w.does(&c.who, CommentReport { report: *id, form }).await.map(|_| ())
        }
        (About::NewView, "view.save") => view(w, c, careful).await,
        (About::View(id), "view.drop") => w.does(&c.who, DropView { view: *id }).await.map(|_| ()),
        _ => return None,
    })
}

async fn plan(w: &mut World, c: &Chance, month: &str, of: Option<Id>, careful: bool) -> Outcome<()> {
    let share = if careful { "92.5" } else { "130" };
    let goals = [("handled", w.dice.between(5, 80).to_string()), ("on_time", share.to_string())];
    let form = PlanForm {
        month: month.to_string(),
        of: of.map_or(String::new(), |id| id.to_string()),
        text: "優先處理逾期訂單；每週與生產核對排程。".into(),
        goals: goals.into_iter().map(|(metric, goal)| (metric.to_string(), goal)).collect::<BTreeMap<_, _>>(),
        lock: String::new(),
    };
    w.does(&c.who, SetPlan { form }).await.map(|_| ())
}

/// Of the days up to today; the careless report on tomorrow.
async fn report(w: &mut World, c: &Chance, due: Option<Id>, careful: bool) -> Outcome<()> {
    let today = w.app.read(people::today).await?;
    let from = today.add_days(-w.dice.between(5, 40)).unwrap_or(today);
    let to = if careful { today } else { today.add_days(1).unwrap_or(today) };
    let form = ReportForm {
        report: due.map_or(String::new(), |id| id.to_string()),
        from: from.to_string(),
        to: to.to_string(),
        text: words(w, true),
    };
    w.does(&c.who, SendReport { form }).await.map(|_| ())
}

async fn view(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    let team = if w.dice.chance(40) { "yes" } else { "" };
    let form = ViewForm {
        name: if careful { format!("清單 {}", w.dice.below(90)) } else { String::new() },
        place: "/orders".into(),
        query: "state=final_review".into(),
        team: team.into(),
    };
    w.does(&c.who, SaveView { form }).await.map(|_| ())
}
