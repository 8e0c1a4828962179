//! 3.1.3, 4.4.1 over HTTP on both engines: a cancellation said on the telephone, and the link on which the customer confirms
//! it: what he sees, what it takes, what it never lets through.

use platform::{Id, Trouble, outbox};
use serde_json::{Value, json};

use crate::cancellations::{asked, press};
use crate::cast::{MANAGER, SECOND, SPECIALIST};
use crate::changes::{approved, filed, id_of, talked};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, submit, written};

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// Said on the telephone: so many of the first line are not wanted.
async fn spoken(by: &Client, order: &str, quantity: &str) -> String {
    let note = talked(by, order, "phone").await;
    let wish = json!({"note": note, "reason": "工程縮減", "lines": [{"no": "1", "quantity": quantity}]});
    id_of(&by.post_json(&format!("/api/v1/orders/{order}/cancellations"), &wish).await.done())
}

/// The path of its newest link, as its holder has it.
pub async fn link(desk: &Desk, one: &str) -> String {
    let id: Id = one.parse().expect("an id");
    let link = desk.app.read(move |tx| ::desk::changes::heard_link(tx, id)).await.expect("a read").expect("a link");
    desk.app.config().heard_address(link.id).replace(&desk.base, "")
}

async fn says(desk: &Desk, link: &str, word: Value) -> Answer {
    desk.stranger().post_json(&format!("{link}/answer"), &word).await
}

fn signed() -> Value {
    json!({"answer": "signed", "name": "林志豪", "drawn": "M10 20L30 40"})
}

async fn shown(by: &Client, one: &str) -> Value {
    by.get_json(&format!("/api/v1/cancellations/{one}")).await.done()
}

/// Whether the manager gets it.
async fn submits(by: &Client, one: &str) -> bool {
    let answer = press(by, one, "submission", json!({})).await;
    assert!(answer.status == 200 || answer.refused() == ["3.1.3"], "{}", answer.text());
    answer.status == 200
}

pub async fn duties(by: &Client, kind: &str) -> usize {
    let inbox = by.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().into_iter().flatten().filter(|row| row["kind"] == kind).count()
}

/// Mails that wait to leave and have these words in their subject.
pub async fn mails(desk: &Desk, words: &str) -> Vec<String> {
    let queued = desk.app.read(|tx| {
        let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
        outbox::list(tx, outbox::OutboxState::Queued, end, 50)
    });
    let queued = queued.await.expect("the outbox");
    queued.into_iter().map(|parcel| parcel.body).filter(|body| body.contains(words)).collect()
}

pub async fn past_the_acts(desk: &Desk, statement: &'static str) {
    let moved: Result<Vec<i64>, Trouble> =
        desk.app.0.db.write(move |tx| Ok(tx.list_built("moved", statement, &[], |_| Ok(1))?)).await;
    assert!(!moved.expect("past the acts").is_empty());
}

/// What the clock does every minute.
pub async fn looked(desk: &Desk) {
    ::desk::changes::remind_customers(&desk.app).await.expect("a look");
}

pub async fn at(desk: &Desk, by: &Client, instant: &str) {
    desk.clock.set(instant.parse().expect("an instant"));
    by.log_in(SPECIALIST).await;
}

/// Somebody who has no mail at all.
pub async fn by_telephone(desk: &Desk) -> Standing {
    past_the_acts(desk, "UPDATE customer SET email = '' WHERE code = 'C004' RETURNING 1").await;
    let chen = desk.log_in(SPECIALIST).await;
    let mut content = written("CH-7");
    content["email"] = json!("");
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    approve(&desk.log_in(MANAGER).await, &order.id).await.done();
    order
}

both! {
    async fn c3_1_3_a_spoken_cancellation_is_signed_by_the_customer_on_his_link(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-1").await;
        let one = spoken(&chen, &order.id, "50").await;
        assert!(!submits(&chen, &one).await, "neither link nor paper");
        let (customer, link) = (desk.stranger(), link(&desk, &one).await);
        let page = customer.get(&link).await;
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow, noarchive");
        let html = page.page();
        for part in ["CX-2026-000001", order.number.as_str(), "HB-M6x30-A2", "150", "CH-1", "簽署"] {
            assert!(html.contains(part), "{part} is not on the page: {html}");
        }
        assert!(!html.contains("/login") && !html.contains("工程縮減"), "no way into the desk, no words of ours");
        assert!(customer.get(&format!("{link}?lang=en")).await.page().contains("please confirm your cancellation"));
        assert!(customer.get(&format!("{link}?lang=zh-Hans")).await.page().contains("请您确认取消内容"));

        let nameless = says(&desk, &link, json!({"answer": "signed", "name": " "})).await;
        assert_eq!((nameless.refused(), nameless.rules()), (vec!["3.1.3".to_string()], vec!["heard.name".to_string()]));
        let scribble = json!({"answer": "signed", "name": "林志豪", "drawn": "\"><script>"});
        assert_eq!(says(&desk, &link, scribble).await.status, 400, "only strokes are strokes");
        assert_eq!(says(&desk, &link, json!({"answer": "perhaps", "name": "林志豪"})).await.status, 400);
        says(&desk, &link, json!({"answer": "understood"})).await.done();
        assert!(!submits(&chen, &one).await, "understood is not signed");
        let answer = says(&desk, &link, signed()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(says(&desk, &link, signed()).await.rules(), ["heard.once"], "once is enough");

        let kept = shown(&chen, &one).await;
        let said = &kept["answers"][0];
        assert_eq!(kept["answers"][1]["kind"], "understood", "that he said first");
        let of = |name: &str| said[name].as_str().unwrap_or("").to_string();
        assert_eq!((of("kind"), of("name"), of("drawn")), ("signed".into(), "林志豪".into(), "M10 20L30 40".into()));
        assert_eq!((of("address"), of("digest").len()), ("127.0.0.1".into(), 64), "{said}");
        assert!(said["at"].is_string() && html.contains(&of("digest")), "what he was shown is what is digested");
        assert_eq!(kept["cancellation"]["confirmed"]["digest"], said["digest"]);
        let page = chen.get(&format!("/cancellations/{one}")).await.page();
        for part in ["M10 20L30 40", "127.0.0.1", "林志豪", of("digest").as_str()] {
            assert!(page.contains(part), "{part} is kept: {page}");
        }
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("經連結"), "the history says by which door: {story}");
        assert!(submits(&chen, &one).await);
        assert!(says(&desk, &link, signed()).await.status >= 400, "it is the manager's now");
        desk.verified().await;
    }

    async fn c3_1_3_no_other_link_confirms_a_spoken_cancellation(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, other) = (approved(&desk, "CH-2").await, approved(&desk, "CH-2b").await);
        let (one, theirs) = (spoken(&chen, &order.id, "50").await, spoken(&chen, &other.id, "20").await);
        let of_theirs = link(&desk, &theirs).await;
        says(&desk, &of_theirs, signed()).await.done();
        assert!(!submits(&chen, &one).await, "somebody else's signature is not his");
        assert!(submits(&chen, &theirs).await);
        // One that is made anew ends the one before; one of a month ago ends by itself.
        let first = link(&desk, &one).await;
        let place = format!("/api/v1/cancellations/{one}/links");
        assert_eq!(desk.log_in(SECOND).await.post_json(&place, &json!({})).await.status, 403, "not his order");
        let again = chen.post_json(&place, &json!({})).await.done();
        let second = again["link"].as_str().expect("an address").replace(&desk.base, "");
        assert!(first != second && desk.stranger().get(&first).await.page().contains("此連結已失效"));
        assert_eq!(says(&desk, &first, signed()).await.rules(), ["heard.open"]);
        let id = &again["id"];
        assert_eq!(id, one.as_str());
        let page = chen.get(&format!("/cancellations/{one}")).await.page();
        let leads = page.split(&format!("/cancellations/{one}/links/")).nth(1).expect("a link")[..36].to_string();
        assert!(chen.get(&format!("/cancellations/{one}/links/{leads}")).await.page().contains("<svg"));
        desk.clock.advance(DAY * 31).expect("a month later");
        assert_eq!(says(&desk, &second, signed()).await.rules(), ["heard.open"], "thirty days are over");
        assert!(desk.stranger().get(&second).await.page().contains("此連結已失效"));
        // The secret is in no row, and guessing it is slowed down.
        let secret = second.rsplit('/').next().expect("a secret").to_string();
        let queued = mails(&desk, "{heard:").await;
        assert!(!queued.is_empty() && queued.iter().all(|body| !body.contains(&secret)), "{queued:?}");
        let (guesser, wrong) = (desk.stranger(), format!("/links/cancellations/{}", "A".repeat(43)));
        for _ in 0..30 {
            assert_eq!(guesser.get(&wrong).await.status, 404);
        }
        assert_eq!(guesser.get(&wrong).await.status, 429);
        desk.verified().await;
    }

    async fn c3_1_3_what_was_misheard_is_disputed_corrected_and_signed_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-3").await;
        let one = spoken(&chen, &order.id, "50").await;
        let first = link(&desk, &one).await;
        let disputed = |text: &str| json!({"answer": "disputed", "text": text});
        assert_eq!(says(&desk, &first, disputed(" ")).await.rules(), ["heard.text"]);
        says(&desk, &first, disputed("是 60 個，不是 50 個")).await.done();
        assert_eq!(says(&desk, &first, signed()).await.rules(), ["heard.once"], "he has said that it is wrong");
        assert!(!submits(&chen, &one).await);
        assert_eq!(duties(&chen, "correct_cancellation").await, 1);
        assert!(chen.get(&format!("/cancellations/{one}")).await.page().contains("是 60 個，不是 50 個"));
        assert_eq!(press(&chen, &one, "reminders", json!({})).await.rules(), ["heard.undisputed"]);
        let form = chen.get(&format!("/cancellations/{one}/edit")).await.page();
        assert!(form.contains("value=\"50\"") && form.contains("工程縮減"), "{form}");
        let note = talked(&chen, &order.id, "phone").await;
        let corrected = |quantity: &str, reason: &str| json!({"note": note, "reason": reason, "lines": [{"no": "1", "quantity": quantity}]});
        let place = format!("/api/v1/cancellations/{one}");
        assert_eq!(chen.post_json(&place, &corrected("201", "工程縮減")).await.rules(), ["cancel.beyond"]);
        chen.post_json(&place, &corrected("60", "工程縮減")).await.done();
        assert_eq!(duties(&chen, "correct_cancellation").await, 0);
        let rules = says(&desk, &first, signed()).await.rules();
        assert_eq!(rules, ["heard.open", "heard.present"], "the old content is signed by nobody");
        let second = link(&desk, &one).await;
        assert!(desk.stranger().get(&second).await.page().contains("60"));
        says(&desk, &second, signed()).await.done();
        // Other words of ours take nothing from his signature; another quantity does.
        chen.post_json(&place, &corrected("60", "工程縮減，第二期不做")).await.done();
        assert!(shown(&chen, &one).await["cancellation"]["confirmed"]["at"].is_string());
        chen.post_json(&place, &corrected("70", "工程縮減")).await.done();
        assert!(!submits(&chen, &one).await, "nobody signed 70");
        let third = link(&desk, &one).await;
        past_the_acts(&desk, "UPDATE heard_link SET digest = token WHERE ended_at IS NULL RETURNING 1").await;
        assert_eq!(says(&desk, &third, signed()).await.rules(), ["heard.present"], "what it shows is not what stands here");
        assert_eq!(says(&desk, &third, json!({"answer": "understood"})).await.rules(), ["heard.present"]);
        assert!(desk.stranger().get(&third).await.page().contains("內容已於送出後變更"));
        // On paper it goes on all the same, and then no link is open.
        desk.clock.advance(std::time::Duration::from_secs(60)).expect("later");
        let paper = filed(&chen, &order.id).await;
        press(&chen, &one, "confirmation", json!({"source": paper})).await.done();
        assert_eq!(press(&chen, &one, "links", json!({})).await.rules(), ["heard.spoken"]);
        assert!(submits(&chen, &one).await);
        assert!(chen.post_json(&place, &corrected("80", "再改")).await.status >= 400, "it is the manager's now");
        desk.verified().await;
    }

    async fn c3_1_3_who_does_not_confirm_a_cancellation_is_reminded_once_every_working_day(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-4").await;
        let one = spoken(&chen, &order.id, "50").await;
        assert_eq!(mails(&desk, "請確認：").await.len(), 1);
        // Said on Tuesday at ten: due on Thursday at ten, Taipei's time.
        at(&desk, &chen, "2026-11-26T01:59:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk, "尚待確認：").await.is_empty(), "not before it is due");
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        looked(&desk).await;
        let first = mails(&desk, "尚待確認：").await;
        assert!(first.len() == 1 && first[0].contains("{heard:"), "{first:?}");
        assert_eq!(press(&chen, &one, "reminders", json!({})).await.rules(), ["heard.daily"]);
        at(&desk, &chen, "2026-11-27T02:00:00Z").await;
        press(&chen, &one, "reminders", json!({})).await.done();
        assert_eq!(mails(&desk, "尚待確認：").await.len(), 2, "by hand, at once");
        looked(&desk).await;
        assert_eq!(mails(&desk, "尚待確認：").await.len(), 2, "by hand or by the clock, once a day");
        // Nobody is reminded on a Sunday, or of what is signed.
        at(&desk, &chen, "2026-11-29T06:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, "尚待確認：").await.len(), 2);
        at(&desk, &chen, "2026-11-30T02:00:00Z").await;
        says(&desk, &link(&desk, &one).await, signed()).await.done();
        at(&desk, &chen, "2026-12-03T06:00:00Z").await;
        looked(&desk).await;
        assert_eq!(press(&chen, &one, "reminders", json!({})).await.rules(), ["heard.spoken"]);
        assert_eq!(mails(&desk, "尚待確認：").await.len(), 2);
        // What came by mail is written already: nobody is asked.
        let written = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "10"}]})).await;
        assert_eq!(press(&chen, &written, "links", json!({})).await.rules(), ["heard.spoken"]);
        desk.verified().await;
    }

    async fn c3_1_3_without_a_mail_the_owner_calls_and_the_next_call_waits_for_this_one(desk) {
        let order = by_telephone(&desk).await;
        let chen = desk.log_in(SPECIALIST).await;
        let one = spoken(&chen, &order.id, "50").await;
        assert!(duties(&chen, "tell_customer").await > 0, "he is told on the telephone where to look");
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(duties(&chen, "remind_customer").await, 1);
        at(&desk, &chen, "2026-11-27T02:00:00Z").await;
        assert_eq!(press(&chen, &one, "reminders", json!({})).await.rules(), ["heard.call"]);
        looked(&desk).await;
        assert_eq!(duties(&chen, "remind_customer").await, 1);
        let page = chen.get(&format!("/orders/{}?tab=departments", order.id)).await.page();
        assert!(page.contains("尚未收到您的確認") && !page.contains("{heard:"), "the words to say: {page}");
        desk.verified().await;
    }
    async fn c2_2_1c_nobody_is_asked_again_about_a_cancellation_of_an_order_on_hold(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-10").await;
        let one = spoken(&chen, &order.id, "50").await;
        let hold = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk, "尚待確認：").await.is_empty());
        assert_eq!(press(&chen, &one, "reminders", json!({})).await.rules(), ["heard.held"]);
        manager.log_in(MANAGER).await;
        manager.post_json(&hold, &json!({"hold": "off", "ground": "恢復"})).await.done();
        press(&chen, &one, "reminders", json!({})).await.done();
        desk.verified().await;
    }

    async fn c4_4_1_a_cancellation_is_corrected_while_it_is_its_owners(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-11").await;
        let one = asked(&chen, &order.id, json!({"lines": [{"no": "1", "quantity": "50"}]})).await;
        let note = talked(&chen, &order.id, "email").await;
        let place = format!("/api/v1/cancellations/{one}");
        let other = json!({"note": note, "reason": "看錯項次", "lines": [{"no": "2", "quantity": "30"}]});
        assert_eq!(desk.log_in(SECOND).await.post_json(&place, &other).await.status, 403, "not his order");
        let silent = json!({"note": note, "reason": " ", "lines": [{"no": "2", "quantity": "30"}]});
        assert_eq!(chen.post_json(&place, &silent).await.refused(), ["4.4.1"]);
        chen.post_json(&place, &other).await.done();
        let parts = shown(&chen, &one).await["cancellation"]["parts"].clone();
        assert_eq!((parts.as_array().map(Vec::len), &parts[0]["no"], &parts[0]["quantity"]), (Some(1), &json!(2), &json!("30")));
        // The first line is free again for whoever wants to change it; the second is not.
        let change = |no: &str| json!({"note": note, "reason": "加量", "lines": [{"no": no, "quantity": "300"}]});
        let changes = format!("/api/v1/orders/{}/changes", order.id);
        assert_eq!(chen.post_json(&changes, &change("2")).await.rules(), ["change.one"]);
        chen.post_json(&changes, &change("1")).await.done();
        assert!(submits(&chen, &one).await, "it came in writing");
        assert_eq!(chen.post_json(&place, &other).await.refused(), ["4.4.1"]);
        desk.verified().await;
    }
}
