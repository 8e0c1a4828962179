//! What may happen to a shipment, and only if.

use platform::day::Day;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::Role;

platform::words! {
    pub enum ShipState {
        New = "new",
        /// Laid together for the order; not packed, or to be packed anew.
        Packing = "packing",
        Packed = "packed",
        /// Logistics has it: it left the house.
        HandedOver = "handed_over",
        /// It goes nowhere; what lay in it is on the shelf.
        CalledOff = "called_off",
    }
}

impl ShipState {
    /// It has not left the house.
    pub fn is_open(self) -> bool {
        matches!(self, ShipState::Packing | ShipState::Packed)
    }
}

use ShipState::{CalledOff, HandedOver, New, Packed, Packing};

/// What the rules look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Facts {
    /// The order is not approved.
    pub unapproved: bool,
    pub on_hold: bool,
    pub nothing: bool,
    /// Lines of which more is wanted than lies ready: (number, what lies ready).
    pub over: Vec<(i64, Quantity)>,
    /// Lines that an order which goes all at once would leave behind.
    pub behind: Vec<i64>,
    /// A day that is over.
    pub past: Option<Day>,
    pub no_packages: bool,
    /// The order says how to pack or mark, and nobody says that it was done so.
    pub unmarked: bool,
    /// Whoever packed it would take it over himself.
    pub same_hand: bool,
    /// Lines that want an inspection before shipment: (number, what passed of what goes).
    pub unseen: Vec<(i64, Quantity)>,
    pub ground: bool,
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

const APPROVED: Rule<Facts> =
    must("shipment.approved", "6.1.1", |f| fail_if(f.unapproved, "shipment-refused-unapproved"));
const ORDER_HELD: Rule<Facts> = must("shipment.order_held", "2.2.1c", |f| fail_if(f.on_hold, "shipment-refused-held"));
const SOMETHING: Rule<Facts> = must("shipment.something", "6.1.1", |f| fail_if(f.nothing, "shipment-refused-nothing"));
const WITHIN: Rule<Facts> = must("shipment.within", "6.1.1", |f| {
    let say = |(no, ready): &(i64, Quantity)| {
        Finding::fail(Say::new("shipment-refused-within").arg("ready", ready.page())).on(*no)
    };
    f.over.iter().map(say).collect()
});
const AT_ONCE: Rule<Facts> = must("shipment.at_once", "6.1.2", |f| {
    f.behind.iter().map(|no| Finding::fail(Say::new("shipment-refused-at-once")).on(*no)).collect()
});
const DAY: Rule<Facts> = must("shipment.day", "6.1.2", |f| {
    f.past.iter().map(|day| Finding::fail(Say::new("shipment-refused-past").arg("day", day))).collect()
});
const PACKAGES: Rule<Facts> =
    must("shipment.packages", "6.1.1", |f| fail_if(f.no_packages, "shipment-refused-packages"));
const MARKED: Rule<Facts> = must("shipment.marked", "6.1.1", |f| fail_if(f.unmarked, "shipment-refused-unmarked"));
const APART: Rule<Facts> = must("shipment.apart", "6.1.1", |f| fail_if(f.same_hand, "shipment-refused-same-hand"));
const SEEN: Rule<Facts> = must("shipment.seen", "5.1.1", |f| {
    let say = |(no, passed): &(i64, Quantity)| {
        Finding::fail(Say::new("shipment-refused-unseen").arg("passed", passed.page())).on(*no)
    };
    f.unseen.iter().map(say).collect()
});
const GROUND: Rule<Facts> = must("shipment.ground", "6.1.1", |f| fail_if(!f.ground, "shipment-refused-ground"));

pub const PACKERS: &[Role] = &[Role::Production, Role::Warehouse];
pub const SHIPPERS: &[Role] = &[Role::Logistics];
/// Whoever has it in his hands.
pub const HANDS: &[Role] = &[Role::Production, Role::Warehouse, Role::Logistics];

const fn step(
    id: &'static str,
    from: &'static [ShipState],
    to: Option<ShipState>,
    by: By,
    rules: &'static [Rule<Facts>],
) -> Step<ShipState, Facts> {
    Step { id, clause: "6.1.1", from, to, by, opens: &[], closes: &[], rules }
}

const LOGISTICS: By = By::Roles(SHIPPERS);

/// Logistics lays together what goes, and says when.
pub const OPEN: Step<ShipState, Facts> = Step {
    clause: "6.1.2",
    opens: &["pack_shipment"],
    ..step("shipment.open", &[New], Some(Packing), LOGISTICS, &[APPROVED, ORDER_HELD, SOMETHING, WITHIN, AT_ONCE, DAY])
};

/// Another day, another carrier: what hangs on it is expected on another day too.
pub const PLAN: Step<ShipState, Facts> =
    Step { clause: "6.1.2", ..step("shipment.plan", &[Packing, Packed], None, LOGISTICS, &[DAY]) };

pub const PACK: Step<ShipState, Facts> = Step {
    opens: &["hand_over_shipment"],
    closes: &["pack_shipment"],
    ..step("shipment.pack", &[Packing], Some(Packed), By::Roles(PACKERS), &[ORDER_HELD, WITHIN, PACKAGES, MARKED])
};

pub const UNPACK: Step<ShipState, Facts> = Step {
    opens: &["pack_shipment"],
    closes: &["hand_over_shipment"],
    ..step("shipment.unpack", &[Packed], Some(Packing), By::Roles(HANDS), &[GROUND])
};

/// Logistics takes over what somebody else packed: both names stand on it, and it has left the house.
pub const HAND_OVER: Step<ShipState, Facts> = Step {
    closes: &["hand_over_shipment"],
    ..step("shipment.hand_over", &[Packed], Some(HandedOver), LOGISTICS, &[ORDER_HELD, WITHIN, SEEN, APART])
};

pub const DROP: Step<ShipState, Facts> = Step {
    closes: &["pack_shipment", "hand_over_shipment"],
    ..step("shipment.drop", &[Packing, Packed], Some(CalledOff), LOGISTICS, &[GROUND])
};

/// A change took effect (4.3.4), pieces were cancelled (4.4.2) or are not ready any more: it is packed anew with what is left.
pub const AMEND: Step<ShipState, Facts> = Step {
    opens: &["pack_shipment"],
    closes: &["hand_over_shipment"],
    ..step("shipment.amend", &[Packing, Packed], Some(Packing), By::System, &[])
};

/// Nothing of it is left.
pub const STOP: Step<ShipState, Facts> = Step {
    clause: "4.4.2",
    closes: &["pack_shipment", "hand_over_shipment"],
    ..step("shipment.stop", &[Packing, Packed], Some(CalledOff), By::System, &[])
};

pub fn steps() -> Vec<StepShown> {
    [OPEN, PLAN, PACK, UNPACK, HAND_OVER, DROP, AMEND, STOP].iter().map(|step| step.shown("shipment")).collect()
}
