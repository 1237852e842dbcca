//! Packed forms are made once, however many ask at the same moment.

use crate::support::database::Engine;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use std::sync::Arc;
use std::sync::Barrier;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::encoding::PackedBody;

const ASKING: usize = 16;

/// What each of many threads gets that begin together.
fn at_once<T: Send>(ask: impl Fn() -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(ASKING);
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..ASKING)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    ask()
                })
            })
            .collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn the_same_bytes_are_packed_once() {
    let body = PackedBody::new("霍乱 A00\n".repeat(100_000).into_bytes());
    for encoding in [Encoding::Zstd, Encoding::Gzip] {
        let packed = at_once(|| body.bytes(encoding).unwrap());
        assert!(packed.iter().all(|one| Arc::ptr_eq(one, &packed[0])), "{encoding:?}");
    }
}

#[test]
fn a_body_is_built_once_and_shared_by_releases_of_the_same_digest() {
    let test = TestService::new(Engine::Sqlite);
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱"), ("b", "伤寒")]);
    hospital.approve("a", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    let publisher = Hospital::publisher();
    let bodies = at_once(|| test.service.snapshot(&publisher, &hospital.id, 1).unwrap().body);
    assert!(bodies.iter().all(|one| Arc::ptr_eq(one, &bodies[0])));
    hospital.approve("b", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    let order = zhiyu::service::distribution::publishing::PublishOrder {
        note: "有误".to_owned(),
        ..Default::default()
    };
    let back = test.service.roll_back(&publisher, &hospital.id, 1, &order).unwrap();
    let again = test.service.snapshot(&publisher, &hospital.id, back.number).unwrap();
    assert!(Arc::ptr_eq(&again.body, &bodies[0]));
    assert_ne!(
        again.release.manifest,
        test.service.manifest(&publisher, &hospital.id, 1).unwrap()
    );
}
