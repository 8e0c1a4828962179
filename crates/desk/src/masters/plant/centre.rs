//! Work centres: how many minutes each can give on a weekday.

use papers::read::sku_key;
use platform::act::Outcome;
use platform::db::{Fault, Row};
use platform::{Id, Tx, settings};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkCentre {
    pub id: Id,
    pub code: String,
    pub name: String,
    /// Minutes a day, Monday first.
    pub minutes: [i64; 7],
    #[serde(skip)]
    pub epoch: i64,
    #[serde(skip)]
    pub lock: i64,
}

macro_rules! columns {
    () => {
        "id, code, name, mon, tue, wed, thu, fri, sat, sun, epoch, lock"
    };
}

platform::sql! {
    BY_IDS = concat!("SELECT ", columns!(), " FROM work_centre WHERE id IN ({ids:$1}) ORDER BY id");
    BY_NAMES = concat!("SELECT ", columns!(), " FROM work_centre WHERE name IN ({texts:$1}) ORDER BY id");
    AFTER = concat!("SELECT ", columns!(), " FROM work_centre WHERE code_folded > $1 ORDER BY code_folded LIMIT $2");
    BY_CODES = concat!("SELECT ", columns!(), " FROM work_centre WHERE code_folded IN ({texts:$1})");
    EPOCHS = "SELECT id, epoch FROM work_centre WHERE id IN ({ids:$1}) ORDER BY id";
    TOUCH = "UPDATE work_centre SET epoch = epoch + 1 WHERE id IN ({ids:$1})";
    ADD = "INSERT INTO work_centre (id, code, code_folded, name, mon, tue, wed, thu, fri, sat, sun, epoch, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 1)";
    CHANGE = "UPDATE work_centre SET code = $1, name = $2, mon = $3, tue = $4, wed = $5, thu = $6, fri = $7, sat = $8, \
        sun = $9, epoch = epoch + 1, lock = lock + 1 WHERE id = $10 AND lock = $11";
}

pub fn centres(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<WorkCentre>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?)
}

/// In the order of their codes, behind one of them.
pub fn centres_after(tx: &mut Tx, key: &str, limit: i64) -> Outcome<Vec<WorkCentre>> {
    Ok(tx.list(&AFTER, &[&key, &limit], of_row)?)
}

/// What a centre is ordered by.
pub fn centre_key(centre: &WorkCentre) -> String {
    sku_key(&centre.code)
}

/// By the names that the price list gives them.
pub fn centres_named(tx: &mut Tx, names: &[String]) -> Outcome<Vec<WorkCentre>> {
    let names = names.to_vec();
    Ok(tx.list(&BY_NAMES, &[&names], of_row)?)
}

pub(in crate::masters) fn by_codes(tx: &mut Tx, folded: &[String]) -> Outcome<Vec<WorkCentre>> {
    let folded = folded.to_vec();
    Ok(tx.list(&BY_CODES, &[&folded], of_row)?)
}

pub fn centre_epochs(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<(Id, i64)>> {
    let ids = ids.to_vec();
    Ok(tx.list(&EPOCHS, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Their load changed.
pub fn touch_centres(tx: &mut Tx, ids: &[Id]) -> Outcome<()> {
    let ids = ids.to_vec();
    tx.execute(&TOUCH, &[&ids])?;
    Ok(())
}

/// Counts changes of what the work centres can give.
const CHANGED: &str = "plant.changed";

/// Whoever writes the hours of a centre, or what others hold on it, says so.
pub(super) fn plant_changed(tx: &mut Tx) -> Outcome<()> {
    let next = settings::number(tx, CHANGED, 0)?.saturating_add(1);
    Ok(settings::keep(tx, CHANGED, &next.to_string())?)
}

/// How often that changed: whoever plans on it compares.
pub fn plant_change(tx: &mut Tx) -> Outcome<i64> {
    Ok(settings::number(tx, CHANGED, 0)?)
}

pub(in crate::masters) fn add(tx: &mut Tx, c: &WorkCentre) -> Outcome<()> {
    let folded = sku_key(&c.code);
    let m = &c.minutes;
    tx.execute(&ADD, &[&c.id, &c.code, &folded, &c.name, &m[0], &m[1], &m[2], &m[3], &m[4], &m[5], &m[6]])?;
    Ok(())
}

pub(in crate::masters) fn change(tx: &mut Tx, c: &WorkCentre) -> Outcome<bool> {
    plant_changed(tx)?;
    let m = &c.minutes;
    let params: [&dyn platform::db::Param; 11] =
        [&c.code, &c.name, &m[0], &m[1], &m[2], &m[3], &m[4], &m[5], &m[6], &c.id, &c.lock];
    Ok(tx.execute(&CHANGE, &params)? == 1)
}

fn of_row(row: &Row<'_>) -> Result<WorkCentre, Fault> {
    let mut minutes = [0; 7];
    for (at, minutes) in minutes.iter_mut().enumerate() {
        *minutes = row.get(3 + at)?;
    }
    Ok(WorkCentre {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        minutes,
        epoch: row.get(10)?,
        lock: row.get(11)?,
    })
}
