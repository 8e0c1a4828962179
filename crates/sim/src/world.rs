//! The company at work: time passes, somebody turns to something, and takes a step that is offered, or one that is not.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use desk::masters::Kind;
use desk::{masters, order, people, process, verify};
use platform::act::{Act, App, Outcome};
use platform::clock::FixedClock;
use platform::day::{Day, Instant};
use platform::step::StepShown;
use platform::trouble::Trouble;
use platform::who::{Person, Role};
use platform::{Fault, Id};

use crate::company::{self, Mate};
use crate::content;
use crate::dice::Dice;
use crate::look::{self, About, Actor, Chance, House, Looking, Masters};
use crate::trace::trace;
use crate::visited::Reached;
use crate::{goals, invariants, moves};

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
    pub days: BTreeMap<Day, bool>,
    pub newcomers: u64,
    /// Where each order stood when somebody last turned to it.
    pub stood: BTreeMap<Id, String>,
    /// What others have reached: here it is looked for less.
    pub known: BTreeSet<Reached>,
    /// Looks for what was never reached.
    explores: bool,
    /// The department that is asked next.
    pub asks: Option<Role>,
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
        if !world.played.wrong.is_empty() {
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
            days: BTreeMap::new(),
            newcomers: 0,
            stood: BTreeMap::new(),
            known: BTreeSet::new(),
            explores: false,
            asks: None,
        })
    }

    pub async fn does<A: Act>(&self, who: &Person, act: A) -> Outcome<A::Done> {
        self.app.perform(who, act).await
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
        let before = trace(&self.app).await?;
        let done = moves::take(self, chance, careful).await;
        let after = trace(&self.app).await?;
        match done {
            None => return Ok(()),
            Some(Ok(())) if chance.allowed => {
                self.played.done += 1;
                self.reach(chance.kind, &chance.state, chance.step, chance.actor);
                self.check(chance).await?;
            }
            Some(Ok(())) => self.wrong(chance, "was done and must not be"),
            Some(Err(Trouble::Fault(fault))) => self.wrong(chance, &format!("ended in a fault: {fault}")),
            Some(Err(trouble)) => {
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
            | About::Link { order, .. } => order,
            _ => return Ok(()),
        };
        for what in self.app.read(move |tx| invariants::of_order(tx, order)).await? {
            self.wrong(chance, &format!("left {what}"));
        }
        Ok(())
    }

    /// Everything together, at the end of a seed.
    pub async fn close(&mut self) -> Outcome<()> {
        for id in self.orders.clone() {
            self.played.wrong.extend(self.app.read(move |tx| invariants::of_order(tx, id)).await?);
        }
        let report = verify::verify(&self.app, Vec::new()).await?;
        let found = report.found.iter().map(|found| format!("verify: {} {}: {}", found.check, found.about, found.what));
        self.played.wrong.extend(found);
        for (step, state) in [("duty.tell_late", "open"), ("duty.raise", "late")] {
            let told = self.app.read(move |tx| {
                const TOLD: &str = "SELECT COUNT(*) FROM history WHERE step = $1";
                Ok(tx.list_built("told", TOLD, &[&step], |row| row.get::<i64>(0))?.into_iter().sum::<i64>())
            });
            if told.await? > 0 {
                self.reach("duty", state, step, "system");
            }
        }
        Ok(())
    }

    /// Minutes within a day, the next morning after it, sometimes a few days; whoever is late is told.
    async fn time_passes(&mut self) -> Outcome<()> {
        let minutes = if self.dice.chance(3) { self.dice.between(600, 4000) } else { self.dice.between(2, 40) };
        let later = self.clock.advance(Duration::from_secs(minutes.unsigned_abs() * 60 + self.dice.throw() % 60));
        let now = later.map_err(|e| Fault::other("the clock", e))?;
        let morning = self.app.read(move |tx| {
            let calendar = people::calendar(tx)?;
            let (zone, today) = (calendar.zone().clone(), now.day_in(calendar.zone()));
            let hour = now.in_zone(&zone).hour();
            if calendar.is_open_day(today) && (8..18).contains(&hour) {
                return Ok(None);
            }
            let next = if hour < 8 { today } else { today.add_days(1).unwrap_or(today) };
            let day = calendar.next_open_day(next).unwrap_or(next);
            Ok(moment(day, "08:35:00", &zone))
        });
        let new_day = morning.await?;
        if let Some(morning) = new_day {
            self.clock.set(morning);
        }
        if new_day.is_some() || self.dice.chance(8) {
            order::look_at_late(&self.app).await?;
        }
        if self.dice.chance(10) {
            moves::post(self).await?;
        }
        Ok(())
    }

    /// Who is at work now.
    pub async fn at_work(&self) -> Outcome<Vec<Actor>> {
        let ids: Vec<Id> = self.crew.iter().map(|mate| mate.id).collect();
        self.app
            .read(move |tx| {
                let mut actors = Vec::new();
                for id in &ids {
                    match people::fetch(tx, *id) {
                        Ok(who) => actors.push(Actor { who, own: people::own_roles(tx, *id)? }),
                        Err(Trouble::Hidden) => {}
                        Err(other) => return Err(other),
                    }
                }
                Ok(actors)
            })
            .await
    }

    pub async fn somebody(&mut self, role: Role) -> Outcome<Option<Person>> {
        let actors = self.at_work().await?;
        let able: Vec<&Actor> = actors.iter().filter(|actor| actor.who.is(role)).collect();
        Ok(self.dice.pick(&able).map(|actor| actor.who.clone()))
    }

    async fn chances(&mut self) -> Outcome<Vec<Chance>> {
        let turn = self.dice.below(100);
        self.turned(turn).await
    }

    /// What could be done with documents of a kind.
    pub async fn turn_to(&mut self, kind: &str) -> Outcome<Vec<Chance>> {
        let turn = match kind {
            "intray" => 66,
            "problem" => 72,
            "duty" => 79,
            "customer" | "stock" | "rate" | "import" | "setting" | "policy_change" => 83,
            _ => 91,
        };
        self.turned(turn).await
    }

    async fn turned(&mut self, turn: usize) -> Outcome<Vec<Chance>> {
        let actors = self.at_work().await?;
        let table = self.table.clone();
        match turn {
            0..66 => self.order_chances(actors, table).await,
            66..72 => {
                let items: Vec<Id> = self.items.iter().rev().take(6).copied().collect();
                self.looked(table, move |tx, look| look::tray(tx, look, &items, &actors)).await
            }
            72..79 => {
                let problems: Vec<Id> = self.problems.iter().rev().take(4).copied().collect();
                self.looked(table, move |tx, look| look::problems(tx, look, &problems, &actors)).await
            }
            79..83 => self.looked(table, move |tx, look| look::late(tx, look, &actors)).await,
            83..91 => {
                let of = self.masters_now().await?;
                self.looked(table, move |tx, look| look::masters(tx, look, &of, &actors)).await
            }
            _ => {
                let of = self.house_now().await?;
                self.looked(table, move |_, look| {
                    look::house(look, &of, &actors);
                    Ok(())
                })
                .await
            }
        }
    }

    /// The owner, the acting manager and a few others turn to one order.
    async fn order_chances(&mut self, mut actors: Vec<Actor>, table: Vec<StepShown>) -> Outcome<Vec<Chance>> {
        let Some(id) = self.an_order() else { return Ok(Vec::new()) };
        let desk_only = self.dice.chance(60);
        while actors.len() > 9 {
            let leaves = self.dice.below(actors.len());
            let stays = actors[leaves].who.roles.any(&[Role::Specialist, Role::Manager]);
            if !(desk_only && stays) || self.dice.chance(10) {
                actors.remove(leaves);
            }
        }
        let stands = self.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.approval)).await?;
        self.stood.insert(id, stands.code().to_string());
        self.looked(table, move |tx, look| look::order(tx, look, id, &actors)).await
    }

    /// What everybody at work could do with one order.
    pub async fn chances_of(&mut self, id: Id) -> Outcome<Vec<Chance>> {
        let (actors, table) = (self.at_work().await?, self.table.clone());
        self.looked(table, move |tx, look| look::order(tx, look, id, &actors)).await
    }

    /// Mostly a young one; sometimes any of those that stand alike, so that rare states have their day.
    fn an_order(&mut self) -> Option<Id> {
        if self.dice.chance(60) {
            let from = self.orders.len().saturating_sub(8);
            return self.dice.pick(&self.orders[from..]).copied();
        }
        let states: BTreeSet<&String> = self.stood.values().collect();
        let states: Vec<String> = states.into_iter().cloned().collect();
        let state = self.dice.pick(&states).cloned();
        let alike: Vec<Id> = self.orders.iter().filter(|id| self.stood.get(id) == state.as_ref()).copied().collect();
        self.dice.pick(&alike).copied().or(self.orders.first().copied())
    }

    async fn looked(
        &self,
        table: Vec<StepShown>,
        work: impl Fn(&mut platform::Tx, &mut Looking<'_>) -> Outcome<()> + Send + 'static,
    ) -> Outcome<Vec<Chance>> {
        self.app
            .read(move |tx| {
                let mut look = Looking { table: &table, found: Vec::new() };
                work(tx, &mut look)?;
                Ok(look.found)
            })
            .await
    }

    async fn masters_now(&mut self) -> Outcome<Masters> {
        const SETTINGS: &[&str] =
            &["price.authority.specialist", "price.class.B", "major.gross", "payment.terms.B", "credit.import_days"];
        let changes: Vec<(String, Id)> = self.changes.iter().rev().take(3).cloned().collect();
        let changes = self
            .app
            .read(move |tx| {
                let mut states = Vec::new();
                for (name, id) in &changes {
                    const STATE: &str = "SELECT state FROM policy_change WHERE id = $1";
                    let state: Vec<String> = tx.list_built("a change", STATE, &[id], |row| row.get(0))?;
                    states.extend(state.into_iter().map(|state| (name.clone(), *id, state)));
                }
                Ok(states)
            })
            .await?;
        Ok(Masters {
            customer: self.dice.pick(&self.customers).copied().ok_or(Trouble::Hidden)?,
            product: self.dice.pick(&self.products).copied().ok_or(Trouble::Hidden)?,
            setting: self.dice.pick(SETTINGS).copied().unwrap_or("major.gross"),
            table: self.dice.pick(Kind::ALL).copied().unwrap_or(Kind::Customers),
            changes,
        })
    }

    async fn house_now(&mut self) -> Outcome<House> {
        let newcomers: Vec<Mate> = self.crew.iter().filter(|m| m.login.starts_with("new")).cloned().collect();
        let newcomer = !newcomers.is_empty() && self.dice.chance(55);
        let among = if newcomer { &newcomers } else { &self.crew };
        let person = self.dice.pick(among).map(|mate| mate.id).ok_or(Trouble::Hidden)?;
        let newcomer = newcomers.iter().any(|mate| mate.id == person);
        let now = self.clock_now();
        let (ended, dead) = self
            .app
            .read(|tx| {
                const ENDED: &str = "SELECT id FROM delegation WHERE ended_at IS NOT NULL";
                const DEAD: &str = "SELECT id, state FROM outbox WHERE state = 'dead' ORDER BY id LIMIT 3";
                let ended: Vec<Id> = tx.list_built("ended", ENDED, &[], |row| row.get(0))?;
                let dead: Vec<(Id, String)> = tx.list_built("dead", DEAD, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok((ended, dead))
            })
            .await?;
        let card = self.app.0.db.write(move |tx| people::place(tx, person)).await?;
        let at = |id: &Id, end: &Instant| if ended.contains(id) || *end <= now { "ended" } else { "given" };
        let delegations = self.delegations.iter().rev().take(3).map(|(id, who, end)| (*id, *who, at(id, end)));
        let delegations = delegations.collect();
        let ended_tokens = self.app.read(|tx| {
            const ENDED: &str = "SELECT id FROM api_token WHERE ended_at IS NOT NULL";
            Ok(tx.list_built("ended tokens", ENDED, &[], |row| row.get::<Id>(0))?)
        });
        let ended_tokens = ended_tokens.await?;
        let token_at = |id: &Id| if ended_tokens.contains(id) { "ended" } else { "issued" };
        let day: Day = format!("2026-{:02}-{:02}", self.dice.between(7, 9), self.dice.between(1, 9))
            .parse()
            .map_err(|e| Fault::other("a day", e))?;
        Ok(House {
            person,
            state: card.state,
            newcomer,
            day,
            marked: self.days.get(&day).copied().unwrap_or(false),
            delegations,
            tokens: self.tokens.iter().map(|(id, whose)| (*id, *whose, token_at(id))).collect(),
            parcels: dead,
        })
    }

    pub fn clock_now(&self) -> Instant {
        self.app.0.clock.now()
    }

    /// Mostly something that is offered, and rather what was not reached yet; sometimes what is not.
    fn choose(&mut self, chances: &[Chance]) -> Option<Chance> {
        if self.dice.chance(12) {
            let forbidden: Vec<&Chance> = chances.iter().filter(|chance| !chance.allowed).collect();
            return self.dice.pick(&forbidden).map(|chance| (*chance).clone());
        }
        let weight = |chance: &Chance| {
            let [kind, state, step, actor] =
                [chance.kind, &chance.state, chance.step, chance.actor].map(str::to_string);
            let reached = Reached { kind, state, step, actor };
            let (here, elsewhere) = (self.played.reached.contains(&reached), self.known.contains(&reached));
            moves::weight(chance)
                * if here {
                    1
                } else if elsewhere {
                    3
                } else {
                    20
                }
        };
        let weights: Vec<u64> = chances.iter().map(|c| if c.allowed { weight(c) } else { 0 }).collect();
        self.dice.weighted(weights.iter().copied()).map(|at| chances[at].clone())
    }
}

/// That hour of that day on the company's wall.
pub fn moment(day: Day, clock: &str, zone: &jiff::tz::TimeZone) -> Option<Instant> {
    let civil: jiff::civil::DateTime = format!("{day}T{clock}").parse().ok()?;
    Instant::try_from(civil.to_zoned_datetime(zone.clone()).ok()?.timestamp()).ok()
}
