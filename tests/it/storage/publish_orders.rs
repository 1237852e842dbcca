//! Orders to publish: each is done once, whoever asks, however often and however many at once.

use super::publishing::ROWS;
use super::publishing::releases;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::START;
use crate::support::service::TestService;
use std::sync::Barrier;
use std::thread;
use zhiyu::error::Code;
use zhiyu::mapping::state::Step;
use zhiyu::service::distribution::publishing::PublishOrder;

on_both_engines! {
    a_request_is_published_once
    a_key_belongs_to_one_request_of_one_organization
    many_publishers_at_once_make_one_release
    nothing_approved_is_nothing_to_publish
}

fn a_request_is_published_once(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    let order = PublishOrder {
        note: "首版".to_owned(),
        request_key: Some("key-1".to_owned()),
        effective_at: Some(START),
        ..PublishOrder::default()
    };
    let first = hospital.publish_with(&order).unwrap();
    assert_eq!(first.effective_at, START);
    // The answer was lost; meanwhile more was approved. The same request still means the first release.
    hospital.approve("1", mapped(&["A01"]), "");
    assert_eq!(hospital.publish_with(&order).unwrap(), first);
    assert_eq!(releases(&hospital), [1]);
    let second = hospital.publish().unwrap();
    assert_eq!((second.number, second.changes, second.body_rows), (2, 1, 2));
    assert_eq!(hospital.publish_with(&order).unwrap(), first);
    assert_eq!(releases(&hospital), [2, 1]);
}

fn a_key_belongs_to_one_request_of_one_organization(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    let order = PublishOrder {
        request_key: Some("key-1".to_owned()),
        ..PublishOrder::default()
    };
    hospital.publish_with(&order).unwrap();
    hospital.approve("1", mapped(&["A01"]), "");
    let other_note = PublishOrder {
        note: "别的".to_owned(),
        ..order.clone()
    };
    let other_time = PublishOrder {
        effective_at: Some(START),
        ..order.clone()
    };
    for other in [other_note, other_time] {
        assert_eq!(
            hospital.publish_with(&other).unwrap_err().code(),
            Code::RequestKeyReused
        );
    }
    assert_eq!(releases(&hospital), [1]);
    let neighbour = Hospital::new(&test.service, "H2", ROWS);
    neighbour.approve("01", mapped(&["A00"]), "");
    assert_eq!(neighbour.publish_with(&order).unwrap().number, 1);
}

fn many_publishers_at_once_make_one_release(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    let order = PublishOrder {
        request_key: Some("key-1".to_owned()),
        ..PublishOrder::default()
    };
    let published = publish_at_once(&hospital, &order);
    assert!(published.iter().all(|outcome| *outcome == Ok(1)), "{published:?}");
    hospital.approve("1", mapped(&["A01"]), "");
    let mut published = publish_at_once(&hospital, &PublishOrder::default());
    published.sort_by_key(Result::is_err);
    let refused = Err(Code::NothingToPublish);
    assert_eq!(published, [Ok(2), refused, refused, refused]);
    assert_eq!(releases(&hospital), [2, 1]);
}

fn publish_at_once(hospital: &Hospital<'_>, order: &PublishOrder) -> Vec<Result<i64, Code>> {
    let starts = Barrier::new(4);
    thread::scope(|scope| {
        let publish = || {
            starts.wait();
            let release = hospital.publish_with(order);
            release.map(|release| release.number).map_err(|refusal| refusal.code())
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(publish)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn nothing_approved_is_nothing_to_publish(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
    hospital.draft("01", mapped(&["A00"]), "").unwrap();
    assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
    hospital.step(Step::Submit, "01").unwrap();
    assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
    hospital.step(Step::Approve, "01").unwrap();
    hospital.publish().unwrap();
    assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
    assert_eq!(releases(&hospital), [1]);
}
