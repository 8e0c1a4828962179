//! The company itself: what stands at the head of its papers, and the currency its limits are in.

use platform::Tx;
use platform::act::{Act, Outcome};
use platform::db::Fault;
use platform::history::{self, Entry};
use platform::money::Currency;
use platform::settings;
use platform::who::Person;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::steps::{DESCRIBE_COMPANY, FactState, standing};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub currency: Currency,
    /// The zone its days begin in, by its IANA name.
    pub zone: String,
}

pub fn company(tx: &mut Tx) -> Outcome<Company> {
    Ok(Company {
        name: settings::text(tx, "company.name", "Lidan 理單")?,
        address: settings::text(tx, "company.address", "")?,
        phone: settings::text(tx, "company.phone", "")?,
        email: settings::text(tx, "company.email", "")?,
        currency: company_currency(tx)?,
        zone: settings::text(tx, "company.zone", "Asia/Shanghai")?,
    })
}

/// The currency of limits, receivables and thresholds.
pub fn company_currency(tx: &mut Tx) -> Result<Currency, Fault> {
    let code = settings::text(tx, "company.currency", "CNY")?;
    code.parse().map_err(|e| Fault::other("company currency", e))
}

/// Fits the company out; done once, when it is set up.
pub struct DescribeCompany(pub Company);

impl Act for DescribeCompany {
    type Done = Company;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Company> {
        let leave = DESCRIBE_COMPANY.admit(FactState::Known, &standing(who), &(), &[])?;
        let new = &self.0;
        if leave.idle {
            return Ok(new.clone());
        }
        let facts = [
            ("company.name", new.name.as_str()),
            ("company.address", &new.address),
            ("company.phone", &new.phone),
            ("company.email", &new.email),
            ("company.currency", new.currency.code()),
            ("company.zone", &new.zone),
        ];
        for (name, value) in facts {
            settings::keep(tx, name, value)?;
        }
        let body = json!({ "company": new });
        let entry =
            Entry { chain: history::ADMINISTRATION, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(new.clone())
    }
}
