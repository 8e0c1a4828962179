//! Deny by default: a route can only be added together with who may use it.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, on};

use super::ask::{Visit, wants_json};
use super::failure::Failure;
use crate::act::App;
use crate::trouble::{Say, Trouble};
use crate::who::{Person, Role};

/// Who may call an address at all; what they may do there is the step's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Log in, health, assets, link pages (these check their token themselves).
    Public,
    /// Everybody who is logged in.
    Anyone,
    Roles(&'static [Role]),
    /// The same, and specialists while a setting shows them what goods cost us.
    CostReaders(&'static [Role]),
}

impl May {
    /// Whether the door is open to somebody who is logged in.
    pub fn allows(self, who: &Person) -> bool {
        match self {
            May::Public | May::Anyone => true,
            May::Roles(roles) => who.roles.any(roles),
            May::CostReaders(roles) => who.roles.any(roles) || who.roles.is_shown_cost(),
        }
    }
}

/// A declared address.
#[derive(Clone, Debug)]
pub struct RouteShown {
    pub method: Method,
    pub path: &'static str,
    pub may: May,
    /// Also mounted under `/api/v1`.
    pub api: bool,
}

pub struct Routes {
    router: Router<App>,
    shown: Vec<RouteShown>,
}

impl Default for Routes {
    fn default() -> Routes {
        Routes { router: Router::new(), shown: Vec::new() }
    }
}

impl Routes {
    pub fn get<H, T>(self, path: &'static str, may: May, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, may, false, handler)
    }

    pub fn post<H, T>(self, path: &'static str, may: May, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, may, false, handler)
    }

    /// The same handler for pages and, under `/api/v1`, for machines.
    pub fn both<H, T>(self, method: Method, path: &'static str, may: May, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(method, path, may, true, handler)
    }

    fn add<H, T>(mut self, method: Method, path: &'static str, may: May, api: bool, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let guard = move |request: Request, next: Next| guard(may, request, next);
        let route = on(filter, handler).layer(from_fn(guard));
        if api {
            self.router = self.router.route(&format!("/api/v1{path}"), route.clone());
        }
        self.router = self.router.route(path, route);
        self.shown.push(RouteShown { method, path, may, api });
        self
    }

    pub fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.shown.extend(other.shown);
        self
    }

    pub fn shown(&self) -> &[RouteShown] {
        &self.shown
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

async fn guard(may: May, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>();
    let who = visit.and_then(|visit| visit.who.as_ref());
    let allowed = match (may, who) {
        (May::Public, _) => true,
        (_, None) => return log_in(&request),
        (_, Some(who)) => may.allows(who),
    };
    if !allowed {
        let needed = match may {
            May::Roles(roles) | May::CostReaders(roles) => {
                roles.first().map_or(String::new(), |role| format!("role-{}", role.code()))
            }
            _ => String::new(),
        };
        let say = Say::new("forbidden-page").arg("who", needed);
        return Failure(Trouble::Forbidden { clause: "1.2", say }).into_response();
    }
    next.run(request).await
}

fn log_in(request: &Request) -> Response {
    let path = request.uri().path();
    if wants_json(path, request.headers()) {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let next = percent_encoding::utf8_percent_encode(here, percent_encoding::NON_ALPHANUMERIC);
    Redirect::to(&format!("/login?next={next}")).into_response()
}
