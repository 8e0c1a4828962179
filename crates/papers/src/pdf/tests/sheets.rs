use super::samples::{all, empty, sheet};
use crate::pdf::{ConfirmationSheet, Lang, PdfError, confirmation, missing_characters};

fn pages(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type/Page/").count()
}

/// With `PDF_OUT` set, the sheet is left there for a person to look at.
fn written(name: &str, sheet: &ConfirmationSheet) -> Vec<u8> {
    let pdf = confirmation(sheet).unwrap();
    if let Some(folder) = std::env::var_os("PDF_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), &pdf).unwrap();
    }
    pdf
}

#[test]
fn c3_1_3_the_sheet_is_set_in_every_language() {
    for lang in all() {
        for (lines, most) in [(1, 1), (4, 2), (20, 3)] {
            let pdf = written(&format!("{}-{lines}", lang.tag()), &sheet(lang, lines));
            assert!(pages(&pdf) <= most, "{lines} lines, {}", lang.tag());
        }
    }
}

#[test]
fn five_hundred_lines_run_over_many_pages() {
    let pdf = written("long", &sheet(Lang::Hant, 500));
    assert!(pages(&pdf) > 15);
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let first = confirmation(&sheet(Lang::Hans, 60)).unwrap();
    let again = confirmation(&sheet(Lang::Hans, 60)).unwrap();
    assert!(first == again);
}

#[test]
fn empty_answers_leave_a_sheet_that_can_be_read() {
    for lang in all() {
        let pdf = written(&format!("empty-{}", lang.tag()), &ConfirmationSheet { lang, ..empty() });
        assert_eq!(pages(&pdf), 1);
    }
}

#[test]
fn a_name_longer_than_a_page_is_broken_over_pages() {
    let mut sheet = sheet(Lang::Hant, 3);
    sheet.lines[1].name = "特長品名".repeat(400);
    sheet.lines[2].sku = "X".repeat(300);
    sheet.company.name = "很長的公司名稱".repeat(12);
    sheet.customer.address = "Lange-Straße-ohne-Ende ".repeat(60);
    sheet.special_requirements = "一行\n\n又一行\r\n".repeat(120);
    assert!(pages(&written("endless", &sheet)) > 5);
}

#[test]
fn what_the_font_lacks_and_what_nobody_sees_does_not_stop_a_print() {
    let odd = "𠮷野家 ⌀12 😀👩‍👩‍👧 שלום \u{e000}\u{fffe}\u{0}\u{202e}gnp.exe\u{200b}\t欄\u{fe0f} a\u{301} ไทย";
    let mut sheet = sheet(Lang::Hant, 2);
    sheet.customer.name = odd.into();
    sheet.lines[0].name = odd.into();
    sheet.number = odd.into();
    sheet.company.name = odd.into();
    sheet.watermark = Some(odd.into());
    assert_eq!(pages(&written("odd", &sheet)), 1);
    assert_eq!(missing_characters("𠮷野家𠮷 ⌀12\u{200b}\n"), vec!['𠮷', '⌀']);
    assert_eq!(missing_characters("龜龟，ABC ①"), Vec::<char>::new());
}

#[test]
fn every_character_of_unicode_can_be_printed() {
    let mut sheet = sheet(Lang::En, 1);
    let every: Vec<char> = (0..=0x10_ffff_u32).step_by(7).filter_map(char::from_u32).take(30_000).collect();
    sheet.special_requirements = every.into_iter().collect();
    assert!(confirmation(&sheet).is_ok());
}

#[test]
fn a_watermark_stands_behind_the_text() {
    let sheet = ConfirmationSheet { watermark: Some("草稿".into()), ..sheet(Lang::Hant, 9) };
    assert_eq!(pages(&written("watermark", &sheet)), 2);
}

#[test]
fn a_text_too_long_for_a_code_is_refused() {
    let sheet = ConfirmationSheet { qr_text: "x".repeat(3_000), ..sheet(Lang::En, 1) };
    assert!(matches!(confirmation(&sheet), Err(PdfError::QrTooLong(3_000))));
}

#[test]
fn the_words_of_every_language_can_be_printed() {
    for lang in all() {
        let words = lang.words();
        let texts = [words.intro, words.acceptance, words.please_check, words.requested, words.seal];
        for text in texts {
            assert_eq!(missing_characters(text), Vec::<char>::new());
        }
    }
}
