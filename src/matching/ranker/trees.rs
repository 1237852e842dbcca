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
const LEAF: u16 = u16::MAX;
const HEADER: &str = "tree\tnode\tfeature\tthreshold\tlow\thigh\tvalue";

/// A sum of trees.
#[derive(Debug)]
pub struct Trees {
    roots: Vec<usize>,
    nodes: Vec<Node>,
    share: f64,
    wording: i32,
}

/// A node in sixteen bytes, so that the nodes of a tree stay near each other.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The threshold, or the value of a leaf.
    value: f64,
    /// The number of the feature; [`LEAF`] for a leaf.
    feature: u16,
    /// Where values up to the threshold go, counted from the root.
    low: u16,
    /// Where larger ones go.
    high: u16,
}

impl Trees {
    /// Reads the table; lines that begin with `#` say how it was made.
    pub fn parse(text: &str) -> Result<Self> {
        let places: HashMap<&str, u16> = features::names().zip(0..).collect();
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
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[_, node, feature, threshold, low, high, value] = cells.as_slice() else {
                return Err(broken(line));
            };
            if node == "0" {
                trees.roots.push(trees.nodes.len());
            }
            let node = if feature.is_empty() {
                leaf(value)
            } else {
                split(&places, [feature, threshold, low, high])
            };
            trees.add(node).ok_or_else(|| broken(line))?;
        }
        Ok(trees)
    }

    /// Adds a node; children stand behind their parent, so that every walk ends.
    fn add(&mut self, node: Option<Node>) -> Option<()> {
        let node = node?;
        let own = self.nodes.len().checked_sub(*self.roots.last()?)?;
        let is_before = |child: u16| own < usize::from(child);
        (node.feature == LEAF || (is_before(node.low) && is_before(node.high))).then_some(())?;
        self.nodes.push(node);
        Some(())
    }

    /// How likely it is for each candidate with these features that it is a target, from 0 to 1. Tree by tree rather than
    /// candidate by candidate: a tree stays in the cache while it is asked.
    pub fn likelihoods(&self, candidates: &[&[f64]]) -> Vec<f64> {
        let mut sums = vec![0.0; candidates.len()];
        for root in &self.roots {
            let tree = self.nodes.get(*root..).unwrap_or_default();
            for (sum, values) in sums.iter_mut().zip(candidates) {
                *sum += value(tree, values);
            }
        }
        sums.into_iter().map(|sum| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    /// The least likelihood at which a further entry belongs to the targets of a term.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// The odds of an entry half as like a term in official wording as the best one are halved so often; 0 is never.
    pub fn wording(&self) -> i32 {
        self.wording
    }
}

/// The value of a tree for these features.
fn value(tree: &[Node], values: &[f64]) -> f64 {
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        if node.feature == LEAF {
            return node.value;
        }
        let found = values.get(usize::from(node.feature)).copied().unwrap_or_default();
        at = usize::from(if found <= node.value { node.low } else { node.high });
    }
    0.0
}

fn setting<T: FromStr>(text: &str, name: &str) -> Option<T> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

fn leaf(value: &str) -> Option<Node> {
    Some(Node {
        value: value.parse().ok()?,
        feature: LEAF,
        low: 0,
        high: 0,
    })
}

fn split(places: &HashMap<&str, u16>, [feature, threshold, low, high]: [&str; 4]) -> Option<Node> {
    Some(Node {
        value: threshold.parse().ok()?,
        feature: *places.get(feature)?,
        low: low.parse().ok()?,
        high: high.parse().ok()?,
    })
}

fn broken(what: &str) -> Error {
    Error::new(Code::ShippedListBroken)
        .with("list", "ranker")
        .caused_by(what)
}
