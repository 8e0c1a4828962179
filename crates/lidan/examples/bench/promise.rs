//! Promise dates (3.2.3a) on a plant that is busy: twenty work centres, five operations a routing, orders that were
//! approved through the product's own acts and stand on the plan.

use std::fmt::Write;
use std::time::Instant;

use desk::fulfilment::{self, Needed};
use desk::intake::{self, RecordOrder, Typed};
use desk::{masters, people, review};
use platform::App;
use platform::db::Place;
use platform::quantity::Quantity;
use serde_json::json;

use crate::company::{Company, customer_code, in_words, priced, take_over};
use crate::table::{Figure, Goal, Times};
use crate::{Done, Plan, say};

pub const CENTRES: usize = 20;
const MADE: usize = 200;
pub const OPERATIONS: usize = 5;
const LINES: usize = 200;
const DAYS: i64 = 90;

pub fn measure(plan: &Plan) -> Done<Vec<Figure>> {
    let orders = if plan.quick { 100 } else { 1_000 };
    say("promise dates on a busy plant");
    let data = plan.dir.join("promise");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(measured(plan_of(&data), orders))
}

fn plan_of(data: &std::path::Path) -> (std::path::PathBuf, Place) {
    (data.to_path_buf(), Place::Sqlite(data.join("lidan.db")))
}

async fn measured((data, place): (std::path::PathBuf, Place), orders: usize) -> Done<Vec<Figure>> {
    let company = Company::found(&data, place).await?;
    let app = company.app()?;
    busy(&company, app, orders).await?;
    let load = load(app).await?;
    let mut micros = Vec::with_capacity(LINES);
    let began = Instant::now();
    for n in 0..LINES {
        let start = Instant::now();
        promised(app, sku(n * 7 % MADE)).await?;
        micros.push(start.elapsed().as_micros() as u32);
    }
    let times = Times::of(micros, began.elapsed());
    Ok(vec![Figure {
        what: "promise date of a line, read and planned, p99 of 200".into(),
        state: format!(
            "{CENTRES} work centres, {OPERATIONS} operations, {orders} open orders, {load} % of {DAYS} days, warm"
        ),
        value: times.ms(0.99),
        product: Some(times),
        bare: None,
        unit: " ms",
        goal: Some(Goal::AtMost(20.0)),
    }])
}

/// A plant of twenty work centres with so many approved orders on its plan, one work order each.
pub async fn busy(company: &Company, app: &App, orders: usize) -> Done<()> {
    priced(app, &company.manager, &company.executive, made()).await?;
    take_over(app, &company.manager, masters::Kind::WorkCentres, centres()).await?;
    take_over(app, &company.manager, masters::Kind::Operations, routings()).await?;
    for n in 0..orders {
        approved(company, app, n).await?;
    }
    Ok(())
}

fn sku(n: usize) -> String {
    format!("MX-{n:04}")
}

fn made() -> String {
    let mut list =
        "sku,name_hant,name_hans,specification,unit,list_price,floor_price,price_base,currency,tax_rate,pack,\
        supply,lead_days,opening_stock\n"
            .to_string();
    for n in 0..MADE {
        let _ = writeln!(list, "{},齒輪泵,齿轮泵,GP-{n},台,50.00,40.00,1,CNY,13,1,make,2,0", sku(n));
    }
    list
}

fn centres() -> String {
    let mut list = "code,name,mon,tue,wed,thu,fri\n".to_string();
    for n in 0..CENTRES {
        let _ = writeln!(list, "BC-{n:02},工作中心 {n},480,480,480,480,480");
    }
    list
}

/// Seven tenths of what twenty centres give in ninety days, shared by a thousand orders of ten pieces.
fn routings() -> String {
    let mut list = "sku,no,centre,setup_minutes,run_minutes\n".to_string();
    for n in 0..MADE {
        for at in 0..OPERATIONS {
            let _ = writeln!(list, "{},{},BC-{:02},10,7.5", sku(n), (at + 1) * 10, (n + at * 7) % CENTRES);
        }
    }
    list
}

async fn approved(company: &Company, app: &App, n: usize) -> Done<()> {
    let content = json!({
        "channel": "email", "customer": customer_code(n % 100), "contact": "陳怡君", "phone": "+886-4-2359-1180",
        "email": "order@example.test", "customer_order_no": format!("P-{n}"), "requested_on": far(app).await?,
        "place": "臺中市西屯區工業區二十路 18 號", "special_none": "yes",
        "lines": [{"sku": sku(n % MADE), "qty": "10"}],
    });
    let chen = &company.specialists[n % company.specialists.len()];
    let order = app.perform(chen, RecordOrder { typed: Typed::of(&content), draft: intake::NEW_FORM }).await;
    let order = order.map_err(in_words)?.id;
    sim::letter(app, chen, order).await.map_err(in_words)?;
    let ticks = review::TICKS.iter().map(|tick| (*tick).to_string()).collect();
    let form = review::SubmitForm { ticks, ..review::SubmitForm::default() };
    app.perform(chen, review::Submit { order, form }).await.map_err(in_words)?;
    let form = review::ApproveForm {
        decision: "交期與價格均已核對，同意接單。".into(),
        ..review::ApproveForm::default()
    };
    app.perform(&company.manager, review::Approve { order, form }).await.map_err(in_words)?;
    Ok(())
}

/// A working day that every line reaches.
async fn far(app: &App) -> Done<String> {
    let day = app.read(|tx| {
        let calendar = people::calendar(tx)?;
        let far = people::today(tx)?.add_days(400);
        Ok(far.ok().and_then(|day| calendar.next_open_day(day).ok()))
    });
    Ok(day.await.map_err(in_words)?.ok_or("there is no working day")?.to_string())
}

/// What the plan takes of the next ninety days, in per cent.
async fn load(app: &App) -> Done<i64> {
    let read = app.read(|tx| {
        let today = people::today(tx)?.to_i64();
        let sums = tx.list_built(
            "bench load",
            "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM load_day WHERE day >= $1 AND day < $2",
            &[&today, &(today + DAYS)],
            |row| row.get::<i64>(0),
        )?;
        let calendar = people::calendar(tx)?;
        let days = (0..DAYS)
            .filter(|n| people::today(tx).is_ok_and(|day| day.add_days(*n).is_ok_and(|day| calendar.is_open_day(day))));
        Ok((sums.first().copied().unwrap_or(0), days.count() as i64 * 480 * CENTRES as i64))
    });
    let (taken, there) = read.await.map_err(in_words)?;
    Ok(taken * 100 / there.max(1))
}

/// As the review asks for it: everything is read, nothing is kept from the last time.
async fn promised(app: &App, sku: String) -> Done<()> {
    let read = app.read(move |tx| {
        let product = masters::product_by_sku(tx, &sku)?.ok_or(platform::Trouble::Hidden)?;
        let id = product.id;
        let calendar = people::calendar(tx)?;
        let today = people::today(tx)?;
        let (plant, _) = fulfilment::plant(tx, &[(id, product)].into(), today, &calendar, 1)?;
        let line = Needed { line: id, no: 1, product: Some(id), quantity: Quantity::from_millionths(10_000_000) };
        Ok(fulfilment::promises(&[line], plant)[0].on)
    });
    match read.await.map_err(in_words)? {
        Some(_) => Ok(()),
        None => Err("a line was not promised".into()),
    }
}
