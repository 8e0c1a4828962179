//! 2.2.2e: a view of the ledger that somebody keeps for himself or for the team: a name for what stands in an address.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::deputy;
use crate::shell::ORDER_READERS;

/// Views of one person; more than that nobody finds again.
const VIEWS_MAX: i64 = 30;
const NAME_CHARS: usize = 40;
const QUERY_BYTES: usize = 1_000;

platform::words! {
    pub enum ViewState { New = "new", Kept = "kept" }
}

#[derive(Clone, Debug, Serialize)]
pub struct SavedView {
    pub id: Id,
    pub owner: Id,
    pub team: bool,
    /// The path of the list.
    pub place: String,
    pub name: String,
    pub query: String,
}

#[derive(Debug, Default)]
pub struct Facts {
    too_many: bool,
    /// For the team, by somebody who does not run the ledger.
    team_stranger: bool,
}

const FEW: Rule<Facts> = Rule {
    id: "view.few",
    clause: "2.2.2e",
    weight: Weight::Must,
    verdict: |facts| {
        let say = || Finding::fail(Say::new("view-refused-many").arg("n", VIEWS_MAX));
        facts.too_many.then(say).into_iter().collect()
    },
};

const TEAM: Rule<Facts> = Rule {
    id: "view.team",
    clause: "2.2.2e",
    weight: Weight::Must,
    verdict: |facts| facts.team_stranger.then(|| Finding::fail(Say::new("view-refused-team"))).into_iter().collect(),
};

pub const SAVE: Step<ViewState, Facts> = Step {
    id: "view.save",
    clause: "2.2.2e",
    from: &[ViewState::New],
    to: Some(ViewState::Kept),
    by: By::Roles(ORDER_READERS),
    opens: &[],
    closes: &[],
    rules: &[FEW, TEAM],
};

pub const DROP: Step<ViewState, Facts> = Step {
    id: "view.drop",
    clause: "2.2.2e",
    from: &[ViewState::Kept],
    to: Some(ViewState::New),
    // Who made it; the acting manager too, of the team's.
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[],
};

platform::sql! {
    ADD = "INSERT INTO saved_view (id, owner, team, place, name, query, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REMOVE = "DELETE FROM saved_view WHERE id = $1";
    ONE = "SELECT id, owner, team, place, name, query FROM saved_view WHERE id = $1 {for update}";
    OWN = "SELECT COUNT(*) FROM (SELECT id FROM saved_view WHERE owner = $1 LIMIT 100) t";
    SEEN = "SELECT id, owner, team, place, name, query FROM saved_view WHERE owner = $1 OR team ORDER BY name, id LIMIT 100";
}

/// One's own, and the team's.
pub fn views(tx: &mut Tx, who: Id) -> Outcome<Vec<SavedView>> {
    Ok(tx.list(&SEEN, &[&who], read)?)
}

fn read(row: &platform::db::Row<'_>) -> Result<SavedView, platform::Fault> {
    Ok(SavedView {
        id: row.get(0)?,
        owner: row.get(1)?,
        team: row.get(2)?,
        place: row.get(3)?,
        name: row.get(4)?,
        query: row.get(5)?,
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    pub name: String,
    pub place: String,
    pub query: String,
    /// Any word: the team sees it too.
    pub team: String,
}

/// `POST /views`
pub async fn save(State(app): State<App>, ask: Ask, body: Body<ViewForm>) -> Result<Response, Failure> {
    let back = format!("{}?{}", body.value.place, body.value.query);
    let id = app.perform_once(ask.who()?, body.once, SaveView { form: body.value }).await?;
    Ok(ask.see(&back, &json!({ "id": id })))
}

pub struct SaveView {
    pub form: ViewForm,
}

impl Act for SaveView {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (form, mut fields) = (&self.form, Fields::none());
        let name = form.name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            fields.add("name", Say::new("view-name-wrong").arg("n", NAME_CHARS));
        }
        // It becomes an address of ours: a list's path, and what a query is made of.
        let plain = |c: char| c.is_ascii_alphanumeric() || "=&%_-.,".contains(c);
        let sound = form.query.len() <= QUERY_BYTES && form.query.chars().all(plain);
        if !sound || !matches!(form.place.as_str(), "/orders" | "/orders/lines") {
            fields.add("query", Say::new("view-query-wrong"));
        }
        fields.check()?;
        let own: i64 = tx.one(&OWN, &[&who.id], |row| row.get(0))?;
        let team = !form.team.is_empty();
        let runs = who.roles.any(&[Role::Specialist, Role::Manager]);
        let facts = Facts { too_many: own >= VIEWS_MAX, team_stranger: team && !runs };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = SAVE.admit(ViewState::New, &standing, &facts, &[])?;
        let (id, now) = (tx.new_id(), tx.now());
        if leave.idle {
            return Ok(id);
        }
        tx.execute(&ADD, &[&id, &who.id, &team, &form.place, &name, &form.query, &now])?;
        told(tx, who, team, leave.step, name)?;
        Ok(id)
    }
}

/// What one keeps for oneself is nobody's history.
fn told(tx: &mut Tx, who: &Person, team: bool, step: &'static str, name: &str) -> Outcome<()> {
    if team {
        let body = json!({ "view": name });
        let entry = Entry { chain: ADMINISTRATION, step, clause: "2.2.2e", body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
    }
    Ok(())
}

/// `POST /views/{id}/removal`
pub async fn drop(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let place = app.perform_once(ask.who()?, body.once, DropView { view: id }).await?;
    Ok(ask.see(&place, &json!({ "id": id })))
}

pub struct DropView {
    pub view: Id,
}

impl Act for DropView {
    /// The list it was of.
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        let view = tx.maybe(&ONE, &[&self.view], read)?.ok_or(Trouble::Hidden)?;
        if view.owner != who.id && !view.team {
            return Err(Trouble::Hidden);
        }
        let owner = view.owner == who.id || deputy::is_acting_manager(tx, who.id)?;
        let standing = Standing { roles: who.roles, owner, ..Standing::default() };
        let leave = DROP.admit(ViewState::Kept, &standing, &Facts::default(), &[])?;
        if !leave.idle {
            tx.execute(&REMOVE, &[&view.id])?;
            told(tx, who, view.team, leave.step, &view.name)?;
        }
        Ok(view.place)
    }
}
