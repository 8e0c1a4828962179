//! Reads a UBL 2 order, Peppol's included, into the same draft as a sheet. Namespaces decide what an element is; prefixes and
//! elements of other namespaces do not matter.

use super::{
    Limits, Unreadable,
    draft::{Draft, DraftLine, Said, Stated, Word},
    exact::Exact,
    fold,
    labels::Field,
    reading::{Place, doubt},
    sheet::Value,
    units::Unit,
    xml::{Piece, Walk},
};

const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
const NODES_MAX: usize = 200_000;

/// An element of one of UBL's namespaces.
struct Node {
    name: String,
    path: String,
    text: String,
    unit: Option<String>,
    currency: Option<String>,
    nodes: Vec<Node>,
}

impl Node {
    fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Node> + use<'a, 'n> {
        self.nodes.iter().filter(move |node| node.name == name)
    }

    /// The first node on a path of names; every branch is tried.
    fn get(&self, path: &str) -> Option<&Node> {
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        let mut nodes = self.all(name);
        if rest.is_empty() { nodes.next() } else { nodes.find_map(|node| node.get(rest)) }
    }

    fn filled(&self, path: &str) -> Option<&Node> {
        self.get(path).filter(|node| !node.text.is_empty())
    }

    fn word(&self) -> Word {
        Word { value: Value::Text(self.text.clone()), place: self.place() }
    }

    fn place(&self) -> Place {
        Place::Node { path: self.path.clone() }
    }
}

pub(crate) fn draft(text: &str, limits: &Limits) -> Result<(Draft, Vec<Vec<String>>), Unreadable> {
    let root = tree(text, limits)?;
    let mut draft = Draft::default();
    head(&root, &mut draft);
    party(&root, &mut draft);
    delivery(&root, &mut draft);
    sums(&root, &mut draft);
    for line in root.all("OrderLine") {
        order_line(line, &mut draft);
        limits.check("lines", limits.lines, draft.lines.len())?;
    }
    let mut shown = Vec::new();
    flatten(&root, &mut shown);
    Ok((draft, shown))
}

fn tree(text: &str, limits: &Limits) -> Result<Node, Unreadable> {
    let mut walk = Walk::new(text, "xml", limits);
    // `None` marks an element of another namespace; its content is skipped with it.
    let mut open: Vec<Option<Node>> = Vec::new();
    let (mut root, mut count) = (None, 0usize);
    while let Some(piece) = walk.next()? {
        match piece {
            Piece::Open(tag) => {
                count += 1;
                limits.check("xml_nodes", NODES_MAX, count)?;
                if open.is_empty() && (tag.name != "Order" || !tag.space.starts_with(UBL) || root.is_some()) {
                    return Err(Unreadable::NotSupported { seen: seen(&tag.name) });
                }
                let parent = open.last();
                let kept = tag.space.starts_with(UBL) && parent.is_none_or(Option::is_some);
                let path = match parent {
                    Some(Some(parent)) => {
                        let nth = parent.nodes.iter().filter(|node| node.name == tag.name).count() + 1;
                        format!("{}/{}[{nth}]", parent.path, tag.name)
                    }
                    _ => format!("/{}", tag.name),
                };
                let (unit, currency) =
                    (tag.get("unitCode").map(str::to_owned), tag.get("currencyID").map(str::to_owned));
                open.push(kept.then(|| Node {
                    name: tag.name,
                    path,
                    text: String::new(),
                    unit,
                    currency,
                    nodes: Vec::new(),
                }));
            }
            Piece::Text(text) => {
                if let Some(Some(node)) = open.last_mut() {
                    limits.check("cell_chars", limits.cell_chars, node.text.len() + text.len())?;
                    node.text.push_str(&text);
                }
            }
            Piece::Close(_) => {
                let Some(Some(mut node)) = open.pop() else { continue };
                node.text = fold::trim(&node.text);
                match open.last_mut() {
                    Some(Some(parent)) => parent.nodes.push(node),
                    Some(None) => {}
                    None => root = Some(node),
                }
            }
        }
    }
    root.ok_or(Unreadable::NotSupported { seen: "xml" })
}

fn seen(root: &str) -> &'static str {
    match root {
        "cXML" => "cxml",
        "html" | "HTML" => "html",
        "Invoice" | "CreditNote" => "invoice",
        "OrderChange" | "OrderCancellation" | "OrderResponse" | "OrderResponseSimple" => "order_message",
        "StandardBusinessDocument" => "sbdh",
        _ => "xml",
    }
}

fn say(draft: &mut Draft, field: Field, node: Option<&Node>) {
    if let Some(node) = node.filter(|node| !node.text.is_empty()) {
        draft.said.push(Said { field, word: node.word() });
    }
}

fn head(root: &Node, draft: &mut Draft) {
    say(draft, Field::OrderNo, root.get("ID"));
    say(draft, Field::Placed, root.get("IssueDate"));
    say(draft, Field::Currency, root.get("DocumentCurrencyCode"));
    say(draft, Field::Term, root.get("PaymentTerms/Note"));
    for note in root.all("Note") {
        say(draft, Field::Special, Some(note));
    }
    for terms in root.all("DeliveryTerms") {
        if let Some(text) = terms.filled("SpecialTerms").or_else(|| terms.filled("ID")) {
            draft.doubts.push(doubt(
                "special",
                "delivery_terms",
                format!("The order names delivery terms: {}", text.text),
                &[("text", &text.text)],
                Some(&text.place()),
            ));
        }
    }
    for charge in root.all("AllowanceCharge") {
        charged(charge, "total", draft);
    }
    if let Some(ends) = root.filled("ValidityPeriod/EndDate") {
        draft.doubts.push(doubt(
            "file",
            "valid_until",
            format!("The order is valid until {}.", ends.text),
            &[("day", &ends.text)],
            Some(&ends.place()),
        ));
    }
}

fn charged(charge: &Node, field: &str, draft: &mut Draft) {
    let Some(amount) = charge.filled("Amount") else { return };
    let adds = charge.get("ChargeIndicator").is_some_and(|node| node.text == "true");
    let reason = charge.get("AllowanceChargeReason").map(|node| node.text.as_str()).unwrap_or_default();
    let why = format!("The order {} {}: {reason}", if adds { "adds a charge of" } else { "takes off" }, amount.text);
    draft.doubts.push(doubt(
        field,
        "charge",
        why,
        &[("value", &amount.text), ("reason", reason)],
        Some(&amount.place()),
    ));
}

fn party(root: &Node, draft: &mut Draft) {
    let Some(buyer) = root.get("BuyerCustomerParty") else { return };
    say(draft, Field::CustomerCode, buyer.get("SupplierAssignedAccountID"));
    let Some(party) = buyer.get("Party") else { return };
    say(draft, Field::Customer, party.get("PartyName/Name").or_else(|| party.get("PartyLegalEntity/RegistrationName")));
    say(draft, Field::Customer, party.get("PartyLegalEntity/RegistrationName"));
    say(draft, Field::TaxId, party.get("PartyTaxScheme/CompanyID"));
    say(draft, Field::TaxId, party.get("PartyLegalEntity/CompanyID"));
    for id in party.all("PartyIdentification").filter_map(|node| node.get("ID")) {
        say(draft, Field::CustomerCode, Some(id));
    }
    say(draft, Field::TaxId, party.get("EndpointID"));
    let contacts = [party.get("Contact"), buyer.get("BuyerContact"), buyer.get("DeliveryContact")];
    let named = contacts.iter().flatten().find(|node| node.filled("Name").is_some()).copied();
    let person = party.get("Person").map(|node| {
        (
            node,
            [node.get("FirstName"), node.get("FamilyName")]
                .into_iter()
                .flatten()
                .map(|n| n.text.clone())
                .collect::<Vec<_>>()
                .join(" "),
        )
    });
    let own = contacts[0].is_some_and(|contact| contact.filled("Name").is_some());
    match person {
        Some((node, name)) if !own && !name.trim().is_empty() => draft
            .said
            .push(Said { field: Field::Contact, word: Word { value: Value::Text(name), place: node.place() } }),
        _ => say(draft, Field::Contact, named.and_then(|node| node.get("Name"))),
    }
    for (field, name) in [(Field::Phone, "Telephone"), (Field::Email, "ElectronicMail")] {
        say(draft, field, contacts.iter().flatten().find_map(|node| node.filled(name)));
    }
    if let Some(address) = party.get("PostalAddress") {
        draft.said.push(Said { field: Field::Address, word: postal(address) });
    }
}

/// Street first, then place, then country, as an envelope has it.
fn postal(address: &Node) -> Word {
    let text = |name: &str| address.get(name).map(|node| node.text.clone()).unwrap_or_default();
    let pair = |a: String, b: String| format!("{a} {b}").trim().to_owned();
    let mut parts = vec![pair(text("StreetName"), text("BuildingNumber")), text("AdditionalStreetName")];
    parts.extend(address.all("AddressLine").filter_map(|line| line.get("Line")).map(|line| line.text.clone()));
    parts.extend([text("Postbox"), pair(text("PostalZone"), text("CityName")), text("CountrySubentity")]);
    parts.push(
        address
            .get("Country/Name")
            .or_else(|| address.get("Country/IdentificationCode"))
            .map(|node| node.text.clone())
            .unwrap_or_default(),
    );
    parts.retain(|part| !part.is_empty());
    let chinese = parts.iter().any(|part| part.chars().any(fold::is_cjk));
    Word { value: Value::Text(parts.join(if chinese { " " } else { ", " })), place: address.place() }
}

fn delivery(root: &Node, draft: &mut Draft) {
    for delivery in root.all("Delivery") {
        if let Some(address) = delivery.get("DeliveryAddress").or_else(|| delivery.get("DeliveryLocation/Address")) {
            draft.said.push(Said { field: Field::ShipTo, word: postal(address) });
        }
        if let Some(word) = wanted(delivery, "requested", draft) {
            draft.said.push(Said { field: Field::Requested, word });
        }
    }
}

/// The last day of a period is the one that must be kept.
fn wanted(delivery: &Node, field: &str, draft: &mut Draft) -> Option<Word> {
    let (start, end) =
        (delivery.filled("RequestedDeliveryPeriod/StartDate"), delivery.filled("RequestedDeliveryPeriod/EndDate"));
    if let (Some(start), Some(end)) = (start, end)
        && start.text != end.text
    {
        draft.doubts.push(doubt(
            field,
            "date_range",
            format!("The order wants delivery from {} to {}.", start.text, end.text),
            &[("start", &start.text), ("end", &end.text)],
            Some(&end.place()),
        ));
    }
    let node = end
        .or(start)
        .or_else(|| delivery.filled("LatestDeliveryDate"))
        .or_else(|| delivery.filled("RequestedDeliveryDate"))?;
    // A time zone after the day is not part of the day.
    let day: String = node.text.chars().take(10).collect();
    Some(Word { value: Value::Text(day), place: node.place() })
}

fn sums(root: &Node, draft: &mut Draft) {
    let Some(total) = root.get("AnticipatedMonetaryTotal") else { return };
    if let Some((node, value)) =
        total.get("LineExtensionAmount").and_then(|node| Some((node, Exact::parse(&node.text)?)))
    {
        draft.stated.push(Stated { field: Field::Total, value, place: node.place(), after: usize::MAX });
    }
}

fn order_line(line: &Node, draft: &mut Draft) {
    let Some(item) = line.get("LineItem") else { return };
    let index = draft.lines.len();
    let at = format!("lines[{index}]");
    let mut out = DraftLine { place: Some(item.place()), ..DraftLine::default() };
    let mut put = |field: Field, node: Option<&Node>| {
        if let Some(node) = node.filter(|node| !node.text.is_empty()) {
            out.words.insert(field, node.word());
        }
    };
    put(Field::Sku, item.get("Item/SellersItemIdentification/ID"));
    put(
        Field::TheirSku,
        item.get("Item/BuyersItemIdentification/ID").or_else(|| item.get("Item/StandardItemIdentification/ID")),
    );
    put(Field::Name, item.get("Item/Name"));
    put(Field::Spec, item.get("Item/Description"));
    put(Field::Qty, item.get("Quantity"));
    put(Field::Price, item.get("Price/PriceAmount"));
    put(Field::PriceBase, item.get("Price/BaseQuantity"));
    put(Field::Amount, item.get("LineExtensionAmount"));
    put(Field::Remark, line.get("Note").or_else(|| item.get("Note")));
    let unit = item.get("Quantity").and_then(|node| Some((node, node.unit.clone()?)));
    if let Some((node, code)) = &unit {
        out.words.insert(Field::Unit, Word { value: Value::Text(code.clone()), place: node.place() });
    }
    let base_unit = item.get("Price/BaseQuantity").and_then(|node| node.unit.clone());
    if let (Some((node, unit)), Some(base)) = (&unit, base_unit)
        && unit != &base
        && Unit::parse(unit) != Unit::parse(&base)
    {
        draft.doubts.push(doubt(
            format!("{at}.price"),
            "price_unit_differs",
            format!("The price is per {base}, the quantity in {unit}."),
            &[("text", &base), ("known", unit)],
            Some(&node.place()),
        ));
    }
    let priced = item.get("Price/PriceAmount").and_then(|node| Some((node, node.currency.clone()?)));
    let named = draft.said.iter().find(|said| said.field == Field::Currency).map(|said| said.word.text());
    if let (Some((node, currency)), Some(named)) = (priced, named)
        && currency != named
    {
        draft.doubts.push(doubt(
            format!("{at}.price"),
            "currency_differs",
            format!("The price is in {currency}, the order in {named}."),
            &[("text", &currency), ("known", &named)],
            Some(&node.place()),
        ));
    }
    for charge in
        item.all("AllowanceCharge").chain(item.get("Price").into_iter().flat_map(|price| price.all("AllowanceCharge")))
    {
        charged(charge, &format!("{at}.price"), draft);
    }
    let periods: Vec<&Node> = item.all("Delivery").collect();
    for delivery in &periods {
        if let Some(word) = wanted(delivery, &at, draft) {
            out.words.entry(Field::Requested).or_insert(word);
        }
    }
    if periods.len() > 1 {
        draft.doubts.push(doubt(
            &at,
            "split_delivery",
            "The line is to be delivered in several parts.",
            &[],
            Some(&item.place()),
        ));
    }
    draft.lines.push(out);
}

fn flatten(node: &Node, out: &mut Vec<Vec<String>>) {
    if out.len() >= 400 {
        return;
    }
    if !node.text.is_empty() {
        let unit = node.unit.as_deref().or(node.currency.as_deref()).unwrap_or_default();
        out.push(vec![node.path.clone(), node.text.chars().take(200).collect(), unit.to_owned()]);
    }
    for child in &node.nodes {
        flatten(child, out);
    }
}
