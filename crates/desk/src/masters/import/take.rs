//! Takes a file in to be checked: kept as it came, remembered who brought it.

use platform::Tx;
use platform::act::{Act, Outcome};
use platform::files::{self, Stored, safe_name};
use platform::who::Person;

use super::Kind;
use super::run::{self, Run};
use crate::masters::steps::{IMPORT_TAKE, ImportState, standing};

pub struct Take {
    pub kind: Kind,
    pub stored: Stored,
    pub file_name: String,
}

impl Act for Take {
    type Done = Run;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Run> {
        if !self.kind.open_to(who) {
            return Err(self.kind.step().forbidden());
        }
        let leave = IMPORT_TAKE.admit(ImportState::New, &standing(who), &(), &[])?;
        let media = if self.file_name.to_ascii_lowercase().ends_with(".xlsx") {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        } else {
            "text/csv"
        };
        let file = files::record(tx, &self.stored, &self.file_name, media, who.id)?;
        let taken = Run {
            id: tx.new_id(),
            kind: self.kind,
            state: leave.to,
            at: tx.now(),
            by_person: who.id,
            by_name: who.name.clone(),
            file,
            file_name: safe_name(&self.file_name),
            sha256: self.stored.sha256.clone(),
            rows_total: 0,
            rows_done: 0,
            added: 0,
            changed: 0,
            same: 0,
            bad: 0,
            ended_at: None,
        };
        if !leave.idle {
            run::add(tx, &taken)?;
        }
        Ok(taken)
    }
}
