//! 4.2: purchasing buys, suppliers answer on their links, the warehouse counts in, quality lets in, and things go back.

use desk::fulfilment::purchasing::{
    self, AmendmentForm, AskForm, Award, AwardForm, ContractForm, Divide, DivideForm, End, EndForm, EndPurchase,
    EnterQuote, FileSigned, GiveBack, NeedForm, NewQuoteLink, NewRequest, OpenForm, OpenPurchase, PriceForm,
    PromiseForm, PurchaseLine, QuoteForm, Receipt, ReceiptForm, Receive, Reply, Repromise, RestForm, ReturnForm,
    ReturnOutcome, StopRequest, StopRequestForm,
};
use desk::masters::{self, BlockSupplier, BlockSupplierForm, KeepSupplier, SupplierForm, SupplierState};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::trouble::Trouble;

use super::words;
use crate::company::SKUS;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::NewNeed, _) => need(w, c, careful).await,
        (About::Need(id), "purchase_request.stop") => {
            let form = StopRequestForm { ground: words(w, careful) };
            w.does(&c.who, StopRequest { request: *id, form }).await
        }
        (About::NewPurchase, _) => open(w, c, careful).await,
        (About::Inquiry { purchase, asked }, step) => reply(w, c, *purchase, *asked, step, careful).await,
        (About::Purchase(id), step) => return purchase(w, c, *id, step, careful).await,
        (About::NewSupplier, _) => supplier(w, c, None, careful).await,
        (About::Supplier(id), "supplier.edit") => supplier(w, c, Some(*id), careful).await,
        (About::Supplier(id), step) => {
            let to = if step == "supplier.block" { SupplierState::Blocked } else { SupplierState::Open };
            let form = BlockSupplierForm { ground: words(w, careful), ..Default::default() };
            w.does(&c.who, BlockSupplier { supplier: *id, form, to }).await.map(|_| ())
        }
        _ => return None,
    })
}

async fn purchase(w: &mut World, c: &Chance, id: Id, step: &str, careful: bool) -> Option<Outcome<()>> {
    Some(match step {
        "purchase.ask" => ask(w, c, id, careful).await,
        "purchase.ask_rest" => {
            let reply_by = if careful { String::new() } else { day(w, 3, false).await.ok()?.to_string() };
            purchasing::inquire_rest(&w.app, &c.who, id, RestForm { reply_by, ..RestForm::default() }, None).await
        }
        "quotation.enter" => enter(w, c, id, careful).await,
        "purchase.divide" => divide(w, c, id, careful).await,
        "purchase.award" => award(w, c, id, careful).await,
        "purchase.contract" => contract(w, c, id, careful).await,
        "purchase.tell_supplier" => {
            let form = AmendmentForm { lock: if careful { String::new() } else { "0".into() } };
            purchasing::tell_supplier(&w.app, &c.who, id, form, None).await
        }
        "purchase.file_signed" => file_signed(w, c, id, careful).await,
        "purchase.repromise" => repromise(w, c, id, careful).await,
        "purchase.receive" => receive(w, c, id, false, careful).await,
        "purchase.receive_last" => receive(w, c, id, true, careful).await,
        "purchase.return" => give_back(w, c, id, ReturnOutcome::Replace, careful).await,
        "purchase.return_credit" => give_back(w, c, id, ReturnOutcome::Credit, careful).await,
        "purchase.close" => end(w, c, id, End::Close, careful).await,
        "purchase.close_short" | "purchase.stop" => end(w, c, id, End::Stop, careful).await,
        _ => return None,
    })
}

/// So many days from now, or a day that is over.
async fn day(w: &mut World, days: i64, careful: bool) -> Outcome<Day> {
    let today = w.app.read(people::today).await?;
    Ok(today.add_days(if careful { days } else { -1 }).unwrap_or(today))
}

async fn need(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    let wanted_on = day(w, 20, careful).await?.to_string();
    let sku = w.dice.pick(SKUS).copied().unwrap_or(SKUS[0]).to_string();
    let quantity = w.dice.between(2, 40).to_string();
    w.does(&c.who, NewRequest { form: NeedForm { sku, quantity, wanted_on } }).await.map(|_| ())
}

/// Some or all of what waits; the careless buy nothing.
async fn open(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    const WAIT: &str = "SELECT id FROM purchase_request WHERE state = 'acknowledged' ORDER BY wanted_on, id LIMIT 6";
    let mut requests: Vec<Id> = w.app.read(|tx| Ok(tx.list_built("needs", WAIT, &[], |row| row.get(0))?)).await?;
    if w.dice.chance(50) {
        requests.truncate(2);
    }
    if !careful {
        requests.clear();
    }
    w.does(&c.who, OpenPurchase { form: OpenForm { requests } }).await.map(|_| ())
}

async fn ask(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (many, from) = (w.dice.between(1, 2) as usize, w.dice.below(5));
    let all = w.app.read(|tx| masters::suppliers_after(tx, "", 12)).await?;
    let open = all.iter().filter(|supplier| !supplier.blocked && supplier.email.contains('@'));
    let suppliers: Vec<Id> = open.map(|supplier| supplier.id).cycle().skip(from).take(many).collect();
    let (reply_by, message) = (day(w, 3, careful).await?.to_string(), words(w, careful));
    let form = AskForm { suppliers, reply_by, message, ..AskForm::default() };
    purchasing::inquire(&w.app, &c.who, id, form, None).await
}

async fn offer(w: &mut World, id: Id, careful: bool) -> Outcome<QuoteForm> {
    let lines = w.app.read(move |tx| purchasing::lines(tx, id)).await?;
    let until = day(w, 30, true).await?;
    let price =
        |no: i64, price: i64| PriceForm { no: no.to_string(), price: price.to_string(), ..PriceForm::default() };
    let (level, currency) = (w.dice.between(3, 90), w.dice.pick(&["CNY", "CNY", "EUR"]).copied().unwrap_or("CNY"));
    let mut lines: Vec<PriceForm> = lines.iter().map(|line| price(line.no, level + line.no)).collect();
    if !careful {
        lines.clear();
    }
    Ok(QuoteForm {
        name: "業務部".into(),
        currency: currency.into(),
        lines,
        lead_days: w.dice.between(3, 20).to_string(),
        valid_until: until.to_string(),
        ..QuoteForm::default()
    })
}

async fn reply(w: &mut World, c: &Chance, purchase: Id, asked: Id, step: &str, careful: bool) -> Outcome<()> {
    let form = offer(w, purchase, careful).await?;
    let decline = if step == "quotation.decline" { "yes".to_string() } else { String::new() };
    let token = w.app.config().quote_token(asked).digest().to_vec();
    let form = QuoteForm { decline, ..form };
    w.does(&c.who, Reply { token, form, address: "203.0.113.9".into() }).await.map(|_| ())
}

async fn enter(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let asked = w.app.read(move |tx| purchasing::asked(tx, id)).await?;
    let supplier = w.dice.pick(&asked).map_or(String::new(), |asked| asked.supplier.to_string());
    let form = QuoteForm { supplier, ..offer(w, id, careful).await? };
    w.does(&c.who, EnterQuote { purchase: id, form }).await.map(|_| ())
}

async fn award(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let all = w.app.read(move |tx| purchasing::quotations(tx, id)).await?;
    let latest = purchasing::latest_quotations(&all);
    let quotation = w.dice.pick(&latest).map_or(String::new(), |one| one.id.to_string());
    let form = AwardForm { quotation, reason: words(w, careful), ..AwardForm::default() };
    w.does(&c.who, Award { purchase: id, form }).await.map(|_| ())
}

/// The first line goes its own way; the careless take all of them.
async fn divide(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let lines = w.app.read(move |tx| purchasing::lines(tx, id)).await?;
    let many = if careful { 1 } else { lines.len() };
    let form =
        DivideForm { lines: lines.iter().take(many).map(|l| l.no.to_string()).collect(), ..DivideForm::default() };
    let links = (0..100).map(|_| NewQuoteLink::made(&w.app)).collect();
    w.does(&c.who, Divide { purchase: id, form, links }).await.map(|_| ())
}

async fn contract(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let days = w.dice.between(1, 25);
    let form = ContractForm { day: day(w, days, careful).await?.to_string(), ..ContractForm::default() };
    purchasing::sign(&w.app, &c.who, id, form, None).await.map(|_| ())
}

/// The careless file what is no picture.
async fn file_signed(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (name, media_type) = if careful { ("signed.pdf", "application/pdf") } else { ("signed.txt", "text/plain") };
    let stored = w.app.0.files.keep(b"%PDF-1.7 signed and stamped")?;
    w.does(&c.who, FileSigned { purchase: id, stored, name: name.into(), media_type }).await.map(|_| ())
}

async fn repromise(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (days, ground) = (w.dice.between(0, 30), words(w, careful));
    let form = PromiseForm { day: day(w, days, true).await?.to_string(), ground, ..PromiseForm::default() };
    w.does(&c.who, Repromise { purchase: id, form }).await
}

/// The last of it, sometimes a little more than was ordered; or some of a line, so that some is still to come.
async fn receive(w: &mut World, c: &Chance, id: Id, last: bool, careful: bool) -> Outcome<()> {
    let lines = w.app.read(move |tx| purchasing::lines(tx, id)).await?;
    let open: Vec<&PurchaseLine> = lines.iter().filter(|line| line.outstanding().is_positive()).collect();
    let longest = open.iter().max_by_key(|line| line.outstanding()).copied();
    let Some(line) = longest.or(lines.first()) else { return Err(Trouble::Hidden) };
    let (all, one) = (line.outstanding(), Quantity::whole(1).unwrap_or_default());
    let quantity = if last || open.len() > 1 && w.dice.chance(70) { all } else { one.min(all) };
    let quantity = if careful { quantity } else { Quantity::whole(1_000_000).unwrap_or(quantity) };
    let note_no = format!("DN-{}", w.dice.between(1_000, 9_999));
    let form =
        ReceiptForm { line: line.no.to_string(), quantity: quantity.to_string(), note_no, ..ReceiptForm::default() };
    w.does(&c.who, Receive { purchase: id, form }).await.map(|_| ())
}

async fn receipts(w: &World, id: Id) -> Outcome<Vec<Receipt>> {
    w.app.read(move |tx| purchasing::receipts(tx, id)).await
}

async fn give_back(w: &mut World, c: &Chance, id: Id, outcome: ReturnOutcome, careful: bool) -> Outcome<()> {
    let here: Vec<Receipt> = receipts(w, id).await?.into_iter().filter(|r| r.quantity > r.returned).collect();
    let Some(receipt) = w.dice.pick(&here).cloned() else { return Err(Trouble::Hidden) };
    let left = receipt.quantity.checked_sub(receipt.returned).unwrap_or_default();
    let one = Quantity::whole(1).unwrap_or(left).min(left);
    let form = ReturnForm {
        receipt: receipt.id.to_string(),
        quantity: if w.dice.chance(80) { one } else { left }.to_string(),
        outcome: outcome.code().into(),
        reason: words(w, careful),
        ..ReturnForm::default()
    };
    w.does(&c.who, GiveBack { purchase: id, form }).await
}

async fn end(w: &mut World, c: &Chance, id: Id, how: End, careful: bool) -> Outcome<()> {
    let ground = if how == End::Stop { words(w, careful) } else { String::new() };
    let form = EndForm { ground, lock: if careful { String::new() } else { "0".into() } };
    w.does(&c.who, EndPurchase { purchase: id, form, how }).await
}

async fn supplier(w: &mut World, c: &Chance, id: Option<Id>, careful: bool) -> Outcome<()> {
    let known = match id {
        Some(id) => w.app.read(move |tx| masters::supplier(tx, id)).await?,
        None => None,
    };
    let form = match known {
        Some(known) => {
            SupplierForm { contact: format!("王經理 {}", w.dice.between(1, 999)), ..SupplierForm::of(&known) }
        }
        None => SupplierForm {
            code: format!("N{}", w.dice.between(1_000, 999_999)),
            name: format!("新供應商 {}", w.dice.between(1, 9_999)),
            contact: "王經理".into(),
            phone: "+886-2-2299-0000".into(),
            email: "new@supplier.example".into(),
            address: "新北市五股區".into(),
            lang: "zh-Hant".into(),
            currency: "TWD".into(),
            payment_term: "月結30天".into(),
            ..SupplierForm::default()
        },
    };
    let form = if careful { form } else { SupplierForm { phone: String::new(), email: String::new(), ..form } };
    w.does(&c.who, KeepSupplier { supplier: id, form }).await.map(|_| ())
}
