//! Pieces that the submission, the order's Review tab and the cockpit share.

use maud::{Markup, html};
use platform::Trouble;
use platform::i18n::Lang;
use platform::step::{Broken, Ground, Rule, Weight};
use platform::web::ui::{self, Choice, Reason, Tone};
use platform::who::{Person, Role};

use super::checks::{ALL, GROUPS, group_of, is_red, sees_check};
use super::facts::Facts;
use super::grounds::{CODES, GroundForm};
use super::shown::rule_key;
use crate::shell::{broken_line, broken_text, refusal_body};

/// Findings of one check that are shown before a number stands for the rest.
const FINDINGS_MAX: usize = 20;

/// Why what was tried did not happen, above everything that was typed.
pub fn stopped(lang: Lang, trouble: &Trouble) -> Markup {
    match trouble {
        Trouble::Refused(refusal) => ui::alert(Tone::Bad, lang.t("trouble-refused"), refusal_body(refusal, lang)),
        Trouble::Invalid(fields) => {
            let errors: Vec<(String, String)> = fields.0.iter().map(|(f, say)| (f.clone(), say.text(lang))).collect();
            ui::error_summary(lang, &errors)
        }
        _ => html! {},
    }
}

/// What greys a button, in words.
pub fn reasons(lang: Lang, trouble: &Trouble) -> Vec<Reason> {
    match trouble {
        Trouble::Refused(refusal) => {
            refusal.broken.iter().map(|b| Reason::new(broken_text(b, lang), Some(b.clause))).collect()
        }
        Trouble::Forbidden { clause, say } => {
            vec![Reason::new(platform::web::failure::with_words(say, lang), Some(clause))]
        }
        _ => Vec::new(),
    }
}

pub fn tone_of(found: &[&Broken]) -> Tone {
    if found.iter().any(|broken| is_red(broken)) {
        Tone::Bad
    } else if found.is_empty() {
        Tone::Good
    } else {
        Tone::Warn
    }
}

/// Green, amber or red in a word.
pub fn verdict(lang: Lang, tone: Tone) -> Markup {
    let key = match tone {
        Tone::Bad => "review-red",
        Tone::Warn => "review-amber",
        _ => "review-green",
    };
    ui::status(tone, lang.t(key))
}

/// Every check by its group: what passes in one line, what does not with its sentence, weight and ground.
pub fn checks(lang: Lang, who: &Person, found: &[Broken], grounds: &[Ground]) -> Markup {
    let groups = GROUPS.iter().filter(|group| sees_check(who, group));
    html! {
        @for group in groups { (checks_of(lang, group, found, grounds)) }
    }
}

fn checks_of(lang: Lang, group: &str, found: &[Broken], grounds: &[Ground]) -> Markup {
    let rules: Vec<&Rule<Facts>> = ALL.iter().filter(|rule| group_of(rule.id) == group).collect();
    let mine: Vec<&Broken> = found.iter().filter(|broken| group_of(broken.rule) == group).collect();
    let passing = rules.iter().filter(|rule| !mine.iter().any(|broken| broken.rule == rule.id)).count();
    let counted = [("n", passing.to_string()), ("of", rules.len().to_string())];
    html! {
        details.check-group open[!mine.is_empty()] {
            summary { (verdict(lang, tone_of(&mine))) " " (lang.t(&format!("group-{group}"))) " " small { (lang.ta("review-passing", &counted)) } }
            ul.checks {
                @for rule in rules {
                    @let own: Vec<&&Broken> = mine.iter().filter(|broken| broken.rule == rule.id).collect();
                    li {
                        @if own.is_empty() { (ui::status(Tone::Good, lang.t(&rule_key(rule.id)))) " " (ui::clause(rule.clause)) }
                        @else { strong { (lang.t(&rule_key(rule.id))) } " " small { (weight(lang, rule.weight)) } }
                        @for broken in own.iter().take(FINDINGS_MAX) {
                            div.finding { (broken_line(broken, lang)) (ground_of(lang, broken, grounds)) }
                        }
                        @if own.len() > FINDINGS_MAX { div { (lang.ta("review-more", &[("n", (own.len() - FINDINGS_MAX).to_string())])) } }
                    }
                }
            }
        }
    }
}

fn weight(lang: Lang, weight: Weight) -> String {
    match weight {
        Weight::Must => lang.t("weight-must"),
        Weight::Ground(role) => lang.ta("weight-ground", &[("role", lang.t(&format!("role-{role}")))]),
        Weight::Note => lang.t("weight-note"),
    }
}

fn ground_of(lang: Lang, broken: &Broken, grounds: &[Ground]) -> Markup {
    let mut about = grounds.iter().filter(|g| g.rule == broken.rule && g.line == broken.line);
    let holds = about.clone().find(|g| g.facts == broken.facts);
    html! {
        @if let Some(ground) = holds { div.ground { (said(lang, ground)) } }
        @else if let Some(ground) = about.next() {
            // Given on other facts: it passes nothing any more, and whoever relied on it sees why.
            div.ground { (ui::status(Tone::Warn, lang.ta("review-ground-void", &[("text", said(lang, ground))]))) }
        }
    }
}

/// A ground as it was given: its code and its sentence.
pub fn said(lang: Lang, ground: &Ground) -> String {
    let code = lang.t(&format!("ground-{}", ground.code.replace('_', "-")));
    lang.ta("review-ground-said", &[("code", code), ("text", ground.text.clone())])
}

/// A field for each red check that a ground would pass. `stem` keeps ids apart where a page has two such forms.
pub fn ground_inputs(lang: Lang, stem: &str, wanted: &[&Broken], typed: &[GroundForm], required: bool) -> Markup {
    html! {
        @for (at, broken) in wanted.iter().enumerate() {
            @let old = typed.iter().find(|form| form.rule == broken.rule && form.line == broken.line);
            @let name = |part: &str| format!("grounds[{at}][{part}]");
            @let text = ui::text(&name("text"), broken_text(broken, lang)).id(format!("{stem}-ground-{at}"))
                .value(old.map_or("", |form| form.text.as_str()))
                .error(old.filter(|form| !form.facts.is_empty() && form.facts != broken.facts && !form.text.trim().is_empty())
                    .map(|form| lang.ta("review-ground-void", &[("text", form.text.clone())])))
                .hint(Some(lang.ta("review-ground-hint", &[("rule", lang.t(&rule_key(broken.rule))), ("clause", broken.clause.to_string())])));
            div.ground-input {
                (ui::hidden(&name("rule"), broken.rule))
                (ui::hidden(&name("line"), broken.line.map_or(String::new(), |line| line.to_string())))
                (ui::hidden(&name("facts"), &broken.facts))
                (ui::select(&name("code"), lang.t("review-ground-code"), codes(lang)).id(format!("{stem}-code-{at}"))
                    .value(old.map_or("verified", |form| form.code.as_str())))
                @if required { (text.required()) } @else { (text) }
            }
        }
    }
}

fn codes(lang: Lang) -> Vec<Choice> {
    CODES.iter().map(|code| Choice::new(*code, lang.t(&format!("ground-{}", code.replace('_', "-"))))).collect()
}

/// The coded reasons of a return or a decline as ticks.
pub fn reason_ticks(lang: Lang, stem: &str, codes: &[&str], chosen: &[String]) -> Markup {
    html! {
        fieldset.ticks {
            legend.form-label { (lang.t("verdict-reasons")) }
            @for code in codes {
                (ui::checkbox("reasons[]", lang.t(&format!("reason-{code}")), code, chosen.iter().any(|c| c == code))
                    .id(format!("{stem}-{code}")))
            }
        }
    }
}

/// The red checks of a role's, for the head of a form.
pub fn red_of(found: &[Broken], role: Role) -> Vec<&Broken> {
    super::grounds::wanted(found, role)
}
