//! Passwords: argon2id, off the threads that answer requests, two at a time. An unknown login costs the same time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use platform::act::{App, Outcome};
use platform::db::Fault;
use platform::ids::Token;
use platform::trouble::{Fields, Say, Trouble};
use tokio::sync::Semaphore;

/// What guessing makes worthless; longer sentences are welcome.
const CHARS_MIN: usize = 10;
const CHARS_MAX: usize = 200;

/// Each hash takes 19 MiB and a core: a flood of log-ins may not take all of them. A property of the machine, not of
/// the company, and therefore not of the `App`.
static HASHING: Semaphore = Semaphore::const_new(2);

/// How long a log-in waits for its turn before it is told to come back.
const TURN_SECONDS: u64 = 10;

/// Verified where the login is unknown, so that the answer takes as long: the hash of nothing anybody knows.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$\
    ypKL2tuTmYCi9W8Vs3Jfkqzr2sQ4mXAjmzYDRSYxnbM";

/// What is wrong with a new password, noted at its field.
pub fn check_new(fields: &mut Fields, field: &str, password: &str, again: &str, login: &str) {
    let chars = password.chars().count();
    if chars < CHARS_MIN {
        fields.add(field, Say::new("people-password-short").arg("n", CHARS_MIN));
    } else if chars > CHARS_MAX {
        fields.add(field, Say::new("people-password-long").arg("n", CHARS_MAX));
    } else if !login.is_empty() && password.to_lowercase().contains(login) {
        fields.add(field, Say::new("people-password-login"));
    } else if is_monotonous(password) {
        fields.add(field, Say::new("people-password-easy"));
    }
    if password != again {
        fields.add("again", Say::new("people-password-differs"));
    }
}

/// Fewer than four different characters: `aaaaaaaaaa`, `1212121212`.
fn is_monotonous(password: &str) -> bool {
    let mut seen: Vec<char> = password.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() < 4
}

/// The hash to store, worked out on another thread.
pub async fn hash(app: &App, password: String) -> Outcome<String> {
    let salt = app.0.ids.new_token();
    on_another_thread(move || hash_now(&password, &salt)).await?
}

/// The hash to store, worked out here; takes some 30 ms.
pub fn hash_now(password: &str, salt: &Token) -> Outcome<String> {
    let salt = &salt.digest()[..16];
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| Fault::other("hash a password", e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether it is the password of that hash. `None` takes as long and is never right.
pub async fn verify(hash: Option<String>, password: String) -> Outcome<bool> {
    on_another_thread(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.into());
        let right = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && right
    })
    .await
}

async fn on_another_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let turn = tokio::time::timeout(std::time::Duration::from_secs(TURN_SECONDS), HASHING.acquire()).await;
    let _turn =
        turn.map_err(|_| Trouble::Slower { seconds: 5 })?.map_err(|e| Fault::other("wait for a turn to hash", e))?;
    Ok(tokio::task::spawn_blocking(work).await.map_err(|e| Fault::other("hash a password", e))?)
}
