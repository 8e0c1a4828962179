//! The tag tree: what each piece of a page is, in reading order, for screen readers and archives.

use krilla::tagging::{Identifier, ListNumbering, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use std::num::NonZeroU16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(usize);

#[derive(Clone, Debug)]
pub(super) enum Role {
    Heading(NonZeroU16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    TableHead,
    TableBody,
    Row,
    ColumnHead,
    Cell,
    Figure(String),
}

#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
}

struct Node {
    role: Role,
    children: Vec<NodeId>,
    marks: Vec<Identifier>,
}

impl Tree {
    pub(super) fn add(&mut self, parent: Option<NodeId>, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { role, children: Vec::new(), marks: Vec::new() });
        match parent {
            Some(parent) => self.nodes[parent.0].children.push(id),
            None => self.roots.push(id),
        }
        id
    }

    /// A piece of a page that belongs to `node`.
    pub(super) fn mark(&mut self, node: NodeId, mark: Identifier) {
        self.nodes[node.0].marks.push(mark);
    }

    pub(super) fn finish(self, lang: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for root in &self.roots {
            tree.push(self.group(*root));
        }
        tree
    }

    /// Nesting is a handful of levels deep, by construction.
    fn group(&self, id: NodeId) -> TagGroup {
        let node = &self.nodes[id.0];
        let mut group = TagGroup::new(tag(&node.role));
        for child in &node.children {
            group.push(self.group(*child));
        }
        for mark in &node.marks {
            group.push(*mark);
        }
        group
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, title) => Tag::Hn(*level, Some(title.clone())).into(),
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}
