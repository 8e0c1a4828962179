//! 1.3.1, 3.2.3: what the manager saw is what he decides on. The form of the cockpit, and that of several orders at one
//! press, carries what its page said: each finding, the earliest day and list price of each line, the limit and what the
//! customer owes. Where one of them is another by the time of the press, he is shown sentence by sentence what moved, and
//! decides anew.

use platform::history::hex;
use platform::i18n::Lang;
use platform::step::Broken;
use platform::trouble::{Say, Trouble};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::checks::Moved;
use super::facts::Facts;
use super::shown::money;

/// So many sentences travel with the form; of a longer order the digest tells that something moved, not what.
const CARRIED_MAX: usize = 300;
/// And so many of each order where many are decided at one press: a page of two hundred stays under the limit of a form.
const IN_BATCH_MAX: usize = 60;

/// One thing that the page said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The rule, or the figure.
    about: String,
    line: Option<i64>,
    say: Say,
}

/// What the form carries.
#[derive(Debug, Serialize, Deserialize)]
struct Carried {
    digest: String,
    /// So many sentences at the most stand in `says`.
    #[serde(default = "carried_max")]
    most: usize,
    says: Vec<Sentence>,
}

fn carried_max() -> usize {
    CARRIED_MAX
}

impl Sentence {
    pub fn text(&self, lang: Lang) -> String {
        let text = self.say.text(lang);
        match self.line {
            Some(line) => lang.ta("on-line", &[("line", line.to_string()), ("text", text)]),
            None => text,
        }
    }
}

/// Everything that the cockpit says of these facts, findings first.
pub fn sentences(facts: &Facts, found: &[Broken]) -> Vec<Sentence> {
    let of = |about: &str, line, say| Sentence { about: about.to_string(), line, say };
    let mut all: Vec<Sentence> = found.iter().map(|b| of(b.rule, b.line, b.say.clone())).collect();
    let owed = facts.credit.receivable;
    let currency = facts.company_currency;
    all.push(of("seen.limit", None, Say::new("seen-limit").arg("amount", money(facts.credit.limit, currency))));
    if let Some(owed) = owed {
        let say = Say::new("seen-receivable")
            .arg("open", money(owed.open, currency))
            .arg("overdue", money(owed.overdue, currency))
            .arg("day", owed.as_of.day_in(facts.calendar.zone()));
        all.push(of("seen.receivable", None, say));
    }
    for promise in &facts.promises {
        let day = promise.on.map_or("–".to_string(), |day| day.to_string());
        all.push(of("seen.promise", Some(promise.no), Say::new("seen-promise").arg("day", day)));
    }
    for price in &facts.prices {
        let shown = |price: Option<platform::money::UnitPrice>| price.map_or("–".to_string(), |p| p.to_string());
        let say = Say::new("seen-price").arg("list", shown(price.list)).arg("floor", shown(price.floor));
        all.push(of("seen.price", Some(price.no), say));
    }
    all
}

/// Two pages with the same digest say the same.
pub fn digest(all: &[Sentence]) -> String {
    let mut hash = Sha256::new();
    for one in all {
        hash.update(one.about.as_bytes());
        hash.update(one.line.unwrap_or(0).to_be_bytes());
        hash.update(one.say.key.as_bytes());
        for (name, value) in &one.say.args {
            hash.update(name.as_bytes());
            hash.update((value.len() as u64).to_be_bytes());
            hash.update(value.as_bytes());
        }
    }
    hex(&hash.finalize())
}

/// For the form.
pub fn carried(all: &[Sentence]) -> String {
    up_to(all, CARRIED_MAX)
}

/// For the form of many orders.
pub fn carried_in_batch(all: &[Sentence]) -> String {
    up_to(all, IN_BATCH_MAX)
}

fn up_to(all: &[Sentence], most: usize) -> String {
    let says = all.iter().take(most).cloned().collect();
    serde_json::to_string(&Carried { digest: digest(all), most, says }).unwrap_or_default()
}

/// What a form carried; `None` where nobody says what he saw.
fn read(typed: &str) -> Result<Option<Carried>, Trouble> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(typed).map(Some).map_err(|_| Trouble::invalid("seen", Say::new("seen-unreadable")))
}

/// Says no to what none of our pages carried, before anything is decided on it.
pub fn readable(typed: &str) -> Result<(), Trouble> {
    read(typed).map(|_| ())
}

/// What is another now than it was on the page; nothing where nobody says what he saw.
pub fn differences(typed: &str, now: &[Sentence]) -> Result<Vec<Moved>, Trouble> {
    let Some(then) = read(typed)? else { return Ok(Vec::new()) };
    if then.digest == digest(now) {
        return Ok(Vec::new());
    }
    let most = then.most.min(CARRIED_MAX);
    let now = &now[..now.len().min(most)];
    let mut moved = Vec::new();
    let mut come: Vec<&Sentence> = now.iter().filter(|one| !then.says.contains(one)).collect();
    for gone in then.says.into_iter().filter(|one| !now.contains(one)) {
        let instead = come.iter().position(|one| one.about == gone.about && one.line == gone.line);
        let now = instead.map(|at| come.remove(at).say.clone());
        moved.push(Moved { rule: gone.about, line: gone.line, before: Some(gone.say), now });
    }
    moved.extend(come.into_iter().map(|one| Moved {
        rule: one.about.clone(),
        line: one.line,
        before: None,
        now: Some(one.say.clone()),
    }));
    if moved.is_empty() {
        let (rule, now) = ("seen.more".to_string(), Some(Say::new("seen-more").arg("n", most)));
        moved.push(Moved { rule, line: None, before: None, now });
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(line: i64, day: &str) -> Sentence {
        Sentence { about: "seen.promise".into(), line: Some(line), say: Say::new("seen-promise").arg("day", day) }
    }

    #[test]
    fn c1_3_1_what_moved_is_told_sentence_by_sentence() {
        let then = [day(1, "2027-01-05"), day(2, "2027-01-06"), day(3, "–")];
        let now = [day(1, "2027-01-05"), day(2, "2027-01-09"), day(4, "2027-02-01")];
        let carried = carried(&then);
        assert!(differences(&carried, &then).unwrap().is_empty(), "nothing moved");
        assert!(differences("", &now).unwrap().is_empty(), "nobody says what he saw");
        assert!(differences("{", &now).is_err());
        let told: Vec<(Option<i64>, bool, bool)> = differences(&carried, &now)
            .unwrap()
            .into_iter()
            .map(|moved| (moved.line, moved.before.is_some(), moved.now.is_some()))
            .collect();
        assert_eq!(told, [(Some(2), true, true), (Some(3), true, false), (Some(4), false, true)]);
    }

    #[test]
    fn c1_3_1_of_a_very_long_order_it_is_told_that_something_moved() {
        let mut all: Vec<Sentence> = (1..=400).map(|no| day(no, "2027-01-05")).collect();
        let carried = carried(&all);
        all[399] = day(400, "2027-03-01");
        let told = differences(&carried, &all).unwrap();
        assert_eq!((told.len(), told[0].rule.as_str()), (1, "seen.more"));
        // Where many are decided at one press, less of each travels, and nothing that did not travel counts as moved.
        let short = carried_in_batch(&all);
        assert!(differences(&short, &all).unwrap().is_empty() && short.len() < carried.len());
        all[100] = day(101, "2027-03-01");
        let told = differences(&short, &all).unwrap();
        assert_eq!((told.len(), told[0].rule.as_str()), (1, "seen.more"));
        all[10] = day(11, "2027-03-01");
        assert_eq!(differences(&short, &all).unwrap()[0].line, Some(11));
    }
}
