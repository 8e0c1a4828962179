//! Facts of the map and of the clause report.

use std::collections::BTreeSet;

use axum::http::Method;
use platform::i18n::Lang;

use super::*;

#[test]
fn every_clause_has_its_sentence_in_every_language() {
    for lang in [Lang::Hant, Lang::Hans, Lang::En] {
        let clauses = clauses(lang);
        assert_eq!(clauses.len(), 81);
        for clause in clauses {
            assert!(!clause.title.starts_with("clause-"), "{} has no sentence in {}", clause.id, lang.tag());
        }
    }
}

#[test]
fn steps_and_rules_cite_clauses_that_exist() {
    let known: BTreeSet<&str> = clauses(Lang::En).iter().map(|clause| clause.id).collect();
    for step in table() {
        assert!(known.contains(step.clause), "{} cites {}", step.id, step.clause);
        for (rule, clause, _) in &step.rules {
            assert!(known.contains(clause), "{rule} cites {clause}");
        }
    }
}

#[test]
fn c1_1_the_map_has_a_word_for_every_step_state_and_duty() {
    let mut missing = BTreeSet::new();
    for lang in [Lang::Hant, Lang::Hans, Lang::En] {
        let mut need = |key: String| {
            if lang.maybe(&key).is_none() {
                missing.insert(format!("{} {key}", lang.tag()));
            }
        };
        for step in table() {
            need(crate::shell::step_key(step.id));
            need(format!("process-kind-{}", step.kind.replace('_', "-")));
            for state in step.from.iter().copied().chain(step.to) {
                let state = state.replace('_', "-");
                need(match step.kind {
                    "order" => format!("approval-{state}"),
                    "confirmation" => format!("confirmation-{state}"),
                    _ => format!("process-state-{state}"),
                });
            }
            for duty in step.opens.iter().chain(step.closes) {
                need(format!("duty-{}", duty.replace('_', "-")));
            }
            for (rule, _, _) in &step.rules {
                need(format!("rule-{}", rule.replace(['.', '_'], "-")));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn c1_1_every_station_of_the_work_leads_to_its_list() {
    let known: Vec<&str> = crate::routes::all()
        .shown()
        .iter()
        .filter(|route| route.method == Method::GET)
        .map(|route| route.path)
        .collect();
    for step in table() {
        for state in step.from.iter().copied().chain(step.to) {
            let href = stations::list_of(step.kind, state);
            let path = href.as_deref().and_then(|href| href.split('?').next());
            let leads = path.is_some_and(|path| known.contains(&path));
            assert!(leads || step.kind == "stock", "{} {state} leads to {href:?}", step.kind);
        }
    }
}

#[test]
fn c1_3_4_every_state_that_is_not_the_last_is_somebodys_duty() {
    // A state from which some step leads on is not the last; whoever comes into it gets a duty there, or has one already.
    let all = table();
    let mut nobodys = BTreeSet::new();
    for kind in ["order", "intray", "dispatch", "problem", "report", "proposal", "change", "cancellation"] {
        let steps: Vec<&StepShown> = all.iter().filter(|step| step.kind == kind).collect();
        let states: BTreeSet<&str> = steps.iter().flat_map(|s| s.from.iter().copied().chain(s.to)).collect();
        // What is solved may be opened again; until then it is nobody's.
        for state in states.into_iter().filter(|state| !matches!(*state, "new" | "resolved")) {
            let onward = steps.iter().filter(|s| s.from.contains(&state) && s.to.is_some_and(|to| to != state));
            let closed: BTreeSet<&str> = onward.clone().flat_map(|step| step.closes.iter().copied()).collect();
            let opened = all.iter().flat_map(|step| step.opens.iter().copied()).collect::<BTreeSet<&str>>();
            // What a step onward ends must be a duty that some step begins.
            let owned = closed.iter().any(|duty| opened.contains(duty) || crate::order::duty::kind_of(duty).is_some());
            if onward.count() > 0 && !owned {
                nobodys.insert(format!("{kind} {state}"));
            }
        }
    }
    assert!(nobodys.is_empty(), "{nobodys:?}");
}

#[test]
fn no_step_is_named_twice() {
    let mut seen = BTreeSet::new();
    for step in table() {
        assert!(seen.insert(step.id), "{} is twice in the table", step.id);
    }
}

/// A clause with one rule and one step, as a proof run saw it.
fn of(proven: &[&str], tests: &[&str], failing: &[&str], lacks: &str) -> Clause {
    let words = |list: &[&str]| list.iter().map(|word| word.to_string()).collect();
    let proven = proven.iter().map(|guard| (guard.to_string(), "c1_1_a_fact".to_string())).collect();
    let seen = regulation::Seen { id: "1.1".into(), tests: words(tests), failing: words(failing), proven };
    regulation::judged("1.1", 1, &BTreeSet::from(["a.rule", "a.step"]), seen, lacks.into())
}

#[test]
fn a_clause_is_tested_only_when_everything_of_it_is_proven_and_there() {
    use regulation::State;
    let whole = of(&["a.rule", "a.step"], &["c1_1_a_fact"], &[], "");
    assert_eq!((whole.state, whole.missing.as_str()), (State::Tested, ""));
    let new_rule = of(&["a.step"], &["c1_1_a_fact"], &[], "");
    assert_eq!((new_rule.state, new_rule.missing.as_str()), (State::Part, "not yet proven: a.rule"));
    assert_eq!(of(&["a.rule", "a.step"], &["c1_1_a_fact"], &["c1_1_a_fact"], "").state, State::Part);
    assert_eq!(of(&["a.rule", "a.step"], &["c1_1_a_fact"], &[], "the other half").state, State::Part);
    assert_eq!(of(&[], &[], &[], "").state, State::Part);
}

#[test]
fn a_clause_without_rule_step_and_test_is_open_and_tests_alone_prove_nothing() {
    use regulation::{Seen, State, judged};
    let none = BTreeSet::new();
    assert_eq!(judged("9.1.1", 9, &none, Seen::default(), "not built yet".into()).state, State::Open);
    let seen = Seen { tests: vec!["c9_1_1_a_fact".into()], ..Seen::default() };
    assert_eq!(judged("9.1.1", 9, &none, seen, String::new()).state, State::Part);
}

#[test]
fn the_last_proof_can_be_read_and_names_its_code() {
    let proof: regulation::Proof =
        serde_json::from_str(include_str!("../../../../assets/proof.json")).expect("a proof");
    assert!(!proof.commit.is_empty() && !proof.on.is_empty());
    assert_eq!(proof.clauses.len(), clauses(Lang::En).len());
}
