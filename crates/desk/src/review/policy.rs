//! The settings that the final review measures by, with their defaults (domain §4, §11).

use platform::act::Outcome;
use platform::money::Currency;
use platform::settings;
use platform::{Tx, text};

/// Terms under which nobody owes us anything: always allowed.
const PREPAID: &[&str] =
    &["預付款", "预付", "款到發貨", "先款後貨", "全款預付", "Prepayment", "Prepaid", "CIA", "Cash in advance"];

#[derive(Clone, Debug)]
pub struct Policy {
    /// How far under the list price a specialist and the manager may go, in basis points
    /// (`price.authority.specialist`, `price.authority.manager`).
    pub specialist_bp: i64,
    pub manager_bp: i64,
    /// Minor units of the company's currency (`major.gross`, `major.gross.consent`, in whole units).
    pub major_gross: i64,
    pub consent_gross: i64,
    /// Working days from the gate to the customer (`delivery.transit_days`).
    pub transit_days: u32,
    /// Terms allowed for the customer's class beside his own (`payment.terms.<class>`), folded.
    pub terms: Vec<String>,
    /// An import of receivables older than this many days is shown amber (`credit.import_days`).
    pub import_days: i64,
    /// A licence that ends within so many days is red (`licence.warning_days`).
    pub licence_days: i64,
    /// Whether customers of this class order under a framework agreement (`agreement.classes`).
    pub needs_agreement: bool,
}

impl Policy {
    pub fn load(tx: &mut Tx, company: Currency, class: &str) -> Outcome<Policy> {
        let unit = 10_i64.pow(company.decimals());
        let terms = settings::text(tx, &format!("payment.terms.{class}"), "")?;
        let listed = terms.split([',', '，', '、', ';']).map(fold_term).filter(|term| !term.is_empty());
        Ok(Policy {
            specialist_bp: settings::number(tx, "price.authority.specialist", 300)?,
            manager_bp: settings::number(tx, "price.authority.manager", 1_000)?,
            major_gross: settings::number(tx, "major.gross", 100_000)?.saturating_mul(unit),
            consent_gross: settings::number(tx, "major.gross.consent", 1_000_000)?.saturating_mul(unit),
            transit_days: u32::try_from(settings::number(tx, "delivery.transit_days", 1)?.clamp(0, 365)).unwrap_or(1),
            terms: listed.chain(PREPAID.iter().map(|term| fold_term(term))).collect(),
            import_days: settings::number(tx, "credit.import_days", 7)?,
            needs_agreement: listed_class(&settings::text(tx, "agreement.classes", "")?, class),
            licence_days: settings::number(tx, "licence.warning_days", 30)?,
        })
    }
}

fn listed_class(classes: &str, class: &str) -> bool {
    !class.is_empty() && classes.split([',', '，', '、', ';']).any(|one| fold_term(one) == fold_term(class))
}

/// 月結 60 天 and 月结60天 are one term.
pub fn fold_term(term: &str) -> String {
    text::fold(term).chars().filter(|c| !c.is_whitespace()).collect()
}
