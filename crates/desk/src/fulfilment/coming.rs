//! 3.2.3a: stock at a later date. What is bought for the stock and nobody is promised may serve a line sooner than a work
//! order or a purchase of its own. Which deliveries to wait for is found by trying: none, the first, the first two, …

use platform::Id;
use platform::quantity::Quantity;
use platform::trouble::Say;

use super::make;
use super::plant::{Coming, Goods, Plant, Share};
use super::promise::{Binding, Part, Promise};
use crate::masters::Supply;

/// What a line takes of the deliveries.
pub struct Came {
    pub quantity: Quantity,
    /// When the last of it is in.
    pub day: usize,
    pub shares: Vec<(Share, String)>,
}

/// Takes the deliveries with which all of `rest` is there soonest; of two ways on the same day the one that makes or buys
/// less. The plant is used up.
pub fn take(product: Id, goods: &Goods, rest: Quantity, plant: &mut Plant) -> Came {
    let nothing = Came { quantity: Quantity::ZERO, day: 0, shares: Vec::new() };
    let Some(deliveries) = plant.coming.get(&product).filter(|_| rest.is_positive()).cloned() else {
        return nothing;
    };
    let mut best = (ready(goods, rest, plant).unwrap_or(usize::MAX), 0);
    let (mut left, mut takes) = (rest, Vec::new());
    for one in &deliveries {
        let quantity = one.share.quantity.min(left);
        if !quantity.is_positive() {
            break;
        }
        left = left.minus(quantity);
        takes.push(quantity);
        // The deliveries come in the order of their days.
        let day = ready(goods, left, plant).map_or(usize::MAX, |ready| ready.max(one.day));
        if day <= best.0 {
            best = (day, takes.len());
        }
    }
    if best.0 == usize::MAX {
        return nothing;
    }
    takes.truncate(best.1);
    use_up(product, &deliveries, &takes, plant)
}

/// When so much could be made or bought, counted from today; `None` beyond the horizon.
fn ready(goods: &Goods, quantity: Quantity, plant: &Plant) -> Option<usize> {
    if !quantity.is_positive() {
        return Some(0);
    }
    if goods.operations.is_empty() {
        return plant.days.after(0, goods.days_to_buy());
    }
    make::made(goods, quantity, plant).and_then(|made| plant.days.after(made.ready, goods.inspection))
}

fn use_up(product: Id, deliveries: &[Coming], takes: &[Quantity], plant: &mut Plant) -> Came {
    let taken: Vec<(&Coming, Quantity)> = deliveries.iter().zip(takes.iter().copied()).collect();
    let quantity = taken.iter().map(|(_, quantity)| quantity.millionths()).sum();
    let came = Came {
        quantity: Quantity::from_millionths(quantity),
        day: taken.last().map_or(0, |(one, _)| one.day),
        shares: taken.iter().map(|(one, q)| (Share { quantity: *q, ..one.share }, one.contract.clone())).collect(),
    };
    let left: Vec<Coming> = deliveries
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let quantity = one.share.quantity.minus(takes.get(at).copied().unwrap_or(Quantity::ZERO));
            Coming { share: Share { quantity, ..one.share }, ..one.clone() }
        })
        .filter(|one| one.share.quantity.is_positive())
        .collect();
    plant.coming.insert(product, left);
    came
}

/// What was taken is bought for this line from now on; it binds where nothing else is later.
pub fn say(came: &Came, plant: &Plant, promise: &mut Promise, binds: bool) {
    let day = plant.days.day(came.day);
    for (share, contract) in &came.shares {
        let words = Say::new("promise-reason-coming").arg("quantity", share.quantity.page()).arg("contract", contract);
        promise.reasons.push(words.arg("day", day));
        promise.holds.coming.push(*share);
    }
    match promise.parts.iter_mut().find(|part| part.mode == Supply::Buy) {
        Some(part) => part.quantity = part.quantity.plus(came.quantity),
        None => promise.parts.push(Part { mode: Supply::Buy, quantity: came.quantity }),
    }
    promise.holds.arrives = promise.holds.arrives.max(Some(day));
    if binds {
        promise.binding = Binding::Coming;
        promise.say = Say::new("promise-coming")
            .arg("free", promise.free.page())
            .arg("quantity", came.quantity.page())
            .arg("contract", came.shares.last().map_or("–", |(_, contract)| contract))
            .arg("day", day)
            .arg("transit", plant.transit);
    }
}
