//! The day the order was placed and the day it is wanted.

use super::{
    day::{self, Found},
    draft::{Draft, DraftLine, Word},
    enter::words,
    labels::Field,
    reading::{Kind, Place, Reading},
    sheet::Value,
    styles,
};
use jiff::civil::Date;

pub(crate) fn days(draft: &Draft, lines: &[&DraftLine], kind: Kind, reading: &mut Reading) {
    let numbered = day::in_number(&reading.customer_order_no);
    let placed = placed(draft, lines, kind, numbered, reading);
    let around = placed.or(numbered);
    let said: Vec<&Word> =
        draft.said.iter().filter(|said| said.field == Field::Requested).map(|said| &said.word).collect();
    let mut found: Vec<(Found, &Place, String)> =
        said.iter().map(|word| (found(word, kind, around), &word.place, word.text())).collect();
    let whole = found.iter().any(|(f, _, _)| f.day.is_some());
    let by_line = by_line(lines, kind, around, reading);
    if !whole {
        found.extend(by_line.iter().map(|(f, place)| (f.clone(), *place, String::new())));
    } else if by_line.iter().any(|(f, _)| f.day.is_some() && found.iter().all(|(head, _, _)| head.day != f.day)) {
        reading.doubt(
            "requested",
            "line_dates_differ",
            "Some lines name another day than the order.",
            &[],
            by_line.first().map(|(_, place)| *place),
        );
    }
    let Some((first, place, _)) = earliest(&found) else {
        let text = found.first().map(|(_, _, text)| text.clone()).unwrap_or_default();
        let code = if text.is_empty() { "requested_missing" } else { "date_unreadable" };
        reading.doubt(
            "requested",
            code,
            format!("No day is given for the delivery. {text}").trim().to_owned(),
            &[("text", &text)],
            found.first().map(|(_, place, _)| *place),
        );
        return;
    };
    let (first, place) = (first.clone(), (*place).clone());
    let mut distinct: Vec<Date> = found.iter().filter_map(|(f, _, _)| f.day).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() > 1 {
        let all = distinct.iter().map(Date::to_string).collect::<Vec<_>>().join(", ");
        let code = if whole { "several_values" } else { "line_dates_differ" };
        reading.doubt("requested", code, format!("The paper names {all}."), &[("days", &all)], Some(&place));
    }
    let day = settle("requested", &first, around, &place, reading);
    check(day, around, &place, reading);
}

fn placed(
    draft: &Draft,
    lines: &[&DraftLine],
    kind: Kind,
    numbered: Option<Date>,
    reading: &mut Reading,
) -> Option<Date> {
    let words = words(draft, lines, Field::Placed);
    let found: Vec<(Found, &Place, String)> =
        words.iter().map(|word| (found(word, kind, numbered), &word.place, word.text())).collect();
    let dated: Vec<&(Found, &Place, String)> = found.iter().filter(|(f, _, _)| f.day.is_some()).collect();
    if let Some((first, place, _)) = dated.first() {
        if dated.iter().any(|(f, _, _)| f.day != first.day) {
            reading.doubt("placed", "several_values", "The paper names several days.", &[], Some(place));
        }
        return Some(settle("placed", first, numbered, place, reading));
    }
    if let Some((_, place, text)) = found.first() {
        reading.doubt("placed", "date_unreadable", format!("This is no day: {text}"), &[("text", text)], Some(place));
    }
    match numbered {
        Some(day) => {
            let number = reading.customer_order_no.clone();
            let place = reading.places.get("customer_order_no").cloned();
            reading.placed = day.to_string();
            reading.doubt(
                "placed",
                "placed_from_number",
                format!("The day was read from the order number {number}."),
                &[("number", &number)],
                place.as_ref(),
            );
        }
        None => {
            reading.doubt("placed", "placed_missing", "The paper does not say when the order was placed.", &[], None)
        }
    }
    numbered
}

/// Days given per line; each is also kept with its line.
fn by_line<'a>(
    lines: &[&'a DraftLine],
    kind: Kind,
    around: Option<Date>,
    reading: &mut Reading,
) -> Vec<(Found, &'a Place)> {
    let mut out = Vec::new();
    reading.lines = vec![super::Line::default(); lines.len()];
    for (index, line) in lines.iter().enumerate() {
        let Some(word) = line.words.get(&Field::Requested) else { continue };
        let found = found(word, kind, around);
        match (found.day, reading.lines.get_mut(index)) {
            (Some(day), Some(entry)) => entry.requested = day.to_string(),
            _ => {
                let text = word.text();
                reading.doubt(
                    format!("lines[{index}]"),
                    "date_unreadable",
                    format!("This is no day: {text}"),
                    &[("text", &text)],
                    Some(&word.place),
                );
            }
        }
        out.push((found, &word.place));
    }
    out
}

fn earliest<'a, 'b>(found: &'a [(Found, &'b Place, String)]) -> Option<&'a (Found, &'b Place, String)> {
    found.iter().filter(|(f, _, _)| f.day.is_some()).min_by_key(|(f, _, _)| f.day)
}

fn found(word: &Word, kind: Kind, around: Option<Date>) -> Found {
    match &word.value {
        Value::Day(day) => Found { day: Some(*day), others: vec![], uneasy: None },
        Value::Formula(_) => Found { uneasy: Some("formula_without_value"), ..Found::default() },
        Value::Number(text) | Value::Text(text) => {
            let read = day::read(text, around);
            if read.day.is_some() {
                return read;
            }
            let serial = styles::serial(text.trim(), false).filter(|day| (2000..=2079).contains(&day.year()));
            match serial {
                Some(day) => Found {
                    day: Some(day),
                    others: vec![],
                    uneasy: (kind == Kind::Csv || matches!(word.value, Value::Text(_))).then_some("date_serial"),
                },
                None => read,
            }
        }
        Value::Bool(_) | Value::Fault(_) => Found { uneasy: Some("date_unreadable"), ..Found::default() },
    }
}

/// Of several possible days, the first that is not before `around` is entered; the doubt names the others.
fn settle(field: &str, found: &Found, around: Option<Date>, place: &Place, reading: &mut Reading) -> Date {
    let mut days: Vec<Date> = found.day.into_iter().chain(found.others.iter().copied()).collect();
    if field == "requested"
        && let Some(around) = around
        && days.iter().any(|day| *day >= around)
    {
        days.sort_by_key(|day| (*day < around, *day));
    } else if let Some(around) = around.filter(|around| days.contains(around)) {
        days.retain(|day| *day != around);
        days.insert(0, around);
    }
    let day = days.first().copied().unwrap_or_default();
    reading.from(field, place);
    let text = day.to_string();
    if let Some(code) = found.uneasy {
        let others = days.iter().skip(1).map(Date::to_string).collect::<Vec<_>>().join(", ");
        let why = if others.is_empty() {
            format!("The day {text} is not written plainly.")
        } else {
            format!("The day could also be {others}.")
        };
        reading.doubt(field, code, why, &[("others", &others)], Some(place));
    }
    match field {
        "placed" => reading.placed = text,
        _ => reading.requested = text,
    }
    day
}

fn check(day: Date, around: Option<Date>, place: &Place, reading: &mut Reading) {
    let Some(placed) = around else { return };
    let gap = day.duration_since(placed).as_hours() / 24;
    if gap < 0 {
        reading.doubt(
            "requested",
            "date_past",
            format!("The day wanted is before {placed}, when the order was placed."),
            &[("placed", &placed.to_string())],
            Some(place),
        );
    } else if gap > 400 {
        reading.doubt(
            "requested",
            "date_far",
            format!("The day wanted is {gap} days after the order."),
            &[("days", &gap.to_string())],
            Some(place),
        );
    }
}
