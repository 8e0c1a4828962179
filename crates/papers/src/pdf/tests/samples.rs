//! Sheets as a customer would get them, and the ones that a clerk hopes never to see.

use crate::pdf::{ConfirmationSheet, Lang, Party, SheetLine};

pub const DIGEST: &str = "9f2c41d07ab3e85560c1f4b29d7e8a3310bc5de2747f9016a8d3c2e5b4f60718";

pub fn sheet(lang: Lang, lines: usize) -> ConfirmationSheet {
    match lang {
        Lang::Hant => hant(lines),
        Lang::Hans => hans(lines),
        Lang::En => en(lines),
    }
}

pub fn all() -> [Lang; 3] {
    [Lang::Hant, Lang::Hans, Lang::En]
}

fn hant(lines: usize) -> ConfirmationSheet {
    let goods = [
        ("HX-M8-40-A2", "六角螺栓（附華司）", "M8×40，A2-70 不鏽鋼，DIN 933", "1,200", "個", "3.2500", "", "3,900.00"),
        ("BR-6205-2RS", "深溝滾珠軸承", "6205-2RS，內徑 25 mm，外徑 52 mm", "80", "個", "86.0000", "", "6,880.00"),
        (
            "CU-T2-15",
            "紫銅管",
            "T2，φ15×1.0，每支 3 m，退火態，內外壁光潔，出貨前須作水壓試驗 2.0 MPa",
            "350",
            "支",
            "128.5000",
            "",
            "44,975.00",
        ),
        ("WS-304-8", "彈簧華司", "M8，SUS304", "10,000", "個", "12.0000", "每 100 個", "1,200.00"),
    ];
    let rows =
        rows(&goods, lines, ["2026-11-18", "2026-12-02"], ["桃園市龜山區萬壽路一段 300 號 2 號碼頭", "高雄前鎮倉"]);
    ConfirmationSheet {
        lang: Lang::Hant,
        company: party(
            "鼎新精密五金股份有限公司",
            "新北市五股區五權七路 12 號 4 樓",
            "02-2298-1166",
            "orders@dingxin.example",
        ),
        customer: party(
            "昇陽機電工程有限公司",
            "桃園市龜山區萬壽路一段 300 號",
            "03-359-2200 分機 118",
            "wu.mf@shengyang.example",
        ),
        contact: "吳明芳 採購主任".into(),
        customer_order_no: "SY-PO-1141002".into(),
        received: "電話，2026-10-02 10:15，林雅婷接單".into(),
        currency: "TWD".into(),
        capital: Some("新臺幣伍萬玖仟捌佰零貳元柒角伍分整".into()),
        payment_term: "月結 30 天，銀行轉帳".into(),
        delivery_terms: "DAP 龜山廠，允許分批；運費由賣方負擔".into(),
        special_requirements:
            "外箱標示客戶訂單號與品號；A 級出貨檢驗報告隨貨附上。棧板限 110 × 110 cm，卸貨時間 09:00–11:30。".into(),
        printed_at: "2026-10-02 11:02".into(),
        ..common(rows)
    }
}

fn hans(lines: usize) -> ConfirmationSheet {
    let goods = [
        (
            "HX-M8-40-A2",
            "六角螺栓（带垫圈）",
            "M8×40，A2-70 不锈钢，GB/T 5783",
            "1,200",
            "个",
            "3.2500",
            "",
            "3,900.00",
        ),
        ("BR-6205-2RS", "深沟球轴承", "6205-2RS，内径 25 mm，外径 52 mm", "80", "个", "86.0000", "", "6,880.00"),
        (
            "CU-T2-15",
            "紫铜管",
            "T2，φ15×1.0，每根 3 m，退火态，内外壁光洁，出厂前须做水压试验 2.0 MPa",
            "350",
            "根",
            "128.5000",
            "",
            "44,975.00",
        ),
        ("WS-304-8", "弹簧垫圈", "M8，SUS304", "10,000", "个", "12.0000", "每 100 个", "1,200.00"),
    ];
    let rows =
        rows(&goods, lines, ["2026-11-18", "2026-12-02"], ["苏州工业园区星湖街 218 号 B3 栋收货口", "昆山中转仓"]);
    ConfirmationSheet {
        lang: Lang::Hans,
        company: party(
            "鼎新精密五金（苏州）有限公司",
            "江苏省苏州市吴中区木渎镇金枫路 216 号",
            "0512-6658 1166",
            "orders@dingxin.example",
        ),
        customer: party(
            "昇阳机电工程有限公司",
            "苏州工业园区星湖街 218 号",
            "0512-6288 2200-118",
            "wu.mf@shengyang.example",
        ),
        contact: "吴明芳 采购主管".into(),
        customer_order_no: "SY-PO-20261002".into(),
        received: "上门拜访，2026-10-02 10:15，林雅婷记录".into(),
        currency: "CNY".into(),
        capital: Some("人民币伍万玖仟捌佰零贰元柒角伍分".into()),
        payment_term: "货到 30 天，银行承兑汇票".into(),
        delivery_terms: "送货至星湖街，允许分批；运费由卖方承担".into(),
        special_requirements:
            "外箱标注客户订单号与料号；随货附 A 级出厂检验报告。托盘限 110 × 110 cm，卸货时间 09:00–11:30。".into(),
        printed_at: "2026-10-02 11:02".into(),
        ..common(rows)
    }
}

fn en(lines: usize) -> ConfirmationSheet {
    let goods = [
        (
            "HX-M8-40-A2",
            "Hexagon bolt with washer",
            "M8×40, stainless A2-70, DIN 933",
            "1,200",
            "pcs",
            "3.2500",
            "",
            "3,900.00",
        ),
        (
            "BR-6205-2RS",
            "Deep-groove ball bearing",
            "6205-2RS, bore 25 mm, outside 52 mm",
            "80",
            "pcs",
            "86.0000",
            "",
            "6,880.00",
        ),
        (
            "CU-T2-15",
            "Copper tube",
            "T2, φ15×1.0, lengths of 3 m, annealed, bright inside and out, pressure-tested at 2.0 MPa before dispatch",
            "350",
            "lengths",
            "128.5000",
            "",
            "44,975.00",
        ),
        ("WS-304-8", "Spring washer", "M8, SUS304", "10,000", "pcs", "12.0000", "per 100 pcs", "1,200.00"),
    ];
    let rows =
        rows(&goods, lines, ["18 Nov 2026", "2 Dec 2026"], ["Gate 4, Harbour Road 17, Bremerhaven", "Rotterdam hub"]);
    ConfirmationSheet {
        lang: Lang::En,
        company: party(
            "Dingxin Precision Hardware Co., Ltd.",
            "4F, 12 Wuquan 7th Road, Wugu, New Taipei City, Taiwan",
            "+886 2 2298 1166",
            "orders@dingxin.example",
        ),
        customer: party(
            "AV Tools & Werkzeuge GmbH",
            "Harbour Road 17, 27570 Bremerhaven, Germany",
            "+49 471 555 0118",
            "to.vandenberg@avtools.example",
        ),
        contact: "Tomas van den Berg, Purchasing".into(),
        customer_order_no: String::new(),
        received: "Telephone, 2 Oct 2026 10:15, taken by Ya-ting Lin".into(),
        currency: "EUR".into(),
        capital: None,
        payment_term: "30 days net by bank transfer".into(),
        delivery_terms: "DAP Bremerhaven (Incoterms 2020); partial deliveries allowed".into(),
        special_requirements: String::new(),
        printed_at: "2 Oct 2026 11:02".into(),
        ..common(rows)
    }
}

type Goods =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

fn rows(goods: &[Goods], count: usize, days: [&str; 2], places: [&str; 2]) -> Vec<SheetLine> {
    let row = |(i, goods): (usize, &Goods)| {
        let (sku, name, spec, qty, unit, unit_price, price_base, amount) = *goods;
        SheetLine {
            no: (i + 1).to_string(),
            sku: sku.into(),
            name: name.into(),
            spec: spec.into(),
            qty: qty.into(),
            unit: unit.into(),
            unit_price: unit_price.into(),
            price_base: price_base.into(),
            amount: amount.into(),
            requested_on: days[i / 3 % 2].into(),
            place: places[i / 3 % 2].into(),
            more: String::new(),
        }
    };
    goods.iter().cycle().take(count).enumerate().map(row).collect()
}

fn common(lines: Vec<SheetLine>) -> ConfirmationSheet {
    ConfirmationSheet {
        lang: Lang::En,
        company: Party::default(),
        customer: Party::default(),
        contact: String::new(),
        number: "SO-2026-000123".into(),
        revision: 1,
        round: 2,
        placed_on: "2026-10-02".into(),
        customer_order_no: String::new(),
        received: String::new(),
        lines,
        currency: String::new(),
        net: "56,955.00".into(),
        tax: "2,847.75".into(),
        gross: "59,802.75".into(),
        capital: None,
        payment_term: String::new(),
        delivery_terms: String::new(),
        special_requirements: String::new(),
        more: Vec::new(),
        digest_hex: DIGEST.into(),
        qr_text: format!("https://lidan.example/v/SO-2026-000123/1/{}", &DIGEST[..32]),
        printed_at: "2026-10-02".into(),
        made_at: jiff::Timestamp::from_second(1_790_000_000).unwrap(),
        watermark: None,
        signed: Vec::new(),
    }
}

/// Nothing was answered: every optional value is empty, and there is no line.
pub fn empty() -> ConfirmationSheet {
    let sheet = common(Vec::new());
    ConfirmationSheet {
        number: String::new(),
        placed_on: String::new(),
        net: String::new(),
        tax: String::new(),
        gross: String::new(),
        digest_hex: String::new(),
        qr_text: String::new(),
        printed_at: String::new(),
        ..sheet
    }
}

fn party(name: &str, address: &str, phone: &str, email: &str) -> Party {
    Party { name: name.into(), address: address.into(), phone: phone.into(), email: email.into() }
}
