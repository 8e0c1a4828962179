//! Finds what stands outside the table: `單號：PO-1` in one cell, or a label with its value in the next cell or below, above,
//! beside or under the table.

use super::{
    day,
    draft::{Said, Word},
    fold,
    labels::{self, Field},
    reading::Place,
    sheet::{Sheet, Value},
};
use std::collections::{BTreeMap, HashSet};

pub(crate) type At = (u32, u32);

pub(crate) struct Heads {
    pub said: Vec<Said>,
    /// Texts with no label, by cell.
    pub free: Vec<(At, Word)>,
}

/// Scans every cell not in `taken`. `place` names a cell for the reader.
pub(crate) fn scan(sheet: &Sheet, taken: &HashSet<At>, place: &dyn Fn(u32, u32) -> Place) -> Heads {
    let mut scan = Scan { sheet, taken, place, labels: BTreeMap::new(), used: HashSet::new(), said: Vec::new() };
    scan.label_cells();
    scan.neighbours();
    let mut free = Vec::new();
    for (&at, cell) in &sheet.cells {
        if taken.contains(&at) || scan.used.contains(&at) || scan.labels.contains_key(&at) {
            continue;
        }
        free.push((at, Word { value: cell.value.clone(), place: place(at.0, at.1) }));
    }
    Heads { said: scan.said, free }
}

struct Scan<'a> {
    sheet: &'a Sheet,
    taken: &'a HashSet<At>,
    place: &'a dyn Fn(u32, u32) -> Place,
    labels: BTreeMap<At, Field>,
    used: HashSet<At>,
    said: Vec<Said>,
}

impl Scan<'_> {
    fn label_cells(&mut self) {
        for (&at, cell) in &self.sheet.cells {
            let Value::Text(text) = &cell.value else { continue };
            if self.taken.contains(&at) {
                continue;
            }
            if let Some(label) = labels::head(text.trim().trim_end_matches([':', '：'])) {
                self.labels.insert(at, label.field);
                continue;
            }
            let (pairs, open) = pairs(text);
            if pairs.is_empty() && open.is_none() {
                continue;
            }
            for (field, value) in pairs {
                let word = Word { value: Value::Text(value), place: (self.place)(at.0, at.1) };
                self.said.push(Said { field, word });
            }
            match open {
                // `PO No.:` at the end of a cell waits for the next cell.
                Some(field) => {
                    self.labels.insert(at, field);
                }
                None => {
                    self.used.insert(at);
                }
            }
        }
    }

    fn neighbours(&mut self) {
        let labels: Vec<(At, Field)> = self.labels.iter().map(|(at, field)| (*at, *field)).collect();
        let mut waiting = Vec::new();
        for (at, field) in labels {
            match self.right(at).filter(|_| !self.is_label_row(at.0)) {
                Some(value) => self.say(field, at, value),
                None => waiting.push((at, field)),
            }
        }
        for (at, field) in waiting {
            if let Some(value) = self.below(at) {
                self.say(field, at, value);
            }
        }
    }

    fn say(&mut self, field: Field, label: At, value: At) {
        self.used.insert(value);
        let Some(cell) = self.sheet.cells.get(&value) else { return };
        let mut word = Word { value: cell.value.clone(), place: (self.place)(value.0, value.1) };
        if matches!(field, Field::ShipTo | Field::Address | Field::Special | Field::Customer) {
            let mut more = self.following(label, value);
            if !more.is_empty() {
                more.insert(0, word.text());
                word.value = Value::Text(more.join("\n"));
            }
        }
        self.said.push(Said { field, word });
    }

    /// Lines of an address or a note go on below their first line, until a blank row or the next label.
    fn following(&mut self, label: At, value: At) -> Vec<String> {
        let mut out = Vec::new();
        let mut row = self.sheet.extent.get(&value).map_or(value.0, |e| e.0) + 1;
        loop {
            let at = (row, value.1);
            let beside = value.0 == label.0 && self.sheet.seen(row, label.1).is_some();
            let Some(Value::Text(text)) = self.sheet.at(at.0, at.1) else { return out };
            let first = self.sheet.row(row).next().is_some_and(|(column, _)| {
                column == value.1 || self.taken.contains(&(row, column)) || value.1 > label.1
            });
            if beside
                || !first
                || self.taken.contains(&at)
                || self.used.contains(&at)
                || self.labels.contains_key(&at)
                || out.len() > 20
            {
                return out;
            }
            out.push(fold::trim(text));
            self.used.insert(at);
            row += 1;
        }
    }

    fn right(&self, at: At) -> Option<At> {
        let start = self.sheet.reach(at.0, at.1) + 1;
        for column in start..start.saturating_add(8) {
            let next = (at.0, column);
            if self.taken.contains(&next) || self.labels.contains_key(&next) {
                return None;
            }
            if self.sheet.cells.contains_key(&next) {
                return (!self.used.contains(&next)).then_some(next);
            }
        }
        None
    }

    fn below(&self, at: At) -> Option<At> {
        let next = (self.sheet.extent.get(&at).map_or(at.0, |e| e.0) + 1, at.1);
        let open = self.sheet.cells.contains_key(&next)
            && !self.taken.contains(&next)
            && !self.labels.contains_key(&next)
            && !self.used.contains(&next);
        open.then_some(next)
    }

    /// A row of labels side by side has its values in the row below, even where one label is not known.
    fn is_label_row(&self, row: u32) -> bool {
        let cells: Vec<bool> = self
            .sheet
            .row(row)
            .filter(|(c, _)| !self.taken.contains(&(row, *c)))
            .map(|(c, _)| self.labels.contains_key(&(row, c)))
            .collect();
        let side_by_side = cells.windows(2).filter(|pair| pair[0] && pair[1]).count();
        let labels = cells.iter().filter(|is| **is).count();
        side_by_side >= 2 && labels * 2 > cells.len()
    }
}

/// `label：value` pairs inside one text. The second part is a label at the very end that still waits for its value.
pub(crate) fn pairs(text: &str) -> (Vec<(Field, String)>, Option<Field>) {
    let chars: Vec<char> = text.chars().collect();
    // Each found label: start of the label, start of its value, field.
    let mut marks: Vec<(usize, usize, Field)> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let sign = fold::narrow(*c);
        let clock = at > 0 && chars[at - 1].is_ascii_digit() && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if !(sign == ':' || sign == '#' || sign == '=') || (sign == ':' && clock) {
            continue;
        }
        let from = marks.last().map_or(0, |mark| mark.1).max(at.saturating_sub(26));
        if let Some((start, field)) = label_before(&chars, from, at)
            && (sign == ':' || field == Field::OrderNo)
        {
            marks.push((start, at + 1, field));
        }
    }
    if marks.is_empty() {
        return (spaced(text).into_iter().collect(), None);
    }
    let mut out = Vec::new();
    let mut open = None;
    for (index, (_, start, field)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(chars.len(), |next| next.0);
        let value: String = chars[*start..end.max(*start)].iter().collect();
        let value = value.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '|' | '｜' | '、' | ':' | '：')
        });
        match (value.is_empty(), index + 1 == marks.len()) {
            (false, _) => out.push((*field, value.to_owned())),
            (true, true) => open = Some(*field),
            (true, false) => {}
        }
    }
    (out, open)
}

/// The longest known label that ends here and does not start in the middle of a word; else one word that ends like a label.
fn label_before(chars: &[char], from: usize, end: usize) -> Option<(usize, Field)> {
    let starts = |start: usize| {
        let before = start.checked_sub(1).and_then(|at| chars.get(at)).filter(|_| start > from);
        let first = chars.get(start).copied().unwrap_or(' ');
        first.is_alphanumeric()
            && before.is_none_or(|b| !b.is_alphanumeric() || fold::is_cjk(first) != fold::is_cjk(*b))
    };
    let text = |start: usize| chars[start..end].iter().collect::<String>();
    let known =
        (from..end).filter(|start| starts(*start)).find_map(|start| Some((start, labels::head_exact(&text(start))?)));
    let one_word = |start: &usize| starts(*start) && !chars[*start..end].iter().any(|c| c.is_whitespace());
    known.or_else(|| (from..end).filter(one_word).find_map(|start| Some((start, labels::head_word(&text(start))?))))
}

/// `PO No. 12345` without a colon: only where the value proves the label.
fn spaced(text: &str) -> Option<(Field, String)> {
    let text = fold::trim(text);
    let gaps: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).take(5).collect();
    gaps.iter().rev().find_map(|&gap| {
        let (label, value) = text.split_at(gap);
        let label = labels::head(label).filter(|label| label.exact)?;
        let value = fold::tidy(value);
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let proven = match label.field {
            Field::OrderNo => digits >= 3 && value.len() <= 30 && !value.contains(' '),
            Field::Placed | Field::Requested => day::read(&value, None).day.is_some(),
            Field::Phone => digits >= 8 && value.len() <= 30,
            Field::Email => value.contains('@') && !value.contains(' '),
            Field::ShipTo => value.chars().count() >= 6 && digits > 0,
            _ => false,
        };
        proven.then_some((label.field, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_in_one_cell_are_taken_apart() {
        let (found, open) = pairs("客戶：宏遠水務  單號：PO261119-100  交期: 2026/12/01");
        assert_eq!(
            found,
            [
                (Field::Customer, "宏遠水務".into()),
                (Field::OrderNo, "PO261119-100".into()),
                (Field::Requested, "2026/12/01".into())
            ]
        );
        assert_eq!(open, None);
        assert_eq!(pairs("PO No. PO261108-101").0, [(Field::OrderNo, "PO261108-101".into())]);
        assert_eq!(
            pairs("Attn: Anna\nTel: +46-31-700-4521").0,
            [(Field::Contact, "Anna".into()), (Field::Phone, "+46-31-700-4521".into())]
        );
        assert_eq!(pairs("請於 12:30 前送達").0, []);
        assert_eq!(pairs("PO#12345").0, [(Field::OrderNo, "12345".into())]);
    }
}
