//! Mails on their way out: to a relay that listens, to one that says no, and to nobody.

use std::sync::{Arc, Mutex};

use mail_parser::{MessageParser, MimeHeaders};
use platform::mail::SmtpCarrier;
use platform::outbox::{self, OutboxState, Smtp};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::cast::{ADMIN, SPECIALIST};
use crate::desk::Desk;
use crate::orders;

/// A relay that keeps what it is given, or refuses every recipient.
struct Relay {
    port: u16,
    kept: Arc<Mutex<Vec<String>>>,
}

async fn relay(refuses: bool) -> Relay {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = kept.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, keep.clone(), refuses));
        }
    });
    Relay { port, kept }
}

async fn talk(stream: TcpStream, kept: Arc<Mutex<Vec<String>>>, refuses: bool) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 relay\r\n").await;
    let mut letter: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match &mut letter {
            Some(text) if line == "." => {
                kept.lock().expect("nobody panics here").push(std::mem::take(text));
                letter = None;
                b"250 kept\r\n"
            }
            Some(text) => {
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push_str("\r\n");
                continue;
            }
            None if line.starts_with("EHLO") => b"250-relay\r\n250 8BITMIME\r\n",
            None if line.starts_with("RCPT") && refuses => b"450 no such mailbox yet\r\n",
            None if line.starts_with("DATA") => {
                letter = Some(String::new());
                b"354 go on\r\n"
            }
            None if line.starts_with("QUIT") => b"221 bye\r\n",
            None => b"250 ok\r\n",
        };
        if write.write_all(answer).await.is_err() {
            return;
        }
    }
}

pub fn carrier(port: u16) -> SmtpCarrier {
    let smtp = Smtp {
        host: "127.0.0.1".into(),
        port,
        tls: "none".into(),
        user: None,
        password: None,
        from: "理單 <orders@lidan.example>".into(),
    };
    SmtpCarrier::new(&smtp).expect("settings that can be used")
}

/// A sheet of 3.1.3 is on its way to the customer.
async fn with_a_mail(desk: &Desk) -> String {
    let chen = desk.log_in(SPECIALIST).await;
    let order = orders::recorded(&chen, &orders::said_on_the_telephone()).await;
    chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "email"})).await.done();
    order.number
}

pub async fn in_state(desk: &Desk, state: OutboxState) -> i64 {
    desk.app.read(move |tx| outbox::count(tx, state, 100)).await.expect("a count")
}

both! {
    async fn c3_1_3_the_sheet_leaves_once_with_its_words_and_its_file(desk) {
        let number = with_a_mail(&desk).await;
        let there = relay(false).await;
        assert_eq!(outbox::send_due(&desk.app, &carrier(there.port)).await.expect("it goes"), 1);
        assert_eq!(outbox::send_due(&desk.app, &carrier(there.port)).await.expect("nothing left"), 0);
        let kept = there.kept.lock().expect("nobody panics here").clone();
        assert_eq!(kept.len(), 1);
        let letter = MessageParser::default().parse(&kept[0]).expect("a letter");
        assert!(letter.subject().is_some_and(|subject| subject.contains(&number)), "{:?}", letter.subject());
        assert_eq!(letter.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("order@hongda.example"));
        assert!(letter.message_id().is_some_and(|id| id.ends_with("@lidan.example")));
        assert!(letter.body_text(0).is_some_and(|text| text.contains("陳怡君") || text.contains(&number)));
        let sheet = letter.attachment(0).expect("the sheet");
        assert!(sheet.attachment_name().is_some_and(|name| name.ends_with(".pdf")), "{:?}", sheet.attachment_name());
        assert!(sheet.contents().starts_with(b"%PDF"));
        assert_eq!((in_state(&desk, OutboxState::Queued).await, in_state(&desk, OutboxState::Sent).await), (0, 1));
    }

    async fn c5_2_1_what_cannot_leave_is_tried_ten_times_then_shown_and_can_be_sent_again(desk) {
        with_a_mail(&desk).await;
        let no = relay(true).await;
        for round in 0..10 {
            assert_eq!(in_state(&desk, OutboxState::Queued).await, 1, "round {round}");
            assert_eq!(outbox::send_due(&desk.app, &carrier(no.port)).await.expect("a try"), 0);
            // At once there is nothing due: the wait grows.
            assert_eq!(outbox::send_due(&desk.app, &carrier(no.port)).await.expect("no try"), 0);
            // The longest wait is a little over two hours.
            desk.clock.advance(std::time::Duration::from_secs(3 * 3600)).expect("time passes");
        }
        assert_eq!((in_state(&desk, OutboxState::Queued).await, in_state(&desk, OutboxState::Dead).await), (0, 1));
        let admin = desk.log_in(ADMIN).await;
        let page = admin.get("/outbox?state=dead").await.page();
        assert!(page.contains("no such mailbox"), "the relay's own words: {page}");
        let at = page.find("/outbox/").expect("a form to send it again");
        let form: String = page[at..].chars().take_while(|c| *c != '"').collect();
        assert_eq!(admin.post(&form, &[]).await.status, 303);
        let there = relay(false).await;
        assert_eq!(outbox::send_due(&desk.app, &carrier(there.port)).await.expect("it goes now"), 1);
        let trail = admin.get("/organisation/history").await.page();
        assert!(trail.contains("5.2.1"), "who sent it again stands in the administration's chain");
    }

    async fn a_mail_whose_sender_dies_is_sent_by_another_under_the_same_name(desk) {
        with_a_mail(&desk).await;
        // Nobody listens: as if the relay, or this node, went away in the middle.
        let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = closed.local_addr().expect("its address").port();
        drop(closed);
        assert_eq!(outbox::send_due(&desk.app, &carrier(port)).await.expect("a try"), 0);
        desk.clock.advance(std::time::Duration::from_secs(600)).expect("time passes");
        let there = relay(false).await;
        let carrier = carrier(there.port);
        let (one, two) = tokio::join!(outbox::send_due(&desk.app, &carrier), outbox::send_due(&desk.app, &carrier));
        assert_eq!(one.expect("a node") + two.expect("another node"), 1, "two nodes, one letter");
    }
}
