//! Proves the tests: every rule and step of a clause is switched off once (`WITHOUT=<id>`), and at least one of the
//! clause's tests must notice. Writes `assets/proof.json`, from which the clause report is drawn.
//! Run by `bin/prove`; with clauses as arguments it proves only those and writes nothing.

mod found;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::time::Instant;

use serde_json::{Value, json};

use found::{Test, clauses, guards_by_clause, tests_by_clause};
use run::{Ran, each, run};

const FILE: &str = "assets/proof.json";

/// One thing that is switched off, with the clause whose tests must notice.
struct Guard<'a> {
    clause: &'a str,
    id: &'a str,
    /// The clause's tests, the likeliest to notice first.
    tests: Vec<&'a Test>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let asked: BTreeSet<String> = std::env::args().skip(1).collect();
    let ids = clauses()?;
    let mut tests = tests_by_clause(&ids)?;
    let mut guards = guards_by_clause();
    if !asked.is_empty() {
        tests.retain(|clause, _| asked.contains(clause));
        guards.retain(|clause, _| asked.contains(clause));
    }
    eprintln!("{} tests of {} clauses, as they are", tests.values().map(Vec::len).sum::<usize>(), tests.len());
    let failing = as_they_are(&mut tests);
    let noticed_by = switched_off(&guards, &tests);
    let survivors = told(&ids, &guards, &tests, &noticed_by);
    if asked.is_empty() {
        let (commit, on) = (git(&["rev-parse", "--short=10", "HEAD"])?, git(&["show", "-s", "--format=%cs", "HEAD"])?);
        let clauses: Vec<Value> = ids.iter().map(|id| row(id, &guards, &tests, &failing, &noticed_by)).collect();
        let proof = json!({"commit": commit, "on": on, "clauses": clauses});
        std::fs::write(FILE, format!("{}\n", serde_json::to_string_pretty(&proof)?))?;
    }
    for test in &failing {
        eprintln!("fails although nothing is switched off: {test}");
    }
    for (clause, guard) in &survivors {
        eprintln!("{clause}: nothing notices that {guard} is gone");
    }
    eprintln!("{} switched off, {} unnoticed, {} s", noticed_by.len(), survivors.len(), begun.elapsed().as_secs());
    if survivors.is_empty() && failing.is_empty() { Ok(()) } else { Err("the tests are not proven".into()) }
}

/// Runs every test once and notes its time; answers those that fail.
fn as_they_are(tests: &mut BTreeMap<String, Vec<Test>>) -> BTreeSet<String> {
    let all: Vec<&mut Test> = tests.values_mut().flatten().collect();
    let ran = each(all, |test| {
        let ran = run(test, None);
        test.took = ran.took;
        (!ran.passed).then(|| test.name.clone())
    });
    ran.into_iter().flatten().collect()
}

/// Switches everything off, one at a time; (clause, guard) → the test that noticed.
fn switched_off(
    guards: &BTreeMap<String, BTreeSet<String>>,
    tests: &BTreeMap<String, Vec<Test>>,
) -> BTreeMap<(String, String), Option<String>> {
    let last = last_time();
    let mut todo = Vec::new();
    for (clause, ids) in guards {
        for id in ids {
            // PostgreSQL judges as SQLite does; the first run has shown it on both.
            let mut own: Vec<&Test> =
                tests.get(clause).into_iter().flatten().filter(|test| !test.name.ends_with("::postgres")).collect();
            own.sort_by_key(|test| (last.get(id) != Some(&test.fact), -test.likeness(id), test.took));
            todo.push(Guard { clause, id, tests: own });
        }
    }
    eprintln!("{} rules and steps, each switched off once", todo.len());
    let found = each(todo, |guard| {
        let noticed = guard.tests.iter().find(|test| {
            let Ran { passed, .. } = run(test, Some(guard.id));
            !passed
        });
        let by = noticed.map(|test| test.fact.clone());
        eprintln!("{:8} {:30} {}", guard.clause, guard.id, by.as_deref().unwrap_or("NOTHING NOTICES"));
        ((guard.clause.to_string(), guard.id.to_string()), by)
    });
    found.into_iter().collect()
}

/// Rule or step → the test that noticed in the last proven run: it is asked first.
fn last_time() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    let proof: Value = serde_json::from_str(&text).unwrap_or_default();
    let of = |clause: &Value| clause["proven"].as_object().cloned().unwrap_or_default();
    let pairs = proof["clauses"].as_array().into_iter().flatten().flat_map(of);
    pairs.filter_map(|(id, test)| Some((id, test.as_str()?.to_string()))).collect()
}

/// Prints a line a clause; answers what nobody missed.
fn told(
    ids: &[String],
    guards: &BTreeMap<String, BTreeSet<String>>,
    tests: &BTreeMap<String, Vec<Test>>,
    noticed_by: &BTreeMap<(String, String), Option<String>>,
) -> Vec<(String, String)> {
    for id in ids.iter().filter(|id| guards.contains_key(*id) || tests.contains_key(*id)) {
        let all = guards.get(id).map_or(0, BTreeSet::len);
        let proven = noticed_by.iter().filter(|((clause, _), by)| clause == id && by.is_some()).count();
        println!("{id:8} {:3} tests, {proven} of {all} rules and steps proven", facts(tests, id).len());
    }
    noticed_by.iter().filter(|(_, by)| by.is_none()).map(|(guard, _)| guard.clone()).collect()
}

fn row(
    id: &String,
    guards: &BTreeMap<String, BTreeSet<String>>,
    tests: &BTreeMap<String, Vec<Test>>,
    failing: &BTreeSet<String>,
    noticed_by: &BTreeMap<(String, String), Option<String>>,
) -> Value {
    let fails = |test: &&Test| failing.contains(&test.name);
    let failing: BTreeSet<&str> = tests.get(id).into_iter().flatten().filter(fails).map(|t| t.fact.as_str()).collect();
    let mut proven = BTreeMap::new();
    for guard in guards.get(id).into_iter().flatten() {
        if let Some(Some(by)) = noticed_by.get(&(id.clone(), guard.clone())) {
            proven.insert(guard, by);
        }
    }
    json!({"id": id, "tests": facts(tests, id), "failing": failing, "proven": proven})
}

/// The names of a clause's tests, each once however many engines it runs on.
fn facts<'a>(tests: &'a BTreeMap<String, Vec<Test>>, id: &str) -> BTreeSet<&'a str> {
    tests.get(id).into_iter().flatten().map(|test| test.fact.as_str()).collect()
}

fn git(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let out = std::process::Command::new("git").args(arguments).output()?;
    Ok(String::from_utf8(out.stdout)?.trim().to_string())
}
