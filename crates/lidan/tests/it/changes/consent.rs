//! 3.1.3, 4.3.4: the customer's link of a change: what he is shown, what he says to it, what is kept of that, and what the
//! link never lets through.

use super::*;
use crate::heard::{at, duties, mails, past_the_acts};

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);
const STROKES: &str = "M10 20L30 40";

/// Said on the telephone: another quantity of the first line.
async fn spoken(by: &Client, order: &str, quantity: &str) -> String {
    let note = talked(by, order, "phone").await;
    id_of(&ask(by, order, more(quantity), &note).await.done())
}

async fn word(desk: &Desk, link: &str, word: Value) -> Answer {
    desk.stranger().post_json(&format!("{link}/answer"), &word).await
}

fn by_hand(answer: &str) -> Value {
    json!({"answer": answer, "name": "林志豪", "drawn": STROKES})
}

/// The only text between two others.
fn between<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    page.split(begin).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_else(|| panic!("{begin} in {page}"))
}

/// The digest of what a link's page shows.
fn shown_digest(page: &str) -> String {
    between(page, "link-digest\">", "<").to_string()
}

/// What is kept of a document's answers, past the desk: kind, name, text, strokes, address, agent, digest.
async fn rows(desk: &Desk, change: &str) -> Vec<[String; 7]> {
    const ROWS: &str = "SELECT kind, name, text, drawn, address, agent, digest FROM heard_answer WHERE document = $1 \
        ORDER BY at, id";
    let id: Id = change.parse().expect("an id");
    let read = desk.app.read(move |tx| {
        Ok(tx.list_built("answers", ROWS, &[&id], |row| {
            let digest: Vec<u8> = row.get(6)?;
            let digest = platform::history::hex(&digest);
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, digest])
        })?)
    });
    read.await.expect("a read")
}

async fn submits(by: &Client, change: &str) -> bool {
    let answer = press(by, change, "submission", json!({})).await;
    assert!(answer.status == 200 || answer.refused() == ["3.1.3"], "{}", answer.text());
    answer.status == 200
}

both! {
    async fn c3_1_3_a_spoken_change_is_signed_by_the_customers_hand_on_his_link(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CC-1").await;
        let change = spoken(&chen, &order.id, "300").await;
        let link = link(&desk, &change).await;
        assert_eq!(link, desk.app.config().change_address(change.parse().expect("an id")).replace(&desk.base, ""));
        let customer = desk.stranger();
        let page = customer.get(&link).await;
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow, noarchive");
        let html = page.page();
        for part in ["CR-2026-000001", order.number.as_str(), "CC-1", "<del>200</del>", "<ins>300</ins>", "data-pad=\"drawn\"", "有疑問請洽"] {
            assert!(html.contains(part), "{part} is not on the page: {html}");
        }
        assert!(!html.contains("/login") && !html.contains("工地擴建"), "no way into the desk, no words of ours");
        assert!(customer.get(&format!("{link}?lang=en")).await.page().contains("This is not what you asked for?"));
        assert!(customer.get(&format!("{link}?lang=zh-Hans")).await.page().contains("这不是您要的变更？"));

        let nameless = word(&desk, &link, json!({"answer": "signed", "name": " ", "drawn": STROKES})).await;
        assert_eq!((nameless.refused(), nameless.rules()), (vec!["3.1.3".to_string()], vec!["heard.name".to_string()]));
        assert!(nameless.text().contains("請填姓名後再簽署"), "the way on: {}", nameless.text());
        let scribble = json!({"answer": "signed", "name": "林志豪", "drawn": "\"><script>"});
        assert_eq!(word(&desk, &link, scribble).await.status, 400, "only strokes are strokes");
        assert_eq!(word(&desk, &link, by_hand("perhaps")).await.status, 400);
        assert_eq!(word(&desk, &link, by_hand("agreed")).await.refused(), ["4.3.4"], "nothing is proposed yet");
        word(&desk, &link, json!({"answer": "understood"})).await.done();
        assert!(!submits(&chen, &change).await, "understood is not signed");
        let typed = [("answer", "signed"), ("name", ""), ("drawn", "")];
        let again = customer.post(&format!("{link}/answer"), &typed).await;
        assert!(again.status == 422 && again.text().contains("error-summary"), "he reads why: {}", again.text());
        // As a browser sends it, with its name.
        let agent = "Mozilla/5.0 (a telephone)";
        let body = serde_json::to_vec(&by_hand("signed")).expect("JSON");
        let headers = [("user-agent", agent), ("accept", "application/json"), ("content-type", "application/json")];
        let answer = customer.send_body("POST", &format!("{link}/answer"), &headers, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let twice = word(&desk, &link, by_hand("signed")).await;
        assert_eq!((twice.refused(), twice.rules()), (vec!["3.1.3".to_string()], vec!["heard.once".to_string()]));

        let kept = rows(&desk, &change).await;
        let [understood, signed] = &kept[..] else { panic!("two answers: {kept:?}") };
        assert_eq!(understood[0], "understood");
        let digest = shown_digest(&html);
        assert_eq!(digest.len(), 64);
        let wanted = ["signed", "林志豪", "", STROKES, "127.0.0.1", agent, &digest];
        assert_eq!(signed.each_ref().map(String::as_str), wanted, "what he was shown is what is digested");
        let told = shown(&chen, &change).await;
        let of = |name: &str| told["answers"][0][name].as_str().unwrap_or("").to_string();
        assert_eq!((of("kind"), of("drawn"), of("digest")), ("signed".into(), STROKES.into(), digest.clone()));
        assert!(told["answers"][0]["at"].is_string() && told["change"]["confirmed"]["name"] == "林志豪", "{told}");
        let page = chen.get(&format!("/changes/{change}")).await.page();
        for part in [STROKES, "127.0.0.1", agent, "林志豪", digest.as_str()] {
            assert!(page.contains(part), "{part} is kept: {page}");
        }
        let there = desk.log_in(PRODUCTION).await;
        assert!(shown(&there, &change).await["answers"].is_null(), "who he is is not theirs");
        assert!(!there.get(&format!("/changes/{change}")).await.page().contains("127.0.0.1"));
        let his = customer.get(&link).await.page();
        assert!(his.contains("林志豪 已於") && his.contains(STROKES) && !his.contains("data-pad"), "{his}");
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("經連結"), "the history says by which door: {story}");
        assert!(submits(&chen, &change).await);
        assert!(customer.get(&link).await.page().contains("林志豪 已於"), "what he signed stays as it was");
        assert_eq!(word(&desk, &link, by_hand("signed")).await.refused(), ["3.1.3"], "it is the manager's now");
        desk.verified().await;
    }

    async fn c3_1_3_what_was_misheard_of_a_change_is_disputed_corrected_and_signed_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CC-2").await;
        let change = spoken(&chen, &order.id, "300").await;
        let first = link(&desk, &change).await;
        let disputed = |text: &str| json!({"answer": "disputed", "text": text});
        let silent = word(&desk, &first, disputed(" ")).await;
        assert_eq!((silent.refused(), silent.rules()), (vec!["3.1.3".to_string()], vec!["heard.text".to_string()]));
        word(&desk, &first, disputed("是 360 個，不是 300 個")).await.done();
        assert_eq!(word(&desk, &first, by_hand("signed")).await.rules(), ["heard.once"], "he has said that it is wrong");
        assert!(!submits(&chen, &change).await);
        assert_eq!((duties(&chen, "correct_change").await, duties(&chen, "confirm_change").await), (1, 0));
        assert!(chen.get("/inbox").await.page().contains("更正變更單：客戶表示不符"));
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("是 360 個，不是 300 個") && page.contains("客戶表示內容不符"), "{page}");
        assert_eq!(press(&chen, &change, "reminders", json!({})).await.rules(), ["heard.undisputed"]);
        let kept = rows(&desk, &change).await;
        assert_eq!((kept[0][0].as_str(), kept[0][2].as_str(), kept[0][4].as_str()), ("disputed", "是 360 個，不是 300 個", "127.0.0.1"));
        // Corrected, it goes to him anew; the old content is signed by nobody.
        let note = talked(&chen, &order.id, "phone").await;
        let place = format!("/api/v1/changes/{change}");
        let corrected = |quantity: &str, reason: &str| json!({"note": note, "reason": reason, "lines": [{"no": "1", "quantity": quantity}]});
        chen.post_json(&place, &corrected("360", "客戶更正")).await.done();
        assert_eq!(duties(&chen, "correct_change").await, 0);
        let late = word(&desk, &first, by_hand("signed")).await;
        assert_eq!((late.refused(), late.rules()), (vec!["3.1.3".to_string()], vec!["heard.open".to_string(), "heard.present".to_string()]));
        assert!(desk.stranger().get(&first).await.page().contains("內容已於送出後變更"));
        let second = link(&desk, &change).await;
        assert!(first != second && desk.stranger().get(&second).await.page().contains("<ins>360</ins>"));
        word(&desk, &second, by_hand("signed")).await.done();
        // Other words of ours take nothing from his signature; another quantity does.
        chen.post_json(&place, &corrected("360", "客戶更正，第二期")).await.done();
        assert!(shown(&chen, &change).await["change"]["confirmed"]["at"].is_string());
        chen.post_json(&place, &corrected("370", "再更正")).await.done();
        assert!(!submits(&chen, &change).await, "nobody signed 370");
        // Disputed, and then on paper after all: the duty is over, and no link is open.
        let third = link(&desk, &change).await;
        word(&desk, &third, disputed("再想想")).await.done();
        assert_eq!(duties(&chen, "correct_change").await, 1);
        desk.clock.advance(std::time::Duration::from_secs(60)).expect("later");
        let paper = filed(&chen, &order.id).await;
        press(&chen, &change, "confirmation", json!({"source": paper})).await.done();
        assert_eq!(duties(&chen, "correct_change").await, 0);
        assert_eq!(word(&desk, &third, by_hand("signed")).await.rules(), ["heard.open", "heard.once"]);
        assert_eq!(press(&chen, &change, "links", json!({})).await.rules(), ["change.spoken"]);
        assert!(submits(&chen, &change).await);
        desk.verified().await;
    }

    async fn c4_3_4_a_proposal_is_agreed_to_by_hand_on_its_link(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CC-3").await;
        let change = asked(&chen, &order.id, more("300")).await;
        reviewed(&desk, &change).await;
        let link = link(&desk, &change).await;
        let html = desk.stranger().get(&link).await.page();
        for part in ["數量如所要求", "<ins>300</ins>", "data-pad=\"drawn\"", "稍後再答覆", "不同意的原因"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("客戶工地擴建") && !html.contains(PASS), "no words of ours");
        // Understood is no answer: it is in the history and nothing moves.
        word(&desk, &link, json!({"answer": "understood"})).await.done();
        assert_eq!(press(&chen, &change, "effect", json!({})).await.refused(), ["4.3.4"]);
        assert!(!desk.stranger().get(&link).await.page().contains("稍後再答覆。"), "said once");
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("客戶表示已瞭解變更提案"), "{story}");
        for (answer, rules) in [
            (json!({"answer": "agreed", "name": " ", "drawn": STROKES}), vec!["change.signer"]),
            (json!({"answer": "refused", "name": "林志豪", "text": " "}), vec!["change.refusal"]),
            (json!({"answer": "refused", "name": "", "text": ""}), vec!["change.signer", "change.refusal"]),
        ] {
            let no = word(&desk, &link, answer).await;
            assert_eq!(no.rules(), rules);
            assert!(no.refused().iter().all(|clause| clause == "4.3.4"), "{}", no.text());
        }
        assert_eq!(word(&desk, &link, by_hand("signed")).await.refused(), ["3.1.3"], "it was not said on the telephone");
        assert_eq!(state(&chen, &change).await, "customer_consent");
        let mut agreed = by_hand("agreed");
        agreed["text"] = json!("請儘快");
        word(&desk, &link, agreed.clone()).await.done();
        assert_eq!(word(&desk, &link, agreed).await.rules(), ["change.once"], "once is enough");
        let kept = rows(&desk, &change).await;
        let digest = shown_digest(&html);
        let row = kept[1].each_ref().map(String::as_str);
        assert_eq!((row[0], row[1], row[2], row[3], row[4], row[6]), ("agreed", "林志豪", "請儘快", STROKES, "127.0.0.1", &*digest));
        let page = chen.get(&format!("/changes/{change}")).await.page();
        for part in ["林志豪 已於", "同意", STROKES, "127.0.0.1", digest.as_str()] {
            assert!(page.contains(part), "{part}: {page}");
        }
        press(&chen, &change, "effect", json!({})).await.done();
        assert_eq!(seen(&chen, &order.id).await["revision"], 2);
        let his = desk.stranger().get(&link).await.page();
        assert!(his.contains("林志豪 已於") && his.contains("<del>200</del>"), "what he agreed to stays as it was shown: {his}");
        // A refusal ends it, with his reason.
        let second = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await;
        reviewed(&desk, &second).await;
        let at = super::link(&desk, &second).await;
        word(&desk, &at, json!({"answer": "refused", "name": "林志豪", "text": "太貴"})).await.done();
        assert_eq!(state(&chen, &second).await, "refused_by_customer");
        assert!(chen.get(&format!("/changes/{second}")).await.page().contains("太貴"));
        assert!(desk.stranger().get(&at).await.page().contains("表示不同意"));
        assert_eq!(word(&desk, &at, by_hand("agreed")).await.refused(), ["4.3.4"], "he has refused");
        desk.verified().await;
    }

    async fn c4_3_4_the_link_ends_and_what_overtook_it_is_answered_on_a_new_one(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CC-4").await;
        let one = asked(&chen, &order.id, more("300")).await;
        let two = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await;
        agreed(&desk, &one).await;
        reviewed(&desk, &two).await;
        let first = link(&desk, &two).await;
        // Sent anew by its owner only; the one before leads nowhere, and says so kindly.
        assert_eq!(press(&desk.log_in(SECOND).await, &two, "links", json!({})).await.status, 403, "not his order");
        let again = press(&chen, &two, "links", json!({})).await.done();
        let second = again["link"].as_str().expect("an address").replace(&desk.base, "");
        assert_eq!((&again["id"], &second), (&json!(two), &link(&desk, &two).await));
        let dead = desk.stranger().get(&first).await.page();
        assert!(dead.contains("此連結已失效") && dead.contains("有疑問請洽") && !dead.contains("data-pad"), "{dead}");
        let no = word(&desk, &first, by_hand("agreed")).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.3.4".to_string()], vec!["change.link_open".to_string()]));
        assert!(no.text().contains("索取新的連結"), "the way on: {}", no.text());
        let page = chen.get(&format!("/changes/{two}")).await.page();
        let leads = page.split(&format!("/changes/{two}/links/")).nth(1).expect("a link")[..36].to_string();
        assert!(chen.get(&format!("/changes/{two}/links/{leads}")).await.page().contains("<svg"));
        let queued = mails(&desk, "{change:").await;
        let secret = second.rsplit('/').next().expect("a secret").to_string();
        assert!(!queued.is_empty() && queued.iter().all(|body| !body.contains(&secret)), "{queued:?}");
        // The order becomes another one between page and press.
        press(&chen, &one, "effect", json!({})).await.done();
        assert_eq!(word(&desk, &second, by_hand("agreed")).await.rules(), ["change.link_open", "change.shown"]);
        assert_eq!(press(&chen, &two, "links", json!({})).await.rules(), ["change.present"], "the manager looks first");
        press(&manager, &two, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
        let third = link(&desk, &two).await;
        past_the_acts(&desk, "UPDATE heard_link SET digest = token WHERE ended_at IS NULL RETURNING 1").await;
        let no = word(&desk, &third, by_hand("agreed")).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.3.4".to_string()], vec!["change.shown".to_string()]));
        assert_eq!(word(&desk, &third, json!({"answer": "understood"})).await.rules(), ["change.shown"]);
        assert!(desk.stranger().get(&third).await.page().contains("內容已於送出後變更"));
        press(&chen, &two, "links", json!({})).await.done();
        let fourth = link(&desk, &two).await;
        // Thirty days are over.
        desk.clock.advance(DAY * 31).expect("a month later");
        chen.log_in(SPECIALIST).await;
        assert_eq!(word(&desk, &fourth, by_hand("agreed")).await.rules(), ["change.link_open"]);
        assert!(desk.stranger().get(&fourth).await.page().contains("此連結已失效"));
        assert!(!chen.get(&format!("/changes/{two}")).await.page().contains(&format!("/changes/{two}/links/")), "no way to a dead link");
        press(&chen, &two, "links", json!({})).await.done();
        word(&desk, &link(&desk, &two).await, by_hand("agreed")).await.done();
        assert_eq!(press(&chen, &two, "links", json!({})).await.rules(), ["change.unanswered"]);
        desk.verified().await;
    }

    async fn c3_1_3_a_change_whose_order_moved_is_asked_about_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CC-5").await;
        let heard = spoken(&chen, &order.id, "300").await;
        let other = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await;
        let first = link(&desk, &heard).await;
        agreed(&desk, &other).await;
        press(&chen, &other, "effect", json!({})).await.done();
        let no = word(&desk, &first, by_hand("signed")).await;
        assert_eq!((no.refused(), no.rules()), (vec!["3.1.3".to_string()], vec!["heard.present".to_string()]));
        assert!(desk.stranger().get(&first).await.page().contains("內容已於送出後變更"));
        let page = chen.get(&format!("/changes/{heard}")).await.page();
        assert!(page.contains("目前內容尚未送出給客戶"), "its owner learns it: {page}");
        press(&chen, &heard, "links", json!({})).await.done();
        assert_eq!(says(&desk, &heard, "signed").await.status, 200);
        assert!(submits(&chen, &heard).await);
        desk.verified().await;
    }

    async fn c3_1_3_an_address_from_before_the_links_were_kept_still_leads_to_its_change(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CC-6").await;
        let change = spoken(&chen, &order.id, "300").await;
        let old = link(&desk, &change).await;
        past_the_acts(&desk, "DELETE FROM heard_link RETURNING 1").await;
        let html = desk.stranger().get(&old).await.page();
        assert!(html.contains("<ins>300</ins>"), "{html}");
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        press(&chen, &change, "reminders", json!({})).await.done();
        assert!(mails(&desk, "尚待答覆：").await[0].contains(&format!("{{change:{change}}}")), "it is in the reminder");
        word(&desk, &old, by_hand("signed")).await.done();
        let kept = rows(&desk, &change).await;
        assert_eq!((kept[0][0].as_str(), &kept[0][6]), ("signed", &shown_digest(&html)));
        assert_eq!(word(&desk, &old, by_hand("signed")).await.rules(), ["heard.once"]);
        // Sent anew, the old address is over like any other.
        let other = json!({"note": talked(&chen, &order.id, "phone").await, "reason": "再改", "lines": [{"no": "1", "quantity": "350"}]});
        chen.post_json(&format!("/api/v1/changes/{change}"), &other).await.done();
        assert_eq!(word(&desk, &old, by_hand("signed")).await.rules(), ["heard.open", "heard.present"]);
        let (guesser, wrong) = (desk.stranger(), format!("/links/changes/{}", "A".repeat(43)));
        for _ in 0..30 {
            assert_eq!(guesser.get(&wrong).await.status, 404);
        }
        assert_eq!(guesser.get(&wrong).await.status, 429);
        desk.verified().await;
    }
}
