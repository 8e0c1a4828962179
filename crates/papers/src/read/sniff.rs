//! Tells what a file is by its first bytes. The name is only compared, never believed.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    Zip,
    Markup,
    Text,
    Other(&'static str),
}

const MAGIC: [(&[u8], &str); 22] = [
    (b"%PDF", "pdf"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MZ", "program"),
    (b"\x7FELF", "program"),
    (b"\xCA\xFE\xBA\xBE", "program"),
    (b"\xCF\xFA\xED\xFE", "program"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"\xD0\xCF\x11\xE0", "ole"),
    (b"Rar!", "rar"),
    (b"7z\xBC\xAF", "7z"),
    (b"\x1F\x8B", "gzip"),
    (b"BZh", "bzip2"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format", "sqlite"),
    (b"UNA:+", "edifact"),
    (b"UNB+", "edifact"),
    (b"ISA*", "x12"),
];

pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    let weak = |seen: &str| matches!(seen, "bmp") || (seen == "program" && bytes.starts_with(b"MZ"));
    for (magic, seen) in MAGIC {
        if bytes.starts_with(magic) && (!weak(seen) || bytes.iter().take(512).any(|b| *b == 0)) {
            return Sniffed::Other(seen);
        }
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Sniffed::Zip;
    }
    let head = head(bytes);
    let start = head.trim_start();
    let lower = start.to_ascii_lowercase();
    if lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || lower.starts_with("<table")
        || lower.starts_with("<meta")
    {
        return Sniffed::Other("html");
    }
    if start.starts_with('<') {
        return Sniffed::Markup;
    }
    if start.starts_with('{') || start.starts_with("[{") {
        return Sniffed::Other("json");
    }
    if is_mail(&head) { Sniffed::Other("eml") } else { Sniffed::Text }
}

/// The first characters with zero bytes and marks left out, which is enough to see ASCII in any encoding.
fn head(bytes: &[u8]) -> String {
    let bytes = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .or_else(|| bytes.strip_prefix(b"\xFF\xFE"))
        .or_else(|| bytes.strip_prefix(b"\xFE\xFF"))
        .unwrap_or(bytes);
    bytes.iter().take(2_000).filter(|b| **b != 0).map(|b| char::from(*b)).collect()
}

fn is_mail(head: &str) -> bool {
    let fields = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "content-type",
        "delivered-to",
        "x-mailer",
    ];
    let seen =
        |line: &str| line.split_once(':').is_some_and(|(name, _)| fields.contains(&name.to_ascii_lowercase().as_str()));
    let first = head.lines().next().is_some_and(|line| seen(line) || line.starts_with("From "));
    first && head.lines().filter(|line| seen(line)).count() >= 3
}

/// The ending of a file name and whether it may go with what the bytes are.
pub(crate) fn name_fits(file_name: &str, kind: &str) -> bool {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match (kind, ending.as_deref()) {
        (_, None) => true,
        ("xlsx", Some(ending)) => matches!(ending, "xlsx" | "xlsm" | "xltx" | "xltm"),
        ("csv", Some(ending)) => matches!(ending, "csv" | "txt" | "tsv" | "tab" | "asc"),
        ("ubl", Some(ending)) => matches!(ending, "xml" | "ubl"),
        _ => true,
    }
}
