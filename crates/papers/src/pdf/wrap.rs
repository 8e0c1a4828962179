//! Breaking text into lines: Han between any two characters, Latin between words.
//!
//! The rules are the few of 避頭尾 (kinsoku) that a business document needs: no closing mark opens
//! a line, no opening mark ends one. A word too long for its column is cut, because a number that
//! runs out of its cell is worse.

use super::font::{self, UNITS_PER_EM, typeface};

/// The lines of `text`, set at `size` points in a column `width` points wide; at least one. The
/// blank between two words stays at the end of the line, for whoever reads the page aloud.
pub(super) fn lines(text: &str, size: f32, width: f32) -> Vec<String> {
    let limit = (width.max(1.0) / size * UNITS_PER_EM) as i64;
    let mut lines = Vec::new();
    for written in font::printable(text) {
        break_line(&written, limit, &mut lines);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The width in points of `text`, set at `size` points on one line.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let face = typeface();
    let widest = font::printable(text.trim_end_matches(' '))
        .map(|line| {
            let units = |i: usize| i64::from(face.advance(line[i], line.get(i + 1).copied()));
            (0..line.len()).map(units).sum::<i64>()
        })
        .max();
    widest.unwrap_or(0) as f32 * size / UNITS_PER_EM
}

fn break_line(written: &[char], limit: i64, lines: &mut Vec<String>) {
    let face = typeface();
    let (mut start, mut i, mut used) = (0, 0, 0_i64);
    let mut last_break = None;
    while i < written.len() {
        let c = written[i];
        if i > start && may_break(written, i) {
            last_break = Some(i);
        }
        let bare = i64::from(face.advance(c, None));
        if i > start && c != ' ' && used + bare > limit {
            let cut = last_break.unwrap_or(i);
            lines.push(written[start..cut].iter().collect());
            start = cut + blanks(&written[cut..]);
            (i, used, last_break) = (start, 0, None);
            continue;
        }
        used += i64::from(face.advance(c, written.get(i + 1).copied()));
        i += 1;
    }
    if start < written.len() || written.is_empty() {
        lines.push(written[start..].iter().collect());
    }
}

fn blanks(rest: &[char]) -> usize {
    rest.iter().take_while(|c| **c == ' ').count()
}

/// May a line end before the character at `i`?
fn may_break(written: &[char], i: usize) -> bool {
    let (before, after) = (written[i - 1], written[i]);
    if after == ' ' || opens_no_line(after) || ends_no_line(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after) || after_joint(written, i)
}

/// `plug-in` may break after its hyphen and `kg/m` after its stroke, but not SO-2026 or 1/2.
fn after_joint(written: &[char], i: usize) -> bool {
    let before_joint = i.checked_sub(2).map(|at| written[at]);
    matches!(written[i - 1], '-' | '/' | '–')
        && written[i].is_alphabetic()
        && before_joint.is_some_and(char::is_alphabetic)
}

/// Characters that stand in a square of their own: Han, kana, full-width marks.
fn is_wide(c: char) -> bool {
    font::is_han(c)
        || matches!(c, '\u{2e80}'..='\u{33ff}' | '\u{ac00}'..='\u{d7af}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ffe6}')
}

fn opens_no_line(c: char) -> bool {
    "、。，．：；！？）〕］｝」』】〉》”’…—·・～％‰℃°,.!?:;)]}%»›ー々〻".contains(c)
}

fn ends_no_line(c: char) -> bool {
    "（〔［｛「『【〈《“‘([{«‹￥＄".contains(c)
}
