//! 3.2.3b, 3.2.3c: the manager proposes another price policy; finance changes its own settings. Both say why.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::event;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::settings;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::{self, ChangeState, PolicyChange};
use super::known::{self, Owner, Setting};
use super::page;
use crate::people::again::Again;
use crate::people::roles;

platform::words! {
    /// A setting always has a value.
    pub enum SettingState { Stands = "stands" }
}

/// `POST /settings/{name}`
pub async fn propose(
    State(app): State<App>,
    ask: Ask,
    Path(name): Path<String>,
    body: Body<ProposeForm>,
) -> Result<Response, Failure> {
    let act = Propose { name: name.clone(), form: body.value };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/settings/{name}?done={}", done.state), &done)),
        Err(trouble) => page::again(&app, &ask, name, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposeForm {
    pub value: String,
    pub ground: String,
}

pub struct Propose {
    pub name: String,
    pub form: ProposeForm,
}

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct Asking {
    pub from: String,
    pub to: String,
    pub ground: String,
    /// Somebody asked already and has no answer yet.
    pub open: bool,
}

const fn step(
    id: &'static str,
    clause: &'static str,
    by: &'static [Role],
    opens: &'static [&'static str],
) -> Step<SettingState, Asking> {
    let rules = &[WORDS, DIFFERS, ONE];
    Step { id, clause, from: &[SettingState::Stands], to: None, by: By::Roles(by), opens, closes: &[], rules }
}

pub const PROPOSE: Step<SettingState, Asking> =
    step("setting.propose", "3.2.3b", &[Role::Manager], &["accept_setting"]);
pub const CHANGE: Step<SettingState, Asking> = step("setting.change", "3.2.3c", &[Role::Finance], &[]);

const WORDS: Rule<Asking> = Rule { id: "setting.words", clause: "1.3.4", weight: Weight::Must, verdict: words };
const DIFFERS: Rule<Asking> = Rule { id: "setting.differs", clause: "1.3.1", weight: Weight::Must, verdict: differs };
const ONE: Rule<Asking> = Rule { id: "setting.one_open", clause: "1.3.4", weight: Weight::Must, verdict: one_open };

fn words(asking: &Asking) -> Vec<Finding> {
    if asking.ground.is_empty() { vec![Finding::fail(Say::new("setting-no-ground"))] } else { Vec::new() }
}

fn differs(asking: &Asking) -> Vec<Finding> {
    if asking.from == asking.to { vec![Finding::fail(Say::new("setting-same"))] } else { Vec::new() }
}

fn one_open(asking: &Asking) -> Vec<Finding> {
    if asking.open { vec![Finding::fail(Say::new("setting-open-already"))] } else { Vec::new() }
}

/// The step of a setting's owner.
pub(super) fn step_of(setting: &Setting) -> &'static Step<SettingState, Asking> {
    match setting.owner {
        Owner::Policy => &PROPOSE,
        Owner::Finance => &CHANGE,
    }
}

impl Act for Propose {
    type Done = PolicyChange;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<PolicyChange> {
        let (setting, _) = known::find(&self.name).ok_or(Trouble::Hidden)?;
        let to = setting.kind.read(&self.form.value).map_err(|say| Trouble::invalid("value", say))?;
        let from = change::value(tx, setting, &self.name)?;
        let ground: String = self.form.ground.trim().to_string();
        if ground.chars().count() > 1_000 {
            return Err(Trouble::invalid("ground", Say::new("setting-ground-long")));
        }
        let open = change::open_of(tx, &self.name)?.is_some();
        let asking = Asking { from, to, ground, open };
        let step = Step { clause: setting.clause, ..*step_of(setting) };
        let leave = step.admit(SettingState::Stands, &roles::standing(who), &asking, &[])?;
        let mut asked = PolicyChange::asked(tx, who, &self.name, &asking.from, &asking.to, &asking.ground);
        if setting.owner == Owner::Finance {
            asked = asked.at_once();
        }
        if leave.idle {
            return Ok(asked);
        }
        change::add(tx, &asked)?;
        event::taken(tx, who, &change::taken(&asked, leave.opens, leave.closes))?;
        if asked.state == ChangeState::Accepted {
            settings::keep(tx, &self.name, &asked.to)?;
        }
        let body = json!({"name": self.name, "from": asking.from, "to": asking.to, "ground": asking.ground});
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(asked)
    }
}
