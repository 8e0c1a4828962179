//! A new order made like an old one: the only way on from an order that was withdrawn or declined.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::act::App;
use platform::web::{Ask, Failure};
use serde_json::json;

use crate::order;

/// `POST /orders/{id}/copy`: opens the form filled in; nothing is written until it is saved.
pub async fn create(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    app.read(move |tx| order::fetch(tx, &who, id)).await?;
    let form = format!("/orders/new?copy={id}");
    Ok(ask.see(&form, &json!({ "form": form })))
}
