//! Stock moves: goods come in, go out, or are counted (3.2.3a rests on it). Movements are only added; what lies in the
//! warehouse is their sum, kept beside them, and never less than what is promised.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::{Fault, Row};
use platform::history::{self, Entry};
use platform::ids::Id;
use platform::limits::FIELD_CHARS;
use platform::quantity::Quantity;
use platform::text;
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::product::Product;
use super::steps::{FactState, Moving, STOCK_MOVE, standing};
use super::{product_page, shown};
use crate::shell;

const SHOWN: i64 = 20;

platform::words! {
    pub enum MoveKind {
        /// What a product began with.
        Opening = "opening",
        Receipt = "receipt",
        Issue = "issue",
        /// What was found on the shelf; the movement is the difference.
        Count = "count",
        /// To the supplier.
        Returned = "returned",
        /// Against a promise, to the customer.
        Shipped = "shipped",
        /// Finished by production and put away (4.1.3).
        Made = "made",
        /// Parts that production took for a work order.
        Used = "used",
        /// What of these it did not use.
        Unused = "unused",
        /// Put away and found bad before shipment: back to production, or scrap.
        Failed = "failed",
    }
}

pub fn routes() -> Routes {
    Routes::default().both(axum::http::Method::POST, "/products/{id}/stock", May::Roles(&[Role::Warehouse]), press)
}

/// The form, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub kind: String,
    pub quantity: String,
    pub reason: String,
}

async fn press(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Typed>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    let typed = body.value;
    match app.perform_once(ask.who()?, body.once, MoveStock { product: id, typed: typed.clone() }).await {
        Ok(done) => Ok(ask.see(&format!("/products/{id}"), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_) | Trouble::Stale(_))) if !ask.json => {
            product_page::again(&app, &ask, id, &typed, trouble).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

pub struct MoveStock {
    pub product: Id,
    pub typed: Typed,
}

/// A movement as it stands in the book.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Movement {
    pub kind: MoveKind,
    /// What came in; negative what went out.
    pub quantity: Quantity,
    pub on_hand: Quantity,
    pub reason: String,
    pub at: Instant,
    pub by_name: String,
}

platform::sql! {
    HELD = "SELECT on_hand, reserved FROM stock WHERE product = $1 {for update}";
    MOVE = "UPDATE stock SET on_hand = $1, epoch = epoch + 1 WHERE product = $2 AND on_hand = $3 AND reserved <= $1";
    WRITE = "INSERT INTO stock_movement (id, product, kind, quantity, on_hand, reason, at, by_person, by_name) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LAST = "SELECT kind, quantity, on_hand, reason, at, by_name FROM stock_movement WHERE product = $1 \
        ORDER BY at DESC, id DESC LIMIT $2";
    ON_HAND = "SELECT on_hand FROM stock WHERE product = $1";
}

impl Act for MoveStock {
    type Done = Movement;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Movement> {
        let (kind, quantity, reason) = read(&self.typed)?;
        let held = tx.maybe(&HELD, &[&self.product], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (on_hand, reserved): (Quantity, Quantity) = held.ok_or(Trouble::Hidden)?;
        let change = match kind {
            MoveKind::Count => quantity.checked_sub(on_hand),
            MoveKind::Issue => Quantity::ZERO.checked_sub(quantity),
            _ => Ok(quantity),
        };
        let after = change.and_then(|change| on_hand.checked_add(change));
        let (Ok(change), Ok(after)) = (change, after) else {
            return Err(Trouble::invalid("quantity", Say::new("masters-bad-too-large")));
        };
        let moving = Moving { needs_reason: kind != MoveKind::Receipt, reason: reason.clone(), after, reserved };
        let leave = STOCK_MOVE.admit(FactState::Known, &standing(who), &moving, &[])?;
        let done = Movement { kind, quantity: change, on_hand: after, reason, at: tx.now(), by_name: who.name.clone() };
        if leave.idle {
            return Ok(done);
        }
        if tx.execute(&MOVE, &[&after, &self.product, &on_hand])? != 1 {
            return Err(Trouble::stale(self.product));
        }
        write(tx, self.product, &done, who.id)?;
        let body = json!({ "kind": kind, "quantity": change, "on_hand": after, "ground": done.reason });
        let entry = Entry { chain: self.product, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(done)
    }
}

fn read(typed: &Typed) -> Outcome<(MoveKind, Quantity, String)> {
    let mut wrong = Fields::none();
    let kind = MoveKind::from_code(&typed.kind)
        .filter(|kind| matches!(kind, MoveKind::Receipt | MoveKind::Issue | MoveKind::Count));
    if kind.is_none() {
        wrong.add("kind", Say::new("masters-bad-missing"));
    }
    let quantity = Quantity::parse_lenient(&typed.quantity).ok().filter(|quantity| !quantity.is_negative());
    let quantity = quantity.filter(|quantity| quantity.is_positive() || kind == Some(MoveKind::Count));
    if quantity.is_none() {
        wrong.add("quantity", Say::new("masters-bad-number"));
    }
    let reason = text::clean(&typed.reason).unwrap_or_default();
    if reason.chars().count() as u64 > FIELD_CHARS.value {
        wrong.add("reason", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value));
    }
    wrong.check()?;
    let (Some(kind), Some(quantity)) = (kind, quantity) else { return Err(Trouble::Hidden) };
    Ok((kind, quantity, reason))
}

fn write(tx: &mut Tx, product: Id, m: &Movement, by: Id) -> Outcome<()> {
    let id = tx.new_id();
    let params: [&dyn platform::db::Param; 9] =
        [&id, &product, &m.kind, &m.quantity, &m.on_hand, &m.reason, &m.at, &by, &m.by_name];
    tx.execute(&WRITE, &params)?;
    Ok(())
}

/// A movement of somebody's: goods that came in or were taken out for the named reason. The stock has moved already.
pub(super) fn by(
    tx: &mut Tx,
    who: &Person,
    product: Id,
    kind: MoveKind,
    quantity: Quantity,
    reason: &str,
) -> Outcome<()> {
    let on_hand = tx.one(&ON_HAND, &[&product], |row| row.get(0))?;
    let (at, reason, by_name) = (tx.now(), reason.to_string(), who.name.clone());
    write(tx, product, &Movement { kind, quantity, on_hand, reason, at, by_name }, who.id)
}

/// A movement that follows from something else: the opening of a product, a shipment.
pub(super) fn follows(tx: &mut Tx, product: Id, kind: MoveKind, quantity: Quantity) -> Outcome<()> {
    by(tx, &Person::system(), product, kind, quantity, "")
}

pub(super) fn last(tx: &mut Tx, product: Id) -> Outcome<Vec<Movement>> {
    Ok(tx.list(&LAST, &[&product, &SHOWN], of_row)?)
}

fn of_row(row: &Row<'_>) -> Result<Movement, Fault> {
    Ok(Movement {
        kind: row.get(0)?,
        quantity: row.get(1)?,
        on_hand: row.get(2)?,
        reason: row.get(3)?,
        at: row.get(4)?,
        by_name: row.get(5)?,
    })
}

/// The book of a product, and the warehouse's form above it.
pub(super) fn card(
    app: &App,
    ask: &Ask,
    p: &Product,
    movements: &[Movement],
    typed: &Typed,
    trouble: Option<&Trouble>,
) -> Markup {
    let zone = app.config().zone();
    let heads = [
        column(ask.t("stock-at")),
        column(ask.t("stock-kind")),
        column(ask.t("stock-quantity")).number(),
        column(ask.t("masters-on-hand")).number(),
        column(ask.t("stock-reason")),
        column(ask.t("stock-by")),
    ];
    let rows = movements.iter().map(|m| {
        ui::Row::new([
            html! { (shown::clock(m.at, &zone)) },
            html! { (ask.t(&format!("stock-kind-{}", m.kind))) },
            html! { (m.quantity.page()) " " (p.unit) },
            html! { (m.on_hand.page()) },
            html! { (m.reason) },
            html! { (m.by_name) },
        ])
    });
    let empty = ui::empty_state(ask.t("stock-none"), ask.t("stock-none-text"), html! {});
    let may = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Warehouse));
    ui::card(
        ask.t("stock-movements"),
        ui::clause("3.2.3a"),
        html! {
            @match trouble {
                Some(Trouble::Refused(refusal)) => (ui::alert(Tone::Bad, "", shell::refusal_body(refusal, ask.lang))),
                Some(Trouble::Stale(_)) => (ui::alert(Tone::Warn, ask.t("trouble-stale"), html! { p { (ask.t("trouble-stale-text")) } })),
                _ => {}
            }
            @if may { (form(app, ask, p, typed, trouble)) }
            (ui::Table::new(ask.t("stock-movements"), heads).dense(true).rows(rows).empty(empty))
        },
    )
}

fn form(app: &App, ask: &Ask, p: &Product, typed: &Typed, trouble: Option<&Trouble>) -> Markup {
    let error = |field: &str| match trouble {
        Some(Trouble::Invalid(fields)) => fields.of(field).map(|say| say.text(ask.lang)),
        _ => None,
    };
    let kinds = [MoveKind::Receipt, MoveKind::Issue, MoveKind::Count];
    let kinds = kinds.iter().map(|kind| (kind.code(), ask.t(&format!("stock-kind-{kind}"))));
    html! {
        form method="post" action={ "/products/" (p.id) "/stock" } {
            (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
            div.fields {
                (ui::select("kind", ask.t("stock-kind"), kinds).value(&typed.kind).required().error(error("kind")))
                (ui::number("quantity", ask.t("stock-quantity")).value(&typed.quantity).required().error(error("quantity")))
                (ui::text("reason", ask.t("stock-reason")).value(&typed.reason).error(error("reason"))
                    .attr("maxlength", FIELD_CHARS.value))
            }
            div.form-foot { (ui::button(ask.t("step-stock-move"))) }
        }
    }
}
