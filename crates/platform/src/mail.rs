//! Carries queued mails to the relay. The same parcel always has the same Message-ID, so that a mail sent twice after
//! a crash is one mail to whoever receives it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::act::App;
use crate::files;
use crate::outbox::{Carrier, Mail, Parcel, Smtp, Undelivered};
use crate::trouble::Trouble;

/// How long the relay may take for one mail.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct SmtpCarrier {
    relay: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpCarrier {
    /// Reads the settings; the relay itself is first asked when a mail goes out.
    pub fn new(smtp: &Smtp) -> Result<SmtpCarrier, String> {
        type Relay = AsyncSmtpTransport<Tokio1Executor>;
        let builder = match smtp.tls.as_str() {
            "tls" => Relay::relay(&smtp.host).map_err(|e| e.to_string())?,
            "starttls" => Relay::starttls_relay(&smtp.host).map_err(|e| e.to_string())?,
            "none" => Relay::builder_dangerous(&smtp.host),
            other => return Err(format!("smtp.tls is tls, starttls or none, not {other}")),
        };
        let mut builder = builder.port(smtp.port).timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (&smtp.user, &smtp.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let from = smtp.from.parse().map_err(|e| format!("smtp.from: {e}"))?;
        Ok(SmtpCarrier { relay: builder.build(), from })
    }
}

impl Carrier for SmtpCarrier {
    fn carry<'a>(
        &'a self,
        app: &'a App,
        parcel: &'a Parcel,
    ) -> Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>> {
        Box::pin(async move {
            let mail: Mail = serde_json::from_str(&parcel.body).map_err(|e| format!("the mail is unreadable: {e}"))?;
            let enclosed = enclosed(app, &mail).await?;
            let mail = with_links(app.config(), mail);
            let message = message(&self.from, parcel, &mail, enclosed)?;
            self.relay
                .send(message)
                .await
                .map(|_| ())
                .map_err(|e| Undelivered { why: relay_says(&e), for_good: is_for_good(&e) })
        })
    }
}

/// Puts addresses where a mail names links: the secret is not kept with the waiting mail.
fn with_links(config: &crate::act::Config, mut mail: Mail) -> Mail {
    mail.text = named(&mail.text, "{link:", |link| config.link_address(link));
    mail.text = named(&mail.text, "{change:", |change| config.change_address(change));
    mail.text = named(&mail.text, "{heard:", |link| config.heard_address(link));
    mail.text = named(&mail.text, "{quote:", |link| config.quote_address(link));
    mail
}

fn named(text: &str, begin: &str, address: impl Fn(crate::ids::Id) -> String) -> String {
    let mut parts = text.split(begin);
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        match part.split_once('}').and_then(|(id, rest)| Some((id.parse().ok()?, rest))) {
            Some((id, rest)) => {
                out.push_str(&address(id));
                out.push_str(rest);
            }
            None => {
                out.push_str(begin);
                out.push_str(part);
            }
        }
    }
    out
}

/// A file that goes with a mail.
struct Enclosed {
    name: String,
    media_type: String,
    content: Vec<u8>,
}

async fn enclosed(app: &App, mail: &Mail) -> Result<Vec<Enclosed>, String> {
    let (ids, folder) = (mail.attachments.clone(), app.0.files.clone());
    app.read(move |tx| {
        let mut all = Vec::with_capacity(ids.len());
        for id in &ids {
            let card = files::card(tx, *id)?.ok_or(Trouble::Hidden)?;
            let content = folder.read(&card.sha256)?;
            all.push(Enclosed { name: card.name, media_type: card.media_type, content });
        }
        Ok(all)
    })
    .await
    .map_err(|trouble| match trouble {
        Trouble::Fault(fault) => format!("an attachment cannot be read: {fault}"),
        _ => "an attachment is not there".to_string(),
    })
}

fn message(from: &Mailbox, parcel: &Parcel, mail: &Mail, enclosed: Vec<Enclosed>) -> Result<Message, String> {
    let to: Mailbox = mail.to.parse().map_err(|e| format!("the address cannot be read: {e}"))?;
    let made_at = Duration::from_micros(u64::try_from(parcel.made_at.to_i64()).unwrap_or(0));
    let head = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(one_line(&mail.subject))
        .message_id(Some(format!("<{}@{}>", parcel.id, from.email.domain())))
        .date(UNIX_EPOCH + made_at);
    let words = match &mail.html {
        None => Words::Plain(SinglePart::plain(mail.text.clone())),
        Some(page) => Words::Both(MultiPart::alternative_plain_html(mail.text.clone(), page.clone())),
    };
    let made = match (words, enclosed.is_empty()) {
        (Words::Plain(text), true) => head.singlepart(text),
        (Words::Both(both), true) => head.multipart(both),
        (Words::Plain(text), false) => head.multipart(with_files(MultiPart::mixed().singlepart(text), enclosed)),
        (Words::Both(both), false) => head.multipart(with_files(MultiPart::mixed().multipart(both), enclosed)),
    };
    made.map_err(|e| e.to_string())
}

enum Words {
    Plain(SinglePart),
    Both(MultiPart),
}

fn with_files(letter: MultiPart, enclosed: Vec<Enclosed>) -> MultiPart {
    enclosed.into_iter().fold(letter, |letter, file| {
        let unknown = ContentType::parse("application/octet-stream").expect("a media type as RFC 2046 names it");
        let kind = ContentType::parse(&file.media_type).unwrap_or(unknown);
        letter.singlepart(Attachment::new(file.name).body(file.content, kind))
    })
}

/// A subject that cannot become a second header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The relay will never have this mail (550 to 554). A name or password it does not take (535) is ours to mend: the
/// mail waits.
fn is_for_good(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
    })
}

/// The relay's own words where it said something, else what went wrong on the way; never the password.
fn relay_says(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut inner = std::error::Error::source(error);
    while let Some(cause) = inner {
        text = format!("{text}: {cause}");
        inner = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::outbox::OutboxState;

    fn parcel() -> Parcel {
        let at = "2026-11-24T10:00:00+08:00".parse().expect("an instant");
        Parcel {
            id: Id::from_uuid(uuid::Uuid::from_u128(7)),
            about: Id::from_uuid(uuid::Uuid::from_u128(8)),
            kind: "mail".into(),
            state: OutboxState::Queued,
            attempts: 1,
            body: String::new(),
            next_at: at,
            made_at: at,
            last_error: String::new(),
        }
    }

    fn written(subject: &str, enclosed: Vec<Enclosed>) -> String {
        let mail = Mail {
            to: "林小姐 <lin@hongda.example>".into(),
            subject: subject.into(),
            text: "您的訂單已受理。".into(),
            html: None,
            attachments: Vec::new(),
        };
        let from = "理單 <desk@lidan.example>".parse().expect("an address");
        let message = message(&from, &parcel(), &mail, enclosed).expect("a mail");
        String::from_utf8(message.formatted()).expect("mail is ASCII")
    }

    #[test]
    fn a_mail_keeps_its_message_id_and_cannot_grow_a_header() {
        let text = written("訂單 SO-2026-000001\r\nBcc: all@example.com", Vec::new());
        assert!(text.contains("Message-ID: <00000000-0000-0000-0000-000000000007@lidan.example>"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
        assert!(text.contains("Date: Tue, 24 Nov 2026 02:00:00 +0000"), "{text}");
    }

    #[test]
    fn a_file_goes_with_the_mail_under_its_name() {
        let sheet =
            Enclosed { name: "確認單.pdf".into(), media_type: "application/pdf".into(), content: vec![1, 2] };
        let text = written("a", vec![sheet]);
        assert!(text.contains("multipart/mixed") && text.contains("Content-Type: application/pdf"), "{text}");
        assert!(text.contains("Content-Disposition: attachment"), "{text}");
    }
}
