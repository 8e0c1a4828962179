//! 4.1.3: the page behind the job card's QR code, for a thumb: the next operation, how many, a photo, done. Four taps at
//! the most: the scan opens it with everything filled in, and big keys write the number that was touched last. Without
//! script the same fields are filled with the telephone's own keyboard.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::quantity::Quantity;
use platform::web::assets::asset_url;
use platform::web::ui::{self, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble};
use serde::Deserialize;

use super::steps::REPORT;
use super::work::{self, Work};
use super::work_page::{photo_field, problem_address, state_mark};
use crate::order::{self, LineSaid};
use crate::people::Again;
use crate::shell::{self, Page};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was just reported.
    good: String,
    scrap: String,
    /// The problem that was just reported.
    problem: Option<Id>,
}

struct Seen {
    work: Work,
    line: Option<LineSaid>,
    may: bool,
    once: Id,
}

/// `GET /w/{id}`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    Ok(ask.show(&seen.work, || drawn(&ask, &seen, &Again::blank(), &asked)))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id).await?;
    Ok(drawn(ask, &seen, &again, &Asked::default()))
}

async fn look(app: &App, ask: &Ask, id: Id) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    let once = app.0.ids.new_id(app.0.clock.now());
    let seen = app
        .read(move |tx| {
            let work = work::fetch(tx, id)?;
            let line = order::lines_said(tx, &[work.line])?.remove(&work.line);
            Ok::<_, Trouble>(Seen { may: REPORT.offered(work.state, &work::standing(&who)), line, work, once })
        })
        .await?;
    Ok(seen)
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again, asked: &Asked) -> Response {
    let w = &seen.work;
    let goods = seen.line.as_ref().map_or("", |line| line.goods.as_str());
    let body = html! {
        (ui::page_header(&w.number, goods, html! {}))
        (again.head(ask))
        (told(ask, asked))
        (ui::card(ask.t("step-work-report"), ui::clause("4.1.3"), html! {
            p { (state_mark(ask, w.state)) " · " (w.good.page()) " / " (w.quantity.page()) }
            @if seen.may { (form(ask, seen, again)) } @else { p { (ask.t("work-phone-closed")) } }
        }))
        @if let Some(line) = &seen.line { (problem(ask, seen, line)) }
        p { (ui::link_button(ask.t("work-open"), w.href())) }
        script src=(asset_url("js/pad.js")) defer {}
    };
    // No way up: what counts stands on the first screen of a telephone.
    shell::page(ask, Page::new(w.number.clone(), "production", body).status(again.status))
}

/// What the press before this page did.
fn told(ask: &Ask, asked: &Asked) -> Markup {
    let read = |text: &str| Quantity::parse_lenient(text).unwrap_or_default();
    let (good, scrap) = (read(&asked.good), read(&asked.scrap));
    html! {
        @if good.is_positive() || scrap.is_positive() {
            (ui::alert(Tone::Good, ask.ta("work-phone-told", &[("good", good.page()), ("scrap", scrap.page())]), html! {}))
        }
        @if let Some(id) = asked.problem {
            (ui::alert(Tone::Good, ask.t("work-phone-problem-told"), html! {
                p { a href={ "/problems/" (id) } { (ask.t("work-phone-problem-open")) } }
            }))
        }
    }
}

fn form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let next = w.next_step();
    let steps = w.steps.iter().map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name)));
    let no = again.or("no", next.map_or(String::new(), |step| step.no.to_string()));
    let good =
        again.or("good", next.map_or(String::new(), |step| w.open_of(step.no).min(w.arrived(step.no)).to_string()));
    html! {
        form.thumb method="post" enctype="multipart/form-data" action={ "/production/" (w.id) "/reports" } {
            (ui::form_token(seen.once)) (ui::hidden("via", "phone")) (ui::hidden("lock", w.lock))
            (ui::select("no", ask.t("work-operation"), steps).value(no).label_hidden().error(again.error("no")))
            div.counts {
                (ui::number("good", ask.t("work-good")).value(good).error(again.error("good")))
                (ui::number("scrap", ask.t("work-scrap")).value(again.value("scrap")).error(again.error("scrap")))
            }
            (pad(ask))
            (photo_field(ask, again, "report-photo"))
            div.form-foot { (ui::primary(ask.t("step-work-report"))) }
            (ui::text("remark", ask.t("work-remark")).value(again.value("remark")).error(again.error("remark")))
        }
    }
}

/// Digits for a thumb; `assets/js/pad.js` writes them.
fn pad(ask: &Ask) -> Markup {
    let keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"];
    html! {
        div.pad.needs-script role="group" aria-label=(ask.t("work-phone-keys")) data-pad-for="good scrap" {
            @for key in keys { (ui::button(key).plain().attr("data-digit", key)) }
            (ui::button("⌫").plain().attr("data-digit", "back").attr("aria-label", ask.t("work-phone-back")))
        }
    }
}

/// What stops people at a machine; the rest is said in words.
const KINDS: [&str; 5] = ["material", "machine", "quality", "drawing", "other"];

/// Something is wrong: what, a photo, done. The same act as the form of the desk, so it is refused there.
fn problem(ask: &Ask, seen: &Seen, line: &LineSaid) -> Markup {
    let w = &seen.work;
    let kinds = KINDS.map(|kind| {
        let word = ask.t(&format!("work-phone-kind-{kind}"));
        Choice::new(format!("{} {word}", w.number), word)
    });
    ui::card(
        ask.t("work-problem"),
        ui::clause("4.1.3"),
        html! {
            details.thumb {
                summary.btn { (ask.t("work-problem")) }
                form method="post" enctype="multipart/form-data" action="/problems" {
                    (ui::form_token(format!("{}-problem", seen.once))) (ui::hidden("work", w.id))
                    (ui::hidden("order", &line.number)) (ui::hidden("line", line.no))
                    (ui::hidden("department", "production")) (ui::hidden("severity", "serious"))
                    (ui::radios("title", ask.t("work-phone-what"), kinds).required())
                    (photo_field(ask, &Again::blank(), "problem-photo"))
                    div.form-foot { (ui::primary(ask.t("work-problem"))) }
                    (ui::text("story", ask.t("work-remark")))
                }
                (ui::link_button(ask.t("work-phone-problem-more"), problem_address(line, w)).ghost())
            }
        },
    )
}
