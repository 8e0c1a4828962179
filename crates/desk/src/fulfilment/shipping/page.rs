//! One shipment: what lies in it, where it goes, who packed it and who took it over, and the forms of those who may move it.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, column};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Serialize;

use super::list::state_mark;
use super::steps::{DROP, HAND_OVER, OPEN, PACK, PLAN, ShipState, UNPACK};
use super::store::{self, Shipment, standing};
use crate::order::{self, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page, step_key};

/// A line of it, in words.
#[derive(Serialize)]
pub struct Lies {
    pub no: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub customer_part: String,
    pub unit: String,
    pub quantity: Quantity,
}

pub struct Seen {
    pub one: Shipment,
    pub order: Order,
    pub lines: Vec<Lies>,
    pub customer: String,
    /// Who packed it, and who took it over.
    pub names: [String; 2],
    stands: Standing,
    pub zone: TimeZone,
    once: Id,
}

pub fn seen(tx: &mut Tx, who: &Person, id: Id) -> Outcome<Seen> {
    let one = store::fetch(tx, id)?;
    let order = order::fetch(tx, who, one.order)?;
    let name = |tx: &mut Tx, id: Option<Id>| match id {
        Some(id) => people::name_of(tx, id),
        None => Ok(String::new()),
    };
    let (packed, taken) = (name(tx, one.packed_by)?, name(tx, one.handed_by)?);
    let customer = crate::masters::customer(tx, order.customer)?.map_or(String::new(), |customer| customer.name);
    let lies = store::lines(tx, &[id])?.into_iter().filter_map(|own| {
        let line = order.lines.iter().find(|line| line.id == own.line)?;
        Some(Lies {
            no: line.no,
            sku: line.sku.clone(),
            name: line.name.clone(),
            spec: line.spec.clone(),
            customer_part: line.customer_part.clone(),
            unit: line.unit.clone(),
            quantity: own.quantity,
        })
    });
    let lines = lies.collect();
    let (zone, once) = (people::zone(tx)?, tx.new_id());
    Ok(Seen { lines, customer, names: [packed, taken], stands: standing(who), zone, once, one, order })
}

/// `GET /shipments/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, id, Again::blank()).await
}

async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app.read(move |tx| seen(tx, &who, id)).await?;
    let machine = serde_json::json!({ "shipment": seen.one, "lines": seen.lines });
    Ok(ask.show(&machine, || drawn(ask, &seen, &again)))
}

/// The answer to a press: the shipment as it is now, or its page with what was wrong.
pub async fn pressed<F, A>(
    app: &App,
    ask: &Ask,
    id: Id,
    body: Body<F>,
    act: impl FnOnce(F) -> A,
) -> Result<Response, Failure>
where
    A: Act<Done = ()>,
{
    match app.perform_once(ask.who()?, body.once, act(body.value)).await {
        Ok(()) => Ok(ask.see(&format!("/shipments/{id}"), &serde_json::json!({ "id": id }))),
        Err(trouble) => self::again(app, ask, id, Again::after(ask, body.raw, trouble)?).await,
    }
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let one = &seen.one;
    let actions = html! {
        (ui::link_button(ask.t("shipment-packing-list"), format!("{}/packing-list.pdf", one.href())).plain().icon("printer"))
    };
    let main = html! {
        (ui::card(ask.t("shipment-what"), ui::clause("6.1.1"), facts(ask, seen)))
        (ui::card(ask.t("shipment-goods"), ui::clause("6.1.1"), goods(ask.lang, &seen.lines)))
    };
    let body = html! {
        (ui::page_header(&one.number, html! { (state_mark(ask.lang, one.state)) }, actions))
        (again.head(ask))
        (ui::main_aside(main, forms(ask, seen, again)))
    };
    let page = Page::new(one.number.clone(), "shipments", body).crumb(ask.t("nav-shipments"), "/shipments");
    shell::page(ask, page.status(again.status))
}

fn facts(ask: &Ask, seen: &Seen) -> Markup {
    let (one, head) = (&seen.one, &seen.order.head);
    let signed = |at: Option<Instant>, name: &str| match at {
        Some(at) => format!("{} · {name}", people::shown(at, &seen.zone)),
        None => "–".into(),
    };
    let mut facts = vec![
        (ask.t("shipment-order"), html! { a href={ "/orders/" (one.order) } { (one.order_number) } }),
        (ask.t("shipment-customer"), html! { (seen.customer) }),
        (ask.t("shipment-leaves"), html! { (one.leaves_on) }),
        (ask.t("shipment-place"), html! { (one.place) }),
        (ask.t("shipment-carrier"), html! { (one.carrier) }),
    ];
    for (key, text) in [("packing", &head.packing), ("marking", &head.marking), ("transport", &head.transport_mode)] {
        if !text.is_empty() {
            facts.push((ask.t(&format!("shipment-{key}")), html! { (text) }));
        }
    }
    if one.packages > 0 {
        facts.push((ask.t("shipment-packages"), html! { (one.packages) }));
    }
    facts.push((
        ask.t("shipment-packed"),
        html! { (signed(one.packed_at, &seen.names[0])) @if !one.remark.is_empty() { br; (one.remark) } },
    ));
    facts.push((ask.t("shipment-taken"), html! { (signed(one.handed_at, &seen.names[1])) }));
    ui::facts(facts)
}

fn goods(lang: Lang, lines: &[Lies]) -> Markup {
    let heads = ["line", "customer-part", "quantity"].map(|key| column(lang.t(&format!("shipment-{key}"))));
    let rows = lines.iter().map(|line| {
        ui::Row::new([
            html! { (line.no) " · " (line.sku) " " (line.name) " " (line.spec) },
            html! { (line.customer_part) },
            html! { (line.quantity.page()) " " (line.unit) },
        ])
    });
    let empty = ui::empty_state(lang.t("shipment-emptied"), lang.t("shipment-emptied-text"), html! {});
    html! { (ui::Table::new(lang.t("shipment-goods"), heads).rows(rows).empty(empty)) }
}

/// What may be done next, each with its form.
fn forms(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let (one, stands) = (&seen.one, &seen.stands);
    let form = |path: &str, title: &str, inside: Markup| {
        ui::card(
            ask.t(title),
            ui::clause("6.1.1"),
            html! {
                form method="post" action={ (one.href()) "/" (path) } data-guard {
                    (ui::form_token(format!("{}-{path}", seen.once))) (ui::hidden("lock", one.lock))
                    (inside)
                }
            },
        )
    };
    let ground = |id: &str| ui::text("ground", ask.t("shipment-ground")).id(id.to_string()).required();
    let says = !seen.order.head.packing.is_empty() || !seen.order.head.marking.is_empty();
    html! {
        @if PACK.offered(one.state, stands) {
            (form("packing", &step_key(PACK.id), html! {
                (ui::number("packages", ask.t("shipment-packages")).value(again.value("packages")).error(again.error("packages")).required())
                @if says { (ui::checkbox("as_ordered", ask.t("shipment-as-ordered"), "yes", !again.value("as_ordered").is_empty())) }
                (ui::text("remark", ask.t("shipment-remark")).value(again.value("remark")).error(again.error("remark")))
                div.form-foot { (ui::primary(ask.t(&step_key(PACK.id)))) }
            }))
        }
        @if HAND_OVER.offered(one.state, stands) {
            (form("hand-over", &step_key(HAND_OVER.id), html! {
                p { (ask.t("shipment-hand-over-text")) }
                div.form-foot { (ui::primary(ask.t(&step_key(HAND_OVER.id)))) }
            }))
        }
        @if PLAN.offered(one.state, stands) {
            (form("plan", &step_key(PLAN.id), html! {
                (ui::date("leaves_on", ask.t("shipment-leaves")).value(again.or("leaves_on", one.leaves_on)).error(again.error("leaves_on")))
                (ui::text("place", ask.t("shipment-place")).value(again.or("place", &one.place)).error(again.error("place")))
                (ui::text("carrier", ask.t("shipment-carrier")).value(again.or("carrier", &one.carrier)).error(again.error("carrier")))
                div.form-foot { (ui::button(ask.t(&step_key(PLAN.id)))) }
            }))
        }
        @if UNPACK.offered(one.state, stands) {
            (form("unpacking", &step_key(UNPACK.id), html! {
                (ground("unpack-ground")) div.form-foot { (ui::button(ask.t(&step_key(UNPACK.id)))) }
            }))
        }
        @if DROP.offered(one.state, stands) {
            (form("dropping", &step_key(DROP.id), html! {
                (ground("drop-ground")) div.form-foot { (ui::danger(ask.t(&step_key(DROP.id)))) }
            }))
        }
    }
}

/// 2.2.2c: which shipments an order has; with the way to the next for logistics.
pub fn of_order_card(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let all = store::of_order(tx, order.id)?;
    let approved = order.approval == order::Approval::Approved;
    let more = approved
        && OPEN.offered(ShipState::New, &standing(who))
        && order.lines.iter().any(|line| super::ready::left(line).is_positive());
    if all.is_empty() && !more {
        return Ok(html! {});
    }
    let ids: Vec<Id> = all.iter().map(|one| one.id).collect();
    let lines = store::lines(tx, &ids)?;
    let no = |id: Id| order.lines.iter().find(|line| line.id == id).map_or(0, |line| line.no);
    let heads = ["number", "leaves", "goods", "state"].map(|key| column(lang.t(&format!("shipment-{key}"))));
    let rows = all.iter().map(|one| {
        let own = lines.iter().filter(|line| line.shipment == one.id);
        ui::Row::new([
            html! { a href=(one.href()) { (one.number) } },
            html! { (one.leaves_on) },
            html! { @for line in own { div { (no(line.line)) " × " (line.quantity.page()) } } },
            html! { (state_mark(lang, one.state)) },
        ])
    });
    let empty = ui::empty_state(lang.t("shipment-none"), lang.t("shipment-none-text"), html! {});
    let inside = html! {
        (ui::Table::new(lang.t("nav-shipments"), heads).rows(rows).empty(empty))
        @if more { (ui::link_button(lang.t("shipment-new"), format!("/orders/{}/shipments", order.id)).icon("package")) }
    };
    Ok(ui::card(lang.t("nav-shipments"), ui::clause("6.1.1"), inside))
}
