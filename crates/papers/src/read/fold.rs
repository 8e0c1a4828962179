//! Brings text in either Chinese script and any width to one form for comparing. The folded form is never shown or stored.
//! The pairs in `fold.txt` are the single-character pairs of OpenCC (Apache-2.0) that Big5 can write.

use std::sync::OnceLock;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Every Chinese character of the basic plane to its folded form, as a flat table because every cell passes through it.
fn table() -> &'static [char] {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
        for pair in include_str!("fold.txt").split_whitespace() {
            let mut both = pair.chars();
            if let (Some(from), Some(to)) = (both.next(), both.next())
                && let Some(slot) = (u32::from(from).checked_sub(FIRST)).and_then(|at| table.get_mut(at as usize))
            {
                *slot = to;
            }
        }
        table
    })
}

/// Full-width letters, digits and signs become the ordinary ones; the meaning is the same and a clerk types the ordinary.
pub fn narrow(c: char) -> char {
    if c.is_ascii() && c != '\t' {
        return c;
    }
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\t' => ' ',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '￥' => '¥',
        '’' | '‘' | '′' => '\'',
        _ => c,
    }
}

fn invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_control() && c != '\n';
    }
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}' | '\u{00AD}' | '\u{202A}'..='\u{202E}')
        || (c.is_control() && c != '\n')
}

/// Ordinary width, no invisible characters, single spaces; letters and script stay as the customer wrote them.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(narrow).map(|c| if c == '\n' || c == '\r' { ' ' } else { c }).filter(|c| !invisible(*c)) {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out.trim().to_owned()
}

/// Trims and removes invisible characters but keeps width: for words meant to be read by people.
pub fn trim(text: &str) -> String {
    let out: String =
        text.chars().map(|c| if matches!(c, '\t' | '\u{A0}') { ' ' } else { c }).filter(|c| !invisible(*c)).collect();
    out.trim_matches(|c: char| c.is_whitespace()).to_owned()
}

fn simple(c: char) -> char {
    if c.is_ascii() && c != '*' {
        return c;
    }
    let c = match c {
        '×' | '✕' | '✖' | '╳' | '*' | 'Х' | 'х' => 'x',
        'Φ' | 'φ' | '∅' | '⌀' | 'Ø' | 'ø' | 'ϕ' => 'ø',
        '²' => '2',
        '³' => '3',
        '臺' => '台',
        _ => c,
    };
    u32::from(c).checked_sub(FIRST).and_then(|at| table().get(at as usize)).copied().unwrap_or(c)
}

/// Folds width, case and script but keeps the punctuation.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(narrow) {
        if c.is_ascii() && c != '*' {
            out.extend((!invisible(c)).then(|| c.to_ascii_lowercase()));
        } else if is_cjk(c) {
            out.push(simple(c));
        } else if !invisible(c) {
            out.extend(c.to_lowercase().map(simple));
        }
    }
    out
}

/// Letters and digits only, folded: what labels, names and addresses are compared by.
pub fn key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How article numbers are compared: folded, without spaces, every other sign kept.
pub fn sku_key(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace() && *c != '\'').collect()
}

pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FFFF}')
}

/// The parts of a specification: numbers, Latin runs and Chinese runs. `DN 40`, `DN40` and `dn-40` have the same atoms,
/// `M6×20` and `M6×200` do not.
pub fn atoms(text: &str) -> Vec<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Sort {
        Number,
        Latin,
        Other,
        Gap,
    }
    let folded: Vec<char> = fold(text).chars().collect();
    let mut out: Vec<String> = Vec::new();
    let mut last = Sort::Gap;
    for (i, &c) in folded.iter().enumerate() {
        let between = c == '.' && last == Sort::Number && folded.get(i + 1).is_some_and(char::is_ascii_digit);
        let sort = match c {
            _ if c.is_ascii_digit() || between => Sort::Number,
            _ if is_cjk(c) => Sort::Other,
            _ if c.is_alphabetic() => Sort::Latin,
            _ => Sort::Gap,
        };
        match (sort == last, sort) {
            (_, Sort::Gap) => {}
            (true, _) => {
                if let Some(word) = out.last_mut() {
                    word.push(c);
                }
            }
            (false, _) => out.push(c.to_string()),
        }
        last = sort;
    }
    out
}

/// Whether `part` stands in `all` without a gap.
pub fn contains_run(all: &[String], part: &[String]) -> bool {
    !part.is_empty() && all.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_and_widths_compare_equal() {
        assert_eq!(key("電磁閥 ＤＮ４０"), key("电磁阀DN40"));
        assert_eq!(key("臺中市"), key("台中市"));
        assert_eq!(sku_key(" hb－M6×20－a2 "), "hb-m6x20-a2");
        assert_eq!(atoms("M6×20 A2-70 不鏽鋼"), atoms("m6*20 A2 70 不锈钢"));
        assert_ne!(atoms("M6×20"), atoms("M6×200"));
        assert_eq!(atoms("RVV 3×1.5 mm²"), ["rvv", "3", "x", "1.5", "mm", "2"]);
    }
}
