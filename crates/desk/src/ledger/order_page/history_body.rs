//! What an entry of the history says, made readable: differences per field from what to what, grounds, texts. Readers
//! who see no sale money get the same entry without it.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::step::Ground;
use platform::trouble::Say;
use platform::web::ui::{self, column};
use platform::{Id, Tx};
use serde_json::Value;

use super::Shown;
use crate::ledger::word_key;
use crate::masters;

/// Fields of a difference that tell sale money.
const MONEY_FIELDS: &[&str] = &[
    "net",
    "tax",
    "gross",
    "gross_company",
    "price",
    "price_base",
    "discount",
    "tax_rate",
    "amount",
    "list_price",
    "floor_price",
    "payment_term",
    "currency",
    "head.deposit",
];
/// Words of an entry that every reader may have.
const PLAIN: &[&str] =
    &["text", "ground", "from", "to", "number", "said", "decision", "reasons", "medium", "reason", "proof"];

/// Steps whose words are those of the review and of the talk with the customer: they name prices, credit and persons.
const TALKS: &[&str] = &[
    "order.submit",
    "order.withdraw_submission",
    "order.send_back",
    "order.decline",
    "order.approve",
    "order.ask_",
    "order.consent",
    "order.release_credit",
    "order.refuse_",
    "order.contact",
    "order.talk",
    "order.understood",
    "order.customer_withdraws",
    "offer.",
    "confirmation.",
    "link.",
    "notice.",
];

fn is_talk(step: &str) -> bool {
    TALKS.iter().any(|begin| step.starts_with(begin))
}

pub fn draw(tx: &mut Tx, shown: &Shown, step: &str, body: &Value) -> Outcome<Markup> {
    let changes = body.get("changes").and_then(Value::as_array);
    let changed = match changes {
        Some(changes) => differences(tx, shown, changes)?,
        None => html! {},
    };
    Ok(html! {
        @if shown.money || !is_talk(step) { (facts(shown, body)) }
        (changed)
        (grounds(shown, body))
        (passed(shown, body))
    })
}

/// The plain words of an entry.
fn facts(shown: &Shown, body: &Value) -> Markup {
    let Value::Object(map) = body else { return html! {} };
    let known = map.iter().filter(|(key, _)| PLAIN.contains(&key.as_str()) || (shown.money && is_amount(key)));
    let words: Vec<(String, String)> = known
        .map(|(key, value)| (shown.t(&format!("history-{}", key.replace('_', "-"))), plain(shown, key, value)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    html! { @for (label, text) in &words { p { span.history-label { (label) ": " } (text) } } }
}

fn is_amount(key: &str) -> bool {
    matches!(key, "gross" | "amount" | "until")
}

fn plain(shown: &Shown, key: &str, value: &Value) -> String {
    match (key, value) {
        ("reasons", Value::Array(codes)) => {
            let words = codes.iter().filter_map(Value::as_str).map(|code| {
                let key = format!("reason-{}", code.replace('_', "-"));
                shown.lang.maybe(&key).unwrap_or_else(|| code.to_string())
            });
            words.collect::<Vec<_>>().join(" · ")
        }
        ("medium", Value::String(medium)) => {
            let key = format!("channel-{}", medium.replace('_', "-"));
            shown
                .lang
                .maybe(&key)
                .or_else(|| shown.lang.maybe(&format!("role-{medium}")))
                .unwrap_or_else(|| medium.clone())
        }
        (_, value) => text_of(shown, "", value),
    }
}

fn differences(tx: &mut Tx, shown: &Shown, changes: &[Value]) -> Outcome<Markup> {
    let mut rows = Vec::new();
    for change in changes {
        let field = change["field"].as_str().unwrap_or("");
        if !shown.money && tells_money(field) || !shown.contact && field.starts_with("head.contact") {
            continue;
        }
        let from = value(tx, shown, field, &change["from"])?;
        let to = value(tx, shown, field, &change["to"])?;
        rows.push(ui::Row::new([html! { (field_name(shown, field)) }, html! { (from) }, html! { (to) }]));
    }
    if rows.is_empty() {
        return Ok(html! {});
    }
    let heads = ["field", "from", "to"].map(|key| column(shown.t(&format!("history-{key}"))));
    let table = ui::Table::new(shown.t("history-changes"), heads).rows(rows).dense(true);
    Ok(html! { (table) })
}

/// The last part of a field's path is what it is.
fn tells_money(field: &str) -> bool {
    let leaf = field.rsplit_once("].").map_or(field, |(_, leaf)| leaf);
    MONEY_FIELDS.contains(&leaf)
}

/// `lines[3].quantity` → "Line 3: quantity"; `head.place` → its own name.
fn field_name(shown: &Shown, field: &str) -> String {
    if let Some(rest) = field.strip_prefix("lines[") {
        let (no, leaf) = rest.split_once(']').unwrap_or((rest, ""));
        let leaf = leaf.trim_start_matches('.');
        let name =
            if leaf.is_empty() { shown.t("field-line") } else { shown.t(&format!("field-line-{}", dashed(leaf))) };
        return shown.lang.ta("on-line", &[("line", no.to_string()), ("text", name)]);
    }
    shown.t(&format!("field-{}", dashed(field)))
}

fn dashed(path: &str) -> String {
    path.replace(['.', '_'], "-")
}

/// A value as a reader knows it: a customer by name, a word in his language, an amount with its currency.
fn value(tx: &mut Tx, shown: &Shown, field: &str, value: &Value) -> Outcome<String> {
    if field == "customer"
        && let Some(id) = value.as_str().and_then(|text| text.parse::<Id>().ok())
    {
        return Ok(masters::customer(tx, id)?.map_or_else(|| id.to_string(), |customer| customer.name));
    }
    Ok(text_of(shown, field, value))
}

fn text_of(shown: &Shown, field: &str, value: &Value) -> String {
    match value {
        Value::Null => "–".to_string(),
        Value::Bool(yes) => shown.t(if *yes { "ledger-yes" } else { "ledger-no" }),
        Value::Number(number) => number.to_string(),
        Value::String(text) if field == "channel" => shown.t(&word_key("channel-", text)),
        Value::String(text) if field == "priority" => shown.t(&word_key("priority-", text)),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| text_of(shown, "", item)).collect::<Vec<_>>().join(" · "),
        Value::Object(map) => match (map.get("amount"), map.get("currency"), map.get("sku")) {
            (Some(Value::String(amount)), Some(Value::String(currency)), None) => format!("{currency} {amount}"),
            _ => line_words(map),
        },
    }
}

/// A line that was added or removed, without its money.
fn line_words(map: &serde_json::Map<String, Value>) -> String {
    ["sku", "name", "spec", "quantity", "unit"]
        .iter()
        .filter_map(|key| map.get(*key).and_then(Value::as_str))
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Grounds on which red checks passed.
fn grounds(shown: &Shown, body: &Value) -> Markup {
    let grounds: Vec<Ground> =
        body.get("grounds").cloned().and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default();
    if grounds.is_empty() || !shown.money {
        return html! {};
    }
    html! {
        p { span.history-label { (shown.t("history-grounds")) ":" } }
        ul { @for ground in &grounds {
            li {
                @let text = format!("{}: {}", rule_name(shown, &ground.rule), ground.text);
                @match ground.line {
                    Some(line) => (shown.lang.ta("on-line", &[("line", line.to_string()), ("text", text)])),
                    None => (text),
                }
            }
        } }
    }
}

fn rule_name(shown: &Shown, rule: &str) -> String {
    shown.lang.maybe(&format!("rule-{}", dashed(rule))).unwrap_or_else(|| rule.to_string())
}

/// What was red or amber and passed; its sentences name prices and credit.
fn passed(shown: &Shown, body: &Value) -> Markup {
    let Some(all) = body.get("passed").and_then(Value::as_array).filter(|_| shown.money) else { return html! {} };
    let sentences: Vec<(String, String)> = all
        .iter()
        .filter_map(|broken| {
            let say: Say = serde_json::from_value(broken["say"].clone()).ok()?;
            Some((say.text(shown.lang), broken["clause"].as_str().unwrap_or("").to_string()))
        })
        .collect();
    html! {
        @if !sentences.is_empty() {
            p { span.history-label { (shown.t("history-passed")) ":" } }
            ul { @for (sentence, clause) in &sentences { li { (sentence) " " (ui::clause(clause)) } } }
        }
    }
}
