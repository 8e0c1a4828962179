//! What a single cell is worth in a row: a clean number, the label of a sum, or the sum itself.

use super::{
    exact::Exact,
    figure::figure,
    fold,
    labels::{self, Field},
    sheet::Value,
};

/// A number with at most a unit or a currency around it.
pub(crate) fn clean_number(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Formula(_) => true,
        Value::Text(text) => figure(text, false).is_some_and(|f| {
            !f.after.chars().any(|c| c.is_ascii_digit())
                && f.after.chars().count() <= 8
                && f.before.chars().count() <= 5
        }),
        _ => false,
    }
}

pub(crate) fn sum_label(value: &Value) -> Option<Field> {
    let Value::Text(text) = value else { return None };
    let words: String = text.chars().take_while(|c| !fold::narrow(*c).is_ascii_digit()).collect();
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || ":：¥$￥€=+-".contains(c));
    let label = labels::head(words).filter(|label| label.exact)?;
    matches!(label.field, Field::Total | Field::Subtotal | Field::Tax | Field::Charge | Field::QtyTotal)
        .then_some(label.field)
}

pub(crate) fn sum_number(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(text) => Exact::parse_cell(text),
        Value::Text(text) if !text.contains('%') && !text.contains('％') => {
            let found = figure(text, false)?;
            (found.after.chars().count() <= 4 && !found.after.chars().any(|c| c.is_ascii_digit()))
                .then_some(found.value)
        }
        _ => None,
    }
}
