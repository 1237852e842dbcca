//! The shipped lists.
