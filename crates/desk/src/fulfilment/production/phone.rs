//! 4.1.3: the page behind the job card's QR code, for a thumb: the next operation, how many, report. Four taps at the most:
//! the scan opens it with everything filled in.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::web::ui::{self, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble};
use serde::Deserialize;

use super::steps::REPORT;
use super::work::{self, Work};
use super::work_page::{problem_address, state_mark};
use crate::order::{self, LineSaid};
use crate::people::Again;
use crate::shell::{self, Page};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was just reported.
    told: String,
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
    Ok(ask.show(&seen.work, || drawn(&ask, &seen, &Again::blank(), &asked.told)))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id).await?;
    Ok(drawn(ask, &seen, &again, ""))
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

fn drawn(ask: &Ask, seen: &Seen, again: &Again, told: &str) -> Response {
    let w = &seen.work;
    let goods = seen.line.as_ref().map_or("", |line| line.goods.as_str());
    let body = html! {
        (ui::page_header(&w.number, goods, html! {}))
        (again.head(ask))
        @if !told.is_empty() { (ui::alert(Tone::Good, ask.ta("work-phone-told", &[("n", told.to_string())]), html! {})) }
        (ui::card(ask.t("step-work-report"), ui::clause("4.1.3"), html! {
            p { (state_mark(ask, w.state)) " · " (w.good.page()) " / " (w.quantity.page()) }
            @if seen.may { (form(ask, seen, again)) } @else { p { (ask.t("work-phone-closed")) } }
            @if let Some(line) = &seen.line {
                (ui::link_button(ask.t("work-problem"), problem_address(line, w)))
            }
            (ui::link_button(ask.t("work-open"), w.href()))
        }))
    };
    let page = Page::new(w.number.clone(), "production", body).crumb(ask.t("nav-production"), "/production");
    shell::page(ask, page.status(again.status))
}

fn form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let w = &seen.work;
    let next = w.next_step();
    let steps = w.steps.iter().map(|step| Choice::new(step.no.to_string(), format!("{} {}", step.no, step.name)));
    let typed = |name: &str, first: String| if again.value(name).is_empty() { first } else { again.value(name) };
    let no = typed("no", next.map_or(String::new(), |step| step.no.to_string()));
    let good = typed("good", next.map_or(String::new(), |step| w.open_of(step.no).min(w.arrived(step.no)).to_string()));
    html! {
        form.thumb method="post" action={ "/production/" (w.id) "/reports" } {
            (ui::form_token(seen.once)) (ui::hidden("via", "phone")) (ui::hidden("lock", w.lock))
            (ui::select("no", ask.t("work-operation"), steps).value(no).required().error(again.error("no")))
            (ui::number("good", ask.t("work-good")).value(good).error(again.error("good")))
            (ui::number("scrap", ask.t("work-scrap")).value(again.value("scrap")).error(again.error("scrap")))
            (ui::text("remark", ask.t("work-remark")).value(again.value("remark")).error(again.error("remark")))
            div.form-foot { (ui::primary(ask.t("step-work-report"))) }
        }
    }
}
