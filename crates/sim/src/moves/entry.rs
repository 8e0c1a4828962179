//! 3.1: orders come in, are typed, saved and copied; the in-tray.

use desk::intake::{
    self, DismissForm, DismissItem, EnterItem, FileReturn, KeepScratch, Kept, NEW_FORM, Paper, Receive, RecordOrder,
    RewriteOrder, Typed,
};
use desk::order::{self, Channel};
use desk::{masters, people};
use platform::act::Outcome;
use platform::web::UploadedFile;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble};
use serde_json::Value;

use super::words;
use crate::company::SKUS;
use crate::content::{self, Care};
use crate::dice::Dice;
use crate::look::{About, Chance};
use crate::world::World;

const CHANNELS: &[&str] = &["phone", "phone", "visit", "email", "email", "fax", "chat", "customer_system"];

/// What no step table offers: a call comes in, a letter, somebody saves what he typed.
pub async fn free(w: &mut World) -> Outcome<()> {
    match w.dice.below(20) {
        0..9 => record(w).await,
        9..15 => match w.dice.pick(&w.orders.clone()).copied() {
            Some(order) => save(w, order).await,
            None => Ok(()),
        },
        15..17 => copy(w).await,
        17 => scratch(w).await,
        18 => read_memos(w).await,
        _ => record_by_a_stranger(w).await,
    }
}

async fn form(w: &mut World, channel: &str, care: Care) -> Outcome<Value> {
    // A read may be run again: it throws dice of its own.
    let (seed, channel) = (w.dice.throw(), channel.to_string());
    w.app.read(move |tx| content::order(tx, &mut Dice::new(seed), &channel, care, SKUS)).await
}

async fn record(w: &mut World) -> Outcome<()> {
    let Some(who) = w.somebody(Role::Specialist).await? else { return Ok(()) };
    let channel = w.dice.pick(CHANNELS).copied().unwrap_or("phone");
    let care = if w.dice.chance(65) { Care::Good } else { Care::Sloppy };
    let form = form(w, channel, care).await?;
    let typed = Typed::of(&form);
    let before = w.orders.len();
    keep(w, &who, RecordOrder { typed, draft: NEW_FORM }).await?;
    // What came in writing is filed, mostly; what is not cannot be submitted.
    let written = !matches!(channel, "phone" | "visit") && w.dice.chance(85);
    match w.orders.get(before).copied().filter(|_| written) {
        Some(order) => crate::letter(&w.app, &who, order).await,
        None => Ok(()),
    }
}

async fn keep(w: &mut World, who: &Person, act: RecordOrder) -> Outcome<()> {
    match w.does(who, act).await {
        Ok(entered) => {
            w.orders.push(entered.id);
            w.reach("order", "draft", "order.record", "specialist");
            w.played.done += 1;
            Ok(())
        }
        Err(Trouble::Fault(fault)) => {
            w.played.wrong.push(format!("step {}: recording ended in {fault}", w.played.steps));
            Ok(())
        }
        Err(_) => {
            w.played.refused += 1;
            Ok(())
        }
    }
}

/// Only specialists enter orders (3.1.2).
async fn record_by_a_stranger(w: &mut World) -> Outcome<()> {
    let role = w.dice.pick(&[Role::Warehouse, Role::Executive, Role::Auditor]).copied().unwrap_or(Role::Auditor);
    let Some(who) = w.somebody(role).await? else { return Ok(()) };
    if who.is(Role::Specialist) {
        return Ok(());
    }
    let form = form(w, "phone", Care::Good).await?;
    if w.does(&who, RecordOrder { typed: Typed::of(&form), draft: NEW_FORM }).await.is_ok() {
        w.played.wrong.push(format!("step {}: {} entered an order", w.played.steps, who.login));
    }
    w.played.forbidden += 1;
    Ok(())
}

/// The owner, or somebody who may not, saves an order anew.
pub async fn save(w: &mut World, id: Id) -> Outcome<()> {
    let (order, owner) = w
        .app
        .read(move |tx| {
            let order = order::fetch(tx, &Person::system(), id)?;
            let owner = people::fetch(tx, order.owner);
            Ok((order, owner.ok()))
        })
        .await?;
    let stranger = w.dice.chance(12);
    let who = if stranger { w.somebody(Role::Specialist).await? } else { owner };
    let Some(who) = who else { return Ok(()) };
    let care = if w.dice.chance(85) { Care::Good } else { Care::Sloppy };
    let form = form(w, order.channel.code(), care).await?;
    let mut typed = Typed::of(&form);
    typed.seen = Some(if w.dice.chance(90) { order.lock } else { order.lock - 1 });
    let before = crate::trace::trace(&w.app, "order.save").await?;
    match w.does(&who, RewriteOrder { order: id, typed }).await {
        Ok(_) => w.played.done += 1,
        Err(Trouble::Fault(fault)) => {
            w.played.wrong.push(format!("step {}: saving ended in {fault}", w.played.steps));
        }
        Err(trouble) => {
            w.played.refused += 1;
            let left = before
                .left_by(&crate::trace::trace(&w.app, "order.save").await?, matches!(trouble, Trouble::Refused(_)));
            if !left.is_empty() {
                w.played.wrong.push(format!("step {}: saving was refused and left {left:?}", w.played.steps));
            }
        }
    }
    let found = w.app.read(move |tx| crate::invariants::of_order(tx, id)).await?;
    w.played.wrong.extend(found.into_iter().map(|what| format!("step {}: saving left {what}", w.played.steps)));
    Ok(())
}

/// Its owner saves other content, perhaps as what came in by another way.
pub async fn rewritten(w: &mut World, who: &Person, id: Id, channel: Option<&str>) -> Outcome<()> {
    let order = w.app.read(move |tx| order::fetch(tx, &Person::system(), id)).await?;
    let form = form(w, channel.unwrap_or(order.channel.code()), Care::Good).await?;
    let mut typed = Typed::of(&form);
    typed.seen = Some(order.lock);
    w.does(who, RewriteOrder { order: id, typed }).await.map(|_| ())
}

async fn copy(w: &mut World) -> Outcome<()> {
    let Some(who) = w.somebody(Role::Specialist).await? else { return Ok(()) };
    let Some(id) = w.dice.pick(&w.orders.clone()).copied() else { return Ok(()) };
    let typed = w
        .app
        .read(move |tx| {
            let order = order::fetch(tx, &Person::system(), id)?;
            let customer = masters::customer(tx, order.customer)?;
            let today = people::today(tx)?;
            let day = content::open_day(tx, today, 60)?;
            let mut typed = Typed::of_order(&order, customer.as_ref()).as_new();
            typed.set("requested_on", day.to_string());
            Ok(typed)
        })
        .await?;
    keep(w, &who, RecordOrder { typed, draft: NEW_FORM }).await
}

async fn scratch(w: &mut World) -> Outcome<()> {
    let Some(who) = w.somebody(Role::Specialist).await? else { return Ok(()) };
    let form = form(w, "phone", Care::Sloppy).await?;
    w.does(&who, KeepScratch { about: NEW_FORM, seen: 0, body: form.to_string(), form: None }).await?;
    Ok(())
}

async fn read_memos(w: &mut World) -> Outcome<()> {
    let Some(who) = w.somebody(Role::Manager).await? else { return Ok(()) };
    w.does(&who, people::ReadAll).await?;
    Ok(())
}

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Tray, "intray.receive") => match w.dice.chance(25) {
            true => receive_signed(w, &c.who).await,
            false => receive(w, &c.who).await,
        },
        (About::Item(id), "intray.file_return") => w.does(&c.who, FileReturn { item: *id }).await.map(|_| ()),
        (About::Item(id), "intray.enter") => enter(w, &c.who, *id, careful).await,
        (About::Item(id), "intray.dismiss") => {
            let form = DismissForm { reason: words(w, careful) };
            w.does(&c.who, DismissItem { item: *id, form }).await.map(|_| ())
        }
        _ => return None,
    })
}

/// A sheet as customers send them: a few lines of their own table.
async fn receive(w: &mut World, who: &Person) -> Outcome<()> {
    let no = w.dice.below(90_000);
    let mut table = "訂單號,品號,數量,要求交期\n".to_string();
    for _ in 0..w.dice.between(1, 3) {
        let sku = w.dice.pick(SKUS).copied().unwrap_or("HN-M8-A2");
        table.push_str(&format!("PO-{no:05},{sku},{},2026-12-15\n", w.dice.between(1, 5) * 100));
    }
    let file = UploadedFile { field: "file".into(), name: format!("PO-{no:05}.csv"), content: table.into_bytes() };
    let received = intake::receive_file(&w.app, who, Channel::Email, "order@hongda.example", &file).await?;
    w.items.extend(received);
    Ok(())
}

/// A sheet of ours comes back signed, through the tray: the code on it names its order.
pub async fn receive_signed(w: &mut World, who: &Person) -> Outcome<()> {
    const SENT: &str =
        "SELECT id FROM orders WHERE confirmation = 'sent' AND approval IN ('draft', 'returned') ORDER BY id";
    let sent: Vec<Id> = w.app.read(|tx| Ok(tx.list_built("sent sheets", SENT, &[], |row| row.get(0))?)).await?;
    let Some(order) = w.dice.pick(&sent).copied() else { return receive(w, who).await };
    let code = w.app.read(move |tx| Ok(order::code_text(&order::fetch(tx, &Person::system(), order)?))).await?;
    let stored = w.app.0.files.keep(b"%PDF-1.7 a signed sheet").map_err(|e| Fault::other("keep a file", e))?;
    let paper = Paper {
        name: "scan.pdf".into(),
        media_type: "application/pdf",
        stored,
        text: String::new(),
        kept: Kept::default(),
        customer: None,
        code,
    };
    let (sender, subject) = ("order@hongda.example".to_string(), String::new());
    let act = Receive { channel: Channel::Fax, sender, subject, papers: vec![paper] };
    let received = w.does(who, act).await?;
    w.items.extend(received);
    Ok(())
}

async fn enter(w: &mut World, who: &Person, item: Id, careful: bool) -> Outcome<()> {
    let channel = if careful { "email" } else { "phone" };
    let form = form(w, channel, Care::Good).await?;
    let entered = w.does(who, EnterItem { item, typed: Typed::of(&form) }).await?;
    w.orders.push(entered.id);
    Ok(())
}
