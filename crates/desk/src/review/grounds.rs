//! Grounds as they are typed: a code and a sentence, per check and line, for the facts they were given on.

use platform::act::Outcome;
use platform::limits::TEXT_CHARS;
use platform::step::{Broken, Ground, Level, Weight};
use platform::trouble::{Fields, Say};
use platform::who::Role;
use serde::Deserialize;

use super::checks::ALL;
use super::typed;

/// What a ground may rest on; the words stand in the language files as `ground-…`.
pub const CODES: &[&str] = &["customer_agreed", "verified", "as_ordered", "market", "relation", "other"];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GroundForm {
    pub rule: String,
    #[serde(deserialize_with = "typed::whole")]
    pub line: Option<i64>,
    pub facts: String,
    pub code: String,
    pub text: String,
}

/// The grounds that say something.
pub fn given(forms: &[GroundForm]) -> Outcome<Vec<Ground>> {
    let mut wrong = Fields::none();
    let mut grounds = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        let text = form.text.trim();
        if text.is_empty() {
            continue;
        }
        if text.chars().count() as u64 > TEXT_CHARS.value {
            wrong.add(format!("grounds[{at}][text]"), Say::new("review-text-long").arg("limit", TEXT_CHARS.value));
        }
        let code = if CODES.contains(&form.code.as_str()) { form.code.clone() } else { "other".into() };
        grounds.push(Ground {
            rule: form.rule.clone(),
            line: form.line,
            code,
            text: text.to_string(),
            facts: form.facts.clone(),
        });
    }
    wrong.check()?;
    Ok(grounds)
}

/// Those of a list that a role may give: a ground of another's never passes under his name.
pub fn of_role(grounds: &[Ground], role: Role) -> Vec<Ground> {
    let weight = |id: &str| ALL.iter().find(|rule| rule.id == id).map(|rule| rule.weight);
    grounds.iter().filter(|ground| weight(&ground.rule) == Some(Weight::Ground(role))).cloned().collect()
}

/// The red checks that a ground by this role would pass.
pub fn wanted(found: &[Broken], role: Role) -> Vec<&Broken> {
    found.iter().filter(|b| b.level == Level::Fail && b.weight == Weight::Ground(role)).collect()
}

/// What the step would say if every ground were given: for asking whether a button can be pressed at all.
pub fn as_if_given(found: &[Broken], role: Role) -> Vec<Ground> {
    let grounds = wanted(found, role).into_iter().map(|broken| Ground {
        rule: broken.rule.to_string(),
        line: broken.line,
        code: "other".into(),
        text: "…".into(),
        facts: broken.facts.clone(),
    });
    grounds.collect()
}
