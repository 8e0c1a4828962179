//! The form that reports a problem; from an order's page it knows the order.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use platform::act::App;
use platform::web::ui::{self, Choice};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem::DEPARTMENTS;
use super::problem_list::{department_choices, severity_choices};
use crate::order;
use crate::people::{self, Again, setting};
use crate::shell::{self, Page};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub order: Option<Id>,
    pub line: String,
    /// Whose it probably is; anything else than a department: production's.
    pub department: String,
    /// What it is about, the number of a work order say: the title begins with it.
    pub subject: String,
}

/// `GET /problems/new`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let about = asked.order;
    let number = app
        .read(move |tx| match about {
            Some(id) => Ok(order::fetch(tx, &who, id)?.number),
            None => Ok(String::new()),
        })
        .await?;
    let department = Role::from_code(&asked.department).filter(|role| DEPARTMENTS.contains(role));
    let start = json!({"order": number, "line": asked.line, "title": asked.subject, "severity": "serious",
        "department": department.unwrap_or(Role::Production)});
    again(&app, &ask, Again::of(start)).await
}

/// The form once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    let (owners, times, once) = app.read(|tx| Ok((owner_choices(tx)?, setting::times(tx)?, tx.new_id()))).await?;
    let lang = ask.lang;
    let nobody = Choice::new("", lang.t("problem-owner-queue"));
    let owners: Vec<Choice> = std::iter::once(nobody).chain(owners).collect();
    let form = html! {
        form method="post" action="/problems" enctype="multipart/form-data" data-guard {
            (ui::form_token(once))
            (ui::text("title", lang.t("problem-what")).value(again.value("title")).error(again.error("title")).required())
            (ui::textarea("story", lang.t("problem-story")).value(again.value("story")).error(again.error("story")))
            (ui::file("photo", lang.t("photo")).attr("accept", order::PHOTO_KINDS).error(again.error("photo"))
                .hint((again.status != StatusCode::OK).then(|| lang.t("photo-again"))))
            (ui::hidden("work", again.value("work")))
            div.fields {
                (ui::text("order", lang.t("problem-order")).value(again.value("order")).error(again.error("order"))
                    .hint(Some(lang.t("problem-order-hint"))))
                (ui::number("line", lang.t("problem-line")).value(again.value("line")).error(again.error("line")))
                (ui::select("severity", lang.t("problem-severity"), severity_choices(lang, &times)).value(again.value("severity"))
                    .error(again.error("severity")).required())
            }
            div.fields {
                (ui::select("department", lang.t("problem-department"), department_choices(lang)).value(again.value("department"))
                    .error(again.error("department")).required())
                (ui::select("owner", lang.t("problem-owner"), owners).value(again.value("owner")).error(again.error("owner")))
                (ui::datetime("due", lang.t("problem-due")).value(again.value("due")).error(again.error("due"))
                    .hint(Some(lang.t("problem-due-hint"))))
            }
            div.form-foot { (ui::primary(lang.t("problem-new-do"))) (ui::link_button(lang.t("problem-title"), "/problems")) }
        }
    };
    let body = html! {
        (ui::page_header(lang.t("problem-new"), lang.t("problem-new-lead"), html! { (ui::clause("2.2.2d")) }))
        (again.head(ask))
        (ui::card("", html! {}, form))
    };
    let page = Page::new(lang.t("problem-new"), "problems", body).crumb(lang.t("nav-problems"), "/problems");
    Ok(shell::page(ask, page.status(again.status)))
}

/// Everybody who may own a problem, with his department.
pub fn owner_choices(tx: &mut Tx) -> platform::act::Outcome<Vec<Choice>> {
    let mut choices = Vec::new();
    for role in DEPARTMENTS {
        choices.extend(
            people::persons_with(tx, *role)?.into_iter().map(|member| Choice::new(member.id.to_string(), member.name)),
        );
    }
    choices.dedup_by(|a, b| a.value == b.value);
    Ok(choices)
}
