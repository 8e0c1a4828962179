//! The ledger's statements, put together from the parts of [`super::part`] and nothing else. Every page is bounded by
//! a key, so a list walks an index from where the reader stands and never the table.

use platform::Id;
use platform::db::Param;

use super::groups::GroupBy;
use super::part::{Arg, Drive, Of, Part};

platform::words! {
    /// What a list can be sorted by; each has its index in `migrations/0004_orders.sql`.
    pub enum Sort { Made = "made", Requested = "requested", Gross = "gross", Changed = "changed", Sku = "sku" }
}

impl Sort {
    pub const OF_ORDERS: &'static [Sort] = &[Sort::Made, Sort::Requested, Sort::Gross, Sort::Changed];
    pub const OF_LINES: &'static [Sort] = &[Sort::Made, Sort::Requested, Sort::Sku];

    /// The column of the key; the row's id decides between equals. Nothing where the id alone is the key.
    fn key(self, of: Of) -> Option<&'static str> {
        match (self, of) {
            (Sort::Made, Of::Lines) => None,
            (Sort::Requested, of) => Some(of.wanted()),
            (Sort::Gross, _) => Some("o.gross_company"),
            (Sort::Changed, _) => Some("o.changed_at"),
            (Sort::Sku, Of::Lines) => Some("l.sku"),
            (Sort::Made | Sort::Sku, _) => Some("o.made_at"),
        }
    }

    /// The way round in which it is first wanted.
    pub fn first(self) -> Direction {
        if matches!(self, Sort::Requested | Sort::Sku) { Direction::Up } else { Direction::Down }
    }
}

platform::words! {
    pub enum Direction { Up = "up", Down = "down" }
}

impl Direction {
    pub fn turned(self) -> Direction {
        if self == Direction::Up { Direction::Down } else { Direction::Up }
    }

    fn beyond(self) -> &'static str {
        if self == Direction::Up { ">" } else { "<" }
    }

    fn order(self) -> &'static str {
        if self == Direction::Up { "ASC" } else { "DESC" }
    }
}

/// Where a page begins: after (or, going back, before) the row with this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub key: Key,
    pub id: Id,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Int(i64),
    Text(String),
}

impl Mark {
    /// Before everything, seen in the direction of the walk.
    fn first(sort: Sort, walk: Direction) -> Mark {
        let up = walk == Direction::Up;
        let id = Id::from_uuid(if up { uuid::Uuid::nil() } else { uuid::Uuid::max() });
        let key = match sort {
            Sort::Sku => Key::Text(if up { String::new() } else { "\u{10FFFF}".into() }),
            _ => Key::Int(if up { i64::MIN } else { i64::MAX }),
        };
        Mark { key, id }
    }

    /// `<id>_<key>` in an address.
    pub fn parse(text: &str, sort: Sort) -> Option<Mark> {
        let (id, key) = text.split_once('_')?;
        let key = match sort {
            Sort::Sku => Key::Text(key.to_string()),
            _ => Key::Int(key.parse().ok()?),
        };
        Some(Mark { key, id: id.parse().ok()? })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.key {
            Key::Int(n) => write!(f, "{}_{n}", self.id),
            Key::Text(text) => write!(f, "{}_{text}", self.id),
        }
    }
}

/// A statement with its arguments.
#[derive(Clone, Debug)]
pub struct Built {
    pub name: String,
    pub text: String,
    pub args: Vec<Arg>,
}

impl Built {
    pub fn params(&self) -> Vec<&dyn Param> {
        self.args.iter().map(|arg| arg as &dyn Param).collect()
    }
}

/// Columns of the ledger by order; the key of the sort stands after them.
const ORDER_COLUMNS: &str = "o.id, o.number, o.customer, (SELECT c.name FROM customer c WHERE c.id = o.customer), \
    o.customer_order_no, o.channel, o.priority, o.owner, (SELECT p.name FROM person p WHERE p.id = o.owner), \
    o.currency, o.payment_term, o.approval, o.confirmation, o.execution, o.settlement, o.net, o.tax, o.gross, \
    o.line_count, o.special, o.major, o.requested_on, o.received_at, o.made_at, o.changed_at, o.round";

/// Columns of the ledger by line.
const LINE_COLUMNS: &str = "l.id, l.order_id, o.number, l.no, o.customer, \
    (SELECT c.name FROM customer c WHERE c.id = o.customer), o.approval, o.execution, o.owner, \
    (SELECT p.name FROM person p WHERE p.id = o.owner), l.product, l.sku, l.name, l.spec, l.customer_part, \
    l.quantity, l.unit, l.price, l.price_base, l.amount, o.currency, l.requested_on, l.promised_on, l.forecast_on, \
    l.place, (SELECT CAST(COALESCE(SUM(v.quantity), 0) AS BIGINT) FROM reservation v WHERE v.line_id = l.id \
    AND v.product = l.product AND v.ended_at IS NULL), l.produced, l.received, l.shipped, l.delivered, l.cancelled, o.made_at";

/// A page: at most `limit` rows beyond the mark. `back` walks against the sort; the caller turns the rows round.
pub fn page(
    of: Of,
    parts: &[Part],
    (sort, direction): (Sort, Direction),
    mark: Option<&Mark>,
    back: bool,
    drive: Drive,
    limit: i64,
) -> Built {
    let walk = if back { direction.turned() } else { direction };
    let mark = mark.cloned().unwrap_or_else(|| Mark::first(sort, walk));
    let columns = if of == Of::Orders { ORDER_COLUMNS } else { LINE_COLUMNS };
    let (id, beyond, order) = (of.id(), walk.beyond(), walk.order());
    let mut b = Builder::begin(parts);
    let key = sort.key(of);
    b.text.push_str(&format!("SELECT {columns}, {} {}", key.unwrap_or("0"), of.from()));
    match key {
        None => b.condition(&format!("{id} {beyond} ?"), Some(Arg::Id(mark.id))),
        Some(key) => {
            let value = match mark.key {
                Key::Int(n) => Arg::Int(n),
                Key::Text(text) => Arg::Text(text),
            };
            b.bound(key, id, beyond, value, mark.id);
        }
    }
    b.conditions(of, parts, drive);
    let by = key.map_or(String::new(), |key| format!("{key} {order}, "));
    b.text.push_str(&format!(" ORDER BY {by}{id} {order} LIMIT "));
    b.arg(Arg::Int(limit));
    b.done(format!("ledger {of:?} by {sort} {walk}, {drive:?} first"))
}

/// Counts and sums by currency over at most `limit` rows.
pub fn totals(of: Of, parts: &[Part], limit: i64) -> Built {
    let mut b = Builder::begin(parts);
    let (outer, inner) = match of {
        Of::Orders => (
            "CAST(SUM(t.net) AS BIGINT), CAST(SUM(t.tax) AS BIGINT), CAST(SUM(t.gross) AS BIGINT)",
            "o.currency, o.net, o.tax, o.gross",
        ),
        Of::Lines => ("CAST(SUM(t.net) AS BIGINT), 0, 0", "o.currency, l.amount AS net"),
    };
    b.text.push_str(&format!("SELECT t.currency, COUNT(*), {outer} FROM (SELECT {inner} {}", of.from()));
    b.every_row(of);
    b.conditions(of, parts, Drive::Filter);
    b.text.push_str(" LIMIT ");
    b.arg(Arg::Int(limit));
    b.text.push_str(") t GROUP BY t.currency ORDER BY t.currency");
    b.done(format!("ledger totals of {of:?}"))
}

/// Counts and sums by a column and by currency, over at most `limit` rows; at most `most` groups.
pub fn groups(of: Of, parts: &[Part], by: GroupBy, limit: i64, most: i64) -> Built {
    let mut b = Builder::begin(parts);
    let key = by.column();
    // Of lines, what is not delivered yet stands where orders have their gross.
    let inner = match of {
        Of::Orders => "o.currency, o.net AS net, o.gross AS more",
        Of::Lines => "o.currency, l.amount AS net, l.quantity - l.delivered - l.cancelled AS more",
    };
    b.text.push_str(&format!(
        "SELECT t.k, t.currency, COUNT(*), CAST(SUM(t.net) AS BIGINT), CAST(SUM(t.more) AS BIGINT) \
         FROM (SELECT {key} AS k, {inner} {}",
        of.from()
    ));
    b.every_row(of);
    b.conditions(of, parts, Drive::Filter);
    b.text.push_str(" LIMIT ");
    b.arg(Arg::Int(limit));
    b.text.push_str(") t GROUP BY t.k, t.currency ORDER BY t.k, t.currency LIMIT ");
    b.arg(Arg::Int(most));
    b.done(format!("ledger groups of {of:?} by {by}"))
}

/// How many rows there are, counting to `limit` at the most.
pub fn count(of: Of, parts: &[Part], limit: i64) -> Built {
    let mut b = Builder::begin(parts);
    b.text.push_str(&format!("SELECT COUNT(*) FROM (SELECT 1 {}", of.from()));
    b.every_row(of);
    b.conditions(of, parts, Drive::Filter);
    b.text.push_str(" LIMIT ");
    b.arg(Arg::Int(limit));
    b.text.push_str(") t");
    b.done(format!("ledger count of {of:?}"))
}

struct Builder {
    text: String,
    args: Vec<Arg>,
    conditions: usize,
}

impl Builder {
    /// A list of ids comes first: parameters are numbered in the order in which they appear.
    fn begin(parts: &[Part]) -> Builder {
        let mut b = Builder { text: String::new(), args: Vec::new(), conditions: 0 };
        let among = parts.iter().find_map(|part| if let Part::Among(ids) = part { Some(ids) } else { None });
        if let Some(ids) = among {
            b.args.push(Arg::Ids(ids.clone()));
            b.text.push_str("WITH among (id) AS ({ids:$1}) ");
        }
        b
    }

    fn arg(&mut self, arg: Arg) {
        self.args.push(arg);
        self.text.push_str(&format!("${}", self.args.len()));
    }

    fn condition(&mut self, text: &str, arg: Option<Arg>) {
        self.text.push_str(if self.conditions == 0 { " WHERE " } else { " AND " });
        self.conditions += 1;
        match arg {
            None => self.text.push_str(text),
            Some(arg) => {
                self.args.push(arg);
                self.text.push_str(&text.replace('?', &format!("${}", self.args.len())));
            }
        }
    }

    fn conditions(&mut self, of: Of, parts: &[Part], drive: Drive) {
        for part in parts {
            self.condition(&part.text(of, drive), part.arg());
        }
    }

    /// True of every row; it makes the engine walk an index and stop, where nothing else bounds the walk.
    fn every_row(&mut self, of: Of) {
        match of {
            Of::Orders => self.condition("o.made_at >= ?", Some(Arg::Int(i64::MIN))),
            Of::Lines => self.condition("l.id > ?", Some(Arg::Id(Id::from_uuid(uuid::Uuid::nil())))),
        }
    }

    /// Beyond a key and, among its equals, beyond an id. Row values walk an index of columns; over an expression the
    /// outer bound must stand alone to do so.
    fn bound(&mut self, key: &str, id: &str, beyond: &str, value: Arg, row: Id) {
        self.args.push(value);
        let k = self.args.len();
        self.args.push(Arg::Id(row));
        let r = self.args.len();
        let text = if key.contains('(') {
            format!("{key} {beyond}= ${k} AND ({key} {beyond} ${k} OR {id} {beyond} ${r})")
        } else {
            format!("({key}, {id}) {beyond} (${k}, ${r})")
        };
        self.condition(&text, None);
    }

    fn done(self, name: String) -> Built {
        Built { name, text: self.text, args: self.args }
    }
}
