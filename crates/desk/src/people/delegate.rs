//! 2.1: the manager hands his office over for a time; while it runs, his deputy is the acting manager and he can only
//! end it. Specialists name deputies for their orders likewise (2.2.2a). Dated, with a ground, without overlap.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::deputy::Kind;
use super::member::own_roles;
use super::{delegations, person, roles, when};

/// Longer than this nobody is away and still in office.
const DAYS_MAX: i64 = 120;

platform::words! {
    pub enum DelegationState { New = "new", Given = "given", Ended = "ended" }
}

/// `POST /delegation`
pub async fn delegate(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let zone = app.read(when::zone).await?;
    let done = match body.value.read(&zone) {
        Ok(act) => app.perform_once(ask.who()?, body.once, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(id) => Ok(ask.see("/delegation?done=delegated", &json!({"id": id}))),
        Err(trouble) => delegations::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    kind: String,
    deputy: String,
    /// Empty: from now on.
    starts: String,
    ends: String,
    ground: String,
}

impl Form {
    fn read(&self, zone: &TimeZone) -> Result<Delegate, Trouble> {
        let mut fields = Fields::none();
        let kind = Kind::from_code(&self.kind);
        if kind.is_none() {
            fields.add("kind", Say::new("people-kind-missing"));
        }
        let deputy = self.deputy.parse::<Id>().ok();
        if deputy.is_none() {
            fields.add("deputy", Say::new("people-deputy-missing"));
        }
        let starts_at =
            if self.starts.trim().is_empty() { None } else { read_time(&mut fields, "starts", &self.starts, zone) };
        let ends_at = read_time(&mut fields, "ends", &self.ends, zone);
        let ground = self.ground.trim().to_string();
        if ground.is_empty() || ground.chars().count() as u64 > FIELD_CHARS.value {
            fields.add("ground", Say::new("people-ground-missing").arg("n", FIELD_CHARS.value));
        }
        fields.check()?;
        match (kind, deputy, ends_at) {
            (Some(kind), Some(deputy), Some(ends_at)) => Ok(Delegate { kind, deputy, starts_at, ends_at, ground }),
            _ => Err(Trouble::Invalid(Fields::none())),
        }
    }
}

/// A clock time as browsers send it, `2026-11-19T08:30`, in the company's zone; RFC 3339 from machines.
pub fn read_time(fields: &mut Fields, field: &str, text: &str, zone: &TimeZone) -> Option<Instant> {
    let text = text.trim();
    let civil = || text.parse::<DateTime>().ok()?.to_zoned_datetime(zone.clone()).ok();
    let at = text.parse().ok().or_else(|| Instant::try_from(civil()?.timestamp()).ok());
    if at.is_none() {
        fields.add(field, Say::new("people-time-wrong"));
    }
    at
}

pub struct Delegate {
    pub kind: Kind,
    pub deputy: Id,
    /// `None`: from the act's own instant.
    pub starts_at: Option<Instant>,
    pub ends_at: Instant,
    pub ground: String,
}

/// What the rules look at.
#[derive(Debug)]
pub struct Facts {
    kind: Kind,
    oneself: bool,
    deputy_works_here: bool,
    deputy_name: String,
    deputy_roles: Roles,
    now: Instant,
    starts_at: Instant,
    ends_at: Instant,
    /// Whom the principal named already for a part of that time.
    overlaps: Option<String>,
    /// The deputy has handed his own things over for a part of that time.
    deputy_away: bool,
    /// The principal stands in for somebody himself then.
    needed_for: Option<String>,
}

const NOT_TO_ONESELF: Rule<Facts> = Rule {
    id: "people.delegate_other",
    clause: "2.1",
    weight: Weight::Must,
    verdict: |facts| roles::fail_if(facts.oneself, || Say::new("people-refused-delegate-self")),
};

const FORWARD: Rule<Facts> = Rule {
    id: "people.delegate_forward",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| {
        let backdated = facts.starts_at < facts.now;
        let (empty, long) =
            (facts.ends_at <= facts.starts_at, facts.ends_at.since(facts.starts_at).as_hours() > DAYS_MAX * 24);
        let mut found = roles::fail_if(backdated, || Say::new("people-refused-delegate-past"));
        found.extend(roles::fail_if(empty, || Say::new("people-refused-delegate-order")));
        found.extend(roles::fail_if(long, || Say::new("people-refused-delegate-long").arg("n", DAYS_MAX)));
        found
    },
};

const NO_OVERLAP: Rule<Facts> = Rule {
    id: "people.delegate_overlap",
    clause: "2.1",
    weight: Weight::Must,
    verdict: |facts| {
        let other = facts.overlaps.iter();
        other.map(|name| Finding::fail(Say::new("people-refused-delegate-overlap").arg("name", name))).collect()
    },
};

const DEPUTY_FITS: Rule<Facts> = Rule {
    id: "people.delegate_deputy",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| {
        let name = &facts.deputy_name;
        if facts.oneself {
            return Vec::new();
        }
        if !facts.deputy_works_here {
            return vec![Finding::fail(Say::new("people-refused-deputy-gone").arg("name", name))];
        }
        let apart = facts.kind == Kind::Manager && facts.deputy_roles.any(&[Role::Admin, Role::Auditor]);
        let mut found = roles::fail_if(apart, || Say::new("people-refused-deputy-admin").arg("name", name));
        let stranger = match facts.kind {
            Kind::Manager => facts.deputy_roles.is_empty(),
            Kind::Specialist => !facts.deputy_roles.has(Role::Specialist),
        };
        found.extend(roles::fail_if(stranger, || Say::new("people-refused-deputy-role").arg("name", name)));
        found
    },
};

const DEPUTY_THERE: Rule<Facts> = Rule {
    id: "people.delegate_there",
    clause: "2.1",
    weight: Weight::Must,
    verdict: |facts| {
        let mut found = roles::fail_if(facts.deputy_away, || {
            Say::new("people-refused-deputy-away").arg("name", &facts.deputy_name)
        });
        let needed = facts.needed_for.iter();
        found.extend(needed.map(|name| Finding::fail(Say::new("people-refused-principal-needed").arg("name", name))));
        found
    },
};

const RULES: &[Rule<Facts>] = &[NOT_TO_ONESELF, FORWARD, NO_OVERLAP, DEPUTY_FITS, DEPUTY_THERE];

pub const MANAGER: Step<DelegationState, Facts> = Step {
    id: "people.delegate",
    clause: "2.1",
    from: &[DelegationState::New],
    to: Some(DelegationState::Given),
    by: By::Roles(&[Role::Manager]),
    opens: &[],
    closes: &[],
    rules: RULES,
};

pub const SPECIALIST: Step<DelegationState, Facts> =
    Step { id: "people.name_deputy", clause: "2.2.2a", by: By::Roles(&[Role::Specialist]), ..MANAGER };

impl Act for Delegate {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        roles::one_at_a_time(tx)?;
        // The office that was given to him, not the one he stands in for: a deputy hands nothing on.
        let standing = platform::step::Standing { roles: own_roles(tx, who.id)?, ..Default::default() };
        let step = match self.kind {
            Kind::Manager => &MANAGER,
            Kind::Specialist => &SPECIALIST,
        };
        let facts = self.facts(tx, who)?;
        let leave = step.admit(DelegationState::New, &standing, &facts, &[])?;
        let (id, now) = (tx.new_id(), tx.now());
        if leave.idle {
            return Ok(id);
        }
        tx.execute(
            &GIVE,
            &[&id, &self.kind, &who.id, &self.deputy, &facts.starts_at, &self.ends_at, &self.ground, &now],
        )?;
        let body = json!({
            "delegation": id, "kind": self.kind, "deputy": self.deputy, "name": facts.deputy_name,
            "starts_at": facts.starts_at, "ends_at": self.ends_at, "ground": self.ground,
        });
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(id)
    }
}

impl Delegate {
    fn facts(&self, tx: &mut Tx, who: &Person) -> Outcome<Facts> {
        let now = tx.now();
        let starts_at = self.starts_at.unwrap_or(now);
        let deputy = tx.maybe(&DEPUTY, &[&self.deputy], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (deputy_name, deputy_works_here): (String, bool) = deputy.ok_or_else(person::no_such)?;
        let (from, to) = (starts_at, self.ends_at);
        let overlaps = tx.maybe(&OVERLAPS, &[&who.id, &self.kind, &to, &from], |row| row.get(0))?;
        let deputy_away = tx.maybe(&AWAY, &[&self.deputy, &to, &from], |row| row.get::<Id>(0))?.is_some();
        let needed_for = tx.maybe(&NEEDED, &[&who.id, &to, &from], |row| row.get(0))?;
        Ok(Facts {
            kind: self.kind,
            oneself: self.deputy == who.id,
            deputy_works_here,
            deputy_name,
            deputy_roles: own_roles(tx, self.deputy)?,
            now,
            starts_at,
            ends_at: self.ends_at,
            overlaps,
            deputy_away,
            needed_for,
        })
    }
}

platform::sql! {
    DEPUTY = "SELECT name, active FROM person WHERE id = $1";
    OVERLAPS = "SELECT p.name FROM delegation d JOIN person p ON p.id = d.deputy \
        WHERE d.principal = $1 AND d.kind = $2 AND d.starts_at < $3 AND d.ends_at > $4 AND d.ended_at IS NULL \
        ORDER BY d.starts_at LIMIT 1";
    AWAY = "SELECT d.id FROM delegation d \
        WHERE d.principal = $1 AND d.starts_at < $2 AND d.ends_at > $3 AND d.ended_at IS NULL LIMIT 1";
    NEEDED = "SELECT p.name FROM delegation d JOIN person p ON p.id = d.principal \
        WHERE d.deputy = $1 AND d.starts_at < $2 AND d.ends_at > $3 AND d.ended_at IS NULL \
        ORDER BY d.starts_at LIMIT 1";
    GIVE = "INSERT INTO delegation (id, kind, principal, deputy, starts_at, ends_at, ground, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}
