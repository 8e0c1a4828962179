//! Taking over master data from a table: workbook or delimited text, in any encoding. First everything is checked and
//! nothing written; then what is good goes in, at most [`CHUNK`] rows an act, by key, so that the same file twice
//! changes nothing. What is bad is told by row and column and stays out.

mod check;
mod commit;
mod customers;
mod fields;
mod plant;
mod prices;
mod products;
mod proposed;
mod receivables;
mod run;
mod sheet;
mod suppliers;
mod take;

use std::sync::Arc;

use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::db::Fault;
use platform::ids::Id;
use platform::step::Step;
use platform::trouble::Say;
use platform::who::Person;
use serde::{Deserialize, Serialize};

use super::steps::{
    IMPORT_COMPONENTS, IMPORT_CUSTOMERS, IMPORT_OPERATIONS, IMPORT_OUTSIDE_LOADS, IMPORT_PRICES, IMPORT_PRODUCTS,
    IMPORT_RECEIVABLES, IMPORT_SUPPLIERS, IMPORT_SUPPLY_TERMS, IMPORT_WORK_CENTRES, ImportState, Rows, standing,
};

pub(super) use commit::commit;
pub(super) use run::{Run, recent, run};
pub(super) use take::Take;

/// Rows of one act: well below what holds the writer for 50 ms.
pub(super) const CHUNK: usize = 100;

platform::words! {
    /// Which master data a table holds.
    pub enum Kind {
        Products = "products",
        Prices = "prices",
        Customers = "customers",
        Receivables = "receivables",
        WorkCentres = "work_centres",
        Operations = "operations",
        Components = "components",
        SupplyTerms = "supply_terms",
        OutsideLoads = "outside_loads",
        Suppliers = "suppliers",
    }
}

impl Kind {
    /// The step that takes such a table over: it says who may.
    pub(super) fn step(self) -> &'static Step<ImportState, Rows> {
        match self {
            Kind::Products => &IMPORT_PRODUCTS,
            Kind::Prices => &IMPORT_PRICES,
            Kind::Customers => &IMPORT_CUSTOMERS,
            Kind::Receivables => &IMPORT_RECEIVABLES,
            Kind::WorkCentres => &IMPORT_WORK_CENTRES,
            Kind::Operations => &IMPORT_OPERATIONS,
            Kind::Components => &IMPORT_COMPONENTS,
            Kind::SupplyTerms => &IMPORT_SUPPLY_TERMS,
            Kind::OutsideLoads => &IMPORT_OUTSIDE_LOADS,
            Kind::Suppliers => &IMPORT_SUPPLIERS,
        }
    }

    pub(super) fn open_to(self, who: &Person) -> bool {
        self.step().by.allows(&standing(who))
    }
}

/// What a check or an import found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportReport {
    pub kind: Kind,
    pub file_name: String,
    pub dry_run: bool,
    /// The import, where it was begun.
    pub run: Option<Id>,
    pub rows: i64,
    pub added: i64,
    pub changed: i64,
    pub same: i64,
    pub bad: i64,
    /// Rows with a price that the executive has to accept.
    #[serde(default)]
    pub prices: i64,
    pub errors: Vec<CellError>,
    /// Columns whose head nobody knows; they are left alone.
    pub ignored: Vec<String>,
}

/// One thing that is wrong in a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellError {
    /// As the file numbers its rows, from 1.
    pub row: i64,
    /// From 0, as the file has its columns.
    pub column: i64,
    /// The column's head as the file writes it.
    pub head: String,
    pub value: String,
    pub say: Say,
}

/// Checks a table and, unless `dry_run`, takes it over. For the command line, the demo and tests; the pages do the
/// same in two steps.
pub async fn import(
    app: &App,
    who: &Person,
    kind: Kind,
    bytes: Vec<u8>,
    file_name: &str,
    dry_run: bool,
) -> Outcome<ImportReport> {
    if !kind.open_to(who) {
        return Err(kind.step().forbidden());
    }
    let found = checked(app, who, kind, Arc::new(bytes.clone()), file_name).await?;
    if dry_run {
        return Ok(found);
    }
    app.perform(who, Worth { kind, good: (found.rows - found.bad) as usize }).await?;
    let files = app.0.files.clone();
    let content = bytes.clone();
    let stored = tokio::task::spawn_blocking(move || files.keep(&content))
        .await
        .map_err(|e| Fault::other("keep a file", e))??;
    let run = app.perform(who, Take { kind, stored, file_name: file_name.to_string() }).await?;
    commit(app, who, run.id).await
}

/// Nothing of a table without one good row is kept, since nobody would ever go on with it; that it was refused is noted.
struct Worth {
    kind: Kind,
    good: usize,
}

impl Act for Worth {
    type Done = ();

    fn run(&self, _: &mut Tx, who: &Person) -> Outcome<()> {
        self.kind.step().admit(ImportState::Checked, &standing(who), &Rows { good: self.good }, &[])?;
        Ok(())
    }
}

/// What the import would do; writes nothing.
pub(super) async fn checked(
    app: &App,
    who: &Person,
    kind: Kind,
    bytes: Arc<Vec<u8>>,
    file_name: &str,
) -> Outcome<ImportReport> {
    let name = file_name.to_string();
    let (zone, who) = (app.config().zone(), who.clone());
    app.read(move |tx| {
        let sheet = sheet::Sheet::read(kind, &bytes, &name)?;
        Ok(check::check(tx, &who, &sheet, &zone)?.report(&sheet, &name))
    })
    .await
}
