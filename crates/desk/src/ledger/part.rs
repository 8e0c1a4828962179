//! The conditions that a list of the ledger can have, each a piece of a statement with its argument.

use platform::Id;
use platform::day::{Day, Instant};
use platform::db::{Param, ValueRef};
use platform::money::Currency;

use crate::order::{Approval, Channel, Confirmation, Execution};

/// A parameter of a built statement.
#[derive(Clone, Debug)]
pub enum Arg {
    Id(Id),
    Ids(Vec<Id>),
    Text(String),
    Int(i64),
}

impl Param for Arg {
    fn value(&self) -> ValueRef<'_> {
        match self {
            Arg::Id(id) => id.value(),
            Arg::Ids(ids) => ids.value(),
            Arg::Text(text) => text.value(),
            Arg::Int(n) => ValueRef::Int(*n),
        }
    }
}

/// One condition of a list.
#[derive(Clone, Debug)]
pub enum Part {
    Approval(Approval),
    Execution(Execution),
    Confirmation(Confirmation),
    Channel(Channel),
    Owner(Id),
    Customer(Id),
    Product(Id),
    Sku(String),
    Currency(Currency),
    Special,
    Major,
    /// Neither dead nor delivered.
    Open,
    /// Open and wanted before this day.
    Late(Day),
    WantedFrom(Day),
    WantedTo(Day),
    MadeFrom(Instant),
    MadeBefore(Instant),
    /// Found by words, or waiting for the reader.
    Among(Vec<Id>),
    /// Not declined and not withdrawn: what departments may know of.
    NotDead,
}

/// What a list has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Orders,
    Lines,
}

const OPEN_ORDER: &str = "o.approval NOT IN ('declined', 'withdrawn') \
    AND o.execution NOT IN ('delivered', 'completed', 'cancelled')";
/// Quantities that we owe: of what was approved, and neither left the house nor was cancelled. A draft owes nothing yet.
const OPEN_LINE: &str = "COALESCE(o.approval, '') = 'approved' \
    AND o.execution NOT IN ('delivered', 'completed', 'cancelled') AND l.shipped + l.cancelled < l.quantity";

impl Part {
    /// The name of the filter in the address.
    pub fn name(&self) -> &'static str {
        match self {
            Part::Approval(_) => "approval",
            Part::Execution(_) => "execution",
            Part::Confirmation(_) => "confirmation",
            Part::Channel(_) => "channel",
            Part::Owner(_) => "owner",
            Part::Customer(_) => "customer",
            Part::Product(_) => "product",
            Part::Sku(_) => "sku",
            Part::Currency(_) => "currency",
            Part::Special => "special",
            Part::Major => "major",
            Part::Open => "open",
            Part::Late(_) => "late",
            Part::WantedFrom(_) => "from",
            Part::WantedTo(_) => "to",
            Part::MadeFrom(_) => "made_from",
            Part::MadeBefore(_) => "made_before",
            Part::Among(_) => "among",
            Part::NotDead => "not_dead",
        }
    }

    /// The condition; `?` is where its argument goes. Where the sort drives, no other index may look tempting.
    pub fn text(&self, of: Of, drive: Drive) -> String {
        let wanted = if drive == Drive::Filter { of.wanted() } else { of.wanted_unindexed() };
        let open = if of == Of::Orders { OPEN_ORDER } else { OPEN_LINE };
        let plain = |column: &str| match drive {
            Drive::Filter => column.to_string(),
            Drive::Sort => format!("COALESCE({column}, {column})"),
        };
        match self {
            Part::Approval(_) => format!("{} = ?", plain("o.approval")),
            Part::Execution(_) => format!("{} = ?", plain("o.execution")),
            Part::Confirmation(_) => format!("{} = ?", plain("o.confirmation")),
            Part::Channel(_) => format!("{} = ?", plain("o.channel")),
            Part::Owner(_) => format!("{} = ?", plain("o.owner")),
            Part::Customer(_) => format!("{} = ?", plain("o.customer")),
            Part::Product(_) if of == Of::Lines => format!("{} = ?", plain("l.product")),
            Part::Product(_) => "EXISTS (SELECT 1 FROM order_line p WHERE p.product = ? AND p.order_id = o.id)".into(),
            Part::Sku(_) if of == Of::Lines => format!("{} = ?", plain("l.sku")),
            Part::Sku(_) => "EXISTS (SELECT 1 FROM order_line s WHERE s.sku = ? AND s.order_id = o.id)".into(),
            Part::Currency(_) => format!("{} = ?", plain("o.currency")),
            Part::Special => "o.special".into(),
            Part::Major => "o.major".into(),
            Part::Open => open.into(),
            Part::Late(_) => format!("{open} AND {wanted} < ?"),
            Part::WantedFrom(_) => format!("{wanted} >= ? AND {wanted} < 99998"),
            Part::WantedTo(_) => format!("{wanted} <= ?"),
            Part::MadeFrom(_) => format!("{} >= ?", plain("o.made_at")),
            Part::MadeBefore(_) => format!("{} < ?", plain("o.made_at")),
            Part::Among(_) => "o.id IN (SELECT among.id FROM among)".into(),
            Part::NotDead => "o.approval NOT IN ('declined', 'withdrawn')".into(),
        }
    }

    pub fn arg(&self) -> Option<Arg> {
        match self {
            Part::Approval(word) => Some(Arg::Text(word.code().into())),
            Part::Execution(word) => Some(Arg::Text(word.code().into())),
            Part::Confirmation(word) => Some(Arg::Text(word.code().into())),
            Part::Channel(word) => Some(Arg::Text(word.code().into())),
            Part::Owner(id) | Part::Customer(id) | Part::Product(id) => Some(Arg::Id(*id)),
            Part::Sku(sku) => Some(Arg::Text(sku.clone())),
            Part::Currency(currency) => Some(Arg::Text(currency.code().into())),
            Part::Late(day) | Part::WantedFrom(day) | Part::WantedTo(day) => Some(Arg::Int(day.to_i64())),
            Part::MadeFrom(at) | Part::MadeBefore(at) => Some(Arg::Int(at.to_i64())),
            Part::Special | Part::Major | Part::Open | Part::Among(_) | Part::NotDead => None,
        }
    }
}

/// What a page walks: the index of its filter, where that leaves few rows to be sorted; else the index of its sort,
/// where rows that fit are never far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drive {
    Filter,
    Sort,
}

impl Of {
    /// The same day for every order that has one, but no expression of an index.
    fn wanted_unindexed(self) -> &'static str {
        match self {
            Of::Orders => "COALESCE(o.requested_on, 99998)",
            Of::Lines => "COALESCE(l.requested_on, 99998)",
        }
    }

    pub fn wanted(self) -> &'static str {
        match self {
            Of::Orders => "COALESCE(o.requested_on, 99999)",
            Of::Lines => "COALESCE(l.requested_on, 99999)",
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Of::Orders => "o.id",
            Of::Lines => "l.id",
        }
    }

    pub fn from(self) -> &'static str {
        match self {
            Of::Orders => "FROM orders o",
            Of::Lines => "FROM order_line l JOIN orders o ON o.id = l.order_id AND l.removed_in IS NULL",
        }
    }
}
