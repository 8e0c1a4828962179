//! A product: what it is, what it costs and sells for, how it is supplied.

use std::collections::{BTreeSet, HashMap};

use papers::read::sku_key;
use platform::act::Outcome;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::money::{Currency, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::text;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::word;

pub(super) const WORD_KIND: &str = "product";

platform::words! {
    /// Where a product comes from when it is ordered.
    pub enum Supply { Stock = "stock", Make = "make", Buy = "buy" }
}

/// A row of the price list. Prices are per `price_base` units, without tax.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    pub id: Id,
    pub sku: String,
    pub name_hant: String,
    pub name_hans: String,
    pub spec: String,
    pub unit: String,
    pub list_price: UnitPrice,
    pub floor_price: UnitPrice,
    pub price_base: PriceBase,
    pub currency: Currency,
    pub tax_rate: TaxRate,
    pub pack: Quantity,
    pub supply: Supply,
    pub lead_days: i64,
    pub work_centre: String,
    pub hours_per_unit: Quantity,
    pub setup_hours: Quantity,
    pub supplier: String,
    pub cost: UnitPrice,
    /// Sold only to customers with a permit.
    pub restricted: bool,
    pub lock: i64,
}

impl Product {
    /// The name for a reader; English readers get the traditional one, as the price list has no other.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Hans => &self.name_hans,
            Lang::Hant | Lang::En => &self.name_hant,
        }
    }
}

macro_rules! columns {
    () => {
        "id, sku, name_hant, name_hans, spec, unit, list_price, floor_price, price_base, currency, tax_rate, pack, \
        supply, lead_days, work_centre, hours_per_unit, setup_hours, supplier, cost, restricted, lock"
    };
}

platform::sql! {
    BY_ID = concat!("SELECT ", columns!(), " FROM product WHERE id = $1");
    BY_FOLDED = concat!("SELECT ", columns!(), " FROM product WHERE sku_folded = $1");
    BY_IDS = concat!("SELECT ", columns!(), " FROM product WHERE id IN ({ids:$1})");
    BY_FOLDED_LIST = concat!("SELECT ", columns!(), " FROM product WHERE sku_folded IN ({texts:$1})");
    BY_PREFIX = concat!("SELECT ", columns!(), " FROM product WHERE sku_folded >= $1 AND sku_folded < $2 \
        ORDER BY sku_folded LIMIT $3");
    pub(super) AFTER = concat!("SELECT ", columns!(), " FROM product WHERE sku > $1 ORDER BY sku LIMIT $2");
    pub(super) BEFORE = concat!("SELECT ", columns!(), " FROM product WHERE sku < $1 ORDER BY sku DESC LIMIT $2");
    pub(super) SUPPLY_AFTER = concat!("SELECT ", columns!(), " FROM product WHERE supply = $1 AND sku > $2 \
        ORDER BY sku LIMIT $3");
    pub(super) SUPPLY_BEFORE = concat!("SELECT ", columns!(), " FROM product WHERE supply = $1 AND sku < $2 \
        ORDER BY sku DESC LIMIT $3");
    ADD = "INSERT INTO product (id, sku, name_hant, name_hans, spec, unit, list_price, floor_price, price_base, \
        currency, tax_rate, pack, supply, lead_days, work_centre, hours_per_unit, setup_hours, supplier, cost, \
        restricted, sku_folded, lock) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
        $16, $17, $18, $19, $20, $21, 1)";
    CHANGE = "UPDATE product SET sku = $1, name_hant = $2, name_hans = $3, spec = $4, unit = $5, list_price = $6, \
        floor_price = $7, price_base = $8, currency = $9, tax_rate = $10, pack = $11, supply = $12, lead_days = $13, \
        work_centre = $14, hours_per_unit = $15, setup_hours = $16, supplier = $17, cost = $18, restricted = $19, \
        lock = lock + 1 WHERE id = $20 AND lock = $21";
}

pub fn product(tx: &mut Tx, id: Id) -> Outcome<Option<Product>> {
    Ok(tx.maybe(&BY_ID, &[&id], of_row)?)
}

/// By its number, blind to case, width and blanks.
pub fn product_by_sku(tx: &mut Tx, sku: &str) -> Outcome<Option<Product>> {
    let folded = sku_key(sku);
    Ok(tx.maybe(&BY_FOLDED, &[&folded], of_row)?)
}

/// Many by their numbers, by the folded number.
pub fn products_by_sku(tx: &mut Tx, skus: &[String]) -> Outcome<HashMap<String, Product>> {
    let mut keys: Vec<String> = skus.iter().map(|sku| sku_key(sku)).filter(|key| !key.is_empty()).collect();
    keys.sort();
    keys.dedup();
    Ok(by_folded(tx, &keys)?.into_iter().map(|product| (sku_key(&product.sku), product)).collect())
}

/// Many at once, in one statement.
pub fn products(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, Product>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?.into_iter().map(|product| (product.id, product)).collect())
}

/// By folded numbers, for the import.
pub(super) fn by_folded(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<Product>> {
    let keys = keys.to_vec();
    Ok(tx.list(&BY_FOLDED_LIST, &[&keys], of_row)?)
}

/// By the beginning of the number, or by words of name and specification in either script, or by pinyin initials.
/// Numbers that begin with what was typed come first.
pub fn find_products(tx: &mut Tx, query: &str, limit: i64) -> Outcome<Vec<Product>> {
    let key = sku_key(query);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let end = format!("{key}\u{10FFFF}");
    let mut found = tx.list(&BY_PREFIX, &[&key, &end, &limit], of_row)?;
    let room = usize::try_from(limit).unwrap_or(0).saturating_sub(found.len());
    if room > 0 {
        let ids = word::find_words(tx, WORD_KIND, query, None, limit)?;
        let ids: Vec<Id> = ids.into_iter().filter(|id| !found.iter().any(|p| p.id == *id)).take(room).collect();
        let mut more: Vec<Product> = products(tx, &ids)?.into_values().collect();
        more.sort_by(|a, b| a.sku.cmp(&b.sku));
        found.extend(more);
    }
    Ok(found)
}

/// In the order of `ids`; for lists that were found by words.
pub(super) fn in_order(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<Product>> {
    let mut known = products(tx, ids)?;
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// A word no text can contain, so that a search can be held to one supply.
pub(super) fn supply_facet(supply: Supply) -> String {
    format!("supply:{supply}")
}

/// Writes a new product and makes it found.
pub(super) fn add(tx: &mut Tx, product: &Product) -> Outcome<()> {
    let p = product;
    let folded = sku_key(&p.sku);
    tx.execute(
        &ADD,
        &[
            &p.id,
            &p.sku,
            &p.name_hant,
            &p.name_hans,
            &p.spec,
            &p.unit,
            &p.list_price,
            &p.floor_price,
            &p.price_base,
            &p.currency.code(),
            &p.tax_rate,
            &p.pack,
            &p.supply,
            &p.lead_days,
            &p.work_centre,
            &p.hours_per_unit,
            &p.setup_hours,
            &p.supplier,
            &p.cost,
            &p.restricted,
            &folded,
        ],
    )?;
    index(tx, product)
}

/// Writes what changed; false where somebody else was faster.
pub(super) fn change(tx: &mut Tx, product: &Product) -> Outcome<bool> {
    let p = product;
    let done = tx.execute(
        &CHANGE,
        &[
            &p.sku,
            &p.name_hant,
            &p.name_hans,
            &p.spec,
            &p.unit,
            &p.list_price,
            &p.floor_price,
            &p.price_base,
            &p.currency.code(),
            &p.tax_rate,
            &p.pack,
            &p.supply,
            &p.lead_days,
            &p.work_centre,
            &p.hours_per_unit,
            &p.setup_hours,
            &p.supplier,
            &p.cost,
            &p.restricted,
            &p.id,
            &p.lock,
        ],
    )?;
    if done == 1 {
        index(tx, product)?;
    }
    Ok(done == 1)
}

fn index(tx: &mut Tx, product: &Product) -> Outcome<()> {
    let texts = [&product.name_hant, &product.name_hans, &product.spec, &product.sku];
    let mut words: BTreeSet<String> = texts.iter().flat_map(|text| text::tokens(text)).collect();
    for name in [&product.name_hant, &product.name_hans] {
        words.insert(text::initials(name));
    }
    words.insert(supply_facet(product.supply));
    words.remove("");
    word::put_words(tx, WORD_KIND, product.id, words)
}

pub(super) fn of_row(row: &Row<'_>) -> Result<Product, Fault> {
    let currency: String = row.get(9)?;
    Ok(Product {
        id: row.get(0)?,
        sku: row.get(1)?,
        name_hant: row.get(2)?,
        name_hans: row.get(3)?,
        spec: row.get(4)?,
        unit: row.get(5)?,
        list_price: row.get(6)?,
        floor_price: row.get(7)?,
        price_base: row.get(8)?,
        currency: currency.parse().map_err(|e| Fault::other("read a product", e))?,
        tax_rate: row.get(10)?,
        pack: row.get(11)?,
        supply: row.get(12)?,
        lead_days: row.get(13)?,
        work_centre: row.get(14)?,
        hours_per_unit: row.get(15)?,
        setup_hours: row.get(16)?,
        supplier: row.get(17)?,
        cost: row.get(18)?,
        restricted: row.get(19)?,
        lock: row.get(20)?,
    })
}
