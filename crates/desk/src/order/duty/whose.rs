//! Whose turn it is: what one person has to do, and how many of it are late.

use platform::act::Outcome;
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::{Duty, read};
use crate::people;

platform::sql! {
    MINE = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome FROM duty WHERE owner_person = $1 AND done_at IS NULL ORDER BY due_at, id LIMIT $2";
    OF_ROLE = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, \
        due_at, done_at, outcome FROM duty WHERE owner_role = $1 AND done_at IS NULL ORDER BY due_at, id LIMIT $2";
    COUNT_MINE = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT due_at FROM duty WHERE owner_person = $2 AND done_at IS NULL ORDER BY due_at LIMIT 1000) d";
    COUNT_ROLE = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT due_at FROM duty WHERE owner_role = $2 AND done_at IS NULL ORDER BY due_at LIMIT 1000) d";
}

/// What somebody has to do, by due time: his own, his principals', his queues'. At most `limit`.
pub fn mine(tx: &mut Tx, who: &Person, limit: i64) -> Outcome<Vec<Duty>> {
    let mut all = Vec::new();
    for person in persons(tx, who)? {
        all.extend(tx.list(&MINE, &[&person, &limit], read)?);
    }
    for role in queues(tx, who)? {
        all.extend(tx.list(&OF_ROLE, &[&role, &limit], read)?);
    }
    all.sort_by_key(|duty| (duty.due_at, duty.id));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}

/// (open, late) for the top bar; each source counts 1,000 at the most.
pub fn counts(tx: &mut Tx, who: &Person) -> Outcome<(i64, i64)> {
    let now = tx.now();
    let (mut open, mut late) = (0, 0);
    let mut add = |(n, l): (i64, i64)| {
        open += n;
        late += l;
    };
    for person in persons(tx, who)? {
        add(tx.one(&COUNT_MINE, &[&now, &person], |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    for role in queues(tx, who)? {
        add(tx.one(&COUNT_ROLE, &[&now, &role], |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    Ok((open, late))
}

fn persons(tx: &mut Tx, who: &Person) -> Outcome<Vec<Id>> {
    let mut persons = vec![who.id];
    if who.is(Role::Specialist) {
        persons.extend(people::principals_of(tx, who.id)?.into_iter().map(|principal| principal.id));
    }
    Ok(persons)
}

/// The queues somebody works off: his departments', the in-tray, and the manager's while he acts as manager.
fn queues(tx: &mut Tx, who: &Person) -> Outcome<Vec<Role>> {
    let mut queues: Vec<Role> = Role::DEPARTMENTS.iter().copied().filter(|role| who.is(*role)).collect();
    queues.extend([Role::Specialist, Role::Executive].into_iter().filter(|role| who.is(*role)));
    if who.roles.any(&[Role::Manager, Role::Specialist, Role::Executive]) && people::is_acting_manager(tx, who.id)? {
        queues.push(Role::Manager);
    }
    Ok(queues)
}
