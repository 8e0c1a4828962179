//! 2.2.1c: what waits for the final review, oldest first, special orders apart from regular ones.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::money::{Currency, Money};
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::asked;
use super::evidence;
use super::figures::Figures;
use super::shown::{clock, span};
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// `yes`, `no`, or both.
    special: String,
    /// `micros.id` of the last row seen.
    after: String,
    approved: String,
    returned: String,
    declined: String,
}

#[derive(Clone, Debug, Serialize)]
struct Waiting {
    id: Id,
    number: String,
    customer: String,
    owner: String,
    gross: Money,
    special: bool,
    major: bool,
    round: i64,
    lines: i64,
    submitted_at: Instant,
    due_at: Option<Instant>,
    late: bool,
    /// As they stand now, where that is computed already; else as they stood at the submission.
    figures: Figures,
    /// They are not what they were at the submission.
    moved: bool,
    /// Working minutes since it was submitted.
    waited_minutes: i64,
}

#[derive(Serialize)]
struct Queue {
    regular: i64,
    special: i64,
    rows: Vec<Waiting>,
    next: Option<String>,
    /// What this reader himself is asked to answer.
    asked: Vec<asked::Asked>,
}

platform::sql! {
    COUNTS = "SELECT special, COUNT(*) FROM orders WHERE approval = 'final_review' GROUP BY special";
    WAITING = "SELECT o.id, o.number, c.name, p.name, o.currency, o.gross, o.special, o.major, o.round, o.line_count, \
        o.submitted_at, d.due_at, r.figures, e.figures FROM orders o JOIN customer c ON c.id = o.customer JOIN person p ON p.id = o.owner \
        LEFT JOIN order_round r ON r.order_id = o.id AND r.revision = o.revision AND r.round = o.round \
        LEFT JOIN order_evidence e ON e.order_id = o.id AND e.lock = o.lock \
        LEFT JOIN duty d ON d.about = o.id AND d.kind = 'final_review' AND d.done_at IS NULL \
        WHERE o.approval = 'final_review' AND o.special = $1 AND (o.submitted_at, o.id) > ($2, $3) \
        ORDER BY o.submitted_at, o.id LIMIT $4";
}

/// `GET /review?special=yes`
pub async fn page(State(app): State<App>, ask: Ask, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let (asked, who) = (filter.clone(), ask.who()?.clone());
    let (queue, zone, decides) = app
        .read(move |tx| Ok((read(tx, &who, &asked)?, people::zone(tx)?, people::is_acting_manager(tx, who.id)?)))
        .await?;
    let token = decides.then(|| app.0.ids.new_id(app.0.clock.now()));
    Ok(ask.show(&queue, || {
        let body = body(ask.lang, &queue, &filter, &zone, token);
        let mut page = Page::new(ask.t("nav-review"), "review", body);
        for (key, number) in
            [("approved", &filter.approved), ("returned", &filter.returned), ("declined", &filter.declined)]
        {
            if !number.is_empty() {
                page = page.flash(Tone::Good, ask.ta(&format!("review-flash-{key}"), &[("number", number.clone())]));
            }
        }
        shell::page(&ask, page)
    }))
}

fn read(tx: &mut Tx, who: &Person, filter: &Filter) -> Outcome<Queue> {
    let counts: Vec<(bool, i64)> = tx.list(&COUNTS, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let count = |special: bool| counts.iter().find(|(s, _)| *s == special).map_or(0, |(_, n)| *n);
    let start = (Instant::EPOCH, Id::from_uuid(uuid::Uuid::nil()));
    let (at, id) = cursor(&filter.after).unwrap_or(start);
    let kinds: &[bool] = match filter.special.as_str() {
        "yes" => &[true],
        "no" => &[false],
        _ => &[true, false],
    };
    let calendar = people::calendar(tx)?;
    let now = tx.now();
    let mut rows = Vec::new();
    for special in kinds {
        rows.extend(tx.list(&WAITING, &[special, &at, &id, &(ROWS + 1)], |row| of_row(row, now))?);
    }
    rows.sort_by_key(|row| (row.submitted_at, row.id));
    let limit = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    for row in &mut rows {
        row.waited_minutes = calendar.working_minutes_between(row.submitted_at, now);
    }
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.submitted_at.to_i64(), row.id));
    Ok(Queue { regular: count(false), special: count(true), rows, next, asked: asked::of(tx, who)? })
}

fn cursor(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn of_row(row: &Row<'_>, now: Instant) -> Result<Waiting, Fault> {
    let currency: String = row.get(4)?;
    let currency: Currency = currency.parse().map_err(|e| Fault::other("read the queue", e))?;
    let due_at: Option<Instant> = row.get(11)?;
    let (then, now_figures) = (evidence::figures(row.get(12)?), evidence::figures(row.get(13)?));
    Ok(Waiting {
        id: row.get(0)?,
        number: row.get(1)?,
        customer: row.get(2)?,
        owner: row.get(3)?,
        gross: Money::from_minor(row.get(5)?, currency),
        special: row.get(6)?,
        major: row.get(7)?,
        round: row.get(8)?,
        lines: row.get(9)?,
        submitted_at: row.get(10)?,
        due_at,
        late: due_at.is_some_and(|due| due < now),
        moved: then.is_some() && now_figures.is_some() && then != now_figures,
        figures: now_figures.or(then).unwrap_or_default(),
        waited_minutes: 0,
    })
}

fn body(lang: Lang, queue: &Queue, filter: &Filter, zone: &TimeZone, token: Option<Id>) -> Markup {
    let all = queue.regular + queue.special;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let on = |value: &str| filter.special == value;
    let chips = [
        Chip::new(lang.t("review-all"), "/review", on("")).count(count(all)),
        Chip::new(lang.t("review-regular"), "/review?special=no", on("no")).count(count(queue.regular)),
        Chip::new(lang.t("review-special"), "/review?special=yes", on("yes")).count(count(queue.special)),
    ];
    let after = queue.next.as_ref().map(|next| format!("/review?special={}&after={next}", filter.special));
    html! {
        (ui::page_header(lang.t("nav-review"), lang.ta("review-waiting-count", &[("n", all.to_string())]), html! {}))
        (asked::card(lang, &queue.asked, zone))
        (ui::chips(lang.t("review-kinds"), &chips))
        (ui::card("", html! {}, list(lang, queue, zone, token)))
        @if let Some(after) = &after { (ui::pager(lang, None, Some(after.as_str()), "")) }
    }
}

/// The decider ticks regular orders and approves them at one press; each is its own decision all the same.
fn list(lang: Lang, queue: &Queue, zone: &TimeZone, token: Option<Id>) -> Markup {
    let Some(token) = token.filter(|_| queue.rows.iter().any(|row| !row.special)) else {
        return html! { (table(lang, queue, zone)) };
    };
    html! {
        form method="post" action="/review/approvals" {
            (ui::form_token(token))
            (table(lang, queue, zone).select(lang, "orders[]"))
            div.form-foot { (ui::primary(lang.t("review-approve-ticked")).key("A").confirm(lang.t("review-approve-sure"))) }
        }
    }
}

fn table(lang: Lang, queue: &Queue, zone: &TimeZone) -> ui::Table {
    let heads = [
        column(lang.t("review-order")),
        column(lang.t("review-customer")),
        column(lang.t("review-value")).number(),
        column(lang.t("group-delivery")),
        column(lang.t("group-price")),
        column(lang.t("group-payment")),
        column(lang.t("review-kind")),
        column(lang.t("review-due")),
    ];
    let rows = queue.rows.iter().map(|row| {
        let href = format!("/review/{}", row.id);
        let cells = ui::Row::new([
            html! { a href=(href) { (row.number) } },
            html! { (row.customer) br; small { (row.owner) } },
            html! { (row.gross.currency()) " " (row.gross.page()) },
            row.figures.delivery(lang),
            row.figures.price(),
            row.figures.payment(),
            html! {
                @if row.major { (ui::badge(Tone::Warn, lang.t("review-major"))) " " }
                @if row.special { (lang.t("review-special")) } @else { (lang.t("review-regular")) }
                @if row.moved { br; (ui::status(Tone::Warn, lang.t("review-figures-moved"))) }
                @if row.round > 1 { br; small { (lang.ta("review-round", &[("n", row.round.to_string())])) } }
            },
            html! {
                @match row.due_at {
                    Some(due) if row.late => { (ui::status(Tone::Bad, clock(due, zone))) }
                    Some(due) => { (ui::status(Tone::Quiet, clock(due, zone))) }
                    None => { "–" }
                }
                br; small { (lang.ta("review-waited", &[("span", span(lang, row.waited_minutes))])) }
            },
        ])
        .opens(href);
        if row.special {
            cells
        } else {
            cells.selects(row.id.to_string(), lang.ta("review-tick", &[("number", row.number.clone())]))
        }
    });
    let empty = ui::empty_state(lang.t("review-empty"), lang.t("review-empty-text"), html! {});
    ui::Table::new(lang.t("nav-review"), heads).rows(rows).empty(empty)
}
