//! One item of the in-tray: the document as the customer sent it on the left, the order on the right. Values that were
//! read carry a mark where they stand; doubtful ones are amber and say why.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::files::{self, FileCard};
use platform::i18n::Lang;
use platform::trouble::Fields;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::form::{Form, WRITTEN, restored_bar};
use super::intray::{Item, ItemState, clock, fetch, state_word};
use super::reading::{Kept, doubt_text};
use super::scratch;
use super::typed::{Typed, customer_text};
use crate::masters;
use crate::people;
use crate::shell::{self, Page};

/// `GET /intray/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let shown = app.read(move |tx| gather(tx, &who, id)).await?;
    let answer = json!({ "item": shown.item, "read": shown.kept.source, "form": shown.form.typed.to_json() });
    Ok(ask.show(&answer, || shell::page(&ask, item_page(&ask, &shown))))
}

/// The form again, with what was wrong and everything that was typed.
pub async fn again(app: &App, ask: &Ask, id: Id, typed: Typed, errors: Fields) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let mut shown = app.read(move |tx| gather(tx, &who, id)).await?;
    shown.restored = None;
    shown.form.spare = 8 + typed.rows_wanted.min(50);
    shown.form.typed = typed;
    let status = if errors.0.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    shown.form.errors = errors;
    Ok(shell::page(ask, item_page(ask, &shown).status(status)))
}

/// `GET /intray/{id}/file`
pub async fn file(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Failure> {
    let files = app.0.files.clone();
    let (card, content) = app
        .read(move |tx| {
            let item = fetch(tx, id)?.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, item.file.ok_or(Trouble::Hidden)?)?.ok_or(Trouble::Hidden)?;
            let content = files.read(&card.sha256)?;
            Ok((card, content))
        })
        .await?;
    Ok(crate::order::file_answer(&card.name, &card.media_type, content))
}

struct Shown {
    item: Item,
    kept: Kept,
    file: Option<FileCard>,
    form: Form,
    restored: Option<String>,
    /// Where the same document came in before.
    twins: Vec<(String, String)>,
    taken_by: String,
    zone: TimeZone,
    token: Id,
}

platform::sql! {
    TWIN_ITEMS = "SELECT i.id, i.subject FROM file f JOIN intray i ON i.file = f.id WHERE f.sha256 = $1 AND i.id <> $2 \
        ORDER BY i.received_at LIMIT 5";
    TWIN_ORDERS = "SELECT o.id, o.number FROM file f JOIN order_source s ON s.file = f.id JOIN orders o ON o.id = s.order_id \
        WHERE f.sha256 = $1 ORDER BY s.added_at LIMIT 5";
}

fn gather(tx: &mut Tx, who: &Person, id: Id) -> Outcome<Shown> {
    let item = fetch(tx, id)?.ok_or(Trouble::Hidden)?;
    let kept = Kept::of(&item.reading)?;
    let file = match item.file {
        Some(file) => files::card(tx, file)?,
        None => None,
    };
    let draft = scratch::fetch(tx, who, id)?;
    let restored = draft.as_ref().map(|draft| draft.at.clone());
    let mut typed = match draft {
        Some(draft) => draft.typed,
        None => prefilled(tx, &item, &kept)?,
    };
    if typed.get("channel").is_empty() {
        typed.set("channel", item.channel.code());
    }
    let mut form = Form::new(format!("/intray/{id}/order"), id, tx.new_id(), typed);
    form.channels = WRITTEN;
    form.marks.clone_from(&kept.marks);
    form.save = "intake-tray-enter";
    let taken_by = match item.taken_by {
        Some(person) => people::name_of(tx, person)?,
        None => String::new(),
    };
    Ok(Shown {
        twins: twins(tx, &item, file.as_ref())?,
        item,
        kept,
        file,
        form,
        restored,
        taken_by,
        zone: people::zone(tx)?,
        token: tx.new_id(),
    })
}

/// What was read, and from the customer's card what the document leaves out.
fn prefilled(tx: &mut Tx, item: &Item, kept: &Kept) -> Outcome<Typed> {
    let mut typed = Typed::of(&kept.typed);
    let Some(customer) = (match item.customer {
        Some(id) => masters::customer(tx, id)?,
        None => None,
    }) else {
        return Ok(typed);
    };
    let card = [
        ("customer", customer_text(&customer)),
        ("contact", customer.contact.clone()),
        ("phone", customer.phone.clone()),
        ("email", customer.email.clone()),
        ("fax", customer.fax.clone()),
        ("payment_term", customer.payment_term.clone()),
        ("currency", customer.currency.code().to_string()),
    ];
    for (name, text) in card {
        if typed.get(name).is_empty() {
            typed.set(name, text);
        }
    }
    Ok(typed)
}

fn twins(tx: &mut Tx, item: &Item, file: Option<&FileCard>) -> Outcome<Vec<(String, String)>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let link = |row: &platform::db::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
    let items = tx.list(&TWIN_ITEMS, &[&file.sha256, &item.id], link)?;
    let orders = tx.list(&TWIN_ORDERS, &[&file.sha256], link)?;
    let items = items.into_iter().map(|(id, subject)| (format!("/intray/{id}"), subject));
    let orders = orders
        .into_iter()
        .filter(|(id, _)| item.order != Some(*id))
        .map(|(id, number)| (format!("/orders/{id}"), number));
    Ok(items.chain(orders).collect())
}

fn item_page<'a>(ask: &Ask, shown: &Shown) -> Page<'a> {
    let lang = ask.lang;
    let item = &shown.item;
    let subtitle = format!(
        "{} · {}",
        lang.t(&format!("intake-channel-{}", item.channel.code().replace('_', "-"))),
        clock(item.received_at, &shown.zone)
    );
    let enters = ask.visit.who.as_ref().is_some_and(|who| who.roles.any(&[Role::Specialist]));
    let right = match item.state {
        // The manager reads what came in; entering it is the specialist's.
        ItemState::Waiting if !enters => ui::card(
            state_word(lang, item.state),
            html! { (ui::clause("2.2.2a")) },
            html! { p { (lang.t("intake-tray-not-yours")) } },
        ),
        // A signed sheet is filed, or it is nothing of ours; it is never entered.
        ItemState::Waiting if item.sheet_of().is_some() => dismissal(lang, shown),
        ItemState::Waiting => html! {
            @if let Some(at) = &shown.restored { (restored_bar(lang, item.id, at)) }
            (shown.form.draw(lang))
            (dismissal(lang, shown))
        },
        _ => outcome(lang, shown),
    };
    let body = html! {
        (ui::page_header(&item.subject, subtitle, html! {}))
        @if !shown.twins.is_empty() {
            (ui::alert(Tone::Warn, lang.t("intake-tray-twin"), html! {
                ul { @for (href, name) in &shown.twins { li { a href=(href) { (name) } } } }
            }))
        }
        @if let (Some(number), ItemState::Waiting) = (item.sheet_of(), item.state) { (signed_sheet(lang, shown, &number)) }
        (super::beside::beside(right, source(lang, shown)))
    };
    Page::new(item.subject.clone(), "intray", body).crumb(lang.t("nav-intray"), "/intray")
}

/// The document is a sheet of ours that came back: one press files it where it belongs.
fn signed_sheet(lang: Lang, shown: &Shown, number: &str) -> Markup {
    let title = lang.ta("source-is-sheet", &[("number", number.to_string())]);
    ui::alert(
        Tone::Warn,
        title,
        html! {
            form method="post" action={ "/intray/" (shown.item.id) "/signed-return" } {
                (ui::form_token(format!("{}-s", shown.token)))
                (ui::primary(lang.t("step-intray-file-return")).icon("upload"))
            }
        },
    )
}

fn source(lang: Lang, shown: &Shown) -> Markup {
    let item = &shown.item;
    let name = shown.file.as_ref().map_or(String::new(), |file| file.name.clone());
    let open = html! { @if shown.file.is_some() { (ui::link_button(lang.t("intake-source-open"), format!("/intray/{}/file", item.id)).small().icon("download")) } };
    ui::card(
        name,
        open,
        html! {
            @if !item.sender.is_empty() { p { (lang.t("intake-tray-sender")) ": " (item.sender) } }
            @if let Some(note) = shown.kept.note_text(lang) { p { (ui::status(Tone::Warn, note)) } }
            @if !shown.kept.doubts.is_empty() {
                ul.reasons { @for (code, with) in &shown.kept.doubts { li { (ui::status(Tone::Warn, doubt_text(lang, code, with))) } } }
            }
            (document(lang, shown))
        },
    )
}

/// The document itself: its sheet, its text, its picture.
fn document(lang: Lang, shown: &Shown) -> Markup {
    let media = shown.file.as_ref().map_or("", |file| file.media_type.as_str());
    let href = format!("/intray/{}/file", shown.item.id);
    html! {
        @if !shown.kept.cells.is_empty() { (cells(lang, &shown.kept)) }
        @else if !shown.item.body.is_empty() { pre.source-text tabindex="0" { (shown.item.body) } }
        @else if super::beside::is_shown(media) { (super::beside::document(lang, &href, media)) }
        @else { p { (lang.t("intake-source-type")) } }
    }
}

fn cells(lang: Lang, kept: &Kept) -> Markup {
    let width = kept.cells.iter().map(Vec::len).max().unwrap_or(0);
    html! {
        div.table-scroll.source-sheet role="region" tabindex="0" aria-label=(lang.t("intake-source-sheet")) {
            table.table.list.list-dense.list-wide {
                caption { (lang.t("intake-source-sheet")) @if !kept.sheet.is_empty() { " " (kept.sheet) } }
                thead { tr { th scope="col" { "#" } @for at in 0..width { th scope="col" { (column_name(at)) } } } }
                tbody { @for (row, line) in kept.cells.iter().enumerate() {
                    tr {
                        th scope="row" { (row + 1) }
                        @for column in 0..width { td data-place={ (row + 1) ":" (column + 1) } { (line.get(column).map_or("", String::as_str)) } }
                    }
                } }
            }
        }
    }
}

/// `A`, `B` … `Z`, `AA`, as the sheet's own program names its columns.
fn column_name(at: usize) -> String {
    let mut name = String::new();
    let mut rest = at + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name
}

fn dismissal(lang: Lang, shown: &Shown) -> Markup {
    ui::card(
        lang.t("intake-dismiss"),
        html! { (ui::clause("3.2.1")) },
        html! {
            form method="post" action={ "/intray/" (shown.item.id) "/dismissal" } {
                (ui::form_token(shown.token))
                (ui::textarea("reason", lang.t("intake-reason")).id("dismiss-reason").rows(2).required())
                (ui::danger(lang.t("intake-dismiss")))
            }
        },
    )
}

fn outcome(lang: Lang, shown: &Shown) -> Markup {
    let item = &shown.item;
    ui::card(
        state_word(lang, item.state),
        html! {},
        html! {
            p { (shown.taken_by) @if !item.reason.is_empty() { ": " (item.reason) } }
            @if let Some(order) = item.order { p { (ui::link_button(lang.t("intake-open-order"), format!("/orders/{order}"))) } }
        },
    )
}
