//! One report: its words, its figures drawn, what is late, what is open, what was decided; and what was said about it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::chart::{self, Chart, Series, Stack};
use platform::web::ui::{self, Moment, Row, Table, Tile, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble};
use serde::Serialize;

use super::figures::Metric;
use super::plan_page::{figure_words, metric_word};
use super::read_report::{COMMENT, READ};
use super::report::{self, Comment, Report, ReportState};
use super::report_list::state_mark;
use super::report_paper;
use super::snapshot::{Snapshot, Thing};
use crate::ledger::duty_shown;
use crate::masters;
use crate::order::file_answer;
use crate::people::{self, Again};
use crate::shell::{self, Page};

#[derive(Serialize)]
pub struct Seen {
    pub report: Report,
    pub comments: Vec<Comment>,
    #[serde(skip)]
    pub zone: jiff::tz::TimeZone,
    #[serde(skip)]
    stands: Standing,
    #[serde(skip)]
    once: Id,
}

/// `GET /reports/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    Ok(ask.show(&seen, || drawn(&ask, &seen, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id).await?;
    Ok(drawn(ask, &seen, &again))
}

async fn look(app: &App, ask: &Ask, id: Id) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let report = report::fetch(tx, id)?;
            let stands = report::standing(tx, &who)?;
            Ok(Seen { comments: report::comments(tx, id)?, zone: people::zone(tx)?, once: tx.new_id(), report, stands })
        })
        .await?;
    Ok(seen)
}

/// `GET /reports/{id}/report.pdf`: drawn from what is kept, so that it says the same at every time.
pub async fn paper(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    let company = app.read(masters::company).await?.name;
    let made = seen.report.sent_at.ok_or(Trouble::Hidden)?;
    let figures = seen.report.figures.as_ref().ok_or(Trouble::Hidden)?;
    let content = report_paper::draw(ask.lang, &company, &seen, figures, made).map_err(Trouble::from)?;
    let name = format!("report-{}-{}.pdf", seen.report.from, seen.report.to);
    Ok(file_answer(&name, "application/pdf", content))
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (lang, r) = (ask.lang, &seen.report);
    let moment = |at| duty_shown::moment(&seen.zone, at);
    let facts = ui::facts([
        (lang.t("report-state"), state_mark(lang, r)),
        (lang.t("report-sent"), html! { @if let Some(at) = r.sent_at { (r.sent_name) " · " (moment(at)) } }),
        (lang.t("report-read"), html! { @if let Some(at) = r.read_at { (r.read_name) " · " (moment(at)) } }),
    ]);
    let head = html! { (facts) @for line in r.text.lines() { p { (line) } } };
    let pdf = html! {
        @if r.sent_at.is_some() { (ui::link_button("PDF", format!("{}/report.pdf", r.href())).icon("download").plain()) }
    };
    let body = html! {
        (ui::page_header(ask.ta("report-title-of", &[("span", r.span())]), "", html! { (pdf) " " (ui::clause("2.2.1d")) }))
        (again.head(ask))
        (ui::card("", html! {}, head))
        @match &r.figures {
            Some(figures) => { (told(lang, seen, figures)) },
            None => { (ui::card("", html! {}, ui::empty_state(lang.t("report-unwritten"), lang.t("report-unwritten-text"),
                html! { (ui::link_button(lang.t("nav-reports"), "/reports")) }))) },
        }
        (reading(lang, seen))
        @if r.state != ReportState::Due { (comments(lang, seen, again)) }
    };
    let page = Page::new(r.span(), "reports", body).crumb(lang.t("nav-reports"), "/reports");
    shell::page(ask, page.status(again.status))
}

fn reading(lang: Lang, seen: &Seen) -> Markup {
    html! {
        @if READ.offered(seen.report.state, &seen.stands) {
            form method="post" action={ (seen.report.href()) "/reading" } {
                (ui::form_token(seen.once))
                div.form-foot { (ui::primary(lang.t("step-report-read")).icon("check")) }
            }
        }
    }
}

fn comments(lang: Lang, seen: &Seen, again: &Again) -> Markup {
    let moments: Vec<Moment> = seen
        .comments
        .iter()
        .map(|comment| Moment {
            at: comment.at.to_string(),
            at_shown: duty_shown::moment(&seen.zone, comment.at),
            who: comment.by_name.clone(),
            what: html! { @for line in comment.text.lines() { p { (line) } } },
            tone: Tone::Active,
            clause: None,
            more: None,
        })
        .collect();
    let says = COMMENT.offered(seen.report.state, &seen.stands);
    html! {
        div id="comments" {
            (ui::card(lang.t("report-comments"), html! {}, html! {
                @if moments.is_empty() { (ui::empty_state(lang.t("report-no-comments"), "", html! {})) } @else { (ui::timeline(&moments)) }
                @if says {
                    form method="post" action={ (seen.report.href()) "/comments" } data-guard {
                        (ui::form_token(format!("{}-say", seen.once)))
                        (ui::textarea("text", lang.t("step-report-comment")).value(again.value("text")).error(again.error("text")).required())
                        div.form-foot { (ui::button(lang.t("step-report-comment"))) }
                    }
                }
            }))
        }
    }
}

fn told(lang: Lang, seen: &Seen, figures: &Snapshot) -> Markup {
    html! {
        (ui::tiles(&tiles(lang, figures)))
        (ui::card(lang.t("report-days"), html! {}, days(lang, figures)))
        (ui::card(lang.t("plan-everybody"), html! {}, people_table(lang, figures)))
        @for list in lists(figures) { (ui::card(lang.t(list.title), html! {}, things(lang, seen, &list))) }
    }
}

fn tiles(lang: Lang, figures: &Snapshot) -> Vec<Tile> {
    let tile = |metric: &Metric| {
        let (now, before) = (figures.department.of(*metric), figures.before.of(*metric));
        let before = figure_words(lang, *metric, before, figures.currency);
        let tile = Tile::new(metric_word(lang, *metric), figure_words(lang, *metric, now, figures.currency));
        // What stands open is of one instant: there is no "before" of it.
        if metric.at_most() { tile } else { tile.note(lang.ta("report-before", &[("n", before)])) }
    };
    Metric::ALL.iter().map(tile).collect()
}

fn days(lang: Lang, figures: &Snapshot) -> Markup {
    let (title, received, decided) = (lang.t("report-days"), lang.t("report-received"), lang.t("report-decided-n"));
    let shown = |n: i64| (f64::from(u32::try_from(n).unwrap_or(u32::MAX)), n.to_string());
    let stacks: Vec<Stack> = figures
        .days
        .iter()
        .map(|day| Stack {
            label: format!("{}/{}", day.day.month(), day.day.day()),
            values: vec![shown(day.received), shown(day.decided)],
        })
        .collect();
    let series = [Series { name: received, tone: Tone::Active }, Series { name: decided, tone: Tone::Good }];
    let heads = (lang.t("ledger-day"), lang.t("ledger-number"));
    let chart =
        Chart { id: "report-days", title: &title, finding: &finding(lang, figures), heads: (&heads.0, &heads.1) };
    chart::stacked(&chart, &series, &stacks)
}

pub fn finding(lang: Lang, figures: &Snapshot) -> String {
    let sum = |part: fn(&super::snapshot::DayCount) -> i64| -> i64 { figures.days.iter().map(part).sum() };
    lang.ta(
        "report-days-finding",
        &[("received", sum(|day| day.received).to_string()), ("decided", sum(|day| day.decided).to_string())],
    )
}

fn people_table(lang: Lang, figures: &Snapshot) -> Markup {
    let heads = std::iter::once(column(lang.t("role-specialist")))
        .chain(Metric::ALL.iter().map(|metric| column(metric_word(lang, *metric)).number()));
    let rows = figures.people.iter().map(|person| {
        let cells = Metric::ALL
            .iter()
            .map(|metric| html! { (figure_words(lang, *metric, person.figures.of(*metric), figures.currency)) });
        Row::new(std::iter::once(html! { (person.name) }).chain(cells))
    });
    let empty = ui::empty_state(lang.t("board-nobody"), "", html! {});
    html! { (Table::new(lang.t("plan-everybody"), heads).rows(rows).empty(empty)) }
}

/// A list of the report, with how its kinds and moments are called.
pub struct List<'a> {
    pub title: &'static str,
    pub kind: &'static str,
    pub when: &'static str,
    pub empty: &'static str,
    pub rows: &'a [Thing],
}

pub fn lists(figures: &Snapshot) -> [List<'_>; 4] {
    [
        List {
            title: "report-late",
            kind: "duty-",
            when: "problem-due",
            empty: "report-late-none",
            rows: &figures.late,
        },
        List {
            title: "report-problems",
            kind: "problem-severity-",
            when: "problem-due",
            empty: "problem-none",
            rows: &figures.problems,
        },
        List {
            title: "report-solved",
            kind: "problem-severity-",
            when: "problem-resolved-at",
            empty: "report-solved-none",
            rows: &figures.solved,
        },
        List {
            title: "report-decided",
            kind: "verdict-",
            when: "report-decided-at",
            empty: "report-decided-none",
            rows: &figures.decided,
        },
    ]
}

pub fn kind_word(lang: Lang, list: &List<'_>, thing: &Thing) -> String {
    lang.t(&format!("{}{}", list.kind, thing.kind.replace('_', "-")))
}

pub fn owner_word(lang: Lang, thing: &Thing) -> String {
    match (thing.owner.as_str(), thing.role) {
        ("", Some(role)) => lang.t(&format!("role-{}", role.code())),
        (name, _) => name.to_string(),
    }
}

fn things(lang: Lang, seen: &Seen, list: &List<'_>) -> Markup {
    let heads = [
        column(lang.t("report-what")),
        column(lang.t("report-kind")),
        column(lang.t("problem-owner")),
        column(lang.t(list.when)),
    ];
    let rows = list.rows.iter().map(|thing| {
        Row::new([
            html! { a href=(thing.href) { (thing.name) } @if !thing.text.is_empty() { br; small { (thing.text) } } },
            html! { (kind_word(lang, list, thing)) },
            html! { (owner_word(lang, thing)) },
            html! { (duty_shown::moment(&seen.zone, thing.at)) },
        ])
        .opens(thing.href.clone())
    });
    let empty = ui::empty_state(lang.t(list.empty), "", html! {});
    html! { (Table::new(lang.t(list.title), heads).rows(rows).empty(empty)) }
}
