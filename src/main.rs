//! The program `zhiyu`.

fn main() {}
