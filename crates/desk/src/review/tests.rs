//! The demo company on a Thursday morning; orders come in by mail unless a test says otherwise.

mod acts;
mod after;
mod departments;
mod money;
mod pages;
mod policy;
mod proof;
mod proposals;
mod rules;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use platform::act::{Act, App, Config, Outcome};
use platform::clock::FixedClock;
use platform::db::{Db, Place};
use platform::files::{Files, Stored};
use platform::ids::SeededIds;
use platform::money::{Discount, UnitPrice};
use platform::step::{Broken, Refusal};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};

use super::approve::{Approve, ApproveForm, Approved};
use super::facts::Facts;
use super::submit::{Submit, SubmitForm, Submitted};
use super::ticks::TICKS;
use crate::order::{self, Approval, Channel, Contact, Content, Head, LineContent, Order, Priority, SourceKind};
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
        let folder = std::env::temp_dir().join(format!("lidan-review-{}-{number}", std::process::id()));
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

    /// Writes past the acts: for what a test finds already there.
    pub async fn given<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> T {
        self.app.0.db.write(work).await.expect("a write that works")
    }

    pub async fn does<A: Act>(&self, login: &'static str, act: A) -> Outcome<A::Done> {
        let who = self.person(login).await;
        self.app.perform(&who, act).await
    }

    /// An order of some products, entered by Chen.
    pub async fn entered(&self, sketch: Sketch) -> Order {
        self.entered_by("chen", sketch).await
    }

    /// Entered by somebody who is, whatever else he may be, a specialist too.
    pub async fn entered_by(&self, login: &'static str, sketch: Sketch) -> Order {
        let who = self.person(login).await;
        let who = Person { roles: who.roles.with(Role::Specialist), ..who };
        self.given(move |tx| {
            let content = sketch.content(tx)?;
            let now = tx.now();
            let mut order = order::record(tx, &who, &content, now, false)?;
            if !order.channel.is_spoken() {
                written(tx, &who, &mut order)?;
            }
            Ok(order)
        })
        .await
    }

    pub async fn submitted(&self, sketch: Sketch) -> Order {
        let order = self.entered(sketch).await;
        self.submits("chen", &order).await.expect("a good order can be submitted");
        self.order(order.id).await
    }

    pub async fn submits(&self, login: &'static str, order: &Order) -> Outcome<Submitted> {
        self.does(login, Submit { order: order.id, form: ticked() }).await
    }

    pub async fn approves(&self, login: &'static str, order: &Order) -> Outcome<Approved> {
        let form = ApproveForm {
            decision: "符合公司政策，予以核准，請依承諾日期交貨。".into(),
            ..ApproveForm::default()
        };
        self.does(login, Approve { order: order.id, form }).await
    }

    pub async fn order(&self, id: Id) -> Order {
        let who = self.person("executive").await;
        self.read(move |tx| order::fetch(tx, &who, id)).await
    }

    pub async fn approval(&self, id: Id) -> Approval {
        self.order(id).await.approval
    }

    pub async fn facts(&self, order: &Order) -> Facts {
        let (who, order) = (self.person("chen").await, order.clone());
        self.read(move |tx| Facts::gather(tx, &who, &order)).await
    }

    pub async fn free(&self, sku: &'static str) -> String {
        self.read(move |tx| {
            let product = masters::product_by_sku(tx, sku)?.expect("a product of the demo company");
            Ok(masters::free_stock(tx, product.id)?.to_string())
        })
        .await
    }
}

/// The customer's letter lies beside what came in writing (3.1.3).
pub fn written(tx: &mut Tx, who: &Person, order: &mut Order) -> Outcome<()> {
    let letter = Stored { sha256: vec![7; 32], bytes: 1 };
    let file = platform::files::record(tx, &letter, "letter.txt", "text/plain", who.id)?;
    order::add_source(tx, who, order, file, SourceKind::Customer, "").map(|_| ())
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What a test's order is about; everything else is in order.
#[derive(Clone)]
pub struct Sketch {
    pub customer: &'static str,
    pub lines: Vec<(&'static str, i64)>,
    pub on: &'static str,
    pub channel: Channel,
    pub customer_order_no: String,
    pub contact: Contact,
    pub late_consent: &'static str,
    pub late_until: Option<&'static str>,
    /// Per cent off the list price of every line.
    pub discount: i64,
    pub term: Option<&'static str>,
}

pub fn order_of(customer: &'static str, sku: &'static str, quantity: i64) -> Sketch {
    Sketch {
        customer,
        lines: vec![(sku, quantity)],
        on: "2027-06-15",
        channel: Channel::Email,
        customer_order_no: String::new(),
        contact: Contact {
            name: "陳怡君".into(),
            phone: "+886-4-2359-1180".into(),
            email: "order@hongda.example".into(),
            fax: String::new(),
        },
        late_consent: "",
        late_until: None,
        discount: 0,
        term: None,
    }
}

impl Sketch {
    pub fn on(self, day: &'static str) -> Sketch {
        Sketch { on: day, ..self }
    }

    pub fn off(self, per_cent: i64) -> Sketch {
        Sketch { discount: per_cent, ..self }
    }

    pub fn without_email(mut self) -> Sketch {
        self.contact.email = String::new();
        self
    }

    fn content(&self, tx: &mut Tx) -> Outcome<Content> {
        let customer = masters::customer_by_code(tx, self.customer)?.expect("a customer of the demo company");
        let mut lines = Vec::new();
        for (sku, quantity) in &self.lines {
            lines.push(self.line(tx, &customer, sku, *quantity)?);
        }
        Ok(Content {
            customer: customer.id,
            customer_order_no: self.customer_order_no.clone(),
            customer_order_on: None,
            channel: self.channel,
            priority: Priority::Normal,
            currency: customer.currency,
            payment_term: self.term.unwrap_or(&customer.payment_term).to_string(),
            requested_on: Some(self.on.parse().unwrap()),
            head: Head {
                contact: self.contact.clone(),
                special_answered: true,
                late_consent: self.late_consent.into(),
                late_until: self.late_until.map(|day| day.parse().unwrap()),
                ..Head::default()
            },
            lines,
        })
    }

    fn line(&self, tx: &mut Tx, customer: &masters::Customer, sku: &str, quantity: i64) -> Outcome<LineContent> {
        let product = masters::product_by_sku(tx, sku)?.expect("a product of the demo company");
        let quantity = platform::quantity::Quantity::whole(quantity).unwrap();
        let price = masters::price_for(tx, customer, &product, quantity, self.on.parse().unwrap())?;
        Ok(LineContent {
            id: None,
            product: Some(product.id),
            sku: product.sku.clone(),
            name: product.name_hant.clone(),
            spec: product.spec.clone(),
            customer_part: String::new(),
            quantity,
            unit: product.unit.clone(),
            price: UnitPrice::from_millionths(price.list.millionths()),
            price_base: price.base,
            discount: Discount::from_bp(self.discount * 100).unwrap(),
            tax_rate: product.tax_rate,
            list_price: Some(price.list),
            floor_price: price.floor,
            requested_on: Some(self.on.parse().unwrap()),
            place: "臺中市西屯區工業區二十路 18 號".into(),
            remark: String::new(),
        })
    }
}

/// All own ticks, no grounds.
pub fn ticked() -> SubmitForm {
    SubmitForm { ticks: TICKS.iter().map(|tick| (*tick).to_string()).collect(), ..SubmitForm::default() }
}

/// The refusal in an outcome that must be one.
pub fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> Box<Refusal> {
    match outcome {
        Err(Trouble::Refused(refusal)) => refusal,
        other => panic!("not a refusal: {other:?}"),
    }
}

pub fn rules(refusal: &Refusal) -> Vec<&'static str> {
    refusal.broken.iter().map(|broken| broken.rule).collect()
}

pub fn ids(found: &[Broken]) -> Vec<&'static str> {
    found.iter().map(|broken| broken.rule).collect()
}

/// An act made of a closure, for what only a test does.
pub struct Does<F>(pub F);

impl<F: Fn(&mut Tx, &Person) -> Outcome<Id> + Send + Sync + 'static> Act for Does<F> {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        (self.0)(tx, who)
    }
}
