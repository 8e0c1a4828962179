//! Where names come from: ids of rows, and secrets that open doors.
//!
//! An [`Id`] sorts by the time it was made, so that new rows sit together in every index. A [`Token`] is 256 random
//! bits; only its digest is ever stored, so that a stolen database opens no door.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::day::Instant;

/// The id of a row: a UUID of version 7. Text and JSON: `019aa1b2-…`, lower case with hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Uuid);

/// The text is not a UUID with hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

/// The text is not a token: 43 characters of the url-safe alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAToken;

impl maud::Render for Id {
    fn render_to(&self, out: &mut String) {
        use std::fmt::Write;
        let _ = write!(out, "{self}"); // Writing to a String cannot fail.
    }
}

impl Id {
    pub const fn from_uuid(uuid: Uuid) -> Id {
        Id(uuid)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Milliseconds since 1970 at which it was made; they lie in the first six bytes.
    pub fn made_at_ms(self) -> u64 {
        (self.0.as_u128() >> 80) as u64
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    /// Takes the hyphenated form in either case, and nothing else: an address has one spelling.
    fn from_str(text: &str) -> Result<Id, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        Uuid::try_parse(text).map(Id).map_err(|_| NotAnId)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<Id> for Uuid {
    fn from(id: Id) -> Uuid {
        id.0
    }
}

impl From<Uuid> for Id {
    fn from(uuid: Uuid) -> Id {
        Id(uuid)
    }
}

macro_rules! error_text {
    ($type:ty, $text:literal) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($text)
            }
        }

        impl std::error::Error for $type {}
    };
}

error_text!(NotAnId, "not an id");
error_text!(NotAToken, "not a token");

/// A secret of 256 bits: a session, a link to a customer, a machine's key. Text: 43 url-safe characters. It has no
/// equality on purpose: look it up by its digest.
#[derive(Clone)]
pub struct Token([u8; 32]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Token {
    /// The form that leaves the house, once.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(43);
        for chunk in self.0.chunks(3) {
            let mut word = 0u32;
            for (place, byte) in chunk.iter().enumerate() {
                word |= u32::from(*byte) << (16 - 8 * place);
            }
            for place in 0..=chunk.len() {
                text.push(ALPHABET[(word >> (18 - 6 * place) & 63) as usize] as char);
            }
        }
        text
    }

    /// The secret of one thing, made anew from a key whenever it is wanted: neither the database nor a queued mail
    /// holds it, and only its digest is stored.
    pub fn keyed(key: &[u8], what: &str, of: Id) -> Token {
        let said = [what.as_bytes(), &[0], of.as_bytes()].concat();
        let mut bytes = [0u8; 32];
        bytes.copy_from_slice(&crate::seal::hmac(key, &said)[..32]);
        Token(bytes)
    }

    /// What is stored, and what a presented token is looked up by.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Token, NotAToken> {
        if text.len() != 43 {
            return Err(NotAToken);
        }
        let mut bytes = [0u8; 32];
        let (mut word, mut bits, mut filled) = (0u32, 0, 0);
        for letter in text.bytes() {
            let value = ALPHABET.iter().position(|known| *known == letter).ok_or(NotAToken)?;
            word = word << 6 | value as u32;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes[filled] = (word >> bits & 0xFF) as u8;
                filled += 1;
            }
        }
        // The two bits left over must be zero, or one token would have four spellings.
        if word & 0b11 == 0 { Ok(Token(bytes)) } else { Err(NotAToken) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Makes ids and tokens. Acts get it through their transaction.
pub trait IdSource: Send + Sync {
    /// A new id, made at `now`.
    fn new_id(&self, now: Instant) -> Id;

    /// A new secret.
    fn new_token(&self) -> Token;
}

/// The real source: the given instant down to the microsecond, then the system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn new_id(&self, now: Instant) -> Id {
        let (ms, micros) = split(now);
        let mut tail = random::<10>();
        // RFC 9562, method 3: the fraction of the millisecond stands in the twelve bits after the version.
        let fraction = u32::from(micros) * 4096 / 1000;
        tail[0] = (fraction >> 8) as u8;
        tail[1] = fraction as u8;
        Id(Builder::from_unix_timestamp_millis(ms, &tail).into_uuid())
    }

    fn new_token(&self) -> Token {
        Token(random::<32>())
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).expect("the system's random source answers; without it nothing here may go on");
    bytes
}

/// Milliseconds, and the microseconds beyond them. Before 1970 there were no ids.
fn split(now: Instant) -> (u64, u16) {
    let micros = now.to_i64().max(0) as u64;
    (micros / 1000, (micros % 1000) as u16)
}

/// The same ids and tokens in every run with the same seed, each id greater than the one before even when the clock is
/// set back. For tests and the simulator; never where a token must be a secret.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    ms: u64,
    ids: u64,
    tokens: u64,
}

impl SeededIds {
    pub fn new(seed: u64) -> SeededIds {
        SeededIds { seed, last: Mutex::default() }
    }

    /// Bytes that look random and depend on the seed, what they are for, and a count.
    fn bytes(&self, purpose: &str, count: u64) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(purpose);
        hash.update(count.to_be_bytes());
        hash.finalize().into()
    }
}

impl IdSource for SeededIds {
    fn new_id(&self, now: Instant) -> Id {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.ms = last.ms.max(split(now).0);
        last.ids += 1;
        let noise = self.bytes("id", last.ids);
        // The count stands before the noise in the 74 bits that a version 7 leaves free: 12, then 62.
        let free =
            u128::from(last.ids) << 30 | u128::from(u32::from_be_bytes([noise[0], noise[1], noise[2], noise[3]]) >> 2);
        let mut tail = [0u8; 10];
        tail[..2].copy_from_slice(&((free >> 62) as u16 & 0x0FFF).to_be_bytes());
        tail[2..].copy_from_slice(&(free as u64 & (u64::MAX >> 2)).to_be_bytes());
        Id(Builder::from_unix_timestamp_millis(last.ms, &tail).into_uuid())
    }

    fn new_token(&self) -> Token {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.tokens += 1;
        Token(self.bytes("token", last.tokens))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;

    fn noon() -> Instant {
        "2026-11-19T12:00:00.123456+08:00".parse().unwrap()
    }

    #[test]
    fn an_id_carries_the_given_time_and_not_the_machines() {
        for source in [&RandomIds as &dyn IdSource, &SeededIds::new(7)] {
            let id = source.new_id(noon());
            assert_eq!(id.made_at_ms() as i64, noon().to_i64() / 1000);
            assert_eq!(id.uuid().get_version_num(), 7);
            assert_eq!(id.uuid().get_variant(), uuid::Variant::RFC4122);
        }
    }

    #[test]
    fn random_ids_differ_and_sort_by_the_microsecond() {
        let ids: HashSet<Id> = (0..10_000).map(|_| RandomIds.new_id(noon())).collect();
        assert_eq!(ids.len(), 10_000);
        let earlier = RandomIds.new_id(noon());
        let later = RandomIds.new_id(noon().checked_add(Duration::from_micros(1)).unwrap());
        assert!(earlier < later);
    }

    #[test]
    fn seeded_ids_are_the_same_again_and_always_grow() {
        let (one, two, other) = (SeededIds::new(7), SeededIds::new(7), SeededIds::new(8));
        let mut before = one.new_id(noon());
        assert_eq!(two.new_id(noon()), before);
        assert_ne!(other.new_id(noon()), before);
        for step in 0..70_000i64 {
            let wandering = Instant::from_i64(noon().to_i64() + (step * 7919 % 5003 - 2500) * 1000).unwrap();
            let id = one.new_id(wandering);
            assert!(id > before, "{id} after {before}");
            before = id;
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = SeededIds::new(1).new_id(noon());
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Id>(&format!("\"{text}\"")).unwrap(), id);
        for wrong in ["", "42", &text.replace('-', ""), &format!("{{{text}}}"), &format!("{text} ")] {
            assert_eq!(wrong.parse::<Id>(), Err(NotAnId), "{wrong}");
        }
    }

    #[test]
    fn a_token_comes_back_from_its_text_and_hides_in_logs() {
        for source in [&RandomIds as &dyn IdSource, &SeededIds::new(7)] {
            let token = source.new_token();
            let text = token.text();
            assert_eq!(text.len(), 43);
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            assert_eq!(text.parse::<Token>().unwrap().digest(), token.digest());
            assert_ne!(source.new_token().digest(), token.digest());
            assert_eq!(format!("{token:?}"), "Token(…)");
        }
        assert_eq!(Token([0xFF; 32]).text(), format!("{}8", "_".repeat(42)));
    }

    #[test]
    fn a_token_has_one_spelling() {
        let zeros = "A".repeat(43);
        assert!(zeros.parse::<Token>().is_ok());
        for wrong in [&zeros[1..], &format!("{zeros}A"), &format!("{}B", &zeros[1..]), &format!("{}=", &zeros[1..])] {
            assert_eq!(wrong.parse::<Token>().err(), Some(NotAToken), "{wrong}");
        }
    }
}
