//! Money: amounts, prices, taxes, exact to the last cent.
//!
//! An amount is a whole number of its currency's minor units; a price is finer (millionths per price base), because
//! screws cost 0.0123 apiece. Every operation is checked, sums of different currencies are refused, and no float is
//! involved anywhere. How a line, its tax and an order's totals are rounded is in [`line_amount`] and [`totals`].

mod currency;
pub mod decimal;
mod price;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use currency::{Currency, UnknownCurrency};
pub use decimal::{DecimalError, Overflow};
pub use price::{Discount, OutOfRange, PriceBase, TaxRate, Taxed, Totals, UnitPrice, line_amount, tax_of, totals};

/// Why two amounts do not combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    /// The result does not fit.
    Overflow,
    /// The amounts are in different currencies; convert one at a dated rate first.
    Mixed(Currency, Currency),
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyError::Overflow => Overflow.fmt(f),
            MoneyError::Mixed(one, other) => write!(f, "{one} and {other} do not add up"),
        }
    }
}

impl std::error::Error for MoneyError {}

impl From<Overflow> for MoneyError {
    fn from(_: Overflow) -> MoneyError {
        MoneyError::Overflow
    }
}

/// An amount: whole minor units (ISO 4217: cents for most, fils of a thousandth for some, none for the yen) of one
/// currency. Text is the decimal number alone, with the decimals in use; JSON is `{"amount": "72.00", "currency":
/// "CNY"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    pub const fn from_minor(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// The stored form; the currency is its own column.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The strict form: `72.00`, `-3`.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, DecimalError> {
        decimal::strict(text, currency.decimals()).map(|minor| Money { minor, currency })
    }

    /// What people type or paste: `1,234.50`, `￥１２３４`, `NT$1,200`, `3000元`, `CNY 72`, `(50.00)`. A symbol or code
    /// of another currency is refused: dollars are not to become yuan by being pasted into the wrong order.
    pub fn parse_lenient(text: &str, currency: Currency) -> Result<Money, DecimalError> {
        let number = currency.stripped_from(text).ok_or(DecimalError::Unreadable)?;
        decimal::lenient(&number, currency.decimals()).map(|minor| Money { minor, currency })
    }

    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }

    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }

    pub fn checked_mul(self, times: i64) -> Result<Money, Overflow> {
        let minor = self.minor.checked_mul(times).ok_or(Overflow)?;
        Ok(Money { minor, ..self })
    }

    pub fn checked_neg(self) -> Result<Money, Overflow> {
        self.checked_mul(-1)
    }

    /// The sum of many, zero of none.
    pub fn sum(all: impl IntoIterator<Item = Money>, currency: Currency) -> Result<Money, MoneyError> {
        all.into_iter().try_fold(Money::zero(currency), Money::checked_add)
    }

    /// Which of two amounts is greater; amounts in different currencies cannot be compared.
    pub fn compare(self, other: Money) -> Result<std::cmp::Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// This part of the amount in basis points (a deposit of 30 % is 3000), rounded half up to the decimals in use.
    pub fn share(self, basis_points: i64) -> Result<Money, Overflow> {
        let exact = i128::from(self.minor) * i128::from(basis_points);
        self.currency.rounded(exact, 10_000)
    }

    /// With thousands separators, for pages; the currency stands beside it.
    pub fn page(self) -> String {
        decimal::grouped(self.minor, self.currency.decimals(), self.currency.decimals_in_use())
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::Mixed(self.currency, other.currency)) }
    }
}

impl fmt::Display for Money {
    /// The decimal string of the API, without the currency.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&decimal::plain(self.minor, self.currency.decimals(), self.currency.decimals_in_use()))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} {}", self.currency)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { amount: self.to_string(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Money::parse(&written.amount, written.currency).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        Money::parse(text, Currency::CNY).unwrap()
    }

    #[test]
    fn an_amount_is_shown_with_the_decimals_in_use() {
        assert_eq!(yuan("1234.5").to_string(), "1234.50");
        assert_eq!(yuan("1234.5").page(), "1,234.50");
        assert_eq!(Money::parse("1234", Currency::TWD).unwrap().to_string(), "1234");
        assert_eq!(Money::parse("1234.5", Currency::TWD).unwrap().to_string(), "1234.5", "never hidden");
        assert_eq!(Money::parse("1234", Currency::JPY).unwrap().page(), "1,234");
        assert_eq!(Money::parse("1.5", Currency::KWD).unwrap().to_string(), "1.500");
        assert_eq!(Money::parse("1.5", Currency::JPY), Err(DecimalError::TooFine));
    }

    #[test]
    fn typed_amounts_are_read_with_their_symbols() {
        for text in [
            "1,234.50",
            "￥1,234.50",
            "¥ 1234.5",
            "１，２３４．５０",
            "1234.50元",
            "RMB 1,234.50",
            "1,234.50 CNY",
            "人民币1234.5元",
            "人民幣 1,234.50 圓",
            "cny1234.5",
        ] {
            assert_eq!(Money::parse_lenient(text, Currency::CNY), Ok(yuan("1234.50")), "{text}");
        }
        assert_eq!(Money::parse_lenient("-￥5", Currency::CNY), Ok(yuan("-5")));
        assert_eq!(Money::parse_lenient("(￥5.00)", Currency::CNY), Ok(yuan("-5")));
        let taiwan = Money::parse("1200", Currency::TWD);
        for text in ["NT$1,200", "NT$ 1200", "$1,200", "1200元", "TWD1200", "新台幣1200元", "NTD 1,200"] {
            assert_eq!(Money::parse_lenient(text, Currency::TWD), taiwan, "{text}");
        }
        assert_eq!(Money::parse_lenient("US$5", Currency::USD), Money::parse("5", Currency::USD));
    }

    #[test]
    fn another_currencys_symbol_is_refused() {
        for (text, currency) in [
            ("$5", Currency::CNY),
            ("US$5", Currency::TWD),
            ("NT$5", Currency::USD),
            ("€5", Currency::CNY),
            ("USD 5", Currency::CNY),
            ("￥5", Currency::TWD),
            ("5元", Currency::USD),
            ("XYZ 5", Currency::CNY),
            ("元", Currency::CNY),
        ] {
            assert_eq!(Money::parse_lenient(text, currency), Err(DecimalError::Unreadable), "{text}");
        }
    }

    #[test]
    fn amounts_of_different_currencies_do_not_add_up() {
        let dollars = Money::from_minor(100, Currency::USD);
        assert_eq!(yuan("1").checked_add(dollars), Err(MoneyError::Mixed(Currency::CNY, Currency::USD)));
        assert!(yuan("1").checked_sub(dollars).is_err());
        assert!(yuan("1").compare(dollars).is_err());
        assert_eq!(Money::sum([yuan("1.10"), yuan("2.20")], Currency::CNY), Ok(yuan("3.30")));
        assert!(Money::sum([dollars], Currency::CNY).is_err());
        assert_eq!(yuan("2").compare(yuan("1")), Ok(std::cmp::Ordering::Greater));
    }

    #[test]
    fn arithmetic_never_wraps() {
        let most = Money::from_minor(i64::MAX, Currency::CNY);
        assert_eq!(most.checked_add(yuan("0.01")), Err(MoneyError::Overflow));
        assert_eq!(most.checked_mul(2), Err(Overflow));
        assert_eq!(Money::from_minor(i64::MIN, Currency::CNY).checked_neg(), Err(Overflow));
        assert_eq!(most.share(20_000), Err(Overflow));
        assert_eq!(yuan("0.05").share(3000), Ok(yuan("0.02")));
        assert_eq!(
            Money::parse("333", Currency::TWD).unwrap().share(3000),
            Ok(Money::parse("100", Currency::TWD).unwrap())
        );
    }

    #[test]
    fn json_names_amount_and_currency() {
        let text = serde_json::to_string(&yuan("72")).unwrap();
        assert_eq!(text, r#"{"amount":"72.00","currency":"CNY"}"#);
        assert_eq!(serde_json::from_str::<Money>(&text).unwrap(), yuan("72"));
        for wrong in [
            r#"{"amount":72,"currency":"CNY"}"#,
            r#"{"amount":"72.001","currency":"CNY"}"#,
            r#"{"amount":"72","currency":"ABC"}"#,
            r#"{"amount":"72"}"#,
            r#"{"amount":"72","currency":"CNY","x":1}"#,
        ] {
            assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
        }
    }
}
