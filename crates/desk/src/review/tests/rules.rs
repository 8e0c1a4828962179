use platform::day::Instant;
use platform::money::{Discount, UnitPrice};
use platform::quantity::Quantity;
use platform::step::{Weight, findings};
use platform::trouble::Say;
use platform::who::Role;
use serde_json::json;

use super::super::checks::{ALL, kept, moved, special_reasons};
use super::super::facts::Facts;
use super::super::grounds;
use super::super::shown::percent;
use super::super::source;
use super::super::verdicts::price;
use super::{Desk, ids, order_of};
use crate::order::{Channel, Commitment, Confirmation};
use crate::people::setting::PolicyChange;

/// What spoils a good order, and which rule says so.
pub type Spoils = (&'static str, fn(&mut Facts));

pub const TABLE: &[Spoils] = &[
    ("complete.customer", |f| f.customer = None),
    ("complete.contact", |f| f.order.head.contact.name = " ".into()),
    ("complete.contact", |f| {
        f.order.head.contact.phone = "12".into();
        f.order.head.contact.email = "nobody".into();
    }),
    ("complete.product", |f| f.order.lines.clear()),
    ("complete.spec", |f| f.order.lines[0].spec = String::new()),
    ("complete.quantity", |f| f.order.lines[0].quantity = Quantity::ZERO),
    ("complete.date", |f| f.order.lines[0].requested_on = None),
    ("complete.place", |f| f.order.lines[0].place = String::new()),
    ("complete.special", |f| f.order.head.special_answered = false),
    ("accurate.product", |f| f.products.clear()),
    ("accurate.product", |f| f.order.lines[0].product = None),
    ("accurate.feasible", |f| f.order.lines[0].product = None),
    ("accurate.spec", |f| f.order.lines[0].spec = "M8×20 A2-70 不鏽鋼".into()),
    ("accurate.unit", |f| f.order.lines[0].unit = "箱".into()),
    ("accurate.pack", |f| f.order.lines[0].quantity = Quantity::whole(150).unwrap()),
    ("accurate.arithmetic", |f| f.order.lines[0].price = UnitPrice::from_millionths(1)),
    ("accurate.arithmetic", |f| f.order.gross = f.order.net),
    ("accurate.rate", |f| f.gross_company = None),
    ("accurate.date", |f| f.order.lines[0].requested_on = Some(f.today)),
    ("accurate.date", |f| f.order.lines[0].requested_on = Some("2027-06-12".parse().unwrap())),
    ("accurate.place", |f| f.order.lines[0].place = "臺中市".into()),
    ("accurate.contact", |f| f.order.head.contact.fax = "12".into()),
    ("accurate.contact", |f| f.order.head.contact.email = "order#hongda".into()),
    ("accurate.duplicate", |f| f.duplicate = Some("SO-2026-000001".into())),
    ("accurate.source", |f| f.sources = vec![read_of("HB-M6x20-A2", "900", "0.36")]),
    ("accurate.source", |f| f.sources = vec![read_of("HB-M6x20-A2", "1000", "0.35")]),
    ("accurate.source", |f| f.sources = vec![read_of("GP-25CC", "1", "980")]),
    ("accurate.source", |f| f.sources = vec![read_as(json!({"requested": "2027-06-16"}))]),
    ("accurate.source", |f| f.sources = vec![read_as(json!({"address": "高雄市前鎮區成功二路 25 號"}))]),
    ("accurate.source", |f| f.sources = vec![read_as(json!({"customer_order_no": "PO-2"}))]),
    ("legal.blocked", |f| f.customer.as_mut().unwrap().blocked = true),
    ("legal.permit", |f| {
        f.products.values_mut().for_each(|p| p.restricted = true);
        f.customer.as_mut().unwrap().licence_no = String::new();
    }),
    ("legal.licence", |f| f.customer.as_mut().unwrap().licence_until = Some(f.today.add_days(30).unwrap())),
    ("legal.licence", |f| f.customer.as_mut().unwrap().licence_until = Some(f.today.add_days(-1).unwrap())),
    ("legal.agreement", |f| f.policy.needs_agreement = true),
    ("delivery.late", |f| f.order.lines[0].requested_on = Some("2026-11-19".parse().unwrap())),
    ("delivery.denied", |f| {
        let word =
            Commitment { department: Role::Production, by: "鄭".into(), at: Instant::EPOCH, can: false, day: None };
        f.commitments.insert(f.order.lines[0].id, word);
    }),
    ("payment.term", |f| f.order.payment_term = "月結180天".into()),
    ("payment.term", |f| f.order.payment_term = String::new()),
    ("payment.credit", |f| f.credit.limit = 0),
    ("payment.overdue", |f| f.credit.receivable.as_mut().unwrap().overdue = 1),
    ("payment.import", |f| f.credit.receivable = None),
    ("price.policy", |f| f.policy_moves = vec![moved_setting("price.authority.manager", "1000", "3000")]),
    ("payment.policy", |f| f.policy_moves = vec![moved_setting("credit.import_days", "7", "90")]),
    ("major.consent", |f| f.gross_company = Some(100_000_000)),
];

fn moved_setting(name: &str, from: &str, to: &str) -> PolicyChange {
    serde_json::from_value(json!({
        "id": "0192f0c4-0000-7000-8000-000000000001", "name": name, "from": from, "to": to, "state": "accepted",
        "ground": "為此單", "asked_at": "2026-11-19T00:00:00Z", "asked_by": "0192f0c4-0000-7000-8000-000000000002",
        "asked_name": "王經理", "answered_at": "2026-11-19T01:00:00Z", "answered_name": "林總", "answer": "",
    }))
    .unwrap()
}

/// The order's own line, with something of the head that differs.
fn read_as(head: serde_json::Value) -> source::Read {
    let mut reading = json!({"lines": [{"sku": "HB-M6x20-A2", "qty": "1000"}]});
    for (key, value) in head.as_object().into_iter().flatten() {
        reading[key] = value.clone();
    }
    source::of_json("order.xlsx", &reading.to_string()).unwrap()
}

#[tokio::test]
async fn c1_3_1_days_place_and_number_of_a_document_are_compared_as_they_are_meant() {
    let desk = Desk::open().await;
    let mut sketch = order_of("C001", "HB-M6x20-A2", 1_000);
    sketch.customer_order_no = "PO-1".into();
    let order = desk.entered(sketch).await;
    let says = async |head: serde_json::Value| {
        let mut facts = desk.facts(&order).await;
        facts.sources = vec![read_as(head)];
        findings(ALL, &facts).iter().map(|broken| broken.say.key.to_string()).collect::<Vec<_>>()
    };
    for same in [
        json!({"requested": "2027-06-15", "customer_order_no": "ＰＯ－１"}),
        json!({"address": "臺中市西屯區工業區二十路18號"}),
        json!({"address": "台中市西屯区工业区二十路 18 号"}),
        json!({"lines": [{"sku": "HB-M6x20-A2", "qty": "600", "requested": "2027-06-15"}, {"sku": "HB-M6x20-A2", "qty": "400", "requested": "2027-07-01"}]}),
    ] {
        assert_eq!(says(same.clone()).await, Vec::<String>::new(), "{same}");
    }
    assert_eq!(says(json!({"requested": "2027-06-16"})).await, ["check-source-day"]);
    assert_eq!(says(json!({"address": "高雄市前鎮區成功二路 25 號"})).await, ["check-source-place"]);
    assert_eq!(says(json!({"customer_order_no": "PO-11"})).await, ["check-source-number"]);
}

#[tokio::test]
async fn c1_3_1_one_number_in_three_spellings_is_one_order() {
    let desk = Desk::open().await;
    let numbered = |no: &str| super::Sketch { customer_order_no: no.into(), ..order_of("C001", "HB-M6x20-A2", 1_000) };
    desk.entered(numbered("PO-1")).await;
    for (no, twin) in
        [("po 1", true), ("ＰＯ－１", true), ("PO_1", true), ("PO-11", false), ("PO1-1", false), ("", false)]
    {
        let order = desk.entered(numbered(no)).await;
        let found = ids(&findings(ALL, &desk.facts(&order).await)).contains(&"accurate.duplicate");
        assert_eq!(found, twin, "{no}");
    }
}

fn read_of(sku: &str, qty: &str, price: &str) -> source::Read {
    let reading = json!({"lines": [{"sku": sku, "qty": qty, "price": price}]}).to_string();
    source::of_json("order.xlsx", &reading).unwrap()
}

#[tokio::test]
async fn c3_2_1_a_good_order_breaks_no_rule_and_each_fault_breaks_its_own() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let good = desk.facts(&order).await;
    assert_eq!(ids(&findings(ALL, &good)), Vec::<&str>::new());
    for (rule, spoil) in TABLE {
        let mut facts = desk.facts(&order).await;
        spoil(&mut facts);
        let found = ids(&findings(ALL, &facts));
        assert!(found.contains(rule), "{rule} says nothing: {found:?}");
    }
    let untested: Vec<&str> = ALL
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !TABLE.iter().any(|(rule, _)| rule == id))
        .filter(|id| (!id.starts_with("price.") || *id == "price.policy") && *id != "delivery.custom")
        .collect();
    assert_eq!(untested, Vec::<&str>::new(), "price and custom lines have tests of their own");
}

#[tokio::test]
async fn c3_1_2_the_eight_facts_are_never_overridable() {
    let eight: Vec<_> = ALL.iter().filter(|rule| rule.id.starts_with("complete.")).collect();
    assert_eq!(eight.len(), 8);
    assert!(eight.iter().all(|rule| rule.weight == Weight::Must && rule.clause == "3.1.2"));
}

#[tokio::test]
async fn c3_2_3b_prices_are_measured_exactly_at_the_edges_of_each_authority() {
    use super::super::verdicts::price::Within::{Beyond, Manager, Specialist, UnderFloor};
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "GP-25CC", 1)).await;
    let facts = desk.facts(&order).await;
    let mut line = order.lines[0].clone();
    let product = facts.product(line.product).unwrap().clone();
    let mut low = product.clone();
    low.floor_price = UnitPrice::from_millionths(1);
    let within =
        |line: &crate::order::Line, product| price::of(line, Some(product), None, order.currency, &facts.policy).within;
    // List 980, floor 842.80: three per cent is 950.60, ten per cent is 882.
    for (price, expected) in [
        ("980", Specialist),
        ("1200", Specialist),
        ("950.6", Specialist),
        ("950.599999", Manager),
        ("882", Manager),
        ("881.999999", Beyond),
        ("842.8", Beyond),
        ("842.799999", UnderFloor),
    ] {
        line.price = price.parse().unwrap();
        assert_eq!(within(&line, &product), expected, "{price}");
    }
    line.price = "980".parse().unwrap();
    line.discount = Discount::from_bp(300).unwrap();
    assert_eq!(within(&line, &low), Specialist, "a discount counts as the price it makes");
    line.discount = Discount::from_bp(301).unwrap();
    assert_eq!(within(&line, &low), Manager);
    let unlisted = crate::order::Line { product: None, list_price: None, floor_price: None, ..line };
    assert_eq!(price::of(&unlisted, None, None, order.currency, &facts.policy).within, price::Within::Unlisted);
}

#[tokio::test]
async fn c3_2_3b_the_margin_and_the_deviation_are_those_of_the_whole_order() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "GP-25CC", 10).off(5)).await;
    let facts = desk.facts(&order).await;
    let (money, bp) = price::whole(&order, &facts.prices).unwrap();
    assert_eq!((money.to_string().as_str(), bp), ("490.00", 500));
    // Net 9,310.00, cost 6,664.00.
    assert_eq!(price::margin_bp(&facts), Some(2842));
    assert_eq!([percent(2842), percent(-410), percent(300), percent(5)], ["28.42", "-4.1", "3", "0.05"]);
}

#[tokio::test]
async fn c3_2_1_a_ground_holds_for_the_facts_it_was_given_on_and_for_its_role() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let mut facts = desk.facts(&order).await;
    facts.duplicate = Some("SO-2026-000001".into());
    let before = findings(ALL, &facts);
    facts.duplicate = Some("SO-2026-000002".into());
    let after = findings(ALL, &facts);
    assert_ne!(before[0].facts, after[0].facts);
    let given = grounds::as_if_given(&before, Role::Specialist);
    assert_eq!(given.len(), 1);
    assert_eq!(grounds::of_role(&given, Role::Manager), [], "the manager does not speak for the specialist");
}

#[tokio::test]
async fn c3_2_3_what_moved_between_submission_and_decision_is_named() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let mut facts = desk.facts(&order).await;
    facts.duplicate = Some("SO-2026-000001".into());
    let then = kept(&findings(ALL, &facts), &[]);
    assert_eq!(moved(&then, &findings(ALL, &facts)), []);
    facts.duplicate = None;
    facts.credit.receivable.as_mut().unwrap().overdue = 5;
    let moved = moved(&then, &findings(ALL, &facts));
    let told: Vec<(&str, bool, bool)> =
        moved.iter().map(|m| (m.rule.as_str(), m.before.is_some(), m.now.is_some())).collect();
    assert_eq!(told, [("accurate.duplicate", true, false), ("payment.overdue", false, true)]);
    assert_eq!(moved[0].before, Some(Say::new("check-duplicate").arg("no", "").arg("other", "SO-2026-000001")));
}

#[tokio::test]
async fn c3_2_2_an_order_is_special_for_named_reasons_only() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let mut facts = desk.facts(&order).await;
    assert_eq!(special_reasons(&facts, &[]), Vec::<&str>::new());
    facts.order.channel = Channel::Phone;
    facts.order.confirmation = Confirmation::Confirmed;
    facts.order.head.special = "附出廠檢驗報告".into();
    assert_eq!(special_reasons(&facts, &[]), ["special-oral", "special-wishes"]);
}

#[tokio::test]
async fn the_checks_of_many_lines_take_as_many_statements_as_those_of_one() {
    let desk = Desk::open().await;
    let mut few = order_of("C001", "HB-M6x20-A2", 1_000);
    let mut many = few.clone();
    many.lines =
        vec![("HB-M6x20-A2", 100), ("GP-25CC", 1), ("CC-800x1800", 1), ("BR-6204-2RS", 1), ("HB-M6x30-A2", 100)];
    few.lines = vec![("GP-25CC", 1)];
    let mut counts = Vec::new();
    for sketch in [few, many] {
        let (order, who) = (desk.entered(sketch).await, desk.person("chen").await);
        let count = desk.read(move |tx| {
            let before = tx.statements();
            Facts::gather(tx, &who, &order)?;
            Ok(tx.statements() - before)
        });
        counts.push(count.await);
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[0] <= 45, "{counts:?}");
}
