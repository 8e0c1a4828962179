//! A whole desk for one test: real database, real router with everything around it, a real port, a clock that stands
//! still until it is moved, and names that are the same in every run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use platform::App;
use platform::act::Config;
use platform::clock::FixedClock;
use platform::day::Instant;
use platform::db::{Db, Engine, Place};
use platform::files::Files;
use platform::ids::SeededIds;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::client::Client;

/// A Tuesday, ten in the morning in Taipei.
pub const START: &str = "2026-11-24T02:00:00Z";

pub struct Desk {
    pub app: App,
    pub clock: FixedClock,
    /// `http://127.0.0.1:port`
    pub base: String,
    pub folder: PathBuf,
    place: Place,
    server: JoinHandle<()>,
}

/// Makes a test for each engine out of one story.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($desk:ident) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports, reason = "not every story needs every name of its file")]
            use super::*;

            async fn story($desk: std::sync::Arc<crate::desk::Desk>) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                crate::desk::on(platform::db::Engine::Sqlite, story).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                crate::desk::on(platform::db::Engine::Postgres, story).await;
            }
        }
    )+ };
}

/// Runs a story on one engine and clears up behind it, whatever becomes of it.
pub async fn on<F, S>(engine: Engine, story: S)
where
    F: Future<Output = ()> + Send + 'static,
    S: FnOnce(Arc<Desk>) -> F,
{
    let Some(desk) = Desk::open(engine).await else { return };
    let desk = Arc::new(desk);
    let told = tokio::spawn(story(desk.clone())).await;
    desk.close().await;
    if let Err(failed) = told {
        std::panic::resume_unwind(failed.into_panic());
    }
}

impl Desk {
    /// The demo company at ten in the morning; `None` where there is no PostgreSQL to run on, which CI refuses.
    pub async fn open(engine: Engine) -> Option<Desk> {
        let name = format!("t_{}_{}", std::process::id(), count());
        let folder = std::env::temp_dir().join(format!("lidan-it-{name}"));
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let place = match engine {
            Engine::Sqlite => Place::Sqlite(folder.join("lidan.db")),
            Engine::Postgres => Place::Postgres { url: postgres()?, schema: name, connections: 6 },
        };
        let start: Instant = START.parse().expect("an instant");
        let clock = FixedClock::at(start);
        let (watch, ids) = (Arc::new(clock.clone()), Arc::new(SeededIds::new(1)));
        let db = Db::open(&place, watch.clone(), ids.clone(), ::desk::MIGRATIONS).await.expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("its address"));
        let config = Config {
            data_dir: folder.clone(),
            public_url: base.clone(),
            secure: false,
            demo: true,
            smtp: None,
            zone: "Asia/Taipei".into(),
            seal_key: b"a key for tests only".to_vec(),
        };
        let app = App::new(db, watch, ids, Files::at(&folder.join("files")), config);
        lidan::demo::fit_out(&app).await.expect("the demo company");
        let router = lidan::edge::router(app.clone(), lidan::ops::Ops::new(None));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            axum::serve(listener, service).await.expect("a server");
        });
        Some(Desk { app, clock, base, folder, place, server })
    }

    /// Somebody of the cast, at his own browser.
    pub async fn log_in(&self, login: &str) -> Client {
        let client = Client::stranger(&self.base);
        client.log_in(login).await;
        client
    }

    pub fn stranger(&self) -> Client {
        Client::stranger(&self.base)
    }

    pub async fn verified(&self) {
        let report = ::desk::verify::verify(&self.app, Vec::new()).await.expect("a report");
        assert!(report.is_whole(), "{:#?}", report.found);
    }

    pub async fn close(&self) {
        self.server.abort();
        if let Place::Postgres { url, schema, .. } = &self.place {
            drop_schema(url, schema).await;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The test's own company goes away.
pub async fn drop_schema(url: &str, schema: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("PostgreSQL");
    tokio::spawn(connection);
    let dropped = client.batch_execute(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await;
    dropped.expect("the test's own schema goes away");
}

/// Where PostgreSQL is. Without one, tests on it say that they are skipped; where `CI` is set they fail instead.
pub fn postgres() -> Option<String> {
    match std::env::var("LIDAN_TEST_PG") {
        Ok(url) => Some(url),
        Err(_) if std::env::var("CI").is_ok() => panic!("LIDAN_TEST_PG is not set, and CI tests both engines"),
        Err(_) => {
            eprintln!("skipped on PostgreSQL: LIDAN_TEST_PG is not set");
            None
        }
    }
}

fn count() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
