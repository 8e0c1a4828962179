//! Who sees which group of fields. Pages, JSON and searches ask here, so that a figure hidden on one is hidden on all.

use platform::who::{Role, Roles};

/// A group of fields: who sees it in the house, and whether a customer sees it of his own order on his link.
pub struct Group {
    pub name: &'static str,
    pub sees: fn(Roles) -> bool,
    pub on_link: bool,
}

/// Every group; committed as `docs/role-fields.txt`, and walked by a test over every address.
pub const GROUPS: &[Group] = &[
    Group { name: "sale_money", sees: sale_money, on_link: true },
    Group { name: "cost", sees: cost, on_link: false },
    Group { name: "margin", sees: margin, on_link: false },
    Group { name: "supplier", sees: supplier, on_link: false },
    Group { name: "contact", sees: contact, on_link: true },
    Group { name: "notes", sees: notes, on_link: false },
];

/// Selling prices, credit, receivables: not for the departments that make, buy, check, store and carry.
pub fn sale_money(roles: Roles) -> bool {
    roles.any(&[Role::Specialist, Role::Manager, Role::Finance, Role::Executive, Role::Auditor])
}

/// What a product costs us: not for those who sell it, unless the setting `cost.specialists` shows it to them.
pub fn cost(roles: Roles) -> bool {
    roles.any(COST_READERS) || roles.is_shown_cost()
}

/// Those who see what goods cost us, whatever the settings say.
pub const COST_READERS: &[Role] = &[Role::Manager, Role::Purchasing, Role::Finance, Role::Executive, Role::Auditor];

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

/// Whom to reach at the customer: for those who talk with him, and those who bring him his goods.
pub fn contact(roles: Roles) -> bool {
    roles.any(CUSTOMER_READERS) || roles.any(&[Role::Logistics])
}

/// What the house says to itself about an order: for everybody who works on it, never for the customer.
pub fn notes(roles: Roles) -> bool {
    roles.any(crate::shell::ORDER_READERS)
}
