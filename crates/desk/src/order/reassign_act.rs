//! 2.2.1a: the manager gives an order to another specialist; his open duties about it go with it.

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::rewrite::reassign;

pub fn routes() -> Routes {
    Routes::default().both(Method::POST, "/orders/{id}/owner", May::Roles(&[Role::Manager]), create)
}

/// `POST /orders/{id}/owner`
async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<OwnerForm>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, Reassign { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}"), &json!({ "id": id })))
}

#[derive(Debug, Clone, Deserialize)]
pub struct OwnerForm {
    pub to: Id,
    /// The lock of the order as it was seen, as a form sends it.
    pub lock: String,
}

pub struct Reassign {
    pub order: Id,
    pub form: OwnerForm,
}

impl Act for Reassign {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        // A lock that is no number was never shown by us: it is older than every state.
        let seen = self.form.lock.parse().unwrap_or(-1);
        Ok(reassign(tx, who, self.order, seen, self.form.to)?.id)
    }
}
