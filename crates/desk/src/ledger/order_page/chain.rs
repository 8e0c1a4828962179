//! The chain of documents as a small picture: the order, and what came out of it in each department, each a link.

use maud::{Markup, html};
use platform::web::ui::Tone;
use platform::who::Role;

use super::Shown;
use crate::fulfilment::{Dispatch, DispatchState};
use crate::ledger::drawing::{Picture, arrow, station};

const WIDE: i64 = 190;
const TALL: i64 = 46;
const GAP: i64 = 14;

pub fn draw(shown: &Shown, dispatches: &[Dispatch]) -> Markup {
    let mut departments: Vec<(Role, usize, usize)> = Vec::new();
    for dispatch in dispatches {
        let done = usize::from(dispatch.state == DispatchState::Acknowledged);
        match departments.iter_mut().find(|(role, ..)| *role == dispatch.department) {
            Some((_, all, acknowledged)) => {
                *all += 1;
                *acknowledged += done;
            }
            None => departments.push((dispatch.department, 1, done)),
        }
    }
    let height = (departments.len() as i64) * (TALL + GAP) + GAP;
    let middle = height / 2 - TALL / 2;
    let order = &shown.order;
    let lines = shown.lang.ta("ledger-count-lines", &[("n", order.line_count.to_string())]);
    let finding: Vec<String> = departments.iter().map(|(role, all, done)| words(shown, *role, *all, *done)).collect();
    let drawing = html! {
        (station(4, middle, WIDE, TALL, Tone::Active, Some(&format!("/orders/{}", order.id)), &order.number, &lines))
        @for (at, (role, all, done)) in departments.iter().enumerate() {
            @let y = GAP + (at as i64) * (TALL + GAP);
            @let tone = if done == all { Tone::Good } else { Tone::Warn };
            (arrow("chain", 4 + WIDE, middle + TALL / 2, 4 + WIDE + 90, y + TALL / 2))
            (station(4 + WIDE + 90, y, WIDE + 40, TALL, tone, link(shown, *role).as_deref(),
                &shown.t(&format!("role-{role}")),
                &shown.lang.ta("ledger-chain-acknowledged", &[("done", done.to_string()), ("all", all.to_string())])))
        }
    };
    Picture {
        id: "chain",
        title: &shown.t("ledger-chain"),
        finding: &finding.join("; "),
        width: 4 + WIDE + 90 + WIDE + 44,
        height,
    }
    .draw(&drawing)
}

fn words(shown: &Shown, role: Role, all: usize, done: usize) -> String {
    let state = shown.lang.ta("ledger-chain-acknowledged", &[("done", done.to_string()), ("all", all.to_string())]);
    format!("{}: {state}", shown.t(&format!("role-{role}")))
}

/// The department's list, for those who may open it.
fn link(shown: &Shown, role: Role) -> Option<String> {
    let opens = shown.who.roles.any(crate::shell::DEPARTMENT_READERS);
    opens.then(|| format!("/departments?department={role}"))
}
