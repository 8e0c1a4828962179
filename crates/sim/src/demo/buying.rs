//! 4.2: what purchasing buys: every morning what has become known goes to suppliers, and each purchase is a story of its
//! own until it is closed.

use std::collections::BTreeMap;

use desk::fulfilment::purchasing::{
    self, AskForm, Award, AwardForm, ContractForm, EndForm, EndPurchase, EnterQuote, NeedForm, NewRequest, OpenForm,
    OpenPurchase, PriceForm, PromiseForm, Purchase, PurchaseLine, PurchaseState, QuoteForm, Receipt, ReceiptForm,
    Receive, Reply, Repromise,
};
use desk::fulfilment::purchasing::{Asked, End, Quotation};
use desk::masters::{self, Product, Supplier};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::Person;

use super::{Next, Stage, Story};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    /// Purchasing looks at what is to be bought.
    Look,
    /// A round of an inquiry.
    Ask(Id, i64),
    /// A supplier's answer.
    Offer(Id, Id),
    Award(Id),
    Sign(Id),
    /// The supplier names another day.
    Slip(Id),
    Deliver(Id),
    Inspect(Id),
    Close(Id),
}

/// What the stock is filled up with: product, quantity.
const REFILL: &[(&str, i64)] =
    &[("BR-6204-2RS", 40), ("BV-DN15-304", 12), ("SV-DN20-24V", 10), ("BR-6206-2RS", 30), ("BV-DN50-304", 6)];
const REASONS: &[&str] =
    &["交期早一週，客戶急用", "近三次到貨均準時，品質穩定", "含运费及材质证明，总成本较低", "另一家數量不足"];
const SLIPS: &[&str] = &["原廠產線滿載，延後出貨", "海运船期延误", "包材短缺，週五補齊", "模具維修，下週恢復"];
const WORKDAY: i64 = 480;

pub fn next(minutes: i64, beat: Beat) -> (i64, super::Beat) {
    (minutes, super::Beat::Buying(beat))
}

/// A purchase goes its own way from its first inquiry on.
pub fn begins(beat: &super::Beat) -> bool {
    matches!(beat, super::Beat::Buying(Beat::Ask(_, 1)))
}

/// A purchase as it stands, with its goods.
struct Seen {
    purchase: Purchase,
    lines: Vec<PurchaseLine>,
    products: Vec<Product>,
    suppliers: Vec<Supplier>,
    asked: Vec<Asked>,
    offers: Vec<Quotation>,
    receipts: Vec<Receipt>,
    wanted_on: Option<Day>,
    today: Day,
}

async fn seen(stage: &Stage, id: Id) -> Outcome<Seen> {
    stage
        .app
        .read(move |tx| {
            let lines = purchasing::lines(tx, id)?;
            let ids: Vec<Id> = lines.iter().map(|line| line.product).collect();
            let products: Vec<Product> = masters::products(tx, &ids)?.into_values().collect();
            let named: Vec<String> = products.iter().map(|product| product.supplier.clone()).collect();
            let mut suppliers = masters::usual_suppliers(tx, &named)?;
            for other in masters::suppliers_after(tx, "", 20)? {
                if !suppliers.iter().any(|known| known.id == other.id) {
                    suppliers.push(other);
                }
            }
            Ok(Seen {
                purchase: purchasing::fetch(tx, id)?,
                wanted_on: purchasing::parts(tx, id)?.first().map(|part| part.wanted_on),
                asked: purchasing::asked(tx, id)?,
                offers: purchasing::quotations(tx, id)?,
                receipts: purchasing::receipts(tx, id)?,
                today: people::today(tx)?,
                lines,
                products,
                suppliers,
            })
        })
        .await
}

pub async fn play(stage: &Stage, story: &mut Story, beat: Beat) -> Outcome<Next> {
    let who = stage.person("purchasing").await?;
    match beat {
        Beat::Look => look(stage, story, &who).await,
        Beat::Ask(id, round) => ask(stage, story, &who, id, round).await,
        Beat::Offer(id, supplier) => offer(stage, story, &who, id, supplier).await,
        Beat::Award(id) => award(stage, story, &who, id).await,
        Beat::Sign(id) => sign(stage, story, &who, id).await,
        Beat::Slip(id) => slip(stage, story, &who, id).await,
        Beat::Deliver(id) => deliver(stage, story, id).await,
        Beat::Inspect(id) => inspect(stage, story, id).await,
        Beat::Close(id) => {
            let act = EndPurchase { purchase: id, form: EndForm::default(), how: End::Close };
            stage.app.perform(&who, act).await?;
            Ok(Next::new())
        }
    }
}

/// What is known by now, a purchase for each kind of goods; once in a while something for the stock.
async fn look(stage: &Stage, story: &mut Story, who: &Person) -> Outcome<Next> {
    if story.dice.chance(6) {
        let (sku, quantity) = story.dice.pick(REFILL).copied().unwrap_or(REFILL[0]);
        let today = stage.app.read(people::today).await?;
        let wanted_on = today.add_days(30).map_or(String::new(), |day| day.to_string());
        let form = NeedForm { sku: sku.into(), quantity: quantity.to_string(), wanted_on };
        stage.app.perform(who, NewRequest { form }).await?;
    }
    const OPEN: &str = "SELECT r.id, p.sku FROM purchase_request r JOIN product p ON p.id = r.product \
        WHERE r.state = 'acknowledged' ORDER BY r.wanted_on, r.id LIMIT 60";
    let open = stage.app.read(|tx| Ok(tx.list_built("needs", OPEN, &[], |row| Ok((row.get(0)?, row.get(1)?)))?));
    let open: Vec<(Id, String)> = open.await?;
    let mut kinds: BTreeMap<bool, Vec<Id>> = BTreeMap::new();
    for (id, sku) in open {
        kinds.entry(sku.starts_with("BV") || sku.starts_with("SV")).or_default().push(id);
    }
    let mut after = Next::new();
    for requests in kinds.into_values() {
        let opened = stage.app.perform(who, OpenPurchase { form: OpenForm { requests } }).await?;
        after.push(next(story.dice.between(15, 120), Beat::Ask(opened.id, 1)));
    }
    Ok(after)
}

/// One or two whom it is usually bought from; again, where the first prices were too high.
async fn ask(stage: &Stage, story: &mut Story, who: &Person, id: Id, round: i64) -> Outcome<Next> {
    let seen = seen(stage, id).await?;
    let reply_by = stage.calendar.day_after(seen.today, 2).unwrap_or(seen.today).to_string();
    let mut suppliers: Vec<Id> = if round > 1 {
        seen.asked.iter().map(|asked| asked.supplier).collect()
    } else {
        seen.suppliers.iter().filter(|supplier| !supplier.blocked).map(|supplier| supplier.id).collect()
    };
    suppliers.truncate(if round == 1 && story.dice.chance(45) { 1 } else { 2 });
    let message = if round > 1 { "數量可增加，請再報一次價。" } else { "" }.to_string();
    let form = AskForm { suppliers: suppliers.clone(), reply_by, message, ..AskForm::default() };
    purchasing::inquire(&stage.app, who, id, form, None).await?;
    let offers = suppliers.into_iter().map(|supplier| next(story.dice.between(90, 800), Beat::Offer(id, supplier)));
    Ok(offers.collect())
}

/// By his link, or by telephone; now and then he has nothing to offer.
async fn offer(stage: &Stage, story: &mut Story, who: &Person, id: Id, supplier: Id) -> Outcome<Next> {
    let seen = seen(stage, id).await?;
    let Some(supplier) = seen.suppliers.iter().find(|other| other.id == supplier) else { return Ok(Next::new()) };
    let Some(asked) = seen.asked.iter().find(|asked| asked.supplier == supplier.id) else { return Ok(Next::new()) };
    let form = prices(stage, story, &seen, supplier).await?;
    let declines = seen.asked.len() > 1 && seen.purchase.round == 1 && story.dice.chance(8);
    if declines || story.dice.chance(72) {
        let form = QuoteForm { decline: if declines { "yes".into() } else { String::new() }, ..form };
        let token = stage.app.config().quote_token(asked.id).digest().to_vec();
        let holder = purchasing::link_holder(asked, &supplier.name, supplier.lang);
        stage.app.perform(&holder, Reply { token, form, address: "203.0.113.61".into() }).await?;
    } else {
        stage.app.perform(who, EnterQuote { purchase: id, form }).await?;
    }
    let all = stage.app.read(move |tx| purchasing::asked(tx, id)).await?;
    if all.iter().any(|asked| !asked.has_answered()) {
        return Ok(Next::new());
    }
    let again = seen.purchase.round == 1 && story.dice.chance(12);
    let minutes = story.dice.between(60, 400);
    Ok(vec![next(minutes, if again { Beat::Ask(id, 2) } else { Beat::Award(id) })])
}

async fn prices(stage: &Stage, story: &mut Story, seen: &Seen, supplier: &Supplier) -> Outcome<QuoteForm> {
    let (today, currency) = (seen.today, supplier.currency);
    let rate = stage.app.read(move |tx| masters::rate(tx, currency, today)).await?.unwrap_or(1_000_000);
    let usual = seen.products.iter().any(|product| product.supplier.starts_with(&supplier.code));
    let level = if usual { (96, 104) } else { (99, 112) };
    let level = story.dice.between(level.0, level.1) - if seen.purchase.round > 1 { 3 } else { 0 };
    let price = |line: &PurchaseLine| {
        let product = seen.products.iter().find(|product| product.id == line.product);
        let cost = product.map_or(10_000_000, |product| {
            let known = product.cost.millionths();
            if known > 0 { known } else { product.list_price.millionths() * 7 / 10 }
        });
        let exact = i128::from(cost) * i128::from(level) * 10_000 / i128::from(rate);
        let cents = (exact / 10_000).max(1);
        Quantity::from_millionths(i64::try_from(cents * 10_000).unwrap_or(1_000_000)).to_string()
    };
    let lines = seen.lines.iter().map(|line| PriceForm {
        no: line.no.to_string(),
        price: price(line),
        base: "1".into(),
        ..PriceForm::default()
    });
    let until = today.add_days(30).map_or(String::new(), |day| day.to_string());
    Ok(QuoteForm {
        name: supplier.contact.clone(),
        currency: currency.code().into(),
        lines: lines.collect(),
        lead_days: story.dice.between(6, 13).to_string(),
        valid_until: until,
        supplier: supplier.id.to_string(),
        ..QuoteForm::default()
    })
}

/// Mostly the lowest; where it is not, it is written down why.
async fn award(stage: &Stage, story: &mut Story, who: &Person, id: Id) -> Outcome<Next> {
    let seen = seen(stage, id).await?;
    if seen.purchase.state != PurchaseState::Quoting {
        return Ok(Next::new());
    }
    let mut offers = purchasing::latest_quotations(&seen.offers);
    offers.sort_by_key(|offer| offer.net_company);
    if story.dice.chance(20) {
        offers.reverse();
    }
    let Some(best) = offers.first() else {
        // Nobody offers anything: those needs are to be bought elsewhere.
        let form = EndForm { ground: "詢價的供應商均無法報價".into(), ..EndForm::default() };
        stage.app.perform(who, EndPurchase { purchase: id, form, how: End::Stop }).await?;
        return Ok(Next::new());
    };
    let reason = story.dice.pick(REASONS).copied().unwrap_or(REASONS[0]).to_string();
    let reason = if offers.len() > 1 { reason } else { String::new() };
    let form = AwardForm { quotation: best.id.to_string(), reason, ..AwardForm::default() };
    stage.app.perform(who, Award { purchase: id, form }).await?;
    Ok(vec![next(story.dice.between(60, 400), Beat::Sign(id))])
}

async fn sign(stage: &Stage, story: &mut Story, who: &Person, id: Id) -> Outcome<Next> {
    let seen = seen(stage, id).await?;
    let lead = seen.offers.iter().find(|offer| Some(offer.id) == seen.purchase.quotation).map_or(8, |o| o.lead_days);
    let soon = stage.calendar.day_after(seen.today, u32::try_from(lead).unwrap_or(8)).unwrap_or(seen.today);
    // The supplier hurries a little where the need is urgent.
    let pressed = soon.add_days(-3).unwrap_or(soon);
    let day = if seen.wanted_on.is_some_and(|wanted| wanted < soon) { pressed.max(seen.today) } else { soon };
    let day = stage.calendar.next_open_day(day).unwrap_or(day);
    let form = ContractForm { day: day.to_string(), ..ContractForm::default() };
    purchasing::sign(&stage.app, who, id, form, None).await?;
    let minutes = until(stage, day) - story.dice.between(60, 600);
    Ok(vec![if story.dice.chance(14) {
        next((minutes - WORKDAY).max(30), Beat::Slip(id))
    } else {
        next(minutes.max(60), Beat::Deliver(id))
    }])
}

/// Working minutes until that day closes.
fn until(stage: &Stage, day: Day) -> i64 {
    let now = stage.app.0.clock.now();
    let close = crate::time::moment(day, "17:20:00", stage.calendar.zone()).unwrap_or(now);
    stage.calendar.working_minutes_between(now, close)
}

async fn slip(stage: &Stage, story: &mut Story, who: &Person, id: Id) -> Outcome<Next> {
    let today = stage.app.read(people::today).await?;
    let days = u32::try_from(story.dice.between(3, 7)).unwrap_or(4);
    let day = stage.calendar.day_after(today, days).unwrap_or(today);
    // Some come when their order should have left already.
    let wanted = stage.app.read(move |tx| Ok(purchasing::parts(tx, id)?.first().map(|part| part.wanted_on))).await?;
    let near = wanted.filter(|wanted| wanted.days_since(today) < 45 && story.dice.chance(40));
    let behind = near.and_then(|wanted| wanted.add_days(story.dice.between(2, 6)).ok());
    let day = behind.map_or(day, |behind| stage.calendar.next_open_day(behind.max(day)).unwrap_or(day));
    let ground = story.dice.pick(SLIPS).copied().unwrap_or(SLIPS[0]).to_string();
    let form = PromiseForm { day: day.to_string(), ground, ..PromiseForm::default() };
    stage.app.perform(who, Repromise { purchase: id, form }).await?;
    let minutes = until(stage, day) - story.dice.between(30, 400);
    Ok(vec![next(minutes.max(60), Beat::Deliver(id))])
}

/// What is still to come, or some of it first.
async fn deliver(stage: &Stage, story: &mut Story, id: Id) -> Outcome<Next> {
    let warehouse = stage.person("warehouse").await?;
    let seen = seen(stage, id).await?;
    let note_no = format!("DN-{:05}", story.dice.between(10_000, 99_999));
    let partly = seen.receipts.is_empty() && story.dice.chance(15);
    for line in seen.lines.iter().filter(|line| line.outstanding().is_positive()) {
        let (all, half) = (line.outstanding(), line.outstanding().millionths() / 2_000_000);
        let quantity = if partly && half > 0 { Quantity::whole(half).unwrap_or(all) } else { all };
        let form = ReceiptForm {
            line: line.no.to_string(),
            quantity: quantity.to_string(),
            note_no: note_no.clone(),
            ..ReceiptForm::default()
        };
        stage.app.perform(&warehouse, Receive { purchase: id, form }).await?;
    }
    let mut after = vec![next(story.dice.between(40, 300), Beat::Inspect(id))];
    if partly {
        after.push(next(story.dice.between(WORKDAY, 2 * WORKDAY), Beat::Deliver(id)));
    }
    Ok(after)
}

/// Quality lets in what is good; what is not goes back.
async fn inspect(stage: &Stage, story: &mut Story, id: Id) -> Outcome<Next> {
    let comes_again = super::inspecting::arrived(stage, story, id).await?;
    if comes_again {
        return Ok(vec![next(story.dice.between(2 * WORKDAY, 4 * WORKDAY), Beat::Deliver(id))]);
    }
    let state = stage.app.read(move |tx| Ok(purchasing::fetch(tx, id)?.state)).await?;
    let closes = state == PurchaseState::Received;
    Ok(if closes { vec![next(story.dice.between(60, 900), Beat::Close(id))] } else { Next::new() })
}
