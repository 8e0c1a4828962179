//! 2.2.1c, 3.2.3: before a setting is switched on it is tried on the orders of the last month: which of them would have
//! been judged otherwise? Both look at it: who proposes the value and who accepts it. It only reads.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::step::{Broken, Rule, findings, joined};
use platform::trouble::Say;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx, settings};
use serde::{Deserialize, Serialize};

use super::checks::{group_of, is_red};
use super::facts::Facts;
use super::legal;
use super::verdicts::{major, payment, price};
use crate::fulfilment::Epochs;
use crate::order;
use crate::people::{self, setting};
use crate::shell::{self, Page};

/// How far back it looks, and at how many orders at the most, the last submitted first.
const DAYS: i64 = 31;
const ORDERS_MAX: i64 = 500;

/// The checks that settings can turn.
const TRIED: &[Rule<Facts>] = &joined::<Facts, 10>(&[legal::FINAL, price::RULES, payment::RULES, major::RULES]);
/// Their groups, with the major orders as one of them.
const GROUPS: &[&str] = &["legal", "price", "payment", "major"];

/// Who proposes or changes a setting, and who accepts it.
pub const TRIERS: &[Role] = &[Role::Manager, Role::Executive, Role::Finance];

platform::sql! {
    LAST_MONTH = "SELECT order_id, MAX(submitted_at) FROM order_round WHERE submitted_at >= $1 \
        AND verdict <> 'withdrawn' GROUP BY order_id ORDER BY 2 DESC, 1 LIMIT $2";
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The value as it is typed.
    value: String,
}

/// What the trial found.
#[derive(Debug, Serialize)]
pub struct Trial {
    pub name: String,
    pub from: String,
    pub to: String,
    pub orders: usize,
    /// There were more than it looks at.
    pub more: bool,
    pub groups: Vec<Counted>,
    pub flips: Vec<Flip>,
}

/// Orders that a group of checks stops, or that are major.
#[derive(Debug, Serialize)]
pub struct Counted {
    pub group: &'static str,
    pub before: usize,
    pub after: usize,
}

/// An order that would have been judged otherwise: only what differs.
#[derive(Debug, Serialize)]
pub struct Flip {
    pub order: Id,
    pub number: String,
    pub customer: String,
    pub before: Vec<Say>,
    pub after: Vec<Say>,
}

/// How an order stands under one policy.
struct Stand {
    found: Vec<Broken>,
    major: Vec<Say>,
}

/// `GET /settings/{name}/trial?value=`: the typed value, tried.
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (who, called, lang) = (ask.who()?.clone(), setting::called(ask.lang, &name), ask.lang);
    let (kept, stands) = app
        .read({
            let name = name.clone();
            move |tx| {
                let (known, _) = setting::find(&name).filter(|(known, _)| known.is_tried()).ok_or(Trouble::Hidden)?;
                let kept = known.kind.read(&asked.value).map_err(|say| Trouble::invalid("value", say))?;
                let stands = settings::text(tx, &name, known.default)?;
                Ok((kept, stands))
            }
        })
        .await?;
    let trial = app.read(move |tx| run(tx, &who, &name, &stands, &kept)).await?;
    if ask.part {
        return Ok(drawn(lang, &trial).into_response());
    }
    Ok(ask.show(&trial, || {
        let head = ui::page_header(ask.t("trial-title"), &called, html! {});
        let body = html! { (head) (drawn(lang, &trial)) };
        let page = Page::new(ask.t("trial-title"), "settings", body).crumb(ask.t("nav-settings"), "/settings");
        shell::page(&ask, page.crumb(called.clone(), format!("/settings/{}", trial.name)))
    }))
}

fn run(tx: &mut Tx, who: &Person, name: &str, from: &str, to: &str) -> Outcome<Trial> {
    let zone = people::zone(tx)?;
    let today = tx.now().day_in(&zone);
    let first = today.add_days(-DAYS).and_then(|day| day.start_in(&zone));
    let since = first.map_err(|e| Fault::other("the last month", e))?;
    let mut ids: Vec<Id> = tx.list(&LAST_MONTH, &[&since, &(ORDERS_MAX + 1)], |row| row.get(0))?;
    let more = ids.len() as i64 > ORDERS_MAX;
    ids.truncate(usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX));
    let mut tried = Vec::with_capacity(ids.len());
    for id in ids {
        let order = order::fetch(tx, who, id)?;
        // Days are not what a setting of these turns: nothing is planned.
        let facts = Facts::gather_with(tx, who, &order, Some((Vec::new(), Epochs::default())))?;
        tried.push((stand(&facts), facts));
    }
    settings::suppose(tx, name, to);
    let mut trial = Trial {
        name: name.to_string(),
        from: from.to_string(),
        to: to.to_string(),
        orders: tried.len(),
        more,
        groups: GROUPS.iter().map(|group| Counted { group, before: 0, after: 0 }).collect(),
        flips: Vec::new(),
    };
    for (before, mut facts) in tried {
        facts.under_present_policy(tx)?;
        let after = stand(&facts);
        for counted in &mut trial.groups {
            counted.before += usize::from(before.is_stopped_by(counted.group));
            counted.after += usize::from(after.is_stopped_by(counted.group));
        }
        trial.flips.extend(flip(&facts, &before, &after));
    }
    Ok(trial)
}

fn stand(facts: &Facts) -> Stand {
    Stand { found: findings(TRIED, facts), major: major::reasons(facts) }
}

impl Stand {
    fn is_stopped_by(&self, group: &str) -> bool {
        let red = self.found.iter().any(|broken| is_red(broken) && group_of(broken.rule) == group);
        red || (group == "major" && !self.major.is_empty())
    }

    /// What is said here and not there; the figures in a sentence are no difference by themselves.
    fn beyond(&self, other: &Stand) -> Vec<Say> {
        let said = |broken: &&Broken| {
            !other.found.iter().any(|o| (o.rule, o.line, o.level) == (broken.rule, broken.line, broken.level))
        };
        let major = |say: &&Say| !other.major.iter().any(|o| o.key == say.key);
        let checks = self.found.iter().filter(said).map(|broken| broken.say.clone());
        checks.chain(self.major.iter().filter(major).cloned()).collect()
    }
}

fn flip(facts: &Facts, before: &Stand, after: &Stand) -> Option<Flip> {
    let (gone, come) = (before.beyond(after), after.beyond(before));
    if gone.is_empty() && come.is_empty() {
        return None;
    }
    Some(Flip {
        order: facts.order.id,
        number: facts.order.number.clone(),
        customer: facts.customer.as_ref().map_or(String::new(), |customer| customer.name.clone()),
        before: gone,
        after: come,
    })
}

fn drawn(lang: Lang, trial: &Trial) -> Markup {
    let value = |kept: &str| setting::value_of(lang, &trial.name, kept);
    let moves = lang.ta("settings-moves", &[("from", value(&trial.from)), ("to", value(&trial.to))]);
    let counted = trial.groups.iter().map(|counted| {
        let (before, after) = (counted.before.to_string(), counted.after.to_string());
        let row = ui::Row::new([
            html! { (lang.t(&format!("group-{}", counted.group))) },
            html! { (before) },
            html! { (after) },
        ]);
        if before == after { row } else { row.tone(Tone::Warn) }
    });
    let heads = [
        column(lang.t("trial-group")),
        column(lang.t("trial-before")).number(),
        column(lang.t("trial-after")).number(),
    ];
    let about = lang.ta(
        "trial-about",
        &[("n", trial.orders.to_string()), ("days", DAYS.to_string()), ("flips", trial.flips.len().to_string())],
    );
    ui::card(
        lang.t("trial-title"),
        ui::clause("3.2.3b"),
        html! {
            p { strong { (moves) } }
            p { (about) }
            @if trial.more { p { (lang.ta("trial-more", &[("max", ORDERS_MAX.to_string())])) } }
            (ui::Table::new(lang.t("trial-counted"), heads).rows(counted).dense(true))
            (flips(lang, &trial.flips))
            p.muted { (lang.t("trial-measure")) }
        },
    )
}

fn flips(lang: Lang, flips: &[Flip]) -> Markup {
    let heads = [
        column(lang.t("trial-order")),
        column(lang.t("trial-customer")),
        column(lang.t("trial-before")),
        column(lang.t("trial-after")),
    ];
    let said = |all: &[Say]| {
        html! { @if all.is_empty() { (lang.t("trial-passes")) } @for say in all { p { (say.text(lang)) } } }
    };
    let rows = flips.iter().map(|flip| {
        let href = format!("/orders/{}", flip.order);
        ui::Row::new([
            html! { a href=(href) { (flip.number) } },
            html! { (flip.customer) },
            said(&flip.before),
            said(&flip.after),
        ])
    });
    let empty = ui::empty_state(lang.t("trial-none"), lang.t("trial-none-text"), html! {});
    html! { (ui::Table::new(lang.t("trial-flips"), heads).rows(rows).empty(empty)) }
}
