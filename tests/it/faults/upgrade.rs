//! A database of the first release is upgraded, read and gone on with, by every program that comes.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::first_release;
use zhiyu::storage::migrate;

on_both_engines! {
    a_database_of_the_first_release_is_upgraded_and_gone_on_with
}

fn a_database_of_the_first_release_is_upgraded_and_gone_on_with(engine: Engine) {
    let database = first_release::database(engine);
    let ran = migrate::up(&database.target).unwrap();
    let (names, _) = migrate::names().unwrap();
    assert_eq!(ran, names[first_release::MIGRATIONS..]);
    first_release::go_on_with(&database);
}
