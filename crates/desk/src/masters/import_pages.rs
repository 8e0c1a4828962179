//! The pages of the import: bring a file, see what it would do, take it over, see what came of it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use papers::sheet_out::marked_copy;
use platform::act::{App, OnceKey};
use platform::db::Fault;
use platform::ids::Id;
use platform::limits::{FILE_BYTES, IMPORT_ROWS};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tile, Tone, column};
use platform::web::{Ask, Body, Failure, May, Routes, Upload};
use platform::who::{Person, Role};
use serde::Deserialize;

use super::import::{CellError, ImportReport, Kind, Run, Take, checked, commit, recent, run};
use super::price::proposal;
use super::shown;
use super::steps::ImportState;
use crate::shell::{self, Page};

/// Errors shown on the page; all of them are in the marked copy.
const ERRORS_SHOWN: usize = 200;
const RUNS_SHOWN: i64 = 30;
/// A file that takes longer is followed on its page.
const PATIENCE: Duration = Duration::from_millis(1_500);

pub fn routes() -> Routes {
    let may = May::Roles(&[Role::Manager, Role::Finance, Role::Production, Role::Purchasing]);
    Routes::default()
        .get("/imports", may, list)
        .post("/imports", may, upload)
        .get("/imports/{id}", may, show)
        .get("/imports/{id}/marked", may, marked)
        .post("/imports/{id}/taking-over", may, take_over)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
}

async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    front(&app, &ask, &asked.kind, &Fields::none()).await
}

async fn upload(State(app): State<App>, ask: Ask, upload: Upload) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let kind = Kind::from_code(upload.field("kind"));
    match receive(&app, &who, &upload).await {
        Ok(run) => Ok(ask.see(&format!("/imports/{}", run.id), &run)),
        Err(Trouble::Invalid(fields)) if !ask.json => front(&app, &ask, kind.map_or("", Kind::code), &fields).await,
        Err(trouble) => Err(trouble.into()),
    }
}

/// Keeps the file and says at once where it cannot be read at all.
async fn receive(app: &App, who: &Person, upload: &Upload) -> Result<Run, Trouble> {
    let kind = Kind::from_code(upload.field("kind"))
        .ok_or_else(|| Trouble::invalid("kind", Say::new("masters-bad-missing")))?;
    let file = upload.file("file").ok_or_else(|| Trouble::invalid("file", Say::new("masters-bad-missing")))?;
    if !kind.open_to(who) {
        return Err(kind.step().forbidden());
    }
    checked(app, who, kind, Arc::new(file.content.clone()), &file.name).await?;
    let (files, content) = (app.0.files.clone(), file.content.clone());
    let stored = tokio::task::spawn_blocking(move || files.keep(&content))
        .await
        .map_err(|e| Fault::other("keep a file", e))??;
    let token = upload.field("_once");
    let once = (!token.is_empty()).then(|| OnceKey { key: token.to_string(), digest: stored.sha256.clone() });
    app.perform_once(who, once, Take { kind, stored, file_name: file.name.clone() }).await
}

async fn front(app: &App, ask: &Ask, kind: &str, wrong: &Fields) -> Result<Response, Failure> {
    let who = ask.who()?;
    let runs = app.read(|tx| recent(tx, RUNS_SHOWN)).await?;
    let seen: Vec<&Run> = runs.iter().filter(|run| run.kind.open_to(who)).collect();
    let title = ask.t("masters-imports");
    let summary: Vec<(String, String)> = wrong.0.iter().map(|(f, say)| (f.clone(), say.text(ask.lang))).collect();
    let body = html! {
        (ui::page_header(&title, ask.t("masters-imports-lead"), html! {}))
        (ui::error_summary(ask.lang, &summary))
        (ui::card(ask.t("masters-import-new"), html! {}, upload_form(app, ask, who, kind, wrong)))
        (ui::card(ask.t("masters-import-runs"), html! {}, runs_table(app, ask, &seen)))
    };
    let status = if wrong.0.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(shell::page(ask, Page::new(title, "products", body).status(status)))
}

fn upload_form(app: &App, ask: &Ask, who: &Person, kind: &str, wrong: &Fields) -> Markup {
    let error = |field: &str| wrong.of(field).map(|say| say.text(ask.lang));
    let open: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.open_to(who)).collect();
    let kinds = open.iter().map(|kind| (kind.code(), ask.t(&format!("masters-kind-{kind}"))));
    let limits = [("mib", (FILE_BYTES.value / 1_048_576).to_string()), ("rows", IMPORT_ROWS.value.to_string())];
    let first = open.first().map_or("", |kind| kind.code());
    html! {
        form method="post" action="/imports" enctype="multipart/form-data" {
            (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
            div.fields {
                (ui::select("kind", ask.t("masters-import-kind"), kinds).value(if kind.is_empty() { first } else { kind })
                    .required().error(error("kind")))
                (ui::file("file", ask.t("masters-import-file")).required().attr("accept", ".csv,.txt,.tsv,.xlsx,.xlsm")
                    .hint(Some(ask.ta("masters-import-limits", &limits))).error(error("file")))
            }
            div.form-foot { (ui::primary(ask.t("masters-import-check")).icon("upload")) }
        }
    }
}

fn runs_table(app: &App, ask: &Ask, runs: &[&Run]) -> Markup {
    let zone = app.config().zone();
    let heads = [
        column(ask.t("masters-import-file")),
        column(ask.t("masters-import-kind")),
        column(ask.t("masters-import-at")),
        column(ask.t("masters-import-by")),
        column(ask.t("masters-state")),
        column(ask.t("masters-rows-added")).number(),
        column(ask.t("masters-rows-changed")).number(),
        column(ask.t("masters-rows-same")).number(),
        column(ask.t("masters-rows-bad")).number(),
    ];
    let rows = runs.iter().map(|run| {
        let href = format!("/imports/{}", run.id);
        ui::Row::new([
            html! { a href=(href) { (run.file_name) } },
            html! { (ask.t(&format!("masters-kind-{}", run.kind))) },
            html! { (shown::clock(run.at, &zone)) },
            html! { (run.by_name) },
            state(ask, run),
            html! { (run.added) },
            html! { (run.changed) },
            html! { (run.same) },
            html! { (run.bad) },
        ])
        .opens(href)
    });
    let none = ui::empty_state(ask.t("masters-imports-none"), ask.t("masters-imports-none-text"), html! {});
    html! { (ui::Table::new(ask.t("masters-import-runs"), heads).dense(true).rows(rows).empty(none)) }
}

fn state(ask: &Ask, run: &Run) -> Markup {
    let tone = match run.state {
        ImportState::New | ImportState::Checked => Tone::Quiet,
        ImportState::Running => Tone::Active,
        ImportState::Done => Tone::Good,
    };
    ui::status(tone, ask.t(&format!("masters-import-{}", run.state)))
}

/// A run its reader may open, with its file checked against what is known now.
async fn opened(app: &App, who: &Person, id: Id) -> Result<(Run, Vec<u8>), Trouble> {
    let files = app.0.files.clone();
    let (run, content) = app
        .read(move |tx| {
            let run = run(tx, id)?.ok_or(Trouble::Hidden)?;
            let content = files.read(&run.sha256)?;
            Ok((run, content))
        })
        .await?;
    if run.kind.open_to(who) { Ok((run, content)) } else { Err(Trouble::Hidden) }
}

async fn show(State(app): State<App>, ask: Ask, Path(id): Path<String>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let (run, content) = opened(&app, &who, shown::id_of(&id)?).await?;
    let report = checked(&app, &who, run.kind, Arc::new(content), &run.file_name).await?;
    let (id, done) = (run.id, run.state == ImportState::Done);
    let proposed = done && app.read(move |tx| proposal::one(tx, id)).await?.is_some();
    if ask.json {
        return Ok(ask.see("", &report));
    }
    let title = ask.ta("masters-import-title", &[("file", run.file_name.clone())]);
    let body = html! {
        (ui::page_header(&title, state(&ask, &run), html! {}))
        @match run.state {
            ImportState::Running => (running(&ask, &run)),
            ImportState::Done => (figures(&ask, (run.added, run.changed, run.same, run.bad))),
            ImportState::New | ImportState::Checked => (figures(&ask, (report.added, report.changed, report.same, report.bad))),
        }
        (advice(&ask, &report))
        (of_prices(&ask, &run, proposed, report.prices))
        @if run.state != ImportState::Done { (take_over_form(&app, &ask, &run, &report)) }
        (errors(&ask, &run, &report))
    };
    let page = Page::new(title, "products", body).crumb(ask.t("masters-imports"), "/imports");
    Ok(shell::page(&ask, page))
}

fn figures(ask: &Ask, (added, changed, same, bad): (i64, i64, i64, i64)) -> Markup {
    let bad_tone = if bad > 0 { Tone::Bad } else { Tone::Quiet };
    ui::tiles(&[
        Tile::new(ask.t("masters-rows-added"), added).tone(Tone::Good),
        Tile::new(ask.t("masters-rows-changed"), changed).tone(Tone::Active),
        Tile::new(ask.t("masters-rows-same"), same),
        Tile::new(ask.t("masters-rows-bad"), bad).tone(bad_tone),
    ])
}

/// Prices wait for the second person: how many there would be, and the proposal where it was made.
fn of_prices(ask: &Ask, run: &Run, proposed: bool, prices: i64) -> Markup {
    html! {
        @if proposed {
            p { a href={ "/price-proposals/" (run.id) } { (ask.t("prices-see-proposal")) } }
        } @else if prices > 0 && run.state != ImportState::Done {
            (ui::alert(Tone::Active, ask.ta("prices-of-import", &[("n", prices.to_string())]), html! { (ui::clause("3.2.3b")) }))
        }
    }
}

/// How far it is; asks again by itself where script runs, by a link where not.
fn running(ask: &Ask, run: &Run) -> Markup {
    let here = format!("/imports/{}", run.id);
    let counts = [("n", run.rows_done.to_string()), ("of", run.rows_total.to_string())];
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    html! {
        div id="import-progress" hx-get=(here) hx-trigger="load delay:1s" hx-select="main" hx-target="main" hx-swap="outerHTML" {
            (ui::progress(ask.t("masters-import-running"), whole(run.rows_done), whole(run.rows_total), ask.ta("masters-rows-of", &counts)))
            p { a href=(here) { (ask.t("masters-refresh")) } }
        }
    }
}

fn advice(ask: &Ask, report: &ImportReport) -> Markup {
    html! {
        @if !report.ignored.is_empty() {
            (ui::alert(Tone::Warn, ask.t("masters-ignored"), html! { p { (report.ignored.join("、")) } }))
        }
    }
}

fn take_over_form(app: &App, ask: &Ask, run: &Run, report: &ImportReport) -> Markup {
    let good = report.added + report.changed + report.same;
    let label = ask.ta("masters-import-take-over", &[("n", good.to_string())]);
    let key = if run.state == ImportState::Running { "masters-import-go-on" } else { "masters-import-nothing-yet" };
    let none = (good == 0).then(|| ui::Reason::new(ask.t("masters-rule-rows"), Some("1.3.1")));
    html! {
        form method="post" action={ "/imports/" (run.id) "/taking-over" } {
            (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
            p { (ask.t(key)) @if report.bad > 0 { " " (ask.ta("masters-import-left-out", &[("n", report.bad.to_string())])) } }
            div.form-foot { (ui::primary(label).reasons("import-why", none.into_iter().collect())) }
        }
    }
}

fn errors(ask: &Ask, run: &Run, report: &ImportReport) -> Markup {
    if report.errors.is_empty() {
        return html! {};
    }
    let heads = [
        column(ask.t("masters-error-row")).number(),
        column(ask.t("masters-error-column")),
        column(ask.t("masters-error-value")),
        column(ask.t("masters-error-why")),
    ];
    let rows = report.errors.iter().take(ERRORS_SHOWN).map(|error| {
        ui::Row::new([
            html! { (error.row) },
            html! { (column_name(error)) },
            html! { (error.value.chars().take(80).collect::<String>()) },
            html! { (error.say.text(ask.lang)) },
        ])
    });
    let more = report.errors.len().saturating_sub(ERRORS_SHOWN);
    let download =
        ui::link_button(ask.t("masters-import-marked"), format!("/imports/{}/marked", run.id)).icon("download");
    ui::card(
        ask.t("masters-errors"),
        html! { (download) },
        html! {
            (ui::Table::new(ask.t("masters-errors"), heads).dense(true).rows(rows))
            @if more > 0 { p { (ask.ta("masters-errors-more", &[("n", more.to_string())])) } }
        },
    )
}

/// `F list_price`: the letter that a spreadsheet shows, and the head.
fn column_name(error: &CellError) -> String {
    let mut at = error.column.max(0) + 1;
    let mut letters = String::new();
    while at > 0 {
        at -= 1;
        letters.insert(0, char::from(b'A' + (at % 26) as u8));
        at /= 26;
    }
    format!("{letters} {}", error.head)
}

async fn marked(State(app): State<App>, ask: Ask, Path(id): Path<String>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let (run, content) = opened(&app, &who, shown::id_of(&id)?).await?;
    let content = Arc::new(content);
    let report = checked(&app, &who, run.kind, content.clone(), &run.file_name).await?;
    let lang = ask.lang;
    let book = tokio::task::spawn_blocking(move || {
        let place = |n: i64| usize::try_from(n).unwrap_or(0);
        let marks: Vec<(usize, usize, String)> =
            report.errors.iter().map(|e| (place(e.row), place(e.column), e.say.text(lang))).collect();
        marked_copy(&content, &marks)
    });
    let book = book.await.map_err(|e| Fault::other("mark a copy", e))?.map_err(|e| Fault::other("mark a copy", e))?;
    let stem = run.file_name.rsplit_once('.').map_or(run.file_name.as_str(), |(stem, _)| stem);
    let name = percent_encoding::utf8_percent_encode(stem, percent_encoding::NON_ALPHANUMERIC);
    let disposition = format!("attachment; filename=\"marked.xlsx\"; filename*=UTF-8''{name}-marked.xlsx");
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let disposition = HeaderValue::from_str(&disposition).map_err(|e| Fault::other("mark a copy", e))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], book)
        .into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Nothing {}

/// Runs beside the request: whoever closes the page does not stop half of a file.
async fn take_over(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    _body: Body<Nothing>,
) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let id = shown::id_of(&id)?;
    opened(&app, &who, id).await?;
    let (working, worker) = (app.clone(), who.clone());
    let mut work = tokio::spawn(async move {
        let done = commit(&working, &worker, id).await;
        if let Err(trouble) = &done {
            tracing::warn!(import = %id, ?trouble, "an import stopped");
        }
        done
    });
    let here = format!("/imports/{id}");
    match tokio::time::timeout(PATIENCE, &mut work).await {
        Ok(done) => {
            let report = done.map_err(|e| Fault::other("import", e))??;
            Ok(ask.see(&here, &report))
        }
        Err(_) => {
            let run = app.read(move |tx| run(tx, id)?.ok_or(Trouble::Hidden)).await?;
            Ok(ask.see(&here, &run))
        }
    }
}
