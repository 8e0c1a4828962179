//! Compares a table with what is known: which rows are new, changed, the same, or wrong and why.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::db::Fault;
use platform::ids::Id;
use platform::money::{Currency, Money, TaxRate};
use platform::quantity::Quantity;
use platform::settings;
use platform::trouble::Say;
use platform::who::{Person, Role};
use serde::Serialize;
use serde_json::Value;

use super::customers::Customers;
use super::fields::Read;
use super::fields::{Row, missing};
use super::plant::{Components, Operations, OutsideLoads, SupplyTerms, WorkCentres};
use super::prices::Prices;
use super::products::Products;
use super::receivables::Receivables;
use super::run::Run;
use super::sheet::Sheet;
use super::suppliers::Suppliers;
use super::{CHUNK, CellError, ImportReport, Kind};
use crate::masters::company::company_currency;
use crate::masters::customer;
use crate::masters::plant::centre;
use crate::masters::price::list::{self, PriceList};
use crate::masters::product;

/// A kind of record that a table can hold.
pub trait Master {
    type Item: Clone + PartialEq + Serialize;
    /// The field that tells two records apart.
    const KEY: &'static str;
    /// The rest of the key, where one field is not enough.
    const MORE: &'static [&'static str] = &[];
    /// Fields that name records of another kind.
    const REFERS: &'static [(&'static str, Refers)] = &[];

    /// What is known under these keys, folded.
    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Self::Item)>>;

    /// The record as the row wants it; what is wrong is noted in the row.
    fn read(row: &mut Row<'_>, base: Option<Self::Item>, context: &Context) -> Option<Self::Item>;

    fn differs(old: &Self::Item, new: &Self::Item) -> bool {
        old != new
    }

    /// One half of a key in one spelling.
    fn key_part(_field: &str, cell: &str) -> String {
        sku_key(cell)
    }

    /// Whether two people have to do it together.
    fn asks(_old: Option<&Self::Item>, _new: &Self::Item) -> bool {
        false
    }

    /// Puts what two people have to do together into the file's proposal and leaves only the rest in the record.
    fn set_aside(
        _tx: &mut Tx,
        _who: &Person,
        _run: &Run,
        _old: Option<&Self::Item>,
        _new: &mut Self::Item,
    ) -> Outcome<()> {
        Ok(())
    }

    fn add(tx: &mut Tx, item: &mut Self::Item) -> Outcome<()>;

    /// False where somebody else was faster.
    fn change(tx: &mut Tx, item: &Self::Item) -> Outcome<bool>;

    /// What is to be done about a row that says what is known.
    fn same(_tx: &mut Tx, _item: &Self::Item) -> Outcome<()> {
        Ok(())
    }

    /// The record as its history states it: amounts as decimal text.
    fn facts(item: &Self::Item, _company: Currency) -> Result<Value, Fault> {
        serde_json::to_value(item).map_err(|e| Fault::other("state a record", e))
    }

    /// The history that a change of this record stands in.
    fn chain(item: &Self::Item) -> Id;
}

/// The kind of record that a cell names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    Product,
    Centre,
    Customer,
    PriceList,
}

/// Turns minor units into decimal text.
pub fn as_amounts(mut facts: Value, fields: &[&str], company: Currency) -> Value {
    for field in fields {
        if let Some(minor) = facts.get(*field).and_then(Value::as_i64) {
            facts[*field] = Money::from_minor(minor, company).to_string().into();
        }
    }
    facts
}

/// What reading a row needs to know of the company.
pub struct Context {
    /// Whoever takes the table over is of finance: terms, limits and what is owed are theirs (3.2.3c).
    pub finance: bool,
    pub currency: Currency,
    pub tax_rate: TaxRate,
    pub today: Day,
    pub zone: TimeZone,
    /// The smallest multiple where none is given.
    pub one: Quantity,
    /// A record that is not written has no id yet.
    pub no_id: Id,
    /// What the cells of these rows name, folded.
    products: HashMap<String, Id>,
    centres: HashMap<String, Id>,
    customers: HashMap<String, Id>,
    /// Those that are known, and those that earlier rows of this file make.
    pub lists: RefCell<HashMap<String, PriceList>>,
}

impl Context {
    pub fn product(&self, cell: &str) -> Read<Id> {
        self.products.get(&sku_key(cell)).copied().ok_or_else(|| Say::new("masters-bad-product"))
    }

    pub fn centre(&self, cell: &str) -> Read<Id> {
        self.centres.get(&sku_key(cell)).copied().ok_or_else(|| Say::new("masters-bad-centre"))
    }

    pub fn customer(&self, cell: &str) -> Read<Id> {
        self.customers.get(&sku_key(cell)).copied().ok_or_else(|| Say::new("masters-bad-customer"))
    }

    /// Looks up what some rows refer to, in a statement for each kind.
    pub fn look_up<M: Master>(&mut self, tx: &mut Tx, sheet: &Sheet, places: &[usize]) -> Outcome<()> {
        let named = |kind: Refers| -> Vec<String> {
            let fields = M::REFERS.iter().filter(|(_, refers)| *refers == kind);
            let cells = fields.flat_map(|(field, _)| {
                places.iter().filter_map(|place| Row::of(sheet, &sheet.rows[*place]).cell(field).map(sku_key))
            });
            cells.filter(|key| !key.is_empty()).collect()
        };
        let (skus, codes) = (named(Refers::Product), named(Refers::Centre));
        let (customers, lists) = (named(Refers::Customer), named(Refers::PriceList));
        if !customers.is_empty() {
            let found = customer::by_folded(tx, &customers)?;
            self.customers = found.into_iter().map(|c| (sku_key(&c.code), c.id)).collect();
        }
        if !lists.is_empty() {
            let found = list::by_codes(tx, &lists)?;
            self.lists.get_mut().extend(found.into_iter().map(|l| (sku_key(&l.code), l)));
        }
        if !skus.is_empty() {
            self.products = product::by_folded(tx, &skus)?.into_iter().map(|p| (sku_key(&p.sku), p.id)).collect();
        }
        if !codes.is_empty() {
            self.centres = centre::by_codes(tx, &codes)?.into_iter().map(|c| (sku_key(&c.code), c.id)).collect();
        }
        Ok(())
    }

    pub fn of(tx: &mut Tx, who: &Person, zone: &TimeZone) -> Result<Context, Fault> {
        let tax = settings::text(tx, "tax.rate", "13")?;
        Ok(Context {
            finance: who.is(Role::Finance),
            currency: company_currency(tx)?,
            tax_rate: tax.parse().map_err(|e| Fault::other("tax rate", e))?,
            today: tx.now().day_in(zone),
            zone: zone.clone(),
            one: Quantity::from_millionths(1_000_000),
            no_id: Id::from_uuid(uuid::Uuid::nil()),
            products: HashMap::new(),
            centres: HashMap::new(),
            customers: HashMap::new(),
            lists: RefCell::default(),
        })
    }
}

/// What is wrong with a table as a whole, and how many of its rows are what.
#[derive(Default)]
pub struct Checked {
    pub added: i64,
    pub changed: i64,
    pub same: i64,
    pub prices: i64,
    pub errors: Vec<CellError>,
    /// Rows with an error, by their place in the sheet.
    pub bad: HashSet<usize>,
}

impl Checked {
    pub fn report(self, sheet: &Sheet, file_name: &str) -> ImportReport {
        ImportReport {
            kind: sheet.kind,
            file_name: file_name.to_string(),
            dry_run: true,
            run: None,
            rows: sheet.rows.len() as i64,
            added: self.added,
            changed: self.changed,
            same: self.same,
            bad: self.bad.len() as i64,
            prices: self.prices,
            errors: self.errors,
            ignored: sheet.ignored(),
        }
    }
}

pub fn check(tx: &mut Tx, who: &Person, sheet: &Sheet, zone: &TimeZone) -> Outcome<Checked> {
    match sheet.kind {
        Kind::Products => check_as::<Products>(tx, who, sheet, zone),
        Kind::Prices => check_as::<Prices>(tx, who, sheet, zone),
        Kind::Customers => check_as::<Customers>(tx, who, sheet, zone),
        Kind::Receivables => check_as::<Receivables>(tx, who, sheet, zone),
        Kind::WorkCentres => check_as::<WorkCentres>(tx, who, sheet, zone),
        Kind::Operations => check_as::<Operations>(tx, who, sheet, zone),
        Kind::Components => check_as::<Components>(tx, who, sheet, zone),
        Kind::SupplyTerms => check_as::<SupplyTerms>(tx, who, sheet, zone),
        Kind::OutsideLoads => check_as::<OutsideLoads>(tx, who, sheet, zone),
        Kind::Suppliers => check_as::<Suppliers>(tx, who, sheet, zone),
    }
}

fn check_as<M: Master>(tx: &mut Tx, who: &Person, sheet: &Sheet, zone: &TimeZone) -> Outcome<Checked> {
    let mut context = Context::of(tx, who, zone)?;
    let mut checked = Checked::default();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for start in (0..sheet.rows.len()).step_by(CHUNK) {
        let places: Vec<usize> = (start..sheet.rows.len().min(start + CHUNK)).collect();
        let known = known::<M>(tx, sheet, &places)?;
        context.look_up::<M>(tx, sheet, &places)?;
        for place in places {
            let mut row = Row::of(sheet, &sheet.rows[place]);
            let key = key_of::<M>(&mut row);
            if let Some(first) = key.as_ref().and_then(|key| seen.insert(key.clone(), sheet.rows[place].0)) {
                row.wrong(M::KEY, Say::new("masters-bad-twice").arg("row", first));
            }
            let base = key.as_ref().and_then(|key| known.get(key));
            let item = read_row::<M>(sheet, place, &mut row, base.cloned(), &context);
            count::<M>(&mut checked, place, row, base, item);
        }
    }
    Ok(checked)
}

fn count<M: Master>(checked: &mut Checked, place: usize, row: Row<'_>, base: Option<&M::Item>, item: Option<M::Item>) {
    if row.errors.is_empty() && item.as_ref().is_some_and(|item| M::asks(base, item)) {
        checked.prices += 1;
    }
    match (row.errors.is_empty(), base, item) {
        (true, None, Some(_)) => checked.added += 1,
        (true, Some(old), Some(new)) if M::differs(old, &new) => checked.changed += 1,
        (true, Some(_), Some(_)) => checked.same += 1,
        _ => {
            checked.bad.insert(place);
            checked.errors.extend(row.errors);
        }
    }
}

/// What is known of the records these rows speak of.
pub fn known<M: Master>(tx: &mut Tx, sheet: &Sheet, places: &[usize]) -> Outcome<HashMap<String, M::Item>> {
    let key = |place: &usize| key_of::<M>(&mut Row::of(sheet, &sheet.rows[*place]));
    let keys: Vec<String> = places.iter().filter_map(key).collect();
    Ok(M::existing(tx, &keys)?.into_iter().collect())
}

/// The row's key, folded; without one the row speaks of nothing.
pub fn key_of<M: Master>(row: &mut Row<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for field in std::iter::once(&M::KEY).chain(M::MORE) {
        match row.cell(field) {
            None => row.demand(field),
            Some(cell) => parts.push(M::key_part(field, cell)),
        }
    }
    let whole = parts.len() == M::MORE.len() + 1 && parts.iter().all(|part| !part.is_empty());
    whole.then(|| parts.join("\u{1f}"))
}

/// Reads a row onto what is known, and notes what stands where no column is.
pub fn read_row<M: Master>(
    sheet: &Sheet,
    place: usize,
    row: &mut Row<'_>,
    base: Option<M::Item>,
    context: &Context,
) -> Option<M::Item> {
    for (at, _) in sheet.stray(&sheet.rows[place].1) {
        row.wrong_at(at, Say::new("masters-bad-stray"));
    }
    if sheet.column(M::KEY).is_some() && row.cell(M::KEY).is_none_or(str::is_empty) {
        row.wrong(M::KEY, missing());
        return None;
    }
    for field in M::MORE {
        if row.cell(field).is_none_or(|cell| M::key_part(field, cell).is_empty()) {
            row.wrong(field, missing());
            return None;
        }
    }
    M::read(row, base, context)
}
