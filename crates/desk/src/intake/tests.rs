//! The entrances and the gate of 3.1.3, through the real acts and addresses on a real database.

mod confirming;
mod proof;
mod tray;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use platform::act::{Act, App, Config, Outcome};
use platform::clock::FixedClock;
use platform::db::{Db, Place};
use platform::files::Files;
use platform::history::hex;
use platform::ids::SeededIds;
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::order::{self, Approval, Confirmation, NoteKind, Order, duty};
use crate::{masters, people};

static DESKS: AtomicU32 = AtomicU32::new(0);

/// The demo company on SQLite, on a Thursday morning.
struct Desk {
    app: App,
    folder: PathBuf,
    chen: Person,
    wang: Person,
    manager: Person,
}

async fn opened(folder: &std::path::Path, number: u32) -> App {
    let clock = Arc::new(FixedClock::at("2026-11-19T09:30:00+08:00".parse().unwrap()));
    let ids = Arc::new(SeededIds::new(u64::from(number)));
    let place = Place::Sqlite(folder.join("lidan.db"));
    let db = Db::open(&place, clock.clone(), ids.clone(), crate::MIGRATIONS).await.unwrap();
    let config = Config {
        data_dir: folder.to_path_buf(),
        public_url: "http://desk.example".into(),
        secure: false,
        demo: true,
        smtp: None,
        zone: "Asia/Taipei".into(),
        seal_key: vec![1; 32],
    };
    App::new(db, clock, ids, Files::at(&folder.join("files")), config)
}

impl Desk {
    async fn open() -> Desk {
        let number = DESKS.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("lidan-intake-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let app = opened(&folder, number).await;
        app.0.db.write(people::demo_cast).await.unwrap();
        let cast = app
            .read(|tx| Ok((with(tx, Role::Specialist)?, with(tx, Role::Manager)?, with(tx, Role::Finance)?)))
            .await
            .unwrap();
        let executive = app.read(|tx| with(tx, Role::Executive)).await.unwrap().remove(0);
        let (specialists, managers, finance) = cast;
        let one = |login: &str| specialists.iter().find(|p| p.login == login).unwrap().clone();
        let (chen, wang, manager) = (one("chen"), one("wang"), managers[0].clone());
        masters::demo(&app, &manager, &finance[0], &executive).await.unwrap();
        Desk { app, folder, chen, wang, manager }
    }

    async fn does<A: Act>(&self, who: &Person, act: A) -> A::Done {
        self.app.perform(who, act).await.map_err(|t| format!("{t:?}")).unwrap()
    }

    /// The clauses of a refusal, or the fields of a form that cannot be read.
    async fn refused<A: Act>(&self, who: &Person, act: A) -> Vec<String> {
        match self.app.perform(who, act).await {
            Err(Trouble::Refused(no)) => no.broken.iter().map(|b| b.rule.to_string()).collect(),
            Err(Trouble::Invalid(fields)) => fields.0.into_iter().map(|(field, _)| field).collect(),
            Err(Trouble::Forbidden { clause, .. }) => vec![clause.to_string()],
            other => panic!("was not refused: {:?}", other.err()),
        }
    }

    async fn order(&self, id: Id) -> Order {
        self.app
            .read(move |tx| {
                order::fetch(tx, &Person { roles: Role::ALL.iter().copied().collect(), ..Person::system() }, id)
            })
            .await
            .unwrap()
    }

    async fn duties(&self, about: Id) -> Vec<String> {
        let open = self.app.read(move |tx| duty::of(tx, about)).await.unwrap();
        let mut kinds: Vec<String> = open.into_iter().map(|duty| duty.kind).collect();
        kinds.sort();
        kinds
    }

    async fn phoned(&self) -> Order {
        let entered = self.does(&self.chen, RecordOrder { typed: Typed::of(&phone_form()), draft: NEW_FORM }).await;
        self.order(entered.id).await
    }

    async fn sent(&self) -> Order {
        let order = self.phoned().await;
        let act = self.sending(&order).await;
        self.does(&self.chen, act).await;
        self.order(order.id).await
    }

    async fn sending(&self, order: &Order) -> SendConfirmation {
        let (shown, digest) = (order.clone(), order.content_digest.clone());
        let printed = self.app.read(move |tx| sheet(tx, &shown)).await.unwrap();
        assert!(printed.pdf.starts_with(b"%PDF"));
        let stored = self.app.0.files.keep(&printed.pdf).unwrap();
        let form = SendForm { medium: "email".into(), to: String::new() };
        SendConfirmation { order: order.id, form, stored, name: printed.name, digest, link: NewLink::made(&self.app) }
    }

    fn returned(&self, order: &Order, code: Option<String>) -> RegisterReturn {
        let stored = self.app.0.files.keep(b"%PDF-1.7 a scan").unwrap();
        RegisterReturn { order: order.id, stored, name: "scan.pdf".into(), media_type: "application/pdf", code }
    }

    async fn cookie(&self, login: &str) -> String {
        let answer = self.post("/login", "", &format!("login={login}&password=demo")).await;
        let cookie = answer.headers().get(header::SET_COOKIE).expect("a session").to_str().unwrap();
        cookie.split(';').next().unwrap().to_string()
    }

    fn service(&self) -> Router {
        crate::routes::service(self.app.clone())
    }

    async fn post(&self, path: &str, cookie: &str, body: &str) -> axum::response::Response {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookie)
            .body(Body::from(body.to_string()))
            .unwrap();
        self.service().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        page(self.service().oneshot(request).await.unwrap()).await
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn with(tx: &mut Tx, role: Role) -> Outcome<Vec<Person>> {
    people::persons_with(tx, role)?.into_iter().map(|member| people::fetch(tx, member.id)).collect()
}

async fn page(answer: axum::response::Response) -> (StatusCode, String) {
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

fn phone_form() -> Value {
    json!({
        "channel": "phone", "customer": "C004", "contact": "林志豪", "phone": "+886-2-2698-5510",
        "email": "lin@hongyuan.example", "requested_on": "2027/1/15", "place": "新北市汐止區大同路一段 239 號",
        "special_none": "yes", "customer_order_no": "PO-1",
        "lines": [{"sku": "gp-25cc", "qty": "１０"}, {"sku": "HB-M6x20-A2", "qty": "1,200", "price": "0.36", "price_base": "1"}],
    })
}

#[tokio::test]
async fn c3_1_2_a_phoned_order_takes_its_number_and_waits_for_the_confirmation() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    assert_eq!(order.number, "SO-2026-000001");
    assert_eq!((order.approval, order.confirmation), (Approval::Draft, Confirmation::ToSend));
    assert_eq!(desk.duties(order.id).await, ["send_confirmation", "submit"]);
    // Names, units and prices left empty come from the list.
    let pump = &order.lines[0];
    assert_eq!(
        (pump.sku.as_str(), pump.quantity.to_string(), Some(pump.price)),
        ("GP-25CC", "10".into(), pump.list_price)
    );
    assert_eq!(
        (order.lines[1].quantity.to_string(), order.lines[1].amount.to_string()),
        ("1200".into(), "432.00".into())
    );
    assert_eq!(order.payment_term, "月結30天");
    assert!(order.head.special_answered);
}

#[tokio::test]
async fn c1_3_1_everything_that_cannot_be_read_is_told_at_its_field() {
    let desk = Desk::open().await;
    let typed = Typed::of(&json!({
        "channel": "phone", "customer": "C004", "currency": "USD", "requested_on": "2026-02-30", "email": "nobody",
        "lines": [{"sku": "NOPE-1", "qty": "5"}, {"sku": "GP-25CC", "qty": "2000000000"}, {"sku": "X-1", "name": "special bracket", "qty": "3"}],
    }));
    let fields = desk.refused(&desk.chen, RecordOrder { typed, draft: NEW_FORM }).await;
    for field in ["currency", "requested_on", "email", "lines[0][sku]", "lines[1][qty]"] {
        assert!(fields.iter().any(|f| f == field), "{field} in {fields:?}");
    }
    assert!(!fields.iter().any(|f| f.starts_with("lines[2]")), "a line with a name is a custom one: {fields:?}");
    let nobody = Typed::of(&json!({"channel": "phone", "customer": "有限公司"}));
    assert_eq!(desk.refused(&desk.chen, RecordOrder { typed: nobody, draft: NEW_FORM }).await, ["customer"]);
}

#[tokio::test]
async fn c1_3_1_a_bad_form_comes_back_with_everything_typed() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let body = "channel=phone&customer=C004&contact=Ms+Lin&requested_on=someday&remark=as+last+time&lines[0][sku]=GP-25CC&lines[0][qty]=many";
    let (status, html) = page(desk.post("/orders", &cookie, body).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for kept in [
        "Ms Lin",
        "someday",
        "as last time",
        "value=\"many\"",
        "error-summary",
        "href=\"#f-lines-0-qty\"",
        "id=\"f-lines-0-qty\"",
    ] {
        assert!(html.contains(kept), "{kept} is not in the page");
    }
    let (status, html) = desk.get("/orders/new?channel=visit", &cookie).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("intake-"), "a text is missing: {}", &html[html.find("intake-").unwrap_or(0)..][..80]);
}

#[tokio::test]
async fn one_form_is_one_order_however_often_it_is_sent() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let body = "_once=k1&channel=phone&customer=C004&lines[0][sku]=GP-25CC&lines[0][qty]=2";
    let first = desk.post("/orders", &cookie, body).await;
    let again = desk.post("/orders", &cookie, body).await;
    assert_eq!(first.headers().get(header::LOCATION), again.headers().get(header::LOCATION));
    assert!(first.headers().get(header::LOCATION).is_some());
}

#[tokio::test]
async fn the_checks_answer_while_somebody_types_and_write_nothing() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let body = "channel=phone&customer=C004&lines[0][sku]=&lines[1][sku]=GP-25CC&lines[1][qty]=2";
    let (status, html) = page(desk.post("/orders/check", &cookie, body).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("data-cell=\"contact\" data-fill=\"林志豪\""), "{html}");
    assert!(html.contains("data-cell=\"lines[1][price]\""), "the price of the second row is filled in");
    assert!(desk.app.read(|tx| order::by_number(tx, "SO-2026-000001")).await.unwrap().is_none());
}

#[tokio::test]
async fn c1_3_1_every_mark_of_a_check_stands_in_a_cell_that_the_grid_has() {
    let columns = super::form_lines::columns(platform::i18n::Lang::En);
    for (check, column) in super::check::MARKED {
        assert!(columns.iter().any(|one| one.key == *column), "{check} marks {column}, and the grid has no such cell");
    }
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    // A broken pack, in the second row of the grid.
    let body = "channel=phone&customer=C004&lines[0][sku]=&lines[1][sku]=HB-M6x20-A2&lines[1][qty]=150";
    let (_, html) = page(desk.post("/orders/check", &cookie, body).await).await;
    let marked = html.split("<span hidden").filter(|span| span.starts_with(" data-cell=\"lines[1][qty]\">")).count();
    assert_eq!(marked, 1, "{html}");
}

#[tokio::test]
async fn a_draft_survives_a_killed_server_and_ends_with_the_save() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let body = "channel=phone&customer=C004&contact=half+typed&_once=form-1";
    let (status, answer) = page(desk.post(&format!("/scratch/{NEW_FORM}"), &cookie, body).await).await;
    assert_eq!((status, answer.contains("09:30:00")), (StatusCode::OK, true), "{answer}");

    let again = opened(&desk.folder, 77).await;
    let chen = desk.chen.clone();
    let kept = again.read(move |tx| super::scratch::fetch(tx, &chen, NEW_FORM)).await.unwrap().expect("the draft");
    assert_eq!(kept.typed.get("contact"), "half typed");
    let (_, html) = desk.get("/orders/new", &cookie).await;
    assert!(html.contains("half typed") && html.contains("09:30:00"));

    desk.post("/orders", &cookie, &format!("{body}&draft={NEW_FORM}")).await;
    // A draft that was on its way while the form was sent does not come back to life.
    desk.post(&format!("/scratch/{NEW_FORM}"), &cookie, body).await;
    let chen = desk.chen.clone();
    assert!(desk.app.read(move |tx| super::scratch::fetch(tx, &chen, NEW_FORM)).await.unwrap().is_none());
}

#[tokio::test]
async fn c1_3_1_two_edits_of_one_order_are_merged_and_nothing_is_lost() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    let customer = desk.app.read(move |tx| masters::customer(tx, order.customer)).await.unwrap();
    let base = Typed::of_order(&order, customer.as_ref());
    let mut first = base.clone();
    first.set("place", "Tainan");
    first.set("remark", "theirs");
    desk.does(&desk.chen, RewriteOrder { order: order.id, typed: first }).await;

    let cookie = desk.cookie("chen").await;
    let seen = base.seen.unwrap();
    let encoded =
        percent_encoding::utf8_percent_encode(&base.to_json().to_string(), percent_encoding::NON_ALPHANUMERIC)
            .to_string();
    let body = format!(
        "seen={seen}&base={encoded}&channel=phone&customer=C004&contact=林志豪&remark=mine&place=&payment_term=30"
    );
    let (status, html) = page(desk.post(&format!("/orders/{}", order.id), &cookie, &body).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        html.contains("conflict[0][keep]") && html.contains("theirs") && html.contains("mine"),
        "both values are shown"
    );
    assert_eq!(desk.order(order.id).await.head.remark, "theirs", "nothing was written");
}

#[tokio::test]
async fn c3_2_1_a_draft_is_given_up_with_a_reason_and_keeps_its_number() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    let discard = |reason: &str| DiscardOrder { order: order.id, form: DiscardForm { reason: reason.into() } };
    assert_eq!(desk.refused(&desk.wang, discard("not mine")).await, ["3.2.1"]);
    assert_eq!(desk.refused(&desk.chen, discard("")).await, ["discard.reason"]);
    desk.does(&desk.chen, discard("entered twice")).await;
    let order = desk.order(order.id).await;
    assert_eq!((order.approval, order.number.as_str()), (Approval::Withdrawn, "SO-2026-000001"));
    assert_eq!(desk.duties(order.id).await, ["file_order"], "nothing is left but to put it away");
}

#[tokio::test]
async fn c4_4_1_a_customer_withdraws_on_what_he_said() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    let act = |linked: String| CustomerWithdraws {
        order: order.id,
        form: WithdrawalForm { reason: "bought elsewhere".into(), linked },
    };
    assert_eq!(desk.refused(&desk.chen, act(String::new())).await, ["withdrawal.linked"]);
    let (chen, id) = (desk.chen.clone(), order.id);
    let note = desk.app.0.db.write(move |tx| {
        let order = order::fetch(tx, &chen, id)?;
        order::add_note(tx, &chen, &order, NoteKind::Contact, "phone", "he takes it back")
    });
    let note = note.await.unwrap();
    desk.does(&desk.chen, act(note.to_string())).await;
    assert_eq!(desk.order(id).await.approval, Approval::Withdrawn);
    let cookie = desk.cookie("chen").await;
    let copy = desk.post(&format!("/orders/{id}/copy"), &cookie, "").await;
    let (_, html) = desk.get(copy.headers().get(header::LOCATION).unwrap().to_str().unwrap(), &cookie).await;
    assert!(html.contains("GP-25CC") && !html.contains("PO-1"));
}

#[tokio::test]
async fn the_order_page_offers_what_the_steps_allow() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    for (who, expects) in [(desk.chen.clone(), true), (desk.wang.clone(), false)] {
        let order = order.clone();
        let drawn = desk.app.read(move |tx| {
            let lang = platform::i18n::Lang::En;
            Ok((confirmation_box(tx, &who, &order, lang)?, edit_links(tx, &who, &order, lang)?))
        });
        let (card, links) = drawn.await.unwrap();
        assert_eq!(card.0.contains("/dispute"), expects);
        assert_eq!(links.0.contains("/edit"), expects);
        assert!(card.0.contains("signed-return") && !card.0.contains("intake-") && !links.0.contains("intake-"));
    }
}
