//! Why a paper cannot be read at all. The code is stable; the fields are what a message in any language needs.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a kind of paper this reader knows, judged by its bytes.
    NotSupported { seen: &'static str },
    /// Larger than the desk accepts. `limit` names which limit.
    TooMuch { limit: &'static str, allowed: u64, found: u64 },
    /// Packed so tightly that it is a trap, not a workbook.
    Bomb { part: String, ratio: u64 },
    /// Damaged: the part and where.
    Broken { part: String, reason: String },
    /// Locked by a password.
    Locked,
    /// XML with a document type or its own entities; these are refused unread.
    Dtd,
    /// Text in no encoding we can tell, or with bytes that are not text.
    NotText { reason: &'static str },
    /// Nothing in the file.
    Empty,
    /// Readable, but nothing in it looks like an order.
    NoOrder,
}

impl Unreadable {
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::NotSupported { .. } => "not_supported",
            Unreadable::TooMuch { .. } => "too_much",
            Unreadable::Bomb { .. } => "bomb",
            Unreadable::Broken { .. } => "broken",
            Unreadable::Locked => "locked",
            Unreadable::Dtd => "dtd",
            Unreadable::NotText { .. } => "not_text",
            Unreadable::Empty => "empty",
            Unreadable::NoOrder => "no_order",
        }
    }

    /// The values a message in the reader's language fills in.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Unreadable::NotSupported { seen } => vec![("seen", (*seen).to_owned())],
            Unreadable::TooMuch { limit, allowed, found } => {
                vec![("limit", (*limit).to_owned()), ("allowed", allowed.to_string()), ("found", found.to_string())]
            }
            Unreadable::Bomb { part, ratio } => vec![("part", part.clone()), ("ratio", ratio.to_string())],
            Unreadable::Broken { part, reason } => vec![("part", part.clone()), ("reason", reason.clone())],
            Unreadable::NotText { reason } => vec![("reason", (*reason).to_owned())],
            Unreadable::Locked | Unreadable::Dtd | Unreadable::Empty | Unreadable::NoOrder => vec![],
        }
    }

    pub(crate) fn broken(part: &str, reason: impl fmt::Display) -> Unreadable {
        Unreadable::Broken { part: part.to_owned(), reason: reason.to_string() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.fields() {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unreadable {}
