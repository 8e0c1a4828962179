//! Every "no" an act can give, and what each is to its reader.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::db::{Fault, FaultKind};
use crate::i18n::Lang;
use crate::ids::Id;
use crate::step::Refusal;

#[derive(Debug)]
pub enum Trouble {
    /// 422: the regulation says no: clause, every broken rule, a way forward.
    Refused(Box<Refusal>),
    /// 400: the form cannot be read: field → message; what was typed is kept.
    Invalid(Fields),
    /// 409: somebody else was faster.
    Stale(Stale),
    /// 422: a request's own name that was used before, for something else.
    NameReused,
    /// 404: absent, or not yours to know of.
    Hidden,
    /// 403: visible, but not your duty.
    Forbidden { clause: &'static str, say: Say },
    /// 429: too many tries.
    Slower { seconds: i64 },
    /// 5xx: ours; logged once at the edge, the reader gets its number only.
    Fault(Fault),
}

/// What somebody else changed in the meantime.
#[derive(Debug, Clone, Serialize)]
pub struct Stale {
    pub about: Id,
    /// What happened instead: "approved by …", as sentences.
    pub changed: Vec<Say>,
}

/// A sentence: a key of the language files and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    pub key: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Say {
    pub fn new(key: &'static str) -> Say {
        Say { key: Cow::Borrowed(key), args: Vec::new() }
    }

    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Say {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// A department or a role is called as the reader calls it.
    pub fn text(&self, lang: Lang) -> String {
        let word = |v: &str| v.starts_with("role-").then(|| lang.maybe(v)).flatten().unwrap_or_else(|| v.to_string());
        let args: Vec<(&str, String)> = self.args.iter().map(|(k, v)| (&**k, word(v))).collect();
        lang.ta(&self.key, &args)
    }
}

/// Field messages of a form that cannot be read.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, Say)>);

impl Fields {
    pub fn none() -> Fields {
        Fields(Vec::new())
    }

    pub fn add(&mut self, field: impl Into<String>, say: Say) {
        self.0.push((field.into(), say));
    }

    pub fn of(&self, field: &str) -> Option<&Say> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, say)| say)
    }

    /// Ok only where nothing was noted.
    pub fn check(self) -> Result<(), Trouble> {
        if self.0.is_empty() { Ok(()) } else { Err(Trouble::Invalid(self)) }
    }
}

impl Trouble {
    pub fn invalid(field: impl Into<String>, say: Say) -> Trouble {
        Trouble::Invalid(Fields(vec![(field.into(), say)]))
    }

    pub fn stale(about: Id) -> Trouble {
        Trouble::Stale(Stale { about, changed: Vec::new() })
    }

    pub fn may_run_again(&self) -> bool {
        matches!(self, Trouble::Fault(fault) if fault.may_run_again())
    }

    /// Turns a named constraint into a better answer.
    pub fn on_constraint(self, name: &str, instead: impl FnOnce() -> Trouble) -> Trouble {
        match &self {
            Trouble::Fault(Fault { kind: FaultKind::Constraint(broken), .. }) if broken == name => instead(),
            _ => self,
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Fault(fault)
    }
}
