//! One proposal: each price as it is and as it shall be, the difference in per cent, and the answer.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::answer::{ACCEPT, TAKE_BACK};
use super::change::{self, PriceChange};
use super::list::{self, PriceList};
use super::list_page::per;
use super::lists_page::{called, state};
use super::proposal::{self, PriceProposal};
use crate::masters::{Product, products, shown, steps};
use crate::people::Again;
use crate::shell::{self, Page};

const ROWS: i64 = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// An id: what comes after it.
    after: String,
    /// What the act before this page did.
    done: String,
}

#[derive(Serialize)]
struct Seen {
    proposal: PriceProposal,
    changes: Vec<PriceChange>,
    /// Prices that are no longer what was proposed against.
    moved: i64,
    #[serde(skip)]
    more: bool,
    #[serde(skip)]
    products: HashMap<Id, Product>,
    #[serde(skip)]
    lists: Vec<PriceList>,
}

fn fetch(tx: &mut Tx, id: Id, after: Id) -> Outcome<Seen> {
    let proposal = proposal::one(tx, id)?.ok_or(Trouble::Hidden)?;
    let mut changes = change::page(tx, id, after, ROWS + 1)?;
    let more = changes.len() as i64 > ROWS;
    changes.truncate(ROWS as usize);
    let ids: Vec<Id> = changes.iter().map(|c| c.product).collect();
    let lists: Vec<Id> = changes.iter().filter_map(|c| c.list).collect();
    let open = proposal.state == proposal::ProposalState::Open;
    let moved = if open { change::moved(tx, id)? } else { 0 };
    Ok(Seen { moved, more, products: products(tx, &ids)?, lists: list::by_ids(tx, &lists)?, proposal, changes })
}

/// `GET /price-proposals/{id}`
pub async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    let after = asked.after.parse().unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
    let seen = app.read(move |tx| fetch(tx, id, after)).await?;
    Ok(ask.show(&seen, || drawn(&app, &ask, &seen, &asked, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = app.read(move |tx| fetch(tx, id, Id::from_uuid(uuid::Uuid::nil()))).await?;
    Ok(drawn(app, ask, &seen, &Asked::default(), &again))
}

fn drawn(app: &App, ask: &Ask, seen: &Seen, asked: &Asked, again: &Again) -> Response {
    let p = &seen.proposal;
    let zone = app.config().zone();
    let title = ask.ta("prices-proposal-title", &[("what", called(p).to_string())]);
    let body = html! {
        (ui::page_header(&title, state(ask.lang, p.state), ui::clause("3.2.3b")))
        (again.head(ask))
        p { (p.asked_name) " · " (shown::clock(p.asked_at, &zone)) @if !p.ground.is_empty() { " · " (p.ground) } }
        @if let Some(at) = p.answered_at {
            p { (p.answered_name) " · " (shown::clock(at, &zone)) @if !p.answer.is_empty() { " · " (p.answer) } }
        }
        @if seen.moved > 0 {
            (ui::alert(Tone::Warn, ask.ta("prices-moved", &[("n", seen.moved.to_string())]), html! {}))
        }
        (answer_form(app, ask, p, again))
        (ui::card(ask.t("prices-difference"), html! {}, table(ask, seen, asked)))
    };
    let mut page = Page::new(title, "products", body).crumb(ask.t("nav-products"), "/products");
    if let Some(text) = ask.lang.maybe(&format!("prices-done-{}", asked.done.replace('_', "-"))) {
        page = page.flash(Tone::Good, text);
    }
    shell::page(ask, page.crumb(ask.t("prices-title"), "/prices").status(again.status))
}

fn answer_form(app: &App, ask: &Ask, p: &PriceProposal, again: &Again) -> Markup {
    let standing = ask.visit.who.as_ref().map(steps::standing).unwrap_or_default();
    let (decides, takes_back) = (ACCEPT.offered(p.state, &standing), TAKE_BACK.offered(p.state, &standing));
    html! {
        @if decides || takes_back {
            form method="post" action={ "/price-proposals/" (p.id) "/answer" } {
                (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
                (ui::text("text", ask.t("prices-answer")).value(again.value("text")).error(again.error("text")))
                div.form-foot {
                    @if decides {
                        (ui::primary(ask.t("step-price-accept")).sends("answer", "accepted"))
                        (ui::button(ask.t("step-price-refuse")).sends("answer", "refused"))
                    }
                    @if takes_back { (ui::button(ask.t("step-price-take-back")).sends("answer", "taken_back")) }
                }
            }
        }
    }
}

fn table(ask: &Ask, seen: &Seen, asked: &Asked) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let heads = [
        column(field("sku")),
        column(field("list")),
        column(field("from_quantity")).number(),
        column(field("valid_from")),
        column(field("valid_until")),
        column(ask.t("prices-was")).number(),
        column(ask.t("prices-to")).number(),
        column(ask.t("prices-by")).number(),
        column(field("floor_price")).number(),
    ];
    let rows = seen.changes.iter().map(|c| row(ask, seen, c));
    let none = ui::empty_state(ask.t("prices-rows-none"), ask.t("prices-none-text"), html! {});
    let here = format!("/price-proposals/{}", seen.proposal.id);
    let next = seen.changes.last().filter(|_| seen.more);
    let next = next.map(|c| shown::address(&here, &[("after", c.id.to_string())]));
    let first = (!asked.after.is_empty()).then_some(here.as_str());
    html! {
        (ui::Table::new(ask.t("prices-difference"), heads).dense(true).rows(rows).empty(none))
        @if first.is_some() || next.is_some() { (ui::pager(ask.lang, first, next.as_deref(), "")) }
    }
}

fn row(ask: &Ask, seen: &Seen, c: &PriceChange) -> ui::Row {
    let lang = ask.lang;
    let list = c.list.and_then(|id| seen.lists.iter().find(|list| list.id == id));
    let day = |day: Option<platform::day::Day>| day.map_or("–".to_string(), |day| day.to_string());
    let (was, href) = (c.was.as_ref(), format!("/products/{}", c.product));
    ui::Row::new([
        html! { a href=(href) { (seen.products.get(&c.product).map_or("", |p| p.sku.as_str())) } },
        html! {
            @match list {
                Some(list) => a href={ "/prices/" (list.id) } { (list.code) },
                None => (lang.t("prices-own-price")),
            }
        },
        html! { (c.from_quantity.page()) },
        html! { (day(c.valid_from)) },
        html! {
            @if let Some(was) = was.filter(|was| was.until != c.valid_until) { s { (day(was.until)) } " " }
            (day(c.valid_until))
        },
        html! { @if let Some(was) = was { (was.currency) " " (was.price.page(was.currency)) (per(lang, was.base.units())) } @else { "–" } },
        html! { (c.currency) " " (c.price.page(c.currency)) (per(lang, c.base.units())) },
        html! { (moved_by(c)) },
        html! {
            @if let Some(floor) = was.and_then(|was| was.floor).filter(|floor| Some(*floor) != c.floor) { s { (floor.page(c.currency)) } " " }
            @if let Some(floor) = c.floor { (floor.page(c.currency)) } @else { "–" }
        },
    ])
    .opens(href)
}

/// Per cent up or down, where both sides are of one kind.
fn moved_by(c: &PriceChange) -> String {
    let comparable = c.was.as_ref().filter(|was| was.currency == c.currency && was.base == c.base);
    let moved = comparable.and_then(|was| {
        let by = c.price.millionths().saturating_sub(was.price.millionths());
        shown::per_cent(by, was.price.millionths())
    });
    moved.map_or("–".into(), |text| if text.starts_with('-') { format!("{text} %") } else { format!("+{text} %") })
}
