//! Single values as people type and paste them: full-width digits, thousands separators, several ways to write a day.
//! A text that could mean two values is refused, never guessed.

use platform::day::Day;
use platform::money::{Currency, Discount, PriceBase, TaxRate, UnitPrice};
use platform::quantity::{DecimalError, Quantity};
use platform::trouble::Say;

/// More than this of anything on one line is a slip of the keyboard.
const QUANTITY_MAX: i64 = 1_000_000_000;
/// So is a unit price above it.
const PRICE_MAX: i64 = 100_000_000;

pub fn quantity(text: &str) -> Result<Quantity, Say> {
    let quantity = Quantity::parse_lenient(text).map_err(|e| number_say(e, "intake-bad-quantity"))?;
    if !quantity.is_positive() {
        return Err(Say::new("intake-quantity-positive"));
    }
    if quantity.millionths() / 1_000_000 > QUANTITY_MAX {
        return Err(Say::new("intake-quantity-absurd").arg("limit", "1,000,000,000"));
    }
    Ok(quantity)
}

pub fn price(text: &str, currency: Currency) -> Result<UnitPrice, Say> {
    let price = UnitPrice::parse_lenient(text, currency).map_err(|e| number_say(e, "intake-bad-price"))?;
    if price.is_negative() {
        return Err(Say::new("intake-price-negative"));
    }
    if price.millionths() / 1_000_000 > PRICE_MAX {
        return Err(Say::new("intake-price-absurd").arg("limit", "100,000,000"));
    }
    Ok(price)
}

pub fn price_base(text: &str) -> Result<PriceBase, Say> {
    let whole = Quantity::parse_lenient(text).ok().filter(|q| q.is_positive() && q.millionths() % 1_000_000 == 0);
    let base = whole.and_then(|q| PriceBase::new(q.millionths() / 1_000_000).ok());
    base.ok_or_else(|| Say::new("intake-bad-price-base"))
}

pub fn discount(text: &str) -> Result<Discount, Say> {
    basis_points(text).and_then(|bp| Discount::from_bp(bp).ok()).ok_or_else(|| Say::new("intake-bad-per-cent"))
}

pub fn tax_rate(text: &str) -> Result<TaxRate, Say> {
    basis_points(text).and_then(|bp| TaxRate::from_bp(bp).ok()).ok_or_else(|| Say::new("intake-bad-per-cent"))
}

/// Per cent with two decimals at the most.
fn basis_points(text: &str) -> Option<i64> {
    let number = text.trim().trim_end_matches(['%', '％']);
    let read = Quantity::parse_lenient(number).ok()?.millionths();
    (read % 10_000 == 0).then_some(read / 10_000)
}

fn number_say(error: DecimalError, unreadable: &'static str) -> Say {
    match error {
        DecimalError::Unreadable => Say::new(unreadable),
        DecimalError::TooFine => Say::new("intake-number-too-fine"),
        DecimalError::Overflow => Say::new("intake-number-too-large"),
    }
}

/// `2026-12-18`, `2026/12/18`, `20261218`, `2026年12月18日`, `民國115年12月18日`, `115/12/18`; without a year `12/18`,
/// `1218`, `12月18日`; `+7` is in seven days.
pub fn day(text: &str, today: Day) -> Result<Day, Say> {
    let text: String = text.trim().chars().map(narrow).collect();
    let ahead = text.strip_prefix('+').and_then(|days| days.trim().parse::<u16>().ok());
    let found = match ahead {
        Some(days) => today.add_days(i64::from(days)).ok(),
        None => text
            .parse()
            .ok()
            .or_else(|| Day::parse_roc(&text).ok().filter(|_| is_roc(&text)))
            .or_else(|| this_year(&text, today)),
    };
    found.ok_or_else(|| Say::new("intake-bad-day"))
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// The Republic's years have three digits by now: two digits in front could be anything.
fn is_roc(text: &str) -> bool {
    text.starts_with("民") || text.chars().take_while(char::is_ascii_digit).count() == 3 || text.len() == 7
}

/// A day without its year: this year's, or next year's where this year's lies months back.
fn this_year(text: &str, today: Day) -> Option<Day> {
    let (month, day) = match text.split_once(['-', '/', '.', '月']) {
        Some((month, day)) => (month.trim(), day.trim().trim_end_matches(['日', '號', '号'])),
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return None,
    };
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    let year = today.year() + i16::from(month < today.month() - 4);
    Day::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 11, 19).unwrap()
    }

    fn read(text: &str) -> String {
        day(text, today()).map_or("-".into(), |day| day.to_string())
    }

    #[test]
    fn c3_1_2_a_day_is_read_in_every_way_people_write_it() {
        for text in [
            "2026-12-18",
            "2026/12/18",
            "20261218",
            "２０２６／１２／１８",
            "2026年12月18日",
            "12/18",
            "1218",
            "12月18日",
            "115/12/18",
            "民國115年12月18日",
            "+29",
        ] {
            assert_eq!(read(text), "2026-12-18", "{text}");
        }
        assert_eq!(read("1/15"), "2027-01-15");
        for text in ["2026-02-30", "soon", "18.12.26", "13/45", ""] {
            assert_eq!(read(text), "-", "{text}");
        }
    }

    #[test]
    fn c1_3_1_an_absurd_quantity_is_no_quantity() {
        assert_eq!(quantity("１，２００").unwrap(), Quantity::whole(1200).unwrap());
        assert_eq!(quantity("1,200.5").unwrap().to_string(), "1200.5");
        for text in ["0", "-3", "1e9", "2000000000", "1.234,5", "abc", "99999999999999999999"] {
            assert!(quantity(text).is_err(), "{text}");
        }
        assert_eq!(discount("5%").unwrap().bp(), 500);
        assert!(discount("101").is_err() && tax_rate("-1").is_err());
    }
}
