//! The shared noun: an order with its lines, five axes, steps, duties and history (domain of chapters 2 and 3).
//! Only this slice writes the order's tables; the other slices call the functions handed out here.

mod advance;
mod axes;
mod content;
pub mod duty;
mod facts_of;
mod feasible;
mod fetch;
mod file_source;
mod flag;
mod late;
mod measure;
mod note;
mod photo;
mod proposal;
mod reassign_act;
mod record;
mod recount;
mod reply;
mod restate;
mod revision;
mod rewrite;
mod round;
mod said;
mod sheet_code;
mod source;
mod steps;
mod store;
mod talk;
#[cfg(test)]
mod tests;
mod waiting;

pub use advance::{advance, advance_archive, advance_confirmation, show_digest};
pub use axes::{Approval, Archive, Channel, Confirmation, Execution, Priority, Settlement};
pub use content::{Contact, Content, Head, LineContent, content_json, digest_of, shown_digest, shown_json};
pub use facts_of::{Change, changes_between, changes_of, editors, standing};
pub use feasible::{Feasible, ask_coming, came, departments as feasible_departments, feasible};
pub use fetch::{Line, Order, by_number, fetch, fetch_for_link, fetch_held, fetch_seen, line_count_of, read_for_link};
pub use file_source::{FileSource, media_type_of};
pub use flag::{Flag, Hold, HoldForm, flags, lower_flag, on_hold, raise_flag};
pub use late::{Lateness, decider as late_decider, look_at_late};
pub use measure::measure;
pub use note::{Note, NoteForm, NoteKind, WAIVE, WaiveAnswer, WriteNote, add_note, notes, unanswered};
pub use photo::{PHOTO_KINDS, Photo, photo_of};
pub use proposal::{
    Proposal, ProposalKind, ProposalState, answer_proposal, ask_proposal, drop_proposals, fetch_proposal, proposals,
};
pub use reassign_act::{OwnerForm, Reassign};
pub use record::{folded_no, record, sketch};
pub use recount::recount;
pub use reply::{Asks, Commitment, Verdict, commitments};
pub use restate::{execution_of, restate};
pub use revision::{Cancelled, Revision, apply_revision, cancel_quantities, revised};
pub use rewrite::{disown, documented, may_edit, may_reassign, reassign, rewrite};
pub use round::{Round, RoundVerdict, close_round, open_round, rounds};
pub use said::{LineSaid, lines_said};
pub use sheet_code::{SheetCode, code_on, code_text};
pub use source::{Source, SourceKind, add_source, file_answer, sources};
pub use steps::{CONCERNED, HOLD, REASSIGN, WITH_CUSTOMERS, steps};
pub use store::{Promised, promise_lines, rows_digest};
pub use talk::{About, NewTalk, Side, Talk, TalkBy, TalkField, TalkKind, add_talk, talks};
pub use waiting::{asked_again, customers_due, look_again};

use platform::web::Routes;

pub fn routes() -> Routes {
    note::routes()
        .merge(source::routes())
        .merge(file_source::routes())
        .merge(flag::routes())
        .merge(reassign_act::routes())
}
