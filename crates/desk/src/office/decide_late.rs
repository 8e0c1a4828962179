//! 1.3.2: a late duty, and what is decided about it: its order goes to another specialist (2.2.1a), or it gets a new due
//! time, with a ground. The manager decides; on his own, the executive.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::calendar::{Due, WorkCalendar};
use platform::day::Instant;
use platform::history::{self, Entry};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, Choice};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem;
use super::problem_page::bounded;
use crate::ledger::duty_shown;
use crate::order::duty::{self, Duty};
use crate::order::{self, Lateness};
use crate::people::{self, Again, MemoKind, setting};
use crate::shell::{self, Page};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// A specialist; empty: it stays with its owner.
    pub to: String,
    pub due: String,
    pub ground: String,
}

#[derive(Debug)]
pub struct Facts {
    ground: String,
    due_behind: bool,
    /// It is asked to move, and is no order's duty of a specialist.
    stuck: bool,
}

const GROUND: Rule<Facts> = Rule {
    id: "duty.ground",
    clause: "1.3.2",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.ground.is_empty(), "problem-refused-ground"),
};

const DUE_AHEAD: Rule<Facts> = Rule {
    id: "duty.due_ahead",
    clause: "1.3.2",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.due_behind, "problem-refused-due"),
};

const MOVABLE: Rule<Facts> = Rule {
    id: "duty.movable",
    clause: "1.3.2",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.stuck, "duty-refused-stuck"),
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

pub const DECIDE: Step<Lateness, Facts> = Step {
    id: "duty.decide",
    clause: "1.3.2",
    from: &[Lateness::Open, Lateness::Soon, Lateness::Late, Lateness::Raised],
    to: Some(Lateness::Open),
    // Here the owner is who decides on it.
    by: By::Owner,
    opens: &[],
    closes: &["decide_late"],
    rules: &[GROUND, DUE_AHEAD, MOVABLE],
};

pub struct DecideLate {
    pub duty: Id,
    pub form: DecideForm,
}

impl Act for DecideLate {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (late, told) = duty::fetch(tx, self.duty)?;
        if late.done_at.is_some() {
            return Err(Trouble::stale(late.about));
        }
        let mut fields = Fields::none();
        let zone = people::zone(tx)?;
        let to = self.form.to.trim();
        let to_person = if to.is_empty() { None } else { to.parse::<Id>().ok() };
        if to_person.is_none() && !to.is_empty() {
            fields.add("to", Say::new("order-owner-unknown"));
        }
        let asked = self.form.due.trim();
        let due = if asked.is_empty() { None } else { people::read_time(&mut fields, "due", asked, &zone) };
        fields.check()?;
        let allowed = if due.is_some() { None } else { Some(whole_time(tx, &late)?) };
        let due_at = match (due, allowed) {
            (Some(due), _) => due,
            (None, Some(allowed)) => people::due(tx, late.owner_role, allowed)?,
            (None, None) => late.due_at,
        };
        let facts = Facts {
            ground: bounded("ground", &self.form.ground)?,
            due_behind: due_at <= tx.now(),
            stuck: to_person.is_some() && (late.about_kind != "order" || late.owner_person.is_none()),
        };
        let standing = standing(tx, who, &late)?;
        let leave = DECIDE.admit(Lateness::of(told), &standing, &facts, &[])?;
        if leave.idle {
            return Ok(late.id);
        }
        if let Some(to) = to_person {
            let lock = order::fetch(tx, who, late.about)?.lock;
            order::reassign(tx, who, late.about, lock, to)?;
        }
        duty::renew(tx, who, &late, due_at, allowed)?;
        let kind = if to_person.is_some() { MemoKind::Reassigned } else { MemoKind::NewDue };
        if let Some(owner) = to_person.or(late.owner_person) {
            people::tell(tx, who, owner, kind, &format!("/duties/{}", late.id), &late.subject, &facts.ground)?;
        }
        let body = json!({
            "duty": late.kind, "from": late.due_at, "due_at": due_at, "to": to_person, "ground": facts.ground,
        });
        let entry = Entry { chain: late.about, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(late.id)
    }
}

/// What it is given where nobody names a time: as if it began now.
fn whole_time(tx: &mut Tx, late: &Duty) -> Outcome<Due> {
    if late.about_kind == "problem" && late.kind == "solve_problem" {
        return problem::fetch(tx, late.about)?.severity.allowed(tx);
    }
    setting::allowed(tx, &late.kind)
}

/// "Owner": who decides on a late duty.
fn standing(tx: &mut Tx, who: &Person, late: &Duty) -> Outcome<Standing> {
    let owner = match order::late_decider(tx, late)? {
        Some(Role::Manager) => people::is_acting_manager(tx, who.id)?,
        Some(role) => who.is(role),
        None => false,
    };
    Ok(Standing { roles: who.roles, owner, ..Standing::default() })
}

/// `POST /duties/{id}/decision`
pub async fn decide(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DecideForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, DecideLate { duty: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/duties/{id}"), &json!({ "id": id }))),
        Err(trouble) => drawn(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

/// `GET /duties/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    drawn(&app, &ask, id, Again::blank()).await
}

struct Seen {
    duty: Duty,
    owner: Option<String>,
    decides: bool,
    calendar: WorkCalendar,
    now: Instant,
    others: Vec<Choice>,
    once: Id,
}

async fn drawn(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let (duty, _) = duty::fetch(tx, id)?;
            let owner = match duty.owner_person {
                Some(person) => Some(people::name_of(tx, person)?),
                None => None,
            };
            let others = people::persons_with(tx, Role::Specialist)?.into_iter();
            let others = others.filter(|m| Some(m.id) != duty.owner_person);
            Ok(Seen {
                decides: duty.done_at.is_none() && standing(tx, &who, &duty)?.owner,
                others: others.map(|m| Choice::new(m.id.to_string(), m.name)).collect(),
                calendar: people::calendar(tx)?,
                now: tx.now(),
                once: tx.new_id(),
                owner,
                duty,
            })
        })
        .await?;
    let (lang, duty) = (ask.lang, &seen.duty);
    let moment = |at| duty_shown::moment(seen.calendar.zone(), at);
    let state = match duty.done_at {
        Some(at) => html! { (lang.t("duty-done-at")) " " (moment(at)) },
        None => {
            let (tone, words) = duty_shown::due_mark(lang, &seen.calendar, seen.now, duty);
            ui::status(tone, words)
        }
    };
    let facts = ui::facts([
        (lang.t("problem-about"), html! { a href=(duty_shown::address(duty)) { (duty_shown::subject(lang, duty)) } }),
        (lang.t("problem-owner"), html! { (duty_shown::owner_words(lang, duty, seen.owner.as_deref())) }),
        (lang.t("duty-opened-at"), html! { (moment(duty.opened_at)) }),
        (lang.t("problem-due"), html! { (moment(duty.due_at)) }),
        (lang.t("problem-state"), state),
    ]);
    let moves = duty.about_kind == "order" && duty.owner_person.is_some();
    let stays = std::iter::once(Choice::new("", lang.t("duty-stays")));
    let form = html! {
        form method="post" action={ "/duties/" (duty.id) "/decision" } data-guard {
            (ui::form_token(seen.once))
            @if moves { (ui::select("to", lang.t("duty-to"), stays.chain(seen.others.iter().cloned())).value(again.value("to")).error(again.error("to"))) }
            (ui::datetime("due", lang.t("duty-new-due")).value(again.value("due")).error(again.error("due")).hint(Some(lang.t("duty-new-due-hint"))))
            (ui::textarea("ground", lang.t("problem-ground")).value(again.value("ground")).error(again.error("ground")).required())
            div.form-foot { (ui::primary(lang.t("step-duty-decide"))) }
        }
    };
    let title = duty_shown::what(lang, duty);
    let body = html! {
        (ui::page_header(&title, "", html! { (ui::clause(&duty.clause)) }))
        (again.head(ask))
        (ui::card("", html! {}, facts))
        @if seen.decides { (ui::card(lang.t("step-duty-decide"), html! { (ui::clause("1.3.2")) }, form)) }
    };
    Ok(ask.show(&seen.duty, || shell::page(ask, Page::new(title.clone(), "home", body).status(again.status))))
}
