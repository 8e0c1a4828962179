//! 4.1.4: what was agreed on a delay changes the order: a part now and the rest later, something else instead, or the same
//! day at any cost. The form of the change comes filled in; the specialist looks at it before it goes on (4.3.1).

use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::{Id, Tx};

use super::difference::{Delta, DeltaKind, Difference};
use super::request::Said;
use crate::fulfilment::delay::{self, Delay, Remedy};
use crate::order::{Line, Order};

/// What the form says at first; nothing where the order knows no such agreement.
pub fn prefilled(tx: &mut Tx, lang: Lang, order: &Order, id: Id) -> platform::act::Outcome<Option<Said>> {
    let Some(delay) = delay::agreement(tx, order, id, None)? else { return Ok(None) };
    let Some(line) = order.lines.iter().find(|line| line.id == delay.line) else { return Ok(None) };
    let remedy = Remedy::from_code(&delay.remedy).unwrap_or(Remedy::Expedite);
    let args = [
        ("no", line.no.to_string()),
        ("promised", delay.promised_on.to_string()),
        ("remedy", lang.t(&format!("delay-remedy-{}", delay.remedy.replace('_', "-")))),
        ("answer", format!("{}: {}", delay.contact, delay.answer)),
    ];
    Ok(Some(Said {
        reason: lang.ta("change-from-delay", &args),
        delay: Some(delay.id),
        difference: difference(lang, order, line, &delay, remedy),
        ..Said::default()
    }))
}

fn difference(lang: Lang, order: &Order, line: &Line, delay: &Delay, remedy: Remedy) -> Difference {
    let mut said = Difference::default();
    let (now, rest) = parts(line);
    match remedy {
        Remedy::Partial => {
            // With nothing here yet, how much comes first is his to say.
            let first = now.is_positive() && rest.is_positive();
            said.lines.extend(less(line, now).filter(|_| first));
            let again = Delta { price: Some(line.price), requested_on: Some(delay.forecast_on), ..added(rest) };
            said.lines.push(Delta { sku: line.sku.clone(), quantity: Some(rest).filter(|_| first), ..again });
        }
        Remedy::Substitute => {
            said.lines.extend(less(line, now));
            said.lines.push(Delta { requested_on: line.requested_on.or(order.requested_on), ..added(rest) });
        }
        Remedy::Expedite | Remedy::NewDate => {
            let note = [("no", line.no.to_string()), ("promised", delay.promised_on.to_string())];
            let words = [order.head.special.trim(), &lang.ta("change-expedite-note", &note)].join(" ");
            said.special = Some(words.trim().to_string());
        }
    }
    said
}

/// What lies here for it, and what does not yet.
fn parts(line: &Line) -> (Quantity, Quantity) {
    let wanted = line.quantity.millionths() - line.cancelled.millionths();
    let here = (line.reserved.millionths() + line.inspected.millionths()).clamp(0, wanted.max(0));
    (Quantity::from_millionths(here), Quantity::from_millionths(wanted - here))
}

/// The line with what comes now; with nothing, it goes.
fn less(line: &Line, now: Quantity) -> Option<Delta> {
    let gone = !now.is_positive();
    let kind = if gone { DeltaKind::Removed } else { DeltaKind::Changed };
    let standing = Delta { line: line.id, no: line.no, sku: line.sku.clone(), kind, ..added(now) };
    (now != line.quantity).then(|| Delta { quantity: Some(now).filter(|_| !gone), ..standing })
}

fn added(quantity: Quantity) -> Delta {
    Delta {
        line: Id::from_uuid(uuid::Uuid::nil()),
        no: 0,
        kind: DeltaKind::Added,
        sku: String::new(),
        custom: None,
        quantity: Some(quantity),
        price: None,
        requested_on: None,
        place: None,
    }
}
