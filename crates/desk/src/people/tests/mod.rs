//! The demo cast on a real database in a folder of its own, with a clock that the test moves.

mod days;
mod deputies;
mod doors;
mod keys;
mod pages;
mod places;
mod proof;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use platform::Trouble;
use platform::act::{Act, App, Config, Outcome};
use platform::clock::FixedClock;
use platform::day::Instant;
use platform::db::{Db, Place, Tx};
use platform::files::Files;
use platform::ids::{Id, SeededIds};
use platform::step::Refusal;
use platform::who::Person;
use tower::ServiceExt;

use super::demo_cast;

static HOUSES: AtomicU32 = AtomicU32::new(0);

pub struct House {
    pub app: App,
    pub clock: FixedClock,
    folder: PathBuf,
}

/// What came back from an address.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl House {
    /// A company where nobody works yet, on a Thursday morning; on PostgreSQL too where `LIDAN_TEST_PG` names one.
    pub async fn on_each_engine() -> Vec<House> {
        let mut houses = vec![House::build(None, false).await];
        match std::env::var("LIDAN_TEST_PG") {
            Ok(url) => houses.push(House::build(Some(url), false).await),
            Err(_) => eprintln!("skipped on PostgreSQL: LIDAN_TEST_PG is not set"),
        }
        houses
    }

    /// Behind TLS.
    pub async fn secure() -> House {
        House::build(None, true).await
    }

    /// The demo cast moves in.
    pub async fn peopled(&self) {
        self.app.0.db.write(demo_cast).await.expect("the cast enters an empty company");
    }

    async fn build(postgres: Option<String>, secure: bool) -> House {
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let name = format!("people_{}_{number}", std::process::id());
        let folder = std::env::temp_dir().join(format!("lidan-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = FixedClock::at(instant("2026-11-19T08:30:00+08:00"));
        let ids = Arc::new(SeededIds::new(u64::from(number)));
        let place = match postgres {
            Some(url) => Place::Postgres { url, schema: name, connections: 4 },
            None => Place::Sqlite(folder.join("lidan.db")),
        };
        let db = Db::open(&place, Arc::new(clock.clone()), ids.clone(), crate::MIGRATIONS).await.unwrap();
        let config = Config {
            data_dir: folder.clone(),
            public_url: "http://desk.example".into(),
            secure,
            demo: true,
            smtp: None,
            zone: "Asia/Taipei".into(),
            seal_key: vec![1; 32],
        };
        let files = Files::at(&folder.join("files"));
        House { app: App::new(db, Arc::new(clock.clone()), ids, files, config), clock, folder }
    }

    pub fn at(&self, text: &str) {
        self.clock.set(instant(text));
    }

    pub async fn person(&self, login: &'static str) -> Person {
        let id = self.id(login).await;
        self.read(move |tx| super::fetch(tx, id)).await
    }

    pub async fn id(&self, login: &'static str) -> Id {
        self.read(move |tx| Ok(tx.one(&ID, &[&login], |row| row.get(0))?)).await
    }

    pub async fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> T {
        self.app.read(work).await.expect("a read that answers")
    }

    pub async fn does<A: Act>(&self, login: &'static str, act: A) -> Outcome<A::Done> {
        let who = self.person(login).await;
        self.app.perform(&who, act).await
    }

    /// Who acts as manager now, by login.
    pub async fn acting(&self) -> String {
        self.read(|tx| {
            let acting = super::acting_manager(tx)?;
            Ok(super::fetch(tx, acting.id)?.login)
        })
        .await
    }

    pub async fn count(&self, sql: &'static platform::db::Sql) -> i64 {
        self.read(move |tx| Ok(tx.one(sql, &[], |row| row.get(0))?)).await
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.call(Request::get(path).header(header::COOKIE, cookie), "").await
    }

    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.call(request, form).await
    }

    pub async fn call(&self, request: axum::http::request::Builder, body: &str) -> Answer {
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = crate::routes::service(self.app.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Logs in over HTTP; the cookie to show afterwards.
    pub async fn logs_in(&self, login: &str, password: &str) -> String {
        let answer = self.post("/login", "", &format!("login={login}&password={password}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookie()
    }
}

impl Answer {
    /// The session's cookie, as a browser sends it back.
    pub fn cookie(&self) -> String {
        let set = self.set_cookie().expect("a session");
        set.split(';').next().unwrap_or("").to_string()
    }

    pub fn set_cookie(&self) -> Option<String> {
        let all = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        all.map(str::to_string).find(|set| set.contains("lidan=") && !set.contains("lidan-look"))
    }

    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

platform::sql! {
    ID = "SELECT id FROM person WHERE login = $1";
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
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
