//! Routings and bills of material: which work in which order, which parts.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::{Id, Tx};
use serde::Serialize;

use crate::masters::stock;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    pub product: Id,
    pub no: i64,
    pub name: String,
    pub centre: Id,
    pub setup_minutes: i64,
    /// Minutes for a unit, exact to a millionth.
    pub run_minutes: Quantity,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Component {
    pub product: Id,
    pub component: Id,
    pub per: Quantity,
}

platform::sql! {
    OPERATIONS = "SELECT product, no, name, centre, setup_minutes, run_minutes FROM operation \
        WHERE product IN ({ids:$1}) ORDER BY product, no";
    KEEP_OPERATION = "INSERT INTO operation (product, no, name, centre, setup_minutes, run_minutes) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (product, no) DO UPDATE SET name = excluded.name, \
        centre = excluded.centre, setup_minutes = excluded.setup_minutes, run_minutes = excluded.run_minutes";
    COMPONENTS = "SELECT product, component, per FROM component WHERE product IN ({ids:$1}) ORDER BY product, component";
    KEEP_COMPONENT = "INSERT INTO component (product, component, per) VALUES ($1, $2, $3) \
        ON CONFLICT (product, component) DO UPDATE SET per = excluded.per";
}

/// In the order in which they are done.
pub fn operations(tx: &mut Tx, products: &[Id]) -> Outcome<Vec<Operation>> {
    let ids = products.to_vec();
    let read = |row: &platform::db::Row<'_>| {
        Ok(Operation {
            product: row.get(0)?,
            no: row.get(1)?,
            name: row.get(2)?,
            centre: row.get(3)?,
            setup_minutes: row.get(4)?,
            run_minutes: row.get(5)?,
        })
    };
    Ok(tx.list(&OPERATIONS, &[&ids], read)?)
}

pub fn components(tx: &mut Tx, products: &[Id]) -> Outcome<Vec<Component>> {
    let ids = products.to_vec();
    let read =
        |row: &platform::db::Row<'_>| Ok(Component { product: row.get(0)?, component: row.get(1)?, per: row.get(2)? });
    Ok(tx.list(&COMPONENTS, &[&ids], read)?)
}

pub(in crate::masters) fn keep_operation(tx: &mut Tx, o: &Operation) -> Outcome<()> {
    tx.execute(&KEEP_OPERATION, &[&o.product, &o.no, &o.name, &o.centre, &o.setup_minutes, &o.run_minutes])?;
    stock::touch_stock(tx, o.product)
}

pub(in crate::masters) fn keep_component(tx: &mut Tx, c: &Component) -> Outcome<()> {
    tx.execute(&KEEP_COMPONENT, &[&c.product, &c.component, &c.per])?;
    stock::touch_stock(tx, c.product)
}
