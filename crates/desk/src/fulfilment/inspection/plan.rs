//! 5.1.1: what is looked at and how many of them: a plan for a product and a kind, one for every product without its own,
//! or, where goods are inspected by their terms of supply alone, appearance and papers.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::{Fault, Id, Tx};
use serde::{Deserialize, Serialize};

use crate::masters;

platform::words! {
    pub enum InspectionKind {
        /// Bought goods that arrived.
        Incoming = "incoming",
        /// Behind an operation of a running work order.
        InProcess = "in_process",
        /// Finished pieces before they are put away.
        Final = "final",
        /// Pieces that lie ready for a line, before they leave.
        Outgoing = "outgoing",
    }
}

platform::words! {
    pub enum Sample { All = "all", Percent = "percent", Count = "count" }
}

/// A characteristic: a target in words, or bounds for what is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub name: String,
    pub target: String,
    pub low: Option<Quantity>,
    pub high: Option<Quantity>,
    pub unit: String,
}

impl Point {
    pub fn is_measured(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    pub fn holds(&self, measured: Quantity) -> bool {
        self.low.is_none_or(|low| low <= measured) && self.high.is_none_or(|high| measured <= high)
    }

    /// Those that nobody wrote are named by the language files.
    pub fn called(&self, lang: Lang) -> String {
        match self.name.strip_prefix('@') {
            Some(key) => lang.t(&format!("inspection-point-{key}")),
            None => self.name.clone(),
        }
    }

    /// Target and bounds in words.
    pub fn wants(&self, lang: Lang) -> String {
        let bounds = match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{low} – {high}"),
            (Some(low), None) => format!("≥ {low}"),
            (None, Some(high)) => format!("≤ {high}"),
            (None, None) => String::new(),
        };
        let target = match self.name.strip_prefix('@') {
            Some(key) => lang.t(&format!("inspection-target-{key}")),
            None => self.target.clone(),
        };
        let words = [target, bounds, self.unit.clone()];
        words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// How a quantity is inspected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rules {
    pub sample: Sample,
    /// Per cent, or pieces.
    pub sample_size: Quantity,
    pub points: Vec<Point>,
}

impl Rules {
    fn general() -> Rules {
        let point =
            |name: &str| Point { name: name.into(), target: String::new(), low: None, high: None, unit: String::new() };
        Rules { sample: Sample::All, sample_size: Quantity::ZERO, points: vec![point("@looks"), point("@papers")] }
    }
}

const ONE: i128 = 1_000_000;

/// How many of a quantity are looked at, at least: whole pieces, rounded up, never more than there are.
pub fn sample_of(sample: Sample, size: Quantity, quantity: Quantity) -> Quantity {
    match sample {
        Sample::All => quantity,
        Sample::Count => size.min(quantity),
        Sample::Percent => {
            let exact = i128::from(quantity.millionths()) * i128::from(size.millionths());
            let pieces = (exact + 100 * ONE * ONE - 1) / (100 * ONE * ONE) * ONE;
            Quantity::from_millionths(i64::try_from(pieces).unwrap_or(i64::MAX)).min(quantity)
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub id: Id,
    pub product: Option<Id>,
    pub kind: InspectionKind,
    pub required: bool,
    #[serde(flatten)]
    pub rules: Rules,
    pub changed_at: Instant,
    pub changed_name: String,
    pub lock: i64,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT id, product, kind, required, sample, sample_size, points, changed_at, changed_name, lock \
             FROM inspection_plan ",
            $tail
        )
    };
}

platform::sql! {
    OWN = columns!("WHERE product = $1 AND kind = $2 {for update}");
    GENERAL = columns!("WHERE kind = $1 AND product IS NULL {for update}");
    READ_OWN = columns!("WHERE product = $1 AND kind = $2");
    READ_GENERAL = columns!("WHERE kind = $1 AND product IS NULL");
    pub ONE_PLAN = columns!("WHERE id = $1");
    pub PLANS = columns!("WHERE id > $1 ORDER BY id LIMIT $2");
}

pub fn held(tx: &mut Tx, product: Option<Id>, kind: InspectionKind) -> Outcome<Option<Plan>> {
    Ok(match product {
        Some(product) => tx.maybe(&OWN, &[&product, &kind], read)?,
        None => tx.maybe(&GENERAL, &[&kind], read)?,
    })
}

/// The plan that holds for a product: its own, else the general one.
fn of(tx: &mut Tx, product: Option<Id>, kind: InspectionKind) -> Outcome<Option<Plan>> {
    if let Some(product) = product
        && let Some(own) = tx.maybe(&READ_OWN, &[&product, &kind], read)?
    {
        return Ok(Some(own));
    }
    Ok(tx.maybe(&READ_GENERAL, &[&kind], read)?)
}

/// How pieces of a product must be inspected in this kind; nothing where they need not be. A plan decides; without one,
/// bought goods are inspected where their terms of supply give days for it.
pub fn required(tx: &mut Tx, product: Option<Id>, kind: InspectionKind) -> Outcome<Option<Rules>> {
    if let Some(plan) = of(tx, product, kind)? {
        return Ok(plan.required.then_some(plan.rules));
    }
    let Some(product) = product.filter(|_| kind == InspectionKind::Incoming) else { return Ok(None) };
    let terms = masters::supply_terms(tx, &[product])?;
    let days = terms.get(&product).map_or(0, |term| term.inspection_days);
    Ok((days > 0).then(Rules::general))
}

/// The same for an inspection that somebody asks for: there is always something to look at.
pub fn asked(tx: &mut Tx, product: Option<Id>, kind: InspectionKind) -> Outcome<Rules> {
    Ok(of(tx, product, kind)?.map_or_else(Rules::general, |plan| plan.rules))
}

pub fn points_of(text: &str) -> Result<Vec<Point>, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::other("points of an inspection", e))
}

pub fn points_text(points: &[Point]) -> String {
    serde_json::to_string(points).unwrap_or_else(|_| "[]".into())
}

pub fn read(row: &Row<'_>) -> Result<Plan, Fault> {
    Ok(Plan {
        id: row.get(0)?,
        product: row.get(1)?,
        kind: row.get(2)?,
        required: row.get(3)?,
        rules: Rules { sample: row.get(4)?, sample_size: row.get(5)?, points: points_of(&row.get::<String>(6)?)? },
        changed_at: row.get(7)?,
        changed_name: row.get(8)?,
        lock: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c5_1_1_a_sample_is_whole_pieces_and_never_more_than_there_are() {
        let q = |text: &str| text.parse::<Quantity>().expect("a quantity");
        assert_eq!(sample_of(Sample::All, q("0"), q("7")), q("7"));
        assert_eq!(sample_of(Sample::Percent, q("10"), q("25")), q("3"));
        assert_eq!(sample_of(Sample::Percent, q("10"), q("0.5")), q("0.5"));
        assert_eq!(sample_of(Sample::Percent, q("100"), q("12")), q("12"));
        assert_eq!(sample_of(Sample::Count, q("5"), q("3")), q("3"));
        assert_eq!(sample_of(Sample::Count, q("5"), q("300")), q("5"));
    }
}
