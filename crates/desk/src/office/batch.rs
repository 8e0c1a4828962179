//! Several rows of a list at one press (2.2.1a, 2.2.2e): first what will happen ("8 will move, 1 can't: …"), then each as
//! an act of its own with a result of its own.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, OnceKey, Outcome};
use platform::limits::PAGE_ROWS;
use platform::step::Refusal;
use platform::trouble::Say;
use platform::web::failure::with_words;
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::move_work::{Item, MoveWork, RemindWork, may_move, may_remind, name_of};
use crate::shell::{self, Page, broken_line};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BatchForm {
    /// `move` or `remind`.
    pub what: String,
    /// `order:<id>`, `duty:<id>`.
    pub rows: Vec<String>,
    /// To whom what is moved goes.
    pub to: String,
    /// The list one came from.
    pub back: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Move(Id),
    Remind,
}

impl BatchForm {
    fn what(&self) -> Result<What, Trouble> {
        match self.what.as_str() {
            "remind" => Ok(What::Remind),
            "move" => match self.to.trim().parse() {
                Ok(to) => Ok(What::Move(to)),
                Err(_) => Err(Trouble::invalid("to", Say::new("order-owner-unknown"))),
            },
            _ => Err(Trouble::invalid("what", Say::new("batch-what-unknown"))),
        }
    }

    fn items(&self) -> Vec<Item> {
        let most = usize::try_from(PAGE_ROWS.value).unwrap_or(usize::MAX);
        let mut items: Vec<Item> = Vec::new();
        for item in self.rows.iter().filter_map(|text| Item::parse(text)) {
            if !items.contains(&item) && items.len() < most {
                items.push(item);
            }
        }
        items
    }

    /// Only a page of our own.
    fn back(&self) -> &str {
        if self.back.starts_with('/') && !self.back.starts_with("//") { &self.back } else { "/board" }
    }
}

/// What becomes, or became, of one row.
#[derive(Debug, Serialize)]
struct One {
    #[serde(skip)]
    item: Item,
    row: String,
    name: String,
    outcome: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Box<Refusal>>,
    #[serde(skip)]
    say: Option<Say>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Became {
    Done,
    Refused,
    Stale,
    Forbidden,
}

impl One {
    fn of(item: Item, name: String, done: Outcome<()>) -> Result<One, Failure> {
        let mut one = One { item, row: item.to_string(), name, outcome: Became::Done, refusal: None, say: None };
        match done {
            Ok(()) => {}
            Err(Trouble::Refused(refusal)) => (one.outcome, one.refusal) = (Became::Refused, Some(refusal)),
            Err(Trouble::Stale(_)) => one.outcome = Became::Stale,
            Err(Trouble::Forbidden { say, .. }) => (one.outcome, one.say) = (Became::Forbidden, Some(say)),
            Err(Trouble::Invalid(fields)) => {
                (one.outcome, one.say) = (Became::Refused, fields.0.into_iter().next().map(|(_, say)| say));
            }
            Err(trouble) => return Err(trouble.into()),
        }
        Ok(one)
    }

    fn goes(&self) -> bool {
        self.outcome == Became::Done
    }
}

/// `POST /batches/preview`: nothing moves yet.
pub async fn preview(State(app): State<App>, ask: Ask, body: Body<BatchForm>) -> Result<Response, Failure> {
    let (form, what) = (body.value.clone(), body.value.what()?);
    let (who, items) = (ask.who()?.clone(), form.items());
    let (found, once) = app
        .read(move |tx| {
            let mut found = Vec::with_capacity(items.len());
            for item in &items {
                let name = name_of(tx, &who, *item)?;
                found.push((*item, name, foreseen(tx, &who, *item, what)));
            }
            Ok((found, tx.new_id()))
        })
        .await?;
    let ones = found.into_iter().map(|(item, name, done)| One::of(item, name, done));
    let ones = ones.collect::<Result<Vec<One>, Failure>>()?;
    Ok(ask.show(&ones, || framed(&ask, &form, what, preview_body(&ask, &form, what, &ones, once))))
}

fn foreseen(tx: &mut Tx, who: &Person, item: Item, what: What) -> Outcome<()> {
    match what {
        What::Move(to) => may_move(tx, who, item, to),
        What::Remind => may_remind(tx, who, item).map(|_| ()),
    }
}

/// `POST /batches`
pub async fn perform(State(app): State<App>, ask: Ask, body: Body<BatchForm>) -> Result<Response, Failure> {
    let (form, what) = (body.value.clone(), body.value.what()?);
    let who = ask.who()?.clone();
    let mut ones = Vec::new();
    for item in form.items() {
        let reader = who.clone();
        let name = app.read(move |tx| name_of(tx, &reader, item)).await?;
        // The form's key stands for many acts: each has its own.
        let key =
            body.once.as_ref().map(|once| OnceKey { key: format!("{}/{item}", once.key), digest: once.digest.clone() });
        let done = match what {
            What::Move(to) => app.perform_once(&who, key, MoveWork { item, to }).await,
            What::Remind => app.perform_once(&who, key, RemindWork { item }).await,
        };
        ones.push(One::of(item, name, done)?);
    }
    Ok(ask.show(&ones, || framed(&ask, &form, what, result_body(&ask, &form, what, &ones))))
}

fn title(ask: &Ask, what: What) -> String {
    ask.t(if what == What::Remind { "batch-remind" } else { "batch-move" })
}

fn framed(ask: &Ask, form: &BatchForm, what: What, body: Markup) -> Response {
    let section = if form.back().starts_with("/orders") { "orders" } else { "board" };
    shell::page(ask, Page::new(title(ask, what), section, body))
}

fn counted(ask: &Ask, key: &str, ones: &[One]) -> String {
    let can = ones.iter().filter(|one| one.goes()).count();
    ask.ta(key, &[("n", can.to_string()), ("cannot", (ones.len() - can).to_string())])
}

fn preview_body(ask: &Ask, form: &BatchForm, what: What, ones: &[One], once: Id) -> Markup {
    let key = if what == What::Remind { "batch-will-remind" } else { "batch-will-move" };
    let go = ones.iter().any(One::goes);
    html! {
        (ui::page_header(title(ask, what), counted(ask, key, ones), html! { (ui::link_button(ask.t("batch-back"), form.back())) }))
        (ui::card("", html! { (ui::clause("2.2.1a")) }, html! {
            (table(ask, ones, "batch-can"))
            @if go {
                form method="post" action="/batches" {
                    (ui::form_token(once)) (ui::hidden("what", &form.what)) (ui::hidden("to", &form.to)) (ui::hidden("back", form.back()))
                    @for one in ones.iter().filter(|one| one.goes()) { (ui::hidden("rows[]", &one.row)) }
                    div.form-foot { (ui::primary(title(ask, what))) }
                }
            }
        }))
    }
}

fn result_body(ask: &Ask, form: &BatchForm, what: What, ones: &[One]) -> Markup {
    html! {
        (ui::page_header(title(ask, what), counted(ask, "batch-became", ones), html! { (ui::link_button(ask.t("batch-back"), form.back()).primary()) }))
        (ui::card("", html! {}, table(ask, ones, "batch-done")))
    }
}

fn table(ask: &Ask, ones: &[One], good: &str) -> Markup {
    let heads = [column(ask.t("batch-row")), column(ask.t("batch-result"))];
    let rows = ones.iter().map(|one| {
        let href = match one.item {
            Item::Order(id) => format!("/orders/{id}"),
            Item::Duty(id) => format!("/duties/{id}"),
        };
        Row::new([html! { a href=(href) { (one.name) } }, outcome(ask, one, good)])
    });
    let empty = ui::empty_state(ask.t("batch-none"), ask.t("batch-none-text"), html! {});
    html! { (Table::new(ask.t("batch-result"), heads).rows(rows).empty(empty)) }
}

fn outcome(ask: &Ask, one: &One, good: &str) -> Markup {
    let words = |key: &str| match &one.say {
        Some(say) => with_words(say, ask.lang),
        None => ask.t(key),
    };
    match (one.outcome, &one.refusal) {
        (Became::Done, _) => ui::status(Tone::Good, ask.t(good)),
        (Became::Stale, _) => ui::status(Tone::Warn, ask.t("trouble-stale")),
        (Became::Forbidden, _) => ui::status(Tone::Bad, words("trouble-forbidden")),
        (Became::Refused, Some(refusal)) => {
            html! { @for broken in &refusal.broken { div.finding { (broken_line(broken, ask.lang)) } } }
        }
        (Became::Refused, None) => ui::status(Tone::Bad, words("trouble-refused")),
    }
}
