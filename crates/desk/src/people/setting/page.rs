//! One setting with its proposals and its past.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::Trouble;
use platform::act::{App, Outcome};
use platform::db::Tx;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::step::Standing;
use platform::web::ui::{self, Moment, Tone};
use platform::web::{Ask, Failure};
use serde::{Deserialize, Serialize};

use super::answer::{ACCEPT, TAKE_BACK};
use super::change::{self, ChangeState, PolicyChange};
use super::known::{self, Kind, Owner, Setting};
use super::propose::{SettingState, step_of};
use super::times;
use crate::people::again::Again;
use crate::people::{roles, when};
use crate::shell::{self, Page};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What the act before this page did.
    done: String,
}

/// A setting in words: its name, and the class it is for.
pub fn called(lang: Lang, name: &str) -> String {
    match known::find(name) {
        Some((setting, _)) if setting.kind == Kind::Time => times::called(lang, setting.name),
        Some((setting, class)) => lang.ta(&setting.key(), &[("class", class.to_string())]),
        None => name.to_string(),
    }
}

/// A value of this kind in words.
pub(super) fn shown(lang: Lang, kind: Kind, value: &str) -> String {
    if let (Kind::Time, Ok(due)) = (kind, value.parse()) {
        return times::time_words(lang, due);
    }
    if kind == Kind::YesNo {
        return lang.t(&format!("setting-{value}"));
    }
    let figure = if value.is_empty() { "–".to_string() } else { kind.show(value) };
    kind.unit_key().map_or(figure.clone(), |key| lang.ta(key, &[("n", figure.clone())]))
}

/// A value as it is shown; of a name that is no longer known, as it was kept.
pub fn value_of(lang: Lang, name: &str, value: &str) -> String {
    known::find(name).map_or(value.to_string(), |(setting, _)| shown(lang, setting.kind, value))
}

/// One setting with its past.
#[derive(Debug, Serialize)]
struct Seen {
    name: String,
    value: String,
    changes: Vec<PolicyChange>,
    #[serde(skip)]
    setting: &'static Setting,
    #[serde(skip)]
    zone: TimeZone,
    #[serde(skip)]
    tokens: [Id; 2],
}

fn fetch(tx: &mut Tx, name: &str) -> Outcome<Seen> {
    let (setting, _) = known::find(name).ok_or(Trouble::Hidden)?;
    Ok(Seen {
        value: change::value(tx, setting, name)?,
        changes: change::of(tx, name)?,
        zone: when::zone(tx)?,
        tokens: std::array::from_fn(|_| tx.new_id()),
        name: name.to_string(),
        setting,
    })
}

/// `GET /settings/{name}`
pub async fn one(
    State(app): State<App>,
    ask: Ask,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = app.read(move |tx| fetch(tx, &name)).await?;
    Ok(ask.show(&seen, || drawn(&ask, &seen, &asked, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, name: String, again: Again) -> Result<Response, Failure> {
    let seen = app.read(move |tx| fetch(tx, &name)).await?;
    Ok(drawn(ask, &seen, &Asked::default(), &again))
}

fn drawn(ask: &Ask, seen: &Seen, asked: &Asked, again: &Again) -> Response {
    let title = called(ask.lang, &seen.name);
    let standing = ask.visit.who.as_ref().map(roles::standing).unwrap_or_default();
    let owner = match seen.setting.owner {
        Owner::Policy => "settings-owner-policy",
        Owner::Finance => "settings-owner-finance",
    };
    let open = seen.changes.iter().find(|c| c.state == ChangeState::Open);
    let body = html! {
        (ui::page_header(&title, ask.t(owner), html! { (ui::clause(seen.setting.clause)) }))
        (again.head(ask))
        (ui::card(ask.t("settings-value"), html! {}, html! { p { strong.num { (shown(ask.lang, seen.setting.kind, &seen.value)) } } }))
        @if let Some(open) = open { (proposal(ask, seen, open, &standing, again)) }
        @else if step_of(seen.setting).offered(SettingState::Stands, &standing) { (form(ask, seen, again)) }
        (ui::card(ask.t("settings-past"), ui::clause("1.3.4"), past(ask.lang, seen)))
    };
    let mut page = Page::new(title, "settings", body);
    if let Some(text) = ask.lang.maybe(&format!("settings-done-{}", asked.done.replace('_', "-"))) {
        page = page.flash(Tone::Good, text);
    }
    shell::page(ask, page.crumb(ask.t("nav-settings"), "/settings").status(again.status))
}

fn form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let typed = again.value("value");
    let value = if typed.is_empty() { seen.setting.kind.show(&seen.value) } else { typed };
    let act = match seen.setting.owner {
        Owner::Policy => "step-setting-propose",
        Owner::Finance => "step-setting-change",
    };
    ui::card(
        ask.t(act),
        html! {},
        html! {
            form method="post" action={ "/settings/" (seen.name) } {
                (ui::form_token(seen.tokens[0]))
                (value_field(ask, seen.setting.kind).value(value).error(again.error("value")).hint(hint(ask.lang, seen.setting.kind)))
                (ui::text("ground", ask.t("settings-ground")).value(again.value("ground")).error(again.error("ground")).required())
                div.form-foot {
                    (ui::primary(ask.t(act)))
                    // Reads only: which of last month's orders would have been judged otherwise.
                    @if seen.setting.is_tried() { (ui::button(ask.t("trial-press")).attr("formmethod", "get").attr("formnovalidate", "").attr("formaction", format!("/settings/{}/trial", seen.name))) }
                }
            }
        },
    )
}

fn value_field(ask: &Ask, kind: Kind) -> ui::Field {
    let label = ask.t("settings-to");
    match kind {
        Kind::YesNo => {
            let choices = ["yes", "no"].map(|code| ui::Choice::new(code, ask.t(&format!("setting-{code}"))));
            ui::radios("value", label, choices)
        }
        _ => ui::text("value", label),
    }
}

fn hint(lang: Lang, kind: Kind) -> Option<String> {
    let key = match kind {
        Kind::Percent | Kind::Factor | Kind::Tax => "setting-hint-percent",
        Kind::Days | Kind::DaysTo(_) => "setting-hint-days",
        Kind::Time => "setting-hint-time",
        Kind::Amount => "setting-hint-amount",
        Kind::Terms => "setting-hint-terms",
        Kind::Departments => "setting-hint-departments",
        Kind::Classes => "setting-hint-classes",
        Kind::YesNo => return None,
    };
    Some(lang.t(key))
}

fn proposal(ask: &Ask, seen: &Seen, open: &PolicyChange, standing: &Standing, again: &Again) -> Markup {
    let lang = ask.lang;
    let decides = ACCEPT.offered(open.state, standing);
    let takes_back = TAKE_BACK.offered(open.state, standing);
    let moved = [("from", value_of(lang, &seen.name, &open.from)), ("to", value_of(lang, &seen.name, &open.to))];
    ui::card(
        lang.t("settings-open"),
        ui::clause("3.2.3b"),
        html! {
            p { strong { (lang.ta("settings-moves", &moved)) } }
            p { (open.asked_name) " · " (when::shown(open.asked_at, &seen.zone)) " · " (open.ground) }
            @if (decides || takes_back) && seen.setting.is_tried() {
                @let tried = trial_of(seen, open);
                div id="trial" hx-get=(tried) hx-trigger="load" hx-target="this" { a href=(tried) { (lang.t("trial-press")) } }
            }
            @if decides || takes_back {
                form method="post" action={ "/settings/" (seen.name) "/changes/" (open.id) } {
                    (ui::form_token(seen.tokens[1]))
                    (ui::text("text", lang.t("settings-answer")).value(again.value("text")).error(again.error("text")))
                    div.form-foot {
                        @if decides {
                            (ui::primary(lang.t("step-setting-accept")).sends("answer", "accepted"))
                            (ui::button(lang.t("step-setting-refuse")).sends("answer", "refused"))
                        }
                        @if takes_back { (ui::button(lang.t("step-setting-take-back")).sends("answer", "taken_back")) }
                    }
                }
            }
        },
    )
}

/// Where the proposed value is tried on last month's orders.
fn trial_of(seen: &Seen, open: &PolicyChange) -> String {
    let typed = seen.setting.kind.show(&open.to);
    let value = percent_encoding::utf8_percent_encode(&typed, percent_encoding::NON_ALPHANUMERIC);
    format!("/settings/{}/trial?value={value}", seen.name)
}

fn past(lang: Lang, seen: &Seen) -> Markup {
    if seen.changes.is_empty() {
        return ui::empty_state(lang.t("settings-past-none"), lang.t("settings-past-none-text"), html! {});
    }
    let moments: Vec<Moment> = seen
        .changes
        .iter()
        .map(|c| {
            let moved = [("from", value_of(lang, &c.name, &c.from)), ("to", value_of(lang, &c.name, &c.to))];
            let tone = match c.state {
                ChangeState::Open => Tone::Active,
                ChangeState::Accepted => Tone::Good,
                ChangeState::Refused => Tone::Bad,
                ChangeState::TakenBack => Tone::Quiet,
            };
            Moment {
                at: c.asked_at.to_string(),
                at_shown: when::shown(c.asked_at, &seen.zone),
                who: c.asked_name.clone(),
                what: html! { (lang.ta("settings-moves", &moved)) " " (ui::status(tone, lang.t(&format!("settings-state-{}", c.state.code().replace('_', "-"))))) },
                tone,
                clause: None,
                more: Some(html! {
                    p { (c.ground) }
                    @if let Some(at) = c.answered_at { p { (c.answered_name) " · " (when::shown(at, &seen.zone)) " " (c.answer) } }
                }),
            }
        })
        .collect();
    ui::timeline(&moments)
}
