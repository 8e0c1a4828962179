//! Proves the tests: every rule and step of a clause is switched off once (`WITHOUT=<id>`), and at least one of the
//! clause's tests must notice. Writes `assets/proof.json`, from which the clause report is drawn.
//! Run by `bin/test --prove`; tests are built with the feature `prove`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

type Tests = BTreeMap<String, Vec<(String, String)>>;

fn main() -> Result<(), Box<dyn Error>> {
    let clauses = clauses()?;
    let missing = missing()?;
    let ids: Vec<&str> = clauses.iter().map(|(id, _)| id.as_str()).collect();
    let tests = tests_by_clause(&ids)?;
    let guards = guards_by_clause();
    let mut survivors = Vec::new();
    let mut report = Vec::new();
    for (id, title) in &clauses {
        let none = Vec::new();
        let own = tests.get(id).unwrap_or(&none);
        let passing = own.is_empty() || run(own, None)?;
        let mut proven = Vec::new();
        for guard in guards.get(id).into_iter().flatten() {
            if own.is_empty() || run(own, Some(guard))? {
                survivors.push(format!("{id}: nothing notices that {guard} is gone"));
            } else {
                proven.push(guard.clone());
            }
        }
        let all_proven = guards.get(id).is_none_or(|g| g.len() == proven.len());
        let lacks = missing.get(id).cloned().unwrap_or_default();
        let state = match (own.is_empty() || !passing, lacks.is_empty() && all_proven) {
            (true, _) => "open",
            (false, true) => "tested",
            (false, false) => "part",
        };
        println!("{id:8} {state:6} {} tests, {} of its rules and steps proven", own.len(), proven.len());
        let names: BTreeSet<&str> = own.iter().map(|(_, name)| name.rsplit("::").next().unwrap_or(name)).collect();
        report.push(json!({
            "id": id, "title": title, "state": state, "missing": lacks, "tests": names, "proven": proven,
        }));
    }
    std::fs::write("assets/proof.json", format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    for survivor in &survivors {
        eprintln!("{survivor}");
    }
    if survivors.is_empty() { Ok(()) } else { Err(format!("{} switched off unnoticed", survivors.len()).into()) }
}

/// (id, title) of every clause, in order.
fn clauses() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let text = std::fs::read_to_string("assets/regulation.csv")?;
    Ok(text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (id, rest) = line.split_once(',')?;
            let title = rest.split_once(',')?.1.trim_matches('"').replace("\"\"", "\"");
            Some((id.to_string(), title))
        })
        .collect())
}

/// What a clause still lacks, in words.
fn missing() -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let text = std::fs::read_to_string("assets/clauses-missing.csv")?;
    let row = |line: &str| line.split_once(',').map(|(id, why)| (id.to_string(), why.trim_matches('"').to_string()));
    Ok(text.lines().skip(1).filter_map(row).collect())
}

/// Rules and steps by the clause they serve.
fn guards_by_clause() -> BTreeMap<String, BTreeSet<String>> {
    let mut guards: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for step in desk::process::table() {
        guards.entry(step.clause.to_string()).or_default().insert(step.id.to_string());
        for (rule, clause, _) in &step.rules {
            guards.entry((*clause).to_string()).or_default().insert((*rule).to_string());
        }
    }
    guards
}

/// Builds the tests and sorts them by the clause their names begin with: clause → (binary, test).
fn tests_by_clause(ids: &[&str]) -> Result<Tests, Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["test", "-p", "desk", "-p", "lidan", "--features", "lidan/prove", "--no-run", "--message-format=json"])
        .stderr(Stdio::inherit())
        .output()?;
    if !built.status.success() {
        return Err("the tests do not build".into());
    }
    let mut tests = Tests::new();
    for line in String::from_utf8_lossy(&built.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let Some(binary) = message["executable"].as_str().filter(|_| message["profile"]["test"] == json!(true)) else {
            continue;
        };
        let listed = Command::new(binary).args(["--list", "--format", "terse"]).output()?;
        for name in String::from_utf8_lossy(&listed.stdout).lines().filter_map(|l| l.strip_suffix(": test")) {
            if let Some(clause) = clause_of(name, ids) {
                tests.entry(clause.to_string()).or_default().push((binary.to_string(), name.to_string()));
            }
        }
    }
    Ok(tests)
}

/// `…::c3_1_3_an_oral_order_waits` → `3.1.3`: the longest id that the name begins with.
fn clause_of<'a>(test: &str, ids: &[&'a str]) -> Option<&'a str> {
    let segment =
        test.split("::").find(|part| part.starts_with('c') && part[1..].starts_with(|c: char| c.is_ascii_digit()))?;
    let fits = |id: &&&str| {
        let prefix = format!("c{}", id.replace('.', "_"));
        segment.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    ids.iter().filter(fits).max_by_key(|id| id.len()).copied()
}

/// Runs tests, perhaps with something switched off; true where all pass.
fn run(tests: &[(String, String)], without: Option<&String>) -> Result<bool, Box<dyn Error>> {
    let mut by_binary: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (binary, name) in tests {
        by_binary.entry(binary).or_default().push(name);
    }
    for (binary, names) in by_binary {
        let folder = if binary.contains("/desk-") { "crates/desk" } else { "crates/lidan" };
        let mut command = Command::new(binary);
        command.current_dir(folder).arg("--exact").args(&names).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(id) = without {
            command.env("WITHOUT", id);
        }
        if !command.status()?.success() {
            return Ok(false);
        }
    }
    Ok(true)
}
