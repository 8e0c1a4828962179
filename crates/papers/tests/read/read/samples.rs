use super::kit::*;
use serde_json::Value;

fn matches_expected(file: &str, doubts: &[&str]) {
    let stem = file.rsplit_once('.').unwrap().0;
    let reading = entered(&fixture(file), file).unwrap();
    let mut entry = serde_json::to_value(&reading).unwrap();
    entry.as_object_mut().unwrap().remove("doubts");
    let expected: Value = serde_json::from_slice(&fixture(&format!("{stem}.expected.json"))).unwrap();
    assert_eq!(serde_json::to_string_pretty(&entry).unwrap(), serde_json::to_string_pretty(&expected).unwrap());
    assert_eq!(codes(&reading), doubts, "{:#?}", reading.doubts);
}

#[test]
fn the_plain_workbook_is_entered_as_a_clerk_would() {
    matches_expected("01-xlsx_plain.xlsx", &["placed placed_from_number"]);
}

#[test]
fn the_messy_workbook_is_entered_as_a_clerk_would() {
    matches_expected(
        "02-xlsx_messy.xlsx",
        &["total formula_without_value", "file sheet_text", "placed placed_from_number", "lines tax_included"],
    );
}

#[test]
fn the_gb_csv_is_entered_as_a_clerk_would() {
    matches_expected("03-csv_gb.csv", &[]);
}
