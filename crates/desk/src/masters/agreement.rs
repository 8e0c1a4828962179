//! 3.2.1: the framework agreement that a customer's orders are placed under: number, days, the paper itself. Whoever deals
//! with the customer files it; an order without one, or after it ran out, wants the manager's ground.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::{Act, App, OnceKey, Outcome};
use platform::day::{Day, Instant};
use platform::db::{Fault, Row};
use platform::files::{self, Stored};
use platform::history::{self, Entry};
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::text;
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure, May, Routes, Upload};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::customer::{self, Customer};
use super::sees::CUSTOMER_READERS;
use super::steps::{CustomerState, standing};
use super::{customer_page, shown};
use crate::people::Again;
use crate::shell;

pub fn routes() -> Routes {
    Routes::default().both(axum::http::Method::POST, "/customers/{id}/agreements", May::Roles(FILERS), create).get(
        "/customers/{id}/agreements/{agreement}",
        May::Roles(CUSTOMER_READERS),
        paper,
    )
}

const FILERS: &[Role] = &[Role::Specialist, Role::Manager];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub id: Id,
    pub number: String,
    pub valid_from: Day,
    pub valid_until: Day,
    pub file: Option<Id>,
    pub filed_at: Instant,
    pub filed_name: String,
}

platform::sql! {
    OF = "SELECT id, number, valid_from, valid_until, file, filed_at, filed_name FROM customer_agreement \
        WHERE customer = $1 ORDER BY valid_until DESC LIMIT 50";
    ONE = "SELECT id, number, valid_from, valid_until, file, filed_at, filed_name FROM customer_agreement \
        WHERE customer = $1 AND id = $2";
    KEEP = "INSERT INTO customer_agreement (id, customer, number, valid_from, valid_until, file, filed_at, filed_by, \
        filed_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (customer, number) DO UPDATE SET \
        valid_from = excluded.valid_from, valid_until = excluded.valid_until, \
        file = COALESCE(excluded.file, customer_agreement.file), filed_at = excluded.filed_at, \
        filed_by = excluded.filed_by, filed_name = excluded.filed_name";
}

/// Those of a customer, the last to end first.
pub fn agreements(tx: &mut Tx, customer: Id) -> Outcome<Vec<Agreement>> {
    Ok(tx.list(&OF, &[&customer], of_row)?)
}

fn of_row(row: &Row<'_>) -> Result<Agreement, Fault> {
    Ok(Agreement {
        id: row.get(0)?,
        number: row.get(1)?,
        valid_from: row.get(2)?,
        valid_until: row.get(3)?,
        file: row.get(4)?,
        filed_at: row.get(5)?,
        filed_name: row.get(6)?,
    })
}

/// What the rule looks at.
pub struct Days {
    pub from: Day,
    pub until: Day,
}

pub const FILE: Step<CustomerState, Days> = Step {
    id: "customer.agreement",
    clause: "3.2.1",
    from: &[CustomerState::Open, CustomerState::Blocked],
    to: None,
    by: By::Roles(FILERS),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "customer.agreement_days", clause: "1.3.1", weight: Weight::Must, verdict: in_order }],
};

fn in_order(days: &Days) -> Vec<Finding> {
    if days.from <= days.until { Vec::new() } else { vec![Finding::fail(Say::new("prices-bad-until"))] }
}

/// As typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgreementForm {
    pub number: String,
    pub valid_from: String,
    pub valid_until: String,
}

/// `POST /customers/{id}/agreements`: a form with a `file`, which may be left out.
async fn create(State(app): State<App>, ask: Ask, Path(id): Path<String>, upload: Upload) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    let field = |name: &str| upload.field(name).to_string();
    let form =
        AgreementForm { number: field("number"), valid_from: field("valid_from"), valid_until: field("valid_until") };
    let done = match kept(&app, &upload).await {
        Ok(paper) => {
            let digest = paper.as_ref().map_or(Vec::new(), |(stored, _, _)| stored.sha256.clone());
            let key = field("_once");
            let once = (!key.is_empty()).then_some(OnceKey { key, digest });
            app.perform_once(ask.who()?, once, FileAgreement { customer: id, form: form.clone(), paper }).await
        }
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(done) => Ok(ask.see(&format!("/customers/{id}?done=agreement"), &done)),
        Err(trouble) => {
            let again = Again::after(&ask, json!(form), trouble)?;
            let mut sheet = app.read(move |tx| customer_page::sheet(tx, id)).await?;
            let status = again.status;
            sheet.again = again;
            let page = customer_page::page(&app, &ask, &sheet, &super::block::Typed::default(), None);
            Ok(shell::page(&ask, page.status(status)))
        }
    }
}

/// Paper or picture: what a browser shows and nothing that it runs.
const PAPERS: &[(&[u8], &str)] =
    &[(b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg")];

type Paper = (Stored, String, &'static str);

async fn kept(app: &App, upload: &Upload) -> Outcome<Option<Paper>> {
    let Some(file) = upload.file("file").filter(|file| !file.content.is_empty()) else { return Ok(None) };
    let media = PAPERS.iter().find(|(begin, _)| file.content.starts_with(begin)).map(|(_, media)| *media);
    let Some(media) = media else { return Err(Trouble::invalid("file", Say::new("agreement-bad-file"))) };
    let (files, content) = (app.0.files.clone(), file.content.clone());
    let stored = tokio::task::spawn_blocking(move || files.keep(&content)).await;
    let stored = stored.map_err(|e| Fault::other("keep a file", e))??;
    Ok(Some((stored, file.name.clone(), media)))
}

pub struct FileAgreement {
    pub customer: Id,
    pub form: AgreementForm,
    pub paper: Option<Paper>,
}

impl Act for FileAgreement {
    type Done = Agreement;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Agreement> {
        let customer = customer::customer(tx, self.customer)?.ok_or(Trouble::Hidden)?;
        let (number, from, until) = self.read()?;
        let leave = FILE.admit(customer.state(), &standing(who), &Days { from, until }, &[])?;
        let mut done = Agreement {
            id: tx.new_id(),
            number,
            valid_from: from,
            valid_until: until,
            file: None,
            filed_at: tx.now(),
            filed_name: who.name.clone(),
        };
        if leave.idle {
            return Ok(done);
        }
        if let Some((stored, name, media)) = &self.paper {
            done.file = Some(files::record(tx, stored, name, media, who.id)?);
        }
        let known = agreements(tx, customer.id)?.into_iter().find(|a| a.number == done.number);
        let params: &[&dyn platform::db::Param] = &[
            &done.id,
            &customer.id,
            &done.number,
            &done.valid_from,
            &done.valid_until,
            &done.file,
            &done.filed_at,
            &who.id,
            &done.filed_name,
        ];
        tx.execute(&KEEP, params)?;
        let was = known.as_ref();
        let body = json!({ "customer": customer.code, "agreement": done.number, "changes": {
            "agreement": [was.map(|a| &a.number), done.number],
            "valid_from": [was.map(|a| a.valid_from), done.valid_from],
            "valid_until": [was.map(|a| a.valid_until), done.valid_until],
        }});
        let entry = Entry { chain: customer.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        done.id = known.map_or(done.id, |a| a.id);
        Ok(done)
    }
}

impl FileAgreement {
    fn read(&self) -> Outcome<(String, Day, Day)> {
        let mut wrong = Fields::none();
        let number = text::clean(&self.form.number).unwrap_or_default().trim().to_string();
        if number.is_empty() {
            wrong.add("number", Say::new("masters-bad-missing"));
        } else if number.chars().count() as u64 > FIELD_CHARS.value {
            wrong.add("number", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value));
        }
        let mut day = |field: &'static str, typed: &str| {
            let day: Option<Day> = typed.trim().parse().ok();
            if day.is_none() {
                wrong.add(field, Say::new("masters-bad-date"));
            }
            day
        };
        let (from, until) = (day("valid_from", &self.form.valid_from), day("valid_until", &self.form.valid_until));
        match (from, until, wrong.0.is_empty()) {
            (Some(from), Some(until), true) => Ok((number, from, until)),
            _ => Err(Trouble::Invalid(wrong)),
        }
    }
}

/// `GET /customers/{id}/agreements/{agreement}`: the paper itself.
async fn paper(State(app): State<App>, Path((customer, id)): Path<(String, String)>) -> Result<Response, Failure> {
    let (customer, id) = (shown::id_of(&customer)?, shown::id_of(&id)?);
    let files = app.0.files.clone();
    let (card, content) = app
        .read(move |tx| {
            let found = tx.maybe(&ONE, &[&customer, &id], of_row)?.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, found.file.ok_or(Trouble::Hidden)?)?.ok_or(Trouble::Hidden)?;
            let content = files.read(&card.sha256)?;
            Ok((card, content))
        })
        .await?;
    let media = HeaderValue::from_str(&card.media_type).map_err(|e| Fault::other("show a paper", e))?;
    let attached = HeaderValue::from_static("attachment; filename=\"agreement\"");
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, attached)], content).into_response())
}

/// On the customer's page.
pub(super) fn card(app: &App, ask: &Ask, c: &Customer, all: &[Agreement], again: &Again) -> Markup {
    let offered = ask.visit.who.as_ref().is_some_and(|who| FILE.offered(c.state(), &standing(who)));
    let today = app.0.clock.now().day_in(&app.config().zone());
    let field = |name: &str| shown::field_name(ask.lang, name);
    let heads = [
        column(field("agreement")),
        column(field("valid_from")),
        column(field("valid_until")),
        column(ask.t("masters-state")),
        column(ask.t("agreement-filed-by")),
    ];
    let rows = all.iter().map(|a| {
        let (tone, key) = if a.valid_until < today {
            (Tone::Bad, "prices-over")
        } else if a.valid_from > today {
            (Tone::Active, "prices-later")
        } else {
            (Tone::Good, "prices-now")
        };
        ui::Row::new([
            html! {
                @if a.file.is_some() { a href={ "/customers/" (c.id) "/agreements/" (a.id) } { (a.number) } }
                @else { (a.number) }
            },
            html! { (a.valid_from) },
            html! { (a.valid_until) },
            ui::status(tone, ask.t(key)),
            html! { (a.filed_name) },
        ])
    });
    let none = ui::empty_state(ask.t("agreement-none"), ask.t("agreement-none-text"), html! {});
    let listed = html! { (ui::Table::new(ask.t("agreement-title"), heads).dense(true).rows(rows).empty(none)) };
    html! {
        (ui::card(ask.t("agreement-title"), ui::clause("3.2.1"), listed))
        @if offered { (ui::card(ask.t("step-customer-agreement"), ui::clause("3.2.1"), form(app, ask, c, again))) }
    }
}

fn form(app: &App, ask: &Ask, c: &Customer, again: &Again) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let date = |name: &str| ui::date(name, field(name)).value(again.value(name)).error(again.error(name)).required();
    html! {
        (again.head(ask))
        form method="post" action={ "/customers/" (c.id) "/agreements" } enctype="multipart/form-data" {
            (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
            div.fields {
                (ui::text("number", field("agreement")).value(again.value("number")).error(again.error("number")).required())
                (date("valid_from"))
                (date("valid_until"))
                (ui::file("file", ask.t("agreement-paper")).attr("accept", ".pdf,.png,.jpg,.jpeg").error(again.error("file")))
            }
            div.form-foot { (ui::button(ask.t("step-customer-agreement"))) }
        }
    }
}
