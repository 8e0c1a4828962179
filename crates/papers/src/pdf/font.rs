//! The one typeface of every print, and how its characters are measured.
//!
//! Whatever a customer typed can be printed: what the font lacks becomes 〓, what cannot be seen or
//! would turn the reading order around is left out. Widths are counted in font units, as whole
//! numbers, so that the same text breaks at the same place on every machine.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::sync::OnceLock;
use ttf_parser::Face;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};

static FONT_FILE: &[u8] = include_bytes!("../../../../assets/fonts/wqy-microhei.ttc");

/// Units of one em, as the font's head table says.
pub(super) const UNITS_PER_EM: f32 = 2048.0;

/// Printed for a character that the font lacks (the printer's turned sort).
pub(super) const SUBSTITUTE: char = '〓';

/// Between Han and Latin stands an eighth of an em, as in good Chinese setting.
const SCRIPT_GAP: i32 = 256;

pub(super) struct Typeface {
    pub(super) font: Font,
    face: Face<'static>,
    kerning: Vec<PairAdjustment<'static>>,
    substitute: ttf_parser::GlyphId,
}

/// The characters of `text` that a print would replace by 〓, each once, so that a page can warn.
pub fn missing_characters(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars().filter(|c| !invisible(*c) && !c.is_control()) {
        if (typeface().glyph(c).is_none() || unprintable(c)) && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// The lines of a text as they can be printed: split where the writer split them, blanks evened.
pub(super) fn printable(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.lines().map(|line| {
        line.chars()
            .filter(|c| !invisible(*c))
            .map(|c| match c {
                '\u{2028}' | '\u{2029}' => ' ',
                c if c.is_control() => ' ',
                c if unprintable(c) => SUBSTITUTE,
                c => c,
            })
            .collect()
    })
}

pub(super) fn typeface() -> &'static Typeface {
    static TYPEFACE: OnceLock<Typeface> = OnceLock::new();
    TYPEFACE.get_or_init(|| Typeface::load().expect("the font is part of the binary"))
}

impl Typeface {
    fn load() -> Option<Self> {
        let face = Face::parse(FONT_FILE, 0).ok()?;
        Some(Self {
            font: Font::new(FONT_FILE.into(), 0)?,
            kerning: kerning_of(&face),
            substitute: face.glyph_index(SUBSTITUTE)?,
            face,
        })
    }

    /// How far the pen moves for `c` when `next` follows it, in font units.
    pub(super) fn advance(&self, c: char, next: Option<char>) -> i32 {
        let glyph = self.glyph(c).unwrap_or(self.substitute);
        i32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) + next.map_or(0, |next| self.between(c, next))
    }

    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut rest = text.char_indices().peekable();
        let mut glyphs = Vec::with_capacity(text.len());
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|(_, next)| *next);
            let glyph = self.glyph(c).unwrap_or(self.substitute);
            glyphs.push(KrillaGlyph {
                glyph_id: GlyphId::new(u32::from(glyph.0)),
                text_range: at..at + c.len_utf8(),
                x_advance: self.advance(c, next) as f32 / UNITS_PER_EM,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            });
        }
        glyphs
    }

    fn glyph(&self, c: char) -> Option<ttf_parser::GlyphId> {
        self.face.glyph_index(c).filter(|glyph| glyph.0 != 0)
    }

    fn between(&self, c: char, next: char) -> i32 {
        if (is_han(c) && is_latin(next)) || (is_latin(c) && is_han(next)) {
            SCRIPT_GAP
        } else if c.is_alphabetic() && c < '\u{250}' && next < '\u{250}' {
            self.kern(c, next)
        } else {
            0
        }
    }

    fn kern(&self, c: char, next: char) -> i32 {
        let (Some(left), Some(right)) = (self.glyph(c), self.glyph(next)) else {
            return 0;
        };
        self.kerning.iter().find_map(|pairs| pair(pairs, left, right)).unwrap_or(0)
    }
}

fn kerning_of(face: &Face<'static>) -> Vec<PairAdjustment<'static>> {
    let Some(positioning) = face.tables().gpos else {
        return Vec::new();
    };
    let subtables =
        positioning.lookups.into_iter().flat_map(|lookup| lookup.subtables.into_iter::<PositioningSubtable>());
    subtables
        .filter_map(|subtable| match subtable {
            PositioningSubtable::Pair(pairs) => Some(pairs),
            _ => None,
        })
        .collect()
}

fn pair(pairs: &PairAdjustment<'static>, left: ttf_parser::GlyphId, right: ttf_parser::GlyphId) -> Option<i32> {
    let first = match pairs {
        PairAdjustment::Format1 { coverage, sets } => sets.get(coverage.get(left)?)?.get(right)?.0,
        PairAdjustment::Format2 { coverage, classes, matrix } => {
            coverage.get(left)?;
            matrix.get((classes.0.get(left), classes.1.get(right)))?.0
        }
    };
    Some(i32::from(first.x_advance))
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〇' | '〓')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphabetic() && c < '\u{590}')
}

/// Joiners, marks of direction, variation selectors: they steer a shaping engine, which we have
/// not, and the marks of direction could make a signed sheet read otherwise than it was entered.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Private and never-assigned characters mean nothing to a reader, and PDF/A forbids them.
fn unprintable(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}')
        || (c as u32) & 0xfffe == 0xfffe
}
