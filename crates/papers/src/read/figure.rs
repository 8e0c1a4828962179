//! Numbers as people write them: thousands separators, decimal commas, full-width and Chinese digits, a unit or a currency
//! around them. Anything left over that is not understood is handed back, so nothing is silently dropped.

use super::{exact::Exact, fold};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub value: Exact,
    pub before: String,
    pub after: String,
    /// Why the number could be another one.
    pub uneasy: Option<&'static str>,
}

/// Finds the first number in a text. `comma` says that the paper writes decimals with a comma.
pub(crate) fn figure(text: &str, comma: bool) -> Option<Figure> {
    let text: String = fold::tidy(text);
    let chars: Vec<char> = text.chars().collect();
    let Some(start) = chars.iter().position(char::is_ascii_digit) else { return chinese(&text) };
    let start =
        if start > 0 && chars[start - 1] == '.' && !chars[..start - 1].last().is_some_and(|c| c.is_alphanumeric()) {
            start - 1
        } else {
            start
        };
    let mut end = start;
    while end < chars.len() && goes_on(&chars, start, end) {
        end += 1;
    }
    while end > start && matches!(chars[end - 1], '.' | ',' | '\'' | ' ') {
        end -= 1;
    }
    let run: String = chars[start..end].iter().collect();
    let mut before: String = chars[..start].iter().collect::<String>().trim().to_owned();
    let mut after: String = chars[end..].iter().collect::<String>().trim().to_owned();
    let (mut value, mut uneasy) = resolve(&run, comma)?;
    if let Some(rest) = before.strip_suffix('-').map(str::to_owned) {
        // `x-5` is a range or an article, `-5` a negative number.
        if rest.is_empty() || !rest.ends_with(|c: char| c.is_alphanumeric()) {
            before = rest.trim().to_owned();
            value = Exact::ZERO.minus(value)?;
        }
    } else if before == "(" && after == ")" {
        (before, after) = (String::new(), String::new());
        value = Exact::ZERO.minus(value)?;
    }
    if let Some((factor, length)) = multiplier(&after) {
        value = value.times(factor)?;
        after = after.chars().skip(length).collect::<String>().trim().to_owned();
        uneasy = Some("multiplied");
    }
    Some(Figure { value, before, after, uneasy })
}

fn goes_on(chars: &[char], start: usize, at: usize) -> bool {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    match chars[at] {
        c if c.is_ascii_digit() => true,
        '.' | ',' | '\'' => digit(at + 1),
        // A space only joins whole groups of three.
        ' ' => {
            let group = (at + 1..at + 4).all(digit) && !digit(at + 4);
            let led = chars[start..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
            let leading = chars[start..at].iter().all(|c| c.is_ascii_digit() || *c == ' ');
            group && leading && (1..=3).contains(&led)
        }
        _ => false,
    }
}

fn resolve(run: &str, comma: bool) -> Option<(Exact, Option<&'static str>)> {
    let run = run.replace([' ', '\''], "");
    let commas = run.matches(',').count();
    let dots = run.matches('.').count();
    let grouped = |sign: char| {
        let groups: Vec<&str> = run.split(['.', ',']).next().map(|_| run.split(sign).collect()).unwrap_or_default();
        let first = groups.first().map_or(0, |g| g.len());
        (1..=3).contains(&first)
            && groups.iter().skip(1).all(|g| g.split(['.', ',']).next().is_some_and(|g| g.len() == 3))
    };
    let (text, uneasy) = match (commas, dots) {
        (0, 0) => (run.clone(), None),
        (0, 1) => {
            let (whole, part) = run.split_once('.')?;
            let odd = part.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0";
            if odd && comma {
                (run.replace('.', ""), Some("separator"))
            } else {
                (run.clone(), odd.then_some("separator"))
            }
        }
        (1, 0) => {
            let (whole, part) = run.split_once(',')?;
            let thousands =
                part.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0" && !whole.starts_with('0');
            match (thousands, comma) {
                (true, false) => (run.replace(',', ""), None),
                (true, true) => (run.replace(',', "."), Some("separator")),
                (false, comma) => (run.replace(',', "."), (!comma).then_some("comma")),
            }
        }
        (_, 0) if grouped(',') => (run.replace(',', ""), None),
        (0, _) if grouped('.') => (run.replace('.', ""), Some("separator")),
        (_, 1) if run.rfind('.') > run.rfind(',') && grouped(',') => (run.replace(',', ""), None),
        (1, _) if run.rfind(',') > run.rfind('.') && grouped('.') => {
            (run.replace('.', "").replace(',', "."), (!comma).then_some("comma"))
        }
        // Groups in the wrong places: read the digits, but say so.
        (_, 1) if run.rfind('.') > run.rfind(',') => (run.replace(',', ""), Some("grouping")),
        (_, 0) => (run.replace(',', ""), Some("grouping")),
        _ => return None,
    };
    Some((Exact::parse(&text)?, uneasy))
}

fn multiplier(after: &str) -> Option<(Exact, usize)> {
    let mut chars = after.chars();
    let first = chars.next()?;
    let second = chars.next();
    let factor = match first {
        '万' | '萬' => 10_000,
        '千' if second != Some('克') => 1_000,
        '百' => 100,
        'k' | 'K' if !second.is_some_and(|c| c.is_alphabetic()) => 1_000,
        _ => return None,
    };
    Some((Exact::whole(factor), 1))
}

/// 二十, 一百二十五, 兩千: read, but always doubted.
pub(crate) fn chinese(text: &str) -> Option<Figure> {
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .or_else(|| "零壹贰叁肆伍陆柒捌玖".chars().position(|d| d == c))
            .or_else(|| (c == '两').then_some(2))
    };
    let weight = |c: char| match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1_000),
        '万' => Some(10_000),
        _ => None,
    };
    let folded: Vec<char> = fold::fold(text).chars().collect();
    let start = folded.iter().position(|c| digit(*c).is_some() || *c == '十' || *c == '拾')?;
    let length = folded[start..].iter().take_while(|c| digit(**c).is_some() || weight(**c).is_some()).count();
    let (mut total, mut section, mut last, mut weighed) = (0i64, 0i64, None::<i64>, false);
    for c in &folded[start..start + length] {
        match (digit(*c), weight(*c)) {
            (Some(d), _) => {
                last =
                    Some(last.filter(|_| !weighed).unwrap_or(0).checked_mul(10)?.checked_add(i64::try_from(d).ok()?)?)
            }
            (_, Some(10_000)) => {
                total = total.checked_add(section + last.take().unwrap_or(0))?.checked_mul(10_000)?;
                section = 0;
                weighed = true;
            }
            (_, Some(w)) => {
                section = section.checked_add(last.take().unwrap_or(1).checked_mul(w)?)?;
                weighed = true;
            }
            _ => {}
        }
    }
    let value = total.checked_add(section)?.checked_add(last.unwrap_or(0))?;
    let all: Vec<char> = text.chars().collect();
    let piece = |range: &[char]| range.iter().collect::<String>().trim().to_owned();
    let (before, after) = if all.len() == folded.len() {
        (piece(&all[..start]), piece(&all[start + length..]))
    } else {
        (String::new(), String::new())
    };
    Some(Figure { value: Exact::whole(value), before, after, uneasy: Some("chinese") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(text: &str) -> (String, Option<&'static str>) {
        let f = figure(text, false).unwrap();
        (f.value.text(0), f.uneasy)
    }

    #[test]
    fn numbers_are_read_as_written() {
        assert_eq!(f("1,200 支"), ("1200".into(), None));
        assert_eq!(f("１，２００"), ("1200".into(), None));
        assert_eq!(f("¥ 1,234.50"), ("1234.5".into(), None));
        assert_eq!(f("1 200"), ("1200".into(), None));
        assert_eq!(f("0,36"), ("0.36".into(), Some("comma")));
        assert_eq!(f("1.234,56"), ("1234.56".into(), Some("comma")));
        assert_eq!(f("1.200"), ("1.2".into(), Some("separator")));
        assert_eq!(f("12,34"), ("12.34".into(), Some("comma")));
        assert_eq!(f("-5"), ("-5".into(), None));
        assert_eq!(f("一百二十五支"), ("125".into(), Some("chinese")));
        assert_eq!(f("兩千"), ("2000".into(), Some("chinese")));
        assert_eq!(f("2千支"), ("2000".into(), Some("multiplied")));
        assert_eq!(f(".5"), ("0.5".into(), None));
        assert_eq!(figure("100支+20", false).unwrap().after, "支+20");
        assert!(figure("none", false).is_none());
    }
}
