//! What a careful clerk would enter, with everything that clerk would ask about. Serialised, it is the entry and its doubts;
//! where each value came from stays beside it for the screen.

use super::exact::Exact;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Xlsx,
    Csv,
    Ubl,
}

/// Where a value stands in the paper. Rows and columns count from one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Place {
    Cell { sheet: String, row: u32, column: u32 },
    Node { path: String },
}

/// Something to ask about. `code` is stable; `with` holds what a message in the reader's language fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// `placed`, `lines[2].qty`, `lines[2]`, `lines`, `total`, `file`.
    pub field: String,
    pub why: String,
    pub code: &'static str,
    #[serde(skip)]
    pub with: Vec<(&'static str, String)>,
    #[serde(skip)]
    pub place: Option<Place>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    pub sku: String,
    pub name_hant: String,
    pub name_hans: String,
    pub spec: String,
    pub unit: String,
    #[serde(serialize_with = "quantity")]
    pub qty: Option<Exact>,
    pub price: String,
    pub amount: String,
    /// The customer's own number for the article.
    #[serde(skip)]
    pub their_sku: String,
    /// A day for this line only, where the paper gives one.
    #[serde(skip)]
    pub requested: String,
    #[serde(skip)]
    pub remark: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    pub customer: String,
    pub customer_name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub term: String,
    pub customer_order_no: String,
    pub placed: String,
    pub requested: String,
    pub special: String,
    pub lines: Vec<Line>,
    pub total: String,
    pub doubts: Vec<Doubt>,
    #[serde(skip)]
    pub kind: Kind,
    /// The currency the paper names, else empty.
    #[serde(skip)]
    pub currency: String,
    /// Field path to where its value was read.
    #[serde(skip)]
    pub places: BTreeMap<String, Place>,
    /// The paper itself as plain text, bounded, to show beside the entry.
    #[serde(skip)]
    pub cells: Vec<Vec<String>>,
    /// The sheet `cells` shows.
    #[serde(skip)]
    pub cells_sheet: String,
}

impl Reading {
    pub(crate) fn new(kind: Kind) -> Reading {
        Reading {
            customer: String::new(),
            customer_name: String::new(),
            contact: String::new(),
            phone: String::new(),
            email: String::new(),
            address: String::new(),
            term: String::new(),
            customer_order_no: String::new(),
            placed: String::new(),
            requested: String::new(),
            special: String::new(),
            lines: Vec::new(),
            total: String::new(),
            doubts: Vec::new(),
            kind,
            currency: String::new(),
            places: BTreeMap::new(),
            cells: Vec::new(),
            cells_sheet: String::new(),
        }
    }

    /// Doubts about one field, for marking it.
    pub fn doubts_about<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Doubt> {
        self.doubts.iter().filter(move |doubt| doubt.field == field)
    }

    pub(crate) fn doubt(
        &mut self,
        field: impl Into<String>,
        code: &'static str,
        why: impl Into<String>,
        with: &[(&'static str, &str)],
        place: Option<&Place>,
    ) {
        self.doubts.push(doubt(field, code, why, with, place));
    }

    pub(crate) fn from(&mut self, field: impl Into<String>, place: &Place) {
        self.places.insert(field.into(), place.clone());
    }
}

pub(crate) fn doubt(
    field: impl Into<String>,
    code: &'static str,
    why: impl Into<String>,
    with: &[(&'static str, &str)],
    place: Option<&Place>,
) -> Doubt {
    let with = with.iter().map(|(name, value)| (*name, value.chars().take(200).collect())).collect();
    Doubt { field: field.into(), why: why.into(), code, with, place: place.cloned() }
}

/// Whole quantities are numbers, others exact text, unknown ones null: a float would not be exact.
fn quantity<S: Serializer>(qty: &Option<Exact>, to: S) -> Result<S::Ok, S::Error> {
    match qty {
        Some(qty) => match qty.to_i64() {
            Some(whole) => to.serialize_i64(whole),
            None => to.serialize_str(&qty.text(0)),
        },
        None => to.serialize_none(),
    }
}
