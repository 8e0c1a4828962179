//! How long a product takes to come in: the supplier's lead time, inspection, transport.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::{Id, Tx};
use serde::Serialize;

use crate::masters::stock;

/// Working days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SupplyTerm {
    pub product: Id,
    pub lead_days: i64,
    pub inspection_days: i64,
    pub transport_days: i64,
}

platform::sql! {
    OF = "SELECT product, lead_days, inspection_days, transport_days FROM supply_term WHERE product IN ({ids:$1})";
    KEEP = "INSERT INTO supply_term (product, lead_days, inspection_days, transport_days) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (product) DO UPDATE SET lead_days = excluded.lead_days, \
        inspection_days = excluded.inspection_days, transport_days = excluded.transport_days";
}

pub fn supply_terms(tx: &mut Tx, products: &[Id]) -> Outcome<HashMap<Id, SupplyTerm>> {
    let ids = products.to_vec();
    let rows = tx.list(&OF, &[&ids], |row| {
        Ok(SupplyTerm {
            product: row.get(0)?,
            lead_days: row.get(1)?,
            inspection_days: row.get(2)?,
            transport_days: row.get(3)?,
        })
    })?;
    Ok(rows.into_iter().map(|term| (term.product, term)).collect())
}

pub(in crate::masters) fn keep(tx: &mut Tx, t: &SupplyTerm) -> Outcome<()> {
    tx.execute(&KEEP, &[&t.product, &t.lead_days, &t.inspection_days, &t.transport_days])?;
    stock::touch_stock(tx, t.product)
}
