//! A machine's token ends, by the person who answers for it.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Step};
use platform::trouble::Trouble;
use platform::web::{Ask, Failure};
use platform::who::Person;
use serde_json::json;

use super::issue_token::TokenState;
use super::{person, roles};

/// `POST /account/tokens/{id}/end`
pub async fn end_token(State(app): State<App>, ask: Ask, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    app.perform(ask.who()?, EndToken { token: id }).await?;
    Ok(ask.see("/account?done=token", &json!({"id": id})))
}

pub struct EndToken {
    pub token: Id,
}

pub const STEP: Step<TokenState, ()> = Step {
    id: "people.end_token",
    clause: "1.3.4",
    from: &[TokenState::Issued],
    to: Some(TokenState::Ended),
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for EndToken {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let found = tx.maybe(&OWN, &[&self.token, &who.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (name, ended): (String, bool) = found.ok_or(Trouble::Hidden)?;
        let at = if ended { TokenState::Ended } else { TokenState::Issued };
        let leave = STEP.admit(at, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        let now = tx.now();
        if tx.execute(&END, &[&now, &self.token])? == 0 {
            return Err(Trouble::stale(self.token));
        }
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"token": self.token, "name": name});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

platform::sql! {
    OWN = "SELECT name, ended_at IS NOT NULL FROM api_token WHERE id = $1 AND person = $2";
    END = "UPDATE api_token SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
}
