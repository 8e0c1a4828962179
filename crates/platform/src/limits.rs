//! The one table of limits. A refusal names the limit and its value.

/// A named limit.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub name: &'static str,
    pub value: u64,
}

/// A form or JSON body.
pub const BODY_BYTES: Limit = Limit { name: "limit-body-bytes", value: 4 * 1024 * 1024 };
/// An uploaded file.
pub const FILE_BYTES: Limit = Limit { name: "limit-file-bytes", value: 20 * 1024 * 1024 };
/// Lines of one order.
pub const ORDER_LINES: Limit = Limit { name: "limit-order-lines", value: 2_000 };
/// Characters of a free text field.
pub const TEXT_CHARS: Limit = Limit { name: "limit-text-chars", value: 4_000 };
/// Characters of a one-line field.
pub const FIELD_CHARS: Limit = Limit { name: "limit-field-chars", value: 300 };
/// Rows of a page of a list.
pub const PAGE_ROWS: Limit = Limit { name: "limit-page-rows", value: 200 };
/// Rows that totals and exports run over.
pub const EXPORT_ROWS: Limit = Limit { name: "limit-export-rows", value: 50_000 };
/// Rows of an imported table.
pub const IMPORT_ROWS: Limit = Limit { name: "limit-import-rows", value: 20_000 };
/// How long a page or act may take before the caller is told.
pub const REQUEST_SECONDS: Limit = Limit { name: "limit-request-seconds", value: 30 };

pub const ALL: &[Limit] = &[
    BODY_BYTES,
    FILE_BYTES,
    ORDER_LINES,
    TEXT_CHARS,
    FIELD_CHARS,
    PAGE_ROWS,
    EXPORT_ROWS,
    IMPORT_ROWS,
    REQUEST_SECONDS,
];
