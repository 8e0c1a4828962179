//! Whose order it is, and whom to talk to. The master list's spelling is used where the paper says the same in another script
//! or format; where the paper says something else, the paper's value is kept and doubted.

use super::{
    day,
    directory::{Customer, CustomerHint, Directory, same_phone},
    draft::{Draft, DraftLine, Word},
    enter::{is_nothing, words},
    fold,
    labels::Field,
    person::{emails, person, phones},
    reading::{Place, Reading},
    sheet::Value,
};

/// A file of a thousand names must not be compared a thousand times with every customer.
const HINTS_MAX: usize = 200;

pub(crate) fn customer(
    draft: &Draft,
    lines: &[&DraftLine],
    dir: &dyn Directory,
    given: Option<&str>,
    reading: &mut Reading,
) -> Option<Customer> {
    let hint = hint(draft, lines);
    let named = words(draft, lines, Field::Customer);
    let mut found = dir.customer_by(&hint);
    // `Buyer` may name the person.
    let people: Vec<String> =
        found.iter().map(|m| fold::key(&m.customer.contact)).filter(|key| !key.is_empty()).collect();
    let company = |word: &&&Word| !is_nothing(&word.text()) && !people.contains(&fold::key(&person(&word.text())));
    let named = named.iter().find(company).copied();
    if let Some(code) = given {
        return chosen(code, &found, dir, named, reading);
    }
    found.sort_by_key(|m| std::cmp::Reverse(m.weight));
    let Some(first) = found.first() else {
        let text = named.map(Word::text).unwrap_or_default();
        reading.doubt(
            "customer",
            "customer_not_found",
            "No customer in the list fits this paper.",
            &[("name", &text)],
            named.map(|word| &word.place),
        );
        reading.customer_name = fold::tidy(text.lines().next().unwrap_or_default());
        return None;
    };
    let known = &first.customer;
    let by = first.by.join(", ");
    let rivals: Vec<&str> = found
        .iter()
        .skip(1)
        .filter(|m| m.weight >= 50 || m.weight * 2 > first.weight)
        .map(|m| m.customer.code.as_str())
        .collect();
    let place = named.map(|word| &word.place);
    if !rivals.is_empty() {
        let others = rivals.join(", ");
        reading.doubt(
            "customer",
            "customer_ambiguous",
            format!("The paper also fits {others}."),
            &[("others", &others), ("by", &by)],
            place,
        );
    } else if first.weight < 60 {
        reading.doubt(
            "customer",
            "customer_guessed",
            format!("Only {by} points to this customer."),
            &[("by", &by)],
            place,
        );
    }
    if let Some(word) = named
        && !first.by.iter().any(|by| matches!(*by, "name" | "name_part" | "code" | "tax_id"))
    {
        let text = word.text();
        reading.doubt(
            "customer_name",
            "customer_name_differs",
            format!("The paper names the customer {text}."),
            &[("text", &text)],
            Some(&word.place),
        );
    } else if first.by.contains(&"name_part") && first.weight < 100 {
        reading.doubt(
            "customer_name",
            "customer_name_part",
            "The paper writes only part of this customer's name.",
            &[],
            place,
        );
    }
    settle(known, named, reading);
    Some(known.clone())
}

fn chosen(
    code: &str,
    found: &[super::CustomerMatch],
    dir: &dyn Directory,
    named: Option<&Word>,
    reading: &mut Reading,
) -> Option<Customer> {
    let only = CustomerHint { code: Some(code.to_owned()), ..CustomerHint::default() };
    let known =
        dir.customer_by(&only).into_iter().find(|m| fold::key(&m.customer.code) == fold::key(code)).map(|m| m.customer);
    match (&known, found.first()) {
        (None, _) => {
            reading.doubt(
                "customer",
                "customer_not_found",
                format!("There is no customer {code}."),
                &[("code", code)],
                None,
            );
            code.clone_into(&mut reading.customer);
        }
        (Some(known), Some(other)) if other.customer.code != known.code && other.weight >= 50 => {
            let found = &other.customer.code;
            reading.doubt(
                "customer",
                "customer_other",
                format!("The paper itself points to {found}."),
                &[("found", found), ("by", &other.by.join(", "))],
                named.map(|word| &word.place),
            );
        }
        _ => {}
    }
    if let Some(known) = &known {
        settle(known, named, reading);
    }
    known
}

fn settle(known: &Customer, named: Option<&Word>, reading: &mut Reading) {
    reading.customer.clone_from(&known.code);
    reading.customer_name.clone_from(&known.name);
    if let Some(word) = named {
        reading.from("customer_name", &word.place);
    }
}

fn hint(draft: &Draft, lines: &[&DraftLine]) -> CustomerHint {
    let texts = |field| words(draft, lines, field).into_iter().map(Word::text).collect::<Vec<_>>();
    let mut hint = CustomerHint {
        code: texts(Field::CustomerCode).into_iter().next(),
        names: texts(Field::Customer)
            .into_iter()
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect(),
        tax_ids: texts(Field::TaxId),
        addresses: [texts(Field::ShipTo), texts(Field::Address)]
            .concat()
            .into_iter()
            .map(|text| text.replace('\n', " "))
            .collect(),
        contacts: [texts(Field::Contact), texts(Field::Customer)].concat().iter().map(|text| person(text)).collect(),
        ..CustomerHint::default()
    };
    let free = draft
        .free
        .iter()
        .filter(|(word, _)| matches!(word.value, Value::Text(_)))
        .map(|(word, _)| word.text())
        .take(400);
    let said =
        [Field::Phone, Field::Email, Field::Contact, Field::Address, Field::ShipTo, Field::Customer, Field::Special]
            .into_iter()
            .flat_map(texts);
    for text in said.chain(free.clone()) {
        hint.phones.extend(phones(&text));
        hint.emails.extend(emails(&text));
    }
    hint.seen = free.filter(|text| text.chars().count() <= 200).collect();
    hint.seen.extend(texts(Field::ShipTo));
    for list in [
        &mut hint.names,
        &mut hint.phones,
        &mut hint.emails,
        &mut hint.tax_ids,
        &mut hint.addresses,
        &mut hint.contacts,
        &mut hint.seen,
    ] {
        list.truncate(HINTS_MAX);
    }
    hint
}

/// Contact, phone, mail, address and term.
pub(crate) fn details(draft: &Draft, lines: &[&DraftLine], master: Option<&Customer>, reading: &mut Reading) {
    let blank = Customer::default();
    let known = master.unwrap_or(&blank);
    let found = |fields: &[Field], take: &dyn Fn(&str) -> Vec<String>| -> Vec<(String, Place)> {
        let words = fields.iter().flat_map(|field| words(draft, lines, *field));
        words
            .flat_map(|word| take(&word.text()).into_iter().map(|text| (text, word.place.clone())))
            .filter(|(text, _)| !text.is_empty())
            .collect()
    };
    let mut contacts = found(&[Field::Contact], &|text| vec![person(text)]);
    if contacts.is_empty() {
        contacts = found(&[Field::Customer], &|text| vec![person(text)]);
        contacts.retain(|(name, _)| !known.contact.is_empty() && fold::key(name) == fold::key(&known.contact));
    }
    reading.contact = pick("contact", &contacts, &known.contact, |a, b| fold::key(a) == fold::key(b), reading);
    let mut calls = found(&[Field::Phone, Field::Contact], &phones);
    if calls.is_empty() {
        calls = found(&[Field::Phone], &short_number);
    }
    reading.phone = pick("phone", &calls, &known.phone, same_phone, reading);
    let mails = found(&[Field::Email, Field::Contact, Field::Phone], &emails);
    reading.email = pick("email", &mails, &known.email, |a, b| a.eq_ignore_ascii_case(b), reading);
    address(draft, lines, known, reading);
    term(draft, lines, known, reading);
}

/// An extension or a local number, where the label says that it is one.
fn short_number(text: &str) -> Vec<String> {
    let text = fold::tidy(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits >= 4 && text.chars().count() <= 30 { vec![text] } else { vec![] }
}

/// The value that agrees with the master list, else the first one given, else the master list's.
fn pick(
    field: &str,
    found: &[(String, Place)],
    known: &str,
    same: impl Fn(&str, &str) -> bool,
    reading: &mut Reading,
) -> String {
    if let Some((_, place)) = found.iter().find(|(text, _)| !known.is_empty() && same(text, known)) {
        reading.from(field, place);
        return known.to_owned();
    }
    let Some((text, place)) = found.first() else { return known.to_owned() };
    reading.from(field, place);
    if !known.is_empty() {
        reading.doubt(
            field,
            "differs_from_master",
            format!("The customer list has {known}."),
            &[("known", known), ("text", text)],
            Some(place),
        );
    } else if found.iter().any(|(other, _)| !same(other, text)) {
        reading.doubt(field, "several_values", "The paper gives several values.", &[("text", text)], Some(place));
    }
    text.clone()
}

fn address(draft: &Draft, lines: &[&DraftLine], known: &Customer, reading: &mut Reading) {
    let texts =
        |field| words(draft, lines, field).into_iter().map(|word| (postal(&word.text(), known), word.place.clone()));
    let places: Vec<(String, Place)> = texts(Field::ShipTo)
        .chain(texts(Field::Requested).filter(|(text, _)| is_address(text)))
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let offices: Vec<(String, Place)> = texts(Field::Address).filter(|(text, _)| !text.is_empty()).collect();
    let given = if places.is_empty() { offices } else { places };
    let same = |a: &str, b: &str| {
        fold::key(a) == fold::key(b)
            || matches!(
                fold::key(a).as_str(),
                "同上"
                    | "同公司地址"
                    | "同地址"
                    | "如上"
                    | "sameasabove"
                    | "same"
                    | "asabove"
                    | "贵司已知"
                    | "公司地址"
            )
    };
    if given.len() > 1 && given.iter().any(|(text, _)| !same(text, &given[0].0)) {
        let others: Vec<&str> = given.iter().skip(1).map(|(text, _)| text.as_str()).collect();
        reading.doubt(
            "address",
            "several_values",
            "The paper gives several addresses.",
            &[("text", &others.join(" | "))],
            Some(&given[0].1),
        );
        // With two places to deliver to, agreeing with the master list does not make one of them right.
        reading.address.clone_from(&given[0].0);
        reading.from("address", &given[0].1);
        return;
    }
    reading.address = pick("address", &given, &known.address, same, reading);
}

/// An address without the company, the person and the telephone written around it.
fn postal(text: &str, known: &Customer) -> String {
    let name = fold::key(&known.name);
    let about = |line: &str| {
        let key = fold::key(line);
        let calls = !phones(line).is_empty() && key.chars().count() < 24;
        key == name || key == fold::key(&known.contact) || line.contains('@') || calls
    };
    let kept: Vec<String> = text.lines().map(fold::tidy).filter(|line| !line.is_empty() && !about(line)).collect();
    let latin =
        kept.iter().any(|line| line.chars().filter(char::is_ascii_alphabetic).count() > line.chars().count() / 3);
    let mut joined = kept.join(if latin { ", " } else { "" });
    if let Some(rest) = joined.strip_prefix(known.name.as_str()).filter(|_| !known.name.is_empty()) {
        joined = rest.trim_matches(|c: char| c.is_whitespace() || ",，;；".contains(c)).to_owned();
    }
    let (whole, here) = (fold::key(&known.address), fold::key(&joined));
    // A postal code or a telephone around the known address does not make it another address.
    let extra = here.replacen(&whole, "", 1);
    if !whole.is_empty() && here.contains(&whole) && extra.chars().all(|c| c.is_ascii_digit()) {
        known.address.clone()
    } else {
        joined
    }
}

fn is_address(text: &str) -> bool {
    day::read(text, None).day.is_none()
        && text.chars().count() >= 8
        && fold::fold(text).chars().any(|c| "路街号市区镇县巷".contains(c))
}

fn term(draft: &Draft, lines: &[&DraftLine], known: &Customer, reading: &mut Reading) {
    let said = words(draft, lines, Field::Term);
    reading.term.clone_from(&known.term);
    let Some(word) = said.first() else { return };
    let text = fold::tidy(&word.text());
    reading.from("term", &word.place);
    if known.term.is_empty() {
        reading.term = text;
    } else if !same_term(&text, &known.term) {
        let term = &known.term;
        reading.doubt(
            "term",
            "term_differs",
            format!("The paper asks for {text}; agreed is {term}."),
            &[("text", &text), ("known", term)],
            Some(&word.place),
        );
    }
}

fn same_term(a: &str, b: &str) -> bool {
    let bare = |text: &str| fold::key(text).replace("days", "").replace("day", "").replace("日", "天");
    let sorted = |text: &str| {
        let mut atoms = fold::atoms(&bare(text));
        atoms.sort_unstable();
        atoms
    };
    sorted(a) == sorted(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_in_other_words_is_the_same_term() {
        assert!(same_term("Net 30 days", "Net 30") && same_term("月结 30 日", "月結30天"));
        assert!(!same_term("月結60天", "月結30天") && !same_term("30% 預付", "月結30天"));
    }
}
