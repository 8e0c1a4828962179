//! Who wrote a document does not decide on it (1.3.4): while the one who acts as manager is among its writers, the
//! manager's duty about it is the executive's (3.2.3). Who acts is asked when it is read, since it changes by the day.

use platform::act::Outcome;
use platform::who::Role;
use platform::{Id, Tx};

use super::Duty;
use crate::people;

platform::sql! {
    WRITE = "INSERT INTO duty_apart (duty, person) SELECT d.id, $1 FROM duty d WHERE d.about = $2 \
        AND d.owner_role = 'manager' AND d.done_at IS NULL \
        AND NOT EXISTS (SELECT 1 FROM duty_apart a WHERE a.duty = d.id AND a.person = $1)";
    AMONG = "SELECT duty FROM duty_apart WHERE duty IN ({ids:$1}) AND person = $2";
}

/// Names the writers of a document to the manager's open duties about it.
pub fn keep_apart(tx: &mut Tx, about: Id, writers: &[Id]) -> Outcome<()> {
    for writer in writers {
        tx.execute(&WRITE, &[writer, &about])?;
    }
    Ok(())
}

/// Gives the manager's duties that he must not do himself to the executive, in what a reader is shown.
pub fn turned(tx: &mut Tx, mut duties: Vec<Duty>) -> Outcome<Vec<Duty>> {
    let managers: Vec<Id> = duties.iter().filter(|d| d.owner_role == Some(Role::Manager)).map(|d| d.id).collect();
    if managers.is_empty() {
        return Ok(duties);
    }
    let Some(acting) = people::acting(tx)? else { return Ok(duties) };
    let his: Vec<Id> = tx.list(&AMONG, &[&managers, &acting.who.id], |row| row.get(0))?;
    for duty in duties.iter_mut().filter(|duty| his.contains(&duty.id)) {
        duty.owner_role = Some(Role::Executive);
    }
    Ok(duties)
}
