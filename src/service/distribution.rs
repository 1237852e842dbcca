//! The verbs on releases: publishing, rolling back, snapshots, translation, who gets what when.

pub mod explanation;
pub mod news;
pub mod offers;
pub mod pointers;
pub mod publishing;
pub mod rehearsal;
pub mod releases;
pub mod rollback;
pub mod snapshots;
pub mod translation;
