//! 1.1: the process map.
use platform::web::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
