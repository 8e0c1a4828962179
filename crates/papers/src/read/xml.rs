//! Walks through XML one piece at a time within the desk's limits. Document types and entities of the file's own are
//! refused, so nothing outside the file is ever fetched and nothing inside it multiplies.

use super::{Limits, Unreadable, encoding};
use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::ResolveResult,
};

pub(crate) struct Tag {
    pub space: String,
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute by its local name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

pub(crate) enum Piece {
    Open(Tag),
    Text(String),
    Close(String),
}

pub(crate) struct Walk<'a> {
    reader: NsReader<&'a [u8]>,
    part: &'a str,
    depth: usize,
    limit: usize,
}

/// The text of an XML part, by its byte order mark or its declaration.
pub(crate) fn decode(bytes: &[u8], part: &str) -> Result<String, Unreadable> {
    let head: String = bytes.iter().take(200).map(|b| char::from(*b)).collect();
    let named =
        head.find("encoding=").and_then(|at| head.get(at + 10..)).and_then(|rest| rest.split(['"', '\'']).next());
    encoding::decode_as(bytes, named.filter(|_| head.starts_with("<?xml")))
        .ok_or_else(|| Unreadable::broken(part, "encoding"))
}

impl<'a> Walk<'a> {
    pub(crate) fn new(text: &'a str, part: &'a str, limits: &Limits) -> Walk<'a> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Walk { reader, part, depth: 0, limit: limits.xml_depth }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Piece>, Unreadable> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(|e| Unreadable::broken(self.part, e))?;
            let space = match space {
                ResolveResult::Bound(name) => name.0.to_owned(),
                ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
            };
            match event {
                Event::Start(start) => return self.open(space, &start).map(Some),
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::Close(end.local_name().into_inner().to_owned())));
                }
                Event::Text(text) => return Ok(Some(Piece::Text(text.xml10_content().into_owned()))),
                Event::CData(text) => return Ok(Some(Piece::Text(text.xml10_content().into_owned()))),
                Event::GeneralRef(name) => {
                    let text = match name.resolve_char_ref().map_err(|e| Unreadable::broken(self.part, e))? {
                        Some(c) => c,
                        None => predefined(&name).ok_or(Unreadable::Dtd)?,
                    };
                    return Ok(Some(Piece::Text(text.to_string())));
                }
                Event::DocType(_) => return Err(Unreadable::Dtd),
                Event::Eof if self.depth > 0 => return Err(Unreadable::broken(self.part, "ends too early")),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn open(&mut self, space: String, start: &BytesStart<'_>) -> Result<Piece, Unreadable> {
        self.depth += 1;
        if self.depth > self.limit {
            return Err(Unreadable::TooMuch {
                limit: "xml_depth",
                allowed: self.limit as u64,
                found: self.depth as u64,
            });
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| Unreadable::broken(self.part, e))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Unreadable::Dtd)?;
            attributes.push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
        }
        Ok(Piece::Open(Tag { space, name: start.local_name().into_inner().to_owned(), attributes }))
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
