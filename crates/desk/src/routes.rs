//! Every address, and the layers around them. A route cannot be added without who may use it.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use platform::act::App;
use platform::trouble::Trouble;
use platform::web::ask::wants_json;
use platform::web::{Failure, Routes, Visit};

use crate::{
    changes, fulfilment, intake, ledger, masters, notices, office, order, outbox_page, people, process, records,
    review, shell,
};

/// All addresses of the desk.
pub fn all() -> Routes {
    people::routes()
        .merge(masters::routes())
        .merge(order::routes())
        .merge(intake::routes())
        .merge(review::routes())
        .merge(fulfilment::routes())
        .merge(notices::routes())
        .merge(records::routes())
        .merge(ledger::routes())
        .merge(office::routes())
        .merge(changes::routes())
        .merge(process::routes())
        .merge(outbox_page::routes())
}

/// The desk as a service: addresses, who asks, and what failures look like.
pub fn service(app: App) -> Router {
    all()
        .into_router()
        .fallback(not_found)
        .layer(from_fn(shell::show_failures))
        .layer(from_fn_with_state(app.clone(), visit))
        .with_state(app)
}

/// An address that leads nowhere looks like one that is not the reader's.
async fn not_found() -> Failure {
    Failure(Trouble::Hidden)
}

/// Learns who asks before anything else; the top bar's figures come from the same read, where there is a top bar.
async fn visit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let card = people::card(request.headers(), app.config());
    let shown = card.clone();
    let demo = app.config().demo;
    let whole_page =
        !wants_json(request.uri().path(), request.headers()) && !request.headers().contains_key("hx-request");
    let known = app
        .read(move |tx| {
            let Some(who) = people::identify(tx, &card)? else { return Ok(None) };
            let (duties, late) = if whole_page { order::duty::counts(tx, &who)? } else { (0, 0) };
            let memos = if whole_page { people::unread(tx, &who)? } else { 0 };
            Ok(Some((who, duties, late, memos)))
        })
        .await;
    people::keep_alive(&app, &shown);
    let preferences = people::preferences(request.headers());
    let visit = match known {
        Ok(Some((who, duties, late, memos))) => {
            let (lang, theme) = preferences.of_person(&who);
            Visit { who: Some(who.clone()), lang, theme, duties, late, memos, demo }
        }
        Ok(None) => {
            let (lang, theme) = preferences.of_stranger();
            Visit { who: None, lang, theme, duties: 0, late: 0, memos: 0, demo }
        }
        Err(trouble) => return platform::web::Failure(trouble).into_response_plain(),
    };
    request.extensions_mut().insert(visit);
    next.run(request).await
}
