//! The company at work: time passes, somebody turns to something, and takes a step that is offered, or one that is not.

use std::collections::{BTreeMap, BTreeSet};

use desk::{masters, process, verify};
use platform::Id;
use platform::act::{Act, App, Outcome};
use platform::clock::FixedClock;
use platform::day::Instant;
use platform::step::StepShown;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use crate::company::{self, Mate};
use crate::content;
use crate::dice::Dice;
use crate::look::{About, Chance};
use crate::trace::{Trace, trace};
use crate::visited::Reached;
use crate::{goals, invariants, moves};

/// Steps that leave no row of their own name: what one keeps for oneself, and what other steps do in its place.
const UNWRITTEN: &[&str] = &["view.save", "view.drop", "duty.move"];

/// Steps that are not taken where nothing changes by them: a form or a limit saved as it was, the manager appointed
/// manager.
const SAYS_NOTHING_NEW: &[&str] = &["confirmation.anew", "confirmation.spoken", "people.appoint", "customer.terms"];

/// Where production plans a work order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planning {
    AsItStands,
    /// From tomorrow.
    Early,
    /// Behind the day on which it is wanted.
    Late,
}

/// What became of a seed.
#[derive(Debug, Default)]
pub struct Played {
    pub steps: u64,
    pub done: u64,
    /// Offered, and refused by a rule, a field or a colleague who was faster.
    pub refused: u64,
    /// Not offered, tried, and refused.
    pub forbidden: u64,
    pub reached: BTreeSet<Reached>,
    /// What must not be: the seed fails.
    pub wrong: Vec<String>,
}

pub struct World {
    pub app: App,
    pub clock: FixedClock,
    pub dice: Dice,
    pub table: Vec<StepShown>,
    pub crew: Vec<Mate>,
    pub orders: Vec<Id>,
    pub items: Vec<Id>,
    pub problems: Vec<Id>,
    pub customers: Vec<Id>,
    pub products: Vec<Id>,
    pub changes: Vec<(String, Id)>,
    /// (delegation, principal, end)
    pub delegations: Vec<(Id, Id, Instant)>,
    pub tokens: Vec<(Id, Id)>,
    /// (person, digest of his welcome)
    pub welcomes: Vec<(Id, Vec<u8>)>,
    pub newcomers: u64,
    /// Where each order stood when somebody last turned to it.
    pub stood: BTreeMap<Id, String>,
    /// What others have reached: here it is looked for less.
    pub known: BTreeSet<Reached>,
    /// Looks for what was never reached.
    pub explores: bool,
    /// Due times have to be counted anew.
    pub calendar_changed: bool,
    /// The department that is asked next.
    pub asks: Option<Role>,
    /// How the next plan of production is made.
    pub plans: Option<Planning>,
    /// The line that the next change is about.
    pub line: Option<Id>,
    /// It wants less of it.
    pub less: bool,
    pub played: Played,
}

/// Plays one seed on a company that is empty so far. With what others have reached, it explores: it looks for the rest.
pub async fn play(
    app: App,
    clock: FixedClock,
    seed: u64,
    steps: u64,
    known: Option<&BTreeSet<Reached>>,
) -> Outcome<Played> {
    let mut world = World::open(app, clock, seed).await?;
    world.explores = known.is_some();
    world.known = known.cloned().unwrap_or_default();
    for _ in 0..steps {
        world.step().await?;
        if !world.played.wrong.is_empty() || world.found_all() {
            break;
        }
    }
    world.close().await?;
    Ok(world.played)
}

impl World {
    pub async fn open(app: App, clock: FixedClock, seed: u64) -> Outcome<World> {
        let mut played = Played::default();
        let crew = company::small(&app, &mut played.reached).await?;
        let (customers, products) = app
            .read(|tx| {
                let (mut customers, mut products) = (Vec::new(), Vec::new());
                for code in content::CUSTOMERS {
                    customers.extend(masters::customer_by_code(tx, code)?.map(|customer| customer.id));
                }
                for sku in company::SKUS {
                    products.extend(masters::product_by_sku(tx, sku)?.map(|product| product.id));
                }
                Ok((customers, products))
            })
            .await?;
        Ok(World {
            dice: Dice::new(seed),
            table: process::table(),
            app,
            clock,
            crew,
            customers,
            products,
            played,
            orders: Vec::new(),
            items: Vec::new(),
            problems: Vec::new(),
            changes: Vec::new(),
            delegations: Vec::new(),
            tokens: Vec::new(),
            welcomes: Vec::new(),
            newcomers: 0,
            stood: BTreeMap::new(),
            known: BTreeSet::new(),
            explores: false,
            calendar_changed: false,
            asks: None,
            plans: None,
            line: None,
            less: false,
        })
    }

    pub async fn does<A: Act>(&self, who: &Person, act: A) -> Outcome<A::Done> {
        self.app.perform(who, act).await
    }

    /// Nothing is left to look for.
    fn found_all(&self) -> bool {
        self.explores && self.played.steps.is_multiple_of(50) && goals::left(self).is_empty()
    }

    /// One thing happens.
    pub async fn step(&mut self) -> Outcome<()> {
        self.played.steps += 1;
        self.time_passes().await?;
        if self.dice.chance(14) || self.orders.is_empty() {
            return moves::free(self).await;
        }
        if self.explores && self.orders.len() > 12 && self.dice.chance(65) {
            let Some(chance) = goals::aim(self).await? else { return Ok(()) };
            return self.tries(&chance).await;
        }
        let chances = self.chances().await?;
        let Some(chance) = self.choose(&chances) else { return Ok(()) };
        self.tries(&chance).await
    }

    /// Takes the step, or is refused and leaves no trace.
    pub async fn tries(&mut self, chance: &Chance) -> Outcome<()> {
        let careful = self.dice.chance(if self.explores { 96 } else { 88 });
        let before = trace(&self.app, chance.step).await?;
        match moves::take(self, chance, careful).await {
            Some(done) => self.judged(chance, &before, done).await,
            None => Ok(()),
        }
    }

    /// What came of a step: it stands in the history and what must hold holds, or it was refused and left no trace.
    pub async fn judged(&mut self, chance: &Chance, before: &Trace, done: Outcome<()>) -> Outcome<()> {
        let after = trace(&self.app, chance.step).await?;
        match done {
            Ok(()) if SAYS_NOTHING_NEW.contains(&chance.step) && !before.was_written_by(&after) => {
                self.played.done += 1;
            }
            Ok(()) if chance.allowed => {
                self.played.done += 1;
                // A table that says nothing new writes no row of it.
                let writes = chance.kind != "import" && !UNWRITTEN.contains(&chance.step);
                if writes && !before.was_written_by(&after) {
                    self.wrong(chance, "was done and the history does not say so");
                }
                self.reach(chance.kind, &chance.state, chance.step, chance.actor);
                self.check(chance).await?;
            }
            Ok(()) => self.wrong(chance, "was done and must not be"),
            Err(Trouble::Fault(fault)) => self.wrong(chance, &format!("ended in a fault: {fault}")),
            Err(trouble) => {
                let left = before.left_by(&after, matches!(trouble, Trouble::Refused(_)));
                if !left.is_empty() {
                    self.wrong(chance, &format!("was refused ({trouble:?}) and left: {}", left.join(", ")));
                }
                let count = if chance.allowed { &mut self.played.refused } else { &mut self.played.forbidden };
                *count += 1;
                tracing::debug!(step = chance.step, state = chance.state, ?trouble, "refused");
            }
        }
        Ok(())
    }

    fn wrong(&mut self, chance: &Chance, what: &str) {
        let Chance { step, kind, state, who, actor, .. } = chance;
        let what =
            format!("step {}: {step} on {kind} in {state} by {} as {actor} {what}", self.played.steps, who.login);
        self.played.wrong.push(what);
    }

    pub fn reach(&mut self, kind: &str, state: &str, step: &str, actor: &str) {
        let [kind, state, step, actor] = [kind, state, step, actor].map(str::to_string);
        self.played.reached.insert(Reached { kind, state, step, actor });
    }

    async fn check(&mut self, chance: &Chance) -> Outcome<()> {
        let order = match chance.about {
            About::Order(order)
            | About::Proposal { order, .. }
            | About::Dispatch { order, .. }
            | About::Notice { order, .. }
            | About::Link { order, .. }
            | About::Offer { order, .. }
            | About::Work { order, .. }
            | About::Delay { order, .. }
            | About::NewShipment(order)
            | About::Shipment { order, .. }
            | About::NewChange(order)
            | About::NewCancellation(order)
            | About::Request { order, .. }
            | About::Cancellation { order, .. } => Some(order),
            About::Tranche { order, .. } => order,
            _ => None,
        };
        let left = self.app.read(move |tx| {
            let mut left = match order {
                Some(order) => invariants::of_order(tx, order)?,
                None => Vec::new(),
            };
            left.extend(invariants::of_plant(tx)?);
            left.extend(invariants::of_requests(tx)?);
            left.extend(invariants::of_owners(tx)?);
            Ok(left)
        });
        for what in left.await? {
            self.wrong(chance, &format!("left {what}"));
        }
        Ok(())
    }

    /// Everything together, at the end of a seed.
    pub async fn close(&mut self) -> Outcome<()> {
        self.laid_anew().await?;
        for id in self.orders.clone() {
            self.played.wrong.extend(self.app.read(move |tx| invariants::of_order(tx, id)).await?);
        }
        let report = verify::verify(&self.app, Vec::new()).await?;
        let found = report.found.iter().map(|found| format!("verify: {} {}: {}", found.check, found.about, found.what));
        self.played.wrong.extend(found);
        self.by_itself().await?;
        self.along_the_chains().await
    }
}
