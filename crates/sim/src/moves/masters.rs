//! Customers, stock, rates, tables that are taken over, and settings with their owners.

use desk::masters::{
    self, AgreementForm, AnswerPrices, Block, ChangeContact, ChangeTerms, CustomerContact, CustomerState,
    CustomerTerms, FileAgreement, Kind, MoveStock, PriceAnswerForm, PriceForm, ProposePrice, SetRate, TypedMovement,
};
use desk::people;
use desk::people::setting::{AnswerChange, AnswerForm, Propose, ProposeForm};
use platform::act::Outcome;
use platform::money::Currency;
use platform::{Id, Trouble};

use super::words;
use crate::company;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Customer(id), "customer.contact") => contact(w, c, *id, careful).await,
        (About::Customer(id), "customer.terms") => terms(w, c, *id, careful).await,
        (About::Customer(id), "customer.block") => block(w, c, *id, CustomerState::Blocked, careful).await,
        (About::Customer(id), "customer.unblock") => block(w, c, *id, CustomerState::Open, careful).await,
        (About::Customer(id), "customer.agreement") => agreement(w, c, *id, careful).await,
        (About::NewPrice(product), "price.propose") => price(w, c, *product, careful).await,
        (About::Prices(id), step) => {
            let answer = match step {
                "price.accept" => "accepted",
                "price.refuse" => "refused",
                _ => "taken_back",
            };
            let form = PriceAnswerForm { answer: answer.into(), text: words(w, careful) };
            w.does(&c.who, AnswerPrices { proposal: *id, form }).await.map(|_| ())
        }
        (About::Product(id), "stock.move") => movement(w, c, *id, careful).await,
        (About::Rate, "rate.set") => {
            let from_day = match w.app.read(people::today).await {
                Ok(day) => day,
                Err(trouble) => return Some(Err(trouble)),
            };
            let currency = if careful { Currency::USD } else { Currency::CNY };
            let rate = w.dice.between(6_900_000, 7_300_000);
            w.does(&c.who, SetRate { currency, from_day, rate }).await.map(|_| ())
        }
        (About::Table(kind), _) => table(w, c, *kind).await,
        (About::Setting(name), _) => propose(w, c, name, careful).await,
        (About::Change { name, id }, step) => {
            let answer = match step {
                "setting.accept" => "accepted",
                "setting.refuse" => "refused",
                _ => "taken_back",
            };
            let form = AnswerForm { answer: answer.into(), text: words(w, careful) };
            w.does(&c.who, AnswerChange { name: name.clone(), change: *id, form }).await.map(|_| ())
        }
        _ => return None,
    })
}

async fn customer(w: &World, id: Id) -> Outcome<masters::Customer> {
    w.app.read(move |tx| masters::customer(tx, id)?.ok_or(Trouble::Hidden)).await
}

async fn contact(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let now = customer(w, id).await?;
    let phone = format!("+886-4-2359-{:04}", w.dice.below(9_000) + 1_000);
    let (email, fax) = if careful { (now.email.clone(), now.fax.clone()) } else { Default::default() };
    let form = CustomerContact {
        contact: now.contact.clone(),
        phone: if careful { phone } else { String::new() },
        email,
        fax,
        address: now.address.clone(),
        lang: now.lang.code().into(),
        lock: now.lock.to_string(),
    };
    w.does(&c.who, ChangeContact { customer: id, form }).await.map(|_| ())
}

async fn terms(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let now = customer(w, id).await?;
    let limit = if careful { (w.dice.between(5, 60) * 100_000).to_string() } else { "viel".to_string() };
    let form =
        CustomerTerms { payment_term: now.payment_term.clone(), credit_limit: limit, lock: now.lock.to_string() };
    w.does(&c.who, ChangeTerms { customer: id, form }).await.map(|_| ())
}

async fn block(w: &mut World, c: &Chance, id: Id, to: CustomerState, careful: bool) -> Outcome<()> {
    let act = Block { customer: id, seen: None, ground: words(w, careful), to };
    w.does(&c.who, act).await.map(|_| ())
}

async fn movement(w: &mut World, c: &Chance, product: Id, careful: bool) -> Outcome<()> {
    let kind = w.dice.pick(&["receipt", "receipt", "issue", "count"]).copied().unwrap_or("receipt");
    let quantity = if kind == "receipt" { w.dice.between(1, 900) } else { w.dice.between(0, 40) };
    let typed = TypedMovement { kind: kind.into(), quantity: quantity.to_string(), reason: words(w, careful) };
    w.does(&c.who, MoveStock { product, typed }).await.map(|_| ())
}

/// For two years; the careless end it before it begins.
async fn agreement(w: &mut World, c: &Chance, customer: Id, careful: bool) -> Outcome<()> {
    let today = w.app.read(people::today).await?;
    let until = today.add_days(if careful { 730 } else { -30 }).unwrap_or(today);
    let form = AgreementForm {
        number: format!("FA-{:03}", w.dice.below(900)),
        valid_from: today.to_string(),
        valid_until: until.to_string(),
    };
    w.does(&c.who, FileAgreement { customer, form, paper: None }).await.map(|_| ())
}

/// The product's own price, or one of a list.
async fn price(w: &mut World, c: &Chance, product: Id, careful: bool) -> Outcome<()> {
    let today = w.app.read(people::today).await?;
    let price = format!("{}.{:02}", w.dice.between(40, 900), w.dice.below(100));
    let list = if w.dice.chance(50) { "SIM" } else { "" };
    let form = PriceForm {
        list: list.into(),
        valid_from: today.to_string(),
        price,
        floor_price: "0.01".into(),
        ground: words(w, careful),
        ..PriceForm::default()
    };
    w.does(&c.who, ProposePrice { product, form }).await.map(|_| ())
}

async fn proposals(w: &World) -> Outcome<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM price_proposal WHERE state = 'open'";
    w.app.read(|tx| Ok(tx.list_built("proposals", COUNT, &[], |row| row.get::<i64>(0))?.into_iter().sum())).await
}

/// Taken, begun, row by row, ended.
async fn table(w: &mut World, c: &Chance, kind: Kind) -> Outcome<()> {
    let text = match kind {
        Kind::Receivables => {
            let rows =
                crate::content::CUSTOMERS.iter().map(|code| format!("{code},{}.00,0.00\n", w.dice.below(90_000)));
            format!("code,receivable_open,receivable_overdue\n{}", rows.collect::<String>())
        }
        Kind::OutsideLoads => {
            let day = w.app.read(people::today).await?;
            let rows = (1..6).map(|n| format!("WC-10,{},{},外部工單\n", day.add_days(n).unwrap_or(day), n * 60));
            format!("centre,day,minutes,remark\n{}", rows.collect::<String>())
        }
        Kind::Prices => {
            let rows = company::SKUS
                .iter()
                .map(|sku| format!("SIM,,,{sku},CNY,1,2025-01-01,,{}.50,0.01\n", w.dice.below(90) + 1));
            let head = "list,price_class,customer,sku,currency,from_quantity,valid_from,valid_until,price,floor_price";
            format!("{head}\n{}", rows.collect::<String>())
        }
        _ => company::table(kind),
    };
    let before = proposals(w).await?;
    masters::import(&w.app, &c.who, kind, text.into_bytes(), &format!("{kind}.csv"), false).await?;
    if kind == Kind::Prices && proposals(w).await? > before {
        w.reach("price_proposal", "gathering", "price.propose", c.actor);
    }
    let step = format!("import.{kind}");
    w.reach("import", "new", "import.take", c.actor);
    w.reach("import", "running", &step, c.actor);
    w.reach("import", "running", "import.finish", c.actor);
    Ok(())
}

async fn propose(w: &mut World, c: &Chance, name: &str, careful: bool) -> Outcome<()> {
    let value = match name {
        "price.authority.specialist" => format!("{}.5", w.dice.between(2, 6)),
        "price.class.B" => format!("{}.5", w.dice.between(94, 99)),
        "major.gross" => (w.dice.between(80, 400) * 1_000).to_string(),
        "payment.terms.B" => "月結30天, 月結60天, 货到付款".to_string(),
        _ => w.dice.between(5, 40).to_string(),
    };
    let form = ProposeForm { value, ground: words(w, careful) };
    let asked = w.does(&c.who, Propose { name: name.to_string(), form }).await?;
    w.changes.push((asked.name, asked.id));
    Ok(())
}
