//! The month in small pictures: what was recorded, submitted, sent back and approved, day by day. A specialist sees
//! his own orders, whoever decides sees the department's.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::web::chart::{Chart, Point, sparkline};
use platform::web::ui::{self, Tile, Tone};
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::filter::month_start;
use crate::order::RoundVerdict;
use crate::people;

/// Orders that the pictures are drawn from: the latest, so that home stays quick in a busy month.
const ORDERS_MAX: i64 = 3_000;
/// Orders of the weeks before that were decided this month.
const DAYS_BEFORE: i64 = 14;

platform::sql! {
    OF_OWNER = "SELECT t.id, t.made_at, r.submitted_at, r.verdict, r.decided_at FROM (SELECT o.id, o.made_at FROM orders o \
        WHERE o.owner = $1 AND o.made_at >= $2 ORDER BY o.made_at DESC LIMIT $3) t \
        LEFT JOIN order_round r ON r.order_id = t.id";
    OF_ALL = "SELECT t.id, t.made_at, r.submitted_at, r.verdict, r.decided_at FROM (SELECT o.id, o.made_at FROM orders o \
        WHERE o.made_at >= $1 ORDER BY o.made_at DESC LIMIT $2) t \
        LEFT JOIN order_round r ON r.order_id = t.id";
}

/// One count for each day of the month so far.
#[derive(Clone, Debug, Default)]
pub struct Month {
    pub own: bool,
    pub days: Vec<Day>,
    pub recorded: Vec<u32>,
    pub submitted: Vec<u32>,
    pub returned: Vec<u32>,
    pub approved: Vec<u32>,
}

struct Seen {
    order: Id,
    made_at: Instant,
    submitted_at: Option<Instant>,
    verdict: Option<RoundVerdict>,
    decided_at: Option<Instant>,
}

/// The reader's month; nothing for roles that neither own nor decide.
pub fn read(tx: &mut Tx, who: &Person) -> Outcome<Option<Month>> {
    let own = who.is(Role::Specialist) && !who.is(Role::Manager);
    if !own && !who.roles.any(&[Role::Manager, Role::Executive]) {
        return Ok(None);
    }
    let zone = people::zone(tx)?;
    let (first, _) = month_start(tx)?;
    let today = tx.now().day_in(&zone);
    let since = first.add_days(-DAYS_BEFORE).and_then(|day| day.start_in(&zone));
    let since = since.map_err(|e| Fault::other("month", e))?;
    let seen = if own {
        tx.list(&OF_OWNER, &[&who.id, &since, &ORDERS_MAX], seen)?
    } else {
        tx.list(&OF_ALL, &[&since, &ORDERS_MAX], seen)?
    };
    let length = usize::try_from(today.days_since(first) + 1).unwrap_or(1);
    let mut month = Month { own, days: days(first, length), ..Month::default() };
    for list in [&mut month.recorded, &mut month.submitted, &mut month.returned, &mut month.approved] {
        list.resize(length, 0);
    }
    let place = |at: Instant| usize::try_from(at.day_in(&zone).days_since(first)).ok().filter(|at| *at < length);
    let mut counted = std::collections::HashSet::new();
    for row in seen {
        if let (true, Some(at)) = (counted.insert(row.order), place(row.made_at)) {
            month.recorded[at] += 1;
        }
        if let Some(at) = row.submitted_at.and_then(place) {
            month.submitted[at] += 1;
        }
        let decided = row.decided_at.and_then(place);
        match (row.verdict, decided) {
            (Some(RoundVerdict::Returned), Some(at)) => month.returned[at] += 1,
            (Some(RoundVerdict::Approved), Some(at)) => month.approved[at] += 1,
            _ => {}
        }
    }
    Ok(Some(month))
}

fn days(first: Day, length: usize) -> Vec<Day> {
    (0..length).filter_map(|n| first.add_days(n as i64).ok()).collect()
}

fn seen(row: &Row<'_>) -> Result<Seen, Fault> {
    Ok(Seen {
        order: row.get(0)?,
        made_at: row.get(1)?,
        submitted_at: row.get(2)?,
        verdict: row.get(3)?,
        decided_at: row.get(4)?,
    })
}

impl Month {
    /// Four tiles, each with its days as a line and the list behind it.
    pub fn draw(&self, lang: Lang) -> Markup {
        let owner = if self.own { "&owner=me" } else { "" };
        let tile = |key: &str, days: &[u32], tone: Tone, filter: &str| {
            let sum: u32 = days.iter().sum();
            let label = lang.t(&format!("ledger-month-{key}"));
            Tile::new(label.clone(), sum)
                .href(format!("/orders?month=this{owner}{filter}"))
                .picture(picture(lang, key, &label, &self.days, days, tone))
        };
        let title = lang.t(if self.own { "ledger-month-mine" } else { "ledger-month-all" });
        html! {
            h2 { (title) }
            (ui::tiles(&[
                tile("recorded", &self.recorded, Tone::Active, ""),
                tile("submitted", &self.submitted, Tone::Active, ""),
                tile("returned", &self.returned, Tone::Warn, "&approval=returned"),
                tile("approved", &self.approved, Tone::Good, "&approval=approved"),
            ]))
        }
    }
}

fn picture(lang: Lang, key: &str, label: &str, days: &[Day], counts: &[u32], tone: Tone) -> Markup {
    let points: Vec<Point> = days
        .iter()
        .zip(counts)
        .map(|(day, n)| Point::new(day.to_string(), f64::from(*n), n.to_string()).tone(tone))
        .collect();
    let sum: u32 = counts.iter().sum();
    let finding = lang.ta("ledger-month-finding", &[("what", label.to_string()), ("n", sum.to_string())]);
    let id = format!("month-{key}");
    let (day, number) = (lang.t("ledger-day"), lang.t("ledger-number"));
    sparkline(&Chart { id: &id, title: label, finding: &finding, heads: (&day, &number) }, &points)
}
