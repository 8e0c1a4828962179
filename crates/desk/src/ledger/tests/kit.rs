//! The demo company with orders entered by Chen, and a browser without a screen.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use platform::act::{App, Config, Outcome};
use platform::clock::FixedClock;
use platform::db::{Db, Place};
use platform::files::Files;
use platform::ids::SeededIds;
use platform::money::{Discount, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};
use tower::ServiceExt;

use crate::order::{self, Channel, Contact, Content, Head, LineContent, Order, Priority};
use crate::{masters, people};

static DESKS: AtomicU32 = AtomicU32::new(0);

pub struct Desk {
    pub app: App,
    pub clock: FixedClock,
    folder: PathBuf,
}

platform::sql! {
    ID_OF = "SELECT id FROM person WHERE login = $1";
}

impl Desk {
    pub async fn open() -> Desk {
        let number = DESKS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("lidan-ledger-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = FixedClock::at("2026-11-19T08:30:00+08:00".parse().unwrap());
        let ids = Arc::new(SeededIds::new(u64::from(number)));
        let place = Place::Sqlite(folder.join("lidan.db"));
        let db = Db::open(&place, Arc::new(clock.clone()), ids.clone(), crate::MIGRATIONS).await.unwrap();
        let config = Config {
            data_dir: folder.clone(),
            public_url: "http://desk.example".into(),
            secure: false,
            demo: true,
            smtp: None,
            zone: "Asia/Taipei".into(),
            seal_key: vec![1; 32],
        };
        let files = Files::at(&folder.join("files"));
        let app = App::new(db, Arc::new(clock.clone()), ids, files, config);
        app.0.db.write(people::demo_cast).await.expect("the cast enters an empty company");
        let desk = Desk { app, clock, folder };
        let (manager, finance) = (desk.person("manager").await, desk.person("finance").await);
        let executive = desk.person("executive").await;
        masters::demo(&desk.app, &manager, &finance, &executive).await.expect("the price list is good");
        desk
    }

    pub async fn person(&self, login: &'static str) -> Person {
        self.read(move |tx| {
            let id = tx.one(&ID_OF, &[&login], |row| row.get(0))?;
            people::fetch(tx, id)
        })
        .await
    }

    pub async fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> T {
        self.app.read(work).await.expect("a read that answers")
    }

    pub async fn given<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> T {
        self.app.0.db.write(work).await.expect("a write that works")
    }

    /// One order of one line; the price is per unit in millionths.
    pub async fn entered(&self, customer: &'static str, quantity: i64, price: i64) -> Order {
        let who = self.person("chen").await;
        self.given(move |tx| enter(tx, &who, customer, quantity, price, Some("2027-01-15"))).await
    }

    /// Many orders of several customers, amounts and days; some without a day, many made in one instant.
    pub async fn many(&self, count: usize) {
        let who = self.person("chen").await;
        for batch in 0..count.div_ceil(50) {
            let who = who.clone();
            let size = 50.min(count - batch * 50);
            self.given(move |tx| {
                for n in 0..size {
                    let at = (batch * 50 + n) as i64;
                    let customer = ["C001", "C002", "C004", "C007"][n % 4];
                    let day = ["2026-11-10", "2027-02-01", "2027-02-02", ""][(n / 3) % 4];
                    enter(
                        tx,
                        &who,
                        customer,
                        10 + at % 7,
                        1_000_000 * (1 + at % 11),
                        Some(day).filter(|d| !d.is_empty()),
                    )?;
                }
                Ok(())
            })
            .await;
            self.clock.advance(Duration::from_secs(60)).unwrap();
        }
    }

    pub async fn logs_in(&self, login: &str) -> String {
        let form = format!("login={login}&password=demo");
        let answer = self.call("POST", "/login", "", &form, "text/html").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookie
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.call("GET", path, cookie, "", "text/html").await
    }

    pub async fn json(&self, path: &str, cookie: &str) -> Answer {
        self.call("GET", path, cookie, "", "application/json").await
    }

    pub async fn call(&self, method: &str, path: &str, cookie: &str, form: &str, accept: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_string()))
            .unwrap();
        let response = crate::routes::service(self.app.clone()).oneshot(request).await.unwrap();
        let headers = response.headers().clone();
        let mut set = headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok());
        let session = set.rfind(|set| set.contains("lidan=") && !set.contains("lidan-look")).unwrap_or("");
        let cookie = session.split(';').next().unwrap_or("").to_string();
        let etag = headers.get(header::ETAG).and_then(|v| v.to_str().ok()).unwrap_or("").to_string();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, cookie, etag, body: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub body: String,
    pub bytes: Vec<u8>,
    pub cookie: String,
    pub etag: String,
}

impl Answer {
    /// A page that came, with no key of the language files where words should be.
    pub fn page(self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        for stem in [
            "ledger-",
            "approval-",
            "execution-",
            "confirmation-",
            "duty-",
            "step-",
            "field-",
            "history-",
            "nav-",
            "search-",
            "palette-",
            "process-",
            "clause-",
            "chapter-",
            "regulation-",
            "rule-",
            "channel-",
            "role-",
        ] {
            assert!(
                !self.body.contains(&format!(">{stem}")),
                "a key stands on the page: {stem}{}",
                self.body.split(&format!(">{stem}")).nth(1).unwrap_or("").chars().take(40).collect::<String>()
            );
        }
        self.body
    }
}

fn enter(tx: &mut Tx, who: &Person, customer: &str, quantity: i64, price: i64, day: Option<&str>) -> Outcome<Order> {
    let customer = masters::customer_by_code(tx, customer)?.expect("a customer of the demo company");
    let product = masters::product_by_sku(tx, "HB-M8x25-A2")?.expect("a product of the demo company");
    let day = day.map(|day| day.parse().unwrap());
    let line = LineContent {
        id: None,
        product: Some(product.id),
        sku: product.sku.clone(),
        name: product.name_hant.clone(),
        spec: product.spec.clone(),
        customer_part: String::new(),
        quantity: Quantity::whole(quantity).unwrap(),
        unit: product.unit.clone(),
        price: UnitPrice::from_millionths(price),
        price_base: PriceBase::new(1).unwrap(),
        discount: Discount::from_bp(0).unwrap(),
        tax_rate: TaxRate::from_bp(1300).unwrap(),
        list_price: None,
        floor_price: None,
        requested_on: day,
        place: "臺中市西屯區工業區二十路 18 號".into(),
        remark: String::new(),
    };
    let content = Content {
        customer: customer.id,
        customer_order_no: "PO-7781".into(),
        customer_order_on: None,
        channel: Channel::Email,
        priority: Priority::Normal,
        currency: customer.currency,
        payment_term: customer.payment_term.clone(),
        requested_on: day,
        head: Head {
            contact: Contact { name: "陳怡君".into(), phone: "+886-4-2359-1180".into(), ..Contact::default() },
            special_answered: true,
            ..Head::default()
        },
        lines: vec![line],
    };
    let now = tx.now();
    order::record(tx, who, &content, now, false)
}

/// Brings an order's line to another price, so that its history tells one.
pub async fn reprice(desk: &Desk, order: &Order, price: i64) {
    let who = desk.person("chen").await;
    let (id, lock) = (order.id, order.lock);
    desk.given(move |tx| {
        let order = order::fetch(tx, &who, id)?;
        let content = content_of(&order, price);
        order::rewrite(tx, &who, id, lock, &content)?;
        Ok(())
    })
    .await;
}

fn content_of(order: &Order, price: i64) -> Content {
    let lines = order.lines.iter().map(|line| LineContent {
        id: Some(line.id),
        product: line.product,
        sku: line.sku.clone(),
        name: line.name.clone(),
        spec: line.spec.clone(),
        customer_part: line.customer_part.clone(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        price: UnitPrice::from_millionths(price),
        price_base: line.price_base,
        discount: line.discount,
        tax_rate: line.tax_rate,
        list_price: line.list_price,
        floor_price: line.floor_price,
        requested_on: line.requested_on,
        place: line.place.clone(),
        remark: line.remark.clone(),
    });
    Content {
        customer: order.customer,
        customer_order_no: order.customer_order_no.clone(),
        customer_order_on: order.customer_order_on,
        channel: order.channel,
        priority: order.priority,
        currency: order.currency,
        payment_term: order.payment_term.clone(),
        requested_on: order.requested_on,
        head: order.head.clone(),
        lines: lines.collect(),
    }
}

pub fn id_of(order: &Order) -> Id {
    order.id
}
