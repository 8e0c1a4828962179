//! A table whose columns are known by their heads, in the words people give them.

use papers::read::{self, Limits, Unreadable};
use platform::act::Outcome;
use platform::limits::{FILE_BYTES, IMPORT_ROWS};
use platform::text;
use platform::trouble::{Say, Trouble};

use super::Kind;

/// field → what its column may be called, folded, without blanks and signs.
type Heads = &'static [(&'static str, &'static [&'static str])];

const PRODUCT_HEADS: Heads = &[
    ("sku", &["sku", "品号", "料号", "货号", "产品编号", "商品编号", "partno", "partnumber", "itemno"]),
    ("name_hant", &["namehant", "繁体品名", "品名", "产品名称", "名称", "name"]),
    ("name_hans", &["namehans", "简体品名"]),
    ("spec", &["specification", "spec", "规格", "规格型号", "型号规格", "型号"]),
    ("unit", &["unit", "单位", "uom"]),
    ("list_price", &["listprice", "定价", "牌价", "单价", "售价", "price"]),
    ("floor_price", &["floorprice", "底价", "最低价", "最低售价"]),
    ("price_base", &["pricebase", "计价单位", "价格基数", "计价数量"]),
    ("currency", &["currency", "币别", "币种", "货币"]),
    ("tax_rate", &["taxrate", "税率"]),
    ("pack", &["pack", "包装量", "最小包装", "包装数", "最小倍数", "起订倍数"]),
    ("supply", &["supply", "供应方式", "来源", "供货方式"]),
    ("lead_days", &["leaddays", "leadtime", "前置天数", "交期天数", "前置期", "交货天数"]),
    ("opening_stock", &["openingstock", "期初库存", "库存"]),
    ("work_centre", &["workcentre", "workcenter", "工作中心"]),
    ("hours_per_unit", &["hoursperunit", "单位工时", "单件工时"]),
    ("setup_hours", &["setuphours", "准备工时", "换线工时"]),
    ("supplier", &["supplier", "供应商"]),
    ("cost", &["cost", "成本", "单位成本"]),
    ("restricted", &["restricted", "管制", "管制品", "限制销售"]),
];

const PRICE_HEADS: Heads = &[
    ("list", &["list", "pricelist", "价目表", "价格表", "价目表编号"]),
    ("price_class", &["priceclass", "class", "价格等级", "价格级别", "客户等级", "等级"]),
    ("customer", &["customer", "customercode", "客户编号", "客户代码", "客户代号", "客户号"]),
    ("sku", &["sku", "品号", "料号", "货号", "产品编号", "商品编号", "partno", "partnumber", "itemno"]),
    ("name", &["name", "品名", "产品名称", "名称"]),
    ("currency", &["currency", "币别", "币种", "货币"]),
    ("from_quantity", &["fromquantity", "from", "minquantity", "起订量", "数量起", "起始数量", "数量级距", "数量"]),
    ("valid_from", &["validfrom", "生效日", "生效日期", "有效期起", "起始日期"]),
    ("valid_until", &["validuntil", "失效日", "失效日期", "有效期止", "有效期至", "截止日期"]),
    ("price", &["price", "单价", "价格", "售价"]),
    ("floor_price", &["floorprice", "floor", "底价", "最低价", "最低售价"]),
    ("price_base", &["pricebase", "计价单位", "价格基数", "计价数量"]),
];

const CUSTOMER_HEADS: Heads = &[
    ("code", &["code", "customercode", "客户编号", "客户代码", "客户代号", "客户号"]),
    ("name", &["name", "customername", "客户名称", "名称", "客户"]),
    ("contact", &["contact", "联系人", "联络人"]),
    ("phone", &["phone", "tel", "电话", "联系电话", "联络电话"]),
    ("email", &["email", "mail", "电子邮件", "邮箱", "电子信箱", "邮件"]),
    ("fax", &["fax", "传真"]),
    ("address", &["address", "地址", "送货地址", "收货地址"]),
    ("price_class", &["priceclass", "价格等级", "价格级别", "客户等级", "等级"]),
    ("payment_term", &["paymentterm", "paymentterms", "付款条件", "付款方式", "账期"]),
    ("credit_limit", &["creditlimit", "信用额度", "授信额度"]),
    ("currency", &["currency", "币别", "币种", "货币"]),
    ("tax_id", &["taxid", "税号", "统一编号", "统编", "纳税人识别号", "统一社会信用代码"]),
    ("licence_no", &["licenceno", "licenseno", "执照号", "营业执照号", "营业执照号码", "许可证号"]),
    (
        "licence_until",
        &["licencevaliduntil", "licensevaliduntil", "licenceuntil", "执照有效期", "执照到期日", "有效期至"],
    ),
    ("customer_since", &["customersince", "建档日期", "往来日期", "客户建立日", "首次往来"]),
    ("blocked", &["blocked", "停用", "冻结", "停止交易"]),
    ("lang", &["lang", "language", "语言"]),
    ("receivable_open", &["receivableopen", "应收余额", "应收账款", "未收款"]),
    ("receivable_overdue", &["receivableoverdue", "逾期应收", "逾期金额", "逾期"]),
];

const RECEIVABLE_HEADS: Heads = &[
    ("code", &["code", "customercode", "客户编号", "客户代码", "客户代号", "客户号"]),
    ("receivable_open", &["receivableopen", "open", "应收余额", "应收账款", "未收款"]),
    ("receivable_overdue", &["receivableoverdue", "overdue", "逾期应收", "逾期金额", "逾期"]),
    ("deposit", &["deposit", "deposits", "预收款", "预收账款", "订金", "定金"]),
    ("as_of", &["asof", "截止日", "截止日期", "结算日"]),
    // The customer list itself serves as a list of receivables; its other columns are known and left alone.
    ("name", &["name", "customername", "客户名称", "名称", "客户"]),
];

const SKU_HEAD: (&str, &[&str]) = ("sku", &["sku", "品号", "料号", "货号", "产品编号", "partno", "partnumber"]);

const CENTRE_HEADS: Heads = &[
    ("code", &["code", "工作中心编号", "工作中心代号", "编号", "代号"]),
    ("name", &["name", "工作中心", "名称"]),
    ("mon", &["mon", "周一", "星期一"]),
    ("tue", &["tue", "周二", "星期二"]),
    ("wed", &["wed", "周三", "星期三"]),
    ("thu", &["thu", "周四", "星期四"]),
    ("fri", &["fri", "周五", "星期五"]),
    ("sat", &["sat", "周六", "星期六"]),
    ("sun", &["sun", "周日", "星期日"]),
];

const OPERATION_HEADS: Heads = &[
    SKU_HEAD,
    ("no", &["no", "工序号", "工序"]),
    ("name", &["name", "工序名称", "名称"]),
    ("centre", &["centre", "center", "workcentre", "workcenter", "工作中心"]),
    ("setup_minutes", &["setupminutes", "setup", "准备分钟", "换线分钟"]),
    ("run_minutes", &["runminutes", "run", "单件分钟", "加工分钟"]),
];

const COMPONENT_HEADS: Heads = &[
    SKU_HEAD,
    ("component", &["component", "子件", "组件", "元件", "子件料号"]),
    ("per", &["per", "quantityper", "用量", "单位用量"]),
];

const OUTSIDE_HEADS: Heads = &[
    ("centre", &["centre", "center", "workcentre", "workcenter", "工作中心"]),
    ("day", &["day", "date", "日期"]),
    ("minutes", &["minutes", "分钟"]),
    ("remark", &["remark", "备注", "说明"]),
];

const TERM_HEADS: Heads = &[
    SKU_HEAD,
    ("lead_days", &["leaddays", "leadtime", "前置天数", "交期天数", "前置期"]),
    ("inspection_days", &["inspectiondays", "检验天数"]),
    ("transport_days", &["transportdays", "运输天数"]),
];

const SUPPLIER_HEADS: Heads = &[
    ("code", &["code", "suppliercode", "供应商编号", "供应商代码", "供应商代号", "厂商编号", "厂商代号", "编号"]),
    ("name", &["name", "suppliername", "供应商名称", "供应商", "厂商名称", "厂商", "名称"]),
    ("contact", &["contact", "联系人", "联络人"]),
    ("phone", &["phone", "tel", "电话", "联系电话", "联络电话"]),
    ("email", &["email", "mail", "电子邮件", "邮箱", "电子信箱", "邮件"]),
    ("address", &["address", "地址"]),
    ("lang", &["lang", "language", "语言"]),
    ("currency", &["currency", "币别", "币种", "货币"]),
    ("payment_term", &["paymentterm", "paymentterms", "付款条件", "付款方式", "账期"]),
    ("tax_id", &["taxid", "税号", "统一编号", "统编", "纳税人识别号", "统一社会信用代码"]),
    ("tax_rate", &["taxrate", "税率"]),
];

pub struct Sheet {
    pub kind: Kind,
    /// The heads as the file writes them.
    pub heads: Vec<String>,
    /// Which field each column holds.
    fields: Vec<Option<&'static str>>,
    /// (the row's number in the file, its cells)
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    pub fn read(kind: Kind, bytes: &[u8], file_name: &str) -> Outcome<Sheet> {
        let limits =
            Limits { bytes: FILE_BYTES.value as usize, rows: IMPORT_ROWS.value as usize + 1, ..Limits::default() };
        let table = read::table(bytes, file_name, &limits).map_err(unreadable)?;
        let known = match kind {
            Kind::Products => PRODUCT_HEADS,
            Kind::Prices => PRICE_HEADS,
            Kind::Customers => CUSTOMER_HEADS,
            Kind::Receivables => RECEIVABLE_HEADS,
            Kind::WorkCentres => CENTRE_HEADS,
            Kind::Operations => OPERATION_HEADS,
            Kind::Components => COMPONENT_HEADS,
            Kind::SupplyTerms => TERM_HEADS,
            Kind::OutsideLoads => OUTSIDE_HEADS,
            Kind::Suppliers => SUPPLIER_HEADS,
        };
        let mut fields: Vec<Option<&'static str>> = Vec::new();
        for head in &table.header {
            let field = field_of(known, head);
            if field.is_some() && fields.contains(&field) {
                return Err(Trouble::invalid("file", Say::new("masters-bad-head-twice").arg("head", head)));
            }
            fields.push(field);
        }
        Ok(Sheet { kind, heads: table.header, fields, rows: table.rows })
    }

    /// Where a field's column is.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }

    /// Columns with a head that nobody knows.
    pub fn ignored(&self) -> Vec<String> {
        let unknown = self.heads.iter().zip(&self.fields).filter(|(head, field)| field.is_none() && !head.is_empty());
        unknown.map(|(head, _)| head.clone()).collect()
    }

    /// Cells with content where no column has a head: most often a comma too many, after which all cells stand wrong.
    pub fn stray<'a>(&'a self, cells: &'a [String]) -> impl Iterator<Item = (usize, &'a str)> {
        let nameless = |at: &usize| self.heads.get(*at).is_none_or(String::is_empty);
        cells
            .iter()
            .enumerate()
            .filter(move |(at, cell)| nameless(at) && !cell.is_empty())
            .map(|(at, cell)| (at, cell.as_str()))
    }
}

fn field_of(known: Heads, head: &str) -> Option<&'static str> {
    // A unit or a remark in brackets does not make another column.
    let bare = head.split(['(', '（', '[']).next().unwrap_or(head);
    let folded: String = text::fold(bare).chars().filter(|c| c.is_alphanumeric()).collect();
    let exact = |(field, names): &&(&'static str, &[&str])| {
        field.replace('_', "") == folded || names.iter().any(|name| text::fold(name) == folded)
    };
    known.iter().find(exact).map(|(field, _)| *field)
}

/// A table that cannot be read at all is told as what it is.
pub fn unreadable(why: Unreadable) -> Trouble {
    let key = match why {
        Unreadable::NotSupported { .. } => "masters-file-kind",
        Unreadable::TooMuch { .. } => "masters-file-too-much",
        Unreadable::Bomb { .. } => "masters-file-bomb",
        Unreadable::Broken { .. } => "masters-file-broken",
        Unreadable::Locked => "masters-file-locked",
        Unreadable::Dtd | Unreadable::NotText { .. } => "masters-file-not-text",
        Unreadable::Empty | Unreadable::NoOrder => "masters-file-empty",
    };
    let say = why.fields().into_iter().fold(Say::new(key), |say, (name, value)| say.arg(name, value));
    Trouble::invalid("file", say)
}
