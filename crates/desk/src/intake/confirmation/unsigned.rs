//! 3.1.3, 3.2.4, 4.3.4: what waits for the customer's answer, the oldest first, by how long it has been out: sheets that did
//! not come back, counter-proposals, changes and cancellations that he spoke of, changes that we proposed. One button reminds.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::{Day, Instant};
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::ui::{self, Chip, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Fault, Id, Tx};
use serde::{Deserialize, Serialize};

use super::remind::{Asking, DUTY};
use super::what::What;
use crate::intake::edit::why;
use crate::intake::intray::clock;
use crate::order::{Approval, duty};
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// Counting stops here.
const COUNT_MAX: i64 = 50_000;

platform::words! {
    /// How many working days a sheet has been out.
    pub enum Age { Today = "today", Two = "two", Five = "five", More = "more" }
}

/// Something that is out.
#[derive(Clone, Debug, Serialize)]
pub struct Unsigned {
    pub sent_at: Instant,
    #[serde(skip)]
    pub duty: Id,
    /// The order, or the change or cancellation of it, with its number.
    pub about: Id,
    pub document: String,
    pub order: Id,
    pub number: String,
    pub customer: String,
    pub owner: String,
    pub due_at: Instant,
    pub reminded_at: Option<Instant>,
    pub reminders: i64,
    pub age: Age,
    #[serde(skip)]
    pub asking: Asking,
}

impl Unsigned {
    /// The document's number; beside that of a change or a cancellation, its order's.
    pub fn called(&self) -> String {
        if self.document == self.number { self.number.clone() } else { format!("{} · {}", self.document, self.number) }
    }
}

platform::sql! {
    LIST = "SELECT d.opened_at, d.id, o.id, o.number, c.name, p.name, d.due_at, \
        (SELECT MAX(r.at) FROM reminder r WHERE r.order_id = o.id AND r.at >= d.opened_at), \
        (SELECT COUNT(*) FROM reminder r WHERE r.order_id = o.id AND r.at >= d.opened_at), o.approval, \
        (SELECT COUNT(*) FROM order_flag f WHERE f.order_id = o.id AND f.flag = 'on_hold' AND f.ended_at IS NULL), \
        (SELECT COUNT(*) FROM duty s WHERE s.about = o.id AND s.kind = 'see_signed_return' AND s.done_at IS NULL), \
        (SELECT COUNT(*) FROM duty s WHERE s.about = o.id AND s.kind = 'remind_customer' AND s.done_at IS NULL), \
        (SELECT COUNT(*) FROM reminder r WHERE r.order_id = o.id AND r.day = $1), d.about, \
        COALESCE(x.number, y.number, o.number) FROM duty d LEFT JOIN change_request x ON x.id = d.about \
        LEFT JOIN cancellation y ON y.id = d.about \
        JOIN orders o ON o.id = COALESCE(x.order_id, y.order_id, d.about) JOIN customer c ON c.id = o.customer JOIN person p ON p.id = o.owner \
        WHERE d.kind = $2 AND d.owner_role = 'customer' AND d.done_at IS NULL AND (d.opened_at, d.id) > ($3, $4) \
        AND d.opened_at < $5 AND ($6 OR o.owner = $7) ORDER BY d.opened_at, d.id LIMIT $8";
    COUNTS = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN at >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT d.opened_at AS at FROM duty d LEFT JOIN change_request x ON x.id = d.about \
        LEFT JOIN cancellation y ON y.id = d.about \
        JOIN orders o ON o.id = COALESCE(x.order_id, y.order_id, d.about) WHERE d.kind = $4 \
        AND d.owner_role = 'customer' AND d.done_at IS NULL AND ($5 OR o.owner = $6) \
        ORDER BY d.opened_at, d.id LIMIT $7) t";
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Of [`What`]; empty: sheets.
    pub what: String,
    /// Empty: every age.
    pub age: String,
    /// `me`.
    pub owner: String,
    /// The last row of the page before: `micros.id`.
    pub after: String,
}

impl Asked {
    pub fn what(&self) -> What {
        What::from_code(&self.what).unwrap_or(What::Sheets)
    }

    pub fn about(self, what: What) -> Asked {
        let what = if what == What::Sheets { String::new() } else { what.code().to_string() };
        Asked { what, ..self }
    }

    pub fn address(&self, page: &str, age: &str, owner: &str) -> String {
        let pairs = [("what", self.what.as_str()), ("age", age), ("owner", owner)]
            .map(|(name, value)| format!("{name}={value}"));
        let given: Vec<String> = pairs.into_iter().filter(|pair| !pair.ends_with('=')).collect();
        if given.is_empty() { page.to_string() } else { format!("{page}?{}", given.join("&")) }
    }
}

/// Since when a sheet is out that was sent 0, up to 2, up to 5 working days ago.
pub(super) struct Ages([Instant; 3]);

impl Ages {
    pub fn of(calendar: &WorkCalendar, now: Instant) -> Outcome<Ages> {
        let today = now.day_in(calendar.zone());
        let since = |days: i64| -> Result<Instant, Fault> {
            let day = back(calendar, today, days).and_then(|day| day.start_in(calendar.zone()));
            day.map_err(|e| Fault::other("working calendar", e))
        };
        Ok(Ages([since(0)?, since(2)?, since(5)?]))
    }

    fn age(&self, at: Instant) -> Age {
        match self.0.iter().position(|since| at >= *since) {
            Some(0) => Age::Today,
            Some(1) => Age::Two,
            Some(_) => Age::Five,
            None => Age::More,
        }
    }

    /// From (inclusive), to (exclusive).
    fn span(&self, age: Option<Age>) -> (Instant, Instant) {
        let [zero, two, five] = self.0;
        match age {
            None => (Instant::EPOCH, duty::held()),
            Some(Age::Today) => (zero, duty::held()),
            Some(Age::Two) => (two, zero),
            Some(Age::Five) => (five, two),
            Some(Age::More) => (Instant::EPOCH, five),
        }
    }
}

/// The earliest day since which at most `days` working days have begun. Half a year of closed days is enough.
fn back(calendar: &WorkCalendar, today: Day, days: i64) -> Result<Day, platform::day::DayError> {
    let (mut day, mut open) = (today, 0);
    for _ in 0..190 {
        open += i64::from(calendar.is_open_day(day));
        if open > days {
            break;
        }
        day = day.add_days(-1)?;
    }
    Ok(day)
}

pub(super) struct Wanted {
    kind: &'static str,
    owner: Option<Id>,
    pub from: (Instant, Id),
    to: Instant,
}

pub(super) fn list(tx: &mut Tx, wanted: &Wanted, ages: &Ages, limit: i64) -> Outcome<Vec<Unsigned>> {
    let today = people::today(tx)?;
    let (everybody, owner) = (wanted.owner.is_none(), wanted.owner.unwrap_or(nil()));
    let (at, id) = wanted.from;
    let given: [&dyn platform::db::Param; 8] = [&today, &wanted.kind, &at, &id, &wanted.to, &everybody, &owner, &limit];
    Ok(tx.list(&LIST, &given, |row| {
        let some = |at: usize| -> Result<bool, Fault> { Ok(row.get::<i64>(at)? > 0) };
        let (sent_at, approval): (Instant, Approval) = (row.get(0)?, row.get(9)?);
        Ok(Unsigned {
            sent_at,
            duty: row.get(1)?,
            order: row.get(2)?,
            number: row.get(3)?,
            customer: row.get(4)?,
            owner: row.get(5)?,
            about: row.get(14)?,
            document: row.get(15)?,
            due_at: row.get(6)?,
            reminded_at: row.get(7)?,
            reminders: row.get(8)?,
            age: ages.age(sent_at),
            asking: Asking {
                open: approval.is_open_to_edit(),
                held: some(10)?,
                returned: some(11)?,
                today: some(13)?,
                calling: some(12)?,
            },
        })
    })?)
}

fn nil() -> Id {
    Id::from_uuid(uuid::Uuid::nil())
}

/// All, and those of each age; somebody's, or everybody's.
fn counts(tx: &mut Tx, kind: &str, ages: &Ages, owner: Option<Id>) -> Outcome<(i64, [i64; 4])> {
    let [zero, two, five] = ages.0;
    let (everybody, owner) = (owner.is_none(), owner.unwrap_or(nil()));
    let (all, n0, n2, n5): (i64, i64, i64, i64) =
        tx.one(&COUNTS, &[&zero, &two, &five, &kind, &everybody, &owner, &COUNT_MAX], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    Ok((all, [n0, n2 - n0, n5 - n2, all - n5]))
}

/// How many sheets are out: somebody's, or everybody's.
pub fn unsigned_count(tx: &mut Tx, owner: Option<Id>) -> Outcome<i64> {
    let ages = Ages::of(&people::calendar(tx)?, tx.now())?;
    Ok(counts(tx, DUTY, &ages, owner)?.0)
}

struct Seen {
    rows: Vec<Unsigned>,
    next: Option<String>,
    all: i64,
    of_age: [i64; 4],
    zone: TimeZone,
    token: Id,
}

/// `GET /confirmations`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (who, query) = (ask.who()?.clone(), asked.clone());
    let seen = app.read(move |tx| read(tx, &who, &query)).await?;
    Ok(ask.show(&serde_json::json!({ "rows": seen.rows, "after": seen.next }), || {
        let stands =
            Standing { roles: ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default(), ..Standing::default() };
        shell::page(&ask, Page::new(ask.t("nav-confirmations"), "confirmations", draw(&ask, &asked, &seen, &stands)))
    }))
}

pub(super) fn wanted(who: &Person, asked: &Asked, ages: &Ages) -> Wanted {
    let (from, to) = ages.span(Age::from_code(&asked.age));
    let after = asked
        .after
        .split_once('.')
        .and_then(|(at, id)| Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse::<Id>().ok()?)));
    Wanted {
        kind: asked.what().kind(),
        owner: (asked.owner == "me").then_some(who.id),
        from: after.unwrap_or((from, nil())),
        to,
    }
}

fn read(tx: &mut Tx, who: &Person, asked: &Asked) -> Outcome<Seen> {
    let calendar = people::calendar(tx)?;
    let ages = Ages::of(&calendar, tx.now())?;
    let wanted = wanted(who, asked, &ages);
    let (all, of_age) = counts(tx, wanted.kind, &ages, wanted.owner)?;
    let mut rows = list(tx, &wanted, &ages, ROWS + 1)?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    let next = rows.last().filter(|_| more).map(|last| {
        let here = asked.address("/confirmations", &asked.age, &asked.owner);
        let join = if here.contains('?') { '&' } else { '?' };
        format!("{here}{join}after={}.{}", last.sent_at.to_i64(), last.duty)
    });
    Ok(Seen { rows, next, all, of_age, zone: calendar.zone().clone(), token: tx.new_id() })
}

fn draw(ask: &Ask, asked: &Asked, seen: &Seen, stands: &Standing) -> Markup {
    let (lang, what) = (ask.lang, asked.what());
    let here = asked.address("/confirmations", &asked.age, &asked.owner);
    let export = asked.address("/confirmations/export.xlsx", &asked.age, &asked.owner);
    let first = (!asked.after.is_empty()).then_some(here);
    html! {
        (ui::page_header(what.word(lang, "title"), what.word(lang, "lead"), html! { (ui::link_button(lang.t("unsigned-export"), export).icon("download")) }))
        (ui::chips(lang.t("unsigned-what"), &whats(lang, asked)))
        (ui::chips(lang.t("unsigned-show"), &chips(lang, asked, seen)))
        @if seen.rows.is_empty() { (empty(lang, asked)) }
        @for age in [Age::More, Age::Five, Age::Two, Age::Today] {
            @let rows: Vec<&Unsigned> = seen.rows.iter().filter(|row| row.age == age).collect();
            @if !rows.is_empty() {
                (ui::card(age_words(lang, age), ui::clause(what.clause()), table(lang, what, age, &rows, seen, stands)))
            }
        }
        (ui::pager(lang, first.as_deref(), seen.next.as_deref(), ""))
    }
}

fn whats(lang: Lang, asked: &Asked) -> Vec<Chip> {
    let chip = |what: &What| {
        let place = Asked::default().about(*what).address("/confirmations", &asked.age, &asked.owner);
        Chip::new(lang.t(&format!("unsigned-what-{what}")), place, *what == asked.what())
    };
    What::ALL.iter().map(chip).collect()
}

fn chips(lang: Lang, asked: &Asked, seen: &Seen) -> Vec<Chip> {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let all = asked.address("/confirmations", "", &asked.owner);
    let mut chips = vec![Chip::new(lang.t("unsigned-all"), all, asked.age.is_empty()).count(count(seen.all))];
    for (age, n) in Age::ALL.iter().zip(seen.of_age) {
        let place = asked.address("/confirmations", age.code(), &asked.owner);
        chips.push(Chip::new(age_words(lang, *age), place, asked.age == age.code()).count(count(n)));
    }
    let mine = asked.owner == "me";
    let place = asked.address("/confirmations", &asked.age, if mine { "" } else { "me" });
    chips.push(Chip::new(lang.t("unsigned-mine"), place, mine));
    chips
}

fn empty(lang: Lang, asked: &Asked) -> Markup {
    let narrowed = !asked.age.is_empty() || !asked.owner.is_empty();
    let all =
        html! { @if narrowed { (ui::link_button(lang.t("unsigned-all"), asked.address("/confirmations", "", ""))) } };
    ui::empty_state(asked.what().word(lang, "none"), asked.what().word(lang, "none-text"), all)
}

pub(super) fn age_words(lang: Lang, age: Age) -> String {
    lang.t(&format!("unsigned-age-{age}"))
}

fn table(lang: Lang, what: What, age: Age, rows: &[&Unsigned], seen: &Seen, stands: &Standing) -> Markup {
    let heads =
        ["order", "customer", "owner", "sent", "reminded"].map(|key| ui::column(lang.t(&format!("unsigned-{key}"))));
    let act = ui::column(lang.t("unsigned-act")).label_hidden().class("act");
    let rows = rows.iter().map(|row| {
        let (place, _) = what.places(row);
        ui::Row::new([
            html! { a href=(place) { (row.document) } @if row.document != row.number { br; small { (row.number) } } },
            html! { (row.customer) },
            html! { (row.owner) },
            html! { (clock(row.sent_at, &seen.zone)) },
            html! { (last(lang, row, &seen.zone)) },
            button(lang, what, row, seen.token, stands),
        ])
        .opens(place)
    });
    html! { (ui::Table::new(age_words(lang, age), heads.into_iter().chain([act])).rows(rows)) }
}

fn last(lang: Lang, row: &Unsigned, zone: &TimeZone) -> Markup {
    match row.reminded_at {
        None => ui::status(Tone::Quiet, lang.t("unsigned-never")),
        Some(at) => {
            let args = [("n", row.reminders.to_string()), ("at", clock(at, zone))];
            ui::status(Tone::Warn, lang.ta("unsigned-times", &args))
        }
    }
}

fn button(lang: Lang, what: What, row: &Unsigned, token: Id, stands: &Standing) -> Markup {
    let press = ui::button(lang.t("unsigned-remind")).small().icon("bell");
    let press = match what.stopped(stands, &row.asking) {
        Some(trouble) => press.reasons(format!("why-remind-{}", row.about), why(&trouble, lang)),
        None => press,
    };
    html! {
        form method="post" action=(what.places(row).1) {
            (ui::form_token(format!("{token}-{}", row.document)))
            (ui::hidden("from", what.code()))
            (press)
        }
    }
}
