//! Which product a line means. A number from the catalogue decides; without one, name and specification must fit exactly one
//! product, and anything less than exact is doubted.

use super::{
    directory::{Directory, Product, product_atoms, sku_key},
    draft::{DraftLine, Word},
    fold::{self, contains_run},
    labels::Field,
    reading::{Line, Reading},
};

/// A description longer than this is no description of an article.
const TEXT_MAX: usize = 300;
const TEXTS: [Field; 3] = [Field::Name, Field::Spec, Field::Describe];

/// Enters the product side of a line and returns the product, if one was settled on.
pub(crate) fn line(line: &DraftLine, index: usize, dir: &dyn Directory, reading: &mut Reading) -> Option<Product> {
    let at = format!("lines[{index}]");
    let given = line.words.get(&Field::Sku).or(line.words.get(&Field::TheirSku));
    let text = fold::tidy(&given.map(Word::text).unwrap_or_default());
    let entry = Line { their_sku: line.text(Field::TheirSku), ..reading.lines.get(index).cloned().unwrap_or_default() };
    if index >= reading.lines.len() {
        reading.lines.resize(index + 1, Line::default());
    }
    let product = by_number(line, &text, &at, given, dir, reading).or_else(|| by_text(line, &text, &at, dir, reading));
    for (field, name) in [
        (Field::Sku, "sku"),
        (Field::Name, "name"),
        (Field::Spec, "spec"),
        (Field::Describe, "description"),
        (Field::Unit, "unit"),
    ] {
        if let Some(word) = line.words.get(&field) {
            reading.from(format!("{at}.{name}"), &word.place);
        }
    }
    let name = [line.text(Field::Name), line.text(Field::Describe)]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    reading.lines[index] = match &product {
        Some(p) => Line {
            sku: p.sku.clone(),
            name_hant: p.name_hant.clone(),
            name_hans: p.name_hans.clone(),
            spec: p.spec.clone(),
            unit: p.unit.clone(),
            ..entry
        },
        None => Line {
            sku: text,
            name_hant: name.clone(),
            name_hans: name,
            spec: line.text(Field::Spec),
            unit: line.text(Field::Unit),
            ..entry
        },
    };
    product
}

fn by_number(
    line: &DraftLine,
    text: &str,
    at: &str,
    given: Option<&Word>,
    dir: &dyn Directory,
    reading: &mut Reading,
) -> Option<Product> {
    let place = given.map(|word| &word.place);
    if let Some(product) = (!text.is_empty()).then(|| dir.product_by_sku(text)).flatten() {
        contradictions(line, &product, at, dir, reading);
        return Some(product);
    }
    // The number may stand in the description, or beside the customer's own.
    let mut inside: Vec<Product> = Vec::new();
    for field in [Field::TheirSku, Field::Sku, Field::Describe, Field::Spec, Field::Name] {
        let words = line.text(field);
        for token in words
            .split(|c: char| c.is_whitespace() || "，,;；()（）/|[]【】".contains(c))
            .filter(|t| t.chars().count() >= 3)
            .take(20)
        {
            if let Some(product) = dir.product_by_sku(token).filter(|p| !inside.iter().any(|known| known.sku == p.sku))
            {
                inside.push(product);
            }
        }
    }
    if let [product] = inside.as_slice() {
        if !text.is_empty() && line.words.contains_key(&Field::Sku) {
            reading.doubt(
                format!("{at}.sku"),
                "sku_elsewhere",
                format!("{text} is not in the catalogue; the number was taken from the text beside it."),
                &[("text", text)],
                place,
            );
        }
        contradictions(line, product, at, dir, reading);
        return Some(product.clone());
    }
    // One sign too many or another separator is close enough to name the product, not to be sure of it.
    let loose = fold::key(text);
    let near: Vec<Product> = if loose.chars().count() >= 4 {
        dir.products_like(text).into_iter().filter(|p| alike(&loose, &fold::key(&p.sku))).collect()
    } else {
        vec![]
    };
    if let [product] = near.as_slice() {
        reading.doubt(
            format!("{at}.sku"),
            "sku_loose",
            format!("The paper writes {text}."),
            &[("text", text), ("sku", &product.sku)],
            place,
        );
        contradictions(line, product, at, dir, reading);
        return Some(product.clone());
    }
    None
}

/// Equal when letters and digits that look alike are taken as one.
fn alike(a: &str, b: &str) -> bool {
    let blur = |text: &str| text.replace('o', "0").replace(['l', 'i'], "1");
    a == b || blur(a) == blur(b)
}

fn by_text(line: &DraftLine, number: &str, at: &str, dir: &dyn Directory, reading: &mut Reading) -> Option<Product> {
    let place = line
        .words
        .get(&Field::Spec)
        .or(line.words.get(&Field::Describe))
        .or(line.words.get(&Field::Name))
        .or(line.words.get(&Field::Sku))
        .map(|word| word.place.clone());
    let words: Vec<String> = TEXTS.iter().map(|field| line.text(*field)).filter(|text| !text.is_empty()).collect();
    let text: String = words.join(" ").chars().take(TEXT_MAX).collect();
    let field = format!("{at}.sku");
    let liked = if text.is_empty() { vec![] } else { dir.products_like(&text) };
    let exact: Vec<&Product> = liked.iter().filter(|p| is_exact(line, &text, p)).collect();
    let fitting: Vec<&Product> =
        if exact.is_empty() { liked.iter().filter(|p| fits(&text, p)).collect() } else { exact.clone() };
    let names = fitting.iter().take(6).map(|p| p.sku.as_str()).collect::<Vec<_>>().join(", ");
    match fitting.as_slice() {
        [only] => {
            let (code, why) = match (number.is_empty(), exact.is_empty()) {
                (true, false) => return Some((*only).clone()),
                (true, true) => ("product_guessed", format!("Only this product fits “{text}”, but not word for word.")),
                (false, _) => (
                    "sku_unknown",
                    format!("{number} is not in the catalogue; the product was found by its specification."),
                ),
            };
            reading.doubt(field, code, why, &[("text", &text), ("number", number), ("sku", &only.sku)], place.as_ref());
            Some((*only).clone())
        }
        [] => {
            reading.doubt(
                field,
                "product_unknown",
                format!("No product in the catalogue is {}.", format!("{number} {text}").trim()),
                &[("number", number), ("text", &text)],
                place.as_ref(),
            );
            None
        }
        _ => {
            reading.doubt(
                field,
                "product_ambiguous",
                format!("Several products fit “{text}”: {names}."),
                &[("text", &text), ("number", number), ("found", &names)],
                place.as_ref(),
            );
            None
        }
    }
}

/// Name and specification word for word, in either script, in either order; or the specification alone where no name is given.
fn is_exact(line: &DraftLine, text: &str, product: &Product) -> bool {
    let (spec, whole) = (fold::atoms(&product.spec), fold::atoms(text));
    if spec.is_empty() || whole == spec {
        return !spec.is_empty() && line.text(Field::Name).is_empty();
    }
    [&product.name_hant, &product.name_hans].iter().any(|name| {
        let (first, last) =
            (fold::atoms(&format!("{name} {}", product.spec)), fold::atoms(&format!("{} {name}", product.spec)));
        whole == first || whole == last
    })
}

/// Every size in the text is one of the product's, and the name is not another product's.
fn fits(text: &str, product: &Product) -> bool {
    let atoms = product_atoms(product);
    let mut sized = false;
    for token in tokens(text) {
        let parts = fold::atoms(&token);
        if token.chars().any(|c| c.is_ascii_digit()) {
            sized = true;
            if !contains_run(&atoms, &parts) {
                return false;
            }
        } else if token.chars().any(fold::is_cjk) && !in_words(&token, product) {
            return false;
        }
    }
    sized || tokens(text).iter().any(|token| token.chars().any(fold::is_cjk))
}

fn in_words(token: &str, product: &Product) -> bool {
    let key = fold::key(token);
    let known = [&product.name_hant, &product.name_hans, &product.spec].map(|text| fold::key(text));
    known.iter().any(|known| known.contains(&key)) || (!known[1].is_empty() && key.contains(&known[1]))
}

/// Runs of one script between spaces and signs: `球閥DN15` is two.
fn tokens(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut last: Option<bool> = None;
    for c in fold::fold(text).chars() {
        let gap = c.is_whitespace() || "，,;；()[]【】、|:\"".contains(c);
        let chinese = fold::is_cjk(c);
        if gap || last.is_some_and(|last| last != chinese) {
            out.push(String::new());
        }
        last = (!gap).then_some(chinese);
        if let (false, Some(token)) = (gap, out.last_mut()) {
            token.push(c);
        }
    }
    out.retain(|token| token.chars().any(char::is_alphanumeric));
    out
}

/// What the paper says of the product that the catalogue does not.
fn contradictions(line: &DraftLine, product: &Product, at: &str, dir: &dyn Directory, reading: &mut Reading) {
    let atoms = product_atoms(product);
    for field in TEXTS {
        let Some(word) = line.words.get(&field) else { continue };
        let text: String = word.text().chars().take(TEXT_MAX).collect();
        if sku_key(&text) == sku_key(&product.sku) {
            continue;
        }
        let wrong = tokens(&text).into_iter().find(|token| {
            let parts = fold::atoms(token);
            if token.chars().any(|c| c.is_ascii_digit()) {
                !contains_run(&atoms, &parts)
            } else if token.chars().any(fold::is_cjk) {
                !in_words(token, product)
            } else {
                // A word the catalogue uses for other products, such as NPN for PNP.
                parts.len() == 1
                    && token.len() <= 4
                    && !atoms.contains(&parts[0])
                    && dir
                        .products_like(token)
                        .iter()
                        .any(|other| fold::atoms(&format!("{} {}", other.sku, other.spec)).contains(&parts[0]))
            }
        });
        if let Some(token) = wrong {
            let (code, known) = if field == Field::Name {
                ("name_differs", format!("{} / {}", product.name_hant, product.name_hans))
            } else {
                ("spec_differs", product.spec.clone())
            };
            let target = if field == Field::Name { "name_hant" } else { "spec" };
            reading.doubt(
                format!("{at}.{target}"),
                code,
                format!("The paper says “{text}”; the catalogue has “{known}”."),
                &[("text", &text), ("known", &known), ("part", &token)],
                Some(&word.place),
            );
        }
    }
}
