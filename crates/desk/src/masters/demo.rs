//! Fits the demo company out: its own facts, exchange rates, and both lists through the real import.

use platform::act::{App, Outcome};
use platform::day::Day;
use platform::money::Currency;
use platform::who::Person;

use super::company::{Company, DescribeCompany};
use super::import::{Kind, import};
use super::price::answer::{AnswerForm, AnswerPrices};
use super::rate::SetRate;

const CATALOGUE: &[u8] = include_bytes!("../../../../assets/demo/catalogue.csv");
/// The plant, in the order in which one table refers to another.
const PLANT: &[(Kind, &[u8], &str)] = &[
    (Kind::WorkCentres, include_bytes!("../../../../assets/demo/work-centres.csv"), "work-centres.csv"),
    (Kind::Operations, include_bytes!("../../../../assets/demo/routings.csv"), "routings.csv"),
    (Kind::Components, include_bytes!("../../../../assets/demo/components.csv"), "components.csv"),
    (Kind::SupplyTerms, include_bytes!("../../../../assets/demo/supply-terms.csv"), "supply-terms.csv"),
];
const PRICES: &[u8] = include_bytes!("../../../../assets/demo/price-lists.csv");
const SUPPLIERS: &[u8] = include_bytes!("../../../../assets/demo/suppliers.csv");
const CUSTOMERS: &[u8] = include_bytes!("../../../../assets/demo/customers.csv");

/// (currency, millionths of a yuan per unit)
const RATES: &[(Currency, i64)] = &[
    (Currency::EUR, 7_820_000),
    (Currency::USD, 7_150_000),
    (Currency::HKD, 918_000),
    (Currency::TWD, 228_000),
    (Currency::SEK, 712_000),
];

/// Called once, on an empty company, with its manager, somebody of finance and an executive. A second call changes nothing but the
/// age of the receivables.
pub async fn demo(app: &App, manager: &Person, finance: &Person, executive: &Person) -> Outcome<()> {
    let company = Company {
        name: "理單精密機電有限公司".into(),
        address: "江蘇省蘇州市工業園區唯新路 88 號".into(),
        phone: "+86-512-6666-0188".into(),
        email: "orders@lidan.example".into(),
        currency: Currency::CNY,
        zone: app.config().zone.clone(),
    };
    app.perform(&Person::system(), DescribeCompany(company)).await?;
    // The year before last, so that orders of the past year find a rate.
    let today = app.0.clock.now().day_in(&app.config().zone());
    let from_day = today.add_days(-730).unwrap_or(today);
    for (currency, rate) in RATES {
        set_rate(app, finance, *currency, from_day, *rate).await?;
    }
    import_priced(app, manager, executive, (Kind::Products, CATALOGUE, "catalogue.csv")).await?;
    import(app, finance, Kind::Customers, CUSTOMERS.to_vec(), "customers.csv", false).await?;
    import_priced(app, manager, executive, (Kind::Prices, PRICES, "price-lists.csv")).await?;
    import(app, manager, Kind::Suppliers, SUPPLIERS.to_vec(), "suppliers.csv", false).await?;
    for (kind, table, name) in PLANT {
        import(app, manager, *kind, table.to_vec(), name, false).await?;
    }
    Ok(())
}

/// Prices are in force when the second person has accepted them, here as anywhere.
pub async fn import_priced(
    app: &App,
    manager: &Person,
    executive: &Person,
    (kind, table, name): (Kind, &[u8], &str),
) -> Outcome<()> {
    let report = import(app, manager, kind, table.to_vec(), name, false).await?;
    let Some(run) = report.run.filter(|_| report.prices > 0) else { return Ok(()) };
    let form = AnswerForm { answer: "accepted".into(), text: String::new() };
    app.perform(executive, AnswerPrices { proposal: run, form }).await?;
    Ok(())
}

async fn set_rate(app: &App, finance: &Person, currency: Currency, from_day: Day, rate: i64) -> Outcome<()> {
    app.perform(finance, SetRate { currency, from_day, rate }).await?;
    Ok(())
}
