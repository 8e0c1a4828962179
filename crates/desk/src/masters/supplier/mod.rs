//! 4.2.2: whom we buy from: how to reach them, in which language and currency, on which terms. Purchasing's own.

mod edit;
mod list;
mod page;

use std::collections::{BTreeSet, HashMap};

use papers::read::sku_key;
use platform::act::Outcome;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::money::{Currency, TaxRate};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::text;
use platform::trouble::Say;
use platform::web::Routes;
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::word;

pub use edit::{BlockForm, BlockSupplier, KeepSupplier, SupplierForm};

pub(super) const WORD_KIND: &str = "supplier";

pub fn routes() -> Routes {
    list::routes().merge(page::routes()).merge(edit::routes())
}

platform::words! {
    /// Whether we ask him and order from him.
    pub enum SupplierState { New = "new", Open = "open", Blocked = "blocked" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supplier {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub lang: Lang,
    pub currency: Currency,
    pub payment_term: String,
    pub tax_id: String,
    /// What he bills on whatever he sells; nothing: each product's own rate.
    pub tax_rate: Option<TaxRate>,
    pub blocked: bool,
    pub block_ground: String,
    pub lock: i64,
}

impl Supplier {
    pub fn state(&self) -> SupplierState {
        if self.blocked { SupplierState::Blocked } else { SupplierState::Open }
    }

    pub fn href(&self) -> String {
        format!("/suppliers/{}", self.id)
    }
}

/// What the steps on a supplier look at.
#[derive(Debug, Default)]
pub struct SupplierFacts {
    pub reachable: bool,
    pub ground: String,
}

const REACHABLE: Rule<SupplierFacts> =
    Rule { id: "supplier.reachable", clause: "4.2.2", weight: Weight::Must, verdict: reachable };
const GROUND: Rule<SupplierFacts> =
    Rule { id: "supplier.ground", clause: "4.2.2", weight: Weight::Must, verdict: has_ground };

pub const ADD_SUPPLIER: Step<SupplierState, SupplierFacts> = Step {
    id: "supplier.add",
    clause: "4.2.2",
    from: &[SupplierState::New],
    to: Some(SupplierState::Open),
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &[],
    rules: &[REACHABLE],
};

pub const EDIT_SUPPLIER: Step<SupplierState, SupplierFacts> =
    Step { id: "supplier.edit", from: &[SupplierState::Open, SupplierState::Blocked], to: None, ..ADD_SUPPLIER };

pub const BLOCK_SUPPLIER: Step<SupplierState, SupplierFacts> = Step {
    id: "supplier.block",
    from: &[SupplierState::Open],
    to: Some(SupplierState::Blocked),
    by: By::Roles(&[Role::Purchasing, Role::Quality, Role::Manager]),
    rules: &[GROUND],
    ..ADD_SUPPLIER
};

/// Who blocks need not be who may order again.
pub const OPEN_SUPPLIER: Step<SupplierState, SupplierFacts> = Step {
    id: "supplier.open",
    from: &[SupplierState::Blocked],
    to: Some(SupplierState::Open),
    by: By::Roles(&[Role::Purchasing, Role::Manager]),
    ..BLOCK_SUPPLIER
};

fn reachable(facts: &SupplierFacts) -> Vec<Finding> {
    if facts.reachable { Vec::new() } else { vec![Finding::fail(Say::new("supplier-rule-reachable"))] }
}

fn has_ground(facts: &SupplierFacts) -> Vec<Finding> {
    if facts.ground.is_empty() { vec![Finding::fail(Say::new("masters-rule-ground"))] } else { Vec::new() }
}

macro_rules! columns {
    () => {
        "id, code, name, contact, phone, email, address, lang, currency, payment_term, tax_id, blocked, block_ground, lock, \
         tax_rate"
    };
}

platform::sql! {
    BY_ID = concat!("SELECT ", columns!(), " FROM supplier WHERE id = $1");
    BY_IDS = concat!("SELECT ", columns!(), " FROM supplier WHERE id IN ({ids:$1})");
    BY_FOLDED_LIST = concat!("SELECT ", columns!(), " FROM supplier WHERE code_folded IN ({texts:$1})");
    pub(super) AFTER = concat!("SELECT ", columns!(), " FROM supplier WHERE code > $1 ORDER BY code LIMIT $2");
    pub(super) BLOCKED = concat!("SELECT ", columns!(), " FROM supplier WHERE blocked AND code > $1 ORDER BY code LIMIT $2");
    ADD = "INSERT INTO supplier (id, code, code_folded, name, contact, phone, email, address, lang, currency, \
        payment_term, tax_id, blocked, block_ground, tax_rate, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)";
    CHANGE = "UPDATE supplier SET name = $1, contact = $2, phone = $3, email = $4, address = $5, lang = $6, \
        currency = $7, payment_term = $8, tax_id = $9, blocked = $10, block_ground = $11, tax_rate = $12, \
        lock = lock + 1 WHERE id = $13 AND lock = $14";
}

pub fn supplier(tx: &mut Tx, id: Id) -> Outcome<Option<Supplier>> {
    Ok(tx.maybe(&BY_ID, &[&id], of_row)?)
}

pub fn suppliers(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, Supplier>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?.into_iter().map(|supplier| (supplier.id, supplier)).collect())
}

/// By folded codes.
pub(super) fn by_folded(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<Supplier>> {
    let keys = keys.to_vec();
    Ok(tx.list(&BY_FOLDED_LIST, &[&keys], of_row)?)
}

/// The suppliers whom the price list names for products: a name there begins with the code.
pub fn usual_suppliers(tx: &mut Tx, named: &[String]) -> Outcome<Vec<Supplier>> {
    let mut keys: Vec<String> = named
        .iter()
        .flat_map(|name| [sku_key(name), sku_key(name.split_whitespace().next().unwrap_or(""))])
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort();
    keys.dedup();
    by_folded(tx, &keys)
}

/// Those one may ask, by code.
pub fn suppliers_after(tx: &mut Tx, code: &str, limit: i64) -> Outcome<Vec<Supplier>> {
    Ok(tx.list(&AFTER, &[&code, &limit], of_row)?)
}

pub(super) fn add(tx: &mut Tx, s: &Supplier) -> Outcome<()> {
    let folded = sku_key(&s.code);
    tx.execute(
        &ADD,
        &[
            &s.id,
            &s.code,
            &folded,
            &s.name,
            &s.contact,
            &s.phone,
            &s.email,
            &s.address,
            &s.lang,
            &s.currency.code(),
            &s.payment_term,
            &s.tax_id,
            &s.blocked,
            &s.block_ground,
            &s.tax_rate,
        ],
    )?;
    index(tx, s)
}

/// Writes what changed; false where somebody else was faster.
pub(super) fn change(tx: &mut Tx, s: &Supplier) -> Outcome<bool> {
    let done = tx.execute(
        &CHANGE,
        &[
            &s.name,
            &s.contact,
            &s.phone,
            &s.email,
            &s.address,
            &s.lang,
            &s.currency.code(),
            &s.payment_term,
            &s.tax_id,
            &s.blocked,
            &s.block_ground,
            &s.tax_rate,
            &s.id,
            &s.lock,
        ],
    )?;
    if done == 1 {
        index(tx, s)?;
    }
    Ok(done == 1)
}

fn index(tx: &mut Tx, s: &Supplier) -> Outcome<()> {
    let mut words: BTreeSet<String> =
        [&s.name, &s.contact, &s.code].iter().flat_map(|part| text::tokens(part)).collect();
    words.insert(text::initials(&s.name));
    words.remove("");
    word::put_words(tx, WORD_KIND, s.id, words)
}

pub(super) fn of_row(row: &Row<'_>) -> Result<Supplier, Fault> {
    let currency: String = row.get(8)?;
    Ok(Supplier {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        contact: row.get(3)?,
        phone: row.get(4)?,
        email: row.get(5)?,
        address: row.get(6)?,
        lang: row.get(7)?,
        currency: currency.parse().map_err(|e| Fault::other("read a supplier", e))?,
        payment_term: row.get(9)?,
        tax_id: row.get(10)?,
        blocked: row.get(11)?,
        block_ground: row.get(12)?,
        lock: row.get(13)?,
        tax_rate: row.get(14)?,
    })
}
