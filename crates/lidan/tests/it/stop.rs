//! The word to stop: what has begun is answered, what was acknowledged stays, and the next start finds it all.

use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use platform::db::Place;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cast::SPECIALIST;
use crate::client::Client;
use crate::kill::{fitted_out, record, started};

fn terminate(child: &Child) {
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()), "the word to stop");
}

async fn ended(child: &mut Child, within: Duration) -> ExitStatus {
    let began = Instant::now();
    while began.elapsed() < within {
        if let Some(status) = child.try_wait().expect("its state") {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let _ = child.kill();
    panic!("the server did not end within {} s", within.as_secs());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_word_to_stop_ends_what_runs_and_loses_nothing() {
    let folder = std::env::temp_dir().join(format!("lidan-stop-{}", std::process::id()));
    let place = Place::Sqlite(folder.join("lidan.db"));
    let settings = fitted_out(&folder, &place).await;
    let mut server = started(&settings, &place).await;
    let chen = Arc::new(Client::stranger(&settings.public_url));
    chen.log_in(SPECIALIST).await;
    // A request that is half here when the word comes.
    let mut half = TcpStream::connect(settings.listen).await.expect("a connection");
    let head = "POST /login HTTP/1.1\r\nhost: here\r\nconnection: close\r\naccept: text/html\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: 28\r\n\r\nlogin=chen&";
    half.write_all(head.as_bytes()).await.expect("half of it");
    let clients: Vec<_> = (0..8_u64)
        .map(|client| {
            let chen = chen.clone();
            tokio::spawn(async move {
                let mut told = Vec::new();
                for turn in 0..10_000 {
                    match record(&chen, client * 10_000 + turn).await {
                        Some(number) => told.push(number),
                        None => break,
                    }
                }
                told
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    terminate(&server);
    tokio::time::sleep(Duration::from_millis(300)).await;
    half.write_all(b"password=demo&x=1").await.expect("the rest of it");
    let mut answer = String::new();
    half.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 303"), "what had begun is answered: {answer}");
    let status = ended(&mut server, Duration::from_secs(35)).await;
    assert_eq!(status.code(), Some(0));
    let mut told = Vec::new();
    for client in clients {
        told.extend(client.await.expect("a client ends"));
    }
    assert!(told.len() > 20, "only {} orders were recorded", told.len());

    let mut best = Duration::MAX;
    for _ in 0..3 {
        let began = Instant::now();
        let mut again = started(&settings, &place).await;
        best = best.min(began.elapsed());
        terminate(&again);
        assert_eq!(ended(&mut again, Duration::from_secs(10)).await.code(), Some(0));
    }
    println!("{} acknowledged; answers {} ms after a start", told.len(), best.as_millis());
    assert!(best < Duration::from_secs(1), "{best:?}");
    let app = lidan::open::open(&settings).await.expect("a database");
    const ALL: &str = "SELECT number FROM orders ORDER BY number";
    let there: Vec<String> =
        app.read(|tx| Ok(tx.list_built("all", ALL, &[], |row| row.get(0))?)).await.expect("the orders");
    let lost: Vec<&String> = told.iter().filter(|number| !there.contains(number)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let report = ::desk::verify::verify(&app, Vec::new()).await.expect("a report");
    assert!(report.is_whole(), "{:#?}", report.found);
    drop(app);
    let _ = std::fs::remove_dir_all(&folder);
}
