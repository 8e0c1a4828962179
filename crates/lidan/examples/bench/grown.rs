//! A list of fifty filtered orders and one order's page, while the ledger grows from ten thousand to a million.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use platform::db::Place;
use platform::ids::Id;
use rusqlite::{Connection, params};

use crate::client::{load, request};
use crate::company::{Company, customer_code};
use crate::server::{Door, Server, verify};
use crate::table::{Figure, Goal, Times, looped, ratio};
use crate::{Done, Plan, bare, bulk, say};

const SMALL: usize = 10_000;
/// Clients that ask at once where the rate is measured.
const CLIENTS: usize = 8;
/// Of these the bare queries and the requests take one after the other, so that both touch the same pages.
const CUSTOMERS: usize = crate::company::CUSTOMERS;

/// A ledger of some size, with a server open on it.
struct Ledger {
    orders: Rc<Vec<Id>>,
    customers: Vec<Id>,
    server: Server,
    door: Rc<Door>,
    conn: Connection,
}

#[derive(Clone, Copy, PartialEq)]
enum Asked {
    List,
    Order,
}

/// What is asked for, and how its answer comes.
#[derive(Clone, Copy)]
struct View {
    asked: Asked,
    html: bool,
}

const VIEWS: [View; 4] = [
    View { asked: Asked::List, html: false },
    View { asked: Asked::List, html: true },
    View { asked: Asked::Order, html: false },
    View { asked: Asked::Order, html: true },
];

pub fn measure(plan: &Plan, large: usize) -> Done<(Vec<Figure>, Vec<String>)> {
    let mut notes = Vec::new();
    let small = Ledger::open(plan, SMALL, &mut notes)?;
    let large = Ledger::open(plan, large.max(SMALL), &mut notes)?;
    let turn = plan.turn() / 2;
    let mut figures = Vec::new();
    for view in VIEWS {
        say(&view.name());
        let (mut few, mut lots, mut rate, mut bare) =
            (Times::default(), Times::default(), Times::default(), Times::default());
        small.ask(view, 1, turn)?;
        large.ask(view, 1, turn)?;
        for _ in 0..plan.rounds() {
            few.add(small.ask(view, 1, turn)?);
            lots.add(large.ask(view, 1, turn)?);
            bare.add(large.bare(view.asked, turn)?);
            rate.add(large.ask(view, CLIENTS, turn)?);
        }
        let state = format!("{} orders, warm", large.orders.len());
        let growth = lots.ms(0.5) / few.ms(0.5).max(1e-9);
        let to = format!("{} -> {} orders, warm", small.orders.len(), large.orders.len());
        figures.push(ratio(
            format!("{}, {CLIENTS} clients", view.name()),
            state,
            rate,
            &bare,
            Some(Goal::AtLeast(0.35)),
        ));
        figures.push(Figure {
            what: format!("{}, 1 client: growth of the median", view.name()),
            state: to,
            product: Some(lots),
            bare: None,
            value: growth,
            unit: "x",
            goal: Some(Goal::AtMost(1.2)),
        });
    }
    Ok((figures, notes))
}

impl View {
    fn name(self) -> String {
        let what = if self.asked == Asked::List { "list of 50 filtered" } else { "open one order" };
        format!("{what}, {}", if self.html { "HTML" } else { "JSON" })
    }
}

impl Ledger {
    fn open(plan: &Plan, count: usize, notes: &mut Vec<String>) -> Done<Ledger> {
        say(&format!("a ledger of {count} orders"));
        let data = plan.dir.join(format!("grown-{count}"));
        let file = data.join("lidan.db");
        let company = found(&data, &file)?;
        let customers = company.customers.iter().map(|customer| customer.id).collect();
        let orders = bulk::load(&company, &file, count)?;
        let bytes = std::fs::metadata(&file)?.len();
        notes.push(format!(
            "A ledger of {count} orders is {:.2} GB, {} bytes an order.",
            bytes as f64 / 1e9,
            bytes / count as u64
        ));
        if count == SMALL {
            notes.push(format!("The loaded ledger: {}.", verify(&data)?));
        }
        let server = Server::start(&data, None)?;
        let door = Rc::new(server.door("chen")?);
        let conn = bare::open(&file)?;
        Ok(Ledger { orders: Rc::new(orders), customers, server, door, conn })
    }

    fn ask(&self, view: View, clients: usize, length: Duration) -> Done<Times> {
        let (orders, door) = (self.orders.clone(), self.door.clone());
        load(self.server.address, clients, length, move |n| {
            let path = match view.asked {
                Asked::List => format!("/orders?approval=approved&customer={}", customer_code(n as usize % CUSTOMERS)),
                Asked::Order => format!("/orders/{}", orders[scattered(n, orders.len())]),
            };
            if view.html {
                request("GET", &path, &[("accept", "text/html"), ("cookie", &door.cookie)], "")
            } else {
                request("GET", &format!("/api/v1{path}"), &[("authorization", &door.bearer)], "")
            }
        })
    }

    /// The statements whose rows the answer shows, on a connection of this process.
    fn bare(&self, asked: Asked, length: Duration) -> Done<Times> {
        let mut n = 0;
        looped(length, || {
            n += 1;
            match asked {
                Asked::List => self.list(n)?,
                Asked::Order => self.order(self.orders[scattered(n, self.orders.len())])?,
            }
            Ok(Some(()))
        })
    }

    fn list(&self, n: u64) -> Done<()> {
        let customer = self.customers[n as usize % CUSTOMERS];
        let mut statement = self.conn.prepare_cached(LIST)?;
        let mut rows = statement.query(params![customer.as_bytes().as_slice()])?;
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            read(row)?;
            seen += 1;
        }
        if seen == 51 { Ok(()) } else { Err(format!("the bare list has {seen} rows, not a page").into()) }
    }

    fn order(&self, id: Id) -> Done<()> {
        for text in ORDER {
            let mut statement = self.conn.prepare_cached(text)?;
            let mut rows = statement.query(params![id.as_bytes().as_slice()])?;
            while let Some(row) = rows.next()? {
                read(row)?;
            }
        }
        Ok(())
    }
}

/// Fits the company out and lets go of its file.
fn found(data: &std::path::Path, file: &std::path::Path) -> Done<Company> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let place: PathBuf = file.to_path_buf();
    let mut company = runtime.block_on(Company::found(data, Place::Sqlite(place)))?;
    company.close();
    // The writer's thread ends with the company; the runtime waits for whatever still reads.
    drop(runtime);
    Ok(company)
}

/// All over the ledger, the same places in every run.
fn scattered(n: u64, among: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) % among as u64) as usize
}

/// Takes every value as the product does.
fn read(row: &rusqlite::Row<'_>) -> Done<()> {
    for at in 0..row.as_ref().column_count() {
        std::hint::black_box(row.get::<_, rusqlite::types::Value>(at)?);
    }
    Ok(())
}

const LIST: &str = "SELECT o.id, o.number, o.customer, (SELECT c.name FROM customer c WHERE c.id = o.customer), \
    o.customer_order_no, o.channel, o.priority, o.owner, (SELECT p.name FROM person p WHERE p.id = o.owner), \
    o.currency, o.payment_term, o.approval, o.confirmation, o.execution, o.settlement, o.net, o.tax, o.gross, \
    o.line_count, o.special, o.major, o.requested_on, o.received_at, o.made_at, o.changed_at, o.round FROM orders o \
    WHERE o.approval = 'approved' AND o.customer = ?1 ORDER BY o.made_at DESC, o.id DESC LIMIT 51";

const ORDER: [&str; 8] = [
    "SELECT o.*, c.name, p.name FROM orders o JOIN customer c ON c.id = o.customer JOIN person p ON p.id = o.owner \
     WHERE o.id = ?1",
    "SELECT * FROM order_line WHERE order_id = ?1 ORDER BY no",
    "SELECT * FROM duty WHERE about = ?1 AND done_at IS NULL ORDER BY due_at",
    "SELECT * FROM order_flag WHERE order_id = ?1 AND ended_at IS NULL",
    "SELECT * FROM dispatch WHERE order_id = ?1 ORDER BY department, made_at, id",
    "SELECT * FROM order_note WHERE order_id = ?1 ORDER BY at",
    "SELECT s.*, f.name, f.media_type, f.bytes FROM order_source s JOIN file f ON f.id = s.file WHERE s.order_id = ?1 \
     ORDER BY s.added_at",
    "SELECT person FROM order_editor WHERE order_id = ?1",
];
