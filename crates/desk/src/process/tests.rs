//! Facts of the map and of the clause report.

use std::collections::BTreeSet;

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
fn no_step_is_named_twice() {
    let mut seen = BTreeSet::new();
    for step in table() {
        assert!(seen.insert(step.id), "{} is twice in the table", step.id);
    }
}
