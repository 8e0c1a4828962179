//! A step joins who, from where, to where, only if, on which ground. Buttons, refusals, the process map
//! and the clause report are drawn from these tables, so they cannot drift apart.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::trouble::{Say, Trouble};
use crate::who::{Role, Roles};
use crate::words::Word;

/// Who may take a step. [`Standing`] says what somebody is to the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Roles(&'static [Role]),
    /// The owner or his deputy.
    Owner,
    /// The acting manager; where he entered the order himself, the executive (1.3.4).
    Decider,
    ActingManager,
    /// The customer's contact on his link.
    Customer,
    /// A supplier on the link of his inquiry.
    Supplier,
    Anyone,
    System,
}

/// What somebody is to one document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    pub roles: Roles,
    pub owner: bool,
    pub acting_manager: bool,
    /// The acting manager entered this revision himself.
    pub manager_entered: bool,
    pub customer: bool,
    pub supplier: bool,
    pub system: bool,
}

impl Standing {
    /// What follows by itself from somebody's step, or from the clock.
    pub const SYSTEM: Standing = Standing {
        roles: Roles::none(),
        owner: false,
        acting_manager: false,
        manager_entered: false,
        customer: false,
        supplier: false,
        system: true,
    };
}

impl By {
    pub fn allows(self, standing: &Standing) -> bool {
        match self {
            By::Roles(roles) => standing.roles.any(roles),
            By::Owner => standing.owner,
            By::ActingManager => standing.acting_manager,
            By::Decider => standing.acting_manager || (standing.manager_entered && standing.roles.has(Role::Executive)),
            By::Customer => standing.customer,
            By::Supplier => standing.supplier,
            By::Anyone => true,
            By::System => standing.system,
        }
    }

    /// The key of the words "who" for the process map.
    pub fn key(self) -> String {
        match self {
            By::Roles(roles) => roles.first().map_or("by-anyone".into(), |role| format!("role-{}", role.code())),
            By::Owner => "by-owner".into(),
            By::Decider | By::ActingManager => "by-acting-manager".into(),
            By::Customer => "role-customer".into(),
            By::Supplier => "by-supplier".into(),
            By::Anyone => "by-anyone".into(),
            By::System => "by-system".into(),
        }
    }
}

/// How firmly a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "role")]
pub enum Weight {
    /// Never overridable.
    Must,
    /// Red; passes with a ground given by that role.
    Ground(Role),
    /// Amber; shown.
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Warn,
    Fail,
}

/// What a rule found wrong: on the head, or on one line.
#[derive(Clone, Debug)]
pub struct Finding {
    pub line: Option<i64>,
    pub level: Level,
    pub say: Say,
}

impl Finding {
    pub fn fail(say: Say) -> Finding {
        Finding { line: None, level: Level::Fail, say }
    }

    pub fn warn(say: Say) -> Finding {
        Finding { line: None, level: Level::Warn, say }
    }

    pub fn on(mut self, line: i64) -> Finding {
        self.line = Some(line);
        self
    }
}

/// Facts in, verdict out; pure. An empty answer passes.
pub struct Rule<F: 'static> {
    pub id: &'static str,
    pub clause: &'static str,
    pub weight: Weight,
    pub verdict: fn(&F) -> Vec<Finding>,
}

// By hand: a derive would ask the facts to be copied too.
impl<F> Clone for Rule<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Rule<F> {}

/// One list out of several, so that a rule is listed once and every step that asks it says which list it takes. `N` is
/// the sum of their lengths; anything else does not compile.
pub const fn joined<F, const N: usize>(lists: &[&[Rule<F>]]) -> [Rule<F>; N] {
    let mut all = [lists[0][0]; N];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut rule = 0;
        while rule < lists[list].len() {
            all[at] = lists[list][rule];
            at += 1;
            rule += 1;
        }
        list += 1;
    }
    assert!(at == N, "the lists hold another number of rules");
    all
}

/// A finding with the rule it broke.
#[derive(Clone, Debug, Serialize)]
pub struct Broken {
    pub rule: &'static str,
    pub clause: &'static str,
    pub weight: Weight,
    pub level: Level,
    pub line: Option<i64>,
    pub say: Say,
    /// What the finding rests on: a ground holds for this and nothing else.
    pub facts: String,
}

impl Broken {
    /// A way forward, as a key of the language files.
    pub fn way(&self) -> String {
        format!("way-{}", self.rule.replace(['.', '_'], "-"))
    }
}

/// Why a red check may pass: a code and a sentence, for the facts it was given on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    pub rule: String,
    pub line: Option<i64>,
    pub code: String,
    pub text: String,
    pub facts: String,
}

/// The regulation's "no": every broken rule with its clause.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    pub step: &'static str,
    pub clause: &'static str,
    pub broken: Vec<Broken>,
}

impl Refusal {
    /// The clauses that say no, without repetition.
    pub fn clauses(&self) -> Vec<&'static str> {
        let mut clauses = Vec::new();
        for broken in &self.broken {
            if !clauses.contains(&broken.clause) {
                clauses.push(broken.clause);
            }
        }
        clauses
    }
}

/// One row of the process table.
pub struct Step<S: Word, F: 'static> {
    pub id: &'static str,
    pub clause: &'static str,
    pub from: &'static [S],
    /// `None`: the step stays where it is.
    pub to: Option<S>,
    pub by: By,
    /// Kinds of duty it opens and closes.
    pub opens: &'static [&'static str],
    pub closes: &'static [&'static str],
    pub rules: &'static [Rule<F>],
}

/// Leave to move: made by [`Step::admit`] only, so that there is no way round it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Leave<S: Word> {
    pub step: &'static str,
    pub clause: &'static str,
    pub from: S,
    pub to: S,
    pub opens: &'static [&'static str],
    pub closes: &'static [&'static str],
    /// What was red or amber and passed all the same.
    pub passed: Vec<Broken>,
    pub grounds: Vec<Ground>,
    /// Switched off by a proof run: moves nothing.
    pub idle: bool,
}

impl<S: Word, F> Step<S, F> {
    /// First *may you act*, then the state, then the rules.
    pub fn admit(&self, at: S, standing: &Standing, facts: &F, grounds: &[Ground]) -> Result<Leave<S>, Trouble> {
        if !self.by.allows(standing) {
            return Err(self.forbidden());
        }
        if !self.from.contains(&at) {
            return Err(self.refused(vec![self.wrong_state(at)]));
        }
        let (stopping, passed) = self.weigh(facts, grounds, standing);
        if !stopping.is_empty() {
            return Err(self.refused(stopping));
        }
        Ok(Leave {
            step: self.id,
            clause: self.clause,
            from: at,
            to: self.to.unwrap_or(at),
            opens: self.opens,
            closes: self.closes,
            passed,
            grounds: grounds.to_vec(),
            idle: switched_off(self.id),
        })
    }

    /// What stops the step and what is red or amber but passes.
    fn weigh(&self, facts: &F, grounds: &[Ground], standing: &Standing) -> (Vec<Broken>, Vec<Broken>) {
        self.findings(facts).into_iter().partition(|broken| match (broken.level, broken.weight) {
            (Level::Warn, _) | (Level::Fail, Weight::Note) => false,
            (Level::Fail, Weight::Must) => true,
            (Level::Fail, Weight::Ground(role)) => {
                let given = grounds.iter().any(|g| {
                    g.rule == broken.rule
                        && g.line == broken.line
                        && g.facts == broken.facts
                        && !g.text.trim().is_empty()
                });
                let may = standing.roles.has(role) || (role == Role::Manager && standing.acting_manager);
                !(given && may)
            }
        })
    }

    /// All that the rules find, for pages that show the checks.
    pub fn findings(&self, facts: &F) -> Vec<Broken> {
        findings(self.rules, facts)
    }

    /// Why the button is grey: nothing where it may be pressed.
    pub fn stopped_by(&self, at: S, standing: &Standing, facts: &F, grounds: &[Ground]) -> Option<Trouble> {
        self.admit(at, standing, facts, grounds).err()
    }

    /// Whether the button is shown at all.
    pub fn offered(&self, at: S, standing: &Standing) -> bool {
        self.by.allows(standing) && self.from.contains(&at)
    }

    fn wrong_state(&self, at: S) -> Broken {
        Broken {
            rule: "step.state",
            clause: self.clause,
            weight: Weight::Must,
            level: Level::Fail,
            line: None,
            say: Say::new("refused-state").arg("state", at.code()),
            facts: String::new(),
        }
    }

    pub fn refused(&self, broken: Vec<Broken>) -> Trouble {
        Trouble::Refused(Box::new(Refusal { step: self.id, clause: self.clause, broken }))
    }

    pub fn forbidden(&self) -> Trouble {
        Trouble::Forbidden { clause: self.clause, say: Say::new("forbidden-step").arg("who", self.by.key()) }
    }

    pub fn shown(&self, kind: &'static str) -> StepShown {
        StepShown {
            kind,
            id: self.id,
            clause: self.clause,
            from: self.from.iter().map(|s| s.code()).collect(),
            to: self.to.map(|s| s.code()),
            by: self.by,
            opens: self.opens,
            closes: self.closes,
            rules: self.rules.iter().map(|r| (r.id, r.clause, r.weight)).collect(),
        }
    }
}

/// Runs rules over facts.
pub fn findings<F>(rules: &[Rule<F>], facts: &F) -> Vec<Broken> {
    let mut out = Vec::new();
    for rule in rules.iter().filter(|rule| !switched_off(rule.id)) {
        out.extend((rule.verdict)(facts).into_iter().map(|finding| Broken {
            rule: rule.id,
            clause: rule.clause,
            weight: rule.weight,
            level: finding.level,
            line: finding.line,
            facts: fingerprint(&finding.say),
            say: finding.say,
        }));
    }
    out
}

/// A step as pages, the process map and the clause report see it.
#[derive(Clone, Debug)]
pub struct StepShown {
    pub kind: &'static str,
    pub id: &'static str,
    pub clause: &'static str,
    pub from: Vec<&'static str>,
    pub to: Option<&'static str>,
    pub by: By,
    pub opens: &'static [&'static str],
    pub closes: &'static [&'static str],
    pub rules: Vec<(&'static str, &'static str, Weight)>,
}

fn fingerprint(say: &Say) -> String {
    let mut hash = Sha256::new();
    hash.update(say.key.as_bytes());
    for (name, value) in &say.args {
        hash.update([0]);
        hash.update(name.as_bytes());
        hash.update([1]);
        hash.update(value.as_bytes());
    }
    hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// What a page has to show by a clause that asks for nothing else: a proof run takes it away, as it does a rule.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    pub id: &'static str,
    pub clause: &'static str,
}

impl Sight {
    pub fn is_shown(&self) -> bool {
        !switched_off(self.id)
    }
}

/// A proof run switches one rule or step off (`WITHOUT=<id>`) and expects tests to notice.
/// Only builds with the `prove` feature can.
#[cfg(feature = "prove")]
pub fn switched_off(id: &str) -> bool {
    std::env::var("WITHOUT").is_ok_and(|off| off == id)
}

#[cfg(not(feature = "prove"))]
pub fn switched_off(_id: &str) -> bool {
    false
}
