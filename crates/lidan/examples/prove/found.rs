//! What there is: clauses, the rules and steps that serve them, and the tests whose names begin with them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// Not part of a proof: minutes of kills, and a browser, say nothing about a single rule.
const LEFT_OUT: &[&str] = &["kill::", "browser::"];

pub struct Test {
    pub binary: PathBuf,
    /// The folder it runs in, as cargo would have it.
    pub folder: PathBuf,
    /// As the test binary knows it.
    pub name: String,
    /// The part of the name that begins with the clause.
    pub fact: String,
    pub took: Duration,
}

impl Test {
    /// How many of the guard's words stand in the test's name or its file's.
    pub fn likeness(&self, guard: &str) -> i64 {
        let said: BTreeSet<&str> = self.name.split([':', '_']).map(stem).collect();
        guard.split(['.', '_']).filter(|word| said.contains(stem(word))).count() as i64
    }
}

/// `submitted` and `submission` are one word here.
fn stem(word: &str) -> &str {
    word.get(..5).unwrap_or(word)
}

pub fn clauses() -> Result<Vec<String>, Box<dyn Error>> {
    let text = std::fs::read_to_string("assets/regulation.csv")?;
    Ok(text.lines().skip(1).filter_map(|line| Some(line.split_once(',')?.0.to_string())).collect())
}

/// Rules and steps by the clause they serve.
pub fn guards_by_clause() -> BTreeMap<String, BTreeSet<String>> {
    desk::process::guards()
        .into_iter()
        .map(|(clause, ids)| (clause.into(), ids.into_iter().map(Into::into).collect()))
        .collect()
}

/// Builds the tests and sorts them by the clause their names begin with.
pub fn tests_by_clause(ids: &[String]) -> Result<BTreeMap<String, Vec<Test>>, Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["test", "--locked", "-p", "papers", "-p", "desk", "-p", "lidan", "--features", "lidan/prove,desk/prove"])
        .args(["--no-run", "--message-format=json"])
        .stderr(Stdio::inherit())
        .output()?;
    if !built.status.success() {
        return Err("the tests do not build".into());
    }
    let mut tests: BTreeMap<String, Vec<Test>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&built.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let binary = message["executable"].as_str().filter(|_| message["profile"]["test"] == json!(true));
        let (Some(binary), Some(manifest)) = (binary, message["manifest_path"].as_str()) else { continue };
        let folder = Path::new(manifest).parent().ok_or("a manifest lies in a folder")?;
        let listed = Command::new(binary).args(["--list", "--format", "terse"]).current_dir(folder).output()?;
        for name in String::from_utf8_lossy(&listed.stdout).lines().filter_map(|l| l.strip_suffix(": test")) {
            if LEFT_OUT.iter().any(|left_out| name.starts_with(left_out)) || !runs_here(name) {
                continue;
            }
            if let Some((clause, fact)) = clause_of(name, ids) {
                let (binary, folder) = (PathBuf::from(binary), folder.to_path_buf());
                let (name, fact) = (name.to_string(), fact.to_string());
                let test = Test { binary, folder, name, fact, took: Duration::ZERO };
                tests.entry(clause.to_string()).or_default().push(test);
            }
        }
    }
    Ok(tests)
}

fn runs_here(name: &str) -> bool {
    !name.ends_with("::postgres") || std::env::var("LIDAN_TEST_PG").is_ok()
}

/// `…::c3_1_3_an_oral_order_waits` → `3.1.3`: the longest id that the name begins with, and that part of the name.
fn clause_of<'a, 'n>(test: &'n str, ids: &'a [String]) -> Option<(&'a str, &'n str)> {
    let is_fact =
        |part: &&str| part.strip_prefix('c').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let fact = test.split("::").find(is_fact)?;
    let fits = |id: &&String| {
        let prefix = format!("c{}", id.replace('.', "_"));
        fact.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    Some((ids.iter().filter(fits).max_by_key(|id| id.len())?, fact))
}
