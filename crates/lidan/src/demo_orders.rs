//! What the demo company's people have done before one first looks at it: orders in every state of chapter 3, made by
//! the same acts that the pages use, so that history, duties and numbers are real.

use desk::intake::{Entered, Medium, RecordOrder, SendForm, Typed};
use desk::order::Channel;
use desk::{fulfilment, intake, masters, people, review};
use platform::day::Day;
use platform::web::UploadedFile;
use platform::who::{Person, Role};
use platform::{App, Id, Trouble};
use serde_json::{Value, json};

use crate::Failed;

const WORKBOOK: &[u8] = include_bytes!("../../../assets/demo/order-hainuo.xlsx");
const SHEET: &[u8] = include_bytes!("../../../assets/demo/order-hongda.csv");

/// How far an order has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Recorded,
    /// The sheet of 3.1.3 is with the customer.
    SheetSent,
    Submitted,
    Returned,
    Approved,
    /// Approved, and the departments know.
    Acknowledged,
}

struct Told {
    by: &'static str,
    channel: &'static str,
    customer: &'static str,
    no: &'static str,
    /// Days from now until it is wanted; the next open day after that is taken.
    wanted_in: i64,
    /// Product, quantity, price where it is not the list's.
    lines: &'static [(&'static str, &'static str, &'static str)],
    stands: Stands,
}

use Stands::{Acknowledged, Approved, Recorded, Returned, SheetSent, Submitted};

const TOLD: &[Told] = &[
    Told {
        by: "chen",
        channel: "customer_system",
        customer: "C001",
        no: "HD-45117",
        wanted_in: 90,
        lines: &[("HB-M8x30-A2", "500", ""), ("HN-M16-A2", "500", ""), ("CC-400x500", "2", "")],
        stands: Acknowledged,
    },
    Told {
        by: "wang",
        channel: "email",
        customer: "C002",
        no: "HL-2026-0881",
        wanted_in: 120,
        lines: &[("PS-PNP-NO-M18", "20", ""), ("GP-16CC", "4", ""), ("SV-DN32-24V", "6", "")],
        stands: Approved,
    },
    Told {
        by: "chen",
        channel: "email",
        customer: "C004",
        no: "HY-1120",
        wanted_in: 75,
        lines: &[("HB-M6x30-A2", "400", ""), ("CB-RVV-4x4", "100", "")],
        stands: Submitted,
    },
    Told {
        by: "li",
        channel: "email",
        customer: "C005",
        no: "HN-77031",
        wanted_in: 150,
        lines: &[("CC-800x1200", "30", ""), ("GP-25CC", "40", "")],
        stands: Submitted,
    },
    Told {
        by: "wang",
        channel: "fax",
        customer: "C002",
        no: "HL-2026-0893",
        wanted_in: 100,
        lines: &[("BV-DN25-304", "20", "44.00"), ("BV-DN40-304", "10", "84.00")],
        stands: Submitted,
    },
    Told {
        by: "li",
        channel: "email",
        customer: "C008",
        no: "LP-10442",
        wanted_in: 110,
        lines: &[("SV-DN25-24V", "8", "13.90")],
        stands: Returned,
    },
    Told {
        by: "chen",
        channel: "phone",
        customer: "C001",
        no: "HD-45130",
        wanted_in: 100,
        lines: &[("HB-M12x40-A2", "300", ""), ("CC-600x800", "2", "")],
        stands: SheetSent,
    },
    Told {
        by: "wang",
        channel: "visit",
        customer: "C006",
        no: "",
        wanted_in: 60,
        lines: &[("HH-8-2000", "4", "")],
        stands: Recorded,
    },
    Told {
        by: "li",
        channel: "chat",
        customer: "C007",
        no: "DT-3321",
        wanted_in: 95,
        lines: &[("BR-6205-2RS", "40", ""), ("GP-10CC", "6", "")],
        stands: Recorded,
    },
];

/// Plays it once, on a company that has people, products and customers and no order yet.
pub async fn play(app: &App) -> Result<(), Failed> {
    busy(app).await?;
    for told in TOLD {
        // What the regulation refuses stays where it is: the demo shows that too.
        if let Err(trouble) = play_one(app, told).await {
            tracing::warn!(no = told.no, ?trouble, "an order of the demo company stands where it was refused");
        }
    }
    let chen = person(app, "chen").await?;
    for (name, sender, content) in
        [("order-hainuo.xlsx", "zhao@hainuo.example", WORKBOOK), ("order-hongda.csv", "order@hongda.example", SHEET)]
    {
        let file = UploadedFile { field: "file".into(), name: name.into(), content: content.to_vec() };
        intake::receive_file(app, &chen, Channel::Email, sender, &file).await?;
    }
    Ok(())
}

/// (work centre, minutes of a day that other work takes now, how many fewer each working day from now)
const BUSY: &[(&str, i64, i64)] = &[
    ("WC-10", 820, 14),
    ("WC-20", 930, 9),
    ("WC-30", 400, 8),
    ("WC-40", 470, 6),
    ("WC-50", 760, 16),
    ("WC-60", 300, 9),
    ("WC-70", 390, 7),
];

/// A company that has worked before: its centres are full now and emptier from day to day.
async fn busy(app: &App) -> Result<(), Failed> {
    let days = app.read(|tx| {
        let (calendar, today) = (people::calendar(tx)?, people::today(tx)?);
        let all = (1..90).filter_map(|n| today.add_days(n).ok());
        Ok(all.filter(|day| calendar.is_open_day(*day)).collect::<Vec<Day>>())
    });
    let mut table = "centre,day,minutes,remark\n".to_string();
    for (n, day) in days.await?.into_iter().enumerate() {
        for (centre, now, fewer) in BUSY {
            // Not the same every day: nobody would believe it.
            let uneven = (n as i64 * 37 + now) % 60;
            let minutes = (now - fewer * n as i64 - uneven).max(0);
            table.push_str(&format!("{centre},{day},{minutes},在製工單\n"));
        }
    }
    let production = person(app, "production").await?;
    masters::import(app, &production, masters::Kind::OutsideLoads, table.into_bytes(), "outside-load.csv", false)
        .await?;
    Ok(())
}

async fn play_one(app: &App, told: &Told) -> Result<(), Trouble> {
    let (who, manager) = (person(app, told.by).await?, person(app, "manager").await?);
    let content = content(app, told).await?;
    let record = RecordOrder { typed: Typed::of(&content), draft: intake::NEW_FORM };
    let order: Entered = app.perform(&who, record).await?;
    match told.stands {
        Recorded => {}
        SheetSent => send_sheet(app, &who, order.id).await?,
        Submitted => submit(app, &who, order.id).await?,
        Returned => {
            submit(app, &who, order.id).await?;
            let form = review::SendBackForm {
                lock: None,
                reasons: vec!["price".into()],
                text: "單價與年度合約不符，請與客戶確認後再送。".into(),
            };
            app.perform(&manager, review::SendBack { order: order.id, form }).await?;
        }
        Approved | Acknowledged => {
            submit(app, &who, order.id).await?;
            let decision = "交期、價格與付款條件均已核對，同意接單。".to_string();
            let form = review::ApproveForm { decision, ..review::ApproveForm::default() };
            app.perform(&manager, review::Approve { order: order.id, form }).await?;
            if told.stands == Acknowledged {
                acknowledge(app, order.id).await?;
            }
        }
    }
    Ok(())
}

async fn person(app: &App, login: &'static str) -> Result<Person, Trouble> {
    app.read(move |tx| people::by_login(tx, login)).await
}

/// As the form would send it: customer and address from his card, the rest as told.
async fn content(app: &App, told: &Told) -> Result<Value, Trouble> {
    let (code, days) = (told.customer, told.wanted_in);
    let (customer, wanted, today) = app
        .read(move |tx| {
            let customer = desk::masters::customer_by_code(tx, code)?.ok_or(Trouble::Hidden)?;
            let today = people::today(tx)?;
            Ok((customer, open_day(tx, today, days)?, today))
        })
        .await?;
    let lines: Vec<Value> =
        told.lines.iter().map(|(sku, qty, price)| json!({"sku": sku, "qty": qty, "price": price})).collect();
    Ok(json!({
        "channel": told.channel, "customer": customer.code, "contact": customer.contact, "phone": customer.phone,
        "email": customer.email, "fax": customer.fax, "customer_order_no": told.no, "customer_order_on": today,
        "requested_on": wanted, "place": customer.address, "special_none": "yes", "lines": lines,
    }))
}

fn open_day(tx: &mut platform::Tx, today: Day, days: i64) -> Result<Day, Trouble> {
    let calendar = people::calendar(tx)?;
    let day = today.add_days(days).unwrap_or(today);
    Ok(calendar.next_open_day(day).unwrap_or(day))
}

async fn submit(app: &App, who: &Person, order: Id) -> Result<(), Trouble> {
    let ticks = review::TICKS.iter().map(|tick| (*tick).to_string()).collect();
    let form = review::SubmitForm { ticks, ..review::SubmitForm::default() };
    app.perform(who, review::Submit { order, form }).await?;
    Ok(())
}

async fn send_sheet(app: &App, who: &Person, order: Id) -> Result<(), Trouble> {
    let reader = who.clone();
    let (sheet, digest) = app
        .read(move |tx| {
            let order = desk::order::fetch(tx, &reader, order)?;
            let digest = order.content_digest.clone();
            Ok((intake::sheet(tx, &order)?, digest))
        })
        .await?;
    let stored = app.0.files.keep(&sheet.pdf)?;
    let form = SendForm { medium: Medium::Email.code().into(), to: String::new() };
    app.perform(
        who,
        intake::SendConfirmation { order, form, stored, name: sheet.name, digest, link: intake::NewLink::made(app) },
    )
    .await?;
    Ok(())
}

/// The warehouse has seen its part; the other departments have not yet.
async fn acknowledge(app: &App, order: Id) -> Result<(), Trouble> {
    let warehouse = person(app, "warehouse").await?;
    let dispatches = app.read(move |tx| fulfilment::of_order(tx, order)).await?;
    if let Some(mine) = dispatches.iter().find(|dispatch| dispatch.department == Role::Warehouse) {
        app.perform(&warehouse, fulfilment::Acknowledge { dispatch: mine.id, all: true }).await?;
    }
    Ok(())
}
