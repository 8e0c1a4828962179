//! The steps of master data. Buttons, refusals and the process map are drawn from these rows.

use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role, Via};

use super::agreement::FILE;
use super::price::answer::{ACCEPT, REFUSE, TAKE_BACK};
use super::price::propose::PROPOSE;
use super::supplier::{ADD_SUPPLIER, BLOCK_SUPPLIER, EDIT_SUPPLIER, OPEN_SUPPLIER};

platform::words! {
    /// Whether new orders of a customer may be taken.
    pub enum CustomerState { Open = "open", Blocked = "blocked" }
}

platform::words! {
    /// Where the taking over of a table stands.
    pub enum ImportState { New = "new", Checked = "checked", Running = "running", Done = "done" }
}

platform::words! {
    /// Facts that are only replaced by newer ones.
    pub enum FactState { Known = "known" }
}

use CustomerState::{Blocked, Open};

/// What is left to reach a customer by.
pub struct Reach {
    pub phone: String,
    pub email: String,
    pub fax: String,
}

/// Why a customer is blocked or opened again.
pub struct Why {
    pub ground: String,
}

/// How many rows of a table can be taken over.
pub struct Rows {
    pub good: usize,
}

pub const CONTACT: Step<CustomerState, Reach> = Step {
    id: "customer.contact",
    clause: "2.2.2b",
    from: &[Open, Blocked],
    to: None,
    by: By::Roles(&[Role::Specialist, Role::Manager]),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "customer.reachable", clause: "3.1.2", weight: Weight::Must, verdict: reachable }],
};

pub const TERMS: Step<CustomerState, ()> = Step {
    id: "customer.terms",
    clause: "3.2.3c",
    from: &[Open, Blocked],
    to: None,
    by: By::Roles(&[Role::Finance]),
    opens: &[],
    closes: &[],
    rules: &[],
};

const BLOCKERS: By = By::Roles(&[Role::Specialist, Role::Manager, Role::Finance]);

pub const BLOCK: Step<CustomerState, Why> = Step {
    id: "customer.block",
    clause: "3.2.1",
    from: &[Open],
    to: Some(Blocked),
    by: BLOCKERS,
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "customer.block_ground", clause: "1.3.4", weight: Weight::Must, verdict: has_ground }],
};

pub const UNBLOCK: Step<CustomerState, Why> = Step {
    id: "customer.unblock",
    clause: "3.2.1",
    from: &[Blocked],
    to: Some(Open),
    // Who blocks need not be who may open again: that is for the manager and finance.
    by: By::Roles(&[Role::Manager, Role::Finance]),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "customer.unblock_ground", clause: "1.3.4", weight: Weight::Must, verdict: has_ground }],
};

const NOT_EMPTY: &[Rule<Rows>] =
    &[Rule { id: "import.rows", clause: "1.3.1", weight: Weight::Must, verdict: has_good_rows }];

pub const IMPORT_TAKE: Step<ImportState, ()> = Step {
    id: "import.take",
    clause: "1.3.1",
    from: &[ImportState::New],
    to: Some(ImportState::Checked),
    by: By::Roles(&[Role::Manager, Role::Finance, Role::Production, Role::Purchasing]),
    opens: &[],
    closes: &[],
    rules: &[],
};

/// The price list is the manager's.
pub const IMPORT_PRODUCTS: Step<ImportState, Rows> = import("import.products", "3.2.3b", &[Role::Manager]);
pub const IMPORT_PRICES: Step<ImportState, Rows> = import("import.prices", "3.2.3b", &[Role::Manager]);
pub const IMPORT_CUSTOMERS: Step<ImportState, Rows> =
    import("import.customers", "3.1.2", &[Role::Manager, Role::Finance]);
pub const IMPORT_RECEIVABLES: Step<ImportState, Rows> = import("import.receivables", "3.2.3c", &[Role::Finance]);

/// The plant is production's, the terms of supply are purchasing's (3.2.3a).
pub const IMPORT_WORK_CENTRES: Step<ImportState, Rows> =
    import("import.work_centres", "3.2.3a", &[Role::Production, Role::Manager]);
pub const IMPORT_OPERATIONS: Step<ImportState, Rows> =
    import("import.operations", "3.2.3a", &[Role::Production, Role::Manager]);
pub const IMPORT_COMPONENTS: Step<ImportState, Rows> =
    import("import.components", "3.2.3a", &[Role::Production, Role::Manager]);
pub const IMPORT_OUTSIDE_LOADS: Step<ImportState, Rows> =
    import("import.outside_loads", "3.2.3a", &[Role::Production, Role::Manager]);
pub const IMPORT_SUPPLY_TERMS: Step<ImportState, Rows> =
    import("import.supply_terms", "3.2.3a", &[Role::Purchasing, Role::Manager]);

/// Whom we buy from is purchasing's (4.2.2).
pub const IMPORT_SUPPLIERS: Step<ImportState, Rows> =
    import("import.suppliers", "4.2.2", &[Role::Purchasing, Role::Manager]);

/// From `running` as well: what a crash interrupted is taken up again, row by row the same result.
const fn import(id: &'static str, clause: &'static str, roles: &'static [Role]) -> Step<ImportState, Rows> {
    Step {
        id,
        clause,
        from: &[ImportState::Checked, ImportState::Running],
        to: Some(ImportState::Running),
        by: By::Roles(roles),
        opens: &[],
        closes: &[],
        rules: NOT_EMPTY,
    }
}

pub const IMPORT_FINISH: Step<ImportState, ()> = Step {
    id: "import.finish",
    clause: "1.3.4",
    from: &[ImportState::Running],
    to: Some(ImportState::Done),
    by: By::Roles(&[Role::Manager, Role::Finance, Role::Production, Role::Purchasing]),
    opens: &[],
    closes: &[],
    rules: &[],
};

pub const SET_RATE: Step<FactState, ()> = Step {
    id: "rate.set",
    clause: "3.2.3c",
    from: &[FactState::Known],
    to: None,
    by: By::Roles(&[Role::Finance]),
    opens: &[],
    closes: &[],
    rules: &[],
};

/// A stock movement, with what it would leave.
pub struct Moving {
    pub needs_reason: bool,
    pub reason: String,
    pub after: Quantity,
    pub reserved: Quantity,
}

/// The warehouse's own: nobody else says what lies there.
pub const STOCK_MOVE: Step<FactState, Moving> = Step {
    id: "stock.move",
    clause: "3.2.3a",
    from: &[FactState::Known],
    to: None,
    by: By::Roles(&[Role::Warehouse]),
    opens: &[],
    closes: &[],
    rules: &[
        Rule { id: "stock.move_reason", clause: "1.3.4", weight: Weight::Must, verdict: move_reason },
        Rule { id: "stock.move_reserved", clause: "3.2.3a", weight: Weight::Must, verdict: move_reserved },
    ],
};

fn move_reason(moving: &Moving) -> Vec<Finding> {
    let none = moving.needs_reason && moving.reason.trim().is_empty();
    none.then(|| Finding::fail(Say::new("stock-rule-reason"))).into_iter().collect()
}

/// What is promised stays, whoever counts.
fn move_reserved(moving: &Moving) -> Vec<Finding> {
    let say =
        || Say::new("stock-rule-reserved").arg("after", moving.after.page()).arg("reserved", moving.reserved.page());
    (moving.after < moving.reserved).then(|| Finding::fail(say())).into_iter().collect()
}

/// The company's name, address and currency are set when the product is set up.
pub const DESCRIBE_COMPANY: Step<FactState, ()> = Step {
    id: "company.describe",
    clause: "1.1",
    from: &[FactState::Known],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// All steps of this slice, for the process map and the tests of completeness.
pub fn steps() -> Vec<StepShown> {
    vec![
        CONTACT.shown("customer"),
        TERMS.shown("customer"),
        FILE.shown("customer"),
        BLOCK.shown("customer"),
        UNBLOCK.shown("customer"),
        IMPORT_TAKE.shown("import"),
        IMPORT_PRODUCTS.shown("import"),
        IMPORT_PRICES.shown("import"),
        IMPORT_CUSTOMERS.shown("import"),
        IMPORT_RECEIVABLES.shown("import"),
        IMPORT_WORK_CENTRES.shown("import"),
        IMPORT_OPERATIONS.shown("import"),
        IMPORT_COMPONENTS.shown("import"),
        IMPORT_SUPPLY_TERMS.shown("import"),
        IMPORT_OUTSIDE_LOADS.shown("import"),
        IMPORT_SUPPLIERS.shown("import"),
        IMPORT_FINISH.shown("import"),
        SET_RATE.shown("rate"),
        STOCK_MOVE.shown("stock"),
        DESCRIBE_COMPANY.shown("company"),
        PROPOSE.shown("price_proposal"),
        ACCEPT.shown("price_proposal"),
        REFUSE.shown("price_proposal"),
        TAKE_BACK.shown("price_proposal"),
        ADD_SUPPLIER.shown("supplier"),
        EDIT_SUPPLIER.shown("supplier"),
        BLOCK_SUPPLIER.shown("supplier"),
        OPEN_SUPPLIER.shown("supplier"),
    ]
}

/// Nobody owns master data as one owns an order: roles decide.
pub fn standing(who: &Person) -> Standing {
    Standing {
        roles: who.roles,
        acting_manager: who.is(Role::Manager),
        system: who.via == Via::System,
        ..Standing::default()
    }
}

fn reachable(reach: &Reach) -> Vec<Finding> {
    let ways = [&reach.phone, &reach.email, &reach.fax];
    let none = ways.iter().all(|way| way.trim().is_empty());
    none.then(|| Finding::fail(Say::new("masters-rule-reachable"))).into_iter().collect()
}

fn has_ground(why: &Why) -> Vec<Finding> {
    let none = why.ground.trim().is_empty();
    none.then(|| Finding::fail(Say::new("masters-rule-ground"))).into_iter().collect()
}

fn has_good_rows(rows: &Rows) -> Vec<Finding> {
    (rows.good == 0).then(|| Finding::fail(Say::new("masters-rule-rows"))).into_iter().collect()
}
