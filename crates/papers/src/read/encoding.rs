//! Tells which encoding a text is in. Customers in three regions send UTF-8, UTF-16, GB18030, Big5 and Windows text, mostly
//! without saying so; the labels an order must contain decide between candidates that both decode.

use super::{Unreadable, dress};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub(crate) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// Bytes that stand for no character; the text has a replacement mark there.
    pub lost: usize,
    /// Nothing confirmed the choice.
    pub guessed: bool,
}

/// Decodes by byte order mark, else by the given name, else as UTF-8; `None` when a byte does not decode.
pub(crate) fn decode_as(bytes: &[u8], name: Option<&str>) -> Option<String> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| wide(bytes));
    let encoding = match (marked, name) {
        (Some(encoding), _) => encoding,
        (None, Some(name)) => Encoding::for_label(name.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)?,
        (None, None) => UTF_8,
    };
    let (text, _, lost) = encoding.decode(bytes);
    (!lost).then(|| text.into_owned())
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    if let Some(encoding) = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| wide(bytes)) {
        if encoding != UTF_8 && bytes.len() % 2 == 1 {
            return Err(Unreadable::NotText { reason: "undecodable" });
        }
        return checked(bytes, encoding, false);
    }
    if bytes.contains(&0) {
        return Err(Unreadable::NotText { reason: "nul" });
    }
    if std::str::from_utf8(bytes).is_ok() {
        return checked(bytes, UTF_8, false);
    }
    if mostly_utf8(bytes) {
        return checked(bytes, UTF_8, false);
    }
    let (encoding, sure) = choose(bytes);
    checked(bytes, encoding, !sure)
}

fn checked(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> Result<Decoded, Unreadable> {
    let (text, _, _) = encoding.decode(bytes);
    let text = text.into_owned();
    let lost = text.chars().filter(|c| *c == '\u{FFFD}').count();
    if lost > 20 || lost * 50 > text.chars().count() {
        return Err(Unreadable::NotText { reason: "undecodable" });
    }
    let controls =
        text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1A}' | '\u{C}')).count();
    if text.contains('\0') || controls * 50 > text.chars().count() {
        return Err(Unreadable::NotText { reason: if text.contains('\0') { "nul" } else { "control" } });
    }
    Ok(Decoded { text, encoding: encoding.name(), lost, guessed })
}

/// UTF-16 without a mark: the zero bytes of its ASCII characters all stand on the same side.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(400) & !1).filter(|head| head.len() >= 8)?;
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match (first, second) {
        (0, n) if n * 10 >= head.len() / 2 => Some(UTF_16LE),
        (n, 0) if n * 10 >= head.len() / 2 => Some(UTF_16BE),
        _ => None,
    }
}

/// One damaged byte must not make a UTF-8 text into something else.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let lost = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let good = text.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count();
    lost * 20 < good
}

fn choose(bytes: &[u8]) -> (&'static Encoding, bool) {
    let sample = bytes.get(..bytes.len().min(64 << 10)).unwrap_or(bytes);
    let mut best: Option<(usize, &'static Encoding)> = None;
    let mut tie = false;
    for encoding in [GB18030, BIG5, WINDOWS_1252] {
        let (text, _, _) = encoding.decode(sample);
        let lost = text.chars().filter(|c| *c == '\u{FFFD}').count();
        if lost > 20 || lost * 50 > text.chars().count() {
            continue;
        }
        let hits = dress::chinese_words_in(&text);
        match best {
            Some((most, _)) if hits == most => tie = true,
            Some((most, _)) if hits < most => {}
            _ => {
                best = Some((hits, encoding));
                tie = false;
            }
        }
    }
    match best {
        Some((hits, encoding)) if hits > 0 && !tie => (encoding, true),
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(sample, true);
            (detector.guess(None, Utf8Detection::Deny), false)
        }
    }
}
