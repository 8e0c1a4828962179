//! One open change or cancellation per line (4.3.1): the second learns which one holds the line. The key is the line's
//! id, so that the database itself keeps two that come at the same moment apart.

use platform::act::Outcome;
use platform::{Id, Trouble, Tx};

use crate::order::Order;

platform::sql! {
    TAKEN = "SELECT line_id, number FROM change_claim WHERE line_id IN ({ids:$1}) AND document <> $2 ORDER BY line_id";
    CLAIM = "INSERT INTO change_claim (line_id, document, number) VALUES ($1, $2, $3) ON CONFLICT (line_id) DO NOTHING";
    RELEASE = "DELETE FROM change_claim WHERE document = $1";
}

/// Who else holds one of these, by the number of the line; 0 is the head.
pub fn taken(tx: &mut Tx, order: &Order, keys: &[Id], own: Id) -> Outcome<Vec<(i64, String)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<(Id, String)> = tx.list(&TAKEN, &[&keys.to_vec(), &own], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let no = |id: Id| order.lines.iter().find(|line| line.id == id).map_or(0, |line| line.no);
    Ok(found.into_iter().map(|(id, number)| (no(id), number)).collect())
}

/// Claims them anew for one document; stale where somebody was faster.
pub fn claim(tx: &mut Tx, order: &Order, keys: &[Id], own: Id, number: &str) -> Outcome<()> {
    release(tx, own)?;
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    for key in sorted {
        if tx.execute(&CLAIM, &[&key, &own, &number])? == 0 {
            return Err(Trouble::stale(order.id));
        }
    }
    Ok(())
}

pub fn release(tx: &mut Tx, own: Id) -> Outcome<()> {
    tx.execute(&RELEASE, &[&own])?;
    Ok(())
}
