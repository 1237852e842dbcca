//! The `zhiyu` binary.

fn main() {}
