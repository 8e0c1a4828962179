//! Names, numbers and mail addresses inside one text, as customers write them into one cell.

use super::{day, fold};

/// A name without the number, mail, title and brackets around it.
pub(crate) fn person(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut name: String = line.split(['(', '（', '/', ',', '，', ';']).next().unwrap_or_default().to_owned();
    for noise in phones_raw(&name).into_iter().chain(emails(&name)) {
        name = name.replace(&noise, " ");
    }
    let mut name = fold::tidy(&name);
    for word in ["電話", "电话", "Tel", "TEL", "tel", "手機", "手机", "Mobile", "分機", "Phone", "Email", "E-mail"]
    {
        name = name.split(word).next().unwrap_or_default().trim().to_owned();
    }
    for title in ["先生", "小姐", "女士", "經理", "经理", "課長", "课长", "主任", "收"] {
        if name.chars().count() > title.chars().count() + 1 {
            name = name.strip_suffix(title).unwrap_or(&name).trim().to_owned();
        }
    }
    for title in ["Mr. ", "Ms. ", "Mrs. ", "Mr ", "Ms ", "Mrs ", "Miss "] {
        name = name.strip_prefix(title).unwrap_or(&name).to_owned();
    }
    name.trim_matches(|c: char| c.is_whitespace() || ":：.+-,".contains(c)).to_owned()
}

pub(crate) fn emails(text: &str) -> Vec<String> {
    let part = |c: char| c.is_ascii_alphanumeric() || "._%+-@".contains(c);
    let narrow: String = text.chars().map(fold::narrow).collect();
    let tokens = narrow.split(|c: char| !part(c)).map(|token| token.trim_matches(['.', '-']).to_owned());
    tokens
        .filter(|token| {
            token
                .split_once('@')
                .is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.') && !domain.contains('@'))
        })
        .collect()
}

/// Telephone numbers in a text: eight digits or more that are no day and no part of a word.
pub(crate) fn phones(text: &str) -> Vec<String> {
    phones_raw(&fold::tidy(text))
}

fn phones_raw(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().map(fold::narrow).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = matches!(chars[at], '+' | '(') || chars[at].is_ascii_digit();
        let inside = at > 0 && (chars[at - 1].is_ascii_alphanumeric() || chars[at - 1] == '-');
        if !start || inside {
            at += 1;
            continue;
        }
        let length = chars[at..].iter().take_while(|c| c.is_ascii_digit() || "+-() .".contains(**c)).count();
        let run: String = chars[at..at + length].iter().collect();
        let run = run.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned();
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let followed = chars.get(at + length).is_some_and(char::is_ascii_alphabetic);
        if (8..=16).contains(&digits) && !followed && day::read(&run, None).day.is_none() {
            out.push(run);
        }
        at += length.max(1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_taken_apart() {
        assert_eq!(person("赵敏 +86-532-8695-3320"), "赵敏");
        assert_eq!(person("陳怡君 小姐 (採購部) 04-2359-1180"), "陳怡君");
        assert_eq!(person("Ms. Anna Lindqvist / purchase@lindqvist.example"), "Anna Lindqvist");
        assert_eq!(phones("Tel: (04) 2359-1180, 2026-11-19, PO261119-100"), ["(04) 2359-1180"]);
        assert_eq!(emails("信箱:order@hongda.example,謝謝"), ["order@hongda.example"]);
    }
}
