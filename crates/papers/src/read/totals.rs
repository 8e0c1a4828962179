//! The total, and every sum the paper states compared with it. The entry's total is always the sum of its lines.

use super::{
    draft::{Draft, DraftLine, Stated},
    exact::Exact,
    figure::figure,
    labels::Field,
    reading::Reading,
    sheet::Value,
};

/// Adds up and compares with every sum the paper states.
pub(crate) fn totals(draft: &Draft, lines: &[&DraftLine], amounts: &[Option<Exact>], reading: &mut Reading) {
    let sum = |range: std::ops::Range<usize>| {
        amounts.get(range).and_then(|part| part.iter().try_fold(Exact::ZERO, |sum, amount| sum.plus((*amount)?)))
    };
    let all = sum(0..amounts.len());
    reading.total = all.filter(|_| !amounts.is_empty()).map(|total| total.text(2)).unwrap_or_default();
    if all.is_none() {
        reading.doubt("total", "total_incomplete", "Not every line has an amount, so there is no total.", &[], None);
    }
    // Lines of another order in the same file would be in the sums but not in this entry.
    let whole = lines.len() == draft.lines.len();
    let mut stated: Vec<Stated> = draft.stated.clone();
    for said in draft.said.iter().filter(|said| {
        matches!(said.field, Field::Total | Field::Subtotal | Field::QtyTotal | Field::Charge | Field::Tax)
    }) {
        match &said.word.value {
            Value::Formula(_) => reading.doubt(
                "total",
                "formula_without_value",
                "The sum is a formula whose result the file does not carry.",
                &[],
                Some(&said.word.place),
            ),
            value => {
                if let Some(found) = figure(&value.text(), draft.comma).filter(|f| !f.after.contains('%')) {
                    stated.push(Stated {
                        field: said.field,
                        value: found.value,
                        place: said.word.place.clone(),
                        after: amounts.len(),
                    });
                }
            }
        }
    }
    let extra = |wanted: Field| {
        stated
            .iter()
            .filter(|s| s.field == wanted)
            .try_fold(Exact::ZERO, |sum, s| sum.plus(s.value))
            .unwrap_or(Exact::ZERO)
    };
    let (tax, charges) = (extra(Field::Tax), extra(Field::Charge));
    let mut before = 0;
    for s in &stated {
        match s.field {
            Field::QtyTotal => quantities(s, reading),
            Field::Charge if !s.value.is_zero() => {
                let value = s.value.text(2);
                reading.doubt(
                    "total",
                    "charge",
                    format!("The paper adds a charge or discount of {value} that is in no line."),
                    &[("value", &value)],
                    Some(&s.place),
                );
            }
            Field::Total | Field::Subtotal if whole => {
                let end = s.after.min(amounts.len());
                let plain = [sum(0..end), sum(before..end), all];
                let added = |with: Exact| all.and_then(|all| all.plus(with));
                let dressed = [added(tax), added(charges), added(charges).and_then(|sum| sum.plus(tax))];
                if !plain.contains(&Some(s.value)) && !dressed.contains(&Some(s.value)) {
                    mismatch(s, all, reading);
                }
                before = end;
            }
            _ => {}
        }
    }
}

fn quantities(stated: &Stated, reading: &mut Reading) {
    let counted = reading.lines.iter().take(stated.after).try_fold(Exact::ZERO, |sum, line| sum.plus(line.qty?));
    if counted != Some(stated.value) {
        let (found, value) = (counted.map(|c| c.text(0)).unwrap_or_default(), stated.value.text(0));
        reading.doubt(
            "lines",
            "qty_total_differs",
            format!("The quantities add up to {found}; the paper says {value}."),
            &[("computed", &found), ("stated", &value)],
            Some(&stated.place),
        );
    }
}

fn mismatch(stated: &Stated, all: Option<Exact>, reading: &mut Reading) {
    let value = stated.value.text(2);
    let rate = [5i64, 6, 9, 13, 20, 25].into_iter().find(|rate| {
        all.and_then(|all| all.times(Exact::new(100 + i128::from(*rate), 2))).map(|sum| sum.rounded(2))
            == Some(stated.value)
    });
    let computed = all.map(|all| all.text(2)).unwrap_or_default();
    match rate {
        Some(rate) => reading.doubt(
            "total",
            "total_with_tax",
            format!("The paper's total {value} is the sum with {rate} % tax."),
            &[("computed", &computed), ("stated", &value), ("rate", &rate.to_string())],
            Some(&stated.place),
        ),
        None => reading.doubt(
            "total",
            "total_differs",
            format!("The lines add up to {computed}; the paper says {value}."),
            &[("computed", &computed), ("stated", &value)],
            Some(&stated.place),
        ),
    }
}
