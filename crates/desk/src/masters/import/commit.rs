//! Writes what is good in a checked file: begins, goes through the rows in small acts, ends with one entry in the
//! administration's chain. Every act may be repeated without doing anything twice.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::db::{Fault, FaultKind};
use platform::history::{self, Entry, hex};
use platform::ids::Id;
use platform::money::Currency;
use platform::trouble::Trouble;
use platform::who::Person;
use serde_json::json;

use super::check::{self, Context, Master};
use super::customers::Customers;
use super::fields::Row;
use super::plant::{Components, Operations, OutsideLoads, SupplyTerms, WorkCentres};
use super::prices::Prices;
use super::products::Products;
use super::proposed;
use super::receivables::Receivables;
use super::run::{self, Run, Tally};
use super::sheet::Sheet;
use super::suppliers::Suppliers;
use super::{CHUNK, ImportReport, Kind};
use crate::masters::shown;
use crate::masters::steps::{IMPORT_FINISH, Rows, standing};

/// Takes a checked file over; also takes up one that was interrupted.
pub async fn commit(app: &App, who: &Person, id: Id) -> Outcome<ImportReport> {
    let zone = app.config().zone();
    let files = app.0.files.clone();
    let (reading, read_zone, reader) = (files.clone(), zone.clone(), who.clone());
    let (sheet, bad, mut report) = app
        .read(move |tx| {
            let run = run::run(tx, id)?.ok_or(Trouble::Hidden)?;
            let sheet = Sheet::read(run.kind, &reading.read(&run.sha256)?, &run.file_name)?;
            let checked = check::check(tx, &reader, &sheet, &read_zone)?;
            let bad = Arc::new(checked.bad.clone());
            let report = checked.report(&sheet, &run.file_name);
            Ok((Arc::new(sheet), bad, report))
        })
        .await?;
    let total = sheet.rows.len();
    app.perform(who, Begin { run: id, good: total - bad.len(), total: total as i64, bad: bad.len() as i64 }).await?;
    for start in (0..total).step_by(CHUNK) {
        let end = total.min(start + CHUNK);
        let part = Part { run: id, sheet: sheet.clone(), bad: bad.clone(), places: start..end, zone: zone.clone() };
        app.perform(who, part).await?;
    }
    let done = app.perform(who, Finish { run: id }).await?;
    report.dry_run = false;
    report.run = Some(id);
    (report.added, report.changed, report.same, report.bad) = (done.added, done.changed, done.same, done.bad);
    Ok(report)
}

/// From checked to running.
struct Begin {
    run: Id,
    good: usize,
    total: i64,
    bad: i64,
}

impl Act for Begin {
    type Done = Run;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Run> {
        let run = run::run(tx, self.run)?.ok_or(Trouble::Hidden)?;
        let leave = run.kind.step().admit(run.state, &standing(who), &Rows { good: self.good }, &[])?;
        if !leave.idle && !run::begin(tx, run.id, leave.from, leave.to, self.total, self.bad)? {
            return Err(Trouble::stale(run.id));
        }
        run::run(tx, self.run)?.ok_or(Trouble::Hidden)
    }
}

/// Some rows of the file.
struct Part {
    run: Id,
    sheet: Arc<Sheet>,
    bad: Arc<HashSet<usize>>,
    places: std::ops::Range<usize>,
    zone: TimeZone,
}

impl Act for Part {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let run = run::run(tx, self.run)?.ok_or(Trouble::Hidden)?;
        let good = self.places.len();
        let leave = run.kind.step().admit(run.state, &standing(who), &Rows { good }, &[])?;
        if leave.idle {
            return Ok(());
        }
        let tally = match run.kind {
            Kind::Products => self.write::<Products>(tx, who, &run)?,
            Kind::Prices => self.write::<Prices>(tx, who, &run)?,
            Kind::Customers => self.write::<Customers>(tx, who, &run)?,
            Kind::Receivables => self.write::<Receivables>(tx, who, &run)?,
            Kind::WorkCentres => self.write::<WorkCentres>(tx, who, &run)?,
            Kind::Operations => self.write::<Operations>(tx, who, &run)?,
            Kind::Components => self.write::<Components>(tx, who, &run)?,
            Kind::SupplyTerms => self.write::<SupplyTerms>(tx, who, &run)?,
            Kind::OutsideLoads => self.write::<OutsideLoads>(tx, who, &run)?,
            Kind::Suppliers => self.write::<Suppliers>(tx, who, &run)?,
        };
        if !run::progress(tx, run.id, &tally)? {
            return Err(Trouble::stale(run.id));
        }
        Ok(())
    }
}

impl Part {
    fn write<M: Master>(&self, tx: &mut Tx, who: &Person, run: &Run) -> Outcome<Tally> {
        let mut context = Context::of(tx, who, &self.zone)?;
        let places: Vec<usize> = self.places.clone().filter(|place| !self.bad.contains(place)).collect();
        let known = check::known::<M>(tx, &self.sheet, &places)?;
        context.look_up::<M>(tx, &self.sheet, &places)?;
        let mut tally = Tally { done: self.places.len() as i64, ..Tally::default() };
        for place in places {
            let mut row = Row::of(&self.sheet, &self.sheet.rows[place]);
            let base = check::key_of::<M>(&mut row).and_then(|key| known.get(&key));
            let item = check::read_row::<M>(&self.sheet, place, &mut row, base.cloned(), &context);
            match (base, item) {
                (_, Some(_)) if !row.errors.is_empty() => tally.bad += 1,
                (None, Some(mut item)) => {
                    M::set_aside(tx, who, run, None, &mut item)?;
                    M::add(tx, &mut item)?;
                    tally.added += 1;
                }
                (Some(old), Some(mut new)) if M::differs(old, &new) => {
                    M::set_aside(tx, who, run, Some(old), &mut new)?;
                    if M::differs(old, &new) {
                        change::<M>(tx, who, run, context.currency, (old, &new))?;
                    }
                    tally.changed += 1;
                }
                (Some(_), Some(same)) => {
                    M::same(tx, &same)?;
                    tally.same += 1;
                }
                (_, None) => tally.bad += 1,
            }
        }
        Ok(tally)
    }
}

/// A record that changes says in its own history what it was before.
fn change<M: Master>(
    tx: &mut Tx,
    who: &Person,
    run: &Run,
    company: Currency,
    (old, new): (&M::Item, &M::Item),
) -> Outcome<()> {
    if !M::change(tx, new)? {
        return Err(Fault::new("import", FaultKind::Again, "a record moved between reading and writing").into());
    }
    let changes = shown::changes(&M::facts(old, company)?, &M::facts(new, company)?);
    let step = run.kind.step();
    let body = json!({ "import": run.id, "file": run.file_name, "changes": changes });
    let entry = Entry { chain: M::chain(new), step: step.id, clause: step.clause, body, rows: Vec::new() };
    history::append(tx, who, &entry)?;
    Ok(())
}

/// From running to done; says in the administration's chain what was taken over, without any figure of it.
struct Finish {
    run: Id,
}

impl Act for Finish {
    type Done = Run;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Run> {
        let run = run::run(tx, self.run)?.ok_or(Trouble::Hidden)?;
        let leave = IMPORT_FINISH.admit(run.state, &standing(who), &(), &[])?;
        if leave.idle {
            return Ok(run);
        }
        if !run::end(tx, run.id, leave.from, leave.to)? {
            return Err(Trouble::stale(run.id));
        }
        proposed::put_forward(tx, who, &run)?;
        let body = json!({
            "import": run.id, "kind": run.kind, "file": run.file_name, "sha256": hex(&run.sha256),
            "rows": run.rows_total, "added": run.added, "changed": run.changed, "same": run.same, "bad": run.bad,
        });
        let entry =
            Entry { chain: history::ADMINISTRATION, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        run::run(tx, self.run)?.ok_or(Trouble::Hidden)
    }
}
