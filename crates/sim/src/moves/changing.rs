//! 4.3: an approved order is to be another one: the request, its way through house and customer, its effect.

use desk::changes::{
    self, Allow, AnswerForm, AskChangeAgain, Assess, AssessForm, ChangeForm, Confirm, ConfirmForm, Decide, DecideForm,
    Draft, Effect, HisConsent, LogAnswer, NewHeardLink, NoteNeeds, PermitForm, PressForm, Propose, ProposeForm,
    RemindOfChange, Review, ReviewForm, Save, Submit, TypedDifference, TypedLine, Withdraw, Word,
};
use desk::fulfilment::delay;
use desk::intake::Origin;
use desk::order::{self, NoteForm, NoteKind, Order, SourceKind, WriteNote};
use desk::people;
use desk::review::GroundForm;
use platform::Id;
use platform::act::Outcome;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::{grounds, words};
use crate::company::SKUS;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::NewChange(order), _) => make(w, c, *order, careful).await,
        (About::Request { order, id }, step) => return go_on(w, c, (*order, *id), step, careful).await,
        _ => return None,
    })
}

async fn go_on(w: &mut World, c: &Chance, (order, id): (Id, Id), step: &str, careful: bool) -> Option<Outcome<()>> {
    let lock = if careful { String::new() } else { "0".to_string() };
    let done = match step {
        "change.save" => save(w, c, order, id, careful).await,
        "change.confirm" => match source(w, order, careful).await {
            Ok(source) => w.does(&c.who, Confirm { change: id, form: ConfirmForm { source, lock } }).await.map(|_| ()),
            Err(trouble) => Err(trouble),
        },
        "change.confirm_here" => his(w, c, id, Word::Signed, careful).await,
        "change.object" => his(w, c, id, Word::Disputed, careful).await,
        "change.understood" | "change.understood_proposal" => his(w, c, id, Word::Understood, careful).await,
        "change.agree" => his(w, c, id, Word::Agreed, careful).await,
        "change.refuse" => his(w, c, id, Word::Refused, careful).await,
        "change.ask_customer" | "change.ask_proposal" => {
            let link = NewHeardLink::of_change(&w.app);
            w.does(&c.who, AskChangeAgain { change: id, link, form: PressForm { lock } }).await.map(|_| ())
        }
        "change.submit" => w.does(&c.who, Submit { change: id, form: PressForm { lock } }).await.map(|_| ()),
        "change.approve" | "change.reject" => {
            let verdict = if step == "change.reject" { "reject" } else { "approve" }.to_string();
            let form = DecideForm { verdict, text: words(w, careful), lock };
            w.does(&c.who, Decide { change: id, form }).await.map(|_| ())
        }
        "change.assess" => assess(w, c, id, careful).await,
        "change.propose" => propose(w, c, order, id, careful).await,
        "change.consent" | "change.release" => permit(w, c, id, careful).await,
        "change.review" | "change.return" => review(w, c, (order, id), step, careful).await,
        "change.log_agreed" | "change.log_refused" => log(w, c, (order, id), step, careful).await,
        "change.note_needs" => w.does(&c.who, NoteNeeds { change: id, form: PressForm { lock } }).await.map(|_| ()),
        "change.effect" => w.does(&c.who, Effect { change: id, form: PressForm { lock } }).await.map(|_| ()),
        "change.remind_spoken_now" | "change.remind_now" => {
            w.does(&c.who, RemindOfChange { change: id }).await.map(|_| ())
        }
        "change.withdraw" => {
            let form = DecideForm { text: words(w, careful), lock, ..DecideForm::default() };
            w.does(&c.who, Withdraw { change: id, form }).await.map(|_| ())
        }
        _ => return None,
    };
    Some(done)
}

/// A talk with the customer, of which a request speaks; by telephone it has to be confirmed.
pub async fn talk(w: &mut World, who: &Person, order: Id) -> Outcome<String> {
    let medium = if w.dice.chance(45) { "phone" } else { "email" };
    let form = NoteForm::of(NoteKind::Contact, medium, &words(w, true));
    match w.does(who, WriteNote { order, form }).await {
        Ok(note) => Ok(note.to_string()),
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(String::new()),
    }
}

async fn fetch(w: &World, order: Id) -> Outcome<Order> {
    w.app.read(move |tx| order::fetch(tx, &Person::system(), order)).await
}

/// Another day, another quantity, another line, one line less, other words.
async fn difference(w: &mut World, order: &Order) -> Outcome<TypedDifference> {
    let wish = w.line.take().and_then(|id| order.lines.iter().find(|line| line.id == id)).cloned();
    let Some(line) = wish.or(w.dice.pick(&order.lines).cloned()) else { return Err(Trouble::Hidden) };
    let today = w.app.read(people::today).await?;
    let days = w.dice.between(5, 40);
    let asked = line.requested_on.or(order.requested_on).unwrap_or(today).max(today);
    let calendar = w.app.read(people::calendar).await?;
    let later = asked.add_days(days).unwrap_or(asked);
    let later = calendar.next_open_day(later).unwrap_or(later).to_string();
    let mut typed = TypedLine { no: line.no.to_string(), ..TypedLine::default() };
    let (mut special, mut payment_term) = (String::new(), String::new());
    // Less of it, or none: where somebody wants to see what is left over.
    let what = match std::mem::take(&mut w.less) {
        true if order.lines.len() > 1 && w.dice.chance(30) => 4,
        true => 2,
        false => w.dice.below(8),
    };
    match what {
        0 => typed.requested_on = later,
        1 => {
            typed.quantity = line.quantity.checked_mul(2).unwrap_or(line.quantity).to_string();
            typed.requested_on = later;
        }
        2 => typed.quantity = half(&line).to_string(),
        3 => {
            let sku = w.dice.pick(SKUS).copied().unwrap_or(SKUS[0]).to_string();
            let (quantity, requested_on) = ("200".into(), later);
            typed = TypedLine { sku, quantity, requested_on, ..TypedLine::default() };
        }
        4 if order.lines.len() > 1 => typed.remove = "yes".into(),
        5 => typed.place = "新北市三重區重新路五段 609 號".into(),
        6 => payment_term = "月結60天".into(),
        _ => special = format!("改用木箱包裝，外貼嘜頭 {}", w.dice.between(1, 9_999)),
    }
    let lines = if special.is_empty() && payment_term.is_empty() { vec![typed] } else { Vec::new() };
    Ok(TypedDifference { lines, special, payment_term, place: String::new() })
}

/// Half of a line in whole hundreds, tens or pieces.
fn half(line: &order::Line) -> platform::quantity::Quantity {
    let whole = line.quantity.millionths() / 2_000_000;
    let unit = [100, 50, 10].into_iter().find(|unit| whole >= *unit).unwrap_or(1);
    platform::quantity::Quantity::whole((whole / unit * unit).max(1)).unwrap_or(line.quantity)
}

async fn form(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<ChangeForm> {
    let order = fetch(w, order).await?;
    let difference = difference(w, &order).await?;
    Ok(ChangeForm {
        reason: words(w, careful),
        difference,
        note: talk_of(w, c, order.id).await?,
        ..ChangeForm::default()
    })
}

/// The talk was logged before; whoever has none to name names nothing.
async fn talk_of(w: &mut World, _: &Chance, order: Id) -> Outcome<String> {
    let notes = w.app.read(move |tx| order::notes(tx, order)).await?;
    let talks: Vec<_> = notes.iter().filter(|note| note.kind == NoteKind::Contact).collect();
    Ok(w.dice.pick(&talks).map_or(String::new(), |note| note.id.to_string()))
}

/// What was agreed on a late line of the order and nobody carries out yet (4.1.4).
async fn owed(w: &World, order: Id) -> Outcome<Option<delay::Delay>> {
    let cases = w.app.read(move |tx| delay::of_order(tx, order)).await?;
    Ok(cases.into_iter().find(|case| case.state == delay::DelayState::Owed && case.carried_by.is_none()))
}

async fn make(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let owed = owed(w, order).await?;
    let mut form = form(w, c, order, careful).await?;
    form.delay = owed.map_or(String::new(), |case| case.id.to_string());
    let id = w.app.0.ids.new_id(w.clock_now());
    let token = w.app.config().change_token(id).digest().to_vec();
    w.does(&c.who, Draft { id, order, token, form }).await.map(|_| ())
}

async fn save(w: &mut World, c: &Chance, order: Id, id: Id, careful: bool) -> Outcome<()> {
    let form = form(w, c, order, careful).await?;
    let link = NewHeardLink::of_change(&w.app);
    w.does(&c.who, Save { change: id, link, form }).await.map(|_| ())
}

/// The newest document of the customer's; the careless name none.
async fn source(w: &mut World, order: Id, careful: bool) -> Outcome<String> {
    if !careful {
        return Ok(String::new());
    }
    let all = w.app.read(move |tx| order::sources(tx, order)).await?;
    let own = all.iter().filter(|source| source.from_customer).max_by_key(|source| (source.added_at, source.id));
    Ok(own.map_or(String::new(), |source| source.id.to_string()))
}

/// A paper of the customer's comes in.
pub async fn paper(w: &mut World, order: Id) -> Outcome<()> {
    match w.somebody(Role::Specialist).await? {
        Some(who) => super::file(w, &who, order, SourceKind::Customer, true).await,
        None => Ok(()),
    }
}

/// The customer on the newest link; the careless say nothing.
async fn his(w: &mut World, c: &Chance, id: Id, word: Word, careful: bool) -> Outcome<()> {
    let Some(link) = w.app.read(move |tx| changes::heard_link(tx, id)).await? else { return Err(Trouble::Hidden) };
    let token = w.app.config().change_token(link.id).digest().to_vec();
    let form = super::said(w, &c.who, word, careful);
    let origin = Origin { address: "192.0.2.7".into(), agent: "a telephone".into() };
    w.does(&c.who, HisConsent { token, form, origin }).await.map(|_| ())
}

async fn assess(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let open = w.app.read(move |tx| changes::assessments(tx, id)).await?;
    let open: Vec<_> = open.into_iter().filter(|one| one.answered_at.is_none()).collect();
    let mine = open.iter().find(|one| c.who.is(one.department)).or(open.first());
    let form = AssessForm {
        department: mine.map_or(String::new(), |one| one.department.code().to_string()),
        days: w.dice.between(-1, 4).to_string(),
        cost: w.dice.between(0, 400).to_string(),
        scrap: String::new(),
        solution: words(w, careful),
    };
    w.does(&c.who, Assess { change: id, form }).await.map(|_| ())
}

async fn checks(w: &World, order: Id, id: Id, role: Role) -> Outcome<Vec<GroundForm>> {
    let read = w.app.read(move |tx| {
        let (system, change) = (Person::system(), changes::fetch_change(tx, id)?);
        let order = order::fetch(tx, &system, order)?;
        changes::proposed_checks(tx, &system, &order, &change)
    });
    Ok(grounds(&read.await?, role))
}

async fn propose(w: &mut World, c: &Chance, order: Id, id: Id, careful: bool) -> Outcome<()> {
    let form = ProposeForm {
        text: words(w, careful),
        surcharge: if w.dice.chance(40) { "120".into() } else { String::new() },
        grounds: checks(w, order, id, Role::Specialist).await?,
        ..ProposeForm::default()
    };
    w.does(&c.who, Propose { change: id, form }).await.map(|_| ())
}

async fn permit(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let until = w.app.read(people::today).await?.add_days(20).map_or(String::new(), |day| day.to_string());
    let amount = if careful { "9000000" } else { "" }.to_string();
    let form = PermitForm { text: words(w, careful), amount, until, lock: String::new() };
    w.does(&c.who, Allow { change: id, form }).await.map(|_| ())
}

async fn review(w: &mut World, c: &Chance, (order, id): (Id, Id), step: &str, careful: bool) -> Outcome<()> {
    let verdict = if step == "change.return" { "return" } else { "pass" }.to_string();
    let grounds = checks(w, order, id, Role::Manager).await?;
    let form = ReviewForm { verdict, decision: words(w, careful), grounds, lock: String::new() };
    let link = NewHeardLink::of_change(&w.app);
    w.does(&c.who, Review { change: id, link, form }).await.map(|_| ())
}

async fn log(w: &mut World, c: &Chance, (order, id): (Id, Id), step: &str, careful: bool) -> Outcome<()> {
    let answer = if step == "change.log_agreed" { "agree" } else { "refuse" }.to_string();
    let form =
        AnswerForm { answer, source: source(w, order, careful).await?, text: words(w, careful), lock: String::new() };
    w.does(&c.who, LogAnswer { change: id, form }).await.map(|_| ())
}
