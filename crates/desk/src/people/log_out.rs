//! Log out: the session's row goes, then the cookie.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::web::{Ask, Failure};
use platform::who::Person;
use serde_json::json;

use super::{card, session};

/// `POST /logout`; harmless for who has no session any more.
pub async fn log_out(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    if let Some(digest) = card(&ask.headers, app.config()).session() {
        let who = ask.visit.who.clone().unwrap_or_else(Person::system);
        app.perform(&who, LogOut { digest: digest.to_vec() }).await?;
    }
    let mut response = ask.see("/login?done=log_out", &json!({}));
    response.headers_mut().append(header::SET_COOKIE, session::drop_cookie(app.config()));
    Ok(response)
}

struct LogOut {
    digest: Vec<u8>,
}

impl Act for LogOut {
    type Done = ();

    fn run(&self, tx: &mut Tx, _: &Person) -> Outcome<()> {
        session::close(tx, &self.digest)
    }
}
