//! `/customers/search?q=`: what the order form asks while somebody types a customer.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use platform::act::App;
use platform::ids::Id;
use platform::web::{Ask, Failure, May, Routes};
use serde::{Deserialize, Serialize};

use super::customer::{Customer, find_customers};
use super::sees::CUSTOMER_READERS;

const FOUND_MAX: i64 = 20;

pub fn routes() -> Routes {
    Routes::default().both(Method::GET, "/customers/search", May::Roles(CUSTOMER_READERS), search)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

async fn search(State(app): State<App>, Query(asked): Query<Asked>, _ask: Ask) -> Result<Response, Failure> {
    let found = app.read(move |tx| find_customers(tx, &asked.q, FOUND_MAX)).await?;
    Ok(Json(found.into_iter().map(Found::of).collect::<Vec<_>>()).into_response())
}

/// What an order takes over from its customer.
#[derive(Serialize)]
struct Found {
    id: Id,
    code: String,
    name: String,
    contact: String,
    phone: String,
    email: String,
    fax: String,
    address: String,
    payment_term: String,
    currency: &'static str,
    blocked: bool,
}

impl Found {
    fn of(c: Customer) -> Found {
        Found {
            id: c.id,
            code: c.code,
            name: c.name,
            contact: c.contact,
            phone: c.phone,
            email: c.email,
            fax: c.fax,
            address: c.address,
            payment_term: c.payment_term,
            currency: c.currency.code(),
            blocked: c.blocked,
        }
    }
}
