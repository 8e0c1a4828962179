//! Which group of fields which role sees (1.2, 3.2.3b): declared once, kept in a file that a reviewer reads, and true on
//! every page, for every machine, in every export, search and print, and in every mail.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicU32, Ordering};

use ::desk::masters::sees::GROUPS;
use ::desk::masters::{self, Kind};
use platform::outbox::{self, OutboxState};
use platform::who::{Role, Roles};
use serde_json::json;

use super::routes::as_committed;
use crate::cast::{self, MANAGER, SPECIALIST};
use crate::changes;
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::furnished;
use crate::orders::{Standing, TICKS, recorded, said_on_the_telephone, seen, submit, written};

/// (group, what tells it): nothing else in the company says these words.
const MARKS: &[(&str, &[&str])] = &[
    (
        "sale_money",
        &["7131.9", "7,131.9", "8413.7", "8,413.7", "58895.9", "58,895.9", "6217.3", "6,217.3", "訂金甲", "售價口信"],
    ),
    ("cost", &["5377.3", "5,377.3"]),
    ("margin", &["24.6 %", "24.60"]),
    ("supplier", &["供應商甲"]),
    ("contact", &["聯絡人甲", "marked@contact.example", "1313-8787"]),
    ("notes", &["內部註記甲", "內部註記乙"]),
];

const PRODUCT: &str = "sku,name_hant,unit,specification,list_price,floor_price,currency,tax_rate,pack,supply,lead_days,supplier,cost\n\
    MARK-1,標記件,台,M1,7131.9,6217.3,CNY,13,1,buy,5,供應商甲,5377.3\n";

/// Addresses that one reader finds are tried by all.
const ADDRESSES_MAX: usize = 900;

#[test]
fn the_file_of_roles_and_fields_is_what_the_code_says() {
    let mut drawn = String::from(
        "Who sees which group of fields. + sees it; o of his own order, on his link; s where the setting cost.specialists\n\
         is on; . never.\n\n",
    );
    drawn.push_str(&format!("{:<12}", "group"));
    for role in Role::ALL {
        drawn.push_str(&format!(" {:<10}", role.code()));
    }
    drawn.truncate(drawn.trim_end().len());
    drawn.push('\n');
    for group in GROUPS {
        drawn.push_str(&format!("{:<12}", group.name));
        for role in Role::ALL {
            let sign = match role {
                Role::Customer if group.on_link => "o",
                role if (group.sees)(only(*role)) => "+",
                role if (group.sees)(only(*role).shown_cost(true)) => "s",
                _ => ".",
            };
            drawn.push_str(&format!(" {sign:<10}"));
        }
        drawn.truncate(drawn.trim_end().len());
        drawn.push('\n');
    }
    as_committed("role-fields.txt", &drawn);
    let names: Vec<&str> = GROUPS.iter().map(|group| group.name).collect();
    assert_eq!(names, MARKS.iter().map(|(group, _)| *group).collect::<Vec<_>>(), "every group is walked");
}

fn only(role: Role) -> Roles {
    Roles::none().with(role)
}

/// What an answer says, whatever it is written in.
fn words(answer: &Answer) -> String {
    match answer.header("content-type") {
        kind if kind.contains("spreadsheet") => workbook(&answer.body),
        kind if kind.contains("pdf") => printed(&answer.body),
        _ => answer.text(),
    }
}

fn workbook(body: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(body)).expect("a workbook");
    let mut all = String::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        if part.name().ends_with(".xml") {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("its content");
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    all
}

fn printed(body: &[u8]) -> String {
    static PRINTS: AtomicU32 = AtomicU32::new(0);
    let number = PRINTS.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("lidan-fields-{}-{number}.pdf", std::process::id()));
    std::fs::write(&file, body).expect("a file");
    let text = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let _ = std::fs::remove_file(&file);
    String::from_utf8_lossy(&text.expect("pdftotext, which bin/test installs").stdout).into_owned()
}

/// The groups that a text tells, with the mark that tells it.
fn told(text: &str) -> Vec<(&'static str, &'static str)> {
    let marks = MARKS.iter().flat_map(|(group, marks)| marks.iter().map(move |mark| (*group, *mark)));
    marks.filter(|(_, mark)| text.contains(mark)).collect()
}

/// Everything that bears a mark, and the customer's link.
struct Seeded {
    link: String,
    order: Standing,
    addresses: Vec<String>,
}

async fn seeded(desk: &Desk) -> Seeded {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    let who = desk.app.read(|tx| ::desk::people::by_login(tx, MANAGER)).await.expect("the manager");
    let table = PRODUCT.as_bytes().to_vec();
    let report = masters::import(&desk.app, &who, Kind::Products, table, "marks.csv", false).await.expect("a table");
    assert_eq!((report.added, report.bad), (1, 0), "{:?}", report.errors);
    if report.prices > 0 {
        let run = report.run.expect("a run");
        let answer = json!({"answer": "accepted", "text": "同意"});
        desk.log_in("executive")
            .await
            .post_json(&format!("/api/v1/price-proposals/{run}/answer"), &answer)
            .await
            .done();
    }
    let order = negotiated(desk, &chen, &manager).await;
    furnished::marked_purchase(desk, &order.id, "5377.3").await;
    let wish = json!({"lines": [{"no": "1", "quantity": "9", "price": "7131.9"}], "reason": "客戶工地擴建"});
    changes::asked(&chen, &order.id, wish).await;
    let link = oral(desk, &chen).await;
    let product = chen.get_json("/api/v1/products/search?q=MARK-1").await.done()[0]["id"].clone();
    let product = product.as_str().expect("the marked product").to_string();
    let mut addresses: Vec<String> = [
        "/",
        "/products?q=MARK-1",
        "/orders?group=customer",
        "/orders?group=owner",
        "/orders/lines?group=sku",
        "/search?q=MARK-1",
        "/search?q=F-1",
        "/search?q=1313-8787",
        "/palette?q=MARK-1",
        "/palette?q=F-1",
        "/products/search?q=MARK-1",
        "/customers/search?q=C004",
        "/orders?cols=all",
        "/orders/lines?cols=all",
        "/orders/export.xlsx?cols=all",
        "/orders/lines/export.xlsx?cols=all",
        "/orders/export.csv?cols=all",
        "/orders/lines/export.csv?cols=all",
    ]
    .map(str::to_string)
    .to_vec();
    addresses.push(format!("/products/{product}"));
    if let Some(run) = report.run {
        addresses.extend([
            format!("/imports/{run}"),
            format!("/imports/{run}/marked"),
            format!("/price-proposals/{run}"),
        ]);
    }
    let routes = ::desk::routes::all();
    let plain = routes.shown().iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
    addresses.extend(plain.map(|route| route.path.to_string()));
    Seeded { link, order, addresses }
}

fn marked(mut content: serde_json::Value) -> serde_json::Value {
    content["contact"] = json!("聯絡人甲");
    content["email"] = json!("marked@contact.example");
    content["phone"] = json!("+886-2-1313-8787");
    content["deposit"] = json!("訂金甲");
    content["lines"] = json!([{"sku": "MARK-1", "qty": "7", "price": "8413.7"}]);
    content
}

/// Through the rounds: sent back, negotiated, approved; with notes, a talk, a problem and a question.
async fn negotiated(desk: &Desk, chen: &Client, manager: &Client) -> Standing {
    let order = recorded(chen, &marked(written("F-1"))).await;
    let at = |place: &str| format!("/api/v1/orders/{}/{place}", order.id);
    chen.post_json(&at("notes"), &json!({"kind": "comment", "text": "內部註記甲"})).await.done();
    let talk = json!({"kind": "contact", "medium": "phone", "text": "售價口信甲"});
    chen.post_json(&at("notes"), &talk).await.done();
    chen.post_json(&at("notes"), &json!({"kind": "question", "medium": "production", "text": "內部註記乙"}))
        .await
        .done();
    let problem = json!({"title": "內部註記乙", "story": "內部註記乙", "order": order.number, "department": "production", "severity": "minor"});
    chen.post_json("/api/v1/problems", &problem).await.done();
    submit(chen, &order.id).await.done();
    manager.post_json(&at("return"), &json!({"reasons": ["price"], "text": "售價口信乙"})).await.done();
    chen.post_json(&at("offers"), &json!({"text": "售價口信丙"})).await.done();
    submit(chen, &order.id).await.done();
    manager.post_json(&at("approval"), &json!({"decision": "售價口信丁", "ticks": TICKS})).await.done();
    assert_eq!(seen(manager, &order.id).await["approval"], "approved");
    let _ = desk;
    order
}

/// A telephoned order whose sheet lies with the customer; the path of his link.
async fn oral(desk: &Desk, chen: &Client) -> String {
    let order = recorded(chen, &marked(said_on_the_telephone())).await;
    let sheet = format!("/api/v1/orders/{}/confirmation", order.id);
    chen.post_json(&sheet, &json!({"medium": "email"})).await.done();
    let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
    let place = format!("/orders/{}/links/", order.id);
    let at = page.find(&place).expect("a link on the page") + place.len();
    desk.app.config().link_address(page[at..at + 36].parse().expect("an id")).replace(&desk.base, "")
}

/// Where a page leads to; what only turns or sorts a list leads nowhere new.
fn leads_to(page: &str) -> BTreeSet<String> {
    let from = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let whole =
        from.map(|href| href.replace("&amp;", "&")).map(|href| href.split('#').next().unwrap_or("").to_string());
    let skipped = ["sort=", "after=", "before=", "density=", "lang=", "theme=", "/assets", "/about", "/process"];
    whole.filter(|href| href.starts_with('/') && !skipped.iter().any(|part| href.contains(part))).collect()
}

/// Of the many products, customers and people only those that are marked are looked at.
fn worth(address: &str, seeded: &Seeded) -> bool {
    let one_of_many = ["/products/0", "/people/0", "/plant/0", "/prices/0"];
    let marked = seeded.addresses.iter().any(|known| known == address);
    marked
        || !one_of_many.iter().any(|part| address.contains(part))
            && !address.contains(&format!("{}/copy", seeded.order.id))
}

both! {
    async fn c1_2_no_address_export_print_or_mail_tells_a_role_what_is_not_its(desk) {
        walked(&desk).await;
    }
}

async fn walked(desk: &Desk) {
    let seeded = seeded(desk).await;
    let mut readers: Vec<(&str, Client)> = Vec::new();
    for login in cast::ALL {
        readers.push((login, desk.log_in(login).await));
    }
    let addresses = found(&readers, &seeded).await;
    assert!(addresses.len() > 120 && addresses.len() < ADDRESSES_MAX, "{} addresses", addresses.len());
    let mut wrong = walk(desk, &readers, &addresses).await;
    on_the_link(desk, &seeded, &mut wrong).await;
    in_mails(desk, &mut wrong).await;
    assert!(wrong.is_empty(), "{} leaks: {wrong:#?}", wrong.len());
    // The other position of the switch: specialists find cost and margin, and nobody finds more than before.
    let place = product_of(&readers, &addresses).await;
    let told_cost = |page: String| told(&page).iter().any(|(group, _)| *group == "cost");
    let chen = desk.log_in(SPECIALIST).await;
    assert!(!told_cost(chen.get(&place).await.page()), "off unless somebody switches it on");
    switched(desk, "yes").await;
    let some = |login: &str| [SPECIALIST, "production", "warehouse", "employee"].contains(&login);
    let some: Vec<(&str, Client)> = readers.into_iter().filter(|(login, _)| some(login)).collect();
    // Pages may lead somewhere new now, such as to a purchase's contract.
    let mut more = addresses.clone();
    more.extend(found(&some, &seeded).await);
    let mut wrong = walk(desk, &some, &more).await;
    in_mails(desk, &mut wrong).await;
    assert!(wrong.is_empty(), "{} leaks with the switch on: {wrong:#?}", wrong.len());
    let machine = chen.get_json("/api/v1/products?q=MARK-1").await.text();
    assert!(machine.contains("5377.3"), "{machine}");
    switched(desk, "no").await;
    assert!(!told_cost(chen.get(&place).await.page()), "and off again at once, without a new login");
}

/// The marked product's page.
async fn product_of(readers: &[(&str, Client)], addresses: &BTreeSet<String>) -> String {
    let (_, manager) = readers.iter().find(|(login, _)| *login == MANAGER).expect("the manager");
    for address in addresses.iter().filter(|address| address.starts_with("/products/0")) {
        if manager.get(address).await.page().contains("MARK-1") {
            return address.clone();
        }
    }
    panic!("no page of the marked product");
}

/// The manager proposes, the executive accepts.
async fn switched(desk: &Desk, to: &str) {
    let path = "/api/v1/settings/cost.specialists";
    let asked =
        desk.log_in(MANAGER).await.post_json(path, &json!({"value": to, "ground": "報價需看成本"})).await.done();
    let answer = format!("{path}/changes/{}", asked["id"].as_str().expect("an id"));
    desk.log_in("executive").await.post_json(&answer, &json!({"answer": "accepted", "text": ""})).await.done();
}

/// What each of them reads and should not, and what he should and does not.
async fn walk(desk: &Desk, readers: &[(&str, Client)], addresses: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (login, reader) in readers {
        let name = (*login).to_string();
        let roles = desk.app.read(move |tx| ::desk::people::by_login(tx, &name)).await.expect("the cast").roles;
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for address in addresses {
            let page = reader.get(address).await;
            // A door that is shut is shut for both.
            let machine = if page.status == 403 { None } else { Some(("machine", reader.get_json(address).await)) };
            for (how, answer) in [("page", page)].into_iter().chain(machine) {
                if answer.status >= 500 {
                    wrong.push(format!("{login} {address}: {}", answer.status));
                }
                for (group, mark) in told(&words(&answer)) {
                    *seen.entry(group).or_default() += 1;
                    let known = GROUPS.iter().find(|known| known.name == group).expect("a group");
                    // What somebody typed into the address himself is no news to him; whoever keeps the mail running reads
                    // the envelope, and nothing behind it.
                    let envelope = mark.contains('@') && address.starts_with("/outbox");
                    if !(known.sees)(roles) && !address.contains(mark) && !envelope {
                        wrong.push(format!("{login} reads {group} ({mark}) on {address} as a {how}"));
                    }
                }
            }
        }
        for group in GROUPS.iter().filter(|group| (group.sees)(roles) && !seen.contains_key(group.name)) {
            wrong.push(format!("{login} is promised {} and finds it nowhere", group.name));
        }
    }
    wrong
}

/// Whose pages lead somewhere that the others' do not.
const GUIDES: &[&str] = &["chen", "manager", "production", "purchasing", "finance", "executive", "admin"];

/// Every address that one of them finds from the menu on, two steps deep.
async fn found(readers: &[(&str, Client)], seeded: &Seeded) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = seeded.addresses.iter().cloned().collect();
    for (_, reader) in readers.iter().filter(|(login, _)| GUIDES.contains(login)) {
        let mut front: BTreeSet<String> = seeded.addresses.iter().cloned().collect();
        front.insert(format!("/orders/{}", seeded.order.id));
        for _ in 0..2 {
            let mut next = BTreeSet::new();
            for address in &front {
                let answer = reader.get(address).await;
                if answer.header("content-type").contains("html") {
                    next.extend(leads_to(&answer.text()).into_iter().filter(|to| worth(to, seeded)));
                }
            }
            front = next.difference(&all).cloned().collect();
            all.extend(next);
        }
    }
    all.retain(|address| address != "/logout");
    all
}

async fn on_the_link(desk: &Desk, seeded: &Seeded, wrong: &mut Vec<String>) {
    let customer = desk.stranger();
    let mut own = BTreeSet::new();
    for place in ["", "/sheet.pdf", "?lang=en"] {
        let answer = customer.get(&format!("{}{place}", seeded.link)).await;
        assert_eq!(answer.status, 200, "{place}");
        for (group, mark) in told(&words(&answer)) {
            own.insert(group);
            if !GROUPS.iter().any(|known| known.name == group && known.on_link) {
                wrong.push(format!("the customer reads {group} ({mark}) on his link{place}"));
            }
        }
    }
    for group in GROUPS.iter().filter(|group| group.on_link && !own.contains(group.name)) {
        wrong.push(format!("the customer is promised {} and finds it nowhere", group.name));
    }
}

/// A mail is read by whom it goes to: a customer, or somebody of the house.
async fn in_mails(desk: &Desk, wrong: &mut Vec<String>) {
    let mut mails = 0;
    for state in [OutboxState::Queued, OutboxState::Sent, OutboxState::Dead] {
        let parcels = desk.app.read(move |tx| {
            let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
            outbox::list(tx, state, end, 200)
        });
        for parcel in parcels.await.expect("the outbox") {
            mails += 1;
            let outside = parcel.body.contains("marked@contact.example");
            for (group, mark) in told(&parcel.body) {
                let known = GROUPS.iter().find(|known| known.name == group).expect("a group");
                if !outside || !known.on_link {
                    wrong.push(format!("a {} tells {group} ({mark}): {}", parcel.kind, parcel.body));
                }
            }
        }
    }
    assert!(mails >= 2, "the customer was written to: {mails}");
}
