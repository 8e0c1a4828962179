//! 4.1.4: the message that the page drafts of a delay reaches the customer: as a mail, or as a call that is its owner's duty
//! until it was made and written down; and the books of promises keep cause, owner, message and answer.

use platform::Id;
use platform::day::Day;
use serde_json::{Value, json};

use crate::cast::{PRODUCTION, SECOND, SPECIALIST};
use crate::client::Client;
use crate::delays::{case_of, case_state, planned_from};
use crate::desk::Desk;
use crate::heard::{duties, mails, past_the_acts};
use crate::orders::{Standing, seen};
use crate::production::{acknowledged, id, pumps_for};

const MAIL: &str = "lin@hongyuan.example";

/// Twelve pumps that come later than promised; the case of it.
async fn late(desk: &Desk, no: &str, email: &str) -> (Standing, String) {
    let (order, made) = pumps_for(desk, no, "2026-12-18", "12", email).await;
    let production = desk.log_in(PRODUCTION).await;
    acknowledged(&production, id(&made)).await;
    planned_from(&production, id(&made), "2026-12-23").await;
    let case = case_of(desk, &order.number).await;
    (order, case)
}

async fn case(by: &Client, case: &str) -> Value {
    by.get_json(&format!("/api/v1/delays/{case}")).await.done()["delay"].clone()
}

/// What stands in the form before anybody has typed a word.
async fn draft(by: &Client, case: &str) -> String {
    let page = by.get(&format!("/delays/{case}?remedy=new_date")).await.page();
    let field = page.split("name=\"message\"").nth(1).expect("the message's field");
    let text = field.split_once('>').and_then(|(_, rest)| rest.split_once("</textarea>")).expect("its words");
    // A browser leaves out the line's end that the field begins with.
    text.0.trim_start().to_string()
}

async fn tells(by: &Client, case: &str, message: &str) {
    let form = json!({"remedy": "new_date", "message": message});
    by.post_json(&format!("/api/v1/delays/{case}/message"), &form).await.done();
}

/// The calls that are still to be made for an order.
async fn calls(by: &Client, order: &str) -> (String, Vec<String>) {
    let page = by.get(&format!("/orders/{order}?tab=departments")).await.page();
    let open = page.split("action=\"/notices/").skip(1).map(|form| form[..36].to_string()).collect();
    (page, open)
}

/// (before, after, kind, cause, owner, message, answer) of each promise that an order's lines ever had moved.
async fn promises(desk: &Desk, order: &str) -> Vec<(String, String, String, String, String, String, String)> {
    const MOVES: &str = "SELECT before_on, after_on, kind, cause, owner, message, answer FROM promise_move \
        WHERE order_id = $1 AND what = 'promise' ORDER BY at, id";
    let id: Id = order.parse().expect("an id");
    let read = desk.app.read(move |tx| {
        Ok(tx.list_built("promises", MOVES, &[&id], |row| {
            let day = |at: usize| Ok(row.get::<Option<Day>>(at)?.map_or(String::new(), |day| day.to_string()));
            Ok::<_, platform::Fault>((
                day(0)?,
                day(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })?)
    });
    read.await.expect("a read")
}

both! {
    async fn c4_1_4_the_drafted_message_is_the_mail_that_the_customer_gets(desk) {
        let (order, delay) = late(&desk, "DT-1", MAIL).await;
        let chen = desk.log_in(SPECIALIST).await;
        let known = case(&chen, &delay).await;
        let (promised, forecast) = (known["promised_on"].as_str().expect("a day"), known["forecast_on"].as_str().expect("a day"));
        assert!(promised < forecast, "{known}");
        let message = draft(&chen, &delay).await;
        for part in [order.number.as_str(), "GP-25CC", promised, forecast, "我們的生產排程有調整", "可否改為"] {
            assert!(message.contains(part), "{part} is drafted: {message}");
        }
        assert!(mails(&desk, "交期（貴方單號").await.is_empty(), "a draft is nobody's mail");
        let silent = chen.post_json(&format!("/api/v1/delays/{delay}/message"), &json!({"remedy": "new_date", "message": " "})).await;
        assert_eq!((silent.refused(), silent.rules()), (vec!["4.1.4".to_string()], vec!["delay.message".to_string()]));
        let calls_before = duties(&chen, "tell_customer").await;
        tells(&chen, &delay, &message).await;
        let sent = mails(&desk, "交期（貴方單號").await;
        let [mail] = &sent[..] else { panic!("one mail: {sent:?}") };
        let mail: Value = serde_json::from_str(mail).expect("a mail");
        assert_eq!((&mail["to"], mail["subject"].as_str().map(|s| s.contains(&order.number))), (&json!(MAIL), Some(true)));
        let text = mail["text"].as_str().expect("its text");
        assert!(text.contains(&message), "word for word: {text}");
        for part in [forecast, "林志豪", "DT-1", "請告訴我們是否同意"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("{link:") && !text.contains("{change:") && !text.contains("/links/"), "he answers the specialist: {text}");
        assert_eq!(duties(&chen, "tell_customer").await, calls_before, "nobody has to call");
        assert_eq!(case_state(&chen, &delay).await, "told");
        desk.verified().await;
    }

    async fn c4_1_4_without_a_mail_telling_him_is_the_owners_duty_with_the_words_to_say(desk) {
        past_the_acts(&desk, "UPDATE customer SET email = '' WHERE code = 'C001' RETURNING 1").await;
        let (order, delay) = late(&desk, "DT-2", "").await;
        let chen = desk.log_in(SPECIALIST).await;
        // That it was accepted was told already.
        for notice in calls(&chen, &order.id).await.1 {
            chen.post_json(&format!("/api/v1/notices/{notice}/done"), &json!({"spoke_with": "林志豪", "said": "知道了"})).await.done();
        }
        assert_eq!(duties(&chen, "tell_customer").await, 0);
        let message = draft(&chen, &delay).await;
        tells(&chen, &delay, &message).await;
        assert!(mails(&desk, "交期（貴方單號").await.is_empty(), "he has none");
        assert_eq!(duties(&chen, "tell_customer").await, 1);
        assert_eq!(duties(&desk.log_in(SECOND).await, "tell_customer").await, 0, "it is the owner's");
        let (page, open) = calls(&chen, &order.id).await;
        let [notice] = &open[..] else { panic!("one call: {page}") };
        let forecast = case(&chen, &delay).await["forecast_on"].as_str().expect("a day").to_string();
        for part in [message.as_str(), forecast.as_str(), "請與 林志豪", "+886-2-2698-5510", "並記下與誰聯絡上"] {
            assert!(page.contains(part), "{part} is to be said: {page}");
        }
        let done = format!("/api/v1/notices/{notice}/done");
        let nobody = chen.post_json(&done, &json!({"spoke_with": " ", "said": "可以"})).await;
        assert_eq!((nobody.refused(), nobody.rules()), (vec!["3.2.5".to_string()], vec!["told.whom".to_string()]));
        let other = desk.log_in(SECOND).await.post_json(&done, &json!({"spoke_with": "林志豪", "said": "可以"})).await;
        assert_eq!(other.status, 403, "not his order");
        assert_eq!(duties(&chen, "tell_customer").await, 1, "still to be done");
        chen.post_json(&done, &json!({"spoke_with": "林志豪", "said": "改期可以"})).await.done();
        assert_eq!((duties(&chen, "tell_customer").await, calls(&chen, &order.id).await.1.len()), (0, 0));
        assert!(chen.get(&format!("/orders/{}?tab=notes", order.id)).await.page().contains("林志豪: 改期可以"));
        assert!(chen.post_json(&done, &json!({"spoke_with": "林志豪", "said": "再一次"})).await.status >= 400, "once");
        desk.verified().await;
    }

    async fn c4_1_4_an_agreed_delay_keeps_cause_owner_message_and_answer_in_the_books(desk) {
        let (order, delay) = late(&desk, "DT-3", MAIL).await;
        let chen = desk.log_in(SPECIALIST).await;
        let known = case(&chen, &delay).await;
        let (promised, cause) = (known["promised_on"].as_str().expect("a day"), known["cause"].as_str().expect("a cause"));
        let owner = seen(&chen, &order.id).await["owner"].as_str().expect("an owner").to_string();
        let owner: Id = owner.parse().expect("an id");
        let owner = desk.app.read(move |tx| ::desk::people::name_of(tx, owner)).await.expect("a name");
        let message = draft(&chen, &delay).await;
        tells(&chen, &delay, &message).await;
        assert!(promises(&desk, &order.id).await.is_empty(), "what he was told moves no promise");
        let early = json!({"agrees": "yes", "remedy": "new_date", "day": promised, "contact": "林志豪", "answer": "可以"});
        assert_eq!(chen.post_json(&format!("/api/v1/delays/{delay}/answer"), &early).await.refused(), ["4.1.4"], "earlier than it can be");
        let answer = json!({"agrees": "yes", "remedy": "new_date", "day": "2027-01-15", "contact": "林志豪", "answer": "一月中可以"});
        chen.post_json(&format!("/api/v1/delays/{delay}/answer"), &answer).await.done();
        let kept = promises(&desk, &order.id).await;
        let [(before, after, kind, why, whose, said, answered)] = &kept[..] else { panic!("one promise moved: {kept:?}") };
        assert_eq!((before.as_str(), after.as_str(), kind.as_str()), (promised, "2027-01-15", "agreed"));
        assert!(!cause.is_empty() && !owner.is_empty());
        assert_eq!((why.as_str(), whose, said), (cause, &owner, &message));
        assert_eq!(answered, "林志豪: 一月中可以");
        assert_eq!(case_state(&chen, &delay).await, "agreed");
        let page = chen.get(&format!("/orders/{}", order.id)).await.page();
        for part in ["2027-01-15", "林志豪: 一月中可以", owner.as_str()] {
            assert!(page.contains(part), "{part}: {page}");
        }
        desk.verified().await;
    }
}
