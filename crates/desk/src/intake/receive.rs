//! 3.1.1 receive: files and pasted texts become items of the in-tray, each with its reading and its duty. What is no
//! document at all is refused at the field, with the limit or the reason; everything else of the same upload is taken.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use papers::read::Unreadable;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::files::{self, Files, Stored};
use platform::history::{self, Entry};
use platform::limits::{FIELD_CHARS, TEXT_CHARS};
use platform::step::{By, Standing, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Failure, Upload, UploadedFile};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde_json::json;

use super::form::WRITTEN;
use super::intray::{ItemState, Typing, again};
use super::parse::{Found, find_customer};
use super::reading::{Kept, kept, reading_for, unreadable_say};
use super::typed::Typed;
use crate::order::{self, Channel, SheetCode, duty};

/// `POST /intray`: files (`file`, as often as needed) or a `text`, with `channel`, `sender`, `subject`.
pub async fn create(State(app): State<App>, ask: Ask, upload: Result<Upload, Failure>) -> Result<Response, Failure> {
    let upload = match upload {
        Ok(upload) => upload,
        Err(Failure(Trouble::Invalid(errors))) if !ask.json => {
            // Too much to be read at all: what was typed was thrown away with it.
            let at_file = errors.0.into_iter().map(|(_, say)| ("file".to_string(), say)).collect();
            return again(&app, &ask, Typing { errors: Fields(at_file), ..Typing::default() }).await;
        }
        Err(other) => return Err(other),
    };
    let mut typing = typing_of(&upload);
    let channel = channel_of(&mut typing);
    let papers = papers_of(&app, &upload, &mut typing).await?;
    if papers.is_empty() && typing.errors.0.is_empty() {
        typing.errors.add("file", Say::new("intake-tray-nothing"));
    }
    let mut items = Vec::new();
    if let (Some(channel), false) = (channel, papers.is_empty()) {
        let key = upload.field("_once");
        let digest = papers.iter().flat_map(|paper| paper.stored.sha256.clone()).collect();
        let once = (!key.is_empty()).then(|| OnceKey { key: key.to_string(), digest });
        let (sender, subject) = (typing.sender.clone(), typing.subject.clone());
        items = app.perform_once(ask.who()?, once, Receive { channel, sender, subject, papers }).await?;
    }
    if typing.errors.0.is_empty() {
        let href = if let [one] = items[..] { format!("/intray/{one}") } else { "/intray".to_string() };
        return Ok(ask.see(&href, &json!({ "items": items })));
    }
    if ask.json {
        return Err(Trouble::Invalid(typing.errors).into());
    }
    typing.taken = items.len();
    again(&app, &ask, typing).await
}

fn typing_of(upload: &Upload) -> Typing {
    let text = |name: &str| upload.field(name).trim().to_string();
    let mut typing = Typing {
        channel: text("channel"),
        sender: text("sender"),
        subject: text("subject"),
        text: text("text"),
        ..Typing::default()
    };
    for (name, value, limit) in [
        ("sender", &typing.sender, FIELD_CHARS),
        ("subject", &typing.subject, FIELD_CHARS),
        ("text", &typing.text, platform::limits::Limit { value: TEXT_CHARS.value * 10, ..TEXT_CHARS }),
    ] {
        if value.chars().count() as u64 > limit.value {
            typing.errors.add(name, Say::new("intake-too-long").arg("limit", limit.value));
        }
    }
    typing
}

fn channel_of(typing: &mut Typing) -> Option<Channel> {
    let channel = Channel::from_code(&typing.channel).filter(|channel| WRITTEN.contains(channel));
    if channel.is_none() {
        typing.errors.add("channel", Say::new("intake-channel-missing"));
    }
    channel
}

/// One document, read and stored.
#[derive(Clone, Debug)]
pub struct Paper {
    pub name: String,
    pub media_type: &'static str,
    pub stored: Stored,
    /// A pasted text as it was pasted.
    pub text: String,
    pub kept: Kept,
    pub customer: Option<Id>,
    /// The text of a code of ours on it.
    pub code: String,
}

/// Reads and stores what was sent, off the threads that answer requests; refusals go to the field.
async fn papers_of(app: &App, upload: &Upload, typing: &mut Typing) -> Outcome<Vec<Paper>> {
    if !typing.errors.0.is_empty() {
        return Ok(Vec::new());
    }
    let mut papers = Vec::new();
    for file in
        upload.files.iter().filter(|file| file.field == "file" && !(file.content.is_empty() && file.name.is_empty()))
    {
        match paper_of(app, file).await? {
            Ok(paper) => papers.push(paper),
            Err(say) => typing.errors.add("file", say),
        }
    }
    if !typing.text.is_empty() {
        papers.push(pasted(app, &typing.text).await?);
    }
    Ok(papers)
}

async fn paper_of(app: &App, file: &UploadedFile) -> Outcome<Result<Paper, Say>> {
    let Some(media_type) = order::media_type_of(&file.name, &file.content) else {
        return Ok(Err(Say::new("intake-unreadable-kind").arg("name", files::safe_name(&file.name))));
    };
    let (bytes, name) = (Arc::new(file.content.clone()), files::safe_name(&file.name));
    let (read_bytes, read_name) = (bytes.clone(), name.clone());
    let read = app
        .read(move |tx| {
            Ok(match reading_for(tx, &read_bytes, &read_name, None)? {
                Ok(reading) => Ok(kept(tx, &reading)?),
                Err(why) if is_still_a_document(&why) => Ok(Kept::unread(&why, &read_name)),
                Err(why) => Err(unreadable_say(&why, &read_name)),
            })
        })
        .await?;
    let kept = match read {
        Ok(kept) => kept,
        Err(say) => return Ok(Err(say)),
    };
    let customer = customer_of(app, &kept).await?;
    let code = order::code_on(media_type, bytes.clone()).await?.filter(|code| SheetCode::read(code).is_some());
    let stored = keep(&app.0.files, bytes).await?;
    let code = code.unwrap_or_default();
    Ok(Ok(Paper { name, media_type, stored, text: String::new(), kept, customer, code }))
}

/// A file that came by itself, without a form: the demo company's mail. The field messages of the form are the answer
/// where it is no document.
pub async fn receive_file(
    app: &App,
    who: &Person,
    channel: Channel,
    sender: &str,
    file: &UploadedFile,
) -> Outcome<Vec<Id>> {
    let paper = paper_of(app, file).await?.map_err(|say| Trouble::invalid("file", say))?;
    let (sender, subject) = (sender.to_string(), String::new());
    app.perform(who, Receive { channel, sender, subject, papers: vec![paper] }).await
}

/// Unread, but a person can open it and type from it.
fn is_still_a_document(why: &Unreadable) -> bool {
    match why {
        Unreadable::NotSupported { seen } => !matches!(*seen, "program" | "sqlite" | "rar" | "7z" | "gzip" | "bzip2"),
        Unreadable::Locked | Unreadable::NoOrder => true,
        _ => false,
    }
}

async fn customer_of(app: &App, kept: &Kept) -> Outcome<Option<Id>> {
    let text = Typed::of(&kept.typed).get("customer").trim().to_string();
    if text.is_empty() {
        return Ok(None);
    }
    app.read(move |tx| {
        Ok(match find_customer(tx, &text)? {
            Found::One(customer) => Some(customer.id),
            _ => None,
        })
    })
    .await
}

async fn pasted(app: &App, text: &str) -> Outcome<Paper> {
    let stored = keep(&app.0.files, Arc::new(text.as_bytes().to_vec())).await?;
    let kept = Kept { typed: json!({}), note: Some(("pasted".into(), Vec::new())), ..Kept::default() };
    Ok(Paper {
        name: "pasted.txt".into(),
        media_type: "text/plain",
        stored,
        text: text.to_string(),
        kept,
        customer: None,
        code: String::new(),
    })
}

/// Writes and syncs a content before the act that files it.
pub async fn keep(files: &Files, bytes: Arc<Vec<u8>>) -> Outcome<Stored> {
    let files = files.clone();
    let stored = tokio::task::spawn_blocking(move || files.keep(&bytes)).await;
    Ok(stored.map_err(|e| Fault::other("keep a file", e))??)
}

pub struct Receive {
    pub channel: Channel,
    pub sender: String,
    pub subject: String,
    pub papers: Vec<Paper>,
}

impl Act for Receive {
    type Done = Vec<Id>;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Vec<Id>> {
        let stands = Standing { roles: who.roles, ..Standing::default() };
        let leave = RECEIVE.admit(ItemState::Waiting, &stands, &(), &[])?;
        if leave.idle {
            return Ok(Vec::new());
        }
        self.papers.iter().map(|paper| self.put(tx, who, paper)).collect()
    }
}

impl Receive {
    fn put(&self, tx: &mut Tx, who: &Person, paper: &Paper) -> Outcome<Id> {
        let (id, now) = (tx.new_id(), tx.now());
        let file = files::record(tx, &paper.stored, &paper.name, paper.media_type, who.id)?;
        let subject = self.subject_of(paper);
        let reading = serde_json::to_string(&paper.kept).map_err(|e| Fault::other("in-tray reading", e))?;
        tx.execute(
            &PUT,
            &[
                &id,
                &self.channel,
                &now,
                &self.sender,
                &subject,
                &paper.text,
                &Some(file),
                &reading,
                &paper.customer,
                &ItemState::Waiting,
                &who.id,
                &paper.code,
            ],
        )?;
        duty::open_about(tx, id, "intray", "take_intray", &subject)?;
        let body = json!({ "channel": self.channel, "name": paper.name, "sha256": history::hex(&paper.stored.sha256) });
        history::append(
            tx,
            who,
            &Entry { chain: id, step: RECEIVE.id, clause: RECEIVE.clause, body, rows: Vec::new() },
        )?;
        Ok(id)
    }

    fn subject_of(&self, paper: &Paper) -> String {
        if !self.subject.is_empty() {
            return self.subject.clone();
        }
        match paper.text.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(line) => line.chars().take(80).collect(),
            None => files::safe_name(&paper.name),
        }
    }
}

pub const RECEIVE: Step<ItemState, ()> = Step {
    id: "intray.receive",
    clause: "3.1.1",
    from: &[ItemState::Waiting],
    to: None,
    by: By::Roles(&[Role::Specialist, Role::Manager]),
    opens: &["take_intray"],
    closes: &[],
    rules: &[],
};

platform::sql! {
    PUT = "INSERT INTO intray (id, channel, received_at, sender, subject, body, file, reading, customer, state, reason, \
        added_by, code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12)";
}
