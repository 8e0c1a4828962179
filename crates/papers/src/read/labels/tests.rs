use super::*;

#[test]
fn labels_are_known_in_three_languages_and_dressed_up() {
    let c = |text: &str| column(text).map(|l| l.field);
    assert_eq!(c("料號 Part No."), Some(Field::Sku));
    assert_eq!(c("Q'ty"), Some(Field::Qty));
    assert_eq!(c("*數量(支)"), Some(Field::Qty));
    assert_eq!(c("單價\n(RMB)"), Some(Field::Price));
    assert_eq!(c("Unit Price / 單價"), Some(Field::Price));
    assert_eq!(c("U/M"), Some(Field::Unit));
    assert_eq!(c("要求到貨日期"), Some(Field::Requested));
    assert_eq!(c("六角螺栓"), None);
    assert_eq!(head("PO No.").map(|l| l.field), Some(Field::OrderNo));
    assert_eq!(head("供方電話：").map(|l| l.field), Some(Field::Ignore));
    assert_eq!(head("宏遠水務工程有限公司").map(|l| l.field), None);
    assert_eq!(head("物料需求明細 / Material list").map(|l| l.field), None);
    assert_eq!(column("單價/100支").and_then(|l| l.base), Some(Exact::whole(100)));
    assert_eq!(column("含稅單價").and_then(|l| l.taxed), Some(true));
}

#[test]
fn many_words_lead_to_the_same_field() {
    let columns: &[(Field, &str)] = &[
        (
            Field::Sku,
            "物料代號|料件編號|产品代号|Cat. No.|Part #|Stock Code|Art.-Nr.|Mat. No|貴司料號(必填)|Vendor Part No.|Product Ref.|编码|SKU#",
        ),
        (
            Field::Qty,
            "數　量|要貨數量|Qty.|Order Qty (pcs)|Req'd Qty|Ordered|No. of pcs|数量/个|訂購數量（支）|Quantity Ordered|Qty/数量|数量\nQty|订单量",
        ),
        (Field::Unit, "單 位|Unit of Measure|U.O.M.|单位 Unit|計量單位"),
        (
            Field::Price,
            "單價(未稅)|单价（不含税）|Price per unit|Unit cost|單價 NTD|Net price|单价（元）|Unit Price (excl. VAT)|单价/元|U. Price|含稅單價",
        ),
        (Field::Amount, "總價|金額(元)|Ext. Price|Line amount|小計金額|Sub-Total|金额小计|Amount (CNY)|总金额"),
        (Field::Requested, "需求日期|Delivery date|要求到廠日|交貨日期(年/月/日)|納期|Req. date"),
        (Field::Name, "品  名|货物名称|Product Name 产品名称|Name of goods"),
        (Field::Spec, "規格/型號|规格型号|Specifications|Spec.|Size"),
        (Field::Describe, "品名/規格|Item description|名称及规格|Description of Goods|品名規格說明"),
        (Field::Remark, "備　註|Rmk|Remarks 備註"),
        (Field::Index, "項次|NO|S/N|序号|Pos.|Line #"),
    ];
    let heads: &[(Field, &str)] = &[
        (
            Field::OrderNo,
            "採購訂單號碼|P.O.|Order #|PO Ref|貴司訂單號|客戶PO|P/O NO|订购单号码|Purchase Order Number|單號 No.|Our PO No.|訂單編號/PO No.",
        ),
        (
            Field::Requested,
            "希望到貨日|Deliver by|Required on|交貨期限|收货日期|Requested delivery date|交货日期 Delivery|最晚到貨日期",
        ),
        (Field::Placed, "發單日|日 期|Order date|下訂日|Date of order|制單日期|PO date|单据日期"),
        (Field::Customer, "訂貨單位|需方(甲方)|Client Name|買方 Buyer|采购单位名称"),
        (Field::Contact, "連絡人|採購承辦|Contact person|Attn.|收貨聯絡人|聯繫人"),
        (Field::Phone, "連絡電話|Tel No.|聯繫電話|手機號碼|電話/傳真|Phone #"),
        (Field::ShipTo, "送貨地點|Ship-to address|收货地址|Deliver to|交貨地點/地址|Delivery place"),
        (Field::Email, "E-Mail|電子信箱|郵箱"),
        (Field::Term, "付款條件|Payment term|结算方式|Terms of Payment"),
        (Field::Special, "備註說明|特殊要求|Special instructions|包裝要求|其他事項"),
        (Field::Total, "訂單總金額|Grand Total|合計(未稅)|总计 Total|Total (excl. VAT)|合計金額"),
        (Field::Ignore, "供應商傳真|Supplier phone|核准|Fax|頁次"),
    ];
    let mut wrong = Vec::new();
    for (list, find) in [(columns, column as fn(&str) -> Option<Label>), (heads, head)] {
        for (field, word) in list.iter().flat_map(|(field, words)| words.split('|').map(move |word| (*field, word))) {
            let found = find(word).map(|label| label.field);
            if found != Some(field) && !(found == Some(Field::Item) && matches!(field, Field::Index | Field::Sku)) {
                wrong.push(format!("{word}: {found:?} for {field:?}"));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}
