//! What a paper says before anyone has judged it: words and where they stand. Sheets and UBL orders both become a draft.

use super::{
    labels::Field,
    reading::{Doubt, Place},
    sheet::Value,
};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub value: Value,
    pub place: Place,
}

impl Word {
    pub(crate) fn text(&self) -> String {
        super::fold::trim(&self.value.text())
    }
}

/// A value that a label outside the table introduces.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub field: Field,
    pub word: Word,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct DraftLine {
    pub words: BTreeMap<Field, Word>,
    pub place: Option<Place>,
    pub struck: bool,
    /// Price is for this many, as the column's label says.
    pub base: Option<super::exact::Exact>,
    /// The unit the quantity's label names.
    pub qty_unit: Option<String>,
}

impl DraftLine {
    pub(crate) fn text(&self, field: Field) -> String {
        self.words.get(&field).map(Word::text).unwrap_or_default()
    }
}

/// A sum the paper states, and how many lines stand above it.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub field: Field,
    pub value: super::exact::Exact,
    pub place: Place,
    pub after: usize,
}

/// Where an unlabelled text stands: what it may mean depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    /// Above or beside the table of the order's own sheet.
    Around,
    /// Below that table.
    Below,
    /// On another sheet.
    Elsewhere,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub said: Vec<Said>,
    pub lines: Vec<DraftLine>,
    pub stated: Vec<Stated>,
    /// Texts no label introduces.
    pub free: Vec<(Word, Where)>,
    pub doubts: Vec<Doubt>,
    /// Decimals are written with a comma.
    pub comma: bool,
    pub currency: Option<(&'static str, Place)>,
}
