//! Time passes, and what happens by itself: late duties, due times counted anew, the turn of a month, reminders, the post.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::fulfilment::{inspection, production};
use desk::order::{self, Lateness};
use desk::{intake, office, people};
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::step::By;
use platform::{Fault, Id};

use crate::invariants;
use crate::moves;
use crate::visited::actors;
use crate::world::World;

/// Steps of the clock that start in several states: which it was is seen on the duty itself.
const ON_DUTIES: &[&str] = &["duty.tell_late", "duty.recount"];

/// An open duty: how late it is known to be, and its due time.
type Clocks = BTreeMap<Id, (i64, Instant)>;

impl World {
    /// Minutes within a day, the next morning after it, sometimes a few days.
    pub async fn time_passes(&mut self) -> Outcome<()> {
        let minutes = if self.dice.chance(3) { self.dice.between(600, 4000) } else { self.dice.between(2, 40) };
        self.goes_on(minutes).await
    }

    /// Who looks for something that only time brings waits for it.
    pub async fn goes_on(&mut self, minutes: i64) -> Outcome<()> {
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
        let looks = if self.explores { 30 } else { 8 };
        if new_day.is_some() || self.calendar_changed || self.dice.chance(looks) {
            self.clockwork().await?;
        }
        if self.dice.chance(10) {
            moves::post(self).await?;
        }
        Ok(())
    }

    /// The jobs of the server, in its order.
    pub async fn clockwork(&mut self) -> Outcome<()> {
        self.calendar_changed = false;
        let before = self.clocks().await?;
        let counted = order::recount(&self.app).await?;
        let between = if counted > 0 { self.clocks().await? } else { before.clone() };
        for (id, (told, due)) in &before {
            if between.get(id).is_some_and(|(_, now)| now != due) {
                self.reach("duty", Lateness::of(*told).code(), "duty.recount", "system");
            }
        }
        let looked = order::look_at_late(&self.app).await?;
        let after = if looked > 0 { self.clocks().await? } else { between.clone() };
        for (id, (told, _)) in &between {
            let (was, is) =
                (Lateness::of(*told), after.get(id).map_or(Lateness::of(*told), |(now, _)| Lateness::of(*now)));
            let late = matches!(is, Lateness::Late | Lateness::Raised);
            if late && matches!(was, Lateness::Open | Lateness::Soon) {
                self.reach("duty", was.code(), "duty.tell_late", "system");
            }
        }
        office::turn_month(&self.app).await?;
        intake::remind_customers(&self.app).await?;
        desk::changes::remind_customers(&self.app).await?;
        inspection::file_reports(&self.app).await?;
        self.laid_anew().await?;
        if self.explores {
            self.along_the_chains().await?;
        }
        self.by_itself().await
    }

    /// 4.1.4: what slipped is laid anew; then nothing is left to be laid, and nothing lies there twice.
    pub async fn laid_anew(&mut self) -> Outcome<()> {
        const WAITING: &str = "SELECT COUNT(*) FROM replan WHERE done_at IS NULL";
        let moved = production::replan(&self.app).await?;
        let waiting = self.app.read(|tx| Ok(tx.list_built("still waiting", WAITING, &[], |row| row.get::<i64>(0))?));
        let waiting = waiting.await?.first().copied().unwrap_or(0);
        if waiting > 0 {
            self.played.wrong.push(format!("step {}: {waiting} works were not laid anew", self.played.steps));
        }
        if moved > 0 {
            let again = production::replan(&self.app).await?;
            if again > 0 {
                self.played.wrong.push(format!("step {}: {again} works moved again at once", self.played.steps));
            }
            let left = self.app.read(invariants::of_plant).await?;
            self.played.wrong.extend(left.into_iter().map(|what| format!("laying anew left {what}")));
        }
        Ok(())
    }

    /// Steps on work orders and their lines follow from other steps. Where they started is read along each order's chain.
    pub async fn along_the_chains(&mut self) -> Outcome<()> {
        const TAKEN: &str = "SELECT chain, step, body FROM history WHERE step LIKE 'work.%' OR step LIKE 'delay.%' \
            OR step LIKE 'line.%' OR step LIKE 'purchase%' OR step LIKE 'quotation.%' \
            OR step LIKE 'inspection.%' OR step IN ('shipment.amend', 'shipment.stop') OR step IN ('duty.pause', 'duty.resume') ORDER BY chain, seq";
        let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let taken: Vec<(Id, String, String)> =
            self.app.read(move |tx| Ok(tx.list_built("along the chains", TAKEN, &[], read)?)).await?;
        let table = self.table.clone();
        let mut stands: BTreeMap<(Id, String), &'static str> = BTreeMap::new();
        for (chain, id, body) in taken {
            let Some(step) = table.iter().find(|step| step.id == id) else { continue };
            let body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            if let ("purchase_request" | "inspection" | "shipment" | "duty", Some(state)) =
                (step.kind, body["state"].as_str())
            {
                self.reach(step.kind, state, step.id, "system");
                continue;
            }
            // What a line counts on the way is written beside it.
            if step.kind == "work" && body["says"].is_null() {
                continue;
            }
            let which = match step.kind {
                "work" => &body["work"],
                "purchase" => &serde_json::Value::Null,
                _ => &body["line"],
            };
            let first = step.from.first().copied().unwrap_or_default();
            let at = stands.entry((chain, format!("{}{which}", step.kind))).or_insert(first);
            if step.from.len() == 1 {
                *at = first;
            }
            let from = *at;
            *at = step.to.unwrap_or(from);
            for actor in actors(step).into_iter().filter(|_| step.by == By::System || step.id == "work.acknowledge") {
                self.reach(step.kind, from, step.id, actor);
            }
        }
        Ok(())
    }

    async fn clocks(&self) -> Outcome<Clocks> {
        const OPEN: &str = "SELECT id, told, due_at FROM duty WHERE done_at IS NULL";
        let open = self
            .app
            .read(|tx| Ok(tx.list_built("clocks", OPEN, &[], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?));
        Ok(open.await?.into_iter().collect())
    }

    /// What the system did stands in the history; where its step starts in one state only, it was taken there.
    pub async fn by_itself(&mut self) -> Outcome<()> {
        // What follows from somebody's step stands there in his name.
        const DONE: &str = "SELECT DISTINCT step FROM history WHERE via = 'system' OR step IN ('order.revise', \
            'order.cancel_quantities', 'order.decline_returned', 'cancel.all_stopped', 'change.assessed')";
        let done: Vec<String> =
            self.app.read(|tx| Ok(tx.list_built("by itself", DONE, &[], |row| row.get(0))?)).await?;
        for step in self.table.clone().iter().filter(|step| step.by == By::System && !ON_DUTIES.contains(&step.id)) {
            if let ([from], true) = (step.from.as_slice(), done.iter().any(|id| id == step.id)) {
                self.reach(step.kind, from, step.id, "system");
            }
        }
        Ok(())
    }
}

/// That hour of that day on the company's wall.
pub fn moment(day: Day, clock: &str, zone: &jiff::tz::TimeZone) -> Option<Instant> {
    let civil: jiff::civil::DateTime = format!("{day}T{clock}").parse().ok()?;
    Instant::try_from(civil.to_zoned_datetime(zone.clone()).ok()?.timestamp()).ok()
}
