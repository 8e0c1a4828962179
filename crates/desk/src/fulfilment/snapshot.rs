//! Reads the plant for some products in a fixed number of statements, however many lines an order has, with the epochs
//! of what was read; and holds the same rows for an approval.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::plant::{Centre, Coming, Days, Goods, Material, Operation, Plant};
use super::purchasing;
use crate::masters::{self, Product, Supply, WorkCentre};

platform::sql! {
    LOCK_STOCK = "SELECT product FROM stock WHERE product IN ({ids:$1}) ORDER BY product {for update}";
    LOCK_CENTRES = "SELECT id FROM work_centre WHERE id IN ({ids:$1}) ORDER BY id {for update}";
    LOAD = "SELECT centre, day, minutes FROM load_day WHERE centre IN ({ids:$1}) AND day >= $2 AND day < $3";
}

/// Deliveries of a product that a promise looks at, the first ones.
const COMING_MAX: usize = 8;

/// How far everything had moved that a promise rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epochs {
    pub stock: Vec<(Id, i64)>,
    pub centres: Vec<(Id, i64)>,
}

/// Everything that these products reach: their parts, their centres.
struct Reach {
    products: Vec<Id>,
    operations: Vec<masters::Operation>,
    components: Vec<masters::Component>,
    centres: Vec<WorkCentre>,
}

impl Reach {
    fn of(tx: &mut Tx, ordered: &HashMap<Id, Product>) -> Outcome<Reach> {
        let ids: Vec<Id> = ordered.keys().copied().collect();
        let (operations, components) = (masters::operations(tx, &ids)?, masters::components(tx, &ids)?);
        let mut products = ids;
        products.extend(components.iter().map(|c| c.component));
        products.sort_unstable();
        products.dedup();
        let mut of_routes: Vec<Id> = operations.iter().map(|o| o.centre).collect();
        of_routes.sort_unstable();
        of_routes.dedup();
        let mut centres = masters::centres(tx, &of_routes)?;
        let mut names: Vec<String> =
            ordered.values().map(|p| p.work_centre.clone()).filter(|n| !n.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        for named in masters::centres_named(tx, &names)? {
            if !centres.iter().any(|centre| centre.id == named.id) {
                centres.push(named);
            }
        }
        centres.sort_by_key(|centre| centre.id);
        Ok(Reach { products, operations, components, centres })
    }

    fn centre_ids(&self) -> Vec<Id> {
        self.centres.iter().map(|centre| centre.id).collect()
    }
}

/// Holds stock, then work centres, each in the order of their ids: two approvals neither promise the same piece or
/// minute, nor wait for each other for ever.
pub fn hold(tx: &mut Tx, products: &[Id]) -> Outcome<()> {
    let ordered = masters::products(tx, products)?;
    let reach = Reach::of(tx, &ordered)?;
    let centres = reach.centre_ids();
    tx.list(&LOCK_STOCK, &[&reach.products], |row| row.get::<Id>(0))?;
    tx.list(&LOCK_CENTRES, &[&centres], |row| row.get::<Id>(0))?;
    Ok(())
}

/// Whether nothing has moved since it was read. Asked while everything is held.
pub fn unmoved(tx: &mut Tx, read: &Epochs) -> Outcome<bool> {
    let ids = |list: &[(Id, i64)]| list.iter().map(|(id, _)| *id).collect::<Vec<Id>>();
    Ok(masters::stock_epochs(tx, &ids(&read.stock))? == read.stock
        && masters::centre_epochs(tx, &ids(&read.centres))? == read.centres)
}

/// The plant as these products see it.
pub fn plant(
    tx: &mut Tx,
    ordered: &HashMap<Id, Product>,
    today: Day,
    calendar: &WorkCalendar,
    transit: u32,
) -> Outcome<(Plant, Epochs)> {
    let reach = Reach::of(tx, ordered)?;
    let centre_ids = reach.centre_ids();
    let epochs = Epochs {
        stock: masters::stock_epochs(tx, &reach.products)?,
        centres: masters::centre_epochs(tx, &centre_ids)?,
    };
    let days = Days::of(today, calendar);
    let free = masters::stock(tx, &reach.products)?
        .into_iter()
        .map(|(id, (on_hand, reserved))| (id, on_hand.checked_sub(reserved).unwrap_or(Quantity::ZERO)))
        .collect();
    let terms = masters::supply_terms(tx, &reach.products)?;
    let parts: Vec<Id> = reach.products.iter().copied().filter(|id| !ordered.contains_key(id)).collect();
    let mut all = masters::products(tx, &parts)?;
    all.extend(ordered.iter().map(|(id, product)| (*id, product.clone())));
    let mut centres: Vec<Centre> = reach.centres.iter().map(|centre| empty(centre, &days)).collect();
    load(tx, &mut centres, &centre_ids, &days)?;
    let mut goods: HashMap<Id, Goods> = HashMap::new();
    for (id, product) in &all {
        let mut one = plain(product, terms.get(id));
        one.operations = routed(product, &reach, &mut centres, &days, calendar);
        one.materials = reach
            .components
            .iter()
            .filter(|c| c.product == *id)
            .map(|c| Material { product: c.component, per: c.per })
            .collect();
        if !one.operations.is_empty() && !one.materials.is_empty() && !terms.contains_key(id) {
            // The price list's lead time stands for material as long as nobody lists it.
            one.lead = 0;
        }
        goods.insert(*id, one);
    }
    let coming = coming(tx, ordered, &goods, &days)?;
    Ok((Plant { days, transit: i64::from(transit), goods, free, coming, centres }, epochs))
}

/// What is bought for the stock; a day that is over says nothing about when it will come.
fn coming(
    tx: &mut Tx,
    ordered: &HashMap<Id, Product>,
    goods: &HashMap<Id, Goods>,
    days: &Days,
) -> Outcome<HashMap<Id, Vec<Coming>>> {
    let mut ids: Vec<Id> = ordered.keys().copied().collect();
    ids.sort_unstable();
    let mut found: HashMap<Id, Vec<Coming>> = HashMap::new();
    for one in purchasing::coming(tx, &ids)? {
        let inspection = goods.get(&one.product).map_or(0, |goods| goods.inspection);
        let Some(day) = days.place(one.on).and_then(|at| days.after(at, inspection)) else { continue };
        let of = found.entry(one.product).or_default();
        if of.len() < COMING_MAX {
            of.push(Coming { day, share: one.share, contract: one.contract });
        }
    }
    Ok(found)
}

/// Work centres with what is planned on them.
pub(super) fn loaded(tx: &mut Tx, seen: &[WorkCentre], days: &Days) -> Outcome<Vec<Centre>> {
    let mut sorted: Vec<&WorkCentre> = seen.iter().collect();
    sorted.sort_by_key(|centre| centre.id);
    let mut centres: Vec<Centre> = sorted.iter().map(|centre| empty(centre, days)).collect();
    let ids: Vec<Id> = sorted.iter().map(|centre| centre.id).collect();
    load(tx, &mut centres, &ids, days)?;
    // In the order in which they were asked for.
    let place = |id: Id| ids.binary_search(&id).ok();
    Ok(seen.iter().filter_map(|centre| Some(centres[place(centre.id)?].clone())).collect())
}

/// A work centre's own week: it may work on a Saturday on which the house is closed, and stand still on a Tuesday.
pub(super) fn empty(centre: &WorkCentre, days: &Days) -> Centre {
    let minutes = |at: usize| {
        let weekday = days.day(at).weekday().to_monday_zero_offset();
        let own = centre.minutes[usize::try_from(weekday).unwrap_or(0) % 7];
        match own {
            _ if days.is_holiday(at) => 0,
            // A make-up Saturday is worked as long as a Monday.
            0 if weekday >= 5 && days.is_open(at) => centre.minutes[0],
            own => own,
        }
    };
    let capacity = (0..days.len()).map(minutes).collect();
    Centre { id: Some(centre.id), name: centre.name.clone(), capacity, booked: vec![0; days.len()] }
}

fn load(tx: &mut Tx, centres: &mut [Centre], ids: &[Id], days: &Days) -> Outcome<()> {
    let (first, beyond) = (days.today().to_i64(), days.today().to_i64() + days.len() as i64);
    let ids = ids.to_vec();
    let rows = tx
        .list(&LOAD, &[&ids, &first, &beyond], |row| Ok((row.get::<Id>(0)?, row.get::<Day>(1)?, row.get::<i64>(2)?)))?;
    let outside = masters::outside_loads(tx, &ids, first, beyond)?;
    for (id, day, minutes) in rows.into_iter().chain(outside.into_iter().map(|o| (o.centre, o.day, o.minutes))) {
        // Sorted by id when they were read.
        let Ok(at) = centres.binary_search_by_key(&Some(id), |centre| centre.id) else { continue };
        if let Some(booked) = days.place(day).and_then(|place| centres[at].booked.get_mut(place)) {
            *booked += minutes;
        }
    }
    Ok(())
}

fn plain(product: &Product, term: Option<&masters::SupplyTerm>) -> Goods {
    Goods {
        sku: product.sku.clone(),
        way: product.supply,
        supplier: product.supplier.clone(),
        lead: term.map_or(product.lead_days, |term| term.lead_days),
        inspection: term.map_or(0, |term| term.inspection_days),
        transport: term.map_or(0, |term| term.transport_days),
        operations: Vec::new(),
        materials: Vec::new(),
    }
}

/// Its routing; without one, the one operation that the price list describes.
fn routed(
    product: &Product,
    reach: &Reach,
    centres: &mut Vec<Centre>,
    days: &Days,
    calendar: &WorkCalendar,
) -> Vec<Operation> {
    if product.supply == Supply::Buy {
        return Vec::new();
    }
    let listed: Vec<Operation> = reach
        .operations
        .iter()
        .filter(|o| o.product == product.id)
        .filter_map(|o| {
            let centre = centres.iter().position(|centre| centre.id == Some(o.centre))?;
            Some(Operation { no: o.no, centre, setup: o.setup_minutes, run: o.run_minutes })
        })
        .collect();
    if !listed.is_empty() || (product.supply == Supply::Stock && product.work_centre.is_empty()) {
        return listed;
    }
    let named = centres.iter().position(|centre| centre.name == product.work_centre);
    let centre = named.unwrap_or_else(|| {
        centres.push(unknown(&product.work_centre, days, calendar));
        centres.len() - 1
    });
    let minutes = |hours: Quantity| Quantity::from_millionths(hours.millionths().saturating_mul(60));
    let setup = minutes(product.setup_hours).millionths().saturating_add(999_999) / 1_000_000;
    vec![Operation { no: 10, centre, setup, run: minutes(product.hours_per_unit) }]
}

fn unknown(name: &str, days: &Days, calendar: &WorkCalendar) -> Centre {
    let capacity =
        (0..days.len()).map(|at| if days.is_open(at) { calendar.opening_minutes(days.day(at)) } else { 0 }).collect();
    Centre { id: None, name: name.to_string(), capacity, booked: vec![0; days.len()] }
}
