//! Every shape of statement that the ledger can build, for the tests that prepare and explain all of them.

use platform::Id;
use platform::day::{Day, Instant};
use platform::money::Currency;

use super::groups::GroupBy;
use super::part::{Drive, Of, Part};
use super::query::{Direction, Sort, count, groups, page, totals};
use crate::order::{Approval, Channel, Confirmation, Execution};

/// (name, text): each sort both ways with no filter, each filter alone, the pairs that saved views use, and all together.
pub fn variants() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for of in [Of::Orders, Of::Lines] {
        let sorts = if of == Of::Orders { Sort::OF_ORDERS } else { Sort::OF_LINES };
        for parts in filters() {
            let label: Vec<&str> = parts.iter().map(Part::name).collect();
            let label = label.join("+");
            for sort in sorts {
                for (direction, drive) in [
                    (Direction::Up, Drive::Filter),
                    (Direction::Down, Drive::Filter),
                    (Direction::Up, Drive::Sort),
                    (Direction::Down, Drive::Sort),
                ] {
                    let built = page(of, &parts, (*sort, direction), None, false, drive, 51);
                    all.push((format!("{} [{label}]", built.name), built.text));
                }
            }
            for by in GroupBy::of(of) {
                let built = groups(of, &parts, *by, 50_000, 501);
                all.push((format!("{} [{label}]", built.name), built.text));
            }
            for built in [totals(of, &parts, 50_000), count(of, &parts, 50_001)] {
                all.push((format!("{} [{label}]", built.name), built.text));
            }
        }
    }
    all
}

fn filters() -> Vec<Vec<Part>> {
    let id = Id::from_uuid(uuid::Uuid::nil());
    let day = Day::from_i64(0).expect("1970 lies within our years");
    let each = vec![
        Part::Approval(Approval::Draft),
        Part::Execution(Execution::Released),
        Part::Confirmation(Confirmation::ToSend),
        Part::Channel(Channel::Phone),
        Part::Owner(id),
        Part::Customer(id),
        Part::Product(id),
        Part::Sku("A".into()),
        Part::Currency(Currency::CNY),
        Part::Special,
        Part::Major,
        Part::Open,
        Part::Late(day),
        Part::WantedFrom(day),
        Part::WantedTo(day),
        Part::MadeFrom(Instant::EPOCH),
        Part::MadeBefore(Instant::EPOCH),
        Part::Among(vec![id]),
        Part::NotDead,
    ];
    let mut filters: Vec<Vec<Part>> = vec![Vec::new()];
    filters.extend(each.iter().map(|part| vec![part.clone()]));
    filters.push(vec![Part::Owner(id), Part::Open]);
    filters.push(vec![Part::Owner(id), Part::Approval(Approval::Draft)]);
    filters.push(vec![Part::Approval(Approval::FinalReview), Part::Special]);
    filters.push(each);
    filters
}
