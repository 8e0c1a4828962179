//! What may happen to a tranche, and only if.

use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::Role;

platform::words! {
    pub enum TrancheState {
        New = "new",
        Pending = "pending",
        Passed = "passed",
        /// Not as planned, and taken all the same.
        Concession = "concession",
        /// Not good, and nobody has said what becomes of it.
        Failed = "failed",
        Rework = "rework",
        Return = "return",
        Scrap = "scrap",
        /// Its pieces went elsewhere before anybody judged them.
        Dropped = "dropped",
    }
}

use TrancheState::{Concession, Dropped, Failed, New, Passed, Pending, Return, Scrap};

/// What the rules look at; each step fills in what it knows.
#[derive(Debug, Default)]
pub struct Facts {
    pub quantity: Quantity,
    /// What waits, or lies there.
    pub there: Quantity,
    pub looked: Quantity,
    pub sample: Quantity,
    /// Characteristics without a good result.
    pub open_points: Vec<String>,
    pub ground: String,
    /// What becomes of it does not fit where it comes from.
    pub unfit: bool,
}

const fn must(id: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause: "5.1.1", weight: Weight::Must, verdict }
}

fn fail_if(broken: bool, say: impl FnOnce() -> Say) -> Vec<Finding> {
    if broken { vec![Finding::fail(say())] } else { Vec::new() }
}

const WITHIN: Rule<Facts> = must("inspection.within", |f| {
    let broken = !f.quantity.is_positive() || f.quantity > f.there;
    fail_if(broken, || Say::new("inspection-refused-within").arg("there", f.there.page()))
});
const SAMPLE: Rule<Facts> = must("inspection.sample", |f| {
    let say = || Say::new("inspection-refused-sample").arg("looked", f.looked.page()).arg("sample", f.sample.page());
    fail_if(f.looked < f.sample, say)
});
const RESULTS: Rule<Facts> = must("inspection.results", |f| {
    let say = |point: &String| Finding::fail(Say::new("inspection-refused-result").arg("point", point));
    f.open_points.iter().map(say).collect()
});
const GROUND: Rule<Facts> =
    must("inspection.ground", |f| fail_if(f.ground.is_empty(), || Say::new("inspection-refused-ground")));
const FITS: Rule<Facts> = must("inspection.fits", |f| fail_if(f.unfit, || Say::new("inspection-refused-fits")));

const QUALITY: By = By::Roles(&[Role::Quality]);
/// As at the purchase itself.
const RETURNERS: By = By::Roles(&[Role::Purchasing, Role::Quality, Role::Warehouse]);

const fn step(
    id: &'static str,
    from: &'static [TrancheState],
    to: TrancheState,
    by: By,
    rules: &'static [Rule<Facts>],
) -> Step<TrancheState, Facts> {
    Step { id, clause: "5.1.1", from, to: Some(to), by, opens: &[], closes: &[], rules }
}

/// Goods arrived, or pieces were finished, and their plan asks for an inspection.
pub const OPEN: Step<TrancheState, Facts> =
    Step { opens: &["inspect"], ..step("inspection.open", &[New], Pending, By::System, &[]) };

/// Quality wants to look: behind an operation, or before goods leave.
pub const BEGIN: Step<TrancheState, Facts> =
    Step { opens: &["inspect"], ..step("inspection.begin", &[New], Pending, QUALITY, &[WITHIN]) };

pub const PASS: Step<TrancheState, Facts> =
    Step { closes: &["inspect"], ..step("inspection.pass", &[Pending], Passed, QUALITY, &[WITHIN, SAMPLE, RESULTS]) };

pub const FAIL: Step<TrancheState, Facts> = Step {
    opens: &["settle_failed"],
    closes: &["inspect"],
    ..step("inspection.fail", &[Pending], Failed, QUALITY, &[WITHIN, GROUND])
};

/// The manager takes what is not as planned, and says why.
pub const CONCEDE: Step<TrancheState, Facts> = Step {
    closes: &["inspect", "settle_failed"],
    ..step("inspection.concede", &[Pending, Failed], Concession, By::ActingManager, &[WITHIN, GROUND])
};

pub const REWORK: Step<TrancheState, Facts> = Step {
    closes: &["settle_failed"],
    ..step("inspection.rework", &[Failed], TrancheState::Rework, QUALITY, &[WITHIN, FITS])
};

pub const SEND_BACK: Step<TrancheState, Facts> =
    Step { closes: &["settle_failed"], ..step("inspection.return", &[Failed], Return, RETURNERS, &[WITHIN, FITS]) };

pub const SCRAPPED: Step<TrancheState, Facts> =
    Step { closes: &["settle_failed"], ..step("inspection.scrap", &[Failed], Scrap, QUALITY, &[WITHIN, FITS]) };

/// The work was stopped, or the goods went back without a verdict.
pub const DROP: Step<TrancheState, Facts> = Step {
    closes: &["inspect", "settle_failed"],
    ..step("inspection.drop", &[Pending, Failed], Dropped, By::System, &[])
};

/// The report of an inspection in which nothing waits any more is filed with its orders.
pub const REPORT: Step<TrancheState, Facts> = Step {
    id: "inspection.report",
    clause: "7.1",
    from: &[Passed, Concession, TrancheState::Rework, Return, Scrap],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

pub fn steps() -> Vec<StepShown> {
    let own = [OPEN, BEGIN, PASS, FAIL, CONCEDE, REWORK, SEND_BACK, SCRAPPED, DROP, REPORT];
    own.iter().map(|step| step.shown("inspection")).collect()
}
