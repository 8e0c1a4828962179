//! Decimal text and whole numbers, into each other, exactly.
//!
//! A value is an i64 counted in the last decimal (`72.00` with two decimals is 7200). No float is ever involved. There
//! are two readers: the strict one for machines, and the lenient one for what people type and paste, which accepts many
//! spellings but never one that could mean two values.

use std::fmt;

/// Why a text is not a number we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not a decimal number, or one that could mean two values (`1.234,50`).
    Unreadable,
    /// It has more decimals than are kept, and they are not zero.
    TooFine,
    /// It does not fit.
    Overflow,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DecimalError::Unreadable => "not a decimal number",
            DecimalError::TooFine => "more decimals than are kept",
            DecimalError::Overflow => "too large",
        })
    }
}

impl std::error::Error for DecimalError {}

/// The result does not fit. With i64 millionths this is a slip of the keyboard, not an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too large")
    }
}

impl std::error::Error for Overflow {}

/// Reads `-?digits[.digits]` and nothing else. Zeros beyond the decimals kept are fine, the value is the same.
pub(crate) fn strict(text: &str, decimals: u32) -> Result<i64, DecimalError> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(DecimalError::Unreadable);
    }
    let kept = decimals as usize;
    if fraction.bytes().skip(kept).any(|b| b != b'0') {
        return Err(DecimalError::TooFine);
    }
    let fraction = fraction.bytes().chain(std::iter::repeat(b'0')).take(kept);
    let mut value = 0i64;
    for digit in whole.bytes().chain(fraction) {
        // Counted downwards, because the negative side of an i64 reaches one further.
        let digit = i64::from(digit - b'0');
        value = value.checked_mul(10).and_then(|v| v.checked_sub(digit)).ok_or(DecimalError::Overflow)?;
    }
    if negative { Ok(value) } else { value.checked_neg().ok_or(DecimalError::Overflow) }
}

/// Reads what people write: blanks around, full-width digits, a sign of any kind or accountants' parentheses, groups of
/// three between commas, blanks or apostrophes, a missing zero before or after the point. Several points, or groups
/// that are not of three, are refused: they may be another country's notation.
pub(crate) fn lenient(text: &str, decimals: u32) -> Result<i64, DecimalError> {
    let text = narrow(text);
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(text).trim_start()),
        },
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(DecimalError::Unreadable);
    }
    let whole = if whole.is_empty() { "0".to_owned() } else { ungrouped(whole)? };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    let sign = if negative { "-" } else { "" };
    strict(&format!("{sign}{whole}.{fraction}"), decimals)
}

/// Full-width forms, the many dashes and the many blanks, each as its plain sign.
pub(crate) fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{00A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' | '\t' => ' ',
            '\u{2212}' | '\u{2013}' | '\u{FE63}' => '-',
            '\u{2019}' => '\'',
            c => c,
        })
        .collect()
}

/// The digits without their separators, where there is one kind of separator and every group but the first has three.
fn ungrouped(whole: &str) -> Result<String, DecimalError> {
    let Some(separator) = whole.chars().find(|c| [',', ' ', '\''].contains(c)) else {
        return Ok(whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or("");
    if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
        return Err(DecimalError::Unreadable);
    }
    Ok(whole.replace(separator, ""))
}

/// `7200` with two decimals as `72.00`. `shown` is the least number of decimals: zeros beyond it are left away, digits
/// never are.
pub(crate) fn plain(value: i64, decimals: u32, shown: u32) -> String {
    let (sign, whole, fraction) = parts(value, decimals, shown);
    format!("{sign}{whole}{fraction}")
}

/// The same with a comma after every three digits, for pages.
pub(crate) fn grouped(value: i64, decimals: u32, shown: u32) -> String {
    let (sign, whole, fraction) = parts(value, decimals, shown);
    let mut text = String::from(sign);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &fraction
}

/// Sign, whole digits, and the fraction with its point or nothing.
fn parts(value: i64, decimals: u32, shown: u32) -> (&'static str, String, String) {
    let unit = 10u64.pow(decimals);
    let magnitude = value.unsigned_abs();
    let mut fraction = format!("{:0width$}", magnitude % unit, width = decimals as usize);
    if decimals == 0 {
        fraction.clear();
    }
    while fraction.len() > shown as usize && fraction.ends_with('0') {
        fraction.pop();
    }
    if !fraction.is_empty() {
        fraction.insert(0, '.');
    }
    (if value < 0 { "-" } else { "" }, (magnitude / unit).to_string(), fraction)
}

/// `numerator / denominator`, halves away from zero: what commerce calls rounding half up. `None` where the result
/// does not fit or the denominator is not positive.
pub(crate) fn divide_half_up(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    // Compared by subtraction, because twice the rest may not fit.
    let up = rest.abs() >= denominator - rest.abs();
    i64::try_from(quotient + if up { numerator.signum() } else { 0 }).ok()
}

#[cfg(test)]
mod tests {
    use super::DecimalError::{Overflow, TooFine, Unreadable};
    use super::*;

    #[test]
    fn the_strict_reader_takes_plain_decimals_only() {
        let table = [
            ("72.00", Ok(7200)),
            ("72", Ok(7200)),
            ("-72.5", Ok(-7250)),
            ("0", Ok(0)),
            ("-0", Ok(0)),
            ("72.0000", Ok(7200)),
            ("007", Ok(700)),
            ("72.001", Err(TooFine)),
            ("92233720368547758.07", Ok(i64::MAX)),
            ("-92233720368547758.08", Ok(i64::MIN)),
            ("92233720368547758.08", Err(Overflow)),
            ("99999999999999999999", Err(Overflow)),
            ("", Err(Unreadable)),
            ("-", Err(Unreadable)),
            (".5", Err(Unreadable)),
            ("5.", Err(Unreadable)),
            ("+5", Err(Unreadable)),
            (" 5", Err(Unreadable)),
            ("1,234", Err(Unreadable)),
            ("1e3", Err(Unreadable)),
            ("1.2.3", Err(Unreadable)),
            ("--5", Err(Unreadable)),
            ("５", Err(Unreadable)),
            ("NaN", Err(Unreadable)),
        ];
        for (text, wanted) in table {
            assert_eq!(strict(text, 2), wanted, "{text}");
        }
    }

    #[test]
    fn the_lenient_reader_takes_what_people_write_but_never_guesses() {
        let table = [
            ("1,234.50", Ok(123_450)),
            (" １，２３４．５０ ", Ok(123_450)),
            ("1 234.5", Ok(123_450)),
            ("1'234", Ok(123_400)),
            ("1,234,567", Ok(123_456_700)),
            ("(1,234.50)", Ok(-123_450)),
            ("−5", Ok(-500)),
            ("－ 5", Ok(-500)),
            ("+5", Ok(500)),
            (".5", Ok(50)),
            ("5.", Ok(500)),
            ("1.005", Err(TooFine)),
            ("1.234,50", Err(Unreadable)),
            ("12,34", Err(Unreadable)),
            ("1,23,456", Err(Unreadable)),
            (",123", Err(Unreadable)),
            ("1234,567", Err(Unreadable)),
            ("1,234 567", Err(Unreadable)),
            ("1.234.567", Err(Unreadable)),
            ("0.1,234", Err(Unreadable)),
            ("", Err(Unreadable)),
            (".", Err(Unreadable)),
            ("()", Err(Unreadable)),
            ("5 PCS", Err(Unreadable)),
            ("1e3", Err(Unreadable)),
            ("五", Err(Unreadable)),
        ];
        for (text, wanted) in table {
            assert_eq!(lenient(text, 2), wanted, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_exactly() {
        assert_eq!(plain(7200, 2, 2), "72.00");
        assert_eq!(plain(-5, 2, 2), "-0.05");
        assert_eq!(plain(7250, 2, 0), "72.5");
        assert_eq!(plain(7200, 2, 0), "72");
        assert_eq!(plain(42, 0, 0), "42");
        assert_eq!(plain(i64::MIN, 2, 2), "-92233720368547758.08");
        assert_eq!(grouped(123_456_789, 2, 2), "1,234,567.89");
        assert_eq!(grouped(-12_345, 2, 2), "-123.45");
        assert_eq!(grouped(100_000, 2, 0), "1,000");
        for value in [0, 1, -1, 99, 100, 123_456_789, i64::MAX, i64::MIN] {
            assert_eq!(strict(&plain(value, 6, 0), 6), Ok(value));
            assert_eq!(lenient(&grouped(value, 6, 2), 6), Ok(value));
        }
    }

    #[test]
    fn halves_go_away_from_zero() {
        let table = [
            (5, 10, 1),
            (-5, 10, -1),
            (4, 10, 0),
            (-4, 10, 0),
            (15, 10, 2),
            (-15, 10, -2),
            (14, 10, 1),
            (1, 3, 0),
            (2, 3, 1),
            (0, 7, 0),
        ];
        for (numerator, denominator, wanted) in table {
            assert_eq!(divide_half_up(numerator, denominator), Some(wanted), "{numerator}/{denominator}");
        }
        assert_eq!(divide_half_up(i128::MAX, i128::MAX), Some(1));
        assert_eq!(divide_half_up(i128::MAX, 1), None);
        assert_eq!(divide_half_up(1, 0), None);
    }
}
