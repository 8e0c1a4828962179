//! 3.1.3: what the customer signs is what he sees. Field by field: what stands in the digest stands on the sheet and on
//! the link, and what does not stand there changes neither.

use serde_json::{Value, json};

use super::link::link_path;
use crate::cast::SPECIALIST;
use crate::orders::{recorded, said_on_the_telephone, seen};

/// Typed words, each found again by its own name.
const WORDS: &[&str] = &[
    "deposit",
    "transport_term",
    "transport_mode",
    "freight_payer",
    "insurance",
    "unloading",
    "packing",
    "marking",
    "label_language",
    "special",
    "remark",
];
/// Keys of the digest that the page shows in another form than the text that is kept: as a name, a word, a figure.
const OTHERWISE: &[&str] = &[
    "id",
    "product",
    "customer",
    "revision",
    "channel",
    "kind",
    "delivery_policy",
    "currency",
    "quantity",
    "price",
    "price_base",
    "discount",
    "tax_rate",
    "amount",
    "net",
    "tax",
    "gross",
];

fn told() -> Value {
    let mut said = said_on_the_telephone();
    for name in WORDS {
        said[*name] = json!(format!("w-{name}"));
    }
    said["special_none"] = json!("");
    said["fax"] = json!("+886-4-2359-1199");
    said["kind"] = json!("sample");
    said["delivery_policy"] = json!("at_once");
    said["lines"][0]["customer_part"] = json!("w-part");
    said["lines"][0]["remark"] = json!("w-line-remark");
    said
}

/// Every text and number of a value, with its key.
fn leaves(key: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(key, value, found)),
        Value::Array(all) => all.iter().for_each(|value| leaves(key, value, found)),
        Value::String(text) if !text.is_empty() => found.push((key.to_string(), text.clone())),
        Value::Number(n) => found.push((key.to_string(), n.to_string())),
        _ => {}
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

both! {
    async fn c3_1_3_all_that_is_signed_is_shown_and_what_is_not_shown_is_not_signed(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = recorded(&chen, &told()).await;
        chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "email"})).await.done();
        let link = link_path(&desk, &chen.get(&format!("/orders/{}?tab=review", order.id)).await.page(), &order.id);
        let customer = desk.stranger();
        let page = customer.get(&link).await.page();
        let paper = customer.get(&format!("{link}/sheet.pdf")).await.body;
        let paper = crate::purchasing::words_of(&desk, &paper);
        let id = order.id.parse().expect("an id");
        let kept = desk.app.read(move |tx| ::desk::order::fetch(tx, &platform::who::Person::system(), id)).await.expect("it");
        let mut signed = Vec::new();
        leaves("", &::desk::order::shown_json(&kept), &mut signed);
        assert!(signed.len() > 60, "{signed:?}");
        for (key, text) in &signed {
            if OTHERWISE.contains(&key.as_str()) {
                continue;
            }
            assert!(page.contains(text.as_str()), "{key} is signed and not on the link: {text}");
            assert!(paper.contains(&plain(text)), "{key} is signed and not on the sheet: {text}");
        }
        for word in ["樣品", "一次交齊", "5"] {
            assert!(page.contains(word) && paper.contains(word), "{word}");
        }
        // What only the desk knows changes nothing that he signed.
        let before = seen(&chen, &order.id).await;
        let mut internal = told();
        internal["priority"] = json!("rush");
        internal["flagged_major"] = json!("yes");
        internal["late_consent"] = json!("11-24 電話：晚一週可");
        internal["late_until"] = json!("2027-12-24");
        internal["confidentiality"] = json!("confidential");
        internal["seen"] = before["lock"].clone();
        for at in 0..3 {
            internal["lines"][at]["id"] = before["lines"][at]["id"].clone();
        }
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &internal).await.done();
        let after = seen(&chen, &order.id).await;
        assert_eq!((&after["priority"], &after["head"]["flagged_major"]), (&json!("rush"), &json!(true)));
        assert_eq!((&before["content_digest"], &after["confirmation"]), (&after["content_digest"], &json!("sent")));
        let again = customer.get(&link).await.page();
        assert!(!again.contains("晚一週") && again.contains("簽署"), "{again}");
        assert_eq!(customer.post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        // One word that he was shown, and his signature holds for it no more.
        internal["remark"] = json!("改了備註");
        internal["seen"] = seen(&chen, &order.id).await["lock"].clone();
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &internal).await.done();
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "to_send");
        desk.verified().await;
    }
}
