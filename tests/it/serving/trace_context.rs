//! Whose trace a request belongs to (W3C Trace Context).

use actix_web::http::header::HeaderMap;
use actix_web::http::header::HeaderName;
use actix_web::http::header::HeaderValue;
use proptest::prelude::any;
use proptest::prop_assert_eq;
use proptest::proptest;
use zhiyu::http::server::trace_context::TraceContext;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

#[test]
fn a_header_of_the_standard_is_read() {
    let sampled = TraceContext::parse(&format!("00-{TRACE}-{PARENT}-01")).unwrap();
    assert_eq!((sampled.trace_id.as_str(), sampled.parent_id.as_str()), (TRACE, PARENT));
    assert!(sampled.sampled);
    // Other flags are for later levels, and so is what follows them in later versions.
    assert!(!TraceContext::parse(&format!("00-{TRACE}-{PARENT}-02")).unwrap().sampled);
    assert!(
        TraceContext::parse(&format!("cc-{TRACE}-{PARENT}-03-what-comes"))
            .unwrap()
            .sampled
    );
}

#[test]
fn a_broken_header_says_nothing() {
    let zero = "0".repeat(32);
    for text in [
        String::new(),
        TRACE.to_owned(),
        format!("00-{TRACE}-{PARENT}"),
        format!("00-{TRACE}-{PARENT}-1"),
        format!("00-{TRACE}-{PARENT}-01-"),
        format!("00-{TRACE}-{PARENT}-01-x"),
        format!("ff-{TRACE}-{PARENT}-01"),
        format!("0-{TRACE}-{PARENT}-01"),
        format!("00-{zero}-{PARENT}-01"),
        format!("00-{TRACE}-{}-01", "0".repeat(16)),
        format!("00-{}-{PARENT}-01", TRACE.to_uppercase()),
        format!("00-{TRACE}0-{PARENT}-01"),
        format!("00-{}-{PARENT}-01", TRACE.replace('4', "值")),
        format!("00-{TRACE}-{PARENT}-+1"),
        format!("00_{TRACE}_{PARENT}_01"),
    ] {
        assert_eq!(TraceContext::parse(&text), None, "{text}");
    }
    let mut headers = HeaderMap::new();
    let name = HeaderName::from_static("traceparent");
    let value = |text: String| HeaderValue::from_str(&text).unwrap();
    headers.append(name.clone(), value(format!("00-{TRACE}-{PARENT}-01")));
    assert!(TraceContext::of(&headers).is_some());
    headers.append(name, value(format!("00-{TRACE}-{PARENT}-01")));
    assert_eq!(TraceContext::of(&headers), None, "of two headers neither counts");
}

proptest! {
    #[test]
    fn any_text_is_read_or_not(text in any::<String>(), trace in 1_u128.., parent in 1_u64.., flags in any::<u8>()) {
        if let Some(context) = TraceContext::parse(&text) {
            prop_assert_eq!(context.trace_id.len(), 32);
        }
        let read = TraceContext::parse(&format!("00-{trace:032x}-{parent:016x}-{flags:02x}"));
        let sampled = flags & 1 == 1;
        prop_assert_eq!(
            read,
            Some(TraceContext { trace_id: format!("{trace:032x}"), parent_id: format!("{parent:016x}"), sampled })
        );
    }
}
