//! The review with its checks and rounds, and the confirmation that the customer gave or owes.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;

use super::Shown;
use crate::{intake, review};

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let review = review::box_for(tx, &shown.who, &shown.order, shown.lang)?;
    let confirmation = intake::confirmation_box(tx, &shown.who, &shown.order, shown.lang)?;
    Ok(html! {
        (review)
        div id="confirmation" { (confirmation) }
    })
}
