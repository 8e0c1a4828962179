//! 1.3.1: what the customer sent stays beside the entry for comparison: pictures and PDF are shown in their place, the
//! rest opens. On a narrow page it stands under the form.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::ui;

use crate::order::{Order, Source, SourceKind};

/// Left of the form on a wide page, under it on a narrow one.
pub fn beside(form: Markup, source: Markup) -> Markup {
    html! { div.beside { div.beside-form { (form) } div.beside-source.split-left { (source) } } }
}

/// The customer's documents of an order, the first of them open; nothing where there is none.
pub fn documents(lang: Lang, order: &Order, sources: &[Source]) -> Option<Markup> {
    let his: Vec<&Source> = sources.iter().filter(|source| source.kind == SourceKind::Customer).collect();
    let shown = his.iter().position(|source| is_shown(&source.media_type)).unwrap_or(0);
    (!his.is_empty()).then(|| {
        ui::card(
            lang.t("intake-source-beside"),
            ui::clause("1.3.1"),
            html! {
                @for (at, source) in his.iter().enumerate() {
                    details.source-one open[at == shown] {
                        summary { (source.name) }
                        (document(lang, &format!("/orders/{}/sources/{}", order.id, source.id), &source.media_type))
                    }
                }
            },
        )
    })
}

pub fn is_shown(media: &str) -> bool {
    matches!(media, "image/png" | "image/jpeg" | "application/pdf")
}

/// One document: its picture with a way to enlarge it, its PDF in the browser's own viewer, else a link.
pub fn document(lang: Lang, href: &str, media: &str) -> Markup {
    html! {
        @if media == "application/pdf" {
            iframe.source-pdf src={ (href) "#navpanes=0&view=FitH" } title=(lang.t("intake-source-pdf")) loading="lazy" {}
        } @else if is_shown(media) {
            div.source-zoom {
                label.form-check { input.form-check-input type="checkbox"; " " (lang.t("intake-source-zoom")) }
                div.source-pane role="region" tabindex="0" aria-label=(lang.t("intake-source-picture")) {
                    img.source-picture src=(href) alt=(lang.t("intake-source-picture"));
                }
            }
        } @else { p { (ui::link_button(lang.t("intake-source-open"), href).small().icon("download")) } }
    }
}
