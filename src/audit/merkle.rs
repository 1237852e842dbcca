//! The Merkle tree over the log, as RFC 6962 crate::2.1 and RFC 9162 crate::2.1 hash it: SHA-256, leaves after a byte 0, nodes after a
//! byte 1.
//!
//! Nodes are numbered in the order in which they come to be: a leaf, then every parent that it completes. So a log only
//! ever appends to its nodes, an append adds two on average, and a proof reads no more than twice the logarithm of the size.

use crate::digest::hex;
use crate::digest::sha256;
use crate::digest::unhex;

/// The bytes of a hash.
pub type Hash = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    sha256([[0_u8].as_slice(), leaf])
}

/// The hash of two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256([[1_u8].as_slice(), left, right])
}

/// The root of a tree without leaves.
pub fn empty_root() -> Hash {
    sha256([])
}

/// A hash as lower-case hexadecimal digits.
pub fn to_text(hash: &Hash) -> String {
    hex(hash)
}

/// Reads the hexadecimal digits of a hash.
pub fn parse(text: &str) -> Option<Hash> {
    unhex(text)?.try_into().ok()
}

/// How many nodes a tree of this size has.
pub fn nodes_of(size: u64) -> u64 {
    2 * size - u64::from(size.count_ones())
}

/// The number, from 0, of the node over the leaves `position * 2^level ..`, `2^level` of them.
pub fn node_number(level: u32, position: u64) -> u64 {
    let last_leaf = ((position + 1) << level) - 1;
    nodes_of(last_leaf) + u64::from(level)
}

/// The subtrees that are complete and together cover the leaves from `low` up to `high`, the first first. `low` is where
/// a subtree of a proof may begin, or 0.
pub fn cover(low: u64, high: u64) -> Vec<u64> {
    let mut list = Vec::new();
    let mut low = low;
    while low < high {
        let level = (high - low).ilog2();
        list.push(node_number(level, low >> level));
        low += 1 << level;
    }
    list
}

/// The hash of subtrees that lie side by side, as [`cover`] names them; none of none.
pub fn join(hashes: &[Hash]) -> Option<Hash> {
    let (last, rest) = hashes.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| node_hash(left, &right)))
}

/// What a proof consists of: each hash of it is the join of these nodes.
pub type Plan = Vec<Vec<u64>>;

/// The proof that leaf `index`, from 0, is in the tree of this size (RFC 9162 crate::2.1.3.1); nothing when it is not.
pub fn inclusion_plan(index: u64, size: u64) -> Option<Plan> {
    if index >= size {
        return None;
    }
    let (mut low, mut high, mut plan) = (0, size, Vec::new());
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            plan.push(cover(middle, high));
            high = middle;
        } else {
            plan.push(cover(low, middle));
            low = middle;
        }
    }
    plan.reverse();
    Some(plan)
}

/// The proof that the tree of the first size is the beginning of that of the second (RFC 9162 crate::2.1.4.1); nothing when the
/// first is empty or larger. Of equal sizes the proof is empty.
pub fn consistency_plan(first: u64, second: u64) -> Option<Plan> {
    if first == 0 || first > second {
        return None;
    }
    let (mut low, mut high, mut plan, mut is_known) = (0, second, Vec::new(), true);
    while first != high {
        let middle = low + split(high - low);
        if first <= middle {
            plan.push(cover(middle, high));
            high = middle;
        } else {
            plan.push(cover(low, middle));
            low = middle;
            is_known = false;
        }
    }
    if !is_known {
        plan.push(cover(low, high));
    }
    plan.reverse();
    Some(plan)
}

/// The largest power of two that is smaller than `count`, which is more than 1.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Whether the proof shows that the leaf with this hash is at `index` of the tree (RFC 9162 crate::2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node % 2 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the first tree is the beginning of the second (RFC 9162 crate::2.1.4.2). Each is its size and root.
pub fn verify_consistency(first: (u64, &Hash), second: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (first, second);
    if first == 0 || first >= second {
        return first == second && first_root == second_root && proof.is_empty();
    }
    let whole = first.is_power_of_two().then_some(*first_root);
    let mut steps = whole.iter().chain(proof);
    let Some(start) = steps.next() else { return false };
    let (mut node, mut last) = (first - 1, second - 1);
    while node % 2 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (mut old, mut new) = (*start, *start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            old = node_hash(step, &old);
            new = node_hash(step, &new);
            while node % 2 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = node_hash(&new, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old == *first_root && new == *second_root
}

/// The right edge of a tree: all that is needed to append to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of this size, from the hashes of [`cover`]`(0, size)`; nothing when they are too few or too many.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Option<Self> {
        let is_whole = u32::try_from(hashes.len()) == Ok(size.count_ones());
        is_whole.then_some(Self { size, hashes })
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of its subtrees, the largest first.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The root.
    pub fn root(&self) -> Hash {
        join(&self.hashes).unwrap_or_else(empty_root)
    }

    /// Appends a leaf. The nodes that come to be are numbered from [`nodes_of`] the size before.
    pub fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut new = vec![leaf];
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = node_hash(&left, &hash);
                new.push(hash);
            }
        }
        self.hashes.push(hash);
        self.size += 1;
        new
    }
}
