//! 2.2.2e file: an order that ended is put away by its specialist: what is there is checked, listed with its digests, and
//! frozen. What is missing passes with a ground only.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::limits::TEXT_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::papers::{Class, missing, papers};
use crate::order::{self, Archive};

/// `POST /orders/{id}/file`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<FileForm>,
) -> Result<Response, Failure> {
    let papers = app.perform_once(ask.who()?, body.once, FileOrder { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=sources"), &json!({ "papers": papers })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FileForm {
    /// Why something is not there.
    pub ground: String,
}

pub struct FileOrder {
    pub order: Id,
    pub form: FileForm,
}

/// What the file rests on.
#[derive(Debug)]
pub struct Filing {
    missing: Vec<Class>,
    ground: String,
}

impl Act for FileOrder {
    /// How many papers were frozen.
    type Done = usize;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<usize> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let ground = self.form.ground.trim().to_string();
        if ground.chars().count() as u64 > TEXT_CHARS.value {
            return Err(Trouble::invalid("ground", Say::new("intake-too-long").arg("limit", TEXT_CHARS.value)));
        }
        let all = papers(tx, &order)?;
        let filing = Filing { missing: missing(tx, &order, &all)?, ground };
        let leave = FILE.admit(order.archive, &order::standing(tx, who, &order)?, &filing, &[])?;
        if leave.idle {
            return Ok(all.len());
        }
        let list = serde_json::to_value(&all).map_err(|e| Fault::other("papers as JSON", e))?;
        let (digest, now, text) = (order::digest_of(&list), tx.now(), list.to_string());
        let held: u64 = tx.execute(&PUT, &[&order.id, &now, &who.id, &text, &digest, &filing.ground])?;
        if held == 0 {
            return Err(Trouble::stale(order.id));
        }
        let body = json!({"papers": all.len(), "digest": platform::history::hex(&digest), "ground": filing.ground});
        order::advance_archive(tx, who, order, leave, body)?;
        Ok(all.len())
    }
}

platform::sql! {
    PUT = "INSERT INTO order_file (order_id, filed_at, filed_by, papers, digest, ground) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO NOTHING";
}

pub const FILE: Step<Archive, Filing> = Step {
    id: "records.file",
    clause: "2.2.2e",
    from: &[Archive::ToArchive],
    to: Some(Archive::Archived),
    by: By::Owner,
    opens: &[],
    closes: &["file_order"],
    rules: &[Rule { id: "records.complete", clause: "2.2.2e", weight: Weight::Must, verdict: complete }],
};

fn complete(filing: &Filing) -> Vec<Finding> {
    if !filing.ground.is_empty() {
        return Vec::new();
    }
    let missing = |class: &Class| match class {
        Class::Correspondence => "records-missing-correspondence",
        Class::Contract | Class::Inspection | Class::Purchase | Class::PurchaseCopy | Class::Other => {
            "records-missing-contract"
        }
    };
    filing.missing.iter().map(|class| Finding::fail(Say::new(missing(class)))).collect()
}
