//! The hands: for each step of the product's tables, how somebody takes it.

mod buying;
mod cancelling;
mod changing;
mod confirm;
mod entry;
mod house;
mod inspecting;
mod masters;
mod month;
mod office;
mod orders;
mod review;
mod shipping;
mod talks;
mod work;

use desk::changes::{Word, WordForm};
use platform::act::Outcome;
use platform::who::Person;

use crate::look::Chance;
use crate::world::World;

pub use changing::{paper, talk};
pub use entry::{free, receive_signed, save};
pub use house::post;
pub use inspecting::results;
pub use orders::file;
pub use review::grounds;

/// Takes a step, carefully or with something missing; `None` where these hands were not taught it.
pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    let slice = c.step.split('.').next().unwrap_or_default();
    match (c.kind, slice) {
        ("order", "order") if matches!(c.step, "order.talk" | "order.understood_heard") => {
            talks::take(w, c, careful).await
        }
        ("order", _) => match review::take(w, c, careful).await {
            None => orders::take(w, c, careful).await,
            done => done,
        },
        ("work" | "delay" | "records", _) => work::take(w, c, careful).await,
        ("purchase" | "purchase_request" | "supplier", _) => buying::take(w, c, careful).await,
        ("inspection" | "inspection_plan", _) => inspecting::take(w, c, careful).await,
        ("shipment", _) => shipping::take(w, c, careful).await,
        ("change", _) => changing::take(w, c, careful).await,
        ("cancellation", _) => cancelling::take(w, c, careful).await,
        ("offer", _) => talks::take(w, c, careful).await,
        ("plan" | "report" | "view", _) => month::take(w, c, careful).await,
        ("proposal", _) => review::answer(w, c, careful).await,
        ("confirmation" | "link", _) => confirm::take(w, c, careful).await,
        ("dispatch" | "notice", _) => orders::take(w, c, careful).await,
        ("intray", _) => entry::take(w, c, careful).await,
        ("problem" | "duty", _) => office::take(w, c, careful).await,
        ("customer" | "stock" | "rate" | "import" | "setting" | "policy_change" | "price_proposal", _) => {
            masters::take(w, c, careful).await
        }
        ("person" | "calendar_day" | "opening" | "delegation" | "api_token" | "outbox", _) => {
            house::take(w, c, careful).await
        }
        _ => None,
    }
}

/// How often a step is taken where it is offered.
pub fn weight(c: &Chance) -> u64 {
    match c.step {
        "order.submit" | "order.approve" => 60,
        "order.send_back" | "order.answer" => 14,
        "order.ask_consent" | "order.ask_release_credit" => 10,
        "order.decline" | "order.discard" | "order.customer_withdraws" => 2,
        "order.withdraw_submission" | "order.accept_decline" => 4,
        "order.hold" => 2,
        "order.release" => 6,
        "confirmation.send" | "confirmation.sign" | "confirmation.register" => 24,
        "confirmation.return" => 8,
        "order.consent" | "order.release_credit" | "dispatch.acknowledge" | "notice.told" => 24,
        "work.plan" | "work.release" | "work.report" | "work.put_away" => 20,
        "delay.tell" | "delay.agree" | "records.file" | "work.resume" => 12,
        "purchase_request.new" | "change.make" | "cancel.make" | "change.save" | "cancel.drop" => 2,
        "change.object" | "change.understood" | "change.ask_customer" | "change.ask_proposal" => 2,
        "change.withdraw" | "change.reject" | "cancel.reject" | "change.refuse" | "change.log_refused" => 1,
        "purchase_request.stop"
        | "purchase.stop"
        | "supplier.block"
        | "supplier.add"
        | "change.return"
        | "cancel.withdraw_cost" => 1,
        "purchase.open" | "purchase.ask" | "quotation.reply" | "quotation.enter" | "purchase.award" => 14,
        "purchase.contract" | "purchase.receive" | "purchase.receive_last" | "inspection.pass" => 14,
        "inspection_plan.set" => 1,
        "inspection.rework" | "inspection.return" | "inspection.scrap" => 8,
        "purchase.close" | "supplier.open" => 8,
        "change.confirm" | "change.confirm_here" | "change.submit" | "change.approve" | "change.assess" => 16,
        "change.propose" | "change.review" | "change.agree" | "change.log_agreed" | "change.effect" => 16,
        "cancel.confirm" | "cancel.submit" | "cancel.approve" | "cancel.acknowledge_stop" | "cancel.settle" => 16,
        "cancel.close" | "cancel.bear" | "cancel.agree" => 8,
        "shipment.open" | "shipment.pack" | "shipment.hand_over" => 12,
        "shipment.drop" | "shipment.unpack" => 1,
        "intray.enter" => 12,
        "offer.accept" | "offer.refuse" | "offer.counter" => 8,
        // A saved order is a new sheet for the customer: seldom, or none is ever signed.
        "confirmation.anew" | "confirmation.spoken" => 1,
        "people.set_hours" | "people.set_day" | "people.import_days" | "people.clear_day" => 1,
        "people.deactivate" | "people.appoint" => 1,
        "people.reactivate" => 6,
        "people.grant" => 1,
        _ => 3,
    }
}

/// Words, or none where somebody was careless.
pub fn words(w: &mut World, careful: bool) -> String {
    let said = w.dice.pick(crate::content::REASONS).copied().unwrap_or("–");
    if careful { said.to_string() } else { " ".to_string() }
}

/// What a customer types on a link about an approved order; the careless give neither name nor words.
fn said(w: &mut World, who: &Person, word: Word, careful: bool) -> WordForm {
    let name = if careful { who.name.clone() } else { String::new() };
    let drawn = if w.dice.chance(50) { "M10 20L30 40".into() } else { String::new() };
    WordForm { answer: word.code().into(), name, drawn, text: words(w, careful), lang: String::new() }
}
