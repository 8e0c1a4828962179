//! Order forms that list the whole catalogue.

use super::{draft::DraftLine, labels::Field, reading::doubt, taken::Taken};

impl Taken {
    /// An order form lists everything and is filled in for some: the rows left empty were not ordered.
    pub(crate) fn leave_out_unfilled(&mut self) {
        let empty =
            |line: &DraftLine| line.words.get(&Field::Qty).is_none_or(|word| matches!(word.text().as_str(), "0" | "-"));
        let unfilled = self.lines.iter().filter(|line| empty(line)).count();
        if unfilled < 3 || unfilled == self.lines.len() || unfilled * 2 < self.lines.len() {
            return;
        }
        let kept: Vec<bool> = self.lines.iter().map(|line| !empty(line)).collect();
        let number = |index: usize| kept.iter().take(index).filter(|kept| **kept).count();
        for stated in &mut self.stated {
            stated.after = number(stated.after);
        }
        self.doubts.retain_mut(|doubt| {
            let Some((index, rest)) = doubt.field.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) else {
                return true;
            };
            let Ok(index) = index.parse::<usize>() else { return true };
            doubt.field = format!("lines[{}]{rest}", number(index));
            kept.get(index).copied().unwrap_or(true)
        });
        let mut flags = kept.iter();
        self.lines.retain(|_| flags.next().copied().unwrap_or(true));
        let mut flags = kept.iter();
        self.line_rows.retain(|_| flags.next().copied().unwrap_or(true));
        let count = unfilled.to_string();
        self.doubts.push(doubt(
            "lines",
            "unfilled_rows",
            format!("{count} rows without a quantity were left out."),
            &[("count", &count)],
            None,
        ));
    }
}
