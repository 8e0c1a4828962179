//! Log in: login and password for a session. Unknown login, wrong password and somebody who left get the same answer
//! after the same time; guessing is slowed down by login and by address.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ACCESS, Entry};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::trouble::{Say, Trouble};
use platform::web::layout::Theme;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::again::Again;
use super::cast::{CAST, DEMO_PASSWORD};
use super::preferences::{is_local, preferences, set_look};
use super::{card, fetch, password, session, tries};
use crate::shell::{self, Page};

pub async fn page(ask: Ask, Query(query): Query<Next>) -> Response {
    if ask.visit.who.is_some() {
        return Redirect::to(query.next()).into_response();
    }
    form_page(&ask, &query, &Again::blank())
}

/// `POST /login`
pub async fn log_in(
    State(app): State<App>,
    ask: Ask,
    caller: Caller,
    Query(query): Query<Next>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    match enter(&app, &ask, &caller, &body.value).await {
        Ok((entered, token)) => {
            let mut response = ask.see(query.next(), &json!({"id": entered.person}));
            let headers = response.headers_mut();
            headers.append(header::SET_COOKIE, session::set_cookie(app.config(), &token));
            if preferences(&ask.headers).are_open() {
                let theme = Theme::from_word(&entered.theme).unwrap_or_default();
                headers.append(header::SET_COOKIE, set_look(app.config(), entered.lang, theme));
            }
            Ok(response)
        }
        Err(trouble) => Ok(form_page(&ask, &query, &Again::after(&ask, body.raw, trouble)?)),
    }
}

async fn enter(app: &App, ask: &Ask, caller: &Caller, form: &Form) -> Outcome<(Entered, platform::ids::Token)> {
    // Longer than any login there is: it is not worth a row.
    let login: String = form.login.trim().to_lowercase().chars().take(60).collect();
    let knock = Knock { login: login.clone(), address: caller.0.clone() };
    let known = app.perform(&Person::system(), knock).await?;
    let (person, hash) = known.unzip();
    let right = password::verify(hash, form.password.clone()).await?;
    let Some(person) = person.filter(|_| right) else {
        return Err(Trouble::invalid("password", Say::new("people-login-refused")));
    };
    let token = app.0.ids.new_token();
    let replaces = card(&ask.headers, app.config()).session().map(|digest| digest.to_vec());
    let enter = Enter { person, login, address: caller.0.clone(), digest: token.digest().to_vec(), replaces };
    Ok((app.perform(&Person::system(), enter).await?, token))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    login: String,
    password: String,
}

/// Where to go afterwards, and what just happened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
    done: String,
}

impl Next {
    /// A path of ours, whatever the link said.
    fn next(&self) -> &str {
        if is_local(&self.next) && !self.next.starts_with("/login") { &self.next } else { "/" }
    }
}

/// The address a request comes from. Behind the TLS proxy that `secure` promises, the proxy names it; the last name
/// in its header is the proxy's own word, those before it are the caller's.
pub struct Caller(pub String);

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
        let named = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let named = named.and_then(|value| value.to_str().ok()?.rsplit(',').next().map(|ip| ip.trim().to_string()));
        let named = named.filter(|ip| app.config().secure && ip.parse::<std::net::IpAddr>().is_ok());
        Ok(Caller(named.or(peer).unwrap_or_else(|| "local".into())))
    }
}

/// Counts the try and looks up what the password is compared with.
struct Knock {
    login: String,
    address: String,
}

impl Act for Knock {
    type Done = Option<(Id, String)>;

    fn run(&self, tx: &mut Tx, _: &Person) -> Outcome<Self::Done> {
        tries::knock(tx, &self.login, &self.address)?;
        Ok(tx.maybe(&BY_LOGIN, &[&self.login], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

/// Begins the session.
struct Enter {
    person: Id,
    login: String,
    address: String,
    /// Of the session.
    digest: Vec<u8>,
    /// The session this browser had before: nobody keeps it.
    replaces: Option<Vec<u8>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entered {
    person: Id,
    lang: Lang,
    theme: String,
}

impl Act for Enter {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, _: &Person) -> Outcome<Entered> {
        let who = fetch(tx, self.person)?;
        let theme = tx.one(&THEME, &[&self.person], |row| row.get(0))?;
        if let Some(before) = &self.replaces {
            session::close(tx, before)?;
        }
        session::open(tx, who.id, &self.digest)?;
        tries::pardon(tx, &self.login, &self.address)?;
        let body = json!({"person": who.id, "address": self.address});
        history::append(
            tx,
            &who,
            &Entry { chain: ACCESS, step: "people.log_in", clause: "1.3.4", body, rows: Vec::new() },
        )?;
        Ok(Entered { person: who.id, lang: who.lang, theme })
    }
}

platform::sql! {
    BY_LOGIN = "SELECT id, password FROM person WHERE login = $1 AND active AND password <> ''";
    THEME = "SELECT theme FROM person WHERE id = $1";
}

fn form_page(ask: &Ask, query: &Next, again: &Again) -> Response {
    let action = format!("/login?next={}", encoded(query.next()));
    let done = ask.lang.maybe(&format!("people-done-{}", query.done.replace('_', "-")));
    let body = html! {
        div.narrow {
            (ui::page_header(ask.t("people-log-in"), ask.t("people-log-in-lead"), html! {}))
            @if let Some(done) = done { (ui::alert(Tone::Good, "", html! { p { (done) } })) }
            (again.head(ask))
            (ui::card("", html! {}, html! {
                form method="post" action=(action) {
                    (ui::text("login", ask.t("people-login")).value(again.value("login")).error(again.error("login")).required()
                        .attr("autocomplete", "username").attr("autocapitalize", "none").attr("spellcheck", "false"))
                    (ui::password("password", ask.t("people-password")).error(again.error("password")).required()
                        .attr("autocomplete", "current-password"))
                    div.form-foot { (ui::primary(ask.t("people-log-in-do"))) }
                }
            }))
            @if ask.visit.demo { (demo_doors(ask, &action)) }
        }
    };
    shell::page(ask, Page::new(ask.t("people-log-in"), "", body).status(again.status))
}

/// The demo company's cast: one press each.
fn demo_doors(ask: &Ask, action: &str) -> Markup {
    ui::card(
        ask.t("people-demo-cast"),
        html! {},
        html! {
            p { (ask.ta("people-demo-lead", &[("password", DEMO_PASSWORD.to_string())])) }
            ul.doors {
                @for part in CAST {
                    li {
                        form method="post" action=(action) {
                            (ui::hidden("login", part.login))
                            (ui::hidden("password", DEMO_PASSWORD))
                            button.btn type="submit" {
                                strong lang=(part.lang.tag()) { (part.name) }
                                @for role in part.roles { " " span { (ask.t(&format!("role-{}", role.code()))) } }
                                @if part.roles.is_empty() { " " span { (ask.t("people-no-role")) } }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn encoded(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string()
}
