//! A purchase for machines, with the same gaps as its page.

use serde_json::{Value, json};

use super::page::Seen;
use super::purchase::{self, Line};
use super::quotation::Quotation;
use super::{award, money};

impl Seen {
    /// The same for machines, with the same gaps.
    pub(super) fn json(&self) -> Value {
        let p = &self.purchase;
        let lines: Vec<Value> = self.lines.iter().map(|line| self.line_json(line)).collect();
        let mut all = json!({
            "id": p.id, "number": p.called(), "state": p.state, "round": p.round, "reply_by": p.reply_by,
            "lock": p.lock, "lines": lines, "parts": self.parts, "receipts": self.receipts,
            "returns": self.returns, "promises": self.promises, "divided_from": p.divided_from,
            "amended_at": p.amended_at,
        });
        if self.sees_supplier {
            all["lost"] = self.lost.iter().map(|supplier| supplier.code.as_str()).collect();
            all["supplier"] = json!(self.supplier().map(|supplier| &supplier.name));
        }
        if self.sees_price {
            all["currency"] = json!(p.currency);
            all["ground"] = json!(p.ground);
            all["mailed_to"] = json!(p.mailed_to);
            all["signed"] = json!(self.signed);
            if let Some(Ok(sums)) = p.supplier.map(|_| purchase::sums(&self.lines, p.currency)) {
                all["net"] = json!(sums.net.page());
                all["tax"] = json!(sums.tax.page());
                all["gross"] = json!(sums.gross.page());
            }
            // Offers are compared without tax, in the company's currency.
            all["compared_by"] = json!({"basis": "net", "currency": self.company_currency});
            all["quotations"] = self.latest.iter().map(|quote| self.quote_json(quote)).collect();
            all["rounds"] = json!(self.rounds);
            all["offers"] = self.all.iter().map(|quote| self.quote_json(quote)).collect();
        }
        all
    }

    fn line_json(&self, line: &Line) -> Value {
        let mut value = json!({
            "id": line.id, "no": line.no, "sku": line.sku, "quantity": line.quantity, "received": line.received,
            "to_inspect": line.to_inspect, "returned": line.returned, "promised_on": line.promised_on,
            "expected_on": line.expected_on,
        });
        if self.sees_price {
            value["price"] = json!(line.price);
            value["tax_rate"] = json!(line.tax_rate);
            value["amount"] = json!(money(line.amount, self.purchase.currency));
        }
        value
    }

    fn quote_json(&self, quote: &Quotation) -> Value {
        let prices: Vec<Value> = self
            .lines
            .iter()
            .filter_map(|line| {
                let quoted = self.prices.get(&(quote.id, line.id))?;
                Some(json!({"line": line.no, "price": quoted.price, "price_base": quoted.price_base.units(),
                "tax_rate": quoted.tax_rate, "amount": money(quoted.amount, quote.currency)}))
            })
            .collect();
        let name = self.suppliers.get(&quote.supplier).map(|supplier| supplier.code.as_str());
        json!({"id": quote.id, "supplier": name, "supplier_id": quote.supplier, "round": quote.round,
            "currency": quote.currency, "net": money(quote.net, quote.currency),
            "tax": money(quote.tax, quote.currency), "gross": money(quote.gross(), quote.currency),
            "at": quote.at, "by": quote.by_name, "via": quote.via, "whole": quote.whole, "lines": prices,
            "net_company": quote.net_company.map(|minor| money(minor, self.company_currency)),
            "lead_days": quote.lead_days, "valid_until": quote.valid_until,
            "cheapest": award::is_cheapest(quote, &self.latest),
            "on_time": self.on_time.get(&quote.supplier).copied().unwrap_or_default()})
    }
}
