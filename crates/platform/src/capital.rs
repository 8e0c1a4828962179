//! 金額大寫: an amount in the numerals that nobody can alter with a stroke, as it stands on Chinese contracts and
//! invoices.
//!
//! The rules are those of the banks: 整 closes an amount that ends with 元 or 角 and never one that ends with 分; zeros
//! within the number are read as one 零; an amount under one 元 begins with its 角 or 分.

use crate::money::{Currency, Money};

/// Which characters: 繁體 or 简体.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Hant,
    Hans,
}

struct Numerals {
    digits: [&'static str; 10],
    places: [&'static str; 4],
    ten_thousand: &'static str,
    hundred_million: &'static str,
    negative: &'static str,
}

const HANT: Numerals = Numerals {
    digits: ["零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"],
    places: ["", "拾", "佰", "仟"],
    ten_thousand: "萬",
    hundred_million: "億",
    negative: "負",
};

const HANS: Numerals = Numerals {
    digits: ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
    places: ["", "拾", "佰", "仟"],
    ten_thousand: "万",
    hundred_million: "亿",
    negative: "负",
};

/// What the fractions of a unit are called, the tenth first.
const FRACTIONS: [&str; 3] = ["角", "分", "厘"];

/// The names that stand before the numerals; other currencies keep their code.
const NAMES: &[(Currency, &str, &str)] = &[
    (Currency::CNY, "人民幣", "人民币"),
    (Currency::TWD, "新臺幣", "新台币"),
    (Currency::HKD, "港幣", "港币"),
    (Currency::USD, "美金", "美元"),
    (Currency::EUR, "歐元", "欧元"),
    (Currency::GBP, "英鎊", "英镑"),
    (Currency::JPY, "日幣", "日元"),
    (Currency::SEK, "瑞典克朗", "瑞典克朗"),
];

/// The whole phrase with the currency before it: `人民幣壹萬零參佰元伍角整`. A negative amount has 負 before its numerals.
pub fn capital(money: Money, script: Script) -> String {
    let name = NAMES.iter().find(|(currency, ..)| *currency == money.currency());
    let name = match (name, script) {
        (Some((_, hant, _)), Script::Hant) => hant,
        (Some((_, _, hans)), Script::Hans) => hans,
        (None, _) => money.currency().code(),
    };
    let numerals = match script {
        Script::Hant => &HANT,
        Script::Hans => &HANS,
    };
    let sign = if money.is_negative() { numerals.negative } else { "" };
    let decimals = money.currency().decimals();
    format!("{name}{sign}{}", numerals.amount(money.minor().unsigned_abs(), decimals))
}

impl Numerals {
    fn amount(&self, minor: u64, decimals: u32) -> String {
        let unit = 10u64.pow(decimals);
        let (whole, fraction) = (minor / unit, minor % unit);
        if fraction == 0 {
            return format!("{}元整", if whole == 0 { "零".to_owned() } else { self.number(whole) });
        }
        let mut text = if whole == 0 { String::new() } else { self.number(whole) + "元" };
        let mut gap = false;
        let mut rest = fraction;
        let mut last = "";
        for (place, name) in FRACTIONS.iter().take(decimals as usize).enumerate() {
            let value = 10u64.pow(decimals - 1 - place as u32);
            let digit = rest / value;
            rest %= value;
            if digit == 0 {
                gap = true;
                continue;
            }
            if gap && !text.is_empty() {
                text += "零";
            }
            gap = false;
            text += self.digits[digit as usize];
            text += name;
            last = name;
        }
        if last == "角" { text + "整" } else { text }
    }

    /// A number from 1. What lies above the eighth digit is read as a number of its own before 億, so that 壹萬億 and
    /// what is greater come out by themselves.
    fn number(&self, value: u64) -> String {
        let (high, low) = (value / 100_000_000, value % 100_000_000);
        if high == 0 {
            return self.below_hundred_million(low);
        }
        let head = self.number(high) + self.hundred_million;
        match low {
            0 => head,
            1..10_000_000 => head + "零" + &self.below_hundred_million(low),
            _ => head + &self.below_hundred_million(low),
        }
    }

    fn below_hundred_million(&self, value: u64) -> String {
        let (high, low) = (value / 10_000, value % 10_000);
        if high == 0 {
            return self.below_ten_thousand(low);
        }
        let head = self.below_ten_thousand(high) + self.ten_thousand;
        match low {
            0 => head,
            1..1000 => head + "零" + &self.below_ten_thousand(low),
            _ => head + &self.below_ten_thousand(low),
        }
    }

    fn below_ten_thousand(&self, value: u64) -> String {
        let mut text = String::new();
        let mut gap = false;
        for place in (0..4).rev() {
            let digit = value / 10u64.pow(place) % 10;
            if digit == 0 {
                gap = true;
                continue;
            }
            if gap && !text.is_empty() {
                text += "零";
            }
            gap = false;
            text += self.digits[digit as usize];
            text += self.places[place as usize];
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_spelled_as_the_banks_spell_them() {
        let table = [
            ("0", "零元整"),
            ("0.01", "壹分"),
            ("0.05", "伍分"),
            ("0.10", "壹角整"),
            ("0.50", "伍角整"),
            ("0.55", "伍角伍分"),
            ("1", "壹元整"),
            ("1.05", "壹元零伍分"),
            ("1.50", "壹元伍角整"),
            ("1.55", "壹元伍角伍分"),
            ("10", "壹拾元整"),
            ("10.05", "壹拾元零伍分"),
            ("15", "壹拾伍元整"),
            ("100", "壹佰元整"),
            ("101", "壹佰零壹元整"),
            ("110", "壹佰壹拾元整"),
            ("1001", "壹仟零壹元整"),
            ("1010.10", "壹仟零壹拾元壹角整"),
            ("1100", "壹仟壹佰元整"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("10000", "壹万元整"),
            ("10001", "壹万零壹元整"),
            ("10300.50", "壹万零叁佰元伍角整"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("100000", "壹拾万元整"),
            ("1000000", "壹佰万元整"),
            ("1000010", "壹佰万零壹拾元整"),
            ("10001000", "壹仟万壹仟元整"),
            ("10100000", "壹仟零壹拾万元整"),
            ("100000000", "壹亿元整"),
            ("100000005.00", "壹亿零伍元整"),
            ("100005000", "壹亿零伍仟元整"),
            ("100050000", "壹亿零伍万元整"),
            ("110000000", "壹亿壹仟万元整"),
            ("123456789.98", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元玖角捌分"),
            ("1010101010", "壹拾亿壹仟零壹拾万壹仟零壹拾元整"),
            ("1000000000000", "壹万亿元整"),
            ("1000000000001", "壹万亿零壹元整"),
            ("10000500000000", "壹拾万零伍亿元整"),
            ("10000000000000000", "壹亿亿元整"),
            ("-1234.50", "负壹仟贰佰叁拾肆元伍角整"),
            ("-0.05", "负伍分"),
        ];
        for (text, wanted) in table {
            let money = Money::parse(text, Currency::CNY).unwrap();
            assert_eq!(capital(money, Script::Hans), format!("人民币{wanted}"), "{text}");
        }
    }

    #[test]
    fn traditional_characters_are_their_own() {
        for (text, wanted) in [
            ("10300.50", "人民幣壹萬零參佰元伍角整"),
            ("234567890.12", "人民幣貳億參仟肆佰伍拾陸萬柒仟捌佰玖拾元壹角貳分"),
            ("-5", "人民幣負伍元整"),
        ] {
            assert_eq!(capital(Money::parse(text, Currency::CNY).unwrap(), Script::Hant), wanted);
        }
    }

    #[test]
    fn other_currencies_stand_under_their_own_names() {
        let spelled = |text, currency, script| capital(Money::parse(text, currency).unwrap(), script);
        assert_eq!(spelled("1200", Currency::TWD, Script::Hant), "新臺幣壹仟貳佰元整");
        assert_eq!(spelled("1200", Currency::JPY, Script::Hans), "日元壹仟贰佰元整");
        assert_eq!(spelled("2.345", Currency::KWD, Script::Hans), "KWD贰元叁角肆分伍厘");
        assert_eq!(spelled("2.005", Currency::KWD, Script::Hant), "KWD貳元零伍厘");
    }

    #[test]
    fn the_largest_amounts_have_a_spelling() {
        for minor in [i64::MAX, i64::MIN] {
            for currency in [Currency::CNY, Currency::JPY, Currency::KWD] {
                let text = capital(Money::from_minor(minor, currency), Script::Hant);
                assert!(!text.contains("零零") && text.contains('億'), "{text}");
            }
        }
    }
}
