//! The three figures of the final review in short, kept with the submission for the queue: how many lines come late, how
//! far the order is under the list, how much of the credit it fills.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::step::Broken;
use platform::web::ui::{self, Tone};
use serde::{Deserialize, Serialize};

use super::checks::{group_of, is_red};
use super::facts::Facts;
use super::shown::percent;
use super::verdicts::{payment, price};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Lines with a delivery check that does not pass.
    pub late: i64,
    /// Basis points under the list; `None` where nothing is listed.
    pub under_bp: Option<i64>,
    /// Basis points of the credit limit with this order; `None` where there is no limit.
    pub credit_bp: Option<i64>,
    pub price_red: bool,
    pub payment_red: bool,
}

pub fn of(facts: &Facts, found: &[Broken]) -> Figures {
    let red = |group: &str| found.iter().filter(|b| is_red(b) && group_of(b.rule) == group).count();
    let limit = facts.credit.limit;
    let credit = (limit > 0).then(|| i128::from(payment::after(facts)) * 10_000 / i128::from(limit.max(1)));
    Figures {
        late: i64::try_from(red("delivery")).unwrap_or(i64::MAX),
        under_bp: price::whole(&facts.order, &facts.prices).map(|(_, bp)| bp),
        credit_bp: credit.and_then(|bp| i64::try_from(bp).ok()),
        price_red: red("price") > 0,
        payment_red: red("payment") > 0,
    }
}

impl Figures {
    pub fn delivery(&self, lang: Lang) -> Markup {
        match self.late {
            0 => ui::status(Tone::Good, lang.t("figure-in-time")),
            n => ui::status(Tone::Bad, lang.ta("figure-late", &[("n", n.to_string())])),
        }
    }

    pub fn price(&self) -> Markup {
        let words = self.under_bp.map_or("–".to_string(), |bp| format!("{} %", percent(bp)));
        html! { (ui::status(if self.price_red { Tone::Bad } else { Tone::Good }, words)) }
    }

    pub fn payment(&self) -> Markup {
        let words = self.credit_bp.map_or("–".to_string(), |bp| format!("{} %", bp / 100));
        html! { (ui::status(if self.payment_red { Tone::Bad } else { Tone::Good }, words)) }
    }
}
