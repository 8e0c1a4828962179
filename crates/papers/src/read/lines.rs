//! Turns sheets into a draft: picks the order's table, takes its lines, leaves out what is not a line, and says so.

use super::{
    Limits, Unreadable,
    directory::Directory,
    draft::{Draft, DraftLine, Stated, Where},
    fold,
    labels::Field,
    loose,
    reading::{Place, doubt},
    sheet::{Sheet, Value},
    taken::{ITEM, Taken},
};

pub(crate) fn draft(sheets: &[Sheet], dir: &dyn Directory, limits: &Limits) -> Result<Draft, Unreadable> {
    let mut draft = Draft::default();
    if sheets.iter().all(|sheet| sheet.cells.is_empty()) {
        return Err(Unreadable::Empty);
    }
    let mut read: Vec<Taken> = sheets.iter().map(|sheet| Taken::of(sheet, false, dir)).collect();
    if read.iter().all(|taken| taken.lines.is_empty() || taken.sheet.hidden) {
        for (taken, sheet) in read.iter_mut().zip(sheets) {
            let turned = Taken::of(sheet, true, dir);
            if !turned.lines.is_empty() {
                *taken = turned;
                taken.doubts.push(doubt("lines", "turned", "The table has one article per column.", &[], None));
            }
        }
    }
    if read.iter().all(|taken| taken.lines.is_empty() || taken.sheet.hidden) {
        for (taken, sheet) in read.iter_mut().zip(sheets).filter(|(_, sheet)| !sheet.hidden) {
            *taken = loose::taken(sheet, dir);
        }
    }
    let main = read.iter().position(|taken| !taken.lines.is_empty() && !taken.sheet.hidden);
    for (index, taken) in read.into_iter().enumerate() {
        add(&mut draft, taken, main.is_some_and(|main| main == index), main.is_some());
        limits.check("lines", limits.lines, draft.lines.len())?;
    }
    Ok(draft)
}

/// The sheet to show beside the entry.
pub(crate) fn shown(sheets: &[Sheet], draft: &Draft) -> (String, Vec<Vec<String>>) {
    let name = draft.lines.iter().find_map(|line| match &line.place {
        Some(Place::Cell { sheet, .. }) => Some(sheet.as_str()),
        _ => None,
    });
    let sheet = sheets
        .iter()
        .find(|sheet| Some(sheet.name.as_str()) == name)
        .or_else(|| sheets.iter().find(|sheet| !sheet.hidden))
        .or(sheets.first());
    sheet.map(|sheet| (sheet.name.clone(), sheet.preview(200, 40))).unwrap_or_default()
}

fn add(draft: &mut Draft, mut taken: Taken, main: bool, any: bool) {
    let name = taken.sheet.name.clone();
    if taken.sheet.hidden {
        if !taken.sheet.cells.is_empty() {
            draft.doubts.push(doubt(
                "file",
                "hidden_sheet",
                format!("The hidden sheet {name} was not read."),
                &[("sheet", &name)],
                None,
            ));
        }
        return;
    }
    taken.leave_out_unfilled();
    let heads = taken.heads();
    let below = taken.last_row();
    let second = any && !main;
    if second && !taken.lines.is_empty() {
        let same = |a: &DraftLine, b: &DraftLine| {
            ITEM.iter().chain(&[Field::Qty]).all(|f| fold::key(&a.text(*f)) == fold::key(&b.text(*f)))
        };
        if taken.lines.len() == draft.lines.len() && taken.lines.iter().zip(&draft.lines).all(|(a, b)| same(a, b)) {
            draft.doubts.push(doubt(
                "lines",
                "sheet_repeats",
                format!("The sheet {name} repeats the same lines and was left out."),
                &[("sheet", &name)],
                None,
            ));
            return;
        }
        draft.doubts.push(doubt(
            "lines",
            "several_sheets",
            format!("Lines were also taken from the sheet {name}."),
            &[("sheet", &name)],
            None,
        ));
    }
    for ((row, column), word) in heads.free {
        let text = word.text();
        let beside = taken.line_rows.contains(&row);
        if beside {
            let (row, column) = ((row + 1).to_string(), (column + 1).to_string());
            draft.doubts.push(doubt(
                "lines",
                "cell_not_read",
                format!("Beside the table stands: {text}"),
                &[("text", &text), ("row", &row), ("column", &column)],
                Some(&word.place),
            ));
        } else if taken.first_row() < Some(row) && Some(row) < below {
            draft.doubts.push(doubt(
                "lines",
                "row_not_read",
                format!("Between the lines stands: {text}"),
                &[("text", &text)],
                Some(&word.place),
            ));
        } else if second && taken.lines.is_empty() && !matches!(word.value, Value::Number(_)) {
            draft.doubts.push(doubt(
                "file",
                "sheet_text",
                format!("The sheet {name} says: {text}"),
                &[("sheet", &name), ("text", &text)],
                Some(&word.place),
            ));
        }
        let stands = match (second, below.is_some_and(|last| row > last)) {
            (true, _) => Where::Elsewhere,
            (false, true) => Where::Below,
            (false, false) => Where::Around,
        };
        draft.free.push((word, stands));
    }
    let first = draft.lines.len();
    draft.said.extend(heads.said);
    draft.stated.extend(taken.stated.into_iter().map(|s| Stated { after: s.after + first, ..s }));
    draft.doubts.extend(taken.doubts.into_iter().map(|mut d| {
        d.field = shifted(&d.field, first);
        d
    }));
    draft.lines.extend(taken.lines);
    draft.currency = draft.currency.take().or(taken.currency);
}

/// `lines[0].qty` of a later sheet counts on from the lines before it.
fn shifted(field: &str, by: usize) -> String {
    let Some((index, rest)) = field.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) else {
        return field.to_owned();
    };
    index.parse::<usize>().map_or_else(|_| field.to_owned(), |index| format!("lines[{}]{rest}", index + by))
}
