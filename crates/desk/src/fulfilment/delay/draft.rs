//! The message to the customer as the page drafts it, in his language: which line, which day, why in general, what we
//! propose. The specialist edits it before it leaves.

use platform::i18n::Lang;

use super::case::{Delay, Remedy};
use crate::order::Order;

pub fn draft(lang: Lang, order: &Order, delay: &Delay, remedy: Remedy) -> String {
    let line = order.lines.iter().find(|line| line.id == delay.line);
    let goods = line.map_or(String::new(), |line| format!("{} {}", line.sku, line.name));
    let quantity = line.map_or(String::new(), |line| format!("{} {}", line.quantity.page(), line.unit));
    let at_hand = line.map_or(String::new(), |line| {
        let there = line.reserved.millionths() + line.inspected.millionths();
        format!("{} {}", platform::quantity::Quantity::from_millionths(there).page(), line.unit)
    });
    let args = [
        ("number", order.number.clone()),
        ("no", line.map_or(String::new(), |line| line.no.to_string())),
        ("goods", goods.trim().to_string()),
        ("quantity", quantity),
        ("promised", delay.promised_on.to_string()),
        ("forecast", delay.forecast_on.to_string()),
        ("hand", at_hand),
    ];
    let what = lang.ta("delay-draft-what", &args);
    let why = lang.t(&format!("delay-draft-why-{}", delay.kind.code()));
    let proposal = lang.ta(&format!("delay-draft-{}", remedy.code().replace('_', "-")), &args);
    format!("{what}\n{why}\n\n{proposal}")
}
