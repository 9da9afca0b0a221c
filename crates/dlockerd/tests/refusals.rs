//! Every address of the API refuses what is not signed, fresh, whole and of the right size.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use dlocker_protocol::case::OpenCaseRequest;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::signature::http::NONCE;
use dlocker_protocol::{Digest, Handle, TrusteeId};
use kit::world::{Who, World};
use kit::{Bench, Caller, rng};

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_every_signed_address_of_the_api_but_approve() {
    let world = World::new().await;
    let api: serde_json::Value = serde_json::from_str(&dlockerd::openapi::document().unwrap()).unwrap();
    let shape = |path: &str| {
        let parts = path.split('/').map(|part| if part.contains(['-', '{']) || part == "1" { "*" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let mut described = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"].is_array() && !path.ends_with("/approve") {
                described.push(format!("{} {}", method.to_uppercase(), shape(path)));
            }
        }
    }
    let mut tabled: Vec<_> =
        world.addresses.iter().map(|a| format!("{} {}", a.call.method, shape(&a.call.path))).collect();
    described.sort();
    tabled.sort();
    assert_eq!(tabled, described);
}

#[tokio::test(flavor = "multi_thread")]
async fn unsigned_and_half_signed_requests_are_refused_everywhere() {
    let world = World::new().await;
    for address in &world.addresses {
        let call = world.fresh(address).await;
        let name = format!("{} {}", call.method, call.path);
        let signed = call.sign(world.signer(address.who));
        for header in 0..signed.headers.len() {
            let mut without = signed.clone();
            without.headers.remove(header);
            assert_eq!(world.bench.send(without).await.code(), "unsigned", "{name} without header {header}");
            let mut twice = signed.clone();
            twice.headers.push(signed.headers[header].clone());
            assert_eq!(world.bench.send(twice).await.code(), "unsigned", "{name} with header {header} twice");
            let mut cut = signed.clone();
            cut.headers[header].1.pop();
            assert_eq!(world.bench.send(cut).await.code(), "unsigned", "{name} with header {header} cut");
        }
        let answer = world.bench.bare(call.method, &call.path, call.body.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "unsigned"), "{name}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(answer.headers.contains_key(NONCE));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_by_another_key_or_in_another_name_are_refused_everywhere() {
    let world = World::new().await;
    let stranger = Caller::device();
    for address in &world.addresses {
        let call = world.fresh(address).await;
        let name = format!("{} {}", call.method, call.path);
        let honest = world.signer(address.who);
        let forged = Caller { keyid: honest.keyid.clone(), key: SigningKey::random(&mut rng()) };
        assert_eq!(world.bench.send(call.sign(&forged)).await.code(), "unsigned", "{name} by another key");
        let unknown = world.bench.send(call.sign(&stranger)).await.code();
        assert!(matches!(unknown.as_str(), "unsigned" | "not-found"), "{name} by a stranger: {unknown}");
        for keyid in [
            "",
            "staff:",
            "staff:nobody",
            "staff:OFFICER1",
            "session:",
            "session:x",
            "device-",
            "locker-aaaqeayeaudaocajbifqydiob4",
        ] {
            let renamed = Caller { keyid: keyid.into(), key: SigningKey::from_bytes(&honest.key.to_bytes()).unwrap() };
            assert_eq!(world.bench.send(call.sign(&renamed)).await.code(), "unsigned", "{name} as {keyid:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_for_something_else_is_refused_everywhere() {
    let world = World::new().await;
    for address in &world.addresses {
        let call = world.fresh(address).await;
        let name = format!("{} {}", call.method, call.path);
        let signer = world.signer(address.who);

        let mut elsewhere = call.clone();
        elsewhere.audience = TrusteeId::from_array([1; 16]);
        assert_eq!(world.bench.send(elsewhere.sign(signer)).await.code(), "unsigned", "{name} for another bank");

        let mut moved = call.clone();
        moved.path.push('x');
        let mut moved = moved.sign(signer);
        moved.call.path = call.path.clone();
        assert_eq!(world.bench.send(moved).await.code(), "unsigned", "{name} signed for another path");

        let mut asked = call.sign(signer);
        asked.call.query = if call.query.is_empty() { "from=0".into() } else { "from=9".into() };
        assert_eq!(world.bench.send(asked).await.code(), "unsigned", "{name} with another query");

        let mut method = call.clone();
        method.method = if call.method == "GET" { "HEAD" } else { "PATCH" };
        let mut method = method.sign(signer);
        method.call.method = call.method;
        assert_eq!(world.bench.send(method).await.code(), "unsigned", "{name} signed for another method");

        if !call.body.is_empty() {
            let mut longer = call.sign(signer);
            longer.call.body.push(b' ');
            let code = world.bench.send(longer).await.code();
            assert_eq!(code, "unsigned", "{name} with a longer body");
            for keep in [0, 1, call.body.len() / 2, call.body.len() - 1] {
                let mut cut = call.sign(signer);
                cut.call.body.truncate(keep);
                assert_eq!(world.bench.send(cut).await.code(), "unsigned", "{name} with {keep} bytes of its body");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_or_future_clock_is_refused_everywhere() {
    let world = World::new().await;
    for address in &world.addresses {
        for skew in [-302_i64, 302] {
            let mut call = world.fresh(address).await;
            call.created = call.created.checked_add_signed(skew).unwrap();
            let answer = world.bench.send(call.sign(world.signer(address.who))).await;
            assert_eq!((answer.status, answer.code().as_str()), (401, "skew"), "{} {}", call.method, call.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_changes_something_needs_a_nonce_of_this_bank() {
    let world = World::new().await;
    for address in world.addresses.iter().filter(|address| World::wants_nonce(&address.call)) {
        let mut call = world.fresh(address).await;
        let name = format!("{} {}", call.method, call.path);
        call.nonce = None;
        let answer = world.bench.send(call.sign(world.signer(address.who))).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "nonce"), "{name}");
        assert_eq!(answer.problem().code.remedy(), ProblemCode::Nonce.remedy());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_altered_and_stale_nonces_are_refused() {
    let world = World::new().await;
    let invites = &world.addresses[0];
    let mut call = world.fresh(invites).await;
    let good = call.nonce.clone().unwrap();
    let mut altered = good.clone().into_bytes();
    altered[20] = if altered[20] == b'A' { b'B' } else { b'A' };
    for nonce in
        ["x".to_owned(), "A".repeat(200), String::from_utf8(altered).unwrap(), good[..good.len() - 1].to_owned()]
    {
        call.nonce = Some(nonce.clone());
        assert_eq!(world.bench.send(call.sign(&world.officer)).await.code(), "nonce", "{nonce}");
    }
    call.nonce = Some(good);
    world.bench.later(601_000);
    call.created = world.bench.now().seconds();
    assert_eq!(world.bench.send(call.sign(&world.officer)).await.code(), "nonce", "after ten minutes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_request_is_refused() {
    let world = World::new().await;
    let call = world.fresh(&world.addresses[0]).await;
    let signed = call.sign(&world.officer);
    assert_eq!(world.bench.send(signed.clone()).await.status, 200);
    assert_eq!(world.bench.send(signed).await.code(), "nonce");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_refusal_carries_the_nonce_that_works() {
    let world = World::new().await;
    let mut call = world.fresh(&world.addresses[0]).await;
    call.nonce = None;
    let refused = world.bench.send(call.sign(&world.officer)).await;
    call.nonce = Some(refused.nonce());
    assert_eq!(world.bench.send(call.sign(&world.officer)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_bodies_are_refused_everywhere() {
    let world = World::new().await;
    for address in &world.addresses {
        let mut call = world.fresh(address).await;
        call.body = vec![b' '; address.limit + 1];
        let answer = world.bench.send(call.sign(world.signer(address.who))).await;
        assert_eq!((answer.status, answer.code().as_str()), (413, "too-large"), "{} {}", call.method, call.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_not_the_message_are_refused_everywhere() {
    let world = World::new().await;
    for address in world.addresses.iter().filter(|address| address.limit > 0) {
        let well_formed = String::from_utf8(address.call.body.clone()).unwrap_or_default();
        let mut bodies = vec!["".to_owned(), "x".into(), "null".into(), "[]".into(), "{".into()];
        if well_formed.starts_with('{') {
            bodies.push(format!("{well_formed}x"));
            bodies.push(format!("{well_formed}{well_formed}"));
            let comma = if well_formed == "{}" { "" } else { "," };
            bodies.push(well_formed.replacen('{', &format!("{{\"surprise\":1{comma}"), 1));
        }
        for body in bodies {
            let mut call = world.fresh(address).await;
            call.body = body.clone().into_bytes();
            let answer = world.bench.send(call.sign(world.signer(address.who))).await;
            let shown = body.chars().take(60).collect::<String>();
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "malformed"),
                "{} {} {shown:?}",
                call.method,
                call.path
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_of_other_sizes_are_refused() {
    let world = World::new().await;
    let address = world.addresses.iter().find(|a| a.call.method == "PUT" && a.call.path.contains("/packs/")).unwrap();
    for size in [1, (64 << 10) - 1, (64 << 10) + 1, 2 << 20, (4 << 20) - 1] {
        let mut call = world.fresh(address).await;
        call.body = vec![1; size];
        assert_eq!(world.bench.send(call.sign(&world.phone.caller)).await.code(), "malformed", "{size}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem_too() {
    let world = World::new().await;
    for (method, path, status, code) in [
        ("GET", "/v1", 404, "not-found"),
        ("GET", "/v1/lockers", 404, "not-found"),
        ("GET", "/v1/lockers/locker-x", 404, "not-found"),
        ("GET", "/v1/cases/case-x", 404, "not-found"),
        ("POST", "/v1/staff/lockers/case-aaaqeayeaudaocajbifqydiob4/freeze", 404, "not-found"),
        (
            "POST",
            "/v1/staff/lockers/locker-aaaqeayeaudaocajbifqydiob4/devices/locker-aaaqeayeaudaocajbifqydiob4/suspend",
            404,
            "not-found",
        ),
        (
            "POST",
            "/v1/lockers/locker-aaaqeayeaudaocajbifqydiob4/intents/link-aaaqeayeaudaocajbifqydiob4/stop",
            404,
            "not-found",
        ),
        ("POST", "/v1/lockers/device-aaaqeayeaudaocajbifqydiob4/joins", 404, "not-found"),
        ("GET", "/v1/staff/lockers", 405, "malformed"),
        ("GET", "/v1/lockers/locker-aaaqeayeaudaocajbifqydiob4/freeze", 405, "malformed"),
        ("DELETE", "/v1/bank", 405, "malformed"),
        ("GET", "/v1/nonces", 405, "malformed"),
        ("PUT", "/v1/cases", 405, "malformed"),
    ] {
        let answer = world.bench.bare(method, path, Vec::new()).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{method} {path}");
        assert!(answer.headers.contains_key(NONCE), "{method} {path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_nobody_asked_for_is_refused() {
    let world = World::new().await;
    for query in ["from=-1", "from=x", "frm=1", "from=1&from=2", "from=1&x=2"] {
        let path = format!("/v1/lockers/{}/log?{query}", world.phone.locker);
        assert_eq!(world.bench.get(&world.phone.caller, &path).await.code(), "malformed", "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_lockers_device_gets_nothing() {
    let world = World::new().await;
    let thief = world.bench.phone(&world.officer, "thief@example.com").await;
    for address in world.addresses.iter().filter(|address| address.who == Who::Device) {
        let call = world.fresh(address).await;
        let code = world.bench.send(call.sign(&thief.caller)).await.code();
        assert!(matches!(code.as_str(), "unsigned" | "not-found"), "{} {}: {code}", call.method, call.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_cases_from_one_address_has_a_rate_and_says_when_to_come_back() {
    let bench = Bench::start("[limits]\ncases_per_minute = 3").await;
    let request = OpenCaseRequest { handle: Handle::parse("x@example.com").unwrap(), commitment: Digest::plain(b"x") };
    let body = serde_json::to_vec(&request).unwrap();
    for _ in 0..3 {
        assert_eq!(bench.bare("POST", "/v1/cases", body.clone()).await.status, 200);
    }
    let answer = bench.bare("POST", "/v1/cases", body.clone()).await;
    assert_eq!((answer.status, answer.code().as_str()), (429, "rate-limited"));
    assert_eq!(answer.headers["retry-after"], "20");
    bench.later(20_000);
    assert_eq!(bench.bare("POST", "/v1/cases", body).await.status, 200);
}
