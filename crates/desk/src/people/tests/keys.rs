use platform::i18n::Lang;

use super::super::steps;

#[test]
fn every_step_and_rule_of_the_chapter_has_words_and_a_way_forward() {
    for lang in [Lang::Hant, Lang::Hans, Lang::En] {
        for step in steps() {
            assert!(lang.maybe(&crate::shell::step_key(step.id)).is_some(), "{} in {lang}", step.id);
            for (rule, ..) in &step.rules {
                let way = format!("way-{}", rule.replace(['.', '_'], "-"));
                assert!(lang.maybe(&way).is_some(), "{way} in {lang}");
            }
        }
    }
}

#[test]
fn every_clause_that_is_cited_stands_in_the_regulation() {
    let regulation = include_str!("../../../../../assets/regulation.csv");
    let known: Vec<&str> = regulation.lines().filter_map(|line| line.split(',').next()).collect();
    for step in steps() {
        let cited = std::iter::once(step.clause).chain(step.rules.iter().map(|(_, clause, _)| *clause));
        for clause in cited {
            assert!(known.contains(&clause), "{clause} of {}", step.id);
        }
    }
}
