//! The order department, one folder per chapter of the regulation. This is its table of contents.
//! Which slice may import which stands in `docs/ARCHITECTURE.md` and is kept by a test.

/// 4.3, 4.4: changes and cancellations of approved orders.
pub mod changes;
/// 4.1, 4.2, 5.1: what the departments do.
pub mod fulfilment;
/// 3.1: how orders come in.
pub mod intake;
/// 2.2.2e: the ledger, search, home; reads only.
pub mod ledger;
/// Products, customers, price lists, receivables: what orders are about.
pub mod masters;
/// 3.2.5, 5.2: what the customer is told.
pub mod notices;
/// 1.3, 2.2.1: problems between departments, lateness, the manager's board, plans and reports.
pub mod office;
/// The shared noun: the order, its lines, axes, steps, duties, history.
pub mod order;
/// Chapter 2: who works here, what each may, who stands in for whom.
pub mod people;
/// 2.2.2e: the papers of every order, and the file of one that ended.
pub mod records;
/// 3.2: initial and final review.
pub mod review;

/// The figures that the operator's probes ask for; reads only.
pub mod figures;
/// What left the house, what waits, what could not leave.
pub mod outbox_page;
/// 1.1: the process map, drawn from the tables that the code enforces.
pub mod process;
/// Every address.
pub mod routes;
/// The frame of every page: menu, top bar, failures.
pub mod shell;
/// Proves that the database is what the acts wrote (1.3.4); reads only.
pub mod verify;

use platform::db::migrate::Migration;

macro_rules! migration {
    ($name:literal) => {
        Migration { name: $name, text: include_str!(concat!("../../../migrations/", $name, ".sql")) }
    };
}

/// In the order in which they are applied; never edited after a release.
pub static MIGRATIONS: &[Migration] = &[
    migration!("0001_ground"),
    migration!("0002_people"),
    migration!("0003_masters"),
    migration!("0004_orders"),
    migration!("0005_plant"),
    migration!("0006_links"),
    migration!("0007_policy"),
    migration!("0008_office"),
    migration!("0009_talks"),
    migration!("0010_plans"),
    migration!("0011_price_lists"),
    migration!("0012_rest"),
    migration!("0014_production"),
    migration!("0015_purchasing"),
    migration!("0016_changes"),
    migration!("0017_inspection"),
    migration!("0018_coming"),
    migration!("0019_after"),
    migration!("0020_review"),
    migration!("0022_opening"),
    migration!("0023_evidence"),
    migration!("0024_buying"),
    migration!("0025_making"),
    migration!("0026_heard"),
    migration!("0030_remedy"),
    migration!("0031_apart"),
    migration!("0033_shipping"),
];
