//! Exact decimals for money and quantities inside a paper: an integer and a count of decimals, so nothing is ever rounded
//! that nobody asked to round.

use std::cmp::Ordering;

const DIGITS_MAX: usize = 18;
const SCALE_MAX: u32 = 12;

/// `units / 10^scale`, always without trailing zeros, so equality is equality of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Exact {
    units: i128,
    scale: u32,
}

impl Exact {
    pub const ZERO: Exact = Exact { units: 0, scale: 0 };

    pub fn new(units: i128, scale: u32) -> Exact {
        let mut exact = Exact { units, scale };
        while exact.scale > 0 && exact.units % 10 == 0 {
            exact.units /= 10;
            exact.scale -= 1;
        }
        exact
    }

    /// Reads plain and scientific notation as spreadsheets store it; more than 18 digits are refused rather than cut.
    pub fn parse(text: &str) -> Option<Exact> {
        let text = text.trim();
        let (mantissa, power) = match text.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        if significant.len() > 40 || !(-40..=40).contains(&power) {
            return None;
        }
        let mut units: i128 =
            if significant.is_empty() { 0 } else { significant.get(..38.min(significant.len()))?.parse().ok()? };
        if significant.len() > 38 {
            return None;
        }
        let mut scale = i32::try_from(part.len()).ok()?.checked_sub(power)?;
        while units != 0 && units % 10 == 0 && scale > 0 {
            units /= 10;
            scale -= 1;
        }
        if units == 0 {
            return Some(Exact::ZERO);
        }
        while scale < 0 {
            units = units.checked_mul(10)?;
            scale += 1;
        }
        let scale = u32::try_from(scale).ok()?;
        if scale > SCALE_MAX || units.to_string().len() > DIGITS_MAX {
            return None;
        }
        Some(Exact::new(if negative { -units } else { units }, scale))
    }

    /// A number cell carries binary noise beyond 15 digits; what the customer saw is the 15-digit value.
    pub fn parse_cell(text: &str) -> Option<Exact> {
        let (mantissa, power) = text.trim().split_once(['e', 'E']).unwrap_or((text.trim(), "0"));
        let sign = if mantissa.starts_with('-') { "-" } else { "" };
        let digits = mantissa.trim_start_matches(['-', '+']);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{part}");
        let leading = all.len() - all.trim_start_matches('0').len();
        let significant = all.get(leading..)?;
        if significant.len() <= 15 || !significant.bytes().all(|b| b.is_ascii_digit()) {
            return Exact::parse(text);
        }
        let kept: i128 = significant.get(..15)?.parse().ok()?;
        let up = significant.as_bytes().get(15).is_some_and(|b| *b >= b'5');
        let dropped = i32::try_from(significant.len() - 15).ok()?;
        let power = power.parse::<i32>().ok()?.checked_add(dropped)?.checked_sub(i32::try_from(part.len()).ok()?)?;
        Exact::parse(&format!("{sign}{}e{power}", kept + i128::from(up)))
    }

    pub fn whole(number: i64) -> Exact {
        Exact::new(i128::from(number), 0)
    }

    pub fn is_whole(self) -> bool {
        self.scale == 0
    }

    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    pub fn plus(self, other: Exact) -> Option<Exact> {
        let scale = self.scale.max(other.scale);
        let sum = self.at(scale)?.checked_add(other.at(scale)?)?;
        Some(Exact::new(sum, scale))
    }

    pub fn minus(self, other: Exact) -> Option<Exact> {
        self.plus(Exact { units: -other.units, scale: other.scale })
    }

    pub fn times(self, other: Exact) -> Option<Exact> {
        Some(Exact::new(self.units.checked_mul(other.units)?, self.scale + other.scale))
    }

    /// Divides only when the result ends within `places` decimals.
    pub fn divided(self, by: Exact, places: u32) -> Option<Exact> {
        let (above, below) = self.fraction(by, places)?;
        (above % below == 0).then(|| Exact::new(above / below, places))
    }

    /// Divides and rounds half away from zero.
    pub fn divided_rounded(self, by: Exact, places: u32) -> Option<Exact> {
        let (above, below) = self.fraction(by, places)?;
        let half = below.abs() / 2;
        let near = if (above < 0) == (below < 0) {
            above.abs().checked_add(half)? / below.abs()
        } else {
            -(above.abs().checked_add(half)? / below.abs())
        };
        Some(Exact::new(near, places))
    }

    /// Rounds half away from zero, as invoices do.
    pub fn rounded(self, places: u32) -> Exact {
        if self.scale <= places {
            return self;
        }
        self.divided_rounded(Exact::whole(1), places).unwrap_or(self)
    }

    /// Whether this is a whole multiple of `pack`.
    pub fn is_multiple_of(self, pack: Exact) -> bool {
        let scale = self.scale.max(pack.scale);
        match (self.at(scale), pack.at(scale)) {
            (Some(all), Some(one)) if one != 0 => all % one == 0,
            _ => true,
        }
    }

    /// Plain notation with at least `places` decimals and as many more as the value has.
    pub fn text(self, places: u32) -> String {
        let scale = self.scale.max(places);
        let Some(units) = self.at(scale) else { return String::new() };
        let sign = if units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - scale as usize);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    pub fn to_i64(self) -> Option<i64> {
        if self.is_whole() { i64::try_from(self.units).ok() } else { None }
    }

    fn at(self, scale: u32) -> Option<i128> {
        let steps = scale.checked_sub(self.scale)?;
        self.units.checked_mul(10i128.checked_pow(steps)?)
    }

    fn fraction(self, by: Exact, places: u32) -> Option<(i128, i128)> {
        if by.units == 0 {
            return None;
        }
        let above = self.units.checked_mul(10i128.checked_pow(places.checked_add(by.scale)?)?)?;
        let below = by.units.checked_mul(10i128.checked_pow(self.scale)?)?;
        Some((above, below))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        let split = |e: &Exact| {
            let one = 10i128.checked_pow(e.scale).unwrap_or(i128::MAX);
            (e.units.div_euclid(one), e.units.rem_euclid(one), e.scale)
        };
        let (left, left_part, left_scale) = split(self);
        let (right, right_part, right_scale) = split(other);
        let scale = left_scale.max(right_scale);
        let raise = |part: i128, from: u32| part.saturating_mul(10i128.checked_pow(scale - from).unwrap_or(i128::MAX));
        left.cmp(&right).then_with(|| raise(left_part, left_scale).cmp(&raise(right_part, right_scale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn numbers_keep_every_digit() {
        assert_eq!(e("0.0875").text(2), "0.0875");
        assert_eq!(e("72").text(2), "72.00");
        assert_eq!(e("1.5E3"), e("1500"));
        assert_eq!(e("-0.5").text(2), "-0.50");
        assert_eq!(e("2.675").rounded(2).text(2), "2.68");
        assert_eq!(e("-2.675").rounded(2).text(2), "-2.68");
        assert_eq!(e("201.02").times(e("5")).unwrap().text(2), "1005.10");
        assert_eq!(e("36").divided(e("100"), 12).unwrap().text(2), "0.36");
        assert!(e("10").divided(e("3"), 12).is_none());
        assert!(e("9.97") < e("10.5") && e("-1") < e("0.1"));
        assert!(Exact::parse("1234567890123456789").is_none());
        assert!(Exact::parse("").is_none() && Exact::parse("1.2.3").is_none());
    }

    #[test]
    fn a_cell_is_read_as_the_customer_saw_it() {
        assert_eq!(Exact::parse_cell("279.30000000000001").unwrap().text(2), "279.30");
        assert_eq!(Exact::parse_cell("0.29999999999999999").unwrap().text(2), "0.30");
        assert_eq!(Exact::parse_cell("19990.7").unwrap().text(2), "19990.70");
        assert_eq!(Exact::parse_cell("5E-2").unwrap().text(2), "0.05");
    }
}
