//! Quantities: how many pieces, metres or kilograms, exact to a millionth.
//!
//! The unit stands beside a quantity, on the line; this is only the number. JSON and text: a decimal string with its
//! trailing zeros left away (`1200`, `0.25`), because a JSON number passes through floats in half of the world's tools.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::money::decimal;
pub use crate::money::decimal::{DecimalError, Overflow};

const DECIMALS: u32 = 6;
const ONE: i64 = 1_000_000;

/// A number of units in millionths: up to 9 billion units either way. May be negative (a correction).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i64);

impl Quantity {
    pub const ZERO: Quantity = Quantity(0);

    /// From the stored form.
    pub const fn from_millionths(millionths: i64) -> Quantity {
        Quantity(millionths)
    }

    /// The stored form.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// Whole units.
    pub fn whole(units: i64) -> Result<Quantity, Overflow> {
        units.checked_mul(ONE).map(Quantity).ok_or(Overflow)
    }

    /// What people type or paste: `1,200`, `１２００`, `.5`. See [`DecimalError`] for what is refused. A unit behind the
    /// number is not ours to read.
    pub fn parse_lenient(text: &str) -> Result<Quantity, DecimalError> {
        decimal::lenient(text, DECIMALS).map(Quantity)
    }

    pub fn checked_add(self, other: Quantity) -> Result<Quantity, Overflow> {
        self.0.checked_add(other.0).map(Quantity).ok_or(Overflow)
    }

    pub fn checked_sub(self, other: Quantity) -> Result<Quantity, Overflow> {
        self.0.checked_sub(other.0).map(Quantity).ok_or(Overflow)
    }

    /// Both together, for quantities of a house that were bounded when they came in. It never fails: beyond the bounds of
    /// a quantity (some nine million million) it stays at the bound. What somebody types or sends is added up by
    /// [`Quantity::checked_add`], which says [`Overflow`].
    pub fn plus(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_add(other.0))
    }

    /// What is left without `other`, below zero where that is more; bounded as [`Quantity::plus`] is.
    pub fn minus(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_sub(other.0))
    }

    /// This many times as much: four boxes of 250.
    pub fn checked_mul(self, times: i64) -> Result<Quantity, Overflow> {
        self.0.checked_mul(times).map(Quantity).ok_or(Overflow)
    }

    /// Times another number of millionths, rounded half up: 1.5 m a piece for 120 pieces.
    pub fn checked_times(self, each: Quantity) -> Result<Quantity, Overflow> {
        let exact = i128::from(self.0) * i128::from(each.0);
        decimal::divide_half_up(exact, i128::from(ONE)).map(Quantity).ok_or(Overflow)
    }

    /// The sum of many.
    pub fn sum(all: impl IntoIterator<Item = Quantity>) -> Result<Quantity, Overflow> {
        all.into_iter().try_fold(Quantity::ZERO, Quantity::checked_add)
    }

    /// Whether it fills whole packs. Nothing is a multiple of an empty pack.
    pub fn is_multiple_of(self, pack: Quantity) -> bool {
        pack.0 > 0 && self.0 % pack.0 == 0
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// With thousands separators, for pages: `1,200.5`.
    pub fn page(self) -> String {
        decimal::grouped(self.0, DECIMALS, 0)
    }
}

impl FromStr for Quantity {
    type Err = DecimalError;

    /// The strict form: `1200`, `0.25`, `-3`.
    fn from_str(text: &str) -> Result<Quantity, DecimalError> {
        decimal::strict(text, DECIMALS).map(Quantity)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&decimal::plain(self.0, DECIMALS, 0))
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    /// A decimal string, or a JSON integer. A JSON fraction is refused: it has already been a float somewhere.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl de::Visitor<'_> for Reader {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal string or an integer")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, units: i64) -> Result<Quantity, E> {
        Quantity::whole(units).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, units: u64) -> Result<Quantity, E> {
        i64::try_from(units).map_err(|_| Overflow).and_then(Quantity::whole).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn a_quantity_is_written_without_trailing_zeros() {
        for (text, written) in
            [("1200", "1200"), ("0.250000", "0.25"), ("-3.0", "-3"), ("0.000001", "0.000001"), ("0", "0")]
        {
            assert_eq!(quantity(text).to_string(), written);
        }
        assert_eq!(quantity("1234567.5").page(), "1,234,567.5");
        assert_eq!(format!("{:>6}", quantity("1.5")), "   1.5");
    }

    #[test]
    fn typed_quantities_are_read_and_units_are_not() {
        assert_eq!(Quantity::parse_lenient("１，２００"), Ok(quantity("1200")));
        assert_eq!(Quantity::parse_lenient(" 1,200.5 "), Ok(quantity("1200.5")));
        assert_eq!(Quantity::parse_lenient("1200 pcs"), Err(DecimalError::Unreadable));
        assert_eq!("1,200".parse::<Quantity>(), Err(DecimalError::Unreadable));
        assert_eq!("0.0000001".parse::<Quantity>(), Err(DecimalError::TooFine));
        assert_eq!("9999999999999".parse::<Quantity>(), Err(DecimalError::Overflow));
    }

    #[test]
    fn json_takes_strings_and_integers_and_gives_strings() {
        assert_eq!(serde_json::from_str::<Quantity>("\"12.5\"").unwrap(), quantity("12.5"));
        assert_eq!(serde_json::from_str::<Quantity>("12").unwrap(), quantity("12"));
        assert_eq!(serde_json::from_str::<Quantity>("-12").unwrap(), quantity("-12"));
        for wrong in ["12.5", "\"12,5\"", "null", "true", "18446744073709551615", "1e3"] {
            assert!(serde_json::from_str::<Quantity>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&quantity("12.50")).unwrap(), "\"12.5\"");
    }

    #[test]
    fn arithmetic_never_wraps() {
        let most = Quantity::from_millionths(i64::MAX);
        assert_eq!(most.checked_add(quantity("1")), Err(Overflow));
        assert_eq!(Quantity::from_millionths(i64::MIN).checked_sub(quantity("1")), Err(Overflow));
        assert_eq!(most.checked_mul(2), Err(Overflow));
        assert_eq!(most.checked_times(quantity("2")), Err(Overflow));
        assert_eq!(Quantity::whole(i64::MAX), Err(Overflow));
        assert_eq!(quantity("250").checked_mul(4), Ok(quantity("1000")));
        assert_eq!(quantity("1.5").checked_times(quantity("120")), Ok(quantity("180")));
        assert_eq!(quantity("0.000001").checked_times(quantity("0.5")), Ok(quantity("0.000001")));
        assert_eq!(Quantity::sum([quantity("1"), quantity("2.5")]), Ok(quantity("3.5")));
    }

    #[test]
    fn packs_are_filled_or_not() {
        assert!(quantity("1000").is_multiple_of(quantity("250")));
        assert!(quantity("0").is_multiple_of(quantity("250")));
        assert!(quantity("0.75").is_multiple_of(quantity("0.25")));
        assert!(!quantity("1001").is_multiple_of(quantity("250")));
        assert!(!quantity("1").is_multiple_of(quantity("0")));
        assert!(!quantity("1").is_multiple_of(quantity("-1")));
    }
}
