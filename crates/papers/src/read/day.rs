//! Days as people write them, in the Western and the Republic calendar. A day that could be two days says so.

use super::fold;
use jiff::civil::{Date, date};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub day: Option<Date>,
    /// Other days the same text could mean.
    pub others: Vec<Date>,
    /// Why a person should look: a code.
    pub uneasy: Option<&'static str>,
}

/// The day a text names. `around` is a day the paper is known to be near; it completes a missing year or century.
pub(crate) fn read(text: &str, around: Option<Date>) -> Found {
    let mut text = fold::fold(text).replace('\n', " ");
    for noise in ["(", ")", "年年"] {
        text = text.replace(noise, " ");
    }
    let text = without_time(&chinese_digits(&text));
    let words = words(&text);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    let mut rest = false;
    while at < words.len() {
        if let Some((day, used)) = match_at(&words[at..], around) {
            found.push(day);
            at += used;
        } else {
            rest |= !harmless(&words[at]);
            at += 1;
        }
    }
    let Some(mut last) = found.pop() else {
        return Found { uneasy: Some("date_unreadable"), ..Found::default() };
    };
    if found.iter().any(|earlier| earlier.day != last.day) {
        last.uneasy = Some("date_range");
    } else if rest && last.uneasy.is_none() {
        last.uneasy = Some("date_text");
    }
    last
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number(u32, usize),
    Sign(char),
    Letters(String),
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match (out.last_mut(), c) {
            (Some(Word::Number(n, length)), c) if joined && c.is_ascii_digit() => {
                *n = n.saturating_mul(10).saturating_add(c.to_digit(10).unwrap_or(0));
                *length += 1;
            }
            (_, c) if c.is_ascii_digit() => out.push(Word::Number(c.to_digit(10).unwrap_or(0), 1)),
            (Some(Word::Letters(word)), c) if joined && c.is_ascii_alphabetic() => word.push(c),
            (_, c) if c.is_ascii_alphabetic() => out.push(Word::Letters(c.to_string())),
            (_, c) if c.is_whitespace() => {
                joined = false;
                continue;
            }
            (_, c) => out.push(Word::Sign(c)),
        }
        joined = c.is_ascii_alphanumeric();
    }
    out
}

fn harmless(word: &Word) -> bool {
    match word {
        Word::Number(..) => false,
        Word::Sign(c) => "-/.~,;:至到止前以之内日号周星期礼拜一二三四五六天公元西民国年月'".contains(*c),
        Word::Letters(word) => {
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
                || matches!(
                    word.as_str(),
                    "by" | "before"
                        | "on"
                        | "the"
                        | "of"
                        | "roc"
                        | "ad"
                        | "st"
                        | "nd"
                        | "rd"
                        | "th"
                        | "t"
                        | "z"
                        | "to"
                        | "till"
                        | "until"
                        | "latest"
                        | "am"
                        | "pm"
                )
        }
    }
}

fn match_at(words: &[Word], around: Option<Date>) -> Option<(Found, usize)> {
    let republic = matches!(words, [Word::Sign('民'), Word::Sign('国'), ..]) as usize * 2;
    let words_after = words.get(republic..)?;
    let (found, used) = numeric(words_after, republic > 0, around).or_else(|| named(words_after, around))?;
    Some((found, used + republic))
}

fn numeric(words: &[Word], republic: bool, around: Option<Date>) -> Option<(Found, usize)> {
    use Word::{Number, Sign};
    match words {
        [Number(n, 8), ..] => Some((sure(ymd(n / 10_000, n / 100 % 100, n % 100)?), 1)),
        [Number(n, 7), ..] if (1_000_000..1_600_000).contains(n) => {
            Some((sure(ymd(n / 10_000 + 1911, n / 100 % 100, n % 100)?), 1))
        }
        [Number(y, ly), Sign('年'), Number(m, _), Sign('月'), Number(d, _), rest @ ..] => {
            let used = 5 + usize::from(matches!(rest.first(), Some(Sign('日' | '号'))));
            year_first(*y, *ly, *m, *d, republic, true).map(|found| (found, used))
        }
        [Number(m, _), Sign('月'), Number(d, _), rest @ ..] => {
            let used = 3 + usize::from(matches!(rest.first(), Some(Sign('日' | '号'))));
            without_year(*m, *d, around).map(|found| (found, used))
        }
        [Number(a, la), Sign(s1 @ ('-' | '/' | '.')), Number(b, lb), Sign(s2), Number(c, lc), ..]
            if s1 == s2 && *lb <= 2 =>
        {
            three(*a, *la, *b, *c, *lc, *s1, republic, around).map(|found| (found, 5))
        }
        [Number(y, 4), Number(m, 1 | 2), Number(d, 1 | 2), ..] => Some((sure(ymd(*y, *m, *d)?), 3)),
        [Number(a, 1 | 2), Sign('-' | '/'), Number(b, 1 | 2), ..] => {
            let mut found = without_year(*a, *b, around)?;
            if let (true, Some(other)) = (a != b, without_year(*b, *a, around)) {
                found.others = other.day.into_iter().collect();
                found.uneasy = Some("date_ambiguous");
            }
            Some((found, 3))
        }
        _ => None,
    }
}

fn year_first(y: u32, digits: usize, m: u32, d: u32, republic: bool, marked: bool) -> Option<Found> {
    if republic || (digits == 3 && (60..=160).contains(&y)) {
        return ymd(y + 1911, m, d).map(sure);
    }
    match digits {
        4 => ymd(y, m, d).map(sure),
        2 if marked => {
            ymd(2000 + y, m, d).map(|day| Found { day: Some(day), others: vec![], uneasy: Some("date_short_year") })
        }
        _ => None,
    }
}

#[expect(clippy::too_many_arguments, reason = "the three numbers of a day with their lengths")]
fn three(
    a: u32,
    la: usize,
    b: u32,
    c: u32,
    lc: usize,
    sign: char,
    republic: bool,
    around: Option<Date>,
) -> Option<Found> {
    if la >= 3 || republic {
        return year_first(a, la, b, c, republic, false);
    }
    if lc == 4 {
        let (day_first, month_first) = (ymd(c, b, a), ymd(c, a, b));
        return match (day_first, month_first) {
            (Some(day), Some(other)) if day != other && sign != '.' => {
                Some(Found { day: Some(day), others: vec![other], uneasy: Some("date_ambiguous") })
            }
            (Some(day), _) | (None, Some(day)) => Some(sure(day)),
            (None, None) => None,
        };
    }
    // Three short numbers: every order is possible; the one nearest to the paper is taken and doubted.
    let mut days: Vec<Date> =
        [ymd(2000 + a, b, c), ymd(2000 + c, b, a), ymd(2000 + c, a, b)].into_iter().flatten().collect();
    days.dedup();
    let near = |day: &Date| around.map_or(0, |around| (day.duration_since(around).as_hours() / 24).abs());
    days.sort_by_key(near);
    let day = *days.first()?;
    let others: Vec<Date> = days.iter().copied().filter(|other| *other != day).collect();
    let uneasy = if others.is_empty() { "date_short_year" } else { "date_ambiguous" };
    Some(Found { day: Some(day), others, uneasy: Some(uneasy) })
}

/// A day and month without a year: the first such day that is not before the paper.
fn without_year(m: u32, d: u32, around: Option<Date>) -> Option<Found> {
    let near = around?;
    let this = date_of(near.year(), m, d);
    let next = date_of(near.year().checked_add(1)?, m, d);
    let day = match this {
        Some(day) if day >= near => day,
        _ => next.or(this)?,
    };
    Some(Found { day: Some(day), others: vec![], uneasy: Some("date_no_year") })
}

/// `19 Nov 2026`, `Nov 19, 2026`, `19-Nov-26`.
fn named(words: &[Word], around: Option<Date>) -> Option<(Found, usize)> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let (mut month, mut used) = (None, 0);
    for (at, word) in words.iter().enumerate().take(9) {
        match word {
            Word::Letters(word) if month.is_none() && month_of(word).is_some() => month = month_of(word),
            Word::Letters(word) if !numbers.is_empty() && matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "of") => {
                continue;
            }
            Word::Number(n, length) if numbers.len() < 2 && (*length <= 2 || *length == 4) => {
                numbers.push((*n, *length))
            }
            Word::Sign('-' | '/' | '.' | ',' | '\'') if at > 0 => continue,
            _ => break,
        }
        used = at + 1;
    }
    let month = month?;
    match numbers.as_slice() {
        [(y, 4), (d, _)] | [(d, _), (y, 4)] => Some((sure(ymd(*y, month, *d)?), used)),
        [(d, _), (y, 2)] => Some((
            Found { day: Some(ymd(2000 + y, month, *d)?), others: vec![], uneasy: Some("date_short_year") },
            used,
        )),
        [(d, 1 | 2)] => Some((without_year(month, *d, around)?, used)),
        _ => None,
    }
}

fn month_of(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = NAMES.iter().position(|name| {
        *name == word || (word.len() >= 3 && name.starts_with(word)) || (word == "sept" && *name == "september")
    })?;
    u32::try_from(at + 1).ok()
}

fn sure(day: Date) -> Found {
    Found { day: Some(day), others: vec![], uneasy: None }
}

fn ymd(y: u32, m: u32, d: u32) -> Option<Date> {
    date_of(i16::try_from(y).ok()?, m, d).filter(|day| (1990..=2099).contains(&day.year()))
}

fn date_of(y: i16, m: u32, d: u32) -> Option<Date> {
    let (m, d) = (i8::try_from(m).ok()?, i8::try_from(d).ok()?);
    (m > 0 && d > 0).then(|| Date::new(y, m, d).ok())?
}

/// Clock times would be read as days of the month.
fn without_time(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let starts = at == 0 || !chars[at - 1].is_ascii_digit();
        if starts
            && (1..=2).contains(&digits)
            && chars.get(at + digits) == Some(&':')
            && chars.get(at + digits + 1).is_some_and(char::is_ascii_digit)
        {
            at += chars[at..].iter().take_while(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+')).count();
            out.push(' ');
        } else {
            let step = digits.max(1);
            out.extend(&chars[at..at + step]);
            at += step;
        }
    }
    out
}

/// 二〇二六年十一月十九日 with ordinary digits.
fn chinese_digits(text: &str) -> String {
    if text.chars().any(|c| c.is_ascii_digit()) || !text.contains('月') {
        return text.to_owned();
    }
    let split: Vec<&str> = text.split_inclusive(['年', '月', '日', '号']).collect();
    split
        .iter()
        .map(|piece| {
            let number = super::figure::chinese(piece);
            match (number, piece.chars().last()) {
                (Some(f), Some(sign)) if "年月日号".contains(sign) => {
                    format!("{}{}{sign}", f.before, f.value.text(0))
                }
                _ => (*piece).to_owned(),
            }
        })
        .collect()
}

/// The day customers put into their order numbers: `PO261119-100`, `20261119-3`.
pub(crate) fn in_number(number: &str) -> Option<Date> {
    let mut runs: Vec<String> = vec![String::new()];
    for c in number.chars() {
        match runs.last_mut() {
            Some(run) if c.is_ascii_digit() => run.push(c),
            _ => runs.push(String::new()),
        }
    }
    let day = |run: &String| {
        let n: u32 = run.get(..8).or(run.get(..6))?.parse().ok()?;
        match run.len() {
            6 => ymd(2000 + n / 10_000, n / 100 % 100, n % 100),
            8 | 10..=12 if n > 19_000_000 => ymd(n / 10_000, n / 100 % 100, n % 100),
            _ => None,
        }
    };
    runs.iter().find_map(day).filter(|day| *day >= date(2015, 1, 1) && *day < date(2060, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> String {
        let found = read(text, Some(date(2026, 11, 20)));
        format!(
            "{}{}",
            found.day.map(|d| d.to_string()).unwrap_or_default(),
            found.uneasy.map(|u| format!(" {u}")).unwrap_or_default()
        )
    }

    #[test]
    fn days_in_every_habit() {
        for text in [
            "2026-11-19",
            "2026/11/19",
            "2026年11月19日",
            "19.11.2026",
            "115/11/19",
            "民國115年11月19日",
            "115.11.19",
            "1151119",
            "20261119",
            "Nov 19, 2026",
            "19 November 2026",
            "19-Nov-2026",
            "2026-11-19T08:30:00+08:00",
            "2026/11/19 (四)",
            "2026-11-19 00:00:00",
            "２０２６／１１／１９",
            "11/19/2026",
            "19/11/2026",
            "二〇二六年十一月十九日",
            "2026年11月19日(星期四)前",
            "November 19th, 2026",
            "2026. 11. 19",
        ] {
            assert_eq!(d(text), "2026-11-19", "{text}");
        }
        assert_eq!(d("03/04/2026"), "2026-04-03 date_ambiguous");
        assert_eq!(d("26/11/19"), "2026-11-19 date_ambiguous");
        assert_eq!(d("12/25"), "2026-12-25 date_no_year");
        assert_eq!(d("1月5日"), "2027-01-05 date_no_year");
        assert_eq!(d("2026-12-01 ~ 2026-12-05"), "2026-12-05 date_range");
        assert_eq!(d("2026-12-01 或儘早"), "2026-12-01 date_text");
        assert_eq!(d("ASAP"), " date_unreadable");
        assert_eq!(d("2026-02-30"), " date_unreadable");
        assert_eq!(in_number("PO261119-100"), Some(date(2026, 11, 19)));
        assert_eq!(in_number("4500012345"), None);
    }
}
