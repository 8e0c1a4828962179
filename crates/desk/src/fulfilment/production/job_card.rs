//! 4.1.2: the job card that goes with the work: what, how many, which operations, and the code that opens the report page
//! on a phone.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use papers::pdf::{Brief, Lang as PaperLang, Piece, Section, coded_brief};
use platform::act::App;
use platform::i18n::Lang;
use platform::web::{Ask, Failure};
use platform::{Fault, Id, Trouble};

use super::work::{self, Work};
use crate::fulfilment::book::{self, Task};
use crate::masters::{self, WorkCentre};
use crate::order::{self, LineSaid};
use crate::people;

struct Printed {
    work: Work,
    line: Option<LineSaid>,
    tasks: Vec<Task>,
    centres: Vec<WorkCentre>,
    company: String,
    made_at: platform::day::Instant,
    zone: jiff::tz::TimeZone,
}

/// `GET /production/{id}/card.pdf`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    ask.who()?;
    let printed = app
        .read(move |tx| {
            let work = work::fetch(tx, id)?;
            let tasks = book::tasks(tx, &[id])?;
            let centres: Vec<Id> =
                work.steps.iter().filter_map(|step| step.centre).chain(tasks.iter().map(|task| task.centre)).collect();
            Ok::<_, Trouble>(Printed {
                line: order::lines_said(tx, &[work.line])?.remove(&work.line),
                centres: masters::centres(tx, &centres)?,
                company: masters::company(tx)?.name,
                made_at: tx.now(),
                zone: people::zone(tx)?,
                tasks,
                work,
            })
        })
        .await?;
    let pdf = draw(ask.lang, &printed, &app.config().public_url)?;
    let mut response = pdf.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let name = format!("inline; filename=\"{}.pdf\"", printed.work.number);
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

fn draw(lang: Lang, p: &Printed, site: &str) -> Result<Vec<u8>, Trouble> {
    let w = &p.work;
    let day = |day: Option<platform::day::Day>| day.map_or("–".to_string(), |day| day.to_string());
    let line = p.line.as_ref();
    let pairs = vec![
        (lang.t("work-order"), line.map_or(String::new(), |l| format!("{} · {}", l.number, l.no))),
        (lang.t("work-customer"), line.map_or(String::new(), |l| l.customer.clone())),
        (lang.t("work-goods"), line.map_or(String::new(), |l| l.goods.clone())),
        (lang.t("work-quantity"), format!("{} {}", w.quantity.page(), line.map_or("", |l| l.unit.as_str()))),
        (lang.t("work-plan"), format!("{} – {}", day(w.begin_on), day(w.end_on))),
        (lang.t("work-wanted"), day(w.wanted_on)),
    ];
    let centre = |id: Option<Id>| {
        p.centres.iter().find(|c| Some(c.id) == id).map_or("–".to_string(), |c| format!("{} {}", c.code, c.name))
    };
    let operations = w.steps.iter().map(|step| {
        vec![
            format!("{} {}", step.no, step.name).trim().to_string(),
            centre(step.centre),
            w.minutes_left(step).to_string(),
            String::new(),
            String::new(),
            String::new(),
        ]
    });
    let heads = ["work-operation", "plant-centre", "plant-minutes", "work-good", "work-scrap", "work-sign"];
    let tasks = p.tasks.iter().map(|task| {
        vec![task.day.to_string(), task.no.to_string(), centre(Some(task.centre)), task.minutes.to_string()]
    });
    let task_heads = ["work-day", "plant-operation", "plant-centre", "plant-minutes"];
    let worded = |keys: &[&str]| keys.iter().map(|key| lang.t(key)).collect::<Vec<_>>();
    let paper = Brief {
        lang: match lang {
            Lang::Hant => PaperLang::Hant,
            Lang::Hans => PaperLang::Hans,
            Lang::En => PaperLang::En,
        },
        company: p.company.clone(),
        title: format!("{} {}", lang.t("work-card"), w.number),
        notes: vec![people::shown(p.made_at, &p.zone)],
        made_at: p.made_at.to_timestamp(),
        sections: vec![
            Section { heading: lang.t("work-what"), parts: vec![Piece::Pairs(pairs)] },
            Section {
                heading: lang.t("work-operations"),
                parts: vec![Piece::Rows { heads: worded(&heads), rows: operations.collect() }],
            },
            Section {
                heading: lang.t("work-tasks"),
                parts: vec![Piece::Rows { heads: worded(&task_heads), rows: tasks.collect() }],
            },
        ],
    };
    let address = format!("{site}/w/{}", w.id);
    let card = coded_brief(&paper, &address, &w.number).map_err(|e| Fault::other("job card", e))?;
    Ok(card)
}
