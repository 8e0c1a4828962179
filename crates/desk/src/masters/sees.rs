//! Who sees which group of fields. Pages, JSON and searches ask here, so that a figure hidden on one is hidden on all.

use platform::who::{Role, Roles};

/// Selling prices, credit, receivables: not for the departments that make, buy, check, store and carry.
pub fn sale_money(roles: Roles) -> bool {
    roles.any(&[Role::Specialist, Role::Manager, Role::Finance, Role::Executive, Role::Auditor])
}

/// What a product costs us: not for those who sell it.
pub fn cost(roles: Roles) -> bool {
    roles.any(&[Role::Manager, Role::Executive, Role::Finance, Role::Purchasing, Role::Auditor])
}

/// The margin tells both figures, so it is for those who see both.
pub fn margin(roles: Roles) -> bool {
    cost(roles) && sale_money(roles)
}

/// Who supplies a product.
pub fn supplier(roles: Roles) -> bool {
    roles.any(SUPPLIER_READERS)
}

/// Those who may open a supplier's page.
pub const SUPPLIER_READERS: &[Role] =
    &[Role::Specialist, Role::Manager, Role::Purchasing, Role::Quality, Role::Finance, Role::Executive, Role::Auditor];

/// Those who may open a customer's page.
pub const CUSTOMER_READERS: &[Role] = &[Role::Specialist, Role::Manager, Role::Finance, Role::Executive, Role::Auditor];
