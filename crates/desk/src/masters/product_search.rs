//! `/products/search?q=`: what the line grid asks while somebody types.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use platform::act::App;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Roles;
use serde::{Deserialize, Serialize};

use super::product::{Product, find_products};
use super::sees;
use crate::shell::ORDER_READERS;

const FOUND_MAX: i64 = 20;

pub fn routes() -> Routes {
    Routes::default().both(Method::GET, "/products/search", May::Roles(ORDER_READERS), search)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

async fn search(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let roles = ask.who()?.roles;
    let found = app.read(move |tx| find_products(tx, &asked.q, FOUND_MAX)).await?;
    let rows: Vec<Found> = found.iter().map(|product| Found::of(product, ask.lang, roles)).collect();
    Ok(Json(rows).into_response())
}

/// What a line takes over from its product; the price is its list price.
#[derive(Serialize)]
struct Found {
    id: Id,
    sku: String,
    name: String,
    spec: String,
    unit: String,
    price: Option<String>,
    price_base: String,
    pack: String,
    currency: &'static str,
}

impl Found {
    fn of(product: &Product, lang: Lang, roles: Roles) -> Found {
        Found {
            id: product.id,
            sku: product.sku.clone(),
            name: product.name(lang).to_string(),
            spec: product.spec.clone(),
            unit: product.unit.clone(),
            price: sees::sale_money(roles).then(|| product.list_price.to_string()),
            price_base: product.price_base.units().to_string(),
            pack: product.pack.to_string(),
            currency: product.currency.code(),
        }
    }
}
