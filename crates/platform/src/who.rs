//! Who acts: a person with roles, a customer on a link, a machine with an accountable person, or the system.

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;
use crate::ids::Id;

crate::words! {
    /// The roles of `docs/GLOSSARY.md`; one person may have several.
    pub enum Role {
        Specialist = "specialist",
        Manager = "manager",
        Production = "production",
        Purchasing = "purchasing",
        Quality = "quality",
        Warehouse = "warehouse",
        Logistics = "logistics",
        Finance = "finance",
        Executive = "executive",
        Employee = "employee",
        Customer = "customer",
        Auditor = "auditor",
        Admin = "admin",
    }
}

impl Role {
    /// Roles that decide on orders: they and the administrator exclude each other.
    pub const DECIDING: &'static [Role] = &[Role::Manager, Role::Executive, Role::Finance];

    /// The department queues that can own a duty.
    pub const DEPARTMENTS: &'static [Role] =
        &[Role::Production, Role::Purchasing, Role::Quality, Role::Warehouse, Role::Logistics, Role::Finance];
}

/// No role: a setting shows specialists what goods cost us.
const SHOWN_COST: u32 = 1 << 31;

/// A set of roles, and what a setting shows their holder beside what the roles do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Roles(u32);

impl Roles {
    pub const fn none() -> Roles {
        Roles(0)
    }

    pub fn with(self, role: Role) -> Roles {
        Roles(self.0 | 1 << role as u32)
    }

    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    pub fn any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    /// The same where a setting lets specialists see what goods cost us; to others it shows nothing.
    pub fn shown_cost(self, on: bool) -> Roles {
        if on && self.has(Role::Specialist) { Roles(self.0 | SHOWN_COST) } else { self }
    }

    /// Whether that setting holds for him. It opens reading only: no step asks it.
    pub fn is_shown_cost(self) -> bool {
        self.0 & SHOWN_COST != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Roles {
        roles.into_iter().fold(Roles::none(), Roles::with)
    }
}

crate::words! {
    /// By which door somebody acts; the history says it.
    pub enum Via {
        User = "user",
        /// A customer's contact, by the token of a link.
        Link = "link",
        Machine = "machine",
        System = "system",
    }
}

/// Who acts. For a machine, `id` is the accountable person.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub roles: Roles,
    pub lang: Lang,
    pub via: Via,
}

impl Person {
    /// The product itself: jobs, dispatch, notices.
    pub fn system() -> Person {
        Person {
            id: Id::from_uuid(uuid::Uuid::nil()),
            login: "system".into(),
            name: "Lidan".into(),
            roles: Roles::none(),
            lang: Lang::Hant,
            via: Via::System,
        }
    }

    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
}
