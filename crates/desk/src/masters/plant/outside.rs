//! Work that stands in no order here: maintenance, other companies' orders, what was planned before this product. One
//! figure a work centre and day; a later one replaces it.

use platform::act::Outcome;
use platform::day::Day;
use platform::{Id, Tx};
use serde::Serialize;

use super::centre;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutsideLoad {
    pub centre: Id,
    pub day: Day,
    pub minutes: i64,
    pub remark: String,
}

platform::sql! {
    OF = "SELECT centre, day, minutes, remark FROM outside_load WHERE centre IN ({ids:$1}) AND day >= $2 AND day < $3";
    KEEP = "INSERT INTO outside_load (centre, day, minutes, remark) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (centre, day) DO UPDATE SET minutes = excluded.minutes, remark = excluded.remark";
}

/// From one day up to, not including, another.
pub fn outside_loads(tx: &mut Tx, centres: &[Id], from: i64, until: i64) -> Outcome<Vec<OutsideLoad>> {
    let ids = centres.to_vec();
    let read = |row: &platform::db::Row<'_>| {
        Ok(OutsideLoad { centre: row.get(0)?, day: row.get(1)?, minutes: row.get(2)?, remark: row.get(3)? })
    };
    Ok(tx.list(&OF, &[&ids, &from, &until], read)?)
}

pub(in crate::masters) fn keep(tx: &mut Tx, o: &OutsideLoad) -> Outcome<()> {
    tx.execute(&KEEP, &[&o.centre, &o.day, &o.minutes, &o.remark])?;
    centre::plant_changed(tx)?;
    centre::touch_centres(tx, &[o.centre])
}
