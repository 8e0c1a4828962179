//! Which slice may import which. What must travel against the arrows is an event, not an import.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// slice, what it may import. Everybody may use the frame of the pages.
const ARROWS: &[(&str, &[&str])] = &[
    ("shell", &[]),
    ("people", &["shell"]),
    ("masters", &["shell", "people"]),
    ("order", &["shell", "people", "masters"]),
    ("notices", &["shell", "people", "masters", "order"]),
    ("records", &["shell", "people", "masters", "order", "notices"]),
    ("fulfilment", &["shell", "people", "masters", "order", "notices", "records"]),
    ("review", &["shell", "people", "masters", "order", "notices", "records", "fulfilment"]),
    ("intake", &["shell", "people", "masters", "order", "notices", "records", "fulfilment", "review"]),
    ("ledger", &["shell", "people", "masters", "order", "notices", "records", "fulfilment", "review", "intake"]),
    (
        "office",
        &["shell", "people", "masters", "order", "notices", "records", "fulfilment", "review", "intake", "ledger"],
    ),
    (
        "changes",
        &["shell", "people", "masters", "order", "notices", "records", "fulfilment", "review", "intake", "ledger"],
    ),
    ("outbox_page", &["shell", "people"]),
    ("verify", &["order"]),
    ("figures", &[]),
];

/// Drawn from everything, and imported by the binary and by each other only.
const ABOVE: &[&str] = &["process", "listeners", "routes"];

#[test]
fn the_arrows_between_slices_point_one_way() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../desk/src");
    let mut wrong = Vec::new();
    for file in sources(&root) {
        let within = file.strip_prefix(&root).expect("it was found there");
        let slice = within.iter().next().and_then(|part| part.to_str()).unwrap_or("").trim_end_matches(".rs");
        if ABOVE.contains(&slice) || slice == "lib" || is_test(within) {
            continue;
        }
        let allowed = ARROWS.iter().find(|(name, _)| *name == slice);
        let Some((_, allowed)) = allowed else {
            wrong.push(format!("{slice} has no row in the table of arrows"));
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("a source file");
        for used in imports(&text) {
            if used != slice && !allowed.contains(&used.as_str()) && used != "MIGRATIONS" {
                wrong.push(format!("{} imports {used}", within.display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_both_spellings() {
    let text = "use crate::order::{self, Order};\nuse crate::{people, shell::Page};\nlet x = crate::masters::f();";
    let found: Vec<String> = imports(text).into_iter().collect();
    assert_eq!(found, ["masters", "order", "people", "shell"]);
}

fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "tests.rs")
}

pub fn sources(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        // `$crate::` and `xcrate::` are something else.
        if text[..at].chars().next_back().is_some_and(|c| c == '$' || c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(top_level_names(group));
        } else {
            found.insert(first_name(rest));
        }
    }
    found.remove("");
    found
}

/// The first name of each part of `{a, b::{c, d}, e}`.
fn top_level_names(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut part) = (Vec::new(), 0, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_name(std::mem::take(&mut part).trim())),
            _ if depth == 0 => part.push(c),
            _ => {}
        }
    }
    names.push(first_name(part.trim()));
    names
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// An icon that is not in the set leaves a hole in the page, and in a test build the page panics.
#[test]
fn every_icon_that_code_asks_for_is_in_the_set() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let set = std::fs::read_to_string(root.join("platform/src/web/ui/icons.rs")).expect("the set");
    let mut missing = BTreeSet::new();
    for krate in ["platform/src", "desk/src"] {
        for file in sources(&root.join(krate)) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            for (at, _) in text.match_indices("icon(\"") {
                let name: String = text[at + 6..].chars().take_while(|c| *c != '"').collect();
                if !set.contains(&format!("\"{name}\"")) {
                    missing.insert(format!("{name} in {}", file.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
