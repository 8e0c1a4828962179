//! What may happen to a work order, and only if.

use platform::day::Day;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::Role;

use super::work::WorkState::{
    self, Acknowledged, Dispatched, Finished, InProgress, Inspected, Planned, Released, Stocked, Stopped,
};

/// What the rules look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Facts {
    pub order_on_hold: bool,
    pub on_hold: bool,
    pub ground: String,
    /// Nothing says how long it takes, and no day was typed.
    pub no_day: bool,
    /// Ends later than it is wanted.
    pub late: Option<(Day, Day)>,
    /// A closed day, or one that is over.
    pub closed: Option<Day>,
    /// The operation that would be overtaken, or that would overtake.
    pub out_of_order: Option<i64>,
    /// Minutes that are free there, where fewer than needed.
    pub room: Option<(i64, i64)>,
    /// Parts that are not in the warehouse for it.
    pub missing: Vec<(String, Quantity)>,
    pub reported: Quantity,
    /// More than the operation before has passed on: what is there.
    pub arrived: Option<Quantity>,
    /// More than is still open: that much.
    pub open: Option<Quantity>,
    /// More than what is out of quality's hands: that much.
    pub inspected: Option<Quantity>,
    pub to_put_away: Option<Quantity>,
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

const PLAN_DAY: Rule<Facts> = must("work.plan_day", "4.1.2", |f| fail_if(f.no_day, "work-refused-day"));
const PLAN_LATE: Rule<Facts> =
    Rule { id: "work.plan_late", clause: "4.1.4", weight: Weight::Note, verdict: |facts| late(facts) };
const MOVE_DAY: Rule<Facts> = must("work.move_day", "4.1.2", |f| {
    f.closed.iter().map(|day| Finding::fail(Say::new("work-refused-closed").arg("day", day))).collect()
});
const MOVE_ORDER: Rule<Facts> = must("work.move_order", "4.1.2", |f| {
    f.out_of_order.iter().map(|no| Finding::fail(Say::new("work-refused-order").arg("no", no))).collect()
});
const MOVE_ROOM: Rule<Facts> = must("work.move_room", "4.1.2", |f| {
    let say =
        |(free, needs): &(i64, i64)| Finding::fail(Say::new("work-refused-room").arg("free", free).arg("needs", needs));
    f.room.iter().map(say).collect()
});
const ORDER_HELD: Rule<Facts> = must("work.order_held", "2.2.1c", |f| fail_if(f.order_on_hold, "work-refused-held"));
const HELD: Rule<Facts> = must("work.held", "4.1.3", |f| fail_if(f.on_hold, "work-refused-on-hold"));
const NOT_HELD: Rule<Facts> = must("work.not_held", "4.1.3", |f| fail_if(!f.on_hold, "work-refused-not-on-hold"));
const GROUND: Rule<Facts> = must("work.ground", "4.1.3", |f| fail_if(f.ground.is_empty(), "work-refused-ground"));
const MATERIAL: Rule<Facts> = must("work.material", "4.1.2", |f| {
    let say = |(sku, missing): &(String, Quantity)| {
        Finding::fail(Say::new("work-refused-material").arg("sku", sku).arg("missing", missing.page()))
    };
    f.missing.iter().map(say).collect()
});
const SOMETHING: Rule<Facts> =
    must("work.report_something", "4.1.3", |f| fail_if(!f.reported.is_positive(), "work-refused-nothing"));
const FLOW: Rule<Facts> = must("work.report_flow", "4.1.3", |f| {
    f.arrived.iter().map(|n| Finding::fail(Say::new("work-refused-flow").arg("arrived", n.page()))).collect()
});
const INSPECTED: Rule<Facts> = must("work.report_inspected", "5.1.1", |f| {
    f.inspected.iter().map(|n| Finding::fail(Say::new("work-refused-inspected").arg("passed", n.page()))).collect()
});
const NO_MORE: Rule<Facts> = must("work.report_more", "4.1.3", |f| {
    f.open.iter().map(|n| Finding::fail(Say::new("work-refused-more").arg("open", n.page()))).collect()
});
const PASSED: Rule<Facts> = must("work.put_away_passed", "5.1.1", |f| {
    f.to_put_away.iter().map(|n| Finding::fail(Say::new("work-refused-not-passed").arg("passed", n.page()))).collect()
});

fn late(facts: &Facts) -> Vec<Finding> {
    let say =
        |(wanted, end): &(Day, Day)| Finding::warn(Say::new("work-warn-late").arg("wanted", wanted).arg("end", end));
    facts.late.iter().map(say).collect()
}

const PRODUCTION: By = By::Roles(&[Role::Production]);

/// Production has it: follows from the acknowledgement of what was dispatched.
pub const ACKNOWLEDGE: Step<WorkState, Facts> = Step {
    id: "work.acknowledge",
    clause: "4.1.1",
    from: &[Dispatched],
    to: Some(Acknowledged),
    by: PRODUCTION,
    opens: &["plan_work"],
    closes: &[],
    rules: &[],
};

pub const PLAN: Step<WorkState, Facts> = Step {
    id: "work.plan",
    clause: "4.1.2",
    from: &[Acknowledged, Planned],
    to: Some(Planned),
    by: PRODUCTION,
    // `release_work` is due on the morning on which the plan begins.
    opens: &[],
    closes: &["plan_work", "release_work"],
    rules: &[PLAN_DAY, PLAN_LATE],
};

pub const MOVE: Step<WorkState, Facts> = Step {
    id: "work.move",
    clause: "4.1.2",
    from: &[Planned, Released, InProgress],
    to: None,
    by: PRODUCTION,
    opens: &[],
    closes: &[],
    rules: &[MOVE_DAY, MOVE_ORDER, MOVE_ROOM, PLAN_LATE],
};

/// The machine lays anew what does not fit where it stands.
pub const LAY: Step<WorkState, Facts> = Step {
    id: "work.lay",
    clause: "4.1.4",
    from: &[Dispatched, Acknowledged, Planned, Released, InProgress],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

pub const RELEASE: Step<WorkState, Facts> = Step {
    id: "work.release",
    clause: "4.1.2",
    from: &[Planned],
    to: Some(Released),
    by: PRODUCTION,
    // `make_work` is due in the evening on which the plan ends.
    opens: &[],
    closes: &["release_work"],
    rules: &[ORDER_HELD, HELD, MATERIAL],
};

pub const REPORT: Step<WorkState, Facts> = Step {
    id: "work.report",
    clause: "4.1.3",
    from: &[Released, InProgress],
    to: Some(InProgress),
    by: PRODUCTION,
    opens: &[],
    closes: &[],
    rules: &[ORDER_HELD, HELD, SOMETHING, FLOW, INSPECTED, NO_MORE],
};

pub const FINISH: Step<WorkState, Facts> = Step {
    id: "work.finish",
    clause: "4.1.3",
    from: &[InProgress],
    to: Some(Finished),
    by: By::System,
    opens: &[],
    closes: &["make_work"],
    rules: &[],
};

/// All that was made has passed inspection, or its product wants none.
pub const PASS: Step<WorkState, Facts> = Step {
    id: "work.pass",
    clause: "5.1.1",
    from: &[Finished],
    to: Some(Inspected),
    by: By::System,
    opens: &["put_away"],
    closes: &[],
    rules: &[],
};

/// Pieces that failed their inspection go back to the operation that made them.
pub const REWORK: Step<WorkState, Facts> = Step {
    id: "work.rework",
    clause: "5.1.1",
    from: &[InProgress, Finished],
    to: Some(InProgress),
    by: By::System,
    opens: &["make_work"],
    closes: &["make_work"],
    rules: &[],
};

/// Pieces that failed their inspection are scrap: they are made again from the first operation on.
pub const SCRAP: Step<WorkState, Facts> = Step { id: "work.scrap", ..REWORK };

/// Pieces that failed before shipment leave the shelf: they are made good, or others in their place.
pub const TAKE_BACK: Step<WorkState, Facts> =
    Step { id: "work.take_back", from: &[Inspected, Stocked], closes: &["make_work", "put_away"], ..REWORK };

pub const PUT_AWAY: Step<WorkState, Facts> = Step {
    id: "work.put_away",
    clause: "4.1.3",
    // What a stopped work had made is not lost.
    from: &[InProgress, Finished, Inspected, Stopped],
    to: None,
    by: By::Roles(&[Role::Warehouse]),
    opens: &[],
    closes: &[],
    rules: &[SOMETHING, PASSED],
};

pub const STOCKED: Step<WorkState, Facts> = Step {
    id: "work.stocked",
    clause: "4.1.3",
    from: &[Inspected],
    to: Some(Stocked),
    by: By::System,
    opens: &[],
    closes: &["put_away"],
    rules: &[],
};

const UNDER_WAY: &[WorkState] = &[Acknowledged, Planned, Released, InProgress];

pub const HOLD: Step<WorkState, Facts> = Step {
    id: "work.hold",
    clause: "4.1.3",
    from: UNDER_WAY,
    to: None,
    by: PRODUCTION,
    opens: &[],
    closes: &[],
    rules: &[HELD, GROUND],
};

pub const RESUME: Step<WorkState, Facts> = Step {
    id: "work.resume",
    clause: "4.1.3",
    from: UNDER_WAY,
    to: None,
    by: PRODUCTION,
    opens: &[],
    closes: &[],
    rules: &[NOT_HELD],
};

/// A change or cancellation that took effect (4.3, 4.4).
pub const STOP: Step<WorkState, Facts> = Step {
    id: "work.stop",
    clause: "4.4.3",
    from: &[Dispatched, Acknowledged, Planned, Released, InProgress, Finished],
    to: Some(Stopped),
    by: By::System,
    opens: &[],
    // What was made is still looked at and put away.
    closes: &["plan_work", "release_work", "make_work"],
    rules: &[],
};

/// The department says what becomes of what was begun: parts go back, pieces are scrapped.
pub const CLEAR_UP: Step<WorkState, Facts> = Step {
    id: "work.clear_up",
    clause: "4.4.3",
    from: &[Released, InProgress, Finished, Inspected, Stocked, Stopped],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// What was begun is finished after all, for the stock.
pub const GO_ON: Step<WorkState, Facts> = Step {
    id: "work.go_on",
    clause: "4.4.3",
    from: &[Stopped],
    to: Some(InProgress),
    by: By::System,
    // `make_work` is due in the evening on which it ends.
    opens: &[],
    closes: &["put_away"],
    rules: &[],
};

/// All that a stopped work had made is where it belongs.
pub const CLEARED: Step<WorkState, Facts> = Step {
    id: "work.cleared",
    clause: "4.4.3",
    from: &[Stopped],
    to: None,
    by: By::System,
    opens: &[],
    closes: &["put_away"],
    rules: &[],
};

pub fn steps() -> Vec<StepShown> {
    [
        ACKNOWLEDGE,
        PLAN,
        MOVE,
        LAY,
        RELEASE,
        REPORT,
        FINISH,
        PASS,
        REWORK,
        SCRAP,
        TAKE_BACK,
        PUT_AWAY,
        STOCKED,
        HOLD,
        RESUME,
        STOP,
        CLEAR_UP,
        GO_ON,
        CLEARED,
    ]
    .iter()
    .map(|step| step.shown("work"))
    .collect()
}

#[cfg(test)]
mod tests {
    use platform::step::findings;

    use super::{Facts, PLAN};

    #[test]
    fn c4_1_2_work_without_a_routing_is_planned_for_a_day_that_somebody_names() {
        let found = |no_day| findings(PLAN.rules, &Facts { no_day, ..Facts::default() });
        assert_eq!(found(true).iter().map(|broken| broken.rule).collect::<Vec<_>>(), ["work.plan_day"]);
        assert!(found(false).is_empty());
    }
}
