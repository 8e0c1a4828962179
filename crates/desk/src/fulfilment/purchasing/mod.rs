//! 4.2: what has to be bought: needs, inquiries to suppliers, offers side by side, the award, the contract, the
//! supplier's day, arrivals, returns.

mod amend;
mod amendment;
mod arrive;
mod ask;
mod ask_rest;
mod award;
mod book;
mod coming;
mod compare;
mod contract;
mod divide;
mod end;
mod enter_quote;
mod failed;
mod file_signed;
mod forms;
mod give_back;
mod link;
mod new_request;
mod of_order;
mod open_purchase;
mod page;
mod page_json;
mod page_tables;
mod paper;
mod purchase;
mod queue;
mod queue_cards;
mod quotation;
mod receive;
mod reply;
mod reply_page;
mod repromise;
mod request;
mod return_of_need;
mod return_slip;
mod rounds;
mod stop_request;
mod waiting;

use axum::http::Method;
use platform::act::Outcome;
use platform::day::Day;
use platform::money::{Currency, Money};
use platform::quantity::Quantity;
use platform::step::{Standing, StepShown};
use platform::web::{May, Routes};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde_json::json;

pub use amend::{Ended, amend, bound, for_work_of, less_missing, missing_anew, missing_more, none_missing, stop};
pub use amendment::{AmendmentForm, TellSupplier, tell as tell_supplier};
pub(super) use arrive::inspected;
pub use ask::{AskForm, inquire};
pub use ask_rest::{RestForm, inquire_rest};
pub use award::{Award, AwardForm};
pub use coming::{coming, take_over};
pub use contract::{ContractForm, sign};
pub use divide::{Divide, DivideForm};
pub use end::{End, EndForm, EndPurchase};
pub use enter_quote::EnterQuote;
pub(super) use failed::{bought_for, hold_of_line, left_the_shelf};
pub use file_signed::FileSigned;
pub(super) use give_back::sent_back;
pub use give_back::{GiveBack, ReturnForm, ReturnOutcome};
pub use link::{Asked, NewLink as NewQuoteLink, holder as link_holder, of_purchase as asked};
pub use new_request::{NeedForm, NewRequest};
pub use of_order::{Bought, Receipts, of_order, receipts_of};
pub use open_purchase::{OpenForm, OpenPurchase, Opened};
pub use purchase::{Line as PurchaseLine, Part as PurchasePart, Purchase, PurchaseState, fetch, lines, parts};
pub use quotation::{PriceForm, Quotation, QuoteForm, latest as latest_quotations, of_purchase as quotations};
pub(super) use receive::orders_of;
pub use receive::{Receipt, ReceiptForm, Receive, of_purchase as receipts};
pub use reply::Reply;
pub use repromise::{PromiseForm, Repromise};
pub use request::{Need, Request, RequestState, acknowledged, dispatched, missing, some as requests};
pub use return_of_need::{return_of, returnable};
pub use stop_request::{StopForm as StopRequestForm, StopRequest};

use self::purchase::{Line, Part};
use super::expect::{self, Cause, SlipKind};
use super::{dispatch, production};
use crate::shell::ORDER_READERS;
use crate::{masters, order, people};

pub fn routes() -> Routes {
    let (readers, buyers) = (May::Roles(ORDER_READERS), May::Roles(&[Role::Purchasing]));
    let money = May::CostReaders(masters::sees::COST_READERS);
    let returners = May::Roles(&[Role::Purchasing, Role::Quality, Role::Warehouse]);
    Routes::default()
        .both(Method::GET, "/purchases", readers, queue::page)
        .both(Method::POST, "/purchases", buyers, open_purchase::create)
        .both(Method::POST, "/purchase-requests", buyers, new_request::create)
        .both(Method::POST, "/purchase-requests/{id}/stop", buyers, stop_request::create)
        .both(Method::GET, "/purchases/{id}", readers, page::show)
        .get("/purchases/{id}/contract.pdf", money, page::contract)
        .both(Method::POST, "/purchases/{id}/inquiries", buyers, ask::create)
        .both(Method::POST, "/purchases/{id}/questions", buyers, ask_rest::create)
        .both(Method::POST, "/purchases/{id}/quotations", buyers, enter_quote::create)
        .both(Method::POST, "/purchases/{id}/parts", buyers, divide::create)
        .both(Method::POST, "/purchases/{id}/award", buyers, award::create)
        .both(Method::POST, "/purchases/{id}/contract", buyers, contract::create)
        .get("/purchases/{id}/contract-draft.pdf", money, contract::draft)
        .both(Method::POST, "/purchases/{id}/amendment", buyers, amendment::create)
        .both(Method::POST, "/purchases/{id}/signed-contracts", buyers, file_signed::create)
        .get("/purchases/{id}/signed-contracts/{paper}", money, file_signed::open)
        .both(Method::POST, "/purchases/{id}/promises", buyers, repromise::create)
        .both(Method::POST, "/purchases/{id}/receipts", May::Roles(&[Role::Warehouse]), receive::create)
        .both(Method::POST, "/purchases/{id}/returns", returners, give_back::create)
        .get("/purchases/{id}/returns/{slip}", May::Roles(crate::masters::sees::SUPPLIER_READERS), return_slip::open)
        .both(Method::POST, "/purchases/{id}/closing", buyers, end::close)
        .both(Method::POST, "/purchases/{id}/stop", buyers, end::stop)
        .get("/orders/{id}/contracts/{purchase}", May::Roles(crate::masters::sees::SUPPLIER_READERS), of_order::copy)
        .get("/quotes/{token}", May::Public, reply_page::page)
        .get("/quotes/{token}/inquiry.pdf", May::Public, reply_page::pdf)
        .post("/quotes/{token}/answer", May::Public, reply::create)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        new_request::NEW.shown(request::KIND),
        amend::AMEND_REQUEST.shown(request::KIND),
        amend::END_REQUEST.shown(request::KIND),
        stop_request::STOP_REQUEST.shown(request::KIND),
        open_purchase::OPEN.shown(purchase::KIND),
        ask::ASK.shown(purchase::KIND),
        ask_rest::ASK_REST.shown(purchase::KIND),
        enter_quote::ENTER.shown(purchase::KIND),
        reply::REPLY.shown(purchase::KIND),
        reply::DECLINE.shown(purchase::KIND),
        divide::DIVIDE.shown(purchase::KIND),
        award::AWARD.shown(purchase::KIND),
        contract::CONTRACT.shown(purchase::KIND),
        file_signed::FILE_SIGNED.shown(purchase::KIND),
        repromise::REPROMISE.shown(purchase::KIND),
        receive::RECEIVE.shown(purchase::KIND),
        receive::RECEIVE_LAST.shown(purchase::KIND),
        arrive::PASS.shown(purchase::KIND),
        give_back::GIVE_BACK.shown(purchase::KIND),
        give_back::GIVE_BACK_CREDIT.shown(purchase::KIND),
        failed::SCRAP.shown(purchase::KIND),
        end::CLOSE.shown(purchase::KIND),
        end::CLOSE_SHORT.shown(purchase::KIND),
        end::STOP.shown(purchase::KIND),
        stop_request::AMEND.shown(purchase::KIND),
        stop_request::AMEND_LAST.shown(purchase::KIND),
        stop_request::AMEND_ALL.shown(purchase::KIND),
        amendment::AMENDED.shown(purchase::KIND),
        amendment::TELL_SUPPLIER.shown(purchase::KIND),
    ]
}

/// Nobody else changes a purchase until the act ends.
pub(super) fn hold(tx: &mut Tx, id: Id) -> Outcome<()> {
    purchase::held(tx, id, "").map(|_| ())
}

fn money(minor: i64, currency: Currency) -> String {
    Money::from_minor(minor, currency).page()
}

/// The days on which a line's goods are wanted, in words.
fn parts_wanted(parts: &[Part], line: &Line) -> String {
    let mut days: Vec<Day> = parts.iter().filter(|part| part.line == line.id).map(|part| part.wanted_on).collect();
    days.dedup();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(day), _) => day.to_string(),
        _ => String::new(),
    }
}

/// 4.2.4: what waits for these lines learns when they come: the one place where the supplier's day moves a forecast. The
/// dispatch that waits for a need is the one it was made for, or has the need's own id.
fn expected(tx: &mut Tx, who: &Person, purchase: &Purchase, lines: &[Line], parts: &[Part], day: Day) -> Outcome<()> {
    let cause = Cause::new(SlipKind::Supplier, format!("{} {day}", purchase.called()));
    // What was promised of them before they are there rests on the day.
    for line in lines {
        masters::touch_stock(tx, line.product)?;
    }
    let ids: Vec<Id> = parts.iter().filter(|p| lines.iter().any(|l| l.id == p.line)).map(|p| p.request).collect();
    let mut requests: Vec<Request> = request::some(tx, &ids)?.into_values().collect();
    requests.sort_by_key(|request| request.id);
    for request in requests.iter().filter(|request| request.received < request.quantity) {
        there(tx, who, request, &cause)?;
    }
    Ok(())
}

/// Whoever waits for a need learns when all of it is there: its last delivery decides, and for what is made the last of
/// all the parts that are missing.
fn there(tx: &mut Tx, who: &Person, request: &Request, cause: &Cause) -> Outcome<()> {
    match (request.made_for, request.line) {
        (Some(work), _) => {
            let Some(before) = production::work_of(tx, work)?.map(|work| work.parts_on) else { return Ok(()) };
            let mut last = None;
            for lacks in amend::of_work(tx, work)?.iter().filter(|lacks| lacks.received < lacks.quantity) {
                last = last.max(comes_on(tx, lacks, before)?);
            }
            production::material_moved(tx, who, work, last)
        }
        (None, Some(_)) => {
            let before = dispatch::one(tx, request.id)?.and_then(|one| one.expected_on);
            let day = comes_on(tx, request, before)?;
            expect::part(tx, who, request.id, day, cause)
        }
        (None, None) => Ok(()),
    }
}

platform::sql! {
    LAST = "SELECT MAX(l.expected_on) FROM purchase_part t JOIN purchase_line l ON l.id = t.line \
        WHERE t.request = $1 AND t.received < t.quantity AND l.awaited";
}

/// The day of the last delivery that is awaited for a need. As long as some of it is in no contract, not before what was
/// reckoned for it.
fn comes_on(tx: &mut Tx, request: &Request, before: Option<Day>) -> Outcome<Option<Day>> {
    let last: Option<Day> = tx.one(&LAST, &[&request.id], |row| row.get(0))?;
    Ok(match last {
        Some(day) if request.covered >= request.quantity => Some(day),
        known => known.max(before),
    })
}

/// What came in for a need, or went away again, counts on the order's line: the one place where it does. `at_hand`: how
/// much more of it can be sent.
fn measured(tx: &mut Tx, who: &Person, request: &Request, quantity: Quantity, at_hand: Quantity) -> Outcome<()> {
    let Some(id) = request.order else { return Ok(()) };
    let today = people::today(tx)?;
    let complete = request.received >= request.quantity;
    let cause = Cause::new(SlipKind::Supplier, request::subject(tx, request)?);
    if request.made_for.is_some() {
        // Parts are no pieces of the line; what waits for them may begin.
        return if complete { there(tx, who, request, &cause) } else { Ok(()) };
    }
    let mut order = order::fetch_held(tx, id)?;
    let system = Standing { system: true, ..Standing::default() };
    let leave = expect::AT_HAND.admit(order.approval, &system, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let body = json!({"request": request.id, "received": quantity});
    order::measure(tx, who, &mut order, &leave, body, |lines| {
        if let Some(line) = lines.iter_mut().find(|line| Some(line.id) == request.line) {
            line.received = line.received.plus(quantity);
            line.inspected = line.inspected.plus(at_hand);
        }
    })?;
    if complete { expect::of_part(tx, who, &mut order, request.id, Some(today), &cause) } else { Ok(()) }
}
