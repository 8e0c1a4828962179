//! Language and appearance: what a reader chose here, else the person's own, else what the browser asks for.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use platform::act::{Act, App, Config, Outcome};
use platform::db::Tx;
use platform::i18n::Lang;
use platform::web::layout::Theme;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde::Deserialize;

use super::session::cookie;

const COOKIE: &str = "lidan-look";
const YEAR_SECONDS: u64 = 365 * 24 * 3600;

/// `POST /preferences`: the switches of the top bar; works without a login too.
pub async fn choose(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let lang = Lang::from_code(&body.value.lang).unwrap_or(ask.lang);
    let theme = Theme::from_word(&body.value.theme).unwrap_or(ask.visit.theme);
    if let Some(who) = &ask.visit.who {
        app.perform(who, Choose { lang, theme }).await?;
    }
    let mut response = ask.see(&back(&ask.headers), &serde_json::json!({"lang": lang, "theme": theme.word()}));
    response.headers_mut().append(header::SET_COOKIE, set_look(app.config(), lang, theme));
    Ok(response)
}

#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Form {
    lang: String,
    theme: String,
}

struct Choose {
    lang: Lang,
    theme: Theme,
}

impl Act for Choose {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        tx.execute(&CHOOSE, &[&self.lang, &self.theme.word(), &who.id])?;
        Ok(())
    }
}

platform::sql! {
    CHOOSE = "UPDATE person SET lang = $1, theme = $2 WHERE id = $3";
}

/// Where the reader came from, as a path of ours: the host is dropped, so that it leads nowhere else.
fn back(headers: &HeaderMap) -> String {
    let from = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or("");
    let path = from.parse::<axum::http::Uri>().ok().and_then(|uri| uri.path_and_query().map(ToString::to_string));
    path.filter(|path| is_local(path)).unwrap_or_else(|| "/".into())
}

/// A path on this host and nothing that a browser could read as another host.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control)
}

/// What is known of a reader's wishes before it is known who he is.
#[derive(Clone, Copy, Debug)]
pub struct Preferences {
    lang: Option<Lang>,
    theme: Option<Theme>,
    accepted: Lang,
}

pub fn preferences(headers: &HeaderMap) -> Preferences {
    let (lang, theme) = cookie(headers, COOKIE).and_then(|look| look.split_once(':')).unwrap_or(("", ""));
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    Preferences { lang: Lang::from_code(lang), theme: Theme::from_word(theme), accepted: Lang::accepted(accepted) }
}

impl Preferences {
    pub fn of_person(&self, who: &Person) -> (Lang, Theme) {
        (self.lang.unwrap_or(who.lang), self.theme.unwrap_or_default())
    }

    pub fn of_stranger(&self) -> (Lang, Theme) {
        (self.lang.unwrap_or(self.accepted), self.theme.unwrap_or_default())
    }

    /// Nothing was chosen in this browser yet.
    pub fn are_open(&self) -> bool {
        self.lang.is_none()
    }
}

/// The header that keeps the choice in the browser; log-in sets it from the person's own.
pub fn set_look(config: &Config, lang: Lang, theme: Theme) -> HeaderValue {
    let secure = if config.secure { "; Secure" } else { "" };
    let (lang, theme) = (lang.code(), theme.word());
    let text = format!("{COOKIE}={lang}:{theme}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR_SECONDS}{secure}");
    HeaderValue::from_str(&text).expect("language and theme are words of ours")
}
