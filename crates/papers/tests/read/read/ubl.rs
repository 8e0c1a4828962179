//! UBL orders, with any prefixes.

use super::kit::*;

pub const ORDER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<o:Order xmlns:o="urn:oasis:names:specification:ubl:schema:xsd:Order-2" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:x="urn:other">
 <x:Extension><b:ID>not mine</b:ID></x:Extension>
 <b:ID>LP-7781</b:ID><b:IssueDate>2026-11-19</b:IssueDate><b:Note>Attach the inspection report &amp; call first</b:Note><b:DocumentCurrencyCode>CNY</b:DocumentCurrencyCode>
 <a:BuyerCustomerParty><a:Party><a:PartyName><b:Name>Lindqvist Process AB</b:Name></a:PartyName>
  <a:Contact><b:Name>Anna Lindqvist</b:Name><b:Telephone>+46 31 700 45 21</b:Telephone><b:ElectronicMail>purchase@lindqvist.example</b:ElectronicMail></a:Contact></a:Party></a:BuyerCustomerParty>
 <a:Delivery><a:DeliveryLocation><a:Address><b:StreetName>Hamngatan 12</b:StreetName><b:CityName>Göteborg</b:CityName><b:PostalZone>411 06</b:PostalZone><a:Country><b:Name>Sweden</b:Name></a:Country></a:Address></a:DeliveryLocation>
  <a:RequestedDeliveryPeriod><b:StartDate>2026-12-10</b:StartDate><b:EndDate>2026-12-15</b:EndDate></a:RequestedDeliveryPeriod></a:Delivery>
 <a:AnticipatedMonetaryTotal><b:LineExtensionAmount currencyID="CNY">165.30</b:LineExtensionAmount></a:AnticipatedMonetaryTotal>
 <a:OrderLine><a:LineItem><b:ID>1</b:ID><b:Quantity unitCode="C62">200</b:Quantity><b:LineExtensionAmount currencyID="CNY">114.00</b:LineExtensionAmount>
  <a:Price><b:PriceAmount currencyID="CNY">57.00</b:PriceAmount><b:BaseQuantity unitCode="C62">100</b:BaseQuantity></a:Price>
  <a:Item><b:Name>Hex bolt</b:Name><a:SellersItemIdentification><b:ID>HB-M8x25-A2</b:ID></a:SellersItemIdentification></a:Item></a:LineItem></a:OrderLine>
 <a:OrderLine><a:LineItem><b:ID>2</b:ID><b:Quantity unitCode="MTR">50</b:Quantity><b:LineExtensionAmount currencyID="CNY">51.30</b:LineExtensionAmount>
  <a:Price><b:PriceAmount currencyID="CNY">3.60</b:PriceAmount></a:Price>
  <a:Item><b:Name>Cable</b:Name><a:BuyersItemIdentification><b:ID>K-1</b:ID></a:BuyersItemIdentification><a:SellersItemIdentification><b:ID>CB-RVV-3x1.5</b:ID></a:SellersItemIdentification></a:Item></a:LineItem></a:OrderLine>
</o:Order>"#;

#[test]
fn namespaces_decide_and_prefixes_do_not() {
    let reading = entered(ORDER.as_bytes(), "order.xml").unwrap();
    assert_eq!(lines(&reading), ["HB-M8x25-A2 200 0.57 114.00", "CB-RVV-3x1.5 50 3.60 180.00"]);
    assert_eq!(
        (
            reading.customer.as_str(),
            reading.customer_order_no.as_str(),
            reading.placed.as_str(),
            reading.requested.as_str()
        ),
        ("C008", "LP-7781", "2026-11-19", "2026-12-15")
    );
    assert_eq!(
        (reading.special.as_str(), reading.phone.as_str(), reading.currency.as_str()),
        ("Attach the inspection report & call first", "+46-31-700-4521", "CNY")
    );
    doubted(&reading, "requested date_range");
    doubted(&reading, "lines[1].amount amount_differs");
    doubted(&reading, "total total_differs");
    undoubted(&reading, "lines[0].price");
    assert_eq!(reading.lines[1].their_sku, "K-1");
    let path = "/Order/OrderLine[2]/LineItem[1]/Quantity[1]";
    assert_eq!(reading.places["lines[1].qty"], papers::read::Place::Node { path: path.into() });
}

#[test]
fn utf_16_and_default_namespaces_are_read() {
    let plain = ORDER.replace("o:Order", "Order").replace("xmlns:o=", "xmlns=").replace("UTF-8", "UTF-16");
    let wide: Vec<u8> = std::iter::once(0xFEFFu16).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&entered(&wide, "order.xml").unwrap()).len(), 2);
}

#[test]
fn other_messages_are_named() {
    let invoice = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>";
    assert_eq!(entered(invoice.as_bytes(), "a.xml").unwrap_err().fields(), [("seen", "invoice".to_owned())]);
    assert_eq!(entered(b"<Order><ID>1</ID></Order>", "a.xml").unwrap_err().code(), "not_supported");
}

#[test]
fn the_public_example_gives_its_values_and_its_doubts() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/public/ubl-order-2.1-example.xml");
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: the public UBL example is not here");
        return;
    };
    let reading = entered(&bytes, "order.xml").unwrap();
    assert_eq!(lines(&reading), ["SItemNo001 120 50.00 6000.00", "SItemNo011 15 15.00 225.00"]);
    assert_eq!(
        (
            reading.customer_name.as_str(),
            reading.customer_order_no.as_str(),
            reading.placed.as_str(),
            reading.requested.as_str()
        ),
        ("Johnssons byggvaror", "34", "2010-01-20", "2010-02-25")
    );
    assert_eq!(
        (reading.contact.as_str(), reading.phone.as_str(), reading.email.as_str()),
        ("Pelle Svensson", "123456", "pelle@johnsson.se")
    );
    assert_eq!(
        (reading.currency.as_str(), reading.total.as_str(), reading.lines[0].unit.as_str()),
        ("SEK", "6225.00", "LTR")
    );
    for doubt in ["customer customer_not_found", "lines[0].sku product_unknown", "requested date_range", "total charge"]
    {
        doubted(&reading, doubt);
    }
}
