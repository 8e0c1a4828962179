//! Hands that lead one order to where a meeting wants it: each act is one that the step tables offer to whoever takes it,
//! and what must hold is asked after it. What does not go as it was meant ends the play, and says where.

use desk::changes::{
    self, AcknowledgeStop, CancelForm, ChangeForm, ChangeState, Disposal, Draft, MakeCancellation, NewHeardLink,
    StopForm, TypedDifference, TypedLine, TypedPart,
};
use desk::fulfilment::production::{self, PutAway, PutAwayForm, ReportWork, ReportWorkForm, Work, WorkState};
use desk::fulfilment::{self, Dispatch};
use desk::intake::{NEW_FORM, RecordOrder, Typed};
use desk::masters::{self, Supply};
use desk::order::{self, NoteForm, NoteKind, WriteNote};
use desk::review::{self, Approve, ApproveForm};
use platform::act::{Act, Outcome};
use platform::quantity::Quantity;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble};

use crate::content;
use crate::dice::Dice;
use crate::look::{About, Chance};
use crate::moves;
use crate::trace::{Trace, trace};
use crate::world::{Planning, World};

const GROUND: &str = "客戶來信更正數量";

/// One order on its way, and what it is to meet.
pub struct Led<'a> {
    pub w: &'a mut World,
    what: &'static str,
    pub order: Id,
}

impl<'a> Led<'a> {
    /// Approved, of one line: what lies free in stock, and so many pieces that have to be made or bought.
    pub async fn approved(w: &'a mut World, what: &'static str, sku: &'static str, pieces: i64) -> Outcome<Led<'a>> {
        let who = w.somebody(Role::Specialist).await?.ok_or(Trouble::Hidden)?;
        let seed = w.dice.throw();
        let form = w.app.read(move |tx| content::line_beyond_stock(tx, &mut Dice::new(seed), sku, pieces)).await?;
        let entered = w.does(&who, RecordOrder { typed: Typed::of(&form), draft: NEW_FORM }).await?;
        crate::letter(&w.app, &who, entered.id).await?;
        w.orders.push(entered.id);
        let mut led = Led { w, what, order: entered.id };
        led.press("order.submit", led.order).await?;
        led.approve().await?;
        Ok(led)
    }

    /// By itself, not in a batch.
    async fn approve(&mut self) -> Outcome<()> {
        let chance = self.chance("order.approve", self.order).await?;
        let order = self.order;
        let checks = self.w.app.read(move |tx| {
            let (system, order) = (Person::system(), order::fetch(tx, &Person::system(), order)?);
            review::live_checks(tx, &system, &order)
        });
        let grounds = moves::grounds(&checks.await?, Role::Manager);
        let form =
            ApproveForm { decision: "交期已核對，同意接單。".into(), grounds, ..ApproveForm::default() };
        self.acts(&chance, Approve { order: self.order, form }).await.map(|_| ())
    }

    /// The same, its work brought to where it is to be met.
    pub async fn made(
        w: &'a mut World,
        what: &'static str,
        sku: &'static str,
        pieces: i64,
        to: WorkState,
    ) -> Outcome<Led<'a>> {
        let mut led = Led::approved(w, what, sku, pieces).await?;
        let work = led.work().await?.id;
        if to != WorkState::Dispatched {
            led.press("dispatch.acknowledge", work).await?;
        }
        if !matches!(to, WorkState::Dispatched | WorkState::Acknowledged) {
            led.w.plans = Some(Planning::AsItStands);
            led.press("work.plan", work).await?;
        }
        if !matches!(to, WorkState::Dispatched | WorkState::Acknowledged | WorkState::Planned) {
            led.press("work.release", work).await?;
        }
        match to {
            WorkState::InProgress => led.begins(1).await?,
            WorkState::Finished | WorkState::Inspected => led.makes_the_rest().await?,
            _ => {}
        }
        led.stands(to).await?;
        Ok(led)
    }

    pub fn lost(&self, step: &str, why: impl std::fmt::Display) -> Trouble {
        Fault::other("a meeting", format!("{}: {step} {why}", self.what)).into()
    }

    /// The first who may take the step on that document.
    pub async fn chance(&mut self, step: &str, about: Id) -> Outcome<Chance> {
        self.w.goes_on(4).await?;
        let chances = self.w.chances_of(self.order).await?;
        let found = chances.into_iter().find(|c| c.allowed && c.step == step && is(&c.about, about));
        found.ok_or_else(|| self.lost(step, "is offered to nobody"))
    }

    /// The same on what stands on no order.
    pub async fn beside(&mut self, kind: &str, state: &str, step: &str) -> Outcome<Chance> {
        self.w.goes_on(4).await?;
        let chances = self.w.turn_to(kind, Some(state)).await?;
        let found = chances.into_iter().find(|c| c.allowed && c.step == step);
        found.ok_or_else(|| self.lost(step, "is offered to nobody"))
    }

    /// Somebody of that role takes it.
    pub async fn press_as(&mut self, actor: &str, step: &str, about: Id) -> Outcome<()> {
        self.w.goes_on(4).await?;
        let chances = self.w.chances_of(self.order).await?;
        let found =
            chances.into_iter().find(|c| c.allowed && c.step == step && c.actor == actor && is(&c.about, about));
        let chance = found.ok_or_else(|| self.lost(step, format!("is not offered to {actor}")))?;
        self.pressed(&chance).await
    }

    /// By the hands that chance has too; nothing is forgotten.
    pub async fn press(&mut self, step: &str, about: Id) -> Outcome<()> {
        let chance = self.chance(step, about).await?;
        self.pressed(&chance).await
    }

    pub async fn pressed(&mut self, chance: &Chance) -> Outcome<()> {
        let before = trace(&self.w.app, chance.step).await?;
        match moves::take(self.w, chance, true).await {
            Some(done) => self.came(chance, &before, done).await,
            None => Err(self.lost(chance.step, "was taught to nobody")),
        }
    }

    /// An act whose figures the meeting needs to be certain ones.
    pub async fn acts<A: Act>(&mut self, chance: &Chance, act: A) -> Outcome<A::Done> {
        let before = trace(&self.w.app, chance.step).await?;
        match self.w.does(&chance.who, act).await {
            Ok(done) => {
                self.came(chance, &before, Ok(())).await?;
                Ok(done)
            }
            Err(trouble) => Err(self.lost(chance.step, format!("was refused: {trouble:?}"))),
        }
    }

    async fn came(&mut self, chance: &Chance, before: &Trace, done: Outcome<()>) -> Outcome<()> {
        if let Err(trouble) = &done {
            return Err(self.lost(chance.step, format!("was refused: {trouble:?}")));
        }
        self.w.played.steps += 1;
        self.w.judged(chance, before, done).await?;
        match self.w.played.wrong.last() {
            Some(wrong) => Err(self.lost(chance.step, wrong)),
            None => Ok(()),
        }
    }

    pub async fn work(&self) -> Outcome<Work> {
        let order = self.order;
        let works = self.w.app.read(move |tx| production::of_order(tx, order)).await?;
        works.into_iter().next().ok_or_else(|| self.lost("work", "is not there"))
    }

    pub async fn stands(&self, state: WorkState) -> Outcome<()> {
        let work = self.work().await?;
        if work.state == state { Ok(()) } else { Err(self.lost("work", format!("is {} and not {state}", work.state))) }
    }

    /// What a department was given of it.
    pub async fn dispatch(&self, mode: Supply) -> Outcome<Dispatch> {
        let order = self.order;
        let all = self.w.app.read(move |tx| fulfilment::of_order(tx, order)).await?;
        all.into_iter().find(|one| one.mode == mode).ok_or_else(|| self.lost("dispatch", "is not there"))
    }

    async fn reports(&mut self, no: i64, good: Quantity) -> Outcome<()> {
        let work = self.work().await?.id;
        let chance = self.chance("work.report", work).await?;
        let form = ReportWorkForm { no: no.to_string(), good: good.to_string(), ..ReportWorkForm::default() };
        self.acts(&chance, ReportWork { work, form }).await.map(|_| ())
    }

    /// So many pieces leave the first operation.
    pub async fn begins(&mut self, pieces: i64) -> Outcome<()> {
        let first = self.work().await?.steps.first().map_or(0, |step| step.no);
        self.reports(first, whole(pieces)).await
    }

    /// So many pieces go through all operations.
    pub async fn makes(&mut self, pieces: i64) -> Outcome<()> {
        for step in self.work().await?.steps {
            self.reports(step.no, whole(pieces)).await?;
        }
        Ok(())
    }

    pub async fn makes_the_rest(&mut self) -> Outcome<()> {
        for no in self.work().await?.steps.iter().map(|step| step.no).collect::<Vec<_>>() {
            let open = self.work().await?.open_of(no);
            if open.is_positive() {
                self.reports(no, open).await?;
            }
        }
        Ok(())
    }

    pub async fn puts_away(&mut self, pieces: i64) -> Outcome<()> {
        let work = self.work().await?.id;
        let chance = self.chance("work.put_away", work).await?;
        let form = PutAwayForm { quantity: whole(pieces).to_string(), ..PutAwayForm::default() };
        self.acts(&chance, PutAway { work, form }).await
    }

    /// What the customer wrote, of which a request speaks.
    async fn letter(&mut self, who: &Person) -> Outcome<String> {
        let form = NoteForm::of(NoteKind::Contact, "email", GROUND);
        let note = self.w.does(who, WriteNote { order: self.order, form }).await?;
        Ok(note.to_string())
    }

    /// So many pieces are cancelled, or all that is left; the manager approves.
    pub async fn cancelled(&mut self, pieces: Option<i64>) -> Outcome<Id> {
        let chance = self.chance("cancel.make", self.order).await?;
        let note = self.letter(&chance.who).await?;
        let part = |pieces: i64| TypedPart { no: "1".into(), quantity: whole(pieces).to_string() };
        let form = CancelForm {
            reason: GROUND.into(),
            note,
            all: if pieces.is_none() { "yes".into() } else { String::new() },
            lines: pieces.map(part).into_iter().collect(),
            ..CancelForm::default()
        };
        let link = NewHeardLink::made(&self.w.app);
        let id = self.acts(&chance, MakeCancellation { order: self.order, link, form }).await?;
        self.press("cancel.submit", id).await?;
        self.press("cancel.approve", id).await?;
        Ok(id)
    }

    /// Production says what becomes of it.
    pub async fn answers(&mut self, cancellation: Id, disposal: Disposal, done: i64) -> Outcome<()> {
        self.answers_of(Role::Production, cancellation, disposal, done).await
    }

    pub async fn answers_of(&mut self, by: Role, cancellation: Id, disposal: Disposal, done: i64) -> Outcome<()> {
        let stops = self.w.app.read(move |tx| changes::stops(tx, cancellation)).await?;
        let stop = stops.iter().find(|stop| stop.acknowledged_at.is_none() && stop.department == by);
        let stop = stop.ok_or_else(|| self.lost("cancel.acknowledge_stop", "waits for nobody"))?.id;
        let chances = self.w.chances_of(self.order).await?;
        let fits = |c: &&Chance| {
            c.allowed && c.step == "cancel.acknowledge_stop" && is(&c.about, cancellation) && c.who.is(by)
        };
        let chance = chances.iter().find(fits).cloned();
        let chance = chance.ok_or_else(|| self.lost("cancel.acknowledge_stop", "is offered to nobody"))?;
        let form =
            StopForm { done: whole(done).to_string(), disposal: disposal.code().into(), remark: "已停工".into() };
        self.acts(&chance, AcknowledgeStop { cancellation, stop, form }).await.map(|_| ())
    }

    /// Something is to be otherwise: the manager approves, and every department that it touches says what it means.
    pub async fn asked(&mut self, difference: TypedDifference) -> Outcome<Id> {
        let chance = self.chance("change.make", self.order).await?;
        let note = self.letter(&chance.who).await?;
        let form = ChangeForm { reason: GROUND.into(), note, difference, ..ChangeForm::default() };
        let id = self.w.app.0.ids.new_id(self.w.clock_now());
        let token = self.w.app.config().change_token(id).digest().to_vec();
        self.acts(&chance, Draft { id, order: self.order, token, form }).await?;
        self.press("change.submit", id).await?;
        self.press("change.approve", id).await?;
        while self.w.app.read(move |tx| changes::fetch_change(tx, id)).await?.state == ChangeState::Assessing {
            self.press("change.assess", id).await?;
        }
        Ok(id)
    }

    /// The same, and the customer agrees.
    pub async fn agreed(&mut self, difference: TypedDifference) -> Outcome<Id> {
        let id = self.asked(difference).await?;
        self.press("change.propose", id).await?;
        self.press("change.review", id).await?;
        moves::paper(self.w, self.order).await?;
        self.press("change.log_agreed", id).await?;
        Ok(id)
    }

    /// The line is to be of so much; all say yes, and the change takes effect.
    pub async fn changed(&mut self, quantity: Quantity) -> Outcome<Id> {
        let id = self.agreed(of_line(quantity)).await?;
        self.press("change.effect", id).await?;
        Ok(id)
    }
}

/// The only line is to be of so much.
pub fn of_line(quantity: Quantity) -> TypedDifference {
    let line = TypedLine { no: "1".into(), quantity: quantity.to_string(), ..TypedLine::default() };
    TypedDifference { lines: vec![line], ..TypedDifference::default() }
}

pub fn whole(pieces: i64) -> Quantity {
    Quantity::whole(pieces).unwrap_or_default()
}

fn is(about: &About, id: Id) -> bool {
    match about {
        About::Order(this) | About::NewChange(this) | About::NewCancellation(this) | About::NewShipment(this) => {
            *this == id
        }
        About::Work { id: this, .. }
        | About::Delay { id: this, .. }
        | About::Shipment { id: this, .. }
        | About::Dispatch { id: this, .. }
        | About::Request { id: this, .. }
        | About::Cancellation { id: this, .. } => *this == id,
        _ => false,
    }
}

/// The warehouse has what the meetings will use up.
pub async fn stocked_up(w: &World, who: &Person, parts: &[(&'static str, i64)]) -> Outcome<()> {
    for (sku, pieces) in parts.iter().copied() {
        let product = w.app.read(move |tx| masters::product_by_sku(tx, sku)).await?.ok_or(Trouble::Hidden)?.id;
        let typed = masters::TypedMovement {
            kind: "receipt".into(),
            quantity: whole(pieces).to_string(),
            reason: "採購入庫".into(),
        };
        w.does(who, masters::MoveStock { product, typed }).await?;
    }
    Ok(())
}
