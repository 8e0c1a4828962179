//! A company for the run, fitted out through the product's own acts: people, calendar, rates, a price list and customers
//! whose credit nobody exhausts.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use desk::masters::{self, Product};
use desk::people;
use lidan::settings::Settings;
use platform::App;
use platform::clock::Clock;
use platform::db::Place;
use platform::ids::Id;
use platform::who::{Person, Role};
use serde_json::json;

use crate::Done;
use crate::client::request;
use crate::server::Door;

pub const CUSTOMERS: usize = 100;
pub const PRODUCTS: usize = 200;
const PLACE: &str = "臺中市西屯區工業區二十路 18 號";

/// The company, still open in this process.
pub struct Company {
    app: Option<App>,
    pub manager: Person,
    pub executive: Person,
    pub specialists: Vec<Person>,
    pub customers: Vec<masters::Customer>,
    pub products: Vec<Product>,
    /// A working day far enough away for every supply.
    pub wanted_on: platform::day::Day,
}

/// What the texts of orders are made of; small enough to go with every client.
#[derive(Clone)]
pub struct Orders {
    wanted_on: String,
    /// Tells the orders of this turn from those of others.
    mark: String,
}

impl Company {
    pub async fn found(data: &Path, place: Place) -> Done<Company> {
        let settings = settings(data, place);
        let app = lidan::open::open(&settings).await.map_err(|why| format!("{why:?}"))?;
        app.0.db.write(people::demo_cast).await.map_err(in_words)?;
        let manager = one(&app, Role::Manager).await?;
        let finance = one(&app, Role::Finance).await?;
        let executive = one(&app, Role::Executive).await?;
        masters::demo(&app, &manager, &finance, &executive).await.map_err(in_words)?;
        priced(&app, &manager, &executive, price_list()).await?;
        take_over(&app, &finance, masters::Kind::Customers, customer_list()).await?;
        let read = app.read(|tx| {
            let of = |people: Vec<people::Member>, tx: &mut platform::Tx| {
                people.into_iter().map(|member| people::fetch(tx, member.id)).collect::<Result<Vec<_>, _>>()
            };
            let staff = people::persons_with(tx, Role::Specialist)?;
            let specialists = of(staff, tx)?;
            let mut customers = Vec::new();
            for n in 0..CUSTOMERS {
                customers.extend(masters::customer_by_code(tx, &customer_code(n))?);
            }
            let mut products = Vec::new();
            for n in 0..PRODUCTS {
                products.extend(masters::product_by_sku(tx, &sku(n))?);
            }
            let calendar = people::calendar(tx)?;
            let far = people::today(tx)?.add_days(60);
            let wanted_on = far.ok().and_then(|day| calendar.next_open_day(day).ok());
            Ok((specialists, customers, products, wanted_on))
        });
        let (specialists, customers, products, wanted_on) = read.await.map_err(in_words)?;
        if (customers.len(), products.len()) != (CUSTOMERS, PRODUCTS) {
            return Err("the lists were not taken over whole".into());
        }
        let wanted_on = wanted_on.ok_or("there is no working day")?;
        Ok(Company { app: Some(app), manager, executive, specialists, customers, products, wanted_on })
    }

    /// The company in this process, until it is closed.
    pub fn app(&self) -> Done<&App> {
        self.app.as_ref().ok_or_else(|| "the company is closed in this process".into())
    }

    /// The same books by another clock, in this process.
    pub async fn reopen(&mut self, data: &Path, place: Place, clock: Arc<dyn Clock>) -> Done<()> {
        self.close();
        let app = lidan::open::open_by(&settings(data, place), clock).await.map_err(|why| format!("{why:?}"))?;
        self.app = Some(app);
        Ok(())
    }

    /// Lets go of the database, so that others may have it alone.
    pub fn close(&mut self) {
        self.app = None;
    }

    pub fn orders(&self, mark: &str) -> Orders {
        Orders { wanted_on: self.wanted_on.to_string(), mark: mark.to_string() }
    }
}

fn settings(data: &Path, place: Place) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: data.to_path_buf(),
        place,
        public_url: "http://127.0.0.1".into(),
        secure: false,
        zone: "Asia/Taipei".into(),
        log_json: false,
        metrics_token: None,
        smtp: None,
        demo: false,
    }
}

impl Orders {
    /// The request's own name; the customer's number of the order too.
    pub fn key(&self, n: u64) -> String {
        format!("{}-{n}", self.mark)
    }

    /// An order of five lines, as a machine sends it.
    pub fn body(&self, n: u64) -> String {
        let lines: Vec<serde_json::Value> = (0..5)
            .map(|at| {
                let sku = sku((n as usize * 5 + at * 7) % PRODUCTS);
                json!({"sku": sku, "qty": "10", "requested_on": self.wanted_on, "place": PLACE})
            })
            .collect();
        json!({
            "channel": "email", "customer": customer_code(n as usize % CUSTOMERS), "contact": "陳怡君",
            "phone": "+886-4-2359-1180", "email": "order@example.test",
            "customer_order_no": self.key(n), "requested_on": self.wanted_on, "place": PLACE,
            "special_none": "yes", "lines": lines,
        })
        .to_string()
    }

    /// The request that records it, under a name of its own so that a repeat would not record it twice.
    pub fn request(&self, n: u64, door: &Door) -> Vec<u8> {
        let key = self.key(n);
        let headers =
            [("content-type", "application/json"), ("authorization", &*door.bearer), ("idempotency-key", &*key)];
        request("POST", "/api/v1/orders", &headers, &self.body(n))
    }
}

async fn one(app: &App, role: Role) -> Done<Person> {
    let found = app.read(move |tx| {
        let first = people::persons_with(tx, role)?.first().map_or(Id::from_uuid(uuid::Uuid::nil()), |one| one.id);
        people::fetch(tx, first)
    });
    Ok(found.await.map_err(in_words)?)
}

pub async fn take_over(app: &App, who: &Person, kind: masters::Kind, list: String) -> Done<()> {
    let report = masters::import(app, who, kind, list.into_bytes(), "bench.csv", false).await.map_err(in_words)?;
    if report.bad == 0 { Ok(()) } else { Err(format!("a row was not taken over: {:?}", report.errors.first()).into()) }
}

/// Products with their prices, accepted by the second person.
pub async fn priced(app: &App, manager: &Person, executive: &Person, list: String) -> Done<()> {
    let table = (masters::Kind::Products, list.as_bytes(), "bench.csv");
    masters::import_priced(app, manager, executive, table).await.map_err(in_words)?;
    Ok(())
}

pub fn in_words(trouble: platform::Trouble) -> String {
    format!("{trouble:?}")
}

pub fn customer_code(n: usize) -> String {
    format!("B{n:03}")
}

fn sku(n: usize) -> String {
    format!("BX-{n:04}")
}

fn price_list() -> String {
    let mut list =
        "sku,name_hant,name_hans,specification,unit,list_price,floor_price,price_base,currency,tax_rate,pack,\
         supply,lead_days,opening_stock\n"
            .to_string();
    for n in 0..PRODUCTS {
        let (sku, price) = (sku(n), 10 + n % 40);
        let _ = writeln!(
            list,
            "{sku},六角螺栓,六角螺栓,M6×{n} A2-70,支,{price}.50,{price}.00,1,CNY,13,1,stock,3,900000000"
        );
    }
    list
}

fn customer_list() -> String {
    const NAMES: [&str; 10] = ["鴻達", "恒力", "精誠", "宏遠", "海諾", "大新", "德泰", "順發", "永昌", "金瑞"];
    const TRADES: [&str; 10] = ["機械", "水務", "五金", "泵業", "船舶", "食品", "電子", "紡織", "塑膠", "化工"];
    let mut list =
        "code,name,contact,phone,email,address,price_class,payment_term,credit_limit,currency,customer_since,\
         receivable_open,receivable_overdue\n"
            .to_string();
    for n in 0..CUSTOMERS {
        let (code, name, trade) = (customer_code(n), NAMES[n % 10], TRADES[n / 10 % 10]);
        let _ = writeln!(
            list,
            "{code},{name}{trade}廠,陳怡君,+886-4-2359-{n:04},order@example.test,{PLACE},A,月結60天,90000000000,CNY,\
             2010-01-15,0.00,0.00"
        );
    }
    list
}
