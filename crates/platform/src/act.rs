//! The only road to a write: [`App::perform`]. Form, API, import, simulator and tests all take it.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calendar::WorkCalendar;
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::files::Files;
use crate::history;
use crate::ids::IdSource;
use crate::outbox;
use crate::trouble::Trouble;
use crate::who::Person;

pub type Outcome<T> = Result<T, Trouble>;

/// Something that is done to the company's books. Plain synchronous code.
pub trait Act: Send + Sync + 'static {
    type Done: Serialize + DeserializeOwned + Send + 'static;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Self::Done>;
}

/// The running product.
#[derive(Clone)]
pub struct App(pub Arc<Inner>);

pub struct Inner {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub files: Files,
    pub config: Config,
    /// Wakes the sender of mails when something was queued.
    pub outbox_wake: Arc<tokio::sync::Notify>,
    /// Makes acts fail at a chosen statement; in builds for tests only.
    #[cfg(feature = "probe")]
    pub probe: std::sync::Mutex<Probed>,
}

/// What a test wants to happen to acts, and what it learns of them.
#[cfg(feature = "probe")]
#[derive(Debug, Default)]
pub struct Probed {
    /// Armed in every act until it is taken away.
    pub arm: Option<crate::db::Probe>,
    /// Statements of the last act that ran to its end.
    pub statements: u64,
}

/// What the operator decides; see `docs/` for every key.
#[derive(Clone, Debug)]
pub struct Config {
    pub data_dir: PathBuf,
    /// The address customers see in links and QR codes, without a slash at the end.
    pub public_url: String,
    /// TLS in front: cookies get the `__Host-` prefix and `Secure`.
    pub secure: bool,
    /// The demo company: says so on every page, listens on loopback only.
    pub demo: bool,
    pub smtp: Option<outbox::Smtp>,
    pub zone: String,
    /// Proves seals; lies outside the database.
    pub seal_key: Vec<u8>,
}

impl Config {
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// The secret of a customer's link. Made from the key that lies outside the database.
    pub fn link_token(&self, link: crate::ids::Id) -> crate::ids::Token {
        crate::ids::Token::keyed(&self.seal_key, "customer link", link)
    }

    /// Where a customer's link leads.
    pub fn link_address(&self, link: crate::ids::Id) -> String {
        format!("{}/links/{}", self.public_url, self.link_token(link).text())
    }

    /// The secret of the link on which a customer agrees to a change.
    pub fn change_token(&self, change: crate::ids::Id) -> crate::ids::Token {
        crate::ids::Token::keyed(&self.seal_key, "customer change", change)
    }

    /// Where it leads.
    pub fn change_address(&self, change: crate::ids::Id) -> String {
        format!("{}/links/changes/{}", self.public_url, self.change_token(change).text())
    }

    /// The secret of the link on which a customer confirms what he said on the telephone of an approved order.
    pub fn heard_token(&self, link: crate::ids::Id) -> crate::ids::Token {
        crate::ids::Token::keyed(&self.seal_key, "customer word", link)
    }

    /// Where it leads.
    pub fn heard_address(&self, link: crate::ids::Id) -> String {
        format!("{}/links/cancellations/{}", self.public_url, self.heard_token(link).text())
    }

    /// The secret of a supplier's link, as [`Config::link_token`].
    pub fn quote_token(&self, link: crate::ids::Id) -> crate::ids::Token {
        crate::ids::Token::keyed(&self.seal_key, "supplier link", link)
    }

    /// Where a supplier's link leads.
    pub fn quote_address(&self, link: crate::ids::Id) -> String {
        format!("{}/quotes/{}", self.public_url, self.quote_token(link).text())
    }

    pub fn work_calendar(&self) -> WorkCalendar {
        WorkCalendar::standard(self.zone())
    }
}

/// A request's own name: the same key with the same content is answered, not done, a second time.
#[derive(Clone, Debug)]
pub struct OnceKey {
    pub key: String,
    /// Digest of the request's content.
    pub digest: Vec<u8>,
}

impl App {
    pub fn new(db: Db, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>, files: Files, config: Config) -> App {
        App(Arc::new(Inner {
            db,
            clock,
            ids,
            files,
            config,
            outbox_wake: Arc::default(),
            #[cfg(feature = "probe")]
            probe: std::sync::Mutex::default(),
        }))
    }

    /// Authorises, runs, writes and commits; a refusal is written too.
    pub async fn perform<A: Act>(&self, who: &Person, act: A) -> Outcome<A::Done> {
        self.perform_once(who, None, act).await
    }

    pub async fn perform_once<A: Act>(&self, who: &Person, key: Option<OnceKey>, act: A) -> Outcome<A::Done> {
        let person = who.clone();
        #[cfg(feature = "probe")]
        let app = self.clone();
        let work = move |tx: &mut Tx| {
            #[cfg(feature = "probe")]
            app.arm(tx);
            let done = run_once(tx, &person, key.as_ref(), &act);
            #[cfg(feature = "probe")]
            app.note_statements(tx);
            done
        };
        let done = self.0.db.write(work).await;
        match done {
            Err(Trouble::Refused(refusal)) => {
                let (noted, person) = (refusal.clone(), who.clone());
                self.0.db.write(move |tx| history::note_refusal(tx, &person, &noted)).await?;
                Err(Trouble::Refused(refusal))
            }
            Ok(done) => {
                self.0.outbox_wake.notify_one();
                Ok(done)
            }
            other => other,
        }
    }

    /// Reads on one unchanging view.
    pub async fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        self.0.db.read(work).await
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }
}

#[cfg(feature = "probe")]
impl App {
    fn arm(&self, tx: &mut Tx) {
        if let Some(probe) = self.0.probe.lock().unwrap_or_else(std::sync::PoisonError::into_inner).arm {
            tx.arm(probe);
        }
    }

    fn note_statements(&self, tx: &Tx) {
        self.0.probe.lock().unwrap_or_else(std::sync::PoisonError::into_inner).statements = tx.statements();
    }
}

crate::sql! {
    CLAIM_KEY = "INSERT INTO once_key (person, key, digest, answer, made_at) VALUES ($1, $2, $3, '', $4) \
        ON CONFLICT (person, key) DO NOTHING";
    ASK_KEY = "SELECT digest, answer FROM once_key WHERE person = $1 AND key = $2";
    KEEP_ANSWER = "UPDATE once_key SET answer = $1 WHERE person = $2 AND key = $3";
    FORGET_KEYS = "DELETE FROM once_key WHERE made_at < $1";
}

/// How long a request's own name is remembered.
pub const KEY_HOURS: u64 = 72;

/// Forgets the names of requests that nobody repeats any more.
pub fn forget_keys(tx: &mut Tx) -> Outcome<u64> {
    let before = tx.now().checked_sub(std::time::Duration::from_secs(KEY_HOURS * 3600));
    Ok(tx.execute(&FORGET_KEYS, &[&before.unwrap_or(crate::day::Instant::EPOCH)])?)
}

fn run_once<A: Act>(tx: &mut Tx, who: &Person, key: Option<&OnceKey>, act: &A) -> Outcome<A::Done> {
    let Some(once) = key else { return act.run(tx, who) };
    let now = tx.now();
    if tx.execute(&CLAIM_KEY, &[&who.id, &once.key, &once.digest, &now])? == 0 {
        let (digest, answer): (Vec<u8>, String) =
            tx.one(&ASK_KEY, &[&who.id, &once.key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if digest != once.digest {
            return Err(Trouble::NameReused);
        }
        return serde_json::from_str(&answer).map_err(|e| crate::Fault::other("once key", e).into());
    }
    let done = act.run(tx, who)?;
    let answer = serde_json::to_string(&done).map_err(|e| crate::Fault::other("once key", e))?;
    tx.execute(&KEEP_ANSWER, &[&answer, &who.id, &once.key])?;
    Ok(done)
}
