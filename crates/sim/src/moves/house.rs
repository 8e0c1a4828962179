//! Chapter 2: people come, change and go, stand in for each other; the calendar; the post.

use std::time::Duration;

use desk::outbox_page::Repeat;
use desk::people::{
    self, Appoint, ChangePassword, ClearDay, DayWord, Deactivate, Delegate, DelegationKind, EndDelegation, EndToken,
    Grant, Invite, IssueToken, MarkedDay, Opening, Reactivate, RenewLink, SetDay, SetHours, Welcome,
};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::outbox::{self, Carrier, Parcel, Undelivered};
use platform::who::{Role, Roles};
use platform::{Id, Trouble};

use super::words;
use crate::company::{Mate, NO_PASSWORD};
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::NewPerson, "people.invite") => invite(w, c, careful).await,
        (About::Person(id), "people.change_password") if *id == c.who.id => {
            let act = ChangePassword { password: NO_PASSWORD.into(), kept: Vec::new() };
            w.does(&c.who, act).await.map(|_| ())
        }
        (About::Person(id), "people.grant") => grant(w, c, *id, careful).await,
        (About::Person(id), "people.appoint") => w.does(&c.who, Appoint { person: *id }).await,
        (About::Person(id), "people.deactivate") => w.does(&c.who, Deactivate { person: *id }).await,
        (About::Person(id), "people.reactivate") => reactivate(w, c, *id).await,
        (About::Person(id), "people.renew_link") => renew(w, c, *id).await,
        (About::Person(id), "people.console_link") => console(w, *id).await,
        (About::NewDelegation, "people.delegate") => delegate(w, c, DelegationKind::Manager, careful).await,
        (About::NewDelegation, "people.name_deputy") => delegate(w, c, DelegationKind::Specialist, careful).await,
        (About::Delegation(id), "people.end_delegation") => w.does(&c.who, EndDelegation { delegation: *id }).await,
        (About::NewToken, "people.issue_token") => issue(w, c).await,
        (About::Token(id), "people.end_token") => w.does(&c.who, EndToken { token: *id }).await,
        (About::Day(day), "people.set_day") => {
            w.calendar_changed = true;
            let marked = MarkedDay { day: *day, kind: DayWord::Holiday, name: "廠慶".into() };
            w.does(&c.who, SetDay(marked)).await.map(|_| ())
        }
        (About::Day(day), "people.clear_day") => {
            w.calendar_changed = true;
            w.does(&c.who, ClearDay(*day)).await
        }
        (About::Day(day), "people.import_days") => {
            w.calendar_changed = true;
            let marked = MarkedDay { day: *day, kind: DayWord::MakeUp, name: "補班".into() };
            w.does(&c.who, people::ImportDays(vec![marked])).await.map(|_| ())
        }
        (About::Opening(department), step) => {
            w.calendar_changed = true;
            let opening = if step == "people.set_hours" { early(w) } else { None };
            w.does(&c.who, SetHours { department: Some(*department), opening }).await
        }
        (About::Parcel(id), "outbox.repeat") => w.does(&c.who, Repeat { parcel: *id }).await,
        _ => return None,
    })
}

/// A department that begins before the others.
fn early(w: &mut World) -> Option<Opening> {
    let hours = format!("07:{}0-12:00,13:00-16:30", w.dice.below(6)).parse().ok()?;
    Some(Opening { hours, weekdays: vec![1, 2, 3, 4, 5] })
}

async fn invite(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    w.newcomers += 1;
    let (login, link) = (format!("new{}", w.newcomers), w.app.0.ids.new_token().digest().to_vec());
    let roles: Roles = if careful { Roles::none().with(Role::Specialist) } else { Roles::none() };
    let act = Invite {
        login: login.clone(),
        name: format!("新人{}", w.newcomers),
        email: String::new(),
        roles,
        link: link.clone(),
        lang: Lang::Hans,
    };
    let id = w.does(&c.who, act).await?;
    w.crew.push(Mate { id, login });
    w.welcomes.push((id, link));
    Ok(())
}

/// Whoever was invited comes, chooses a password and is there.
async fn comes(w: &mut World) -> Outcome<()> {
    let Some((id, link)) = w.welcomes.pop() else { return Ok(()) };
    let who = match w.app.read(move |tx| people::fetch(tx, id)).await {
        Ok(who) => who,
        Err(Trouble::Hidden) => return Ok(()),
        Err(other) => return Err(other),
    };
    let card = w.app.0.db.write(move |tx| people::place(tx, id)).await?;
    if w.does(&who, Welcome { digest: link, password: NO_PASSWORD.into() }).await.is_ok() {
        w.reach("person", card.state.code(), "people.welcome", "anyone");
    }
    Ok(())
}

async fn grant(w: &mut World, c: &Chance, person: Id, careful: bool) -> Outcome<()> {
    let card = w.app.0.db.write(move |tx| people::place(tx, person)).await?;
    // A department's second role, or his own again; the careless take everything away.
    let roles =
        if card.roles.has(Role::Employee) { card.roles.with(Role::Logistics) } else { card.roles.with(Role::Employee) };
    let roles = if careful { roles } else { Roles::none() };
    w.does(&c.who, Grant { person, roles, lock: card.lock }).await
}

async fn reactivate(w: &mut World, c: &Chance, person: Id) -> Outcome<()> {
    let link = w.app.0.ids.new_token().digest().to_vec();
    w.does(&c.who, Reactivate { person }).await?;
    let admin = c.who.clone();
    w.does(&admin, RenewLink { person, link: link.clone() }).await?;
    w.welcomes.push((person, link));
    Ok(())
}

async fn renew(w: &mut World, c: &Chance, person: Id) -> Outcome<()> {
    let link = w.app.0.ids.new_token().digest().to_vec();
    w.does(&c.who, RenewLink { person, link: link.clone() }).await?;
    w.welcomes.push((person, link));
    Ok(())
}

async fn console(w: &mut World, person: Id) -> Outcome<()> {
    let login = w.crew.iter().find(|mate| mate.id == person).map_or(String::new(), |mate| mate.login.clone());
    people::reset_link(&w.app, &login).await.map(|_| ())
}

/// For hours or days, to a specialist, now and then to the executive.
async fn delegate(w: &mut World, c: &Chance, kind: DelegationKind, careful: bool) -> Outcome<()> {
    let role = if kind == DelegationKind::Manager && w.dice.chance(20) { Role::Executive } else { Role::Specialist };
    let deputy = w.somebody(role).await?.map_or(c.who.id, |person| person.id);
    let hours = w.dice.between(2, 60).unsigned_abs();
    let ends_at = w.clock_now().saturating_add(Duration::from_secs(hours * 3600));
    let starts_at = if careful { None } else { Some(platform::day::Instant::EPOCH) };
    let act = Delegate { kind, deputy, starts_at, ends_at, ground: words(w, true) };
    let id = w.does(&c.who, act).await?;
    w.delegations.push((id, c.who.id, ends_at));
    Ok(())
}

async fn issue(w: &mut World, c: &Chance) -> Outcome<()> {
    let digest = w.app.0.ids.new_token().digest().to_vec();
    let id = w.does(&c.who, IssueToken { name: "報表".into(), days: 30, digest }).await?;
    w.tokens.push((id, c.who.id));
    Ok(())
}

/// The post is carried; some of it cannot be delivered. Who was invited comes with it.
pub async fn post(w: &mut World) -> Outcome<()> {
    let broken = w.dice.chance(25);
    outbox::send_due(&w.app, &Postman { broken }).await?;
    if w.dice.chance(40) { comes(w).await } else { Ok(()) }
}

struct Postman {
    broken: bool,
}

impl Carrier for Postman {
    fn carry<'a>(
        &'a self,
        _: &'a App,
        _: &'a Parcel,
    ) -> std::pin::Pin<Box<dyn std::future::Future<Output = Result<(), Undelivered>> + Send + 'a>> {
        let answer =
            if self.broken { Err(Undelivered { why: "no such mailbox".into(), for_good: true }) } else { Ok(()) };
        Box::pin(async move { answer })
    }
}
