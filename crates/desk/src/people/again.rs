//! A form shown again after a "no": everything typed is kept, each error stands at its field, and a refusal stands
//! above with its clauses and ways forward.

use axum::http::StatusCode;
use maud::{Markup, html};
use platform::Trouble;
use platform::trouble::Fields;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use serde_json::Value;

use crate::shell;

/// What a form starts from: nothing, or what was typed before.
pub struct Again {
    raw: Value,
    errors: Vec<(String, String)>,
    notice: Markup,
    pub status: StatusCode,
}

impl Again {
    pub fn blank() -> Again {
        Again::of(Value::Null)
    }

    /// With these values to begin with.
    pub fn of(raw: Value) -> Again {
        Again { raw, errors: Vec::new(), notice: html! {}, status: StatusCode::OK }
    }

    /// Machines and our own faults go the usual way out; all else comes back to the form.
    pub fn after(ask: &Ask, raw: Value, trouble: Trouble) -> Result<Again, Failure> {
        if ask.json {
            return Err(Failure(trouble));
        }
        let mut again = Again::of(raw);
        again.status = platform::web::failure::status(&trouble);
        match trouble {
            Trouble::Invalid(fields) => again.errors = worded(ask, &fields),
            Trouble::Refused(refusal) => {
                let body = shell::refusal_body(&refusal, ask.lang);
                again.notice = ui::alert(Tone::Bad, ask.t("trouble-refused"), body);
            }
            Trouble::Stale(_) => {
                let body = html! { p { (ask.t("trouble-stale-text")) } };
                again.notice = ui::alert(Tone::Bad, ask.t("trouble-stale"), body);
            }
            Trouble::Slower { seconds } => {
                let text = ask.ta("trouble-slower", &[("seconds", seconds.to_string())]);
                again.notice = ui::alert(Tone::Bad, ask.t("trouble-slower-title"), html! { p { (text) } });
            }
            other => return Err(Failure(other)),
        }
        Ok(again)
    }

    /// What was typed into a field.
    pub fn value(&self, name: &str) -> String {
        self.raw.get(name).and_then(Value::as_str).unwrap_or("").to_string()
    }

    /// What was typed into a field, also where it was emptied; before anything was typed, what the form proposes.
    pub fn or(&self, name: &str, proposed: impl ToString) -> String {
        if self.status == StatusCode::OK { proposed.to_string() } else { self.value(name) }
    }

    /// What was typed into a field of a group, `goals[on_time]`.
    pub fn inner(&self, group: &str, name: &str) -> Option<String> {
        self.raw.get(group)?.get(name)?.as_str().map(str::to_string)
    }

    /// What was typed into a field of a row, `results[2][value]`.
    pub fn row(&self, group: &str, at: usize, name: &str) -> String {
        let field = self.raw.get(group).and_then(|rows| rows.get(at)).and_then(|row| row.get(name));
        field.and_then(Value::as_str).unwrap_or("").to_string()
    }

    /// Whether a tick of that value was set.
    pub fn has(&self, name: &str, value: &str) -> bool {
        match self.raw.get(name) {
            Some(Value::String(text)) => text == value,
            Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(value)),
            _ => false,
        }
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// What stands above the form.
    pub fn head(&self, ask: &Ask) -> Markup {
        html! { (self.notice) (ui::error_summary(ask.lang, &self.errors)) }
    }
}

fn worded(ask: &Ask, fields: &Fields) -> Vec<(String, String)> {
    fields.0.iter().map(|(field, say)| (field.clone(), say.text(ask.lang))).collect()
}
