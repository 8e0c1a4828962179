//! The power goes out, again and again, while 64 clients record orders. What was acknowledged is there, once, and the
//! numbers have no gap. The clients keep their own book of what they were told; the server's process is killed, not asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use platform::db::{Engine, Place};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::cast::SPECIALIST;
use crate::client::Client;

const CLIENTS: u64 = 64;
/// Acknowledged before each kill.
const ACKNOWLEDGED: usize = 1_000;

/// What the clients were told, outside the server.
#[derive(Default)]
struct Book {
    next: AtomicU64,
    told: Mutex<BTreeMap<u64, String>>,
    /// Sent, and no answer came: asked again under the same name after the restart.
    unsure: Mutex<Vec<u64>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_kills_on_sqlite_lose_nothing_and_double_nothing() {
    rounds(Engine::Sqlite, 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_kills_on_postgres_lose_nothing_and_double_nothing() {
    rounds(Engine::Postgres, 3).await;
}

async fn rounds(engine: Engine, rounds: usize) {
    let Some((folder, place)) = own_place("kill", engine, 8) else { return };
    // A build machine has minutes, not hours: `KILL_ROUNDS=30` asks for the long run.
    let rounds = std::env::var("KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(rounds);
    let settings = fitted_out(&folder, &place).await;
    let book = Arc::new(Book::default());
    let mut client: Option<Arc<Client>> = None;
    for round in 0..rounds {
        let mut server = started(&settings, &place).await;
        let known = match &client {
            Some(client) => client.clone(),
            None => {
                let fresh = Client::stranger(&settings.public_url);
                fresh.log_in(SPECIALIST).await;
                Arc::new(fresh)
            }
        };
        ask_again(&known, &book).await;
        load_until_killed(&known, &book, &mut server, round).await;
        client = Some(known);
    }
    let mut server = started(&settings, &place).await;
    let client = client.expect("there was a round");
    ask_again(&client, &book).await;
    server.kill().expect("it runs");
    let _ = server.wait();
    must_be_whole(&settings, &book).await;
    clear_up(&folder, &place).await;
}

/// A folder and a database of a story's own; none where no PostgreSQL is named.
pub fn own_place(story: &str, engine: Engine, connections: usize) -> Option<(PathBuf, Place)> {
    let name = format!("{story}_{}_{}", std::process::id(), engine as u8);
    let folder = std::env::temp_dir().join(format!("lidan-{name}"));
    let place = match engine {
        Engine::Sqlite => Place::Sqlite(folder.join("lidan.db")),
        Engine::Postgres => Place::Postgres { url: crate::desk::postgres()?, schema: name, connections },
    };
    Some((folder, place))
}

/// The demo company, ready for a server in another process.
pub async fn fitted_out(folder: &Path, place: &Place) -> lidan::settings::Settings {
    std::fs::create_dir_all(folder).expect("a folder");
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
    let settings = lidan::settings::Settings {
        listen: port,
        data: folder.to_path_buf(),
        place: place.clone(),
        public_url: format!("http://{port}"),
        secure: false,
        zone: "Asia/Taipei".into(),
        log_json: false,
        metrics_token: None,
        smtp: None,
        demo: false,
    };
    let app = lidan::open::open(&settings).await.expect("a database");
    lidan::demo::fit_out(&app).await.expect("the demo company");
    settings
}

pub async fn started(settings: &lidan::settings::Settings, place: &Place) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lidan"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIDAN_")) {
        command.env_remove(name);
    }
    command.arg("serve").arg("--data").arg(&settings.data).arg("--listen").arg(settings.listen.to_string());
    if let Place::Postgres { url, schema, .. } = place {
        command.env("LIDAN_DATABASE", url).args(["--schema", schema]);
    }
    let log = std::fs::File::options().create(true).append(true).open(settings.data.join("log"));
    command.env("LIDAN_LOG", "warn").stdout(Stdio::null()).stderr(log.expect("a log"));
    let mut child = command.spawn().expect("the program starts");
    for _ in 0..600 {
        if reqwest::get(format!("{}/livez", settings.public_url)).await.is_ok_and(|answer| answer.status().is_success())
        {
            return child;
        }
        assert!(child.try_wait().expect("its state").is_none(), "the server ended by itself");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not answer within 30 s");
}

/// Every request that got no answer is sent again under its own name, and answered now.
async fn ask_again(client: &Client, book: &Book) {
    let unsure = std::mem::take(&mut *book.unsure.lock().await);
    for key in unsure {
        let number = record(client, key).await.expect("a running server answers");
        book.told.lock().await.insert(key, number);
    }
}

async fn load_until_killed(client: &Arc<Client>, book: &Arc<Book>, server: &mut Child, round: usize) {
    let before = book.told.lock().await.len();
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (client, book, stop) = (client.clone(), book.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let key = book.next.fetch_add(1, Ordering::Relaxed);
                    match record(&client, key).await {
                        Some(number) => {
                            book.told.lock().await.insert(key, number);
                        }
                        None => {
                            book.unsure.lock().await.push(key);
                            return;
                        }
                    }
                }
            })
        })
        .collect();
    while book.told.lock().await.len() < before + ACKNOWLEDGED {
        assert!(server.try_wait().expect("its state").is_none(), "the server ended by itself in round {round}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // In the middle of it: the clients have not been told to stop.
    server.kill().expect("it runs");
    let _ = server.wait();
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("a client ends");
    }
}

/// Records one order; `None` where no answer came.
pub async fn record(client: &Client, key: u64) -> Option<String> {
    let content = json!({
        "channel": "email", "customer": "C004", "contact": "林志豪", "phone": "+886-2-2698-5510",
        "customer_order_no": format!("K-{key}"), "requested_on": "2027-12-15", "place": "汐止", "special_none": "yes",
        "lines": [{"sku": "HB-M6x30-A2", "qty": "100"}],
    });
    let answer = client.try_post_once("/api/v1/orders", &format!("kill-{key}"), &content).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["number"].as_str().map(str::to_string)
}

async fn must_be_whole(settings: &lidan::settings::Settings, book: &Book) {
    let app = lidan::open::open(settings).await.expect("a database");
    let report = ::desk::verify::verify(&app, Vec::new()).await.expect("a report");
    assert!(report.is_whole(), "{:#?}", report.found);
    const ALL: &str = "SELECT customer_order_no, number FROM orders ORDER BY number";
    let there: Vec<(String, String)> = app
        .read(|tx| Ok(tx.list_built("all", ALL, &[], |row| Ok((row.get(0)?, row.get(1)?)))?))
        .await
        .expect("the orders");
    let told: BTreeMap<String, String> =
        book.told.lock().await.iter().map(|(key, number)| (format!("K-{key}"), number.clone())).collect();
    assert_eq!(there.len(), told.len(), "as many orders as were acknowledged");
    for (no, number) in &there {
        assert_eq!(told.get(no), Some(number), "{no} is what its client was told");
    }
    println!("{} orders acknowledged, {} there, verify: {}", told.len(), there.len(), summary(&report));
}

fn summary(report: &::desk::verify::Report) -> Value {
    json!({"chains": report.chains, "entries": report.entries, "orders": report.orders, "wrong": report.wrong})
}

pub async fn clear_up(folder: &Path, place: &Place) {
    if let Place::Postgres { url, schema, .. } = place {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        client.batch_execute(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await.expect("the test's own schema");
    }
    let _ = std::fs::remove_dir_all(folder);
}
