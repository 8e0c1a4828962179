//! Who turns to what: somebody at work, a document, and what he could do with it.

use std::collections::BTreeSet;

use desk::masters::Kind;
use desk::order::{self, Lateness};
use desk::people;
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::step::StepShown;
use platform::trouble::Trouble;
use platform::who::{Person, Role};
use platform::{Fault, Id};

use crate::company::Mate;
use crate::look::{self, Actor, Chance, House, Looking, Masters};
use crate::moves;
use crate::visited::Reached;
use crate::world::World;

impl World {
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

    pub async fn chances(&mut self) -> Outcome<Vec<Chance>> {
        let kind = match self.dice.below(100) {
            0..52 => {
                let (actors, table) = (self.at_work().await?, self.table.clone());
                return self.order_chances(actors, table).await;
            }
            52..58 => "purchase",
            58..60 => "inspection",
            60..61 if self.dice.chance(30) => "inspection_plan",
            60..63 => "purchase_request",
            63..64 => "supplier",
            64..68 => "intray",
            68..74 => "problem",
            74..79 => "duty",
            79..87 => "customer",
            87..91 => "plan",
            91..93 => "report",
            93..95 => "view",
            _ => "person",
        };
        self.turn_to(kind, None).await
    }

    /// What could be done with documents of a kind, or those of them that stand so.
    pub async fn turn_to(&mut self, kind: &str, state: Option<&str>) -> Outcome<Vec<Chance>> {
        let actors = self.at_work().await?;
        let table = self.table.clone();
        match kind {
            "intray" => {
                let items: Vec<Id> = self.items.iter().rev().take(6).copied().collect();
                self.looked(table, move |tx, look| look::tray(tx, look, &items, &actors)).await
            }
            "problem" => {
                let problems: Vec<Id> = self.problems.iter().rev().take(4).copied().collect();
                self.looked(table, move |tx, look| look::problems(tx, look, &problems, &actors)).await
            }
            "duty" => {
                let told = state.and_then(Lateness::from_code).map(Lateness::told);
                self.looked(table, move |tx, look| look::duties(tx, look, told, &actors)).await
            }
            "purchase" | "purchase_request" | "supplier" => {
                let (kind, state) = (kind.to_string(), state.map(str::to_string));
                self.looked(table, move |tx, look| look::buying(tx, look, &kind, state.as_deref(), &actors)).await
            }
            "inspection" | "inspection_plan" => {
                let (kind, state) = (kind.to_string(), state.map(str::to_string));
                self.looked(table, move |tx, look| look::inspecting(tx, look, &kind, state.as_deref(), &actors)).await
            }
            "plan" => {
                let specialists: Vec<Id> =
                    actors.iter().filter(|a| a.own.has(Role::Specialist)).map(|a| a.who.id).collect();
                let of = self.dice.pick(&specialists).copied().filter(|_| self.dice.chance(70));
                self.looked(table, move |tx, look| look::plans(tx, look, of, &actors)).await
            }
            "report" => self.looked(table, move |tx, look| look::reports(tx, look, &actors)).await,
            "view" => self.looked(table, move |tx, look| look::views(tx, look, &actors)).await,
            "customer" | "stock" | "rate" | "import" | "setting" | "policy_change" | "price_proposal" => {
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
        let (changes, prices) = self
            .app
            .read(move |tx| {
                const PRICES: &str = "SELECT id, state FROM price_proposal ORDER BY asked_at DESC, id DESC LIMIT 3";
                let prices: Vec<(Id, String)> =
                    tx.list_built("prices", PRICES, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let mut states = Vec::new();
                for (name, id) in &changes {
                    const STATE: &str = "SELECT state FROM policy_change WHERE id = $1";
                    let state: Vec<String> = tx.list_built("a change", STATE, &[id], |row| row.get(0))?;
                    states.extend(state.into_iter().map(|state| (name.clone(), *id, state)));
                }
                Ok((states, prices))
            })
            .await?;
        Ok(Masters {
            customer: self.dice.pick(&self.customers).copied().ok_or(Trouble::Hidden)?,
            product: self.dice.pick(&self.products).copied().ok_or(Trouble::Hidden)?,
            setting: self.dice.pick(SETTINGS).copied().unwrap_or("major.gross"),
            table: self.dice.pick(Kind::ALL).copied().unwrap_or(Kind::Customers),
            changes,
            prices,
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
        let day = self.a_day().await?;
        let marked = self.app.read(move |tx| {
            const MARKED: &str = "SELECT day FROM calendar_day WHERE day = $1";
            Ok(!tx.list_built("a marked day", MARKED, &[&day], |row| row.get::<Day>(0))?.is_empty())
        });
        let marked = marked.await?;
        let department = self.dice.pick(&[Role::Warehouse, Role::Quality]).copied().unwrap_or(Role::Quality);
        let own = self.app.read(move |tx| {
            const OWN: &str = "SELECT department FROM opening WHERE department = $1";
            let code = department.code();
            Ok(!tx.list_built("own hours", OWN, &[&code], |row| row.get::<String>(0))?.is_empty())
        });
        let opening = (department, own.await?);
        Ok(House {
            opening,
            person,
            state: card.state,
            newcomer,
            day,
            marked,
            delegations,
            tokens: self.tokens.iter().map(|(id, whose)| (*id, *whose, token_at(id))).collect(),
            parcels: dead,
        })
    }

    /// One of these days, by which open due times are counted; or one far ahead.
    async fn a_day(&mut self) -> Outcome<Day> {
        if self.dice.chance(35) {
            let (today, ahead) = (self.app.read(people::today).await?, self.dice.between(0, 2));
            return Ok(today.add_days(ahead).unwrap_or(today));
        }
        let day = format!("2026-{:02}-{:02}", self.dice.between(7, 9), self.dice.between(1, 9)).parse();
        Ok(day.map_err(|e| Fault::other("a day", e))?)
    }

    pub fn clock_now(&self) -> Instant {
        self.app.0.clock.now()
    }

    /// Mostly something that is offered, and rather what was not reached yet; sometimes what is not.
    pub fn choose(&mut self, chances: &[Chance]) -> Option<Chance> {
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
