//! One order on one page (2.2.2c): where it stands on five axes, what happens next and who owns it, and behind tabs
//! its lines, review, departments, notes, documents and history. Every tab is an address.

mod chain;
mod changes_tab;
mod departments_tab;
mod head;
mod history_body;
mod history_tab;
mod json;
mod lines_tab;
mod notes_tab;
mod problems;
mod promises_card;
mod review_tab;
mod sources_tab;
mod stops_card;
mod talks_tab;
mod works_card;

pub use departments_tab::FOLLOWED;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, Tab};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::Value;

use crate::masters::{self, Customer};
use crate::order::duty::{self, Duty};
use crate::order::{self, Flag, Order};
use crate::people;
use crate::shell::{self, Page};

platform::words! {
    pub enum Part {
        Lines = "lines",
        Review = "review",
        Departments = "departments",
        Changes = "changes",
        Talks = "talks",
        Notes = "notes",
        Sources = "sources",
        History = "history",
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub tab: String,
    /// Of the history: which kinds of entries.
    pub kind: String,
    /// Of the history: entries before this one.
    pub before: String,
}

/// An order as one reader sees it.
pub struct Shown {
    pub order: Order,
    pub who: Person,
    pub lang: Lang,
    pub stands: Standing,
    pub customer: Option<Customer>,
    pub owner_name: String,
    pub duties: Vec<(Duty, String)>,
    pub flags: Vec<Flag>,
    pub calendar: WorkCalendar,
    pub now: Instant,
    /// The reader sees sale money.
    pub money: bool,
    /// The reader sees whom to reach at the customer.
    pub contact: bool,
}

/// `GET /orders/{id}`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (who, lang, json) = (ask.who()?.clone(), ask.lang, ask.json);
    let tab = Part::from_code(&asked.tab).unwrap_or(Part::Lines);
    let answer = app
        .read(move |tx| {
            let shown = Shown::read(tx, &who, lang, id)?;
            if json {
                return Ok(Answer::Json(shown.order.lock, json::of(tx, &shown)?));
            }
            let body = draw(tx, &shown, tab, &asked)?;
            Ok(Answer::Page(shown.order.number, body))
        })
        .await?;
    Ok(match answer {
        Answer::Json(lock, value) => with_tag(lock, axum::Json(value).into_response()),
        Answer::Page(number, body) => {
            let page = Page::new(number, "orders", body).crumb(ask.t("nav-orders"), "/orders");
            shell::page(&ask, page)
        }
    })
}

enum Answer {
    Json(i64, Value),
    Page(String, Markup),
}

/// The lock is the tag that a machine sends back with `If-Match`.
fn with_tag(lock: i64, mut response: Response) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{lock}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What lies here for each line, from stock, made or bought: its reservations, in one statement. The row itself knows
/// only what was taken from free stock at the approval.
fn hold(tx: &mut Tx, order: &mut Order) -> Outcome<()> {
    let ids: Vec<Id> = order.lines.iter().map(|line| line.id).collect();
    let mut sums: HashMap<(Id, Id), i64> = HashMap::new();
    for held in masters::held_for(tx, &ids)? {
        *sums.entry((held.line, held.product)).or_default() += held.quantity.millionths();
    }
    for line in &mut order.lines {
        let held = line.product.and_then(|product| sums.get(&(line.id, product)));
        line.reserved = Quantity::from_millionths(held.copied().unwrap_or(0));
    }
    Ok(())
}

impl Shown {
    pub fn read(tx: &mut Tx, who: &Person, lang: Lang, id: Id) -> Outcome<Shown> {
        let mut order = order::fetch(tx, who, id)?;
        hold(tx, &mut order)?;
        let stands = order::standing(tx, who, &order)?;
        let customer = masters::customer(tx, order.customer)?;
        let owner_name = people::name_of(tx, order.owner)?;
        let mut duties = Vec::new();
        for duty in duty::of(tx, id)? {
            let person = match duty.owner_person {
                Some(person) => Some(people::name_of(tx, person)?),
                None => None,
            };
            let owner = super::duty_shown::owner_words(lang, &duty, person.as_deref());
            duties.push((duty, owner));
        }
        Ok(Shown {
            flags: order::flags(tx, id)?,
            calendar: people::calendar(tx)?,
            now: tx.now(),
            money: masters::sees::sale_money(who.roles),
            contact: masters::sees::contact(who.roles),
            who: who.clone(),
            order,
            lang,
            stands,
            customer,
            owner_name,
            duties,
        })
    }

    pub fn customer_name(&self) -> &str {
        self.customer.as_ref().map_or("", |customer| customer.name.as_str())
    }

    /// An instant as the company's clock shows it.
    pub fn moment(&self, at: Instant) -> String {
        super::duty_shown::moment(self.calendar.zone(), at)
    }

    /// A line by its number in the order; 0 for one that is in it no more.
    pub fn line_no(&self, id: Id) -> i64 {
        self.order.lines.iter().find(|line| line.id == id).map_or(0, |line| line.no)
    }

    /// A line in a few words.
    pub fn line_words(&self, id: Id) -> String {
        let line = self.order.lines.iter().find(|line| line.id == id);
        line.map_or("–".to_string(), |line| {
            format!("{} · {} {}", line.no, line.sku, line.name).trim_end().to_string()
        })
    }

    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }
}

fn draw(tx: &mut Tx, shown: &Shown, tab: Part, asked: &Asked) -> Outcome<Markup> {
    let parts = parts_for(shown);
    let tab = if parts.contains(&tab) { tab } else { Part::Lines };
    let body = match tab {
        Part::Lines => lines_tab::draw(tx, shown)?,
        Part::Review => review_tab::draw(tx, shown)?,
        Part::Departments => departments_tab::draw(tx, shown)?,
        Part::Changes => changes_tab::draw(tx, shown)?,
        Part::Talks => talks_tab::draw(tx, shown)?,
        Part::Notes => notes_tab::draw(tx, shown)?,
        Part::Sources => sources_tab::draw(tx, shown)?,
        Part::History => history_tab::draw(tx, shown, asked)?,
    };
    let tabs: Vec<Tab> = parts
        .iter()
        .map(|part| {
            let href = format!("/orders/{}?tab={part}", shown.order.id);
            Tab::new(shown.t(&format!("ledger-tab-{part}")), href, *part == tab)
        })
        .collect();
    Ok(html! {
        (head::draw(tx, shown)?)
        (problems::draw(tx, shown)?)
        (ui::tabs(shown.t("ledger-tabs"), &tabs))
        (body)
    })
}

/// Review and conversation speak of prices and credit: they are for readers who see sale money.
fn parts_for(shown: &Shown) -> Vec<Part> {
    Part::ALL.iter().copied().filter(|part| shown.money || !matches!(part, Part::Review | Part::Talks)).collect()
}
