//! One's own page: who one is here, the password, the tokens one answers for.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::ids::Id;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Person;

use super::again::Again;
use super::person::Done;
use super::{set_up, when};
use crate::shell::{self, Page};

pub async fn page(State(app): State<App>, ask: Ask, Query(query): Query<Done>) -> Result<Response, Failure> {
    draw(&app, &ask, &query, &Again::blank()).await
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    draw(app, ask, &Done::default(), &again).await
}

struct Shown {
    id: Id,
    name: String,
    made_at: Instant,
    ends_at: Instant,
    ended: bool,
}

platform::sql! {
    TOKENS = "SELECT id, name, made_at, ends_at, ended_at IS NOT NULL FROM api_token WHERE person = $1 \
        ORDER BY made_at DESC LIMIT 100";
}

async fn draw(app: &App, ask: &Ask, query: &Done, again: &Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let id = who.id;
    let (tokens, zone, now) = app.read(move |tx| look(tx, id)).await?;
    let body = html! {
        (ui::page_header(ask.t("people-account"), &who.name, html! {}))
        (again.head(ask))
        (ui::card(ask.t("people-place"), html! {}, place(ask, &who)))
        (ui::split(password_form(ask, &who, again), token_card(ask, &tokens, &zone, now, again)))
    };
    let mut page = Page::new(ask.t("people-account"), "", body).status(again.status);
    if let Some(text) = query.text(ask) {
        page = page.flash(Tone::Good, text);
    }
    Ok(shell::page(ask, page))
}

fn look(tx: &mut platform::Tx, id: Id) -> Outcome<(Vec<Shown>, TimeZone, Instant)> {
    let tokens = tx.list(&TOKENS, &[&id], |row| {
        Ok(Shown { id: row.get(0)?, name: row.get(1)?, made_at: row.get(2)?, ends_at: row.get(3)?, ended: row.get(4)? })
    })?;
    Ok((tokens, when::zone(tx)?, tx.now()))
}

fn place(ask: &Ask, who: &Person) -> Markup {
    let roles: Vec<String> = who.roles.iter().map(|role| ask.t(&format!("role-{}", role.code()))).collect();
    ui::facts([
        (ask.t("people-name"), html! { (who.name) }),
        (ask.t("people-login"), html! { (who.login) }),
        (ask.t("people-roles-now"), html! { (roles.join(" · ")) }),
    ])
}

fn password_form(ask: &Ask, who: &Person, again: &Again) -> Markup {
    ui::card(
        ask.t("people-password-change"),
        html! {},
        html! {
            form method="post" action="/account/password" {
                input type="hidden" name="username" value=(who.login) autocomplete="username";
                (ui::password("present", ask.t("people-password-present")).error(again.error("present")).required()
                    .attr("autocomplete", "current-password"))
                (set_up::new_password_fields(ask, again))
                div.form-foot { (ui::primary(ask.t("people-password-change"))) }
            }
        },
    )
}

fn token_card(ask: &Ask, tokens: &[Shown], zone: &TimeZone, now: Instant, again: &Again) -> Markup {
    let columns = ["people-token-name", "people-from", "people-to", "people-state"].map(|key| ui::column(ask.t(key)));
    let act = ui::column(ask.t("people-act")).label_hidden().class("act");
    let empty = ui::empty_state(ask.t("people-tokens-none"), ask.t("people-tokens-none-text"), html! {});
    let mut table = ui::Table::new(ask.t("people-tokens"), columns.into_iter().chain([act])).dense(true).empty(empty);
    for token in tokens {
        let good = !token.ended && now < token.ends_at;
        let (tone, word) = if good { (Tone::Good, "people-token-good") } else { (Tone::Quiet, "people-ended") };
        table = table.row([
            html! { (token.name) },
            html! { (when::shown(token.made_at, zone)) },
            html! { (when::shown(token.ends_at, zone)) },
            html! { (ui::status(tone, ask.t(word))) },
            html! { @if good {
                form method="post" action={ "/account/tokens/" (token.id) "/end" } {
                    (ui::danger(ask.t("people-token-end")).small().confirm(ask.ta("people-token-end-sure", &[("name", token.name.clone())])))
                }
            } },
        ]);
    }
    ui::card(
        ask.t("people-tokens"),
        html! {},
        html! {
            (table)
            form method="post" action="/account/tokens" {
                div.fields {
                    (ui::text("name", ask.t("people-token-name")).value(again.value("name")).error(again.error("name")).required())
                    (ui::number("days", ask.t("people-token-days")).value(days(again)).error(again.error("days")).required())
                }
                div.form-foot { (ui::button(ask.t("people-token-issue"))) }
            }
        },
    )
}

/// A quarter, unless something else was typed.
fn days(again: &Again) -> String {
    let typed = again.value("days");
    if typed.is_empty() { "90".into() } else { typed }
}
