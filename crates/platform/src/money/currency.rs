//! Currencies: their codes, their decimals, and the signs people write for them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Money;
use super::decimal::{self, Overflow};

/// A currency we know. Text and JSON: its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

/// Not a code of three letters that stands in our table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCurrency;

impl fmt::Display for UnknownCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a currency we know")
    }
}

impl std::error::Error for UnknownCurrency {}

/// Currencies whose decimals are not two, by ISO 4217.
const WITHOUT_DECIMALS: &[&str] =
    &["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "VUV", "XAF", "XOF", "XPF", "RWF", "GNF", "KMF", "DJF", "BIF"];
const WITH_THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
const WITH_TWO: &[&str] = &[
    "AED", "ARS", "AUD", "BDT", "BGN", "BRL", "CAD", "CHF", "CNY", "COP", "CZK", "DKK", "DZD", "EGP", "ETB", "EUR",
    "GBP", "GEL", "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "KES", "KHR", "KZT", "LAK", "LKR", "MAD", "MMK", "MNT",
    "MOP", "MXN", "MYR", "NGN", "NOK", "NPR", "NZD", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR",
    "SEK", "SGD", "THB", "TRY", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "ZAR", "ZMW",
];

/// Currencies that have decimals by ISO and on bank statements, but whose invoices are in whole units.
const WHOLE_IN_USE: &[&str] = &["TWD"];

/// What people write before or after an amount, and the currencies it may mean. Longer signs first.
const SIGNS: &[(&str, &[&str])] = &[
    ("人民幣", &["CNY"]),
    ("人民币", &["CNY"]),
    ("新臺幣", &["TWD"]),
    ("新台幣", &["TWD"]),
    ("新台币", &["TWD"]),
    ("臺幣", &["TWD"]),
    ("台幣", &["TWD"]),
    ("台币", &["TWD"]),
    ("港幣", &["HKD"]),
    ("港币", &["HKD"]),
    ("美元", &["USD"]),
    ("美金", &["USD"]),
    ("歐元", &["EUR"]),
    ("欧元", &["EUR"]),
    ("日圓", &["JPY"]),
    ("日元", &["JPY"]),
    ("RMB", &["CNY"]),
    ("CN¥", &["CNY"]),
    ("NTD", &["TWD"]),
    ("NT$", &["TWD"]),
    ("HK$", &["HKD"]),
    ("US$", &["USD"]),
    ("AU$", &["AUD"]),
    ("NZ$", &["NZD"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD"]),
    ("S$", &["SGD"]),
    ("KR", &["SEK", "NOK", "DKK", "ISK"]),
    ("$", &["USD", "TWD", "HKD", "AUD", "CAD", "SGD", "NZD", "MXN"]),
    ("¥", &["CNY", "JPY"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("元", &["CNY", "TWD", "HKD"]),
    ("圓", &["CNY", "TWD", "HKD", "JPY"]),
    ("圆", &["CNY"]),
];

impl Currency {
    pub const CNY: Currency = Currency("CNY");
    pub const TWD: Currency = Currency("TWD");
    pub const HKD: Currency = Currency("HKD");
    pub const USD: Currency = Currency("USD");
    pub const EUR: Currency = Currency("EUR");
    pub const GBP: Currency = Currency("GBP");
    pub const SEK: Currency = Currency("SEK");
    pub const JPY: Currency = Currency("JPY");
    pub const KWD: Currency = Currency("KWD");

    /// The ISO code.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Every currency we know, by code, for a list to choose from.
    pub fn all() -> impl Iterator<Item = Currency> {
        let mut all: Vec<Currency> = tables().map(Currency).collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// The decimals of its minor unit by ISO 4217: what [`Money`] counts in.
    pub fn decimals(self) -> u32 {
        if WITHOUT_DECIMALS.contains(&self.0) {
            0
        } else if WITH_THREE.contains(&self.0) {
            3
        } else {
            2
        }
    }

    /// The decimals that amounts are rounded to and shown with: none for the New Taiwan dollar, whose cents no one has
    /// paid for decades.
    pub fn decimals_in_use(self) -> u32 {
        if WHOLE_IN_USE.contains(&self.0) { 0 } else { self.decimals() }
    }

    /// `numerator / denominator` minor units, rounded half up (away from zero) to the decimals in use.
    pub(super) fn rounded(self, numerator: i128, denominator: i128) -> Result<Money, Overflow> {
        let step = 10i64.pow(self.decimals() - self.decimals_in_use());
        let coarse = denominator.checked_mul(i128::from(step)).ok_or(Overflow)?;
        let steps = decimal::divide_half_up(numerator, coarse).ok_or(Overflow)?;
        Ok(Money::from_minor(steps.checked_mul(step).ok_or(Overflow)?, self))
    }

    /// The text without signs and codes of this currency; `None` where a sign or code of another stands in it.
    pub(super) fn stripped_from(self, text: &str) -> Option<String> {
        let mut number = decimal::narrow(text).replace('\u{FFE5}', "¥").to_uppercase();
        number = number.trim().to_owned();
        let wrapped = number.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).map(str::to_owned);
        let negative = wrapped.is_some() || number.starts_with('-');
        let mut rest = wrapped.as_deref().unwrap_or(&number).trim_start_matches('-').trim().to_owned();
        // At most a name before, a sign before and a unit after: 人民幣 ¥5 元.
        for _ in 0..3 {
            let Some((shorter, fits)) = self.without_one_sign(&rest) else { break };
            if !fits {
                return None;
            }
            rest = shorter;
        }
        Some(if negative { format!("-{rest}") } else { rest })
    }

    /// The text without the first sign or code found at either end, and whether that one is ours.
    fn without_one_sign(self, text: &str) -> Option<(String, bool)> {
        let codes = tables().map(|code| (code, code == self.0));
        let signs = SIGNS.iter().map(|(sign, codes)| (*sign, codes.contains(&self.0)));
        codes.chain(signs).find_map(|(sign, fits)| {
            let rest = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign))?;
            Some((rest.trim().to_owned(), fits))
        })
    }
}

fn tables() -> impl Iterator<Item = &'static str> {
    WITH_TWO.iter().chain(WITHOUT_DECIMALS).chain(WITH_THREE).copied()
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// The code in capitals.
    fn from_str(text: &str) -> Result<Currency, UnknownCurrency> {
        tables().find(|code| *code == text).map(Currency).ok_or(UnknownCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_has_its_iso_decimals_and_those_in_use() {
        for (currency, iso, in_use) in [
            (Currency::CNY, 2, 2),
            (Currency::TWD, 2, 0),
            (Currency::JPY, 0, 0),
            (Currency::KWD, 3, 3),
            (Currency::SEK, 2, 2),
        ] {
            assert_eq!((currency.decimals(), currency.decimals_in_use()), (iso, in_use), "{currency}");
        }
    }

    #[test]
    fn every_code_stands_in_the_tables_once_and_is_read_back() {
        let all: Vec<Currency> = Currency::all().collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        for currency in all {
            assert_eq!(currency.code().len(), 3);
            assert_eq!(currency.code().parse(), Ok(currency));
        }
        for unknown in ["", "cny", "RMB", "CN", "CNYY", "XXX"] {
            assert_eq!(unknown.parse::<Currency>(), Err(UnknownCurrency), "{unknown}");
        }
    }

    #[test]
    fn an_amount_is_rounded_to_whole_taiwan_dollars() {
        let rounded = |minor: i128| Currency::TWD.rounded(minor, 1).unwrap().minor();
        assert_eq!([rounded(149), rounded(150), rounded(-150), rounded(-149)], [100, 200, -200, -100]);
        assert_eq!(Currency::CNY.rounded(149, 1).unwrap().minor(), 149);
    }
}
