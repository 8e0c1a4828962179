//! The chain of documents as a small picture (上查/下查): the order, what it became in each department, what that was
//! bought by, what came in; each with its state, each a link.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::Id;
use platform::web::ui::Tone;
use platform::who::Role;

use super::Shown;
use crate::fulfilment::production::{WorkShown, tone_of};
use crate::fulfilment::{Bought, Dispatch, DispatchState, PurchaseState, Receipts, RequestState};
use crate::ledger::drawing::{Picture, arrow, station};
use crate::shell::DEPARTMENT_READERS;

const WIDE: i64 = 200;
const TALL: i64 = 46;
const GAP: i64 = 14;
const STEP: i64 = WIDE + 60;
/// Boxes of a column; the tables below show all.
const BOXES_MAX: usize = 12;

/// What hangs on the order.
pub struct Seen<'a> {
    pub dispatches: &'a [Dispatch],
    pub works: &'a [WorkShown],
    pub bought: &'a [Bought],
    pub receipts: &'a HashMap<Id, Receipts>,
}

/// A document, and the one of the column before it that it comes from.
struct Document {
    from: usize,
    tone: Tone,
    href: Option<String>,
    name: String,
    state: String,
}

pub fn draw(shown: &Shown, seen: &Seen<'_>) -> Markup {
    let order = &shown.order;
    let lines = shown.lang.ta("ledger-count-lines", &[("n", order.line_count.to_string())]);
    let root = Document {
        from: 0,
        tone: Tone::Active,
        href: Some(format!("/orders/{}", order.id)),
        name: order.number.clone(),
        state: lines,
    };
    let (given, needs, all) = given(shown, seen);
    let (purchases, ids) = purchases(shown, seen, &needs, all);
    let receipts = receipts(shown, seen, &ids);
    let columns = [vec![root], given, purchases, receipts];
    let finding: Vec<String> = columns.iter().flatten().map(|one| format!("{}: {}", one.name, one.state)).collect();
    let rows = columns.iter().map(Vec::len).max().unwrap_or(1) as i64;
    let used = columns.iter().rposition(|column| !column.is_empty()).unwrap_or(0) as i64;
    let place = |column: usize, row: usize| {
        let y = if column == 0 { GAP + (rows - 1) * (TALL + GAP) / 2 } else { GAP + row as i64 * (TALL + GAP) };
        (4 + column as i64 * STEP, y)
    };
    let drawing = html! {
        @for (column, documents) in columns.iter().enumerate() {
            @for (row, one) in documents.iter().enumerate() {
                @let (x, y) = place(column, row);
                @if column > 0 {
                    @let (from_x, from_y) = place(column - 1, one.from);
                    (arrow("chain", from_x + WIDE, from_y + TALL / 2, x, y + TALL / 2))
                }
                (station(x, y, WIDE, TALL, one.tone, one.href.as_deref(), &one.name, &one.state))
            }
        }
    };
    Picture {
        id: "chain",
        title: &shown.t("ledger-chain"),
        finding: &finding.join("; "),
        width: 8 + WIDE + used * STEP,
        height: rows * (TALL + GAP) + GAP,
    }
    .draw(&drawing)
}

/// Departments that only acknowledge, work orders, and needs to be bought; in which row each need stands, and how many
/// there are in all.
fn given(shown: &Shown, seen: &Seen<'_>) -> (Vec<Document>, HashMap<Id, usize>, usize) {
    let opens = shown.who.roles.any(DEPARTMENT_READERS);
    let link = |to: String| opens.then_some(to);
    let mut documents: Vec<Document> = acknowledging(shown, seen);
    documents.extend(seen.works.iter().map(|one| Document {
        from: 0,
        tone: if one.work.on_hold { Tone::Bad } else { tone_of(one.work.state) },
        href: link(one.work.href()),
        name: one.work.number.clone(),
        state: format!(
            "{} · {}/{}",
            shown.t(&format!("work-state-{}", one.work.state)),
            one.work.good.page(),
            one.work.quantity.page()
        ),
    }));
    let first = documents.len();
    let mut rows = HashMap::new();
    for part in seen.bought {
        if !rows.contains_key(&part.request) {
            rows.insert(part.request, first + rows.len());
            documents.push(Document {
                from: 0,
                tone: need_tone(part.state),
                href: link("/purchases".into()),
                name: part.sku.clone(),
                state: shown.t(&format!("purchase-request-state-{}", part.state)),
            });
        }
    }
    let all = documents.len();
    cut(shown, &mut documents);
    (documents, rows, all)
}

/// Departments of which nothing further is known yet than that they have it.
fn acknowledging(shown: &Shown, seen: &Seen<'_>) -> Vec<Document> {
    let mut departments: Vec<(Role, usize, usize)> = Vec::new();
    let further = |dispatch: &&Dispatch| {
        !seen.works.iter().any(|one| one.work.id == dispatch.id)
            && !seen.bought.iter().any(|part| part.request == dispatch.id)
    };
    for dispatch in seen.dispatches.iter().filter(further) {
        let done = usize::from(dispatch.state == DispatchState::Acknowledged);
        match departments.iter_mut().find(|(role, ..)| *role == dispatch.department) {
            Some((_, all, acknowledged)) => {
                *all += 1;
                *acknowledged += done;
            }
            None => departments.push((dispatch.department, 1, done)),
        }
    }
    let opens = shown.who.roles.any(DEPARTMENT_READERS);
    let document = |(role, all, done): (Role, usize, usize)| Document {
        from: 0,
        tone: if done == all { Tone::Good } else { Tone::Warn },
        href: opens.then(|| format!("/departments?department={role}")),
        name: shown.t(&format!("role-{role}")),
        state: shown.lang.ta("ledger-chain-acknowledged", &[("done", done.to_string()), ("all", all.to_string())]),
    };
    departments.into_iter().map(document).collect()
}

fn purchases(shown: &Shown, seen: &Seen<'_>, needs: &HashMap<Id, usize>, given: usize) -> (Vec<Document>, Vec<Id>) {
    // What the column before leaves out has no arrow to begin at.
    let drawn = if given > BOXES_MAX { BOXES_MAX - 1 } else { BOXES_MAX };
    let (mut documents, mut ids) = (Vec::new(), Vec::new());
    for part in seen.bought {
        let (Some(id), Some(state)) = (part.purchase, part.purchase_state) else { continue };
        let Some(from) = needs.get(&part.request).copied().filter(|row| *row < drawn) else { continue };
        if ids.contains(&id) || ids.len() >= BOXES_MAX {
            continue;
        }
        ids.push(id);
        let tone = match state {
            PurchaseState::Received | PurchaseState::Closed => Tone::Good,
            PurchaseState::Stopped => Tone::Bad,
            _ => Tone::Active,
        };
        let words = shown.t(&format!("purchase-state-{}", state.code().replace('_', "-")));
        let day = part.expected_on.map_or(String::new(), |day| format!(" · {day}"));
        documents.push(Document {
            from,
            tone,
            href: Some(format!("/purchases/{id}")),
            name: part.number.clone(),
            state: format!("{words}{day}"),
        });
    }
    (documents, ids)
}

fn receipts(shown: &Shown, seen: &Seen<'_>, purchases: &[Id]) -> Vec<Document> {
    let document = |(row, id): (usize, &Id)| {
        let receipts = seen.receipts.get(id)?;
        let waits = receipts.waiting > 0;
        Some(Document {
            from: row,
            tone: if waits { Tone::Warn } else { Tone::Good },
            href: Some(format!("/purchases/{id}")),
            name: shown.lang.ta("ledger-chain-receipts", &[("n", receipts.count.to_string())]),
            state: if waits { shown.t("ledger-chain-inspected") } else { shown.moment(receipts.last_at) },
        })
    };
    purchases.iter().enumerate().filter_map(document).collect()
}

fn need_tone(state: RequestState) -> Tone {
    match state {
        RequestState::Closed => Tone::Good,
        RequestState::Stopped => Tone::Bad,
        RequestState::Bought => Tone::Active,
        _ => Tone::Warn,
    }
}

/// A long column ends with how many it leaves out.
fn cut(shown: &Shown, documents: &mut Vec<Document>) {
    if documents.len() <= BOXES_MAX {
        return;
    }
    let rest = documents.len() - (BOXES_MAX - 1);
    documents.truncate(BOXES_MAX - 1);
    documents.push(Document {
        from: 0,
        tone: Tone::Quiet,
        href: None,
        name: "…".into(),
        state: shown.lang.ta("ledger-chain-more", &[("n", rest.to_string())]),
    });
}
