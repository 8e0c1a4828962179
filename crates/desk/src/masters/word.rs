//! The word index: which document has which word. One table for products, customers and orders, answered newest first
//! and walked by key, so that two Han characters find their documents as fast among a million as among a thousand.

use std::collections::{BTreeSet, HashMap};

use platform::act::Outcome;
use platform::text;
use platform::{Id, Tx};

/// Words that a prefix may stand for; a longer prefix reaches the rest.
const EXPANSIONS_MAX: i64 = 48;
/// Counting stops here: beyond it a word is common, and how common does not matter.
const COUNT_MAX: i64 = 2_000;
/// Words of a query that are looked at.
const QUERY_WORDS_MAX: usize = 12;
/// The greatest character: everything that begins with `p` lies below `p` followed by it.
const LAST: char = '\u{10FFFF}';

platform::sql! {
    WORDS_OF = "SELECT word FROM word WHERE about = $1 AND kind = $2";
    ADD_WORDS = "WITH w (word) AS ({texts:$1}) INSERT INTO word (kind, word, about) \
        SELECT $2, w.word, $3 FROM w WHERE TRUE ON CONFLICT (kind, word, about) DO NOTHING";
    DROP_WORDS = "DELETE FROM word WHERE kind = $1 AND about = $2 AND word IN ({texts:$3})";
    COUNTED = "WITH q (word) AS ({texts:$1}) SELECT q.word, (SELECT COUNT(*) FROM (\
        SELECT 1 FROM word w WHERE w.kind = $2 AND w.word = q.word LIMIT $3) c) FROM q";
    // A loose walk through the index: one probe a word, the greatest first, because greater numbers are newer.
    EXPANDED = "WITH RECURSIVE w (word) AS (\
        SELECT MAX(word) FROM word WHERE kind = $1 AND word >= $2 AND word < $3 \
        UNION ALL SELECT (SELECT MAX(o.word) FROM word o WHERE o.kind = $1 AND o.word >= $2 AND o.word < w.word) \
        FROM w WHERE w.word IS NOT NULL) \
        SELECT word FROM w WHERE word IS NOT NULL LIMIT $4";
    // The driving word is walked from the newest down; the others are probed by the whole key.
    MATCHING = "WITH needed (word) AS ({texts:$1}), other (word) AS ({texts:$2}) \
        SELECT w.about FROM word w WHERE w.kind = $3 AND w.word = $4 AND w.about < $5 \
        AND NOT EXISTS (SELECT 1 FROM needed n WHERE NOT EXISTS (\
            SELECT 1 FROM word o WHERE o.kind = $3 AND o.word = n.word AND o.about = w.about)) \
        AND EXISTS (SELECT 1 FROM other a JOIN word o ON o.kind = $3 AND o.word = a.word AND o.about = w.about) \
        ORDER BY w.about DESC LIMIT $6";
    SHARING = "WITH q (word) AS ({texts:$1}) SELECT w.about, COUNT(*) AS shared FROM q \
        JOIN word w ON w.kind = $2 AND w.word = q.word GROUP BY w.about ORDER BY shared DESC, w.about DESC LIMIT $3";
}

/// Makes the document found by the words of these texts and by no others.
pub fn index_words(tx: &mut Tx, kind: &str, about: Id, texts: &[&str]) -> Outcome<()> {
    let words = texts.iter().flat_map(|text| text::tokens(text)).collect();
    put_words(tx, kind, about, words)
}

/// [`index_words`] for words that were made elsewhere: initials, endings of telephone numbers, facets.
pub(super) fn put_words(tx: &mut Tx, kind: &str, about: Id, words: BTreeSet<String>) -> Outcome<()> {
    let present: Vec<String> = tx.list(&WORDS_OF, &[&about, &kind], |row| row.get(0))?;
    let gone: Vec<String> = present.iter().filter(|word| !words.contains(*word)).cloned().collect();
    let present: BTreeSet<String> = present.into_iter().collect();
    let new: Vec<String> = words.into_iter().filter(|word| !present.contains(word)).collect();
    if !gone.is_empty() {
        tx.execute(&DROP_WORDS, &[&kind, &about, &gone])?;
    }
    if !new.is_empty() {
        tx.execute(&ADD_WORDS, &[&new, &kind, &about])?;
    }
    Ok(())
}

/// Documents that have every word of the query, newest id first, before `before`. The last word may be unfinished.
pub fn find_words(tx: &mut Tx, kind: &str, query: &str, before: Option<Id>, limit: i64) -> Outcome<Vec<Id>> {
    find_among(tx, kind, query, &[], before, limit)
}

/// [`find_words`] among the documents that also have these facets.
pub(super) fn find_among(
    tx: &mut Tx,
    kind: &str,
    query: &str,
    facets: &[String],
    before: Option<Id>,
    limit: i64,
) -> Outcome<Vec<Id>> {
    let mut needed = text::query(query);
    needed.truncate(QUERY_WORDS_MAX);
    let Some(last) = needed.pop() else { return Ok(Vec::new()) };
    needed.extend_from_slice(facets);
    let endings = expanded(tx, kind, &last)?;
    let counts = counted(tx, kind, needed.iter().chain(&endings))?;
    let count = |word: &String| counts.get(word).copied().unwrap_or(0);
    if endings.is_empty() || needed.iter().any(|word| count(word) == 0) {
        return Ok(Vec::new());
    }
    let before = before.unwrap_or(Id::from_uuid(uuid::Uuid::max()));
    let among_endings: i64 = endings.iter().map(count).sum();
    let rarest = needed.iter().min_by_key(|word| count(word)).filter(|word| count(word) <= among_endings);
    if let Some(rarest) = rarest.cloned() {
        return matching(tx, kind, &rarest, &needed, &endings, before, limit);
    }
    let mut found = BTreeSet::new();
    for ending in &endings {
        found.extend(matching(tx, kind, ending, &needed, std::slice::from_ref(ending), before, limit)?);
    }
    Ok(found.into_iter().rev().take(usize::try_from(limit).unwrap_or(0)).collect())
}

fn matching(
    tx: &mut Tx,
    kind: &str,
    driving: &str,
    needed: &[String],
    endings: &[String],
    before: Id,
    limit: i64,
) -> Outcome<Vec<Id>> {
    let (needed, endings) = (needed.to_vec(), endings.to_vec());
    Ok(tx.list(&MATCHING, &[&needed, &endings, &kind, &driving, &before, &limit], |row| row.get(0))?)
}

/// The word itself, and where it is of letters and digits the words it may be the beginning of.
fn expanded(tx: &mut Tx, kind: &str, word: &str) -> Outcome<Vec<String>> {
    if !word.is_ascii() {
        return Ok(vec![word.to_string()]);
    }
    let end = format!("{word}{LAST}");
    let mut words: Vec<String> = tx.list(&EXPANDED, &[&kind, &word, &end, &EXPANSIONS_MAX], |row| row.get(0))?;
    if words.len() as i64 == EXPANSIONS_MAX && !words.iter().any(|w| w == word) {
        words.push(word.to_string());
    }
    Ok(words)
}

fn counted<'a>(tx: &mut Tx, kind: &str, words: impl Iterator<Item = &'a String>) -> Outcome<HashMap<String, i64>> {
    let words: Vec<String> = words.cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let counts = tx.list(&COUNTED, &[&words, &kind, &COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.into_iter().collect())
}

/// Documents that share most words with a text, common words set aside where rarer ones are there.
pub(super) fn sharing(tx: &mut Tx, kind: &str, words: BTreeSet<String>, limit: i64) -> Outcome<Vec<Id>> {
    let words: Vec<String> = words.into_iter().take(2_000).collect();
    let counts = counted(tx, kind, words.iter())?;
    let known = |rare: bool| -> Vec<String> {
        let fits = |n: &i64| *n > 0 && (!rare || *n < COUNT_MAX);
        counts.iter().filter(|(_, n)| fits(n)).map(|(word, _)| word.clone()).collect()
    };
    let mut asked = known(true);
    if asked.is_empty() {
        asked = known(false);
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.list(&SHARING, &[&asked, &kind, &limit], |row| row.get(0))?)
}
