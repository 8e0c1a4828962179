//! Reads a workbook's cells as the file stores them: numbers as decimal text, cached results of formulas, hidden rows,
//! merged areas and crossed-out text. Formulas and macros are never run.

use super::{
    Limits, Unreadable,
    limits::{CELLS_MAX, CHARS_MAX, MERGED_MAX, SHEETS_MAX},
    package::Package,
    sheet::{Sheet, Value},
    styles::{self, Style},
    xml::{self, Piece, Tag, Walk},
};
use std::collections::HashMap;

/// The last row a workbook can have.
const LAST_ROW: u32 = 1_048_575;

pub(crate) struct Book {
    pub sheets: Vec<Sheet>,
    pub macros: bool,
}

pub(crate) fn read(package: &Package, limits: &Limits) -> Result<Book, Unreadable> {
    let at = main_part(package)?;
    let outline = outline(package, &at, limits)?;
    let targets = relations(package, &at, limits)?;
    let folder = at.rsplit_once('/').map_or("", |(folder, _)| folder);
    let find = |kind: &str, usual: &str| {
        let named = targets.values().find(|(k, _)| k == kind).map(|(_, target)| target.clone());
        named.unwrap_or_else(|| format!("{folder}/{usual}"))
    };
    let mut reader = Reader {
        strings: strings(package, &find("sharedStrings", "sharedStrings.xml"), limits)?,
        styles: styles::read(package, &find("styles", "styles.xml"), limits)?,
        from_1904: outline.from_1904,
        limits,
        cells: 0,
        chars: 0,
    };
    let mut sheets = Vec::new();
    for (name, id, hidden) in outline.sheets {
        let Some((kind, target)) = targets.get(&id) else { continue };
        if kind != "worksheet" {
            continue;
        }
        let bytes = package.part(target).ok_or_else(|| Unreadable::broken(target, "missing"))?;
        let mut sheet = reader.sheet(bytes, target)?;
        sheet.name = name;
        sheet.hidden = hidden;
        sheets.push(sheet);
    }
    Ok(Book { sheets, macros: package.has(|name| name.ends_with("vbaproject.bin")) })
}

/// Where the workbook is; nearly always `xl/workbook.xml`, but the package decides.
pub(crate) fn main_part(package: &Package) -> Result<String, Unreadable> {
    let usual = "xl/workbook.xml";
    if package.part(usual).is_some() {
        return Ok(usual.to_owned());
    }
    let targets = relations(package, "", &Limits::default())?;
    let named = targets.values().find(|(kind, _)| kind == "officeDocument").map(|(_, target)| target.clone());
    named.filter(|target| package.part(target).is_some()).ok_or_else(|| Unreadable::broken(usual, "missing"))
}

/// Relation id to kind and absolute path.
fn relations(package: &Package, part: &str, limits: &Limits) -> Result<HashMap<String, (String, String)>, Unreadable> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(bytes) = package.part(&name) else { return Ok(HashMap::new()) };
    let text = xml::decode(bytes, &name)?;
    let mut walk = Walk::new(&text, &name, limits);
    let mut out = HashMap::new();
    while let Some(piece) = walk.next()? {
        let Piece::Open(tag) = piece else { continue };
        if let (Some(id), Some(kind), Some(target)) = (tag.get("Id"), tag.get("Type"), tag.get("Target")) {
            let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
            out.insert(id.to_owned(), (kind, absolute(folder, target)));
        }
    }
    Ok(out)
}

fn absolute(folder: &str, target: &str) -> String {
    if let Some(rooted) = target.strip_prefix('/') {
        return rooted.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

struct Outline {
    sheets: Vec<(String, String, bool)>,
    from_1904: bool,
}

fn outline(package: &Package, at: &str, limits: &Limits) -> Result<Outline, Unreadable> {
    let text = xml::decode(package.part(at).unwrap_or_default(), at)?;
    let mut walk = Walk::new(&text, at, limits);
    let mut outline = Outline { sheets: Vec::new(), from_1904: false };
    while let Some(piece) = walk.next()? {
        match piece {
            Piece::Open(tag) if tag.name == "workbookPr" => {
                outline.from_1904 = matches!(tag.get("date1904"), Some("1" | "true"))
            }
            Piece::Open(tag) if tag.name == "sheet" => {
                let hidden = tag.get("state").is_some_and(|state| state != "visible");
                outline.sheets.push((
                    tag.get("name").unwrap_or_default().to_owned(),
                    tag.get("id").unwrap_or_default().to_owned(),
                    hidden,
                ));
                limits.check("sheets", SHEETS_MAX, outline.sheets.len())?;
            }
            _ => {}
        }
    }
    Ok(outline)
}

fn strings(package: &Package, name: &str, limits: &Limits) -> Result<Vec<String>, Unreadable> {
    let Some(bytes) = package.part(name) else { return Ok(Vec::new()) };
    let text = xml::decode(bytes, name)?;
    let mut walk = Walk::new(&text, name, limits);
    let mut out = Vec::new();
    while let Some(piece) = walk.next()? {
        if matches!(&piece, Piece::Open(tag) if tag.name == "si") {
            out.push(rich(&mut walk, "si")?.0);
            limits.check("cells", CELLS_MAX, out.len())?;
        }
    }
    Ok(out)
}

/// The text of a string item up to its end, without phonetic guides; true when all of it is crossed out.
fn rich(walk: &mut Walk<'_>, end: &str) -> Result<(String, bool), Unreadable> {
    let (mut text, mut inside, mut guide, mut struck, mut plain, mut run) =
        (String::new(), false, false, false, false, false);
    while let Some(piece) = walk.next()? {
        match piece {
            Piece::Open(tag) => match tag.name.as_str() {
                "t" => inside = true,
                "rPh" => guide = true,
                "r" => run = false,
                "strike" => run = !matches!(tag.get("val"), Some("0" | "false")),
                _ => {}
            },
            Piece::Close(name) if name == end => break,
            Piece::Close(name) => match name.as_str() {
                "t" => inside = false,
                "rPh" => guide = false,
                _ => {}
            },
            Piece::Text(part) if inside && !guide => {
                text.push_str(&part);
                if run { struck = true } else { plain = true }
            }
            Piece::Text(_) => {}
        }
    }
    Ok((unescape(&text), struck && !plain))
}

/// Spreadsheets write control characters as `_x000D_`.
fn unescape(text: &str) -> String {
    if text.contains("_x000") {
        text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x0009_", " ")
    } else {
        text.to_owned()
    }
}

struct Reader<'a> {
    strings: Vec<String>,
    styles: Vec<Style>,
    from_1904: bool,
    limits: &'a Limits,
    cells: usize,
    chars: usize,
}

impl Reader<'_> {
    fn sheet(&mut self, bytes: &[u8], part: &str) -> Result<Sheet, Unreadable> {
        let text = xml::decode(bytes, part)?;
        let mut walk = Walk::new(&text, part, self.limits);
        let mut sheet = Sheet::default();
        let (mut row, mut column, mut rows) = (0u32, 0u32, 0usize);
        let mut next_row = 0u32;
        while let Some(piece) = walk.next()? {
            let Piece::Open(tag) = piece else { continue };
            match tag.name.as_str() {
                "row" => {
                    row = tag.get("r").and_then(|r| r.parse::<u32>().ok()).map_or(next_row, |r| r.saturating_sub(1));
                    if row > LAST_ROW {
                        return Err(Unreadable::broken(part, "row number"));
                    }
                    next_row = row.saturating_add(1);
                    column = 0;
                    if truth(tag.get("hidden")) {
                        sheet.hidden_rows.insert(row);
                    }
                }
                "c" => {
                    if let Some((r, c)) = tag.get("r").and_then(position) {
                        (row, column) = (r, c);
                    }
                    let before = sheet.row(row).next().is_some();
                    self.cell(&mut walk, &tag, &mut sheet, row, column)?;
                    if !before && sheet.row(row).next().is_some() {
                        rows += 1;
                        self.limits.check("rows", self.limits.rows, rows)?;
                    }
                    column = column.saturating_add(1);
                }
                "col" if truth(tag.get("hidden")) => hide_columns(&mut sheet, &tag, self.limits),
                "mergeCell" => merge(&mut sheet, tag.get("ref").unwrap_or_default())?,
                _ => {}
            }
        }
        Ok(sheet)
    }

    fn cell(
        &mut self,
        walk: &mut Walk<'_>,
        tag: &Tag,
        sheet: &mut Sheet,
        row: u32,
        column: u32,
    ) -> Result<(), Unreadable> {
        let (mut stored, mut formula, mut text, mut within) = (String::new(), None::<String>, None, String::new());
        while let Some(piece) = walk.next()? {
            match piece {
                Piece::Open(tag) if tag.name == "is" => text = Some(rich(walk, "is")?),
                Piece::Open(tag) => {
                    if tag.name == "f" {
                        formula = Some(String::new());
                    }
                    within = tag.name;
                }
                Piece::Close(name) if name == "c" => break,
                Piece::Close(_) => within.clear(),
                Piece::Text(part) if within == "v" => stored.push_str(&part),
                Piece::Text(part) if within == "f" => formula.get_or_insert_default().push_str(&part),
                Piece::Text(_) => {}
            }
        }
        let style = tag
            .get("s")
            .and_then(|s| s.parse::<usize>().ok())
            .and_then(|s| self.styles.get(s))
            .cloned()
            .unwrap_or_default();
        let (rich, crossed) = text.map_or((None, false), |(text, struck)| (Some(text), struck));
        let Some(value) = self.value(tag.get("t").unwrap_or("n"), &stored, rich, formula, &style) else {
            return Ok(());
        };
        if value.is_blank() {
            return Ok(());
        }
        let length = if let Value::Text(text) | Value::Formula(text) = &value { text.chars().count() } else { 0 };
        self.cells += 1;
        self.chars += length;
        self.limits.check("cells", CELLS_MAX, self.cells)?;
        self.limits.check("cell_chars", self.limits.cell_chars, length)?;
        self.limits.check("chars", CHARS_MAX, self.chars)?;
        self.limits.check("columns", self.limits.columns, column as usize + 1)?;
        sheet.put(row, column, value, crossed || style.struck);
        Ok(())
    }

    fn value(
        &self,
        kind: &str,
        stored: &str,
        rich: Option<String>,
        formula: Option<String>,
        style: &Style,
    ) -> Option<Value> {
        if stored.trim().is_empty() && rich.is_none() {
            return formula.filter(|_| kind != "str").map(Value::Formula);
        }
        Some(match kind {
            "s" => Value::Text(self.strings.get(stored.trim().parse::<usize>().ok()?)?.clone()),
            "inlineStr" => Value::Text(rich.unwrap_or_else(|| stored.to_owned())),
            "str" => Value::Text(unescape(stored)),
            "b" => Value::Bool(stored.trim() == "1"),
            "e" => Value::Fault(stored.trim().to_owned()),
            "d" => stored
                .get(..10)
                .and_then(|day| day.parse().ok())
                .map_or_else(|| Value::Text(stored.to_owned()), Value::Day),
            _ => style.number(stored.trim(), self.from_1904),
        })
    }
}

fn truth(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// `C12` as row and column from zero.
fn position(text: &str) -> Option<(u32, u32)> {
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0u32, |sum, b| {
        b.is_ascii_alphabetic().then(|| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    (row <= LAST_ROW).then_some((row, column - 1))
}

fn hide_columns(sheet: &mut Sheet, tag: &Tag, limits: &Limits) {
    let number = |name| tag.get(name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1);
    let last = number("max").min(u32::try_from(limits.columns).unwrap_or(u32::MAX));
    sheet.hidden_columns.extend((number("min")..=last).map(|column| column.saturating_sub(1)));
}

fn merge(sheet: &mut Sheet, area: &str) -> Result<(), Unreadable> {
    let Some((from, to)) = area.split_once(':').and_then(|(a, b)| Some((position(a)?, position(b)?))) else {
        return Ok(());
    };
    let last_row = sheet.cells.keys().next_back().map_or(0, |at| at.0);
    let last_column = sheet.cells.keys().map(|at| at.1).max().unwrap_or(0);
    if sheet.extent.len() > 5_000 {
        return Err(Unreadable::TooMuch { limit: "merged", allowed: 5_000, found: sheet.extent.len() as u64 });
    }
    sheet.extent.insert(from, (to.0, to.1));
    for row in from.0..=to.0.min(last_row) {
        for column in from.1..=to.1.min(last_column + 1) {
            if (row, column) != from {
                sheet.merged.insert((row, column), from);
            }
        }
        if sheet.merged.len() > MERGED_MAX {
            return Err(Unreadable::TooMuch {
                limit: "merged",
                allowed: MERGED_MAX as u64,
                found: sheet.merged.len() as u64,
            });
        }
    }
    Ok(())
}
