//! 4.4.3: what departments were told to stop, and what each answered.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::quantity::Quantity;
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::who::Role;
use platform::{Id, Tx};

use super::Shown;

platform::sql! {
    STOPS = "SELECT c.id, c.number, s.department, s.line_id, s.quantity, s.acknowledged_at, s.done_quantity, s.disposal \
        FROM cancellation c JOIN stop_order s ON s.cancellation = c.id WHERE c.order_id = $1 ORDER BY c.id, s.id LIMIT 2000";
}

struct Stop {
    cancellation: Id,
    number: String,
    department: Role,
    line: Id,
    quantity: Quantity,
    acknowledged_at: Option<Instant>,
    done: Quantity,
    disposal: String,
}

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let stops: Vec<Stop> = tx.list(&STOPS, &[&shown.order.id], |row| {
        Ok(Stop {
            cancellation: row.get(0)?,
            number: row.get(1)?,
            department: row.get(2)?,
            line: row.get(3)?,
            quantity: row.get(4)?,
            acknowledged_at: row.get(5)?,
            done: row.get(6)?,
            disposal: row.get(7)?,
        })
    })?;
    if stops.is_empty() {
        return Ok(html! {});
    }
    let heads = [
        column(shown.t("change-number")),
        column(shown.t("ledger-dispatch-department")),
        column(shown.t("ledger-dispatch-line")),
        column(shown.t("ledger-dispatch-quantity")).number(),
        column(shown.t("ledger-dispatch-acknowledged")),
    ];
    let rows = stops.iter().map(|stop| {
        let answer = match stop.acknowledged_at {
            Some(at) => {
                let disposal = shown.t(&format!("cancel-disposal-{}", stop.disposal.replace('_', "-")));
                ui::status(Tone::Good, html! { (disposal) " · " (stop.done.page()) br; small { (shown.moment(at)) } })
            }
            None => ui::status(Tone::Bad, shown.t("ledger-not-acknowledged")),
        };
        Row::new([
            html! { a href={ "/cancellations/" (stop.cancellation) } { (stop.number) } },
            html! { (shown.t(&format!("role-{}", stop.department))) },
            html! { (shown.line_words(stop.line)) },
            html! { (stop.quantity.page()) },
            answer,
        ])
    });
    Ok(ui::card(
        shown.t("cancel-stops"),
        ui::clause("4.4.3"),
        html! { (Table::new(shown.t("cancel-stops"), heads).rows(rows)) },
    ))
}
