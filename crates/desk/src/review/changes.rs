//! Differences in words: between two rounds, and between the checks at the submission and now.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::who::Person;
use serde_json::Value;

use super::checks::{Moved, sees_check};
use super::shown::rule_key;
use crate::masters::sees;
use crate::order::{Change, Round, changes_of};

/// More differences than this are told as a number.
const SHOWN_MAX: usize = 40;

/// Fields that follow from others or say nothing to a reader.
const SILENT: &[&str] = &["id", "no", "product", "customer", "number", "revision"];

/// Fields that are not for readers without sale money.
const MONEY: &[&str] = &["price", "price_base", "discount", "amount", "net", "tax", "gross", "payment_term", "deposit"];

/// What a round changed against the one before it.
pub fn between(before: &Round, after: &Round) -> Vec<Change> {
    changes_of(&before.content, &after.content)
}

pub fn list(lang: Lang, who: &Person, changes: &[Change]) -> Markup {
    let money = sees::sale_money(who.roles);
    let told: Vec<&Change> = changes
        .iter()
        .filter(|change| !SILENT.contains(&last(&change.field)) && (money || !MONEY.contains(&last(&change.field))))
        .collect();
    html! {
        @if told.is_empty() { p { (lang.t("review-no-changes")) } }
        @else {
            ul.changes {
                @for change in told.iter().take(SHOWN_MAX) {
                    li { (field(lang, &change.field)) ": " del { (side(&change.from)) } " → " ins { (side(&change.to)) } }
                }
                @if told.len() > SHOWN_MAX { li { (lang.ta("review-more", &[("n", (told.len() - SHOWN_MAX).to_string())])) } }
            }
        }
    }
}

/// `lines[3].price` as "line 3: price".
fn field(lang: Lang, field: &str) -> String {
    let name = |segment: &str| {
        lang.maybe(&format!("change-{}", segment.replace('_', "-"))).unwrap_or_else(|| segment.to_string())
    };
    match field.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) {
        Some((no, rest)) => {
            let text = if rest.is_empty() { lang.t("change-line") } else { name(last(rest)) };
            lang.ta("on-line", &[("line", no.to_string()), ("text", text)])
        }
        None => name(last(field)),
    }
}

fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

fn side(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) if text.is_empty() => "–".into(),
        Value::String(text) => text.clone(),
        Value::Object(map) => match (map.get("amount"), map.get("currency"), map.get("sku")) {
            (Some(Value::String(amount)), Some(Value::String(currency)), _) => format!("{currency} {amount}"),
            (_, _, Some(sku)) => {
                let part = |name: &str| map.get(name).map_or(String::new(), side);
                format!("{} {} × {}", side(sku), part("name"), part("quantity"))
            }
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// The checks that moved since the submission.
pub fn moved(lang: Lang, who: &Person, moved: &[Moved]) -> Markup {
    let seen: Vec<&Moved> = moved.iter().filter(|m| sees_check(who, &m.rule)).collect();
    html! {
        @if seen.is_empty() { p { (lang.t("review-nothing-moved")) } }
        @else {
            ul.changes {
                @for m in seen.iter().take(SHOWN_MAX) {
                    li {
                        (named(lang, m)) ": "
                        @match &m.before { Some(say) => { del { (say.text(lang)) } } None => { (lang.t("review-pass")) } }
                        " → "
                        @match &m.now { Some(say) => { ins { (say.text(lang)) } } None => { (lang.t("review-pass")) } }
                    }
                }
                @if seen.len() > SHOWN_MAX { li { (lang.ta("review-more", &[("n", (seen.len() - SHOWN_MAX).to_string())])) } }
            }
        }
    }
}

fn named(lang: Lang, moved: &Moved) -> String {
    let name = lang.t(&rule_key(&moved.rule));
    match moved.line {
        Some(line) => lang.ta("on-line", &[("line", line.to_string()), ("text", name)]),
        None => name,
    }
}
