//! Regular orders are approved several at one press (domain §4): first what will happen ("8 will be approved, 1 cannot: …"),
//! which writes nothing and shows each order's evidence, then each as an act of its own with its own checks and its own
//! result. What moved between the page and the press is left out with its sentences (1.3.1), the others are approved;
//! what is special is left to a look by itself.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use platform::act::{App, OnceKey, Outcome};
use platform::limits::PAGE_ROWS;
use platform::step::Refusal;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::approve::{self, Approve, ApproveForm};
use super::batch_page;
use super::checks::Moved;
use super::figures::Figures;
use super::seen::{self, Sentence};
use crate::order::{self, Order};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    orders: Vec<Id>,
    /// What the page before the press said of each, by its id; of an order without it nothing is compared.
    seen: HashMap<String, String>,
}

/// What became of one order.
#[derive(Serialize)]
pub struct One {
    pub order: Id,
    pub number: String,
    pub outcome: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Refusal>>,
    /// What is another than on the page that was pressed, as it was there and as it is now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What the decision on one order rests on, before it is pressed.
#[derive(Serialize)]
pub struct Evidence {
    #[serde(skip)]
    pub customer: String,
    pub figures: Figures,
    /// Everything its row says: sent back with the approvals, it is compared with what stands then.
    pub seen: String,
    #[serde(skip)]
    pub says: Vec<Sentence>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
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

    fn seen_of(&self, id: Id) -> &str {
        self.seen.get(&id.to_string()).map_or("", String::as_str)
    }
}

impl One {
    /// A special one, until something else is known.
    fn of(order: &Order) -> One {
        One {
            order: order.id,
            number: order.number.clone(),
            outcome: Became::Special,
            refusal: None,
            moved: Vec::new(),
            evidence: None,
        }
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
    Ok(ask.show(&results, || batch_page::before(&ask, &results, token)))
}

fn foreseen(tx: &mut Tx, who: &Person, id: Id) -> Outcome<One> {
    let order: Order = order::fetch(tx, who, id)?;
    let mut result = One::of(&order);
    if order.special {
        return Ok(result);
    }
    let stands = approve::foreseen(tx, who, &order)?;
    result.outcome = match stands.stopped {
        None => Became::Approvable,
        Some(trouble) => stopped(&mut result, trouble)?,
    };
    result.evidence = Some(Evidence {
        customer: stands.customer,
        figures: stands.figures,
        seen: seen::carried_in_batch(&stands.says),
        says: stands.says,
    });
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
    let form = body.value;
    let ids = form.ids();
    // Before the first is approved: an answer of "unreadable" after some were would hide what became of them.
    ids.iter().try_for_each(|id| seen::readable(form.seen_of(*id)))?;
    let (mut results, of) = (Vec::with_capacity(ids.len()), ids.len());
    for id in ids {
        // The form's key stands for many acts: each has its own.
        let own = |once: &OnceKey| OnceKey { key: format!("{}/{id}", once.key), digest: once.digest.clone() };
        let form = ApproveForm { batch: of, seen: form.seen_of(id).to_string(), ..ApproveForm::default() };
        results.push(approve_one(&app, &who, id, form, body.once.as_ref().map(own)).await?);
    }
    Ok(ask.show(&results, || batch_page::after(&ask, &who, &results)))
}

async fn approve_one(
    app: &App,
    who: &Person,
    id: Id,
    form: ApproveForm,
    once: Option<OnceKey>,
) -> Result<One, Failure> {
    let reader = who.clone();
    let order: Order = app.read(move |tx| order::fetch(tx, &reader, id)).await?;
    let mut result = One::of(&order);
    if order.special {
        return Ok(result);
    }
    let said = form.seen.clone();
    result.outcome = match approve::perform(app, who, once, Approve { order: id, form }).await {
        Ok(_) => Became::Approved,
        Err(trouble) => stopped(&mut result, trouble)?,
    };
    if result.refusal.as_ref().is_some_and(|refusal| refusal.broken.iter().any(|b| b.rule == approve::SEEN.id)) {
        let reader = who.clone();
        result.moved = app.read(move |tx| moved(tx, &reader, id, &said)).await?;
    }
    Ok(result)
}

/// What the refused order says now beside what its row said.
fn moved(tx: &mut Tx, who: &Person, id: Id, said: &str) -> Outcome<Vec<Moved>> {
    let order = order::fetch(tx, who, id)?;
    seen::differences(said, &approve::foreseen(tx, who, &order)?.says)
}
