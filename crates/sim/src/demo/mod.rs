//! The demo company's half year: some hundred orders up to now, played by the same acts as everything else. What falls
//! into the same quarter of an hour is done side by side, so that one write to the disk carries several acts.

mod around;
mod buying;
mod cancelling;
mod changing;
mod chasing;
mod deciding;
mod inspecting;
mod making;
mod orders;
mod plan;
mod shipping;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use desk::{order, people};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::clock::{Clock, SystemClock};
use platform::day::Instant;
use platform::trouble::Trouble;
use platform::who::Person;
use platform::{Fault, Id};
use tokio::task::JoinSet;

use crate::dice::Dice;
use plan::Plan;

/// Shows the past while the demo company is played, the machine's time afterwards.
#[derive(Clone, Default)]
pub struct PlayClock(Arc<AtomicI64>);

/// Nothing happens at the very same moment.
const TICK_US: i64 = 7_300_000;

impl PlayClock {
    pub fn set(&self, at: Instant) {
        self.0.store(at.to_i64(), Ordering::SeqCst);
    }

    /// From now on it is now.
    pub fn release(&self) {
        self.0.store(0, Ordering::SeqCst);
    }
}

impl Clock for PlayClock {
    fn now(&self) -> Instant {
        let on = |at: i64| (at != 0).then_some(at + TICK_US);
        match self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, on) {
            Ok(at) => Instant::from_i64(at).unwrap_or(Instant::EPOCH),
            Err(_) => SystemClock.now(),
        }
    }
}

/// How long the company has been at work.
pub const DAYS: i64 = 182;
/// What is done side by side lies within this.
const SLOT: Duration = Duration::from_secs(15 * 60);
const SIDE_BY_SIDE: usize = 24;

/// One thing that somebody does in a story.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Order(orders::Beat),
    Around(around::Beat),
    Making(making::Beat),
    Buying(buying::Beat),
    Changing(changing::Beat),
    Cancelling(cancelling::Beat),
    Chasing(chasing::Beat),
}

/// An order on its way, or what happens around the orders.
#[derive(Clone, Debug)]
pub struct Story {
    pub plan: Plan,
    pub order: Option<Id>,
    pub dice: Dice,
}

/// What a beat needs besides its story.
#[derive(Clone)]
pub struct Stage {
    pub app: App,
    pub calendar: WorkCalendar,
    pub until: Instant,
    /// Who was asked for in this quarter of an hour.
    known: Arc<Mutex<HashMap<String, Person>>>,
}

/// What follows a beat: minutes of working time until then.
pub type Next = Vec<(i64, Beat)>;

impl Stage {
    pub async fn person(&self, login: &str) -> Outcome<Person> {
        if let Some(known) = self.known.lock().ok().and_then(|all| all.get(login).cloned()) {
            return Ok(known);
        }
        let login = login.to_string();
        let person = self.app.read(move |tx| people::by_login(tx, &login)).await?;
        if let Ok(mut known) = self.known.lock() {
            known.insert(person.login.clone(), person.clone());
        }
        Ok(person)
    }

    /// Another quarter of an hour: somebody may stand in for somebody else by now.
    fn anew(&self) {
        if let Ok(mut known) = self.known.lock() {
            known.clear();
        }
    }

    /// Whoever decides on this order: the acting manager, and where he entered it himself the executive (1.3.4).
    pub async fn decider(&self, id: Id) -> Outcome<Person> {
        let entered = self.app.read(move |tx| {
            let order = order::fetch(tx, &Person::system(), id)?;
            let acting = people::acting_manager(tx)?;
            let submitted = order::rounds(tx, id)?.first().is_some_and(|round| round.submitted_by == acting.id);
            Ok(submitted || order::editors(tx, &order)?.contains(&acting.id))
        });
        if entered.await? { self.person("executive").await } else { self.manager().await }
    }

    /// Whoever is manager at this moment.
    pub async fn manager(&self) -> Outcome<Person> {
        self.app
            .read(|tx| {
                let acting = people::acting_manager(tx)?;
                people::fetch(tx, acting.id)
            })
            .await
    }
}

/// Plays on a company that is fitted out and has no order yet; the clock stands where it begins.
pub async fn play(app: &App, clock: &PlayClock, until: Instant, orders: usize) -> Outcome<()> {
    let calendar = app.read(people::calendar).await?;
    let stage = Stage { app: app.clone(), calendar, until, known: Arc::default() };
    let begin = until.checked_sub(Duration::from_secs(DAYS.unsigned_abs() * 86_400));
    let begin = begin.map_err(|e| Fault::other("the demo's beginning", e))?;
    around::busy(&stage).await?;
    around::by_telephone(&stage).await?;
    inspecting::plans(&stage).await?;
    let mut dice = Dice::new(20_261_124);
    let mut stories = plan::stories(&stage, begin, until, orders, &mut dice);
    let mut due: BinaryHeap<Reverse<(Instant, u64, usize, Beat)>> = BinaryHeap::new();
    let mut count = 0;
    for (place, (at, beat, _)) in stories.iter().enumerate() {
        count += 1;
        due.push(Reverse((*at, count, place, beat.clone())));
    }
    while let Some(Reverse(first)) = due.pop() {
        if first.0 >= until {
            break;
        }
        let slot = alongside(first, &mut due);
        clock.set(slot[0].0);
        stage.anew();
        let mut doing = JoinSet::new();
        for (_, _, place, beat) in slot {
            let (stage, story) = (stage.clone(), stories[place].2.clone());
            doing.spawn(async move { (place, one(&stage, story, beat).await) });
        }
        while let Some(done) = doing.join_next().await {
            let (place, done) = done.map_err(|e| Fault::other("the demo", e))?;
            let (story, next) = done?;
            stories[place].2 = story;
            for (minutes, beat) in next {
                count += 1;
                let at = stage.calendar.add_hours(app.0.clock.now(), minutes);
                let at = at.map_err(|e| Fault::other("working calendar", e))?;
                let mut place = place;
                if begins(&beat) {
                    let story = Story { dice: Dice::new(stories[place].2.dice.throw()), ..stories[place].2.clone() };
                    (place, _) = (stories.len(), stories.push((at, beat.clone(), story)));
                }
                due.push(Reverse((at, count, place, beat)));
            }
        }
    }
    clock.set(until);
    around::evening(&stage).await
}

type Due = (Instant, u64, usize, Beat);

/// The first and what else falls due soon after it, one beat a story.
fn alongside(first: Due, due: &mut BinaryHeap<Reverse<Due>>) -> Vec<Due> {
    let end = first.0.saturating_add(SLOT);
    let mut stories = BTreeSet::from([first.2]);
    let mut slot = vec![first];
    while slot.len() < SIDE_BY_SIDE {
        let Some(Reverse(next)) = due.peek() else { break };
        if next.0 >= end || !stories.insert(next.2) {
            break;
        }
        if let Some(Reverse(next)) = due.pop() {
            slot.push(next);
        }
    }
    slot
}

/// What goes its own way from now on, beside the story that it comes from.
fn begins(beat: &Beat) -> bool {
    buying::begins(beat)
}

/// What the regulation refuses stays where it is: the demo shows that too.
async fn one(stage: &Stage, mut story: Story, beat: Beat) -> Outcome<(Story, Next)> {
    let done = match &beat {
        Beat::Order(beat) => orders::play(stage, &mut story, beat).await,
        Beat::Around(beat) => around::play(stage, &mut story, beat).await,
        Beat::Making(beat) => making::play(stage, &mut story, *beat).await,
        Beat::Buying(beat) => buying::play(stage, &mut story, *beat).await,
        Beat::Changing(beat) => changing::play(stage, &mut story, *beat).await,
        Beat::Cancelling(beat) => cancelling::play(stage, &mut story, *beat).await,
        Beat::Chasing(beat) => chasing::play(stage, *beat).await,
    };
    match done {
        Ok(next) => Ok((story, next)),
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        // The deputy took over, or came back, in the very moment: whoever decides now does it after lunch.
        Err(Trouble::Forbidden { .. } | Trouble::Stale(_)) if orders::is_decision(&beat) => {
            Ok((story, vec![(90, beat)]))
        }
        Err(trouble) => {
            tracing::debug!(?beat, ?trouble, "the demo company was refused");
            Ok((story, Next::new()))
        }
    }
}
