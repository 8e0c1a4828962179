//! The code on every page of a confirmation sheet (3.1.3): it names order, revision and the digest of what it shows. A
//! scan that carries one says by itself to which order it belongs, wherever it is uploaded.

use std::sync::Arc;

use papers::pdf::{ScanLimits, qr_in_image};
use platform::act::Outcome;
use platform::{Fault, Trouble};

use super::fetch::Order;

/// What a code of ours says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCode {
    pub number: String,
    pub revision: i64,
    pub digest: String,
}

impl SheetCode {
    /// `None` for a code that is not ours: papers carry many.
    pub fn read(code: &str) -> Option<SheetCode> {
        let mut words = code.strip_prefix("LIDAN1 ")?.split(' ');
        let (number, revision, digest) = (words.next()?, words.next()?, words.next()?);
        let whole = words.next().is_none() && !number.is_empty() && number.len() <= 40;
        let revision = revision.strip_prefix('r')?.parse().ok()?;
        (whole && digest.len() == 64).then(|| SheetCode { number: number.into(), revision, digest: digest.into() })
    }
}

/// The text of the code: `LIDAN1 SO-2026-000001 r1 <digest>`.
pub fn code_text(order: &Order) -> String {
    format!("LIDAN1 {} r{} {}", order.number, order.revision, platform::history::hex(&order.content_digest))
}

/// Looks for a code on a scan, off the threads that answer requests: a large page takes a second.
pub async fn code_on(media_type: &str, content: Arc<Vec<u8>>) -> Outcome<Option<String>> {
    if !matches!(media_type, "application/pdf" | "image/png" | "image/jpeg") {
        return Ok(None);
    }
    let looked = tokio::task::spawn_blocking(move || qr_in_image(&content, ScanLimits::default()));
    looked.await.map_err(|e| Trouble::from(Fault::other("look for a code", e)))
}

#[cfg(test)]
mod tests {
    use super::SheetCode;

    #[test]
    fn c3_1_3_only_a_whole_code_of_ours_names_an_order() {
        let digest = "ab".repeat(32);
        let read = SheetCode::read(&format!("LIDAN1 SO-2026-000123 r2 {digest}")).expect("ours");
        assert_eq!((read.number.as_str(), read.revision, read.digest), ("SO-2026-000123", 2, digest.clone()));
        let others = [
            "https://lidan.example/x".to_string(),
            format!("LIDAN2 SO-1 r1 {digest}"),
            format!("LIDAN1 SO-1 1 {digest}"),
            "LIDAN1 SO-1 r1 abc".to_string(),
            format!("LIDAN1 SO-1 r1 {digest} more"),
            format!("LIDAN1  r1 {digest}"),
        ];
        for other in others {
            assert_eq!(SheetCode::read(&other), None, "{other}");
        }
    }
}
