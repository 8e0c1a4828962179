//! Three languages that say the same things: the same keys, the same values in them, none missing, none for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use platform::i18n::Lang;

use super::imports::sources;

const LANGUAGES: [&str; 3] = ["zh-Hant", "zh-Hans", "en"];

/// Key → text.
type Texts = BTreeMap<String, String>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn texts(language: &str, twice: &mut Vec<String>) -> Texts {
    let mut all = Texts::new();
    let folder = root().join("assets/i18n").join(language);
    for entry in std::fs::read_dir(folder).expect("the language's folder") {
        let path = entry.expect("an entry").path();
        let mut key = String::new();
        for line in std::fs::read_to_string(&path).expect("a text file").lines() {
            if let Some((name, text)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                key = name.to_string();
                if all.insert(key.clone(), text.to_string()).is_some() {
                    twice.push(format!("{language}: {key}"));
                }
            } else if line.starts_with(' ') {
                all.entry(key.clone()).or_default().push_str(line);
            }
        }
    }
    all
}

/// Everything the product's own code says in quotes, tests left out.
fn code() -> String {
    let mut all = String::new();
    for part in ["platform", "desk", "lidan", "papers", "sim"] {
        for file in sources(&root().join("crates").join(part).join("src")) {
            if !file.iter().any(|part| part == "tests" || part == "tests.rs") {
                all.push_str(&std::fs::read_to_string(&file).expect("a source file"));
            }
        }
    }
    all
}

#[test]
fn the_three_languages_have_the_same_keys_with_the_same_values_in_them() {
    let mut wrong = Vec::new();
    let all: Vec<Texts> = LANGUAGES.iter().map(|language| texts(language, &mut wrong)).collect();
    let keys: BTreeSet<&String> = all.iter().flat_map(Texts::keys).collect();
    for key in keys {
        for (language, texts) in LANGUAGES.iter().zip(&all) {
            match texts.get(key) {
                None => wrong.push(format!("{language}: {key} is missing")),
                Some(text) if text.trim().is_empty() => wrong.push(format!("{language}: {key} says nothing")),
                Some(text) if variables(text) != variables(&all[0][key]) => {
                    wrong.push(format!("{language}: {key} has {:?}", variables(text)));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn variables(text: &str) -> BTreeSet<String> {
    let named = text
        .match_indices('$')
        .map(|(at, _)| text[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect());
    named.collect()
}

/// Nouns that are counted, as English has them for more than one.
const COUNTED: &str = "days lines orders rows minutes hours seconds pieces characters receipts moves months rules steps \
    states tests prices parts settings stops costs times arrivals purchases suppliers duties files problems points \
    weeks years changes tasks records shipments needs questions answers units copies people";

/// A limit, or a number of the code's own that is never one.
const NEVER_ONE: &[&str] = &[
    "at most",
    "at the most",
    "at least",
    "limit",
    "Longer than",
    "More than",
    "only the first",
    "beyond the first",
    "unpacks to",
    "and more,",
    "in the last",
    "plan of the next",
    "Choose 1 to",
    "A purchase has",
];

#[test]
fn one_of_a_thing_is_told_as_one_in_english() {
    let counted: BTreeSet<&str> = COUNTED.split_whitespace().collect();
    let between = ["more", "working", "opening", "planned", "open", "own", "bad", "late", "of"];
    let mut wrong = Vec::new();
    for (key, text) in texts("en", &mut Vec::new()) {
        if NEVER_ONE.iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let names = variables(&text);
        let args: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), "1".to_string())).collect();
        let said = Lang::En.ta(&key, &args);
        let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "1") {
            let next = words[at + 1..].iter().find(|word| !between.contains(word) && **word != "1");
            if next.is_some_and(|noun| counted.contains(noun)) {
                wrong.push(format!("{key}: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_key_that_code_asks_for_is_there() {
    let known = texts("en", &mut Vec::new());
    let code = code();
    let mut wrong = BTreeSet::new();
    for call in [".t(\"", ".ta(\"", "Say::new(\"", ".maybe(\""] {
        for (at, _) in code.match_indices(call) {
            let key: String = code[at + call.len()..].chars().take_while(|c| *c != '"').collect();
            if !known.contains_key(&key) {
                wrong.insert(format!("{call}{key}\")"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_tells_a_way_forward() {
    let (known, code) = (texts("en", &mut Vec::new()), code());
    let mut rules = BTreeSet::new();
    for begin in ["id: \"", "rule: \"", "must(\"", "ground(\"", "note(\""] {
        for (at, _) in code.match_indices(begin) {
            let after = &code[at + begin.len()..];
            let id: String = after.chars().take_while(|c| *c != '"').collect();
            let next: String = after.chars().take(160).collect();
            // Steps have ids as well; a rule's stands beside its weight.
            let is_rule = begin != "id: \"" || next.split('}').next().is_some_and(|rest| rest.contains("weight:"));
            if is_rule && id.contains('.') {
                rules.insert(id);
            }
        }
    }
    assert!(rules.len() > 50, "the rules are found: {}", rules.len());
    let without: Vec<&String> =
        rules.iter().filter(|id| !known.contains_key(&format!("way-{}", id.replace(['.', '_'], "-")))).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn no_text_is_written_for_nothing() {
    let known = texts("en", &mut Vec::new());
    let code = code();
    let literals: BTreeSet<&str> = code.split('"').filter(|text| text.len() < 60 && is_plain(text)).collect();
    let patterns: Vec<Pattern> = literals.iter().filter_map(|text| Pattern::of(text)).collect();
    let used = |key: &str| {
        literals.contains(key)
            || literals.iter().any(|text| is_beginning(text, key) || is_step_or_way(text, key))
            || patterns.iter().any(|pattern| pattern.makes(key))
    };
    let unused: Vec<&String> = known.keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// Something that could be a key, a part of one, or the id of a step or rule.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.{}:".contains(c))
}

/// `select("intake-kind", …)` and `word_key("archive-", …)` are handed the beginning of their words' keys.
fn is_beginning(text: &str, key: &str) -> bool {
    let begins = |rest: &str| text.ends_with('-') || rest.starts_with('-');
    text.contains('-') && !matches!(text, "step-" | "way-") && key.strip_prefix(text).is_some_and(begins)
}

/// `id: "order.submit"` is named by `step-order-submit`, its way forward by `way-order-submit`.
fn is_step_or_way(text: &str, key: &str) -> bool {
    let plain = |text: &str| text.replace(['.', '_'], "-");
    ["step-", "way-"].iter().any(|begin| key.strip_prefix(begin).is_some_and(|rest| rest == plain(text)))
}

/// `format!("role-{}", …)`: a key that is put together.
struct Pattern {
    begin: String,
    end: String,
}

impl Pattern {
    fn of(text: &str) -> Option<Pattern> {
        let (begin, rest) = text.split_once('{')?;
        let end = rest.rsplit_once('}')?.1;
        let step = if text.contains('.') { "step-" } else { "" };
        let pattern = Pattern { begin: format!("{step}{}", begin.replace('.', "-")), end: end.to_string() };
        // `{}-{}` would make everything; steps and ways are looked at one by one.
        let says = pattern.begin.len() + pattern.end.len() > 4;
        (says && !matches!(pattern.begin.as_str(), "step-" | "way-")).then_some(pattern)
    }

    fn makes(&self, key: &str) -> bool {
        key.len() > self.begin.len() + self.end.len() && key.starts_with(&self.begin) && key.ends_with(&self.end)
    }
}
