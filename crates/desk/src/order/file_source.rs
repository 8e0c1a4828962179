//! 1.3.1: a document is filed beside the order. Allowed as long as the order is; while it is in review the manager
//! sees what is new. What is filed as the customer's own makes a spoken order a written one (3.1.3).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::files::{self, Stored};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Failure, May, Routes, Upload};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::axes::Approval;
use super::fetch::fetch_seen;
use super::sheet_code::{SheetCode, code_on};
use super::source::{SourceKind, add_source};
use super::standing;
use super::steps::{ALWAYS, CONCERNED, WITH_CUSTOMERS};

pub fn routes() -> Routes {
    Routes::default().both(Method::POST, "/orders/{id}/sources", May::Roles(CONCERNED), create)
}

/// `POST /orders/{id}/sources`: a form with `file` and `kind`.
async fn create(State(app): State<App>, ask: Ask, Path(id): Path<Id>, upload: Upload) -> Result<Response, Failure> {
    let Some(file) = upload.file("file").filter(|file| !file.content.is_empty()) else {
        return Err(Trouble::invalid("file", Say::new("source-file-missing")).into());
    };
    let Some(media_type) = media_type_of(&file.name, &file.content) else {
        return Err(Trouble::invalid("file", Say::new("source-file-unknown").arg("name", &file.name)).into());
    };
    let kind = SourceKind::from_code(upload.field("kind")).unwrap_or(SourceKind::Other);
    let (store, content) = (app.0.files.clone(), file.content.clone());
    let code = code_on(media_type, Arc::new(content.clone())).await?;
    // The disk is waited for off the threads that answer requests.
    let stored = tokio::task::spawn_blocking(move || store.keep(&content)).await;
    let stored = stored.map_err(|e| Trouble::from(platform::Fault::other("keep a file", e)))??;
    let key = upload.field("_once").to_string();
    let once = (!key.is_empty()).then(|| OnceKey { key, digest: stored.sha256.clone() });
    let act = FileSource { order: id, stored, name: file.name.clone(), media_type, kind, code };
    let source = app.perform_once(ask.who()?, once, act).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=sources"), &json!({ "id": source })))
}

pub struct FileSource {
    pub order: Id,
    pub stored: Stored,
    pub name: String,
    pub media_type: &'static str,
    pub kind: SourceKind,
    /// The text of the code on it, if one was found.
    pub code: Option<String>,
}

impl Act for FileSource {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut order = fetch_seen(tx, who, self.order, None)?;
        let stands = standing(tx, who, &order)?;
        let sheet = self.code.as_deref().and_then(SheetCode::read).map(|code| code.number);
        let own = sheet.as_ref() == Some(&order.number);
        let filing = Filing { sheet: sheet.filter(|_| !own || self.kind == SourceKind::Customer) };
        let leave = FILE.admit(order.approval, &stands, &filing, &[])?;
        // A signed return is registered with its proof (3.1.3), never merely filed.
        if self.kind == SourceKind::SignedReturn {
            return Err(Trouble::invalid("kind", Say::new("source-kind-registered")));
        }
        if self.kind == SourceKind::Customer && !who.roles.any(WITH_CUSTOMERS) {
            let say = Say::new("forbidden-step").arg("who", "role-specialist");
            return Err(Trouble::Forbidden { clause: "3.1.3", say });
        }
        if leave.idle {
            return Ok(order.id);
        }
        let file = files::record(tx, &self.stored, &self.name, self.media_type, who.id)?;
        add_source(tx, who, &mut order, file, self.kind, "")
    }
}

/// What is filed.
pub struct Filing {
    /// The order whose confirmation sheet it is, where it must not be filed as anything else.
    pub sheet: Option<String>,
}

/// A sheet of ours is a signed return and counts under the rules of 3.1.3: filed as the customer's own document, even of
/// another order, it would make a spoken order a written one.
pub const FILE: Step<Approval, Filing> = Step {
    id: "order.file",
    clause: "1.3.1",
    from: ALWAYS,
    to: None,
    by: By::Roles(CONCERNED),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "file.sheet", clause: "3.1.3", weight: Weight::Must, verdict: is_no_sheet }],
};

fn is_no_sheet(filing: &Filing) -> Vec<Finding> {
    let number = filing.sheet.as_ref();
    number.map(|number| Finding::fail(Say::new("source-is-sheet").arg("number", number))).into_iter().collect()
}

/// (ending, media type): what is kept as a document. Nothing that a browser or a desk would run.
const KNOWN: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xls", "application/vnd.ms-excel"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("doc", "application/msword"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("csv", "text/csv"),
    ("txt", "text/plain"),
    ("xml", "application/xml"),
    ("json", "application/json"),
    ("edi", "application/edifact"),
    ("eml", "message/rfc822"),
    ("msg", "application/vnd.ms-outlook"),
    ("zip", "application/zip"),
    ("dwg", "image/vnd.dwg"),
    ("dxf", "image/vnd.dxf"),
    ("step", "model/step"),
    ("stp", "model/step"),
    ("igs", "model/iges"),
];

/// First bytes that only these kinds begin with.
const BEGINNINGS: &[(&[u8], &str)] =
    &[(b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg")];

/// What a file is: by its first bytes for what is shown in place, else by its ending. `None` for what is not kept.
pub fn media_type_of(name: &str, content: &[u8]) -> Option<&'static str> {
    let begins = BEGINNINGS.iter().find(|(bytes, _)| content.starts_with(bytes)).map(|(_, kind)| *kind);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let named = KNOWN.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind);
    match (begins, named) {
        (Some(kind), _) => Some(kind),
        // It says it is a picture or a PDF and is not.
        (None, Some("application/pdf" | "image/png" | "image/jpeg")) => None,
        (None, named) => named,
    }
}
