//! Differences in words: between two rounds, and between the checks at the submission and now.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::ui::{self, Tone};
use platform::who::Person;
use serde_json::Value;

use super::checks::{Moved, sees_check};
use super::shown::rule_key;
use crate::masters::sees;
use crate::order::{Change, Round, changes_of};

/// More differences than this are folded.
const SHOWN_MAX: usize = 40;

/// Fields that follow from others or say nothing to a reader.
const SILENT: &[&str] = &["id", "no", "product", "customer", "number", "revision"];

/// Fields that are not for readers without sale money.
const MONEY: &[&str] = &["price", "price_base", "discount", "amount", "net", "tax", "gross", "payment_term", "deposit"];

/// What a round changed against the one before it.
pub fn between(before: &Round, after: &Round) -> Vec<Change> {
    changes_of(&before.content, &after.content)
}

/// Line by line: what was added, changed, removed; of a changed one, field by field.
pub fn list(lang: Lang, who: &Person, changes: &[Change]) -> Markup {
    let money = sees::sale_money(who.roles);
    let told: Vec<&Change> = changes
        .iter()
        .filter(|change| !SILENT.contains(&last(&change.field)) && (money || !MONEY.contains(&last(&change.field))))
        .collect();
    let (first, rest) = told.split_at(told.len().min(SHOWN_MAX));
    html! {
        @if told.is_empty() { p { (lang.t("review-no-changes")) } }
        @else {
            (by_line(lang, first))
            @if !rest.is_empty() {
                details { summary { (lang.ta("review-more", &[("n", rest.len().to_string())])) } (by_line(lang, rest)) }
            }
        }
    }
}

fn by_line(lang: Lang, told: &[&Change]) -> Markup {
    // A removed line bore a number that another one may bear now: the two are told apart.
    let mut lines: BTreeMap<(i64, bool), Vec<&Change>> = BTreeMap::new();
    for change in told {
        let removed = change.field.ends_with(']') && change.to.is_null();
        lines.entry((line_of(&change.field).unwrap_or(0), removed)).or_default().push(change);
    }
    html! {
        ul.changes {
            @for ((no, _), changes) in &lines {
                @if *no == 0 { @for change in changes { li { (sides(lang, change)) } } }
                @else { li { (line(lang, *no, changes)) } }
            }
        }
    }
}

/// One line: as a whole where it was added or removed.
fn line(lang: Lang, no: i64, changes: &[&Change]) -> Markup {
    let whole = changes.iter().find(|change| change.field.ends_with(']'));
    let (tone, key) = match whole {
        Some(change) if change.from.is_null() => (Tone::Good, "change-added"),
        Some(_) => (Tone::Bad, "change-removed"),
        None => (Tone::Warn, "change-changed"),
    };
    html! {
        strong { (lang.ta("talk-on-line", &[("line", no.to_string())])) } " " (ui::badge(tone, lang.t(key)))
        @match whole {
            Some(change) if change.from.is_null() => { " " ins { (side(&change.to)) } }
            Some(change) => { " " del { (side(&change.from)) } }
            None => { ul { @for change in changes { li { (sides(lang, change)) } } } }
        }
    }
}

fn sides(lang: Lang, change: &Change) -> Markup {
    html! { (field(lang, &change.field)) ": " del { (side(&change.from)) } " → " ins { (side(&change.to)) } }
}

fn line_of(field: &str) -> Option<i64> {
    field.strip_prefix("lines[")?.split_once(']')?.0.parse().ok()
}

/// Fields of a line that both versions show; the others only where they differ.
const COLUMNS: &[&str] = &["sku", "name", "spec", "quantity", "unit", "price", "amount", "requested_on", "place"];
/// Fields of the head that both versions show.
const HEAD: &[&str] = &["customer_order_no", "requested_on", "payment_term", "gross"];
/// Of an order of more lines only those that differ are laid side by side, and the others counted.
const LINES_MAX: usize = 200;

/// What was sent to the customer and what stands now, side by side, with what differs marked; for readers who see sale
/// money.
pub fn beside(lang: Lang, old: &Value, new: &Value) -> Markup {
    beside_as(lang, true, &[lang.t("beside-shown"), lang.t("beside-now")], old, new)
}

/// Two whole versions by their names; readers who see no sale money get them without what tells of it.
pub fn beside_as(lang: Lang, money: bool, names: &[String; 2], old: &Value, new: &Value) -> Markup {
    let seen = |key: &&str| money || !MONEY.contains(key);
    let columns: Vec<&str> = COLUMNS.iter().copied().filter(seen).collect();
    let heads = [ui::column(lang.t("beside-what")), ui::column(names[0].clone()), ui::column(names[1].clone())];
    let mut table = ui::Table::new(names.join(" → "), heads).wide();
    for key in HEAD.iter().copied().filter(seen) {
        table = table.push(pair(name_of(lang, key), &[key], old.get(key).map(|_| old), new.get(key).map(|_| new)));
    }
    table = table.push(pair(name_of(lang, "place"), &["place", "special"], old.get("head"), new.get("head")));
    let none = Vec::new();
    let (was, now) = (old["lines"].as_array().unwrap_or(&none), new["lines"].as_array().unwrap_or(&none));
    let all = partners(was, now);
    let total = all.len();
    let differs = |(was, now): &Partners<'_>| match (was, now) {
        (Some(was), Some(now)) => columns.iter().any(|key| side(&was[*key]) != side(&now[*key])),
        _ => true,
    };
    let shown: Vec<Partners<'_>> = all.into_iter().filter(|pair| total <= LINES_MAX || differs(pair)).collect();
    let same = total - shown.len();
    for (was, now) in shown {
        let no = now.or(was).map_or(String::new(), |line| side(&line["no"]));
        table = table.push(pair(lang.ta("talk-on-line", &[("line", no)]), &columns, was, now));
    }
    html! {
        div.beside { (table) }
        @if same > 0 { p { (lang.ta("beside-same", &[("n", same.to_string())])) } }
    }
}

type Partners<'a> = (Option<&'a Value>, Option<&'a Value>);

/// Each line of one version beside itself in the other. A form that names no lines writes them anew: then the same
/// product in the same place is the same line.
fn partners<'a>(was: &'a [Value], now: &'a [Value]) -> Vec<Partners<'a>> {
    let place = |line: &Value| (line["no"].to_string(), line["sku"].to_string());
    let mut by_id: HashMap<String, &Value> = was.iter().map(|line| (line["id"].to_string(), line)).collect();
    let mut all: Vec<Partners<'_>> =
        now.iter().map(|line| (by_id.remove(&line["id"].to_string()), Some(line))).collect();
    let mut by_place: HashMap<(String, String), &Value> = by_id.into_values().map(|line| (place(line), line)).collect();
    for (was, now) in &mut all {
        if let (None, Some(line)) = (&was, now) {
            *was = by_place.remove(&place(line));
        }
    }
    let mut gone: Vec<&Value> = by_place.into_values().collect();
    gone.sort_by_key(|line| line["no"].as_i64());
    all.extend(gone.into_iter().map(|line| (Some(line), None)));
    all
}

fn pair(name: String, keys: &[&str], old: Option<&Value>, new: Option<&Value>) -> ui::Row {
    let same = |key: &str| old.and_then(|v| v.get(key)) == new.and_then(|v| v.get(key));
    let cell = |of: Option<&Value>, before: bool| {
        html! {
            @match of {
                None => { "–" }
                Some(value) => {
                    @for key in keys {
                        @let text = value.get(key).map_or(String::new(), side);
                        @if same(key) { span { (text) } } @else if before { del { (text) } } @else { ins { (text) } }
                        " "
                    }
                }
            }
        }
    };
    let differs = keys.iter().any(|key| !same(key));
    let row = ui::Row::new([html! { (name) }, cell(old, true), cell(new, false)]);
    if differs { row.tone(Tone::Warn) } else { row }
}

fn name_of(lang: Lang, key: &str) -> String {
    lang.t(&format!("change-{}", key.replace('_', "-")))
}

/// The last word of `lines[3].price`, as readers call it.
fn field(lang: Lang, field: &str) -> String {
    let segment = last(field);
    lang.maybe(&format!("change-{}", segment.replace('_', "-"))).unwrap_or_else(|| segment.to_string())
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
