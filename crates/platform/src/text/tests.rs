use super::*;

fn said(tokens: Vec<String>) -> String {
    tokens.join(" ")
}

#[test]
fn traditional_simplified_width_and_case_fold_together() {
    for (text, folded) in [
        ("訂單", "订单"),
        ("臺灣", "台湾"),
        ("颱風", "台风"),
        ("裏面", "里面"),
        ("裡面", "里面"),
        ("這里", "这里"),
        ("不鏽鋼螺絲", "不锈钢螺丝"),
        ("計畫", "计划"),
        ("計劃", "计划"),
        ("着", "着"),
        ("著名", "着名"),
        ("ＨＢ－Ｍ６", "hb-m6"),
        ("Größe", "größe"),
        ("聯絡　人", "联络 人"),
        ("M6×20", "m6x20"),
        ("M6*20", "m6x20"),
        ("5 * 3", "5 * 3"),
        ("乾隆", "干隆"),
        ("回覆", "回复"),
        ("樊於期", "樊于期"),
        ("後備", "后备"),
        ("週一", "周一"),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn folding_twice_changes_nothing() {
    let every: String = ('\u{1}'..='\u{2FFFF}').collect();
    let once = fold(&every);
    assert!(fold(&once) == once);
    for c in HAN_FIRST..=HAN_LAST {
        let once = fold(&c.to_string());
        assert_eq!(fold(&once), once, "{c}");
        assert_eq!(once.chars().count(), 1, "{c}");
    }
}

#[test]
fn a_run_of_han_gives_pairs_and_singles() {
    assert_eq!(said(tokens("訂單號")), "订单 单号 订 单 号");
    assert_eq!(said(query("訂單號")), "订单 单号");
    assert_eq!(said(query("單")), "单");
    assert_eq!(said(query("訂單 號")), "订单 号");
    assert_eq!(said(tokens("不鏽鋼M6螺絲")), "不锈 锈钢 不 锈 钢 m6 螺丝 螺 丝");
}

#[test]
fn a_code_is_found_in_pieces_and_however_it_is_hyphenated() {
    assert_eq!(said(tokens("HB-M6x20-A2")), "hb m6x20 a2 hbm6x20a2");
    assert_eq!(said(query("hb-m6x20-a2")), "hb m6x20 a2");
    let document = tokens("六角螺栓 HB-M6×20-A2，SO-2026-000123");
    for typed in ["HB-M6x20-A2", "hbm6x20a2", "ｈｂ", "m6*20", "螺栓", "六", "so2026000123", "2026 000123", "A2 HB"]
    {
        let missing: Vec<String> = query(typed).into_iter().filter(|token| !document.contains(token)).collect();
        assert!(missing.is_empty() && !query(typed).is_empty(), "{typed}: {missing:?}");
    }
    assert_eq!(said(tokens("anti-dumping")), "anti dumping", "words without digits are no codes");
    assert_eq!(said(tokens("-5-")), "5");
    assert_eq!(said(tokens("1.5mm 1/2")), "1 5mm 1 2", "a number is no code");
}

#[test]
fn whatever_stands_in_a_document_finds_it() {
    let document = "採購單 PO.2026/07：台達電子 交期11月19日，數量1,200個（含稅）Ｌ＝３０ｍｍ 〇五";
    let tokens = tokens(document);
    let chars: Vec<char> = document.chars().collect();
    for from in 0..chars.len() {
        // A word cut in two is another word; Han may be cut anywhere.
        for to in from + 1..=chars.len().min(from + 6) {
            if chars[from..to].iter().all(|c| is_han(*c)) {
                let typed: String = chars[from..to].iter().collect();
                assert!(query(&typed).iter().all(|token| tokens.contains(token)), "{typed}");
            }
        }
    }
}

#[test]
fn nothing_to_search_for_gives_no_tokens() {
    for text in ["", "  ", "，。！", "---", "😀"] {
        assert!(query(text).is_empty() && tokens(text).is_empty(), "{text}");
    }
}

#[test]
fn initials_are_what_people_type() {
    for (name, typed) in [
        ("台灣三豐", "twsf"),
        ("臺達電子", "tddz"),
        ("3M中國", "3mzg"),
        ("重慶機械", "cqjx"),
        ("招商銀行", "zsyh"),
        ("永豐五金行", "yfwjh"),
        ("廈門 ABC", "xmabc"),
        ("長春石化", "ccsh"),
        ("采购订单", "cgdd"),
        ("（）", ""),
    ] {
        assert_eq!(initials(name), typed, "{name}");
    }
    for c in HAN_FIRST..=HAN_LAST {
        let initial = initials(&c.to_string());
        assert!(initial.len() <= 1 && initial.is_ascii(), "{c} {initial}");
    }
}

#[test]
fn one_telephone_has_one_tail() {
    for text in [
        "+886 2 2345-6789",
        "(02) 23456789 轉 12",
        "０２－２３４５６７８９",
        "Fax: 02-2345-6789",
        "02-2345-6789 ext. 5",
        "02 2345 6789#12",
        "電話 0223456789 分機3",
        "1號櫃檯 02.2345.6789",
    ] {
        assert_eq!(phone_tail(text).as_deref(), Some("23456789"), "{text}");
    }
    assert_eq!(phone_tail("+86 138 0013 8000").as_deref(), Some("00138000"));
    assert_eq!(phone_tail("123456").as_deref(), Some("123456"));
    for text in ["", "110", "12345", "call me"] {
        assert_eq!(phone_tail(text), None, "{text}");
    }
}

#[test]
fn a_nul_is_refused_and_ends_are_trimmed() {
    assert_eq!(clean("  兩行\r\n文字\r \n"), Ok("兩行\n文字".to_owned()));
    assert_eq!(clean("a\0b"), Err(NulChar));
    assert_eq!(clean(""), Ok(String::new()));
}
