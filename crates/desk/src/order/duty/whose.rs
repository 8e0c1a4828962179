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
    // The manager's, where $1 (or $2) says whether they are those that somebody wrote who acts as manager.
    OF_MANAGER = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, \
        due_at, done_at, outcome FROM duty WHERE owner_role = 'manager' AND done_at IS NULL \
        AND $1 = EXISTS (SELECT 1 FROM duty_apart a WHERE a.duty = duty.id AND a.person = $2) ORDER BY due_at, id LIMIT $3";
    COUNT_MANAGER = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT due_at FROM duty WHERE owner_role = 'manager' AND done_at IS NULL \
        AND $2 = EXISTS (SELECT 1 FROM duty_apart a WHERE a.duty = duty.id AND a.person = $3) ORDER BY due_at LIMIT 1000) d";
}

/// A queue somebody works off.
enum Queue {
    Role(Role),
    /// The manager's, less what he who acts wrote himself; or only that, which is the executive's.
    Manager {
        acting: Id,
        apart: bool,
    },
}

/// What somebody has to do, by due time: his own, his principals', his queues'. At most `limit`.
pub fn mine(tx: &mut Tx, who: &Person, limit: i64) -> Outcome<Vec<Duty>> {
    let mut all = Vec::new();
    for person in persons(tx, who)? {
        all.extend(tx.list(&MINE, &[&person, &limit], read)?);
    }
    for queue in queues(tx, who)? {
        let duties = match queue {
            Queue::Role(role) => tx.list(&OF_ROLE, &[&role, &limit], read)?,
            Queue::Manager { acting, apart } => tx.list(&OF_MANAGER, &[&apart, &acting, &limit], read)?,
        };
        all.extend(super::turned(tx, duties)?);
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
    for queue in queues(tx, who)? {
        add(match queue {
            Queue::Role(role) => tx.one(&COUNT_ROLE, &[&now, &role], |row| Ok((row.get(0)?, row.get(1)?)))?,
            Queue::Manager { acting, apart } => {
                tx.one(&COUNT_MANAGER, &[&now, &apart, &acting], |row| Ok((row.get(0)?, row.get(1)?)))?
            }
        });
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

/// The queues somebody works off: his departments', the in-tray, and the manager's while he acts as manager, as far as he
/// wrote nothing of it; that is the executive's.
fn queues(tx: &mut Tx, who: &Person) -> Outcome<Vec<Queue>> {
    let mine = Role::DEPARTMENTS.iter().chain(&[Role::Specialist, Role::Executive]);
    let mut queues: Vec<Queue> = mine.filter(|role| who.is(**role)).map(|role| Queue::Role(*role)).collect();
    if !who.roles.any(&[Role::Manager, Role::Specialist, Role::Executive]) {
        return Ok(queues);
    }
    let Some(acting) = people::acting(tx)?.map(|acting| acting.who.id) else { return Ok(queues) };
    if acting == who.id {
        queues.push(Queue::Manager { acting, apart: false });
    }
    if who.is(Role::Executive) {
        queues.push(Queue::Manager { acting, apart: true });
    }
    Ok(queues)
}
