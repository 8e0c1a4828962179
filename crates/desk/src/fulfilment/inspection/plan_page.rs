//! `/inspection-plans`: what quality looks at, by product and kind; one plan with its history, and the form.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::history::{self, Written};
use platform::step::Standing;
use platform::web::ui::{self, Choice, Moment, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::page::sample_words;
use super::plan::{InspectionKind, ONE_PLAN, PLANS, Plan, Sample, read};
use super::set_plan::{PlanState, SET};
use crate::masters;
use crate::people::{self, Again};
use crate::shell::{self, Page, step_key};

const ROWS: i64 = 50;
/// Empty rows of the form beside those that are filled.
const BLANKS: usize = 3;
const HISTORY: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The id of the last row seen.
    after: String,
}

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    plan: Plan,
    sku: String,
}

/// `GET /inspection-plans`
pub async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    listed(&app, &ask, asked, Again::blank()).await
}

/// The list with its form once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    listed(app, ask, Asked::default(), again).await
}

async fn listed(app: &App, ask: &Ask, asked: Asked, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let (mut rows, once) = app.read(move |tx| Ok((found(tx, &asked.after)?, tx.new_id()))).await?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|last| format!("/inspection-plans?after={}", last.plan.id));
    let stands = Standing { roles: who.roles, ..Standing::default() };
    Ok(ask.show(&json!({ "rows": rows, "after": next }), || {
        let body = html! {
            (ui::page_header(ask.t("inspection-plans"), ask.t("inspection-plans-lead"), html! {}))
            (again.head(ask))
            (ui::card("", ui::clause("5.1.1"), table(ask, &rows)))
            @if let Some(next) = &next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
            @if SET.offered(PlanState::Known, &stands) { (form(ask, once, None, &again)) }
        };
        let page = Page::new(ask.t("inspection-plans"), "inspections", body);
        shell::page(ask, page.crumb(ask.t("nav-inspections"), "/inspections").status(again.status))
    }))
}

fn found(tx: &mut Tx, after: &str) -> Outcome<Vec<Listed>> {
    let after = after.parse().unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
    let plans = tx.list(&PLANS, &[&after, &(ROWS + 1)], read)?;
    let goods: Vec<Id> = plans.iter().filter_map(|plan| plan.product).collect();
    let products = masters::products(tx, &goods)?;
    let sku = |plan: &Plan| plan.product.and_then(|id| products.get(&id)).map_or(String::new(), |p| p.sku.clone());
    Ok(plans.into_iter().map(|plan| Listed { sku: sku(&plan), plan }).collect())
}

fn table(ask: &Ask, rows: &[Listed]) -> Markup {
    let heads = ["goods", "kind", "sample", "points", "changed"].map(|key| column(ask.t(&format!("inspection-{key}"))));
    let rows = rows.iter().map(|row| {
        let (plan, href) = (&row.plan, format!("/inspection-plans/{}", row.plan.id));
        let points: Vec<String> = plan.rules.points.iter().map(|p| p.called(ask.lang)).collect();
        ui::Row::new([
            html! { a href=(href) { @if row.sku.is_empty() { (ask.t("inspection-every-product")) } @else { (row.sku) } } },
            html! { (ask.t(&format!("inspection-kind-{}", plan.kind.code().replace('_', "-")))) },
            html! {
                @if plan.required { (sample_words(ask.lang, plan.rules.sample, &plan.rules.sample_size.page())) }
                @else { (ui::status(Tone::Quiet, ask.t("inspection-not-required"))) }
            },
            html! { (points.join(" · ")) },
            html! { (plan.changed_name) },
        ])
        .opens(href)
    });
    let empty = ui::empty_state(ask.t("inspection-plans-none"), ask.t("inspection-plans-none-text"), html! {});
    html! { (ui::Table::new(ask.t("inspection-plans"), heads).rows(rows).empty(empty)) }
}

struct Seen {
    row: Listed,
    history: Vec<Written>,
    zone: TimeZone,
    once: Id,
}

/// `GET /inspection-plans/{id}`
pub async fn show(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let plan = tx.maybe(&ONE_PLAN, &[&id], read)?.ok_or(Trouble::Hidden)?;
            let product = match plan.product {
                Some(id) => masters::product(tx, id)?,
                None => None,
            };
            let row = Listed { plan, sku: product.map_or(String::new(), |p| p.sku) };
            let history = history::page(tx, id, i64::MAX, HISTORY)?;
            Ok::<_, Trouble>(Seen { row, history, zone: people::zone(tx)?, once: tx.new_id() })
        })
        .await?;
    let stands = Standing { roles: who.roles, ..Standing::default() };
    Ok(ask.show(&seen.row, || {
        let title = if seen.row.sku.is_empty() { ask.t("inspection-every-product") } else { seen.row.sku.clone() };
        let plan = &seen.row.plan;
        let body = html! {
            (ui::page_header(&title, ask.t(&format!("inspection-kind-{}", plan.kind.code().replace('_', "-"))), html! {}))
            (ui::card("", ui::clause("5.1.1"), points(&ask, plan)))
            @if SET.offered(PlanState::Known, &stands) { (form(&ask, seen.once, Some(&seen.row), &Again::blank())) }
            (ui::card(ask.t("masters-story"), html! {}, story(&ask, &seen)))
        };
        let page = Page::new(title.clone(), "inspections", body).crumb(ask.t("nav-inspections"), "/inspections");
        shell::page(&ask, page.crumb(ask.t("inspection-plans"), "/inspection-plans"))
    }))
}

fn points(ask: &Ask, plan: &Plan) -> Markup {
    let heads = ["point", "wants"].map(|key| column(ask.t(&format!("inspection-{key}"))));
    let rows = plan
        .rules
        .points
        .iter()
        .map(|point| ui::Row::new([html! { (point.called(ask.lang)) }, html! { (point.wants(ask.lang)) }]));
    let empty = ui::empty_state(ask.t("inspection-not-required"), "", html! {});
    html! {
        p { (sample_words(ask.lang, plan.rules.sample, &plan.rules.sample_size.page())) }
        (ui::Table::new(ask.t("inspection-points"), heads).rows(rows).empty(empty))
    }
}

fn form(ask: &Ask, once: Id, row: Option<&Listed>, again: &Again) -> Markup {
    let plan = row.map(|row| &row.plan);
    let or = |name: &str, kept: String| if again.value(name).is_empty() { kept } else { again.value(name) };
    let kinds = InspectionKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), ask.t(&format!("inspection-kind-{}", kind.code().replace('_', "-")))));
    let samples =
        Sample::ALL.iter().map(|sample| Choice::new(sample.code(), ask.t(&format!("inspection-sample-kind-{sample}"))));
    let required = [("yes", "inspection-required"), ("no", "inspection-not-required")];
    let required = required.map(|(code, key)| Choice::new(code, ask.t(key)));
    let kept = |of: fn(&Plan) -> String| plan.map_or(String::new(), of);
    let lines = plan.map_or(0, |plan| plan.rules.points.len()) + BLANKS;
    ui::card(
        ask.t(&step_key(SET.id)),
        ui::clause("5.1.1"),
        html! {
            form method="post" action="/inspection-plans" data-guard {
                (ui::form_token(once))
                div.fields {
                    (ui::text("sku", ask.t("inspection-sku")).value(or("sku", row.map_or(String::new(), |row| row.sku.clone())))
                        .error(again.error("sku")).hint(Some(ask.t("inspection-sku-hint"))))
                    (ui::select("kind", ask.t("inspection-kind"), kinds.collect::<Vec<_>>()).required()
                        .value(or("kind", kept(|plan| plan.kind.code().to_string()))).error(again.error("kind")))
                    (ui::select("required", ask.t("inspection-whether"), required)
                        .value(or("required", kept(|plan| if plan.required { "yes" } else { "no" }.to_string()))))
                    (ui::select("sample", ask.t("inspection-sample"), samples.collect::<Vec<_>>())
                        .value(or("sample", kept(|plan| plan.rules.sample.code().to_string()))))
                    (ui::number("sample_size", ask.t("inspection-sample-size")).error(again.error("sample_size"))
                        .value(or("sample_size", kept(|plan| plan.rules.sample_size.to_string()))))
                }
                @for at in 0..lines { (point_fields(ask, at, plan, again)) }
                div.form-foot { (ui::primary(ask.t("masters-save"))) }
            }
        },
    )
}

fn point_fields(ask: &Ask, at: usize, plan: Option<&Plan>, again: &Again) -> Markup {
    let point = plan.and_then(|plan| plan.rules.points.get(at));
    let bound = |bound: Option<platform::quantity::Quantity>| bound.map_or(String::new(), |bound| bound.to_string());
    let all = [
        ("name", point.map_or(String::new(), |p| p.name.clone())),
        ("target", point.map_or(String::new(), |p| p.target.clone())),
        ("low", point.map_or(String::new(), |p| bound(p.low))),
        ("high", point.map_or(String::new(), |p| bound(p.high))),
        ("unit", point.map_or(String::new(), |p| p.unit.clone())),
    ];
    html! {
        fieldset {
            legend { (ask.ta("inspection-point-no", &[("n", (at + 1).to_string())])) }
            div.fields {
                @for (name, kept) in &all {
                    @let full = format!("points[{at}][{name}]");
                    (ui::text(&full, ask.t(&format!("inspection-point-{name}"))).id(format!("point-{at}-{name}")).value(kept)
                        .error(again.error(&full)))
                }
            }
        }
    }
}

fn story(ask: &Ask, seen: &Seen) -> Markup {
    let moments: Vec<Moment> = seen
        .history
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: people::shown(entry.at, &seen.zone),
            who: entry.who_name.clone(),
            what: html! { (ask.t(&step_key(&entry.step))) },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: None,
        })
        .collect();
    ui::timeline(&moments)
}
