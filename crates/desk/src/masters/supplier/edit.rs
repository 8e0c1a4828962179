//! 4.2.2: purchasing keeps its suppliers: adds one, changes one, orders from one no more.

use axum::extract::{Path, State};
use axum::response::Response;
use papers::read::sku_key;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::limits::FIELD_CHARS;
use platform::money::{Currency, TaxRate};
use platform::text;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ADD_SUPPLIER, BLOCK_SUPPLIER, EDIT_SUPPLIER, OPEN_SUPPLIER, Supplier, SupplierFacts, SupplierState, page};
use crate::masters::edit::line;
use crate::masters::edit_contact::{is_email, is_phone};
use crate::masters::shown;
use crate::masters::steps::standing;
use crate::people::Again;

pub fn routes() -> Routes {
    let keepers = May::Roles(&[Role::Purchasing]);
    let blockers = May::Roles(&[Role::Purchasing, Role::Quality, Role::Manager]);
    Routes::default()
        .post("/suppliers", keepers, add)
        .post("/suppliers/{id}", keepers, edit)
        .post("/suppliers/{id}/block", blockers, block)
        .post("/suppliers/{id}/opening", May::Roles(&[Role::Purchasing, Role::Manager]), open)
}

async fn add(State(app): State<App>, ask: Ask, body: Body<SupplierForm>) -> Result<Response, Failure> {
    keep(&app, &ask, None, body).await
}

async fn edit(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<SupplierForm>,
) -> Result<Response, Failure> {
    keep(&app, &ask, Some(id), body).await
}

async fn keep(app: &App, ask: &Ask, id: Option<Id>, body: Body<SupplierForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, KeepSupplier { supplier: id, form: body.value }).await {
        Ok(done) => Ok(ask.see(&done.href(), &done)),
        Err(trouble) => page::again(app, ask, id, Again::after(ask, body.raw, trouble)?).await,
    }
}

async fn block(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<BlockForm>,
) -> Result<Response, Failure> {
    press(&app, &ask, BlockSupplier { supplier: id, form: body.value, to: SupplierState::Blocked }, body.once, body.raw)
        .await
}

async fn open(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<BlockForm>,
) -> Result<Response, Failure> {
    press(&app, &ask, BlockSupplier { supplier: id, form: body.value, to: SupplierState::Open }, body.once, body.raw)
        .await
}

async fn press(
    app: &App,
    ask: &Ask,
    act: BlockSupplier,
    once: Option<platform::act::OnceKey>,
    raw: serde_json::Value,
) -> Result<Response, Failure> {
    let id = act.supplier;
    match app.perform_once(ask.who()?, once, act).await {
        Ok(done) => Ok(ask.see(&done.href(), &done)),
        Err(trouble) => page::again(app, ask, Some(id), Again::after(ask, raw, trouble)?).await,
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplierForm {
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub lang: String,
    pub currency: String,
    pub payment_term: String,
    pub tax_id: String,
    /// Per cent; empty: each product's own rate.
    pub tax_rate: String,
    pub lock: String,
}

impl SupplierForm {
    pub fn of(s: &Supplier) -> SupplierForm {
        SupplierForm {
            code: s.code.clone(),
            name: s.name.clone(),
            contact: s.contact.clone(),
            phone: s.phone.clone(),
            email: s.email.clone(),
            address: s.address.clone(),
            lang: s.lang.code().to_string(),
            currency: s.currency.to_string(),
            payment_term: s.payment_term.clone(),
            tax_id: s.tax_id.clone(),
            tax_rate: s.tax_rate.map_or(String::new(), |rate| rate.to_string()),
            lock: s.lock.to_string(),
        }
    }

    fn read(&self, before: Option<&Supplier>, id: Id) -> Outcome<Supplier> {
        let mut wrong = Fields::none();
        let code = before.map_or_else(|| line(&mut wrong, "code", &self.code, 40), |s| s.code.clone());
        let name = line(&mut wrong, "name", &self.name, 200);
        for (field, text) in [("code", &code), ("name", &name)] {
            if sku_key(text).is_empty() {
                wrong.add(field, Say::new("masters-bad-missing"));
            }
        }
        let (phone, email) = (line(&mut wrong, "phone", &self.phone, 60), line(&mut wrong, "email", &self.email, 200));
        if !email.is_empty() && !is_email(&email) {
            wrong.add("email", Say::new("masters-bad-email"));
        }
        if !phone.is_empty() && !is_phone(&phone) {
            wrong.add("phone", Say::new("masters-bad-phone"));
        }
        let lang = Lang::from_code(&self.lang);
        if lang.is_none() {
            wrong.add("lang", Say::new("masters-bad-lang"));
        }
        let currency: Option<Currency> = self.currency.trim().to_uppercase().parse().ok();
        if currency.is_none() {
            wrong.add("currency", Say::new("masters-bad-currency"));
        }
        let tax_rate: Option<TaxRate> = self.tax_rate.trim().parse().ok();
        if tax_rate.is_none() && !self.tax_rate.trim().is_empty() {
            wrong.add("tax_rate", Say::new("masters-bad-tax"));
        }
        let supplier = Supplier {
            id: before.map_or(id, |s| s.id),
            code,
            name,
            contact: line(&mut wrong, "contact", &self.contact, 80),
            phone,
            email,
            address: line(&mut wrong, "address", &self.address, 300),
            lang: lang.unwrap_or(Lang::Hant),
            currency: currency.unwrap_or(Currency::CNY),
            payment_term: line(&mut wrong, "payment_term", &self.payment_term, 60),
            tax_id: line(&mut wrong, "tax_id", &self.tax_id, 40),
            tax_rate,
            blocked: before.is_some_and(|s| s.blocked),
            block_ground: before.map_or(String::new(), |s| s.block_ground.clone()),
            lock: before.map_or(1, |s| s.lock),
        };
        wrong.check()?;
        Ok(supplier)
    }
}

/// Adds a supplier, or changes one.
pub struct KeepSupplier {
    pub supplier: Option<Id>,
    pub form: SupplierForm,
}

impl Act for KeepSupplier {
    type Done = Supplier;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Supplier> {
        let before = match self.supplier {
            Some(id) => Some(super::supplier(tx, id)?.ok_or(Trouble::Hidden)?),
            None => None,
        };
        let id = tx.new_id();
        let mut after = self.form.read(before.as_ref(), id)?;
        let facts =
            SupplierFacts { reachable: !after.email.is_empty() || !after.phone.is_empty(), ..SupplierFacts::default() };
        let (step, at) =
            before.as_ref().map_or((&ADD_SUPPLIER, SupplierState::New), |before| (&EDIT_SUPPLIER, before.state()));
        let leave = step.admit(at, &standing(who), &facts, &[])?;
        if leave.idle || before.as_ref() == Some(&after) {
            return Ok(before.unwrap_or(after));
        }
        let body = match &before {
            None => {
                if !super::by_folded(tx, &[sku_key(&after.code)])?.is_empty() {
                    return Err(Trouble::invalid("code", Say::new("supplier-code-taken")));
                }
                super::add(tx, &after)?;
                json!({ "supplier": after.code })
            }
            Some(before) => {
                let seen = self.form.lock.trim();
                if (!seen.is_empty() && seen.parse() != Ok(before.lock)) || !super::change(tx, &after)? {
                    return Err(Trouble::stale(before.id));
                }
                after.lock += 1;
                json!({ "supplier": after.code, "changes": shown::changes(&json!(before), &json!(after)) })
            }
        };
        let entry = Entry { chain: after.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(after)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BlockForm {
    pub ground: String,
    pub lock: String,
}

/// We ask him no more, or again.
pub struct BlockSupplier {
    pub supplier: Id,
    pub form: BlockForm,
    pub to: SupplierState,
}

impl Act for BlockSupplier {
    type Done = Supplier;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Supplier> {
        let mut supplier = super::supplier(tx, self.supplier)?.ok_or(Trouble::Hidden)?;
        let ground = text::clean(&self.form.ground).unwrap_or_default().trim().to_string();
        if ground.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("ground", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let step = if self.to == SupplierState::Blocked { &BLOCK_SUPPLIER } else { &OPEN_SUPPLIER };
        let facts = SupplierFacts { ground: ground.clone(), ..SupplierFacts::default() };
        let leave = step.admit(supplier.state(), &standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(supplier);
        }
        let seen = self.form.lock.trim();
        supplier.blocked = leave.to == SupplierState::Blocked;
        supplier.block_ground = if supplier.blocked { ground.clone() } else { String::new() };
        if (!seen.is_empty() && seen.parse() != Ok(supplier.lock)) || !super::change(tx, &supplier)? {
            return Err(Trouble::stale(supplier.id));
        }
        supplier.lock += 1;
        let body = json!({ "supplier": supplier.code, "ground": ground });
        let entry = Entry { chain: supplier.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(supplier)
    }
}
