//! What a customer's document says, put into the form's fields: each value with where it was read, each doubtful one with
//! its reason. The reader itself is `papers::read`; this keeps its answer in a form that outlives the request.

use std::collections::BTreeMap;

use papers::read::{self, Doubt, Limits, Place, Reading, Unreadable};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::trouble::Say;
use platform::{Fault, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::parse::{Found, find_customer};
use super::typed::{Typed, customer_text};
use crate::masters;

/// What is known of one field's value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// `3:5` for a cell, a path for a node of a structured document; empty where the value stands nowhere.
    place: String,
    /// Codes of the reader's doubts with what their sentence names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<(String, Vec<(String, String)>)>,
}

pub type Marks = BTreeMap<String, Mark>;

impl Mark {
    pub fn place(&self) -> &str {
        &self.place
    }

    pub fn doubt_text(&self, lang: Lang) -> Option<String> {
        let texts: Vec<String> = self.doubts.iter().map(|(code, with)| doubt_text(lang, code, with)).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    pub fn place_text(&self, lang: Lang) -> Option<String> {
        match self.place.split_once(':') {
            Some((row, column)) if row.parse::<u32>().is_ok() => {
                Some(lang.ta("intake-read-at", &[("row", row.to_string()), ("column", column.to_string())]))
            }
            _ => (!self.place.is_empty()).then(|| self.place.clone()),
        }
    }
}

/// A doubt in words; a code this version knows no sentence for is shown as it is.
pub fn doubt_text(lang: Lang, code: &str, with: &[(String, String)]) -> String {
    let key = format!("intake-doubt-{}", code.replace('_', "-"));
    let args: Vec<(&str, String)> = with.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let text = lang.ta(&key, &args);
    if text == key { lang.ta("intake-doubt-other", &[("code", code.to_string())]) } else { text }
}

/// A reading as the in-tray keeps it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// The form's fields.
    pub typed: Value,
    pub marks: Marks,
    /// Doubts about the document as a whole.
    pub doubts: Vec<(String, Vec<(String, String)>)>,
    pub sheet: String,
    pub cells: Vec<Vec<String>>,
    /// What the reader says, in the words of `lidan read`: the review compares it with what was entered.
    pub source: Value,
    /// Why nothing was read, as a key of the language files with its values.
    pub note: Option<(String, Vec<(String, String)>)>,
}

impl Kept {
    /// A document to be typed from.
    pub fn unread(why: &Unreadable, file: &str) -> Kept {
        let with = why.fields().into_iter().chain([("name", file.to_string())]);
        let with = with.map(|(name, value)| (name.to_string(), value)).collect();
        Kept { typed: json!({}), note: Some((why.code().to_string(), with)), ..Kept::default() }
    }

    pub fn of(text: &str) -> Outcome<Kept> {
        if text.is_empty() {
            return Ok(Kept::default());
        }
        Ok(serde_json::from_str(text).map_err(|e| Fault::other("in-tray reading", e))?)
    }

    pub fn note_text(&self, lang: Lang) -> Option<String> {
        let (code, with) = self.note.as_ref()?;
        let args: Vec<(&str, String)> = with.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        Some(lang.ta(&unreadable_key(code), &args))
    }
}

fn unreadable_key(code: &str) -> String {
    format!("intake-unreadable-{}", code.replace('_', "-"))
}

/// A document's "no" as a sentence for the field it was given in.
pub fn unreadable_say(why: &Unreadable, file: &str) -> Say {
    let key: &'static str = match why {
        Unreadable::NotSupported { .. } => "intake-unreadable-not-supported",
        Unreadable::TooMuch { .. } => "intake-unreadable-too-much",
        Unreadable::Bomb { .. } => "intake-unreadable-bomb",
        Unreadable::Broken { .. } => "intake-unreadable-broken",
        Unreadable::Locked => "intake-unreadable-locked",
        Unreadable::Dtd => "intake-unreadable-dtd",
        Unreadable::NotText { .. } => "intake-unreadable-not-text",
        Unreadable::Empty => "intake-unreadable-empty",
        Unreadable::NoOrder => "intake-unreadable-no-order",
    };
    why.fields().into_iter().fold(Say::new(key).arg("name", file), |say, (name, value)| say.arg(name, value))
}

/// Reads a document against our customers and products. `customer` overrides what it says about its sender.
pub fn reading_for(
    tx: &mut Tx,
    bytes: &[u8],
    name: &str,
    customer: Option<&str>,
) -> Outcome<Result<Reading, Unreadable>> {
    let directory = masters::directory(tx);
    let read = read::read(bytes, name, &directory, customer, &Limits::default());
    directory.check()?;
    Ok(read)
}

/// The reading as fields of the form. A product that we know gets our own words; what the customer wrote besides is kept
/// as it stands.
pub fn kept(tx: &mut Tx, reading: &Reading) -> Outcome<Kept> {
    let mut typed = Typed::default();
    let found = if reading.customer.is_empty() { Found::None } else { find_customer(tx, &reading.customer)? };
    let customer = match &found {
        Found::One(customer) => customer_text(customer),
        _ => reading.customer_name.clone(),
    };
    let head = [
        ("customer", &customer),
        ("contact", &reading.contact),
        ("phone", &reading.phone),
        ("email", &reading.email),
        ("customer_order_no", &reading.customer_order_no),
        ("customer_order_on", &reading.placed),
        ("requested_on", &reading.requested),
        ("place", &reading.address),
        ("special", &reading.special),
        ("payment_term", &reading.term),
        ("currency", &reading.currency),
    ];
    for (name, text) in head.into_iter().filter(|(_, text)| !text.is_empty()) {
        typed.set(name, text.as_str());
    }
    let lang = match &found {
        Found::One(customer) => customer.lang,
        _ => Lang::Hant,
    };
    for line in &reading.lines {
        typed.lines.push(line_of(line, lang));
    }
    let mut kept = Kept {
        typed: typed.to_json(),
        sheet: reading.cells_sheet.clone(),
        cells: reading.cells.clone(),
        source: source_of(reading)?,
        ..Kept::default()
    };
    for (field, place) in &reading.places {
        kept.marks.entry(form_field(field)).or_default().place = place_of(place, &kept.sheet);
    }
    for doubt in &reading.doubts {
        put_doubt(&mut kept, &typed, doubt);
    }
    Ok(kept)
}

/// The reading as it is kept beside the order, with the day of each line that has one of its own (1.3.1).
fn source_of(reading: &Reading) -> Outcome<Value> {
    let mut source = serde_json::to_value(reading).map_err(|e| Fault::other("in-tray reading", e))?;
    if let Some(lines) = source.get_mut("lines").and_then(Value::as_array_mut) {
        for (kept, line) in lines.iter_mut().zip(&reading.lines).filter(|(_, line)| !line.requested.is_empty()) {
            kept["requested"] = Value::String(line.requested.clone());
        }
    }
    Ok(source)
}

fn line_of(line: &read::Line, lang: Lang) -> super::typed::TypedLine {
    let name = if lang == Lang::Hans { &line.name_hans } else { &line.name_hant };
    let facts = [
        ("sku", line.sku.clone()),
        ("name", name.clone()),
        ("spec", line.spec.clone()),
        ("customer_part", line.their_sku.clone()),
        ("qty", line.qty.map_or(String::new(), |qty| qty.text(0))),
        ("unit", line.unit.clone()),
        ("price", line.price.clone()),
        // The reader gives every price for one unit.
        ("price_base", if line.price.is_empty() { String::new() } else { "1".to_string() }),
        ("requested_on", line.requested.clone()),
        ("remark", line.remark.clone()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_string(), text)).collect()
}

/// The reader's `lines[2].qty` is the form's `lines[2][qty]`.
fn form_field(field: &str) -> String {
    let own = |name: &str| match name {
        "placed" => "customer_order_on".to_string(),
        "requested" => "requested_on".to_string(),
        "address" => "place".to_string(),
        "term" => "payment_term".to_string(),
        "customer_name" => "customer".to_string(),
        "name_hant" | "name_hans" => "name".to_string(),
        other => other.to_string(),
    };
    match field.split_once("].") {
        Some((line, name)) => format!("{line}][{}]", own(name)),
        None if field.starts_with("lines[") => format!("{field}[sku]"),
        None => own(field),
    }
}

/// Only places in the sheet that is shown can be pointed at.
fn place_of(place: &Place, shown: &str) -> String {
    match place {
        Place::Cell { sheet, row, column } if sheet == shown => format!("{row}:{column}"),
        Place::Cell { sheet, row, column } => format!("{sheet} {row}/{column}"),
        Place::Node { path } => path.clone(),
    }
}

/// A doubt goes to its field; where the form has none, to the document as a whole.
fn put_doubt(kept: &mut Kept, typed: &Typed, doubt: &Doubt) {
    let with: Vec<(String, String)> =
        doubt.with.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
    let field = form_field(&doubt.field);
    let in_lines = field.starts_with("lines[") && !typed.lines.is_empty();
    if in_lines || super::typed::HEAD.contains(&field.as_str()) {
        let mark = kept.marks.entry(field).or_default();
        if let (true, Some(place)) = (mark.place.is_empty(), &doubt.place) {
            mark.place = place_of(place, &kept.sheet);
        }
        mark.doubts.push((doubt.code.to_string(), with));
    } else {
        kept.doubts.push((doubt.code.to_string(), with));
    }
}
