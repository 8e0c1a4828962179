//! How much of a stranger's file the desk is willing to read.

use super::Unreadable;

/// Every bound is checked while reading, never against what the file says about itself.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The file as sent.
    pub bytes: usize,
    /// Everything in it once unpacked.
    pub inflated: u64,
    /// How many times larger one part may become; only looked at above one megabyte.
    pub ratio: u64,
    /// Rows with content in one sheet.
    pub rows: usize,
    /// The rightmost column with content.
    pub columns: usize,
    /// Characters in one cell.
    pub cell_chars: usize,
    /// Order lines.
    pub lines: usize,
    /// Nesting of XML elements.
    pub xml_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 20 << 20,
            inflated: 200 << 20,
            ratio: 200,
            rows: 20_000,
            columns: 512,
            cell_chars: 32_767,
            lines: 2_000,
            xml_depth: 64,
        }
    }
}

/// Cells and characters over all sheets: shared strings can otherwise repeat one long text a million times.
pub(crate) const CELLS_MAX: usize = 500_000;
pub(crate) const CHARS_MAX: usize = 16 << 20;
pub(crate) const SHEETS_MAX: usize = 64;
pub(crate) const MERGED_MAX: usize = 100_000;

impl Limits {
    pub(crate) fn check(&self, limit: &'static str, allowed: usize, found: usize) -> Result<(), Unreadable> {
        if found > allowed {
            Err(Unreadable::TooMuch { limit, allowed: allowed as u64, found: found as u64 })
        } else {
            Ok(())
        }
    }
}
