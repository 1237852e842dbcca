//! Boosted decision trees, read from a table: `tree, node, feature, threshold, low, high, value`.
//!
//! A node with a feature sends values up to its threshold to node `low` and larger ones to `high`; one without is a leaf with a
//! value. The first node of a tree is 0. A line `#! share 0.42` gives the least likelihood of a further target, and a line
//! `#! wording 3` how sharply likeness counts beside the trees for a term that is worded like the entries; without it, it
//! does not.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::matching::features;
use std::collections::HashMap;
use std::str::FromStr;

const SHARE: &str = "#! share ";
const WORDING: &str = "#! wording ";
const HEADER: &str = "tree\tnode\tfeature\tthreshold\tlow\thigh\tvalue";

/// A sum of trees.
#[derive(Debug)]
pub struct Trees {
    roots: Vec<u32>,
    nodes: Vec<Node>,
    share: f64,
    wording: i32,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    Split {
        feature: usize,
        threshold: f64,
        low: u32,
        high: u32,
    },
    Leaf(f64),
}

impl Trees {
    /// Reads the table; lines that begin with `#` say how it was made.
    pub fn parse(text: &str) -> Result<Self> {
        let places: HashMap<&str, usize> = features::names().zip(0..).collect();
        let mut trees = Self {
            roots: Vec::new(),
            nodes: Vec::new(),
            share: setting(text, SHARE).ok_or_else(|| broken("share"))?,
            wording: setting(text, WORDING).unwrap_or_default(),
        };
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        if lines.next() != Some(HEADER) {
            return Err(broken("header"));
        }
        let mut root = 0;
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[_, node, feature, threshold, low, high, value] = cells.as_slice() else {
                return Err(broken(line));
            };
            if node == "0" {
                root = u32::try_from(trees.nodes.len()).unwrap_or(u32::MAX);
                trees.roots.push(root);
            }
            let node = if feature.is_empty() {
                value.parse().ok().map(Node::Leaf)
            } else {
                split(&places, root, [feature, threshold, low, high])
            };
            trees.add(node).ok_or_else(|| broken(line))?;
        }
        Ok(trees)
    }

    /// Adds a node; children stand behind their parent, so that every walk ends.
    fn add(&mut self, node: Option<Node>) -> Option<()> {
        let node = node?;
        if let Node::Split { low, high, .. } = node {
            let own = u32::try_from(self.nodes.len()).ok()?;
            (own < low && own < high).then_some(())?;
        }
        self.nodes.push(node);
        Some(())
    }

    /// How likely it is that a candidate with these features is a target, from 0 to 1.
    pub fn likelihood(&self, values: &[f64]) -> f64 {
        let sum: f64 = self.roots.iter().map(|root| self.leaf(*root, values)).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// The least likelihood at which a further entry belongs to the targets of a term.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// The odds of an entry half as like a term in official wording as the best one are halved so often; 0 is never.
    pub fn wording(&self) -> i32 {
        self.wording
    }

    fn leaf(&self, root: u32, values: &[f64]) -> f64 {
        let mut at = root;
        loop {
            let node = usize::try_from(at).ok().and_then(|at| self.nodes.get(at));
            match node {
                Some(Node::Split {
                    feature,
                    threshold,
                    low,
                    high,
                }) => {
                    let value = values.get(*feature).copied().unwrap_or_default();
                    at = if value <= *threshold { *low } else { *high };
                }
                Some(Node::Leaf(value)) => return *value,
                None => return 0.0,
            }
        }
    }
}

fn setting<T: FromStr>(text: &str, name: &str) -> Option<T> {
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

fn split(places: &HashMap<&str, usize>, root: u32, [feature, threshold, low, high]: [&str; 4]) -> Option<Node> {
    let own = |text: &str| root.checked_add(text.parse().ok()?);
    Some(Node::Split {
        feature: *places.get(feature)?,
        threshold: threshold.parse().ok()?,
        low: own(low)?,
        high: own(high)?,
    })
}

fn broken(what: &str) -> Error {
    Error::new(Code::ShippedListBroken)
        .with("list", "ranker")
        .caused_by(what)
}
