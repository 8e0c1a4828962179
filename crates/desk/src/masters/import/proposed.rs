//! Prices from a file are proposed, one proposal for the whole file: a table is no way round the second person (3.2.3b).

use platform::Tx;
use platform::act::Outcome;
use platform::history::{self, Entry};
use platform::who::Person;
use serde_json::json;

use super::run::Run;
use crate::masters::price::change::{self, PriceChange};
use crate::masters::price::proposal::{self, PriceProposal, ProposalState};
use crate::masters::price::propose::{Asking, PROPOSE};
use crate::masters::steps::standing;

/// Puts a price into the file's proposal; once, however often the import is taken up.
pub fn keep(tx: &mut Tx, who: &Person, run: &Run, wanted: &PriceChange) -> Outcome<()> {
    proposal::begin(tx, &PriceProposal::begun(tx, who, run.id, &run.file_name, ""))?;
    if !change::add(tx, wanted)? {
        return Ok(());
    }
    let body = json!({ "import": run.id, "file": run.file_name, "changes": wanted.told() });
    let (step, clause) = (PROPOSE.id, PROPOSE.clause);
    history::append(tx, who, &Entry { chain: wanted.product, step, clause, body, rows: Vec::new() })?;
    Ok(())
}

/// The file is through: what it proposes goes to the executive.
pub fn put_forward(tx: &mut Tx, who: &Person, run: &Run) -> Outcome<()> {
    let begun = proposal::one(tx, run.id)?.filter(|p| p.state == ProposalState::Gathering);
    let Some(begun) = begun else { return Ok(()) };
    let asking = Asking { ground: begun.file_name.clone(), differs: true };
    let leave = PROPOSE.admit(begun.state, &standing(who), &asking, &[])?;
    if leave.idle {
        return Ok(());
    }
    let rows = change::count(tx, begun.id)?;
    proposal::put_forward(tx, who, &begun, rows, &leave)
}
