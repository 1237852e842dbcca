//! From where requests come: a header is believed from trusted proxies alone.

use super::accounts::add;
use super::accounts::sign_in_from;
use super::server::TestServer;
use actix_web::http::header::HeaderMap;
use actix_web::http::header::HeaderName;
use actix_web::http::header::HeaderValue;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::http::server::proxies::ForwardedHeader;
use zhiyu::http::server::proxies::Proxies;

fn proxies(list: &[&str], header: ForwardedHeader) -> Proxies {
    let list: Vec<String> = list.iter().map(|text| (*text).to_owned()).collect();
    Proxies::new(&list, header).unwrap()
}

fn source(proxies: &Proxies, neighbour: &str, lines: &[(&'static str, &str)]) -> String {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    proxies.source(neighbour.parse().unwrap(), &headers).to_string()
}

#[test]
fn the_last_address_that_is_no_trusted_proxy_is_the_source() {
    let usual = ForwardedHeader::XForwardedFor;
    let own = proxies(&["10.1.0.0/16", "fd00::1"], usual);
    let name = "x-forwarded-for";
    let cases: [(&str, &[&str], &str); 13] = [
        ("10.1.0.5", &["203.0.113.7"], "203.0.113.7"),
        ("10.1.0.5", &["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        ("10.1.0.5", &["6.6.6.6", "203.0.113.7"], "203.0.113.7"),
        ("10.1.0.5", &["6.6.6.6,203.0.113.7, 10.1.9.9"], "203.0.113.7"),
        ("10.2.0.5", &["203.0.113.7"], "10.2.0.5"),
        ("10.1.0.5", &[], "10.1.0.5"),
        ("10.1.0.5", &["203.0.113.7, unknown"], "10.1.0.5"),
        ("10.1.0.5", &["203.0.113.7, "], "10.1.0.5"),
        ("10.1.0.5", &["10.1.0.7, 10.1.0.6"], "10.1.0.7"),
        ("10.1.0.5", &["203.0.113.7:4711"], "203.0.113.7"),
        ("10.1.0.5", &["[2001:db8::7]:4711"], "2001:db8::7"),
        ("::ffff:10.1.0.5", &["::ffff:203.0.113.7"], "203.0.113.7"),
        ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
    ];
    for (neighbour, lines, expected) in cases {
        let lines: Vec<(&'static str, &str)> = lines.iter().map(|line| (name, *line)).collect();
        assert_eq!(source(&own, neighbour, &lines), expected, "{neighbour} {lines:?}");
        assert_eq!(
            source(&Proxies::default(), neighbour, &lines),
            neighbour.trim_start_matches("::ffff:"),
            "nobody is trusted unless told"
        );
    }
}

#[test]
fn the_header_of_the_setting_is_read_and_no_other() {
    let (name, standard) = ("x-forwarded-for", "forwarded");
    let own = proxies(&["10.1.0.5"], ForwardedHeader::Forwarded);
    let forged = (name, "6.6.6.6");
    let cases = [
        ("for=203.0.113.7;proto=https;by=10.1.0.5", "203.0.113.7"),
        ("for=6.6.6.6, for=203.0.113.7", "203.0.113.7"),
        ("proto=https; For=\"[2001:db8::7]:4711\"", "2001:db8::7"),
        ("for=203.0.113.7, for=_hidden", "10.1.0.5"),
        ("proto=https", "10.1.0.5"),
    ];
    for (line, expected) in cases {
        assert_eq!(
            source(&own, "10.1.0.5", &[forged, (standard, line)]),
            expected,
            "{line}"
        );
    }
    let usual = proxies(&["10.1.0.5"], ForwardedHeader::XForwardedFor);
    assert_eq!(source(&usual, "10.1.0.5", &[(standard, "for=6.6.6.6")]), "10.1.0.5");
    for wrong in ["10.1.0.0/33", "10.1", "host", "10.1.0.0/", "fd00::/129", ""] {
        let outcome = Proxies::new(&[wrong.to_owned()], ForwardedHeader::default());
        assert_eq!(outcome.unwrap_err().code(), Code::ConfigurationInvalid, "{wrong}");
    }
}

#[test]
fn a_forged_header_changes_nothing() {
    let server = TestServer::start();
    let one_time = add(&server, "zhang");
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let answer = sign_in_from(&server, (header, "for=203.0.113.7"), "zhang", &one_time);
        answer.ok_with(201);
        let answer = sign_in_from(&server, (header, "203.0.113.7"), "zhang", &one_time);
        let holder = server.bearer(Some(answer.ok_with(201)["token"].as_str().unwrap().to_owned()));
        let own = holder.get("sessions").ok();
        assert!(own.as_array().unwrap().iter().all(|one| one["address"] == "127.0.0.1"));
    }
    // Whoever guesses is stopped, under whatever address they say they are.
    for guess in 0..5 {
        let forged = format!("203.0.113.{guess}");
        sign_in_from(&server, ("x-forwarded-for", &forged), "zhang", "Wrong#1x").refused(Code::SignInRefused);
    }
    sign_in_from(&server, ("x-forwarded-for", "203.0.113.9"), "zhang", "Wrong#1x").refused(Code::SignInPaused);
    let events = server.platform(Role::Auditor).get("audit/events?limit=1000").ok();
    let addresses = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["address"]);
    let addresses: Vec<_> = addresses.filter(|address| **address != json!("cli")).collect();
    assert!(!addresses.is_empty() && addresses.iter().all(|address| **address == json!("127.0.0.1")));
}

#[test]
fn behind_a_trusted_proxy_each_has_their_own_address() {
    let server = TestServer::behind(proxies(&["127.0.0.1"], ForwardedHeader::XForwardedFor));
    let one_time = add(&server, "zhang");
    let from = |address: &str, password: &str| {
        let header = ("x-forwarded-for", address);
        sign_in_from(&server, header, "zhang", password)
    };
    let answer = from("6.6.6.6, 203.0.113.7", &one_time).ok_with(201);
    let holder = server.bearer(Some(answer["token"].as_str().unwrap().to_owned()));
    assert_eq!(holder.get("sessions").ok()[0]["address"], "203.0.113.7");
    for _ in 0..5 {
        from("203.0.113.66", "Wrong#1x").refused(Code::SignInRefused);
    }
    from("203.0.113.66", &one_time).refused(Code::SignInPaused);
    from("203.0.113.7", &one_time).ok_with(201);
    let events = server.platform(Role::Auditor).get("audit/events?limit=1000").ok();
    let told = |action: &str, address: &str| {
        let mut events = events["items"].as_array().unwrap().iter();
        events.any(|event| event["action"] == action && event["address"] == address)
    };
    assert!(told("session.sign-in", "203.0.113.7") && told("session.refuse", "203.0.113.66"));
    assert!(told("sign-in.refuse", "203.0.113.66") && !told("session.sign-in", "6.6.6.6"));
}
