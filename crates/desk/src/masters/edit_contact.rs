//! Changes how a customer is reached (2.2.2b).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::company::company_currency;
use super::customer::{self, Customer};
use super::edit::{self, Back, line};
use super::shown;
use super::steps::{CONTACT, Reach, standing};

pub fn routes() -> Routes {
    let may = May::Roles(&[Role::Specialist, Role::Manager]);
    Routes::default().post("/customers/{id}/contact", may, change)
}

/// The form, as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub fax: String,
    pub address: String,
    pub lang: String,
    pub lock: String,
}

impl Contact {
    pub(super) fn of(c: &Customer) -> Contact {
        Contact {
            contact: c.contact.clone(),
            phone: c.phone.clone(),
            email: c.email.clone(),
            fax: c.fax.clone(),
            address: c.address.clone(),
            lang: c.lang.code().to_string(),
            lock: c.lock.to_string(),
        }
    }
}

async fn change(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Contact>,
) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let id = shown::id_of(&id)?;
    let act = ChangeContact { customer: id, form: body.value.clone() };
    match app.perform_once(&who, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/customers/{id}?done=contact"), &done)),
        Err(trouble) => {
            let back = Back { contact: Some(body.value), terms: None, trouble: Some(trouble) };
            edit::again(&app, &ask, id, back).await
        }
    }
}

pub struct ChangeContact {
    pub customer: Id,
    pub form: Contact,
}

impl Act for ChangeContact {
    type Done = Customer;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Customer> {
        let before = customer::customer(tx, self.customer)?.ok_or(Trouble::Hidden)?;
        let mut after = self.applied_to(&before)?;
        let reach = Reach { phone: after.phone.clone(), email: after.email.clone(), fax: after.fax.clone() };
        let leave = CONTACT.admit(before.state(), &standing(who), &reach, &[])?;
        if leave.idle || after == before {
            return Ok(before);
        }
        if self.form.lock.parse() != Ok(before.lock) || !customer::change(tx, &after)? {
            return Err(Trouble::stale(before.id));
        }
        after.lock += 1;
        let company = company_currency(tx)?;
        let changes = shown::changes(&before.facts(company)?, &after.facts(company)?);
        let body = json!({ "customer": after.code, "changes": changes });
        let rows = after.digest()?;
        let entry = Entry { chain: after.id, step: leave.step, clause: leave.clause, body, rows };
        history::append(tx, who, &entry)?;
        Ok(after)
    }
}

impl ChangeContact {
    fn applied_to(&self, before: &Customer) -> Outcome<Customer> {
        let (form, mut wrong) = (&self.form, Fields::none());
        let mut after = before.clone();
        after.contact = line(&mut wrong, "contact", &form.contact, 80);
        after.phone = line(&mut wrong, "phone", &form.phone, 60);
        after.email = line(&mut wrong, "email", &form.email, 200);
        after.fax = line(&mut wrong, "fax", &form.fax, 60);
        after.address = line(&mut wrong, "address", &form.address, 300);
        if !after.email.is_empty() && !is_email(&after.email) {
            wrong.add("email", Say::new("masters-bad-email"));
        }
        for (field, number) in [("phone", &after.phone), ("fax", &after.fax)] {
            if !number.is_empty() && !is_phone(number) {
                wrong.add(field, Say::new("masters-bad-phone"));
            }
        }
        match Lang::from_code(&form.lang) {
            Some(lang) => after.lang = lang,
            None => wrong.add("lang", Say::new("masters-bad-lang")),
        }
        wrong.check()?;
        Ok(after)
    }
}

/// One address, with something on both sides of its one `@` and a dot behind it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@,;<>\"".contains(c));
    plain(name) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

/// At least six digits; the rest is for people to read.
pub(super) fn is_phone(text: &str) -> bool {
    platform::text::fold(text).chars().filter(char::is_ascii_digit).count() >= 6
}
