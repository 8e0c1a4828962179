//! Search is blind to script, width and case.
//!
//! Chinese has no blanks between words, so a run of Han characters is cut into overlapping pairs, which finds every word
//! of two characters or more, and into single characters, which finds the rest. Everything is folded first: traditional
//! to simplified, full-width to half-width, capitals to small letters. Folding looks at one character at a time on
//! purpose: a reader of context would fold the same word differently in a document and in a query.

use std::fmt;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// A code longer than this is not indexed joined; its pieces still are.
const JOINED_MAX: usize = 48;

/// Fewer digits are no telephone number.
const PHONE_MIN: usize = 6;

/// The tokens of a document: for every run of Han its pairs in order, then its single characters; for every other word
/// the word, then for a code such as `HB-M6x20-A2` after its pieces (`hb`, `m6x20`, `a2`) the code joined
/// (`hbm6x20a2`), so that it is found however somebody hyphenates it.
pub fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut tokens = Vec::new();
    for run in runs(&folded) {
        match run {
            Run::Han(chars) => {
                tokens.extend(pairs(&chars));
                tokens.extend(chars.iter().map(char::to_string));
            }
            Run::Word(word) => tokens.push(word.to_owned()),
        }
    }
    tokens.extend(joined_codes(&folded));
    tokens
}

/// The tokens a document must have to be found: a run of two Han or more gives its pairs in order, a single one itself,
/// every other word the word.
pub fn query(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for run in runs(&fold(text)) {
        match run {
            Run::Han(chars) if chars.len() > 1 => tokens.extend(pairs(&chars)),
            Run::Han(chars) => tokens.extend(chars.iter().map(char::to_string)),
            Run::Word(word) => tokens.push(word.to_owned()),
        }
    }
    tokens
}

/// The folded text: for columns that are searched by prefix or `LIKE`, and to compare names. Signs and blanks stay, but
/// a multiplication sign between digits is an `x`, as in `M6×20`. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let narrowed: Vec<char> = text.chars().map(narrow).collect();
    let mut folded = String::with_capacity(text.len());
    for (place, &c) in narrowed.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| narrowed.get(at)).is_some_and(char::is_ascii_digit);
        match c {
            '*' | '×' if digit(place.checked_sub(1)) && digit(place.checked_add(1)) => folded.push('x'),
            c if is_han(c) => folded.push(simplified(c)),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The initials that people type for a name: of every Han the first letter of its reading, and letters and digits as
/// they are: `台灣三豐` gives `twsf`, `3M中國` gives `3mzg`. Signs and blanks are left out.
pub fn initials(text: &str) -> String {
    let folded = fold(text);
    let mut initials = String::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let special = READINGS.iter().find_map(|(word, letters)| Some((rest.strip_prefix(word)?, letters)));
        if let Some((after, letters)) = special {
            initials += letters;
            rest = after;
            continue;
        }
        if is_han(first) {
            initials
                .extend(first.to_pinyin().and_then(|reading| reading.first_letter().chars().next()).map(plain_letter));
        } else if first.is_ascii_alphanumeric() {
            initials.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    initials
}

/// A few interjections begin with a letter that no keyboard has.
fn plain_letter(letter: char) -> char {
    match letter {
        'ê' | 'ế' | 'ề' => 'e',
        'ḿ' => 'm',
        'ń' | 'ň' | 'ǹ' => 'n',
        letter => letter,
    }
}

/// Words in which a character has another initial than when it stands alone; longer words first.
const READINGS: &[(&str, &str)] = &[
    ("五金行", "wjh"),
    ("银行", "yh"),
    ("商行", "sh"),
    ("洋行", "yh"),
    ("分行", "fh"),
    ("车行", "ch"),
    ("行业", "hy"),
    ("重庆", "cq"),
    ("厦门", "xm"),
    ("长沙", "cs"),
    ("长春", "cc"),
    ("音乐", "yy"),
    ("会计", "kj"),
    ("朝阳", "cy"),
];

/// The last eight digits of a telephone number without its extension: what stays the same between `+886 2 2345-6789`
/// and `(02) 23456789 轉 12`. `None` for fewer than six digits, which would match half of the town.
pub fn phone_tail(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in fold(text).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '(' | ')' | '.' | '+' => {}
            // Words before the number are its label; after it they begin an extension or another number.
            _ if digits.len() >= PHONE_MIN => break,
            _ => digits.clear(),
        }
    }
    (digits.len() >= PHONE_MIN).then(|| digits.split_off(digits.len().saturating_sub(8)))
}

/// The text holds a NUL, which PostgreSQL cannot store and no keyboard writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NulChar;

impl fmt::Display for NulChar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text holds a NUL character")
    }
}

impl std::error::Error for NulChar {}

/// A form's text as it is stored: no NUL, lines end with `\n`, no blanks at the ends. Not for passwords.
pub fn clean(text: &str) -> Result<String, NulChar> {
    if text.contains('\0') {
        return Err(NulChar);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(lines.trim().to_owned())
}

enum Run<'a> {
    Han(Vec<char>),
    Word(&'a str),
}

/// Runs of Han, and words of other letters and digits; everything else only separates.
fn runs(folded: &str) -> Vec<Run<'_>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Han,
        Word,
        Between,
    }
    let kind = |c: char| match c {
        c if is_han(c) => Kind::Han,
        c if c.is_alphanumeric() => Kind::Word,
        _ => Kind::Between,
    };
    let mut runs = Vec::new();
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let this = kind(first);
        let end = rest.find(|c| kind(c) != this).unwrap_or(rest.len());
        match this {
            Kind::Han => runs.push(Run::Han(rest[..end].chars().collect())),
            Kind::Word => runs.push(Run::Word(&rest[..end])),
            Kind::Between => {}
        }
        rest = &rest[end..];
    }
    runs
}

fn pairs(chars: &[char]) -> impl Iterator<Item = String> + '_ {
    chars.windows(2).map(|pair| pair.iter().collect())
}

/// Codes of two pieces or more between hyphens, dots, slashes or underscores, without these. Not `1.5mm` and not `1/2`:
/// joined they would be found as 15 mm and as 12.
fn joined_codes(folded: &str) -> impl Iterator<Item = String> + '_ {
    let joint = |c: char| matches!(c, '-' | '.' | '/' | '_');
    let number = |code: &str| {
        let digit = |byte: u8| byte.is_ascii_digit();
        code.as_bytes().windows(3).any(|w| digit(w[0]) && matches!(w[1], b'.' | b'/') && digit(w[2]))
    };
    folded
        .split(move |c: char| !c.is_ascii_alphanumeric() && !joint(c))
        .map(move |code| code.trim_matches(joint))
        .filter(move |code| code.len() <= JOINED_MAX && code.contains(joint) && !number(code))
        .filter(|code| code.contains(|c: char| c.is_ascii_digit()))
        .map(move |code| code.replace(joint, ""))
}

/// Full-width signs, letters and digits as plain ones.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{00A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇')
}

fn simplified(c: char) -> char {
    let place = (c as usize).wrapping_sub(HAN_FIRST as usize);
    SIMPLIFIED.get(place).copied().unwrap_or(c)
}

const HAN_FIRST: char = '\u{3400}';
const HAN_LAST: char = '\u{FAFF}';

/// Pairs that the conversion table leaves apart because ordinary text must keep them apart; a search must not. Both
/// sides of each fold to the second.
const ALSO: &[(char, char)] = &[
    ('著', '着'),
    ('畫', '划'),
    ('画', '划'),
    ('藉', '借'),
    ('瞭', '了'),
    ('覆', '复'),
    ('夥', '伙'),
    ('乾', '干'),
    ('於', '于'),
    ('徵', '征'),
    ('羣', '群'),
    ('値', '值'),
    ('眞', '真'),
    ('敎', '教'),
    ('吿', '告'),
    ('髙', '高'),
    ('凖', '准'),
    ('祇', '只'),
    ('妳', '你'),
    ('餘', '余'),
    ('後', '后'),
    ('〇', '零'),
];

/// Where every Han of the basic planes folds to, followed to its end so that folding twice changes nothing.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let once = |c: char| match ALSO.iter().find(|(from, _)| *from == c) {
        Some((_, to)) => *to,
        None => fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c),
    };
    // The table has no chain longer than two; the bound is for the day it gets a loop.
    let end = |c: char| {
        std::iter::successors(Some(c), |&c| Some(once(c)).filter(|&next| next != c)).take(8).last().unwrap_or(c)
    };
    (HAN_FIRST..=HAN_LAST).map(|c| if is_han(c) { end(c) } else { c }).collect()
});

#[cfg(test)]
mod tests;
