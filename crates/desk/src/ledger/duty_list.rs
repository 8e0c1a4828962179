//! Duties as a list: one line each, the nearest due first.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::{Day, Instant};
use platform::i18n::Lang;
use platform::web::ui::{self, Table, column};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Serialize;

use super::duty_shown;
use crate::order::duty::{self, Duty};
use crate::people;

platform::sql! {
    CUSTOMERS = "SELECT o.id, c.name FROM orders o JOIN customer c ON c.id = o.customer WHERE o.id IN ({ids:$1})";
}

/// A duty with whom it is for.
#[derive(Clone, Debug, Serialize)]
pub struct DutyRow {
    #[serde(flatten)]
    pub duty: Duty,
    pub customer: String,
    /// Where it is done.
    pub href: String,
}

pub struct Duties {
    pub lang: Lang,
    pub calendar: WorkCalendar,
    pub now: Instant,
    pub rows: Vec<DutyRow>,
}

/// When a duty falls due, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Late,
    Today,
    Week,
    Later,
}

impl Duties {
    pub fn read(tx: &mut Tx, who: &Person, lang: Lang, limit: i64) -> Outcome<Duties> {
        let duties = duty::mine(tx, who, limit)?;
        let ids: Vec<Id> = duties.iter().map(|duty| duty.about).collect();
        let names: std::collections::HashMap<Id, String> =
            tx.list(&CUSTOMERS, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let rows = duties.into_iter().map(|duty| {
            let (customer, href) = (names.get(&duty.about).cloned().unwrap_or_default(), duty_shown::address(&duty));
            DutyRow { duty, customer, href }
        });
        Ok(Duties { lang, calendar: people::calendar(tx)?, now: tx.now(), rows: rows.collect() })
    }

    pub fn when(&self, duty: &Duty) -> When {
        let zone = self.calendar.zone();
        let (today, due) = (self.now.day_in(zone), duty.due_at.day_in(zone));
        if duty.due_at < self.now {
            When::Late
        } else if due == today {
            When::Today
        } else if due <= week_end(today) {
            When::Week
        } else {
            When::Later
        }
    }

    /// Little of its time is left, and it is not late yet.
    pub fn is_soon(&self, duty: &Duty) -> bool {
        duty_shown::is_soon(&self.calendar, self.now, duty)
    }

    /// How many are due soon.
    pub fn soon(&self) -> usize {
        self.rows.iter().filter(|row| self.is_soon(&row.duty)).count()
    }

    /// How many are late, due today, due later this week.
    pub fn by_time(&self) -> (usize, usize, usize) {
        let count = |when: When| self.rows.iter().filter(|row| self.when(&row.duty) == when).count();
        (count(When::Late), count(When::Today), count(When::Week))
    }
}

/// The Sunday of this week.
fn week_end(today: Day) -> Day {
    let left = 7 - i64::from(today.weekday().to_monday_one_offset());
    today.add_days(left).unwrap_or(today)
}

pub fn table(duties: &Duties, rows: &[DutyRow], empty: Markup) -> Markup {
    let lang = duties.lang;
    let heads = [
        column(lang.t("ledger-duty-when")).class("when"),
        column(lang.t("ledger-duty-about")),
        column(lang.t("ledger-duty-what")),
        column(lang.t("ledger-duty-clause")),
        column(lang.t("ledger-duty-act")).label_hidden().class("act"),
    ];
    let rows = rows.iter().map(|row| line(duties, row));
    html! { (Table::new(lang.t("ledger-duties"), heads).rows(rows).empty(empty)) }
}

fn line(duties: &Duties, row: &DutyRow) -> ui::Row {
    let (lang, duty) = (duties.lang, &row.duty);
    let (tone, due) = duty_shown::due_mark(lang, &duties.calendar, duties.now, duty);
    let about = if duty.about_kind == "order" { format!("/orders/{}", duty.about) } else { row.href.clone() };
    ui::Row::new([
        ui::status(tone, due),
        html! { a href=(about) { (duty_shown::subject(lang, duty)) } " " (row.customer) },
        html! { (duty_shown::what(lang, duty)) @if !duty.detail.is_empty() && duty.kind == "answer_question" { ": " (duty.detail) } },
        ui::clause(&duty.clause),
        html! { (ui::link_button(duty_shown::verb(lang, duty), row.href.clone()).small()) },
    ])
    .opens(about)
}
