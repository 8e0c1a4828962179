//! Regular orders are approved several at one press (domain §4): first what will happen ("8 will be approved, 1 cannot: …"),
//! which writes nothing, then each as an act of its own with its own
//! checks and its own result; what is special is left to a look by itself.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, OnceKey, Outcome};
use platform::i18n::Lang;
use platform::limits::PAGE_ROWS;
use platform::step::Refusal;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::approve::{self, Approve, ApproveForm};
use crate::order::{self, Order};
use crate::shell::{self, Page, broken_line};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    orders: Vec<Id>,
}

/// What became of one order.
#[derive(Serialize)]
struct One {
    order: Id,
    number: String,
    outcome: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Box<Refusal>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Became {
    Approved,
    /// It would be, if it were pressed now.
    Approvable,
    Special,
    Refused,
    Stale,
    Forbidden,
}

impl Form {
    /// Each once, and no more than a page has.
    fn ids(&self) -> Vec<Id> {
        let most = usize::try_from(PAGE_ROWS.value).unwrap_or(usize::MAX);
        let mut ids: Vec<Id> = Vec::new();
        for id in &self.orders {
            if !ids.contains(id) && ids.len() < most {
                ids.push(*id);
            }
        }
        ids
    }
}

/// `POST /review/approvals/preview`
pub async fn preview(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let (who, ids) = (ask.who()?.clone(), body.value.ids());
    let (results, token) = app
        .read(move |tx| {
            let results: Outcome<Vec<One>> = ids.iter().map(|id| foreseen(tx, &who, *id)).collect();
            Ok((results?, tx.new_id()))
        })
        .await?;
    Ok(ask.show(&results, || {
        let page = Page::new(ask.t("review-batch-before"), "review", previewed(ask.lang, &results, token));
        shell::page(&ask, page.crumb(ask.t("nav-review"), "/review"))
    }))
}

fn foreseen(tx: &mut Tx, who: &Person, id: Id) -> Outcome<One> {
    let order: Order = order::fetch(tx, who, id)?;
    let mut result = One { order: id, number: order.number.clone(), outcome: Became::Special, refusal: None };
    if order.special {
        return Ok(result);
    }
    let stopped =
        approve::foreseen(tx, who, &order)?.map_or(Ok(Became::Approvable), |trouble| stopped(&mut result, trouble));
    result.outcome = stopped?;
    Ok(result)
}

/// What stopped an order, put into its result; what is no answer about the order goes on.
fn stopped(result: &mut One, trouble: Trouble) -> Outcome<Became> {
    match trouble {
        Trouble::Refused(refusal) => {
            result.refusal = Some(refusal);
            Ok(Became::Refused)
        }
        Trouble::Stale(_) => Ok(Became::Stale),
        Trouble::Forbidden { .. } => Ok(Became::Forbidden),
        trouble => Err(trouble),
    }
}

/// `POST /review/approvals`
pub async fn approve(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let ids = body.value.ids();
    let mut results = Vec::with_capacity(ids.len());
    for id in &ids {
        results.push(approve_one(&app, &who, *id, ids.len(), body.once.as_ref()).await?);
    }
    Ok(ask.show(&results, || {
        let page =
            Page::new(ask.t("review-batch"), "review", drawn(ask.lang, &results)).crumb(ask.t("nav-review"), "/review");
        shell::page(&ask, page)
    }))
}

async fn approve_one(app: &App, who: &Person, id: Id, of: usize, once: Option<&OnceKey>) -> Result<One, Failure> {
    let reader = who.clone();
    let order: Order = app.read(move |tx| order::fetch(tx, &reader, id)).await?;
    let mut result = One { order: id, number: order.number, outcome: Became::Special, refusal: None };
    if order.special {
        return Ok(result);
    }
    let act = Approve { order: id, form: ApproveForm { batch: of, ..ApproveForm::default() } };
    // The form's key stands for many acts: each has its own.
    let key = once.map(|once| OnceKey { key: format!("{}/{id}", once.key), digest: once.digest.clone() });
    result.outcome = match approve::perform(app, who, key, act).await {
        Ok(_) => Became::Approved,
        Err(trouble) => stopped(&mut result, trouble)?,
    };
    Ok(result)
}

fn drawn(lang: Lang, results: &[One]) -> Markup {
    let approved = results.iter().filter(|result| result.outcome == Became::Approved).count();
    let counted = [("n", approved.to_string()), ("of", results.len().to_string())];
    let back = ui::link_button(lang.t("review-batch-back"), "/review");
    html! {
        (ui::page_header(lang.t("review-batch"), lang.ta("review-batch-lead", &counted), html! { (back) }))
        (ui::card("", html! {}, table(lang, results)))
    }
}

/// What will happen, and the one button that lets it.
fn previewed(lang: Lang, results: &[One], token: Id) -> Markup {
    let can = || results.iter().filter(|result| result.outcome == Became::Approvable);
    let count = can().count();
    let counted = [("n", count.to_string()), ("cannot", (results.len() - count).to_string())];
    let back = ui::link_button(lang.t("review-batch-back"), "/review");
    html! {
        (ui::page_header(lang.t("review-batch-before"), lang.ta("review-batch-will", &counted), html! { (back) }))
        (ui::card("", html! { (ui::clause("2.2.1c")) }, html! {
            (table(lang, results))
            @if count > 0 {
                form method="post" action="/review/approvals" {
                    (ui::form_token(token))
                    @for result in can() { (ui::hidden("orders[]", result.order)) }
                    div.form-foot { (ui::primary(lang.ta("review-batch-go", &[("n", count.to_string())])).key("A")) }
                }
            }
        }))
    }
}

fn table(lang: Lang, results: &[One]) -> Markup {
    let rows = results.iter().map(|result| {
        ui::Row::new([html! { a href={ "/review/" (result.order) } { (result.number) } }, outcome(lang, result)])
    });
    let empty = ui::empty_state(lang.t("review-batch-none"), lang.t("review-batch-none-text"), html! {});
    let heads = [column(lang.t("review-order")), column(lang.t("review-batch-result"))];
    html! { (ui::Table::new(lang.t("review-batch"), heads).rows(rows).empty(empty)) }
}

fn outcome(lang: Lang, result: &One) -> Markup {
    let word = |tone, key| ui::status(tone, lang.t(key));
    match result.outcome {
        Became::Approved => word(Tone::Good, "verdict-approved"),
        Became::Approvable => word(Tone::Good, "review-batch-can"),
        Became::Special => word(Tone::Warn, "review-batch-special"),
        Became::Stale => word(Tone::Warn, "trouble-stale"),
        Became::Forbidden => word(Tone::Bad, "trouble-forbidden"),
        Became::Refused => {
            let broken = result.refusal.as_ref().map(|refusal| refusal.broken.as_slice()).unwrap_or_default();
            html! { @for broken in broken { div.finding { (broken_line(broken, lang)) } } }
        }
    }
}
