//! What the sheets say, in the three languages. Each is written by hand: Taiwan's words in `Hant`,
//! the mainland's in `Hans`. They stand here and not in the pages' language files because a signed
//! sheet must stay printable word for word, whatever a later page says.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    Hant,
    Hans,
    En,
}

impl Lang {
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Hant => "zh-Hant",
            Lang::Hans => "zh-Hans",
            Lang::En => "en",
        }
    }

    pub(super) fn words(self) -> &'static Words {
        match self {
            Lang::Hant => &HANT,
            Lang::Hans => &HANS,
            Lang::En => &EN,
        }
    }
}

pub(super) struct Words {
    pub(super) page_of: fn(usize, usize) -> String,
    pub(super) printed: &'static str,
    pub(super) digest: &'static str,
    pub(super) none: &'static str,

    pub(super) title: &'static str,
    pub(super) not_yet_accepted: &'static str,
    pub(super) intro: &'static str,
    pub(super) customer: &'static str,
    pub(super) name: &'static str,
    pub(super) contact: &'static str,
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) address: &'static str,
    pub(super) order: &'static str,
    pub(super) number: &'static str,
    pub(super) revision: &'static str,
    pub(super) round: &'static str,
    pub(super) placed_on: &'static str,
    pub(super) customer_order_no: &'static str,
    pub(super) received: &'static str,

    pub(super) lines: &'static str,
    pub(super) line_no: &'static str,
    pub(super) sku: &'static str,
    pub(super) description: &'static str,
    pub(super) quantity: &'static str,
    pub(super) unit_price: &'static str,
    pub(super) amount: &'static str,
    pub(super) requested: &'static str,
    pub(super) net: &'static str,
    pub(super) tax: &'static str,
    pub(super) gross: &'static str,
    pub(super) capital: &'static str,

    pub(super) terms: &'static str,
    pub(super) payment_term: &'static str,
    pub(super) delivery_terms: &'static str,
    pub(super) special_requirements: &'static str,

    pub(super) please: &'static str,
    pub(super) please_check: &'static str,
    pub(super) return_to: &'static str,
    pub(super) acceptance: &'static str,
    pub(super) customer_signs: &'static str,
    pub(super) ticks: [&'static str; 2],
    pub(super) fields: [&'static str; 4],
    pub(super) seal: &'static str,
}

const HANT: Words = Words {
    page_of: |page, count| format!("第 {page} 頁，共 {count} 頁"),
    printed: "列印時間",
    digest: "內容摘要 SHA-256",
    none: "無",

    title: "口頭訂單確認書",
    not_yet_accepted: "僅確認口頭訂單之內容，並非訂單受理通知",
    intro: "貴公司以電話或當面方式向本公司下單。以下為本公司所理解的訂單內容，謹以書面與貴公司確認。",
    customer: "客戶",
    name: "名稱",
    contact: "聯絡人",
    phone: "電話",
    email: "電子郵件",
    address: "地址",
    order: "訂單",
    number: "訂單編號",
    revision: "修訂",
    round: "輪次",
    placed_on: "下單日期",
    customer_order_no: "客戶訂單號",
    received: "接單紀錄",

    lines: "訂購內容",
    line_no: "項次",
    sku: "品號",
    description: "品名及規格",
    quantity: "數量",
    unit_price: "單價",
    amount: "金額",
    requested: "交期／地點",
    net: "未稅金額",
    tax: "稅額",
    gross: "含稅總額",
    capital: "金額大寫",

    terms: "交易條件",
    payment_term: "付款條件",
    delivery_terms: "交貨條件",
    special_requirements: "特殊要求",

    please: "請確認並回傳",
    please_check: "請逐項核對。內容無誤者，請簽名或蓋章後回傳本公司；內容有誤者，請註明更正事項，或立即與本公司聯絡。",
    return_to: "回傳至：",
    acceptance: "本確認書只確認雙方對口頭訂單內容的理解，不表示本公司已接受訂單。訂單尚須經本公司審核；俟本公司發出受理通知，告知訂單已受理並開始處理，始為接受（本公司訂單管理規定第 3.1.3、3.2.5 條）。",
    customer_signs: "客戶確認",
    ticks: ["內容無誤，確認訂購。", "內容須更正，更正事項如下。"],
    fields: ["更正事項", "簽名", "日期", "姓名及職稱"],
    seal: "蓋章處",
};

const HANS: Words = Words {
    page_of: |page, count| format!("第 {page} 页，共 {count} 页"),
    printed: "打印时间",
    digest: "内容摘要 SHA-256",
    none: "无",

    title: "口头订单确认书",
    not_yet_accepted: "仅确认口头订单的内容，并非订单受理通知",
    intro: "贵公司以电话或当面方式向我公司下单。以下为我公司所理解的订单内容，谨以书面形式与贵公司确认。",
    customer: "客户",
    name: "名称",
    contact: "联系人",
    phone: "电话",
    email: "电子邮箱",
    address: "地址",
    order: "订单",
    number: "订单编号",
    revision: "修订",
    round: "轮次",
    placed_on: "下单日期",
    customer_order_no: "客户订单号",
    received: "接单记录",

    lines: "订购内容",
    line_no: "序号",
    sku: "料号",
    description: "品名及规格",
    quantity: "数量",
    unit_price: "单价",
    amount: "金额",
    requested: "交货期／地点",
    net: "不含税金额",
    tax: "税额",
    gross: "价税合计",
    capital: "金额大写",

    terms: "交易条件",
    payment_term: "付款条件",
    delivery_terms: "交货条件",
    special_requirements: "特殊要求",

    please: "请确认并回传",
    please_check: "请逐项核对。内容无误的，请签名或盖章后回传我公司；内容有误的，请注明更正事项，或立即与我公司联系。",
    return_to: "回传至：",
    acceptance: "本确认书只确认双方对口头订单内容的理解，不表示我公司已接受订单。订单尚须经我公司审批；待我公司发出受理通知，告知订单已受理并开始处理，方为接受（我公司订单管理规定第 3.1.3、3.2.5 条）。",
    customer_signs: "客户确认",
    ticks: ["内容无误，确认订购。", "内容须更正，更正事项如下。"],
    fields: ["更正事项", "签名", "日期", "姓名及职务"],
    seal: "盖章处",
};

const EN: Words = Words {
    page_of: |page, count| format!("Page {page} of {count}"),
    printed: "Printed",
    digest: "Digest SHA-256",
    none: "None",

    title: "Confirmation of oral order",
    not_yet_accepted: "Confirms what was said; not an acceptance of the order",
    intro: "You placed an order with us by telephone or in person. This sheet restates it as we understood it, so that you can confirm it in writing.",
    customer: "Customer",
    name: "Name",
    contact: "Contact",
    phone: "Telephone",
    email: "E-mail",
    address: "Address",
    order: "Order",
    number: "Order number",
    revision: "Revision",
    round: "round",
    placed_on: "Placed on",
    customer_order_no: "Your reference",
    received: "Received",

    lines: "What you ordered",
    line_no: "No.",
    sku: "Item",
    description: "Name and specification",
    quantity: "Quantity",
    unit_price: "Unit price",
    amount: "Amount",
    requested: "Requested, place",
    net: "Net",
    tax: "Tax",
    gross: "Total with tax",
    capital: "In words",

    terms: "Terms",
    payment_term: "Payment",
    delivery_terms: "Delivery",
    special_requirements: "Special requirements",

    please: "Please confirm and return",
    please_check: "Please check every item. If all is right, sign or stamp this sheet and return it to us. If not, write down what is to be corrected, or call us at once.",
    return_to: " Return to: ",
    acceptance: "This sheet only confirms how we both understood the oral order; it does not accept it. The order is accepted when, after our review, we send the notice of acceptance (clauses 3.1.3 and 3.2.5 of our order rules).",
    customer_signs: "Confirmed by the customer",
    ticks: ["All is right; we confirm the order.", "To be corrected as written below."],
    fields: ["Corrections", "Signature", "Date", "Name, position"],
    seal: "Company seal",
};
