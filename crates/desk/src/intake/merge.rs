//! Two people, or two tabs, edited one order: a three-way merge by field and by line. What only one of them changed is
//! taken as it is; only what both changed is asked. Nothing that was typed is lost either way.

use serde_json::Value;

use super::typed::{HEAD, LINE, Typed, TypedLine, line_id, of, text_of};
use platform::Id;

/// Both changed it, to different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// `place`, `lines[<line id>].qty`, or `lines[<line id>]` where one of them removed the line.
    pub field: String,
    /// What both opened; empty too where that is not known any more.
    pub was: String,
    pub mine: String,
    pub theirs: String,
    /// Which of the two was chosen.
    pub keep_theirs: bool,
}

impl Conflict {
    /// From the radios of the form.
    pub fn of(raw: &Value) -> Option<Conflict> {
        let text = |name: &str| raw.get(name).map(text_of).unwrap_or_default();
        let field = text("field");
        (!field.is_empty()).then(|| Conflict {
            field,
            was: text("was"),
            mine: text("mine"),
            theirs: text("theirs"),
            keep_theirs: text("keep") == "theirs",
        })
    }
}

/// Merges what was typed into what stands now. The answer carries the order's present row counter, mine wherever both
/// changed, and every conflict.
pub fn merge(mine: &Typed, now: &Typed) -> Typed {
    let base = mine.base.as_deref();
    let mut merged = Typed { seen: now.seen, base: Some(Box::new(now.clone())), ..Typed::default() };
    for name in HEAD {
        let sides = Sides { base: base.map(|base| base.get(name)), mine: mine.get(name), theirs: now.get(name) };
        let (text, clash) = sides.settle();
        if !text.is_empty() {
            merged.set(name, text);
        }
        if clash {
            merged.conflicts.push(sides.conflict((*name).to_string()));
        }
    }
    for line in &mine.lines {
        let theirs = line_id(line).and_then(|id| find(now, id).map(|line| (id, line)));
        match theirs {
            Some((id, theirs)) => both_have(&mut merged, base.and_then(|b| find(b, id)), id, line, theirs),
            None => only_mine(&mut merged, base, line),
        }
    }
    for line in &now.lines {
        let Some(id) = line_id(line) else { continue };
        if find(mine, id).is_none() {
            only_theirs(&mut merged, mine, id, line);
        }
    }
    merged
}

/// Puts the choices made at the radios into what was typed.
pub fn chosen(mut typed: Typed) -> Typed {
    for conflict in std::mem::take(&mut typed.conflicts) {
        match path(&conflict.field) {
            Path::Head(name) => {
                if conflict.keep_theirs {
                    typed.set(name, conflict.theirs.as_str());
                }
            }
            Path::Cell(id, key) => {
                if let Some(line) =
                    typed.lines.iter_mut().find(|line| line_id(line) == Some(id)).filter(|_| conflict.keep_theirs)
                {
                    line.insert(key.to_string(), conflict.theirs.clone());
                }
            }
            Path::Line(id) => {
                let removed = if conflict.keep_theirs { &conflict.theirs } else { &conflict.mine };
                if removed.is_empty() {
                    typed.lines.retain(|line| line_id(line) != Some(id));
                }
            }
            Path::Nothing => {}
        }
    }
    typed
}

/// Where a conflict lies.
pub enum Path<'a> {
    Head(&'a str),
    Cell(Id, &'a str),
    Line(Id),
    Nothing,
}

pub fn path(field: &str) -> Path<'_> {
    let Some(rest) = field.strip_prefix("lines[") else {
        return if HEAD.contains(&field) { Path::Head(field) } else { Path::Nothing };
    };
    let Some((id, key)) = rest.split_once(']') else { return Path::Nothing };
    match (id.parse(), key.strip_prefix('.')) {
        (Ok(id), Some(key)) if LINE.contains(&key) => Path::Cell(id, key),
        (Ok(id), None) if key.is_empty() => Path::Line(id),
        _ => Path::Nothing,
    }
}

struct Sides<'a> {
    base: Option<&'a str>,
    mine: &'a str,
    theirs: &'a str,
}

impl Sides<'_> {
    /// The text to go on with, and whether both sides changed it. Without a base every difference is asked.
    fn settle(&self) -> (&str, bool) {
        let same = |a: &str, b: &str| plain(a) == plain(b);
        if same(self.mine, self.theirs) {
            return (self.mine, false);
        }
        match self.base {
            Some(base) if same(base, self.mine) => (self.theirs, false),
            Some(base) if same(base, self.theirs) => (self.mine, false),
            _ => (self.mine, true),
        }
    }

    fn conflict(&self, field: String) -> Conflict {
        Conflict {
            field,
            was: self.base.unwrap_or("").trim().to_string(),
            mine: self.mine.trim().to_string(),
            theirs: self.theirs.trim().to_string(),
            keep_theirs: false,
        }
    }
}

/// `1,200` and `1200` are one number, and a price keeps no zeros at its end; a customer is his code.
fn plain(text: &str) -> String {
    let text = text.trim();
    match platform::quantity::Quantity::parse_lenient(text) {
        Ok(number) => number.to_string(),
        Err(_) => text.to_string(),
    }
}

fn find(typed: &Typed, id: Id) -> Option<&TypedLine> {
    typed.lines.iter().find(|line| line_id(line) == Some(id))
}

fn both_have(merged: &mut Typed, base: Option<&TypedLine>, id: Id, mine: &TypedLine, theirs: &TypedLine) {
    let mut line = mine.clone();
    for name in LINE {
        let sides = Sides { base: base.map(|line| of(line, name)), mine: of(mine, name), theirs: of(theirs, name) };
        let (text, clash) = sides.settle();
        line.insert((*name).to_string(), text.to_string());
        if clash {
            merged.conflicts.push(sides.conflict(format!("lines[{id}].{name}")));
        }
    }
    merged.lines.push(line);
}

/// New here, or removed by the other side: then it is asked where it was changed here.
fn only_mine(merged: &mut Typed, base: Option<&Typed>, line: &TypedLine) {
    let Some(id) = line_id(line) else { return merged.lines.push(line.clone()) };
    let was = base.and_then(|base| find(base, id));
    if was.is_some_and(|was| same_line(was, line)) {
        return;
    }
    merged.lines.push(line.clone());
    merged.conflicts.push(Conflict {
        field: format!("lines[{id}]"),
        was: was.map(summary).unwrap_or_default(),
        mine: summary(line),
        theirs: String::new(),
        keep_theirs: false,
    });
}

/// Added by the other side, or removed here: then it is asked where the other side changed it.
fn only_theirs(merged: &mut Typed, mine: &Typed, id: Id, line: &TypedLine) {
    let was = mine.base.as_deref().map(|base| find(base, id));
    match was {
        Some(Some(was)) if same_line(was, line) => {}
        Some(None) => merged.lines.push(line.clone()),
        _ => {
            merged.lines.push(line.clone());
            merged.conflicts.push(Conflict {
                field: format!("lines[{id}]"),
                was: was.flatten().map(summary).unwrap_or_default(),
                mine: String::new(),
                theirs: summary(line),
                keep_theirs: false,
            });
        }
    }
}

fn same_line(a: &TypedLine, b: &TypedLine) -> bool {
    LINE.iter().all(|name| plain(of(a, name)) == plain(of(b, name)))
}

/// Enough of a line to know it by.
fn summary(line: &TypedLine) -> String {
    let parts = [of(line, "sku"), of(line, "name"), of(line, "qty"), of(line, "unit")];
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const A: &str = "019aa1b2-0000-7000-8000-00000000000a";
    const B: &str = "019aa1b2-0000-7000-8000-00000000000b";

    fn typed(place: &str, lines: Value) -> Typed {
        Typed::of(&json!({"place": place, "remark": "r", "lines": lines}))
    }

    fn on(base: Typed, mine: Typed) -> Typed {
        Typed { base: Some(Box::new(base)), ..mine }
    }

    #[test]
    fn c1_3_1_only_what_both_changed_is_asked() {
        let base = typed("Taipei", json!([{"id": A, "sku": "X", "qty": "10"}, {"id": B, "sku": "Y", "qty": "1"}]));
        let mut mine = on(
            base.clone(),
            typed("Taipei", json!([{"id": A, "sku": "X", "qty": "1,200"}, {"sku": "NEW", "qty": "2"}])),
        );
        mine.set("remark", "mine");
        let mut theirs = typed(
            "Tainan",
            json!([{"id": A, "sku": "X", "qty": "30", "place": "dock"}, {"id": B, "sku": "Y", "qty": "1"}]),
        );
        theirs.set("remark", "theirs");

        let merged = merge(&mine, &theirs);
        assert_eq!(merged.get("place"), "Tainan");
        assert_eq!(merged.lines.len(), 2);
        assert_eq!(of(&merged.lines[0], "place"), "dock");
        let asked: Vec<&str> = merged.conflicts.iter().map(|c| c.field.as_str()).collect();
        assert_eq!(asked, ["remark", &format!("lines[{A}].qty")]);

        let mut theirs_kept = merged.clone();
        theirs_kept.conflicts[1].keep_theirs = true;
        let settled = chosen(theirs_kept);
        assert_eq!((settled.get("remark"), of(&settled.lines[0], "qty")), ("mine", "30"));
    }

    #[test]
    fn a_line_that_one_removed_and_the_other_changed_is_asked() {
        let base = typed("", json!([{"id": A, "sku": "X", "qty": "10"}, {"id": B, "sku": "Y", "qty": "1"}]));
        let mine = on(base, typed("", json!([{"id": A, "sku": "X", "qty": "11"}])));
        let theirs = typed("", json!([{"id": B, "sku": "Y", "qty": "5"}]));
        let merged = merge(&mine, &theirs);
        assert_eq!(merged.lines.len(), 2);
        assert_eq!(merged.conflicts.len(), 2);
        // Mine is kept of both: my line stays, the one I removed goes.
        let settled = chosen(merged);
        assert_eq!(settled.lines.len(), 1);
        assert_eq!(of(&settled.lines[0], "qty"), "11");
    }
}
