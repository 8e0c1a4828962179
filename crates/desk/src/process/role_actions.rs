//! Role × step, as a text that people review and a test compares: committed as `docs/role-actions.txt`.

use std::fmt::Write as _;

use platform::step::{By, StepShown};
use platform::who::Role;

use super::table;

/// One row a step. `+` the role may · `o` as the order's owner or his deputy · `m` as acting manager · `e` where the
/// acting manager entered the order himself · `c` on the customer's link · `.` never.
pub fn role_actions() -> String {
    let mut text = String::from(
        "Who may take which step. + may; o as the owner or his deputy; m as acting manager;\n\
         e where the acting manager entered the order himself; c on the customer's link; . never.\n\n",
    );
    let _ = write!(text, "{:<32} {:<8}", "step", "clause");
    for role in Role::ALL {
        let _ = write!(text, " {:<10}", role.code());
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    let mut steps = table();
    steps.sort_by(|a, b| (a.kind, a.id).cmp(&(b.kind, b.id)));
    for step in &steps {
        let _ = write!(text, "{:<32} {:<8}", step.id, step.clause);
        for role in Role::ALL {
            let _ = write!(text, " {:<10}", may(step, *role));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn may(step: &StepShown, role: Role) -> &'static str {
    match (step.by, role) {
        (By::Roles(roles), role) if roles.contains(&role) => "+",
        (By::Owner, Role::Specialist) => "o",
        (By::Decider | By::ActingManager, Role::Manager | Role::Specialist) => "m",
        (By::Decider, Role::Executive) => "e",
        (By::ActingManager, Role::Executive) => "m",
        (By::Customer, Role::Customer) => "c",
        (By::Anyone, _) => "+",
        _ => ".",
    }
}
