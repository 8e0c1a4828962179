//! Judges a draft against the directory and makes the entry. The order of the steps is the order a clerk works in: which
//! order, whose, when, what, how much, and what else was asked.

use super::{
    directory::Directory,
    draft::{Draft, DraftLine, Where, Word},
    dress, fold, goods,
    labels::Field,
    reading::{Kind, Place, Reading},
    sheet::Value,
    sums, totals, when, who,
};
use std::collections::{HashMap, HashSet};

pub(crate) fn enter(draft: &Draft, kind: Kind, dir: &dyn Directory, customer: Option<&str>) -> Reading {
    let mut reading = Reading::new(kind);
    reading.doubts.clone_from(&draft.doubts);
    let lines = order(draft, &mut reading);
    let master = who::customer(draft, &lines, dir, customer, &mut reading);
    who::details(draft, &lines, master.as_ref(), &mut reading);
    when::days(draft, &lines, kind, &mut reading);
    currency(draft, &lines, &mut reading);
    let mut amounts = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let product = goods::line(line, index, dir, &mut reading);
        amounts.push(sums::line(line, index, product.as_ref(), draft.comma, &mut reading));
        asides(line, index, &mut reading);
    }
    repeated(&mut reading);
    totals::totals(draft, &lines, &amounts, &mut reading);
    special(draft, master.as_ref().map(|m| m.name.as_str()), &mut reading);
    for said in draft.said.iter().filter(|said| said.field == Field::Aside && !is_nothing(&said.word.text())) {
        let text = said.word.text();
        let why = format!("The paper also says: {text}");
        reading.doubt("special", "also_said", why, &[("text", &text)], Some(&said.word.place));
    }
    if lines.is_empty() {
        reading.doubt("lines", "no_lines", "No order lines were found.", &[], None);
    }
    reading
}

/// Values for a field of the whole order: from labels first, then from columns that repeat it.
pub(crate) fn words<'a>(draft: &'a Draft, lines: &[&'a DraftLine], field: Field) -> Vec<&'a Word> {
    let said = draft.said.iter().filter(|said| said.field == field).map(|said| &said.word);
    let columns = lines.iter().filter_map(|line| line.words.get(&field));
    let mut seen = HashSet::new();
    said.chain(columns).filter(|word| !word.text().is_empty() && seen.insert(fold::key(&word.text()))).collect()
}

/// The customer's order number, and the lines that belong to it.
fn order<'a>(draft: &'a Draft, reading: &mut Reading) -> Vec<&'a DraftLine> {
    let all: Vec<&DraftLine> = draft.lines.iter().collect();
    let mut found: Vec<&Word> =
        words(draft, &all, Field::OrderNo).into_iter().filter(|word| is_number(&word.text())).collect();
    let weak: Vec<&Word> =
        words(draft, &all, Field::OrderNoWeak).into_iter().filter(|word| is_number(&word.text())).collect();
    if found.is_empty()
        && let Some(word) = weak.first()
    {
        let text = word.text();
        reading.doubt(
            "customer_order_no",
            "order_no_weak",
            format!("The label before {text} may name something else."),
            &[("text", &text)],
            Some(&word.place),
        );
        found = vec![word];
    }
    let Some(first) = found.first() else {
        guess_number(draft, reading);
        return all;
    };
    reading.customer_order_no = fold::tidy(&first.text());
    reading.from("customer_order_no", &first.place);
    let in_columns: Vec<String> =
        all.iter().filter_map(|line| line.words.get(&Field::OrderNo)).map(|word| fold::key(&word.text())).collect();
    let mine = fold::key(&first.text());
    if found.len() > 1 {
        let others: Vec<String> = found.iter().skip(1).map(|word| word.text()).collect();
        let others = others.join(", ");
        let code = if in_columns.iter().any(|number| *number != mine) { "several_orders" } else { "order_no_several" };
        reading.doubt(
            "customer_order_no",
            code,
            format!("The paper also names the order numbers {others}."),
            &[("others", &others)],
            Some(&first.place),
        );
    }
    let mine_only =
        |line: &&DraftLine| line.words.get(&Field::OrderNo).is_none_or(|word| fold::key(&word.text()) == mine);
    let kept: Vec<&DraftLine> = all.iter().copied().filter(mine_only).collect();
    if kept.is_empty() { all } else { kept }
}

fn is_number(text: &str) -> bool {
    let long = text.chars().count() > 40;
    let words = text.split_whitespace().count() > 4;
    text.chars().map(fold::narrow).any(|c| c.is_ascii_digit())
        && !long
        && !words
        && text.chars().filter(|c| fold::is_cjk(*c)).count() <= 4
}

/// Some customers only write the number into the title.
fn guess_number(draft: &Draft, reading: &mut Reading) {
    let token = |text: &str| {
        let text = fold::tidy(text);
        let found =
            text.split(|c: char| c.is_whitespace() || fold::is_cjk(c) || matches!(c, ',' | '(' | ')')).find(|token| {
                let token = token.trim_start_matches('#');
                token.to_ascii_uppercase().starts_with("PO") && token.bytes().filter(u8::is_ascii_digit).count() >= 3
            });
        found.map(|token| token.trim_end_matches(['.', ';', ':']).to_owned())
    };
    match draft.free.iter().find_map(|(word, _)| Some((token(&word.text())?, &word.place))) {
        Some((number, place)) => {
            reading.doubt(
                "customer_order_no",
                "order_no_guessed",
                "No label names the order number; this looks like one.",
                &[("text", &number)],
                Some(place),
            );
            reading.from("customer_order_no", place);
            reading.customer_order_no = number;
        }
        None => reading.doubt("customer_order_no", "order_no_missing", "The paper gives no order number.", &[], None),
    }
}

fn currency(draft: &Draft, lines: &[&DraftLine], reading: &mut Reading) {
    let said = words(draft, lines, Field::Currency)
        .into_iter()
        .find_map(|word| Some((dress::currency(&fold::fold(&word.text()))?, word.place.clone())));
    let priced = || {
        lines
            .iter()
            .filter_map(|line| line.words.get(&Field::Price).or(line.words.get(&Field::Amount)))
            .find_map(|word| Some((dress::currency(&fold::fold(&word.text()))?, word.place.clone())))
    };
    if let Some((code, place)) = said.or_else(|| draft.currency.clone()).or_else(priced) {
        code.clone_into(&mut reading.currency);
        reading.from("currency", &place);
    }
}

/// What a line says besides the article: notes, strokes, discounts and numbers nobody asked for.
fn asides(line: &DraftLine, index: usize, reading: &mut Reading) {
    let field = format!("lines[{index}]");
    if line.struck {
        reading.doubt(&field, "struck_out", "Part of this line is crossed out.", &[], line.place.as_ref());
    }
    if let Some(word) = line.words.get(&Field::Remark) {
        let text = word.text();
        if !is_nothing(&text) {
            reading.doubt(
                &field,
                "line_note",
                format!("The line carries a note: {text}"),
                &[("text", &text)],
                Some(&word.place),
            );
            if let Some(entry) = reading.lines.get_mut(index) {
                entry.remark = text;
            }
        }
    }
    for (wanted, code, what) in [
        (Field::Discount, "discount", "a discount"),
        (Field::OtherQty, "other_quantity", "another quantity"),
        (Field::OtherPrice, "other_price", "another price"),
    ] {
        let Some(word) = line.words.get(&wanted) else { continue };
        let text = word.text();
        let zero = super::figure::figure(&text, false).is_some_and(|f| f.value.is_zero());
        if wanted == Field::Discount && !zero && !is_nothing(&text) {
            reading.doubt(
                format!("{field}.price"),
                code,
                format!("The line gives {what}: {text}"),
                &[("text", &text)],
                Some(&word.place),
            );
        }
    }
}

pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(fold::key(text).as_str(), "" | "无" | "none" | "na" | "nil" | "no" | "没有" | "同上")
}

fn repeated(reading: &mut Reading) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut doubts = Vec::new();
    for (index, line) in reading.lines.iter().enumerate().filter(|(_, line)| !line.sku.is_empty()) {
        if let Some(first) = seen.get(&line.sku) {
            doubts.push((index, line.sku.clone(), first + 1));
        } else {
            seen.insert(line.sku.clone(), index);
        }
    }
    for (index, sku, first) in doubts {
        let place = reading.places.get(&format!("lines[{index}].sku")).cloned();
        reading.doubt(
            format!("lines[{index}].sku"),
            "duplicate",
            format!("{sku} already stands in line {first}."),
            &[("sku", &sku), ("line", &first.to_string())],
            place.as_ref(),
        );
    }
}

const NOTES_MAX: usize = 40;

/// Notes with a label, and what stands below the table without one. Thanks and signatures ask for nothing.
fn special(draft: &Draft, customer: Option<&str>, reading: &mut Reading) {
    let mut parts: Vec<(String, &Place)> = Vec::new();
    let mut taxed = None;
    let said = draft.said.iter().filter(|said| said.field == Field::Special).map(|said| (&said.word, Where::Below));
    for (word, stands) in said.chain(draft.free.iter().map(|(word, stands)| (word, *stands))) {
        if !matches!(word.value, Value::Text(_)) {
            continue;
        }
        for text in word.text().lines().map(fold::trim).filter(|text| !text.is_empty()) {
            let folded = fold::fold(&text);
            if dress::taxed(&folded) == Some(true) && text.chars().count() <= 60 {
                taxed = taxed.or(Some((text.clone(), &word.place)));
                continue;
            }
            let labelled = draft.said.iter().any(|said| said.field == Field::Special && said.word.place == word.place);
            let wanted = if labelled {
                !is_nothing(&text)
            } else {
                (stands == Where::Below || (stands == Where::Around && asks(&folded)))
                    && !is_small_talk(&folded, customer)
            };
            if wanted && parts.len() < NOTES_MAX && !parts.iter().any(|(known, _)| fold::key(known) == fold::key(&text))
            {
                parts.push((text, &word.place));
            }
        }
    }
    if let Some((text, place)) = taxed
        && !reading.doubts.iter().any(|doubt| doubt.code == "tax_included")
    {
        reading.doubt(
            "lines",
            "tax_included",
            format!("The prices are said to include tax: {text}"),
            &[("text", &text)],
            Some(place),
        );
    }
    if parts.len() > 1 {
        reading.doubt(
            "special",
            "several_notes",
            "Several notes were put together.",
            &[],
            parts.first().map(|(_, place)| *place),
        );
    }
    if let Some((_, place)) = parts.first() {
        reading.from("special", place);
    }
    reading.special = parts.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("；");
}

fn asks(folded: &str) -> bool {
    [
        "请",
        "务必",
        "必须",
        "需附",
        "须附",
        "附检验",
        "附材质",
        "please",
        "must ",
        "attach",
        "注意",
        "急件",
        "urgent",
        "勿",
    ]
    .iter()
    .any(|word| folded.contains(word))
}

fn is_small_talk(folded: &str, customer: Option<&str>) -> bool {
    let key = fold::key(folded);
    let greets = [
        "谢谢",
        "感谢",
        "thank",
        "此致",
        "敬礼",
        "顺颂",
        "您好",
        "bestregards",
        "kindregards",
        "regards",
        "以下空白",
        "以上",
        "endoforder",
        "blank",
    ];
    let signs =
        ["签名", "签章", "盖章", "制表", "审核", "核准", "批准", "signature", "approved", "authorized", "第页", "page"];
    let short = key.chars().count() <= 12;
    let contact = !super::person::phones(folded).is_empty() && key.chars().filter(|c| fold::is_cjk(*c)).count() <= 6;
    // `茲訂購下列貨品：` introduces the table and asks for nothing of its own.
    let opens = folded.trim_end().ends_with([':', '：'])
        || key.ends_with("如下")
        || key.contains("下列货品")
        || key.contains("下列产品");
    key.is_empty()
        || opens
        || key.chars().all(|c| c.is_ascii_digit())
        || (short && greets.iter().any(|word| key.contains(word)))
        || key.starts_with("谢谢") && short
        || signs.iter().any(|word| key.starts_with(word))
        || customer.is_some_and(|name| fold::key(name) == key)
        || contact
        || folded.contains('@') && !folded.contains(' ')
        || !folded.chars().any(char::is_alphanumeric)
}
