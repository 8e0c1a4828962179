//! 4.3.4: a change took effect, and another of the same order stands reviewed on the revision before. What was agreed to there
//! is not what would take effect now: the manager looks at it once more, and the customer is asked once more.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::{By, Standing, Step};
use platform::web::ui::{self, Tone};
use platform::who::Person;
use serde_json::json;

use super::decide::tell_owner;
use super::effect::late;
use super::heard;
use super::propose::is_present;
use super::request::{self, Change, ChangeState, Known};
use crate::order::Order;
use crate::review::Facts;

pub const REVIEW_ANEW: Step<ChangeState, Known> = Step {
    id: "change.review_anew",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    to: None,
    by: By::System,
    opens: &["review_change"],
    closes: &["review_change", "answer_change", "carry_change"],
    rules: &[],
};

/// Of the others that wait for the customer, or were agreed to, those that the new revision overtook.
pub fn overtaken(tx: &mut Tx, who: &Person, order: &Order, by: &Change) -> Outcome<()> {
    for mut change in request::in_consent(tx, order.id)? {
        if change.id == by.id || is_present(tx, order, &change)? {
            continue;
        }
        let leave = REVIEW_ANEW.admit(change.state, &Standing::SYSTEM, &Known::default(), &[])?;
        if leave.idle {
            continue;
        }
        heard::end_all(tx, Person::system().id, change.id)?;
        request::advance(tx, &Person::system(), order, &mut change, &leave, json!({ "after": by.number }))?;
        tell_owner(tx, who, order, &change, &by.number)?;
    }
    Ok(())
}

/// Why what was reviewed cannot take effect as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The order says something else than when it was reviewed.
    Order,
    /// The plant does: these lines (number, day) would come later than agreed.
    Plant(Vec<(i64, String)>),
}

/// Of a change that waits for the customer or was agreed to: whether what was reviewed can still take effect.
pub fn moved(tx: &mut Tx, order: &Order, change: &Change, facts: &Facts) -> Outcome<Option<Moved>> {
    if change.state != ChangeState::CustomerConsent {
        return Ok(None);
    }
    if !is_present(tx, order, change)? {
        return Ok(Some(Moved::Order));
    }
    let late = late(facts, &change.said.difference.anew());
    Ok(Some(late).filter(|late| !late.is_empty()).map(Moved::Plant))
}

/// Above the forms of a change: why it goes back to the manager.
pub fn why(lang: Lang, moved: &Moved) -> Markup {
    let text = match moved {
        Moved::Order => lang.t("change-moved-order"),
        Moved::Plant(lines) => {
            let said: Vec<String> = lines.iter().map(|(no, day)| format!("{no}: {day}")).collect();
            lang.ta("change-moved-plant", &[("lines", said.join(" · "))])
        }
    };
    ui::alert(Tone::Warn, lang.t("change-moved"), html! { p { (text) } })
}
