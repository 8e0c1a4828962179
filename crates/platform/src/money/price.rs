//! Prices, discounts and taxes, and the one way in which a line and an order are added up.
//!
//! A line amount is rounded once, half up, to the decimals in use. Tax is computed per rate on the sum of its lines,
//! once: rounding it line by line would drift away from the invoice by a cent for every few lines.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::decimal::{self, DecimalError, Overflow};
use super::{Currency, Money, MoneyError};
use crate::quantity::Quantity;

const PRICE_DECIMALS: u32 = 6;
const WHOLE_BP: i64 = 10_000;

/// What the line costs: quantity × price ÷ base, less the discount, rounded half up (away from zero for a negative
/// one) to the decimals in use. Exact before the one rounding.
pub fn line_amount(
    quantity: Quantity,
    price: UnitPrice,
    base: PriceBase,
    discount: Discount,
    currency: Currency,
) -> Result<Money, Overflow> {
    let paid = i128::from(WHOLE_BP - discount.0);
    let exact = i128::from(quantity.millionths()) * i128::from(price.0);
    let numerator = exact.checked_mul(paid).ok_or(Overflow)?;
    // Millionths times millionths times basis points, less what the minor unit already holds. Where the product above
    // does not fit into 128 bits the amount would not fit into 64 either.
    let scale = 10i128.pow(16 - currency.decimals());
    currency.rounded(numerator, scale * i128::from(base.0))
}

/// What is taxed at one rate, and the tax on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Taxed {
    pub rate: TaxRate,
    pub net: Money,
    pub tax: Money,
}

/// The sums of an order. `gross` is `net` plus `tax`, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    /// One entry per rate, the lowest first.
    pub by_rate: Vec<Taxed>,
}

/// The tax per rate on the sum of its lines, the lowest rate first. Lines are (rate, net amount).
pub fn tax_of(lines: impl IntoIterator<Item = (TaxRate, Money)>) -> Result<Vec<Taxed>, MoneyError> {
    let mut sums: BTreeMap<TaxRate, Money> = BTreeMap::new();
    for (rate, net) in lines {
        let sum = match sums.get(&rate) {
            Some(sum) => sum.checked_add(net)?,
            None => net,
        };
        sums.insert(rate, sum);
    }
    let taxed = |(rate, net): (TaxRate, Money)| Ok(Taxed { rate, net, tax: net.share(rate.0)? });
    sums.into_iter().map(taxed).collect()
}

/// Net, tax and gross of the lines of an order in `currency`.
pub fn totals(lines: impl IntoIterator<Item = (TaxRate, Money)>, currency: Currency) -> Result<Totals, MoneyError> {
    let by_rate = tax_of(lines)?;
    let net = Money::sum(by_rate.iter().map(|taxed| taxed.net), currency)?;
    let tax = Money::sum(by_rate.iter().map(|taxed| taxed.tax), currency)?;
    Ok(Totals { net, tax, gross: net.checked_add(tax)?, by_rate })
}

/// A price in millionths of the currency unit, for as many units as the price base says. The currency stands on the
/// order. Text and JSON: a decimal string without trailing zeros (`0.0123`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnitPrice(i64);

impl UnitPrice {
    pub const ZERO: UnitPrice = UnitPrice(0);

    /// From the stored form.
    pub const fn from_millionths(millionths: i64) -> UnitPrice {
        UnitPrice(millionths)
    }

    /// The stored form.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// What people type or paste; see [`Money::parse_lenient`].
    pub fn parse_lenient(text: &str, currency: Currency) -> Result<UnitPrice, DecimalError> {
        let number = currency.stripped_from(text).ok_or(DecimalError::Unreadable)?;
        decimal::lenient(&number, PRICE_DECIMALS).map(UnitPrice)
    }

    /// With thousands separators and at least the decimals in use, for pages: `1,234.50`, `0.0123`.
    pub fn page(self, currency: Currency) -> String {
        decimal::grouped(self.0, PRICE_DECIMALS, currency.decimals_in_use())
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Which of two prices is higher when their bases differ: 12 per 100 is more than 100 per 1000.
    pub fn compare_per_unit(self, base: PriceBase, other: UnitPrice, other_base: PriceBase) -> std::cmp::Ordering {
        (i128::from(self.0) * i128::from(other_base.0)).cmp(&(i128::from(other.0) * i128::from(base.0)))
    }
}

/// Outside what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outside what it may be")
    }
}

impl std::error::Error for OutOfRange {}

/// For how many units a price is: 1, 100 or 1000. Stored and in JSON: that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PriceBase(i64);

impl PriceBase {
    pub const ONE: PriceBase = PriceBase(1);
    pub const HUNDRED: PriceBase = PriceBase(100);
    pub const THOUSAND: PriceBase = PriceBase(1000);

    pub fn new(units: i64) -> Result<PriceBase, OutOfRange> {
        if matches!(units, 1 | 100 | 1000) { Ok(PriceBase(units)) } else { Err(OutOfRange) }
    }

    pub const fn units(self) -> i64 {
        self.0
    }
}

impl Default for PriceBase {
    fn default() -> PriceBase {
        PriceBase::ONE
    }
}

impl<'de> Deserialize<'de> for PriceBase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PriceBase, D::Error> {
        PriceBase::new(i64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

macro_rules! rate {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            pub const ZERO: $name = $name(0);

            /// From the stored form; refuses less than nothing and more than the whole.
            pub fn from_bp(basis_points: i64) -> Result<$name, OutOfRange> {
                if (0..=WHOLE_BP).contains(&basis_points) { Ok($name(basis_points)) } else { Err(OutOfRange) }
            }

            /// The stored form: basis points, hundredths of a per cent.
            pub const fn bp(self) -> i64 {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = DecimalError;

            /// Per cent: `13`, `5.5`, `13%`.
            fn from_str(text: &str) -> Result<$name, DecimalError> {
                let number = text.strip_suffix('%').unwrap_or(text).trim_end();
                $name::from_bp(decimal::strict(number, 2)?).map_err(|_| DecimalError::Overflow)
            }
        }

        written_as_decimal!($name, 2);
    };
}

macro_rules! written_as_decimal {
    ($name:ident, $decimals:expr) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&decimal::plain(self.0, $decimals, 0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

rate! {
    /// A tax rate, 0 to 100 %. Text and JSON: per cent (`13`, `5.5`); stored as basis points.
    TaxRate
}

rate! {
    /// A line discount, 0 to 100 %. Text and JSON: per cent (`5`); stored as basis points.
    Discount
}

impl FromStr for UnitPrice {
    type Err = DecimalError;

    /// The strict form: `72.00`, `0.0123`.
    fn from_str(text: &str) -> Result<UnitPrice, DecimalError> {
        decimal::strict(text, PRICE_DECIMALS).map(UnitPrice)
    }
}

written_as_decimal!(UnitPrice, PRICE_DECIMALS);

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(quantity: &str, price: &str, base: i64, discount: &str, currency: Currency) -> String {
        let base = PriceBase::new(base).unwrap();
        let discount = discount.parse().unwrap();
        line_amount(quantity.parse().unwrap(), price.parse().unwrap(), base, discount, currency).unwrap().to_string()
    }

    #[test]
    fn a_line_is_rounded_half_up_once() {
        let table = [
            ("100", "72.00", 1, "0", Currency::CNY, "7200.00"),
            ("1", "0.005", 1, "0", Currency::CNY, "0.01"),
            ("1", "0.004999", 1, "0", Currency::CNY, "0.00"),
            ("-1", "0.005", 1, "0", Currency::CNY, "-0.01"),
            ("-1", "0.004999", 1, "0", Currency::CNY, "0.00"),
            ("3", "0.335", 1, "0", Currency::CNY, "1.01"),
            ("12345", "12.3", 1000, "0", Currency::CNY, "151.84"),
            ("50", "1", 100, "0", Currency::CNY, "0.50"),
            ("10", "9.99", 1, "5", Currency::CNY, "94.91"),
            ("10", "9.99", 1, "100", Currency::CNY, "0.00"),
            ("1", "0.5", 1, "0", Currency::TWD, "1"),
            ("1", "1.49", 1, "0", Currency::TWD, "1"),
            ("3", "33.5", 1, "0", Currency::JPY, "101"),
            ("1", "0.0005", 1, "0", Currency::KWD, "0.001"),
            ("0.000001", "1", 1, "0", Currency::CNY, "0.00"),
        ];
        for (quantity, price, base, discount, currency, wanted) in table {
            assert_eq!(amount(quantity, price, base, discount, currency), wanted, "{quantity} at {price} per {base}");
        }
    }

    #[test]
    fn a_line_too_large_is_refused_and_the_largest_is_exact() {
        let most = Quantity::from_millionths(i64::MAX);
        let price = UnitPrice::from_millionths(i64::MAX);
        assert_eq!(line_amount(most, price, PriceBase::THOUSAND, Discount::ZERO, Currency::JPY), Err(Overflow));
        assert_eq!(
            line_amount(most, "1000000".parse().unwrap(), PriceBase::ONE, Discount::ZERO, Currency::CNY),
            Err(Overflow)
        );
        assert_eq!(amount("9223372036854.775807", "10000", 1, "0", Currency::CNY), "92233720368547758.07");
    }

    #[test]
    fn tax_is_taken_once_per_rate_on_the_sum() {
        let yuan = |text| Money::parse(text, Currency::CNY).unwrap();
        let thirteen: TaxRate = "13".parse().unwrap();
        let six: TaxRate = "6%".parse().unwrap();
        let lines = [(thirteen, yuan("0.12")), (six, yuan("100")), (thirteen, yuan("0.12")), (thirteen, yuan("0.12"))];
        let totals = totals(lines, Currency::CNY).unwrap();
        assert_eq!(
            totals.by_rate,
            [
                Taxed { rate: six, net: yuan("100"), tax: yuan("6") },
                // Line by line it would be three times 0.02.
                Taxed { rate: thirteen, net: yuan("0.36"), tax: yuan("0.05") },
            ]
        );
        assert_eq!((totals.net, totals.tax, totals.gross), (yuan("100.36"), yuan("6.05"), yuan("106.41")));
        let mixed = [(six, yuan("1")), (six, Money::zero(Currency::USD))];
        assert!(matches!(tax_of(mixed), Err(MoneyError::Mixed(..))));
    }

    #[test]
    fn an_order_without_lines_is_worth_nothing() {
        let none = totals([], Currency::CNY).unwrap();
        assert_eq!((none.net.minor(), none.gross.minor(), none.by_rate.len()), (0, 0, 0));
    }

    #[test]
    fn rates_lie_between_nothing_and_the_whole() {
        assert_eq!("5.5".parse::<TaxRate>().unwrap().bp(), 550);
        assert_eq!(TaxRate::from_bp(1300).unwrap().to_string(), "13");
        assert_eq!(TaxRate::from_bp(-1), Err(OutOfRange));
        assert_eq!(Discount::from_bp(10_001), Err(OutOfRange));
        assert!("101".parse::<Discount>().is_err());
        assert!("-5".parse::<Discount>().is_err());
        assert!("5.555".parse::<TaxRate>().is_err());
    }

    #[test]
    fn prices_and_bases_in_json_and_on_pages() {
        let price: UnitPrice = serde_json::from_str("\"0.0123\"").unwrap();
        assert_eq!(price.millionths(), 12_300);
        assert_eq!(serde_json::to_string(&price).unwrap(), "\"0.0123\"");
        assert_eq!(price.page(Currency::CNY), "0.0123");
        assert_eq!(UnitPrice::parse_lenient("￥1,234.5", Currency::CNY).unwrap().page(Currency::CNY), "1,234.50");
        assert_eq!(UnitPrice::parse_lenient("1,200", Currency::TWD).unwrap().page(Currency::TWD), "1,200");
        assert_eq!(serde_json::from_str::<PriceBase>("100").unwrap(), PriceBase::HUNDRED);
        assert!(serde_json::from_str::<PriceBase>("10").is_err());
        let (twelve, hundred): (UnitPrice, UnitPrice) = ("12".parse().unwrap(), "100".parse().unwrap());
        assert!(twelve.compare_per_unit(PriceBase::HUNDRED, hundred, PriceBase::THOUSAND).is_gt());
    }
}
