//! One row of the list of receivables, as finance takes it from the books.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Fault;
use platform::ids::Id;
use platform::money::Currency;
use platform::trouble::Say;
use serde::Serialize;
use serde_json::Value;

use super::check::{Context, Master, as_amounts};
use super::fields::{Row, amount, day, missing};
use crate::masters::customer;
use crate::masters::receivable::{self, Receivable};

pub struct Receivables;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    pub id: Id,
    pub code: String,
    pub receivable_open: Option<i64>,
    pub receivable_overdue: Option<i64>,
    pub deposit: Option<i64>,
    /// Where the list says it; else the figures are of the moment of the import.
    #[serde(skip)]
    pub as_of: Option<Instant>,
}

impl Master for Receivables {
    type Item = Item;
    const KEY: &'static str = "code";

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Item)>> {
        let found = customer::by_folded(tx, keys)?;
        let ids: Vec<Id> = found.iter().map(|customer| customer.id).collect();
        let owed = receivable::receivables(tx, &ids)?;
        let item = |customer: customer::Customer| {
            let owed = owed.get(&customer.id);
            let item = Item {
                id: customer.id,
                receivable_open: owed.map(|owed| owed.open),
                receivable_overdue: owed.map(|owed| owed.overdue),
                deposit: owed.map(|owed| owed.deposit),
                as_of: None,
                code: customer.code,
            };
            (sku_key(&item.code), item)
        };
        Ok(found.into_iter().map(item).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Item>, context: &Context) -> Option<Item> {
        row.demand("receivable_open");
        let Some(mut item) = base else {
            row.wrong("code", Say::new("masters-bad-customer"));
            return None;
        };
        let before = row.errors.len();
        let (mut open, mut overdue) = (0, 0);
        row.set("receivable_open", &mut open, |cell| {
            if cell.is_empty() { Err(missing()) } else { amount(cell, context.currency) }
        });
        row.set_or("receivable_overdue", &mut overdue, 0, |cell| amount(cell, context.currency));
        if row.errors.len() == before && overdue > open {
            row.wrong("receivable_overdue", Say::new("masters-bad-overdue"));
        }
        // A list without that column says nothing of deposits, so they stay as they were.
        let mut deposit = item.deposit.unwrap_or(0);
        row.set_or("deposit", &mut deposit, 0, |cell| amount(cell, context.currency));
        item.deposit = Some(deposit);
        let mut as_of = None;
        row.set("as_of", &mut as_of, day);
        if as_of.is_some_and(|day| day > context.today) {
            row.wrong("as_of", Say::new("masters-bad-future"));
        }
        (item.receivable_open, item.receivable_overdue) = (Some(open), Some(overdue));
        item.as_of = as_of.and_then(|day| day.start_in(&context.zone).ok());
        Some(item)
    }

    fn differs(old: &Item, new: &Item) -> bool {
        (old.receivable_open, old.receivable_overdue, old.deposit)
            != (new.receivable_open, new.receivable_overdue, new.deposit)
    }

    fn add(_tx: &mut Tx, _item: &mut Item) -> Outcome<()> {
        Ok(()) // An unknown customer is an error of its row: nothing is ever added.
    }

    fn change(tx: &mut Tx, item: &Item) -> Outcome<bool> {
        Receivables::same(tx, item).map(|()| true)
    }

    fn same(tx: &mut Tx, item: &Item) -> Outcome<()> {
        let (Some(open), Some(overdue)) = (item.receivable_open, item.receivable_overdue) else { return Ok(()) };
        let as_of = item.as_of.unwrap_or(tx.now());
        let deposit = item.deposit.unwrap_or(0);
        receivable::keep(tx, item.id, &Receivable { open, overdue, deposit, as_of })
    }

    fn facts(item: &Item, company: Currency) -> Result<Value, Fault> {
        let facts = serde_json::to_value(item).map_err(|e| Fault::other("state a receivable", e))?;
        Ok(as_amounts(facts, &["receivable_open", "receivable_overdue", "deposit"], company))
    }

    fn chain(item: &Item) -> Id {
        item.id
    }
}
