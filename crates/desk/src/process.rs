//! 1.1: the process map.
use platform::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}

/// The regulation's clauses and where each stands in the product.
pub fn clauses_json() -> serde_json::Value {
    serde_json::json!([])
}
