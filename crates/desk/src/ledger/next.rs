//! What happens next with the orders of a page: the reader's own duty first, else whose turn it is.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::{Day, Instant};
use platform::i18n::Lang;
use platform::who::Person;
use platform::{Id, Tx};

use super::duty_shown;
use crate::order::duty::{self, Duty};
use crate::people;

platform::sql! {
    DUTIES = "SELECT d.id, d.about, d.about_kind, d.kind, d.clause, d.owner_person, d.owner_role, d.subject, d.detail, \
        d.opened_at, d.due_at, d.done_at, d.outcome, (SELECT p.name FROM person p WHERE p.id = d.owner_person) \
        FROM duty d WHERE d.about IN ({ids:$1}) AND d.done_at IS NULL ORDER BY d.due_at LIMIT 2000";
}

/// What a list needs beside its rows.
pub struct Around {
    pub lang: Lang,
    pub calendar: WorkCalendar,
    pub now: Instant,
    pub today: Day,
    pub next: HashMap<Id, Next>,
}

pub struct Next {
    pub duty: Duty,
    pub mine: bool,
    pub owner: String,
}

impl Around {
    pub fn read(tx: &mut Tx, who: &Person, lang: Lang, orders: &[Id]) -> Outcome<Around> {
        let calendar = people::calendar(tx)?;
        let now = tx.now();
        let today = now.day_in(calendar.zone());
        let next = if orders.is_empty() { HashMap::new() } else { next_of(tx, who, lang, orders)? };
        Ok(Around { lang, calendar, now, today, next })
    }
}

fn next_of(tx: &mut Tx, who: &Person, lang: Lang, orders: &[Id]) -> Outcome<HashMap<Id, Next>> {
    let acting = acting_manager(tx, who)?;
    let ids = orders.to_vec();
    let duties: Vec<(Duty, Option<String>)> = tx.list(&DUTIES, &[&ids], |row| Ok((duty::read(row)?, row.get(13)?)))?;
    let (duties, names): (Vec<Duty>, Vec<Option<String>>) = duties.into_iter().unzip();
    let mut next: HashMap<Id, Next> = HashMap::new();
    for (duty, name) in duty::turned(tx, duties)?.into_iter().zip(names) {
        let mine = duty_shown::is_mine(&duty, who, acting);
        // Ordered by due time: the first stands, unless a later one is the reader's own.
        if next.get(&duty.about).is_some_and(|first| first.mine || !mine) {
            continue;
        }
        let owner = duty_shown::owner_words(lang, &duty, name.as_deref());
        next.insert(duty.about, Next { duty, mine, owner });
    }
    Ok(next)
}

/// Whether this reader acts as manager; nobody does before the first appointment.
pub fn acting_manager(tx: &mut Tx, who: &Person) -> Outcome<bool> {
    people::is_acting_manager(tx, who.id)
}
