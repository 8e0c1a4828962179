//! Home: my duties by due time, each in one line with the one button that does it (1.3.2, 1.3.4). Beside them, my
//! month. The administrator sees what an administrator keeps running, and no order.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::outbox;
use platform::web::ui::{self, Tile, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};

use super::duty_list::{Duties, table};
use super::month::{self, Month};
use crate::intake;
use crate::people;
use crate::shell::{self, ORDER_READERS, Page};

/// Duties that home shows; the inbox pages through the rest by what is done.
const SHOWN: i64 = 100;
/// Counting for a tile stops here.
const COUNT_MAX: i64 = 1_000;

platform::sql! {
    WITH_OTHERS = "SELECT COUNT(*) FROM (SELECT d.id FROM orders o JOIN duty d ON d.about = o.id \
        WHERE o.owner = $1 AND o.approval NOT IN ('declined', 'withdrawn') \
        AND o.execution NOT IN ('delivered', 'completed', 'cancelled') \
        AND d.done_at IS NULL AND d.owner_person IS DISTINCT FROM $1 LIMIT $2) t";
    LATE_ANYWHERE = "SELECT COUNT(*) FROM (SELECT id FROM duty WHERE done_at IS NULL AND due_at < $1 \
        AND owner_role IS DISTINCT FROM 'customer' LIMIT $2) t";
}

/// `GET /`
pub async fn page(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let reads_orders = who.roles.any(ORDER_READERS);
    let body = app
        .read(move |tx| {
            if reads_orders || !who.is(Role::Admin) {
                let home = Home::read(tx, &who, lang)?;
                return Ok(home.draw(&who));
            }
            administration(tx, lang)
        })
        .await?;
    Ok(shell::page(&ask, Page::new(ask.t("nav-home"), "home", body)))
}

struct Home {
    duties: Duties,
    month: Option<Month>,
    with_others: Option<i64>,
    late_anywhere: Option<i64>,
    /// Sheets that did not come back: a specialist's own, the manager's all.
    unsigned: Option<i64>,
}

impl Home {
    fn read(tx: &mut Tx, who: &Person, lang: platform::i18n::Lang) -> Outcome<Home> {
        let duties = Duties::read(tx, who, lang, SHOWN)?;
        let month = month::read(tx, who)?;
        let now = tx.now();
        let with_others = if who.is(Role::Specialist) {
            Some(tx.one(&WITH_OTHERS, &[&who.id, &COUNT_MAX], |row| row.get(0))?)
        } else {
            None
        };
        let late_anywhere = if who.roles.any(&[Role::Manager, Role::Executive]) {
            Some(tx.one(&LATE_ANYWHERE, &[&now, &COUNT_MAX], |row| row.get(0))?)
        } else {
            None
        };
        let unsigned = if who.roles.any(&[Role::Specialist, Role::Manager]) {
            Some(intake::unsigned_count(tx, (who.is(Role::Specialist)).then_some(who.id))?)
        } else {
            None
        };
        Ok(Home { duties, month, with_others, late_anywhere, unsigned })
    }

    fn draw(&self, who: &Person) -> Markup {
        let lang = self.duties.lang;
        let left = html! {
            (self.tiles())
            (ui::card(lang.t("ledger-duties"), html! { (ui::link_button(lang.t("ledger-inbox-all"), "/inbox").ghost().small()) },
                table(&self.duties, &self.duties.rows, self.nothing(who))))
        };
        html! {
            (ui::page_header(lang.t("nav-home"), lang.t("ledger-home-lead"), html! {}))
            @match &self.month {
                Some(month) => { (ui::main_aside(left, month.draw(lang))) },
                None => { (left) },
            }
        }
    }

    fn tiles(&self) -> Markup {
        let lang = self.duties.lang;
        let (late, today, week) = self.duties.by_time();
        let soon = self.duties.soon();
        let tile = |key: &str, n: usize, href: &str| Tile::new(lang.t(&format!("ledger-tile-{key}")), n).href(href);
        let mut tiles = vec![
            tile("late", late, "/inbox?when=late").tone(if late > 0 { Tone::Bad } else { Tone::Quiet }),
            tile("soon", soon, "/inbox?when=soon").tone(if soon > 0 { Tone::Warn } else { Tone::Quiet }),
            tile("today", today, "/inbox?when=today"),
            tile("week", week, "/inbox?when=week"),
        ];
        if let Some(n) = self.with_others {
            tiles.push(Tile::new(lang.t("ledger-tile-others"), capped(n)).href("/orders?owner=me&open=1"));
        }
        if let Some(n) = self.unsigned {
            let place = if self.with_others.is_some() { "/confirmations?owner=me" } else { "/confirmations" };
            tiles.push(Tile::new(lang.t("ledger-tile-unsigned"), capped(n)).href(place));
        }
        if let Some(n) = self.late_anywhere {
            let tone = if n > 0 { Tone::Warn } else { Tone::Quiet };
            tiles.push(Tile::new(lang.t("ledger-tile-late-anywhere"), capped(n)).href("/board").tone(tone));
        }
        ui::tiles(&tiles)
    }

    /// What would stand here, for whoever looks.
    fn nothing(&self, who: &Person) -> Markup {
        const BY: &[(Role, &str)] = &[
            (Role::Manager, "manager"),
            (Role::Specialist, "specialist"),
            (Role::Finance, "finance"),
            (Role::Executive, "executive"),
            (Role::Auditor, "auditor"),
        ];
        let lang = self.duties.lang;
        let department = who.roles.any(Role::DEPARTMENTS).then_some("department");
        let named = BY.iter().find(|(role, _)| who.is(*role)).map(|(_, key)| *key);
        let key = named.or(department).unwrap_or("employee");
        let action = match key {
            "specialist" => html! { (ui::link_button(lang.t("ledger-new"), "/orders/new").primary()) },
            "manager" | "auditor" => html! { (ui::link_button(lang.t("nav-orders"), "/orders")) },
            "department" => html! { (ui::link_button(lang.t("nav-departments"), "/departments")) },
            _ => html! {},
        };
        ui::empty_state(lang.t("ledger-no-duties"), lang.t(&format!("ledger-no-duties-{key}")), action)
    }
}

fn capped(n: i64) -> String {
    if n >= COUNT_MAX { format!("{COUNT_MAX}+") } else { n.to_string() }
}

/// What leaves, who works here, how the days lie: an administrator's whole concern.
fn administration(tx: &mut Tx, lang: platform::i18n::Lang) -> Outcome<Markup> {
    let (waiting, dead) = outbox::counts(tx)?;
    let today = people::today(tx)?;
    Ok(html! {
        (ui::page_header(lang.t("ledger-admin-title"), lang.t("ledger-admin-lead"), html! {}))
        (ui::tiles(&[
            Tile::new(lang.t("ledger-admin-waiting"), waiting).href("/outbox"),
            Tile::new(lang.t("ledger-admin-dead"), dead).href("/outbox?state=dead")
                .tone(if dead > 0 { Tone::Bad } else { Tone::Quiet }),
            Tile::new(lang.t("ledger-admin-today"), today).href("/calendar"),
        ]))
        (ui::card("", html! {}, html! {
            ul {
                li { a href="/people" { (lang.t("ledger-admin-people")) } }
                li { a href="/organisation" { (lang.t("nav-people")) } }
                li { a href="/calendar" { (lang.t("ledger-admin-calendar")) } }
                li { a href="/outbox" { (lang.t("nav-outbox")) } }
                li { a href="/about/regulation" { (lang.t("nav-regulation")) } }
            }
        }))
    })
}
