//! Who asks: the session of a browser or the token of a machine. Only digests are stored.
//!
//! A session ends 12 hours after it was last used and 7 days after it began. Its use is noted at most every ten
//! minutes, outside the request, so that reading stays reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use platform::act::{App, Config, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::ids::{Id, Token};
use platform::who::{Person, Via};

use super::member::Found;

/// A session nobody used for so long is over.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// A session is over after so long, used or not.
pub const WHOLE: Duration = Duration::from_secs(7 * 24 * 3600);
/// How stale the note of its last use may be.
const NOTED_EVERY: Duration = Duration::from_secs(600);

/// What a request shows at the door.
#[derive(Clone, Debug)]
pub struct Card {
    key: Key,
    /// Set where the session was found and its last use should be noted.
    wants_note: Arc<AtomicBool>,
}

#[derive(Clone, Debug)]
enum Key {
    None,
    Session([u8; 32]),
    Machine([u8; 32]),
}

platform::sql! {
    OF_SESSION = "SELECT p.id, p.login, p.name, p.lang, s.seen_at, r.role, \
        EXISTS (SELECT 1 FROM delegation d WHERE d.kind = 'manager' AND d.principal = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM delegation d JOIN person_role m ON m.person = d.principal AND m.role = 'manager' \
            WHERE d.kind = 'manager' AND d.deputy = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM setting c WHERE c.name = 'cost.specialists' AND c.value = 'yes') \
        FROM session s JOIN person p ON p.id = s.person LEFT JOIN person_role r ON r.person = p.id \
        WHERE s.digest = $2 AND s.ends_at > $1 AND s.seen_at > $3 AND p.active";
    OF_TOKEN = "SELECT p.id, p.login, p.name, p.lang, t.made_at, r.role, \
        EXISTS (SELECT 1 FROM delegation d WHERE d.kind = 'manager' AND d.principal = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM delegation d JOIN person_role m ON m.person = d.principal AND m.role = 'manager' \
            WHERE d.kind = 'manager' AND d.deputy = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM setting c WHERE c.name = 'cost.specialists' AND c.value = 'yes') \
        FROM api_token t JOIN person p ON p.id = t.person LEFT JOIN person_role r ON r.person = p.id \
        WHERE t.digest = $2 AND t.ends_at > $1 AND t.ended_at IS NULL AND p.active";
    OPEN = "INSERT INTO session (digest, person, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $5)";
    SEEN = "UPDATE session SET seen_at = $1 WHERE digest = $2 AND seen_at < $3";
    CLOSE = "DELETE FROM session WHERE digest = $1";
    CLOSE_OTHERS = "DELETE FROM session WHERE person = $1 AND digest <> $2";
    SWEEP = "DELETE FROM session WHERE ends_at <= $1";
}

/// Reads cookie or token; asks nobody.
pub fn card(headers: &HeaderMap, config: &Config) -> Card {
    let key = match headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        Some(value) => bearer(value).map_or(Key::None, |token| Key::Machine(token.digest())),
        None => {
            let token = cookie(headers, cookie_name(config.secure)).and_then(|text| text.parse::<Token>().ok());
            token.map_or(Key::None, |token| Key::Session(token.digest()))
        }
    };
    Card { key, wants_note: Arc::new(AtomicBool::new(false)) }
}

fn bearer(value: &str) -> Option<Token> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().parse().ok()).flatten()
}

impl Card {
    /// The digest of a browser's session.
    pub fn session(&self) -> Option<[u8; 32]> {
        match self.key {
            Key::Session(digest) => Some(digest),
            _ => None,
        }
    }
}

/// Whose card it is, with the roles in force now; one statement.
pub fn identify(tx: &mut Tx, card: &Card) -> Outcome<Option<Person>> {
    let now = tx.now();
    match &card.key {
        Key::None => Ok(None),
        Key::Machine(digest) => {
            let rows = tx.list(&OF_TOKEN, &[&now, digest], |row| Found::read(row, 5, Via::Machine))?;
            Ok(Found::joined(rows))
        }
        Key::Session(digest) => {
            let used_since = before(now, IDLE);
            let mut seen_at = now;
            let rows = tx.list(&OF_SESSION, &[&now, digest, &used_since], |row| {
                seen_at = row.get(4)?;
                Found::read(row, 5, Via::User)
            })?;
            card.wants_note.store(seen_at < before(now, NOTED_EVERY), Ordering::Relaxed);
            Ok(Found::joined(rows))
        }
    }
}

/// Notes a session's use where that is due, behind the request's back: the page does not wait for it.
pub fn keep_alive(app: &App, card: &Card) {
    let Key::Session(digest) = card.key else { return };
    if !card.wants_note.load(Ordering::Relaxed) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let noted = app.0.db.write(move |tx| note_use(tx, &digest)).await;
        if let Err(trouble) = noted {
            tracing::warn!(?trouble, "the use of a session was not noted");
        }
    });
}

pub fn note_use(tx: &mut Tx, digest: &[u8; 32]) -> Outcome<()> {
    let now = tx.now();
    // Several requests may ask for the same note; one of them writes it.
    tx.execute(&SEEN, &[&now, digest, &before(now, NOTED_EVERY)])?;
    Ok(())
}

/// Clears away the sessions that are over.
pub fn sweep(tx: &mut Tx) -> Outcome<u64> {
    let now = tx.now();
    Ok(tx.execute(&SWEEP, &[&now])?)
}

/// Begins a session, and clears away those that are over.
pub fn open(tx: &mut Tx, person: Id, digest: &[u8]) -> Outcome<()> {
    sweep(tx)?;
    let now = tx.now();
    tx.execute(&OPEN, &[&digest, &person, &now, &now, &now.saturating_add(WHOLE)])?;
    Ok(())
}

pub fn close(tx: &mut Tx, digest: &[u8]) -> Outcome<()> {
    tx.execute(&CLOSE, &[&digest])?;
    Ok(())
}

/// Ends every session of a person but one; an empty `kept` ends all.
pub fn close_others(tx: &mut Tx, person: Id, kept: &[u8]) -> Outcome<u64> {
    Ok(tx.execute(&CLOSE_OTHERS, &[&person, &kept])?)
}

fn before(now: Instant, by: Duration) -> Instant {
    now.checked_sub(by).unwrap_or(Instant::EPOCH)
}

fn cookie_name(secure: bool) -> &'static str {
    // `__Host-` makes browsers refuse the cookie unless it is Secure, for this host and the whole of it.
    if secure { "__Host-lidan" } else { "lidan" }
}

/// The value of a cookie, wherever in the headers it stands.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The header that gives a browser its session.
pub fn set_cookie(config: &Config, token: &Token) -> HeaderValue {
    cookie_header(config, &token.text(), WHOLE.as_secs())
}

/// The header that takes it away.
pub fn drop_cookie(config: &Config) -> HeaderValue {
    cookie_header(config, "", 0)
}

fn cookie_header(config: &Config, value: &str, seconds: u64) -> HeaderValue {
    let secure = if config.secure { "; Secure" } else { "" };
    let name = cookie_name(config.secure);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("a token has letters, digits, - and _ only")
}
