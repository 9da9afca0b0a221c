//! Registration and opening at the level of HTTP: what is counted, what is sealed, what is limited.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use dlocker_protocol::locker::LockerView;
use dlocker_protocol::log::{Event, LogEntry, LogPage};
use dlocker_protocol::method::{EvaluateRequest, EvaluateResponse, MethodKind, RegisterRequest, RegisterResponse};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::release::{Evaluation, evaluation_context};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::{Bytes, MethodId, RegistrationId, cbor};
use kit::{Bench, Phone, generator, rng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn register(bench: &Bench, phone: &Phone, registration: RegistrationId) -> kit::Answer {
    let request =
        RegisterRequest { registration, method: MethodId::random(&mut rng()), kind: MethodKind::Pin, guesses: None };
    bench.post(&phone.caller, &format!("/v1/lockers/{}/registrations", phone.locker), &request).await
}

async fn evaluate(bench: &Bench, phone: &Phone, registration: RegistrationId, reply: &UnsealingKey) -> kit::Answer {
    let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
    let request = EvaluateRequest { blinded: generator(), reply_key };
    let path = format!("/v1/lockers/{}/registrations/{registration}/evaluations", phone.locker);
    bench.post(&phone.caller, &path, &request).await
}

async fn enrolled() -> (Bench, Phone) {
    with("").await
}

async fn with(config: &str) -> (Bench, Phone) {
    let bench = Bench::start(config).await;
    let officer = bench.staff("officer1");
    let phone = bench.phone(&officer, "owner@example.com").await;
    (bench, phone)
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_an_evaluation_is_logged_and_sealed_to_the_one_who_asked() {
    let (bench, phone) = enrolled().await;
    let registration = RegistrationId::random(&mut rng());
    let made: RegisterResponse = register(&bench, &phone, registration).await.json();
    assert_eq!(made.guesses, 10);
    let reply = UnsealingKey::random(&mut rng()).unwrap();
    let answer: EvaluateResponse = evaluate(&bench, &phone, registration, &reply).await.json();
    let context = evaluation_context(phone.locker, registration, &generator());
    let opened = sealed::open(&reply, &context, &answer.sealed.0).unwrap();
    let evaluation: Evaluation = cbor::decode(&opened, "evaluation").unwrap();
    assert_eq!(OprfPublicKey::from_bytes(evaluation.evaluated.as_bytes()).unwrap(), made.oprf_key, "k times G is K");

    let log: LogPage = bench.get(&phone.caller, &format!("/v1/lockers/{}/log?from=1", phone.locker)).await.json();
    let last = cbor::decode::<LogEntry>(&log.entries.last().unwrap().0, "entry").unwrap();
    assert_eq!(last.event, Event::Evaluated { registration });
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_a_pending_registration_answers_three_times_and_no_more_however_it_is_asked() {
    let (bench, phone) = enrolled().await;
    let registration = RegistrationId::random(&mut rng());
    assert_eq!(register(&bench, &phone, registration).await.status, 200);
    let reply = UnsealingKey::random(&mut rng()).unwrap();
    let asked = (0..12).map(|_| evaluate(&bench, &phone, registration, &reply));
    let answers = futures(asked).await;
    let given = answers.iter().filter(|answer| answer.status == 200).count();
    let logged: LogPage = bench.get(&phone.caller, &format!("/v1/lockers/{}/log?from=1", phone.locker)).await.json();
    let logged = logged.entries.iter().map(|e| cbor::decode::<LogEntry>(&e.0, "entry").unwrap().event);
    let counted = logged.filter(|event| matches!(event, Event::Evaluated { .. })).count();
    assert!(counted <= 3, "{counted} were counted");
    assert!(given >= counted, "every counted one was answered");
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.code(), "registration-over");
    }
}

/// Runs futures side by side.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        waiting.retain_mut(|future| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_have_a_rate_and_a_stale_nonce_costs_nothing() {
    let (bench, phone) = with("[limits]\nopenings_per_minute = 3").await;
    for _ in 0..5 {
        let request = RegisterRequest {
            registration: RegistrationId::random(&mut rng()),
            method: MethodId::random(&mut rng()),
            kind: MethodKind::Pin,
            guesses: None,
        };
        let path = format!("/v1/lockers/{}/registrations", phone.locker);
        let mut call = bench.call("POST", &path, serde_json::to_vec(&request).unwrap());
        call.nonce = Some("stale".into());
        assert_eq!(bench.send(call.sign(&phone.caller)).await.code(), "nonce");
    }
    for _ in 0..3 {
        assert_eq!(register(&bench, &phone, RegistrationId::random(&mut rng())).await.status, 200);
    }
    let refused = register(&bench, &phone, RegistrationId::random(&mut rng())).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate-limited"));
    assert_eq!(refused.headers["retry-after"], "20");
    let officer = bench.staff("officer2");
    let other = bench.phone(&officer, "other@example.com").await;
    assert_eq!(register(&bench, &other, RegistrationId::random(&mut rng())).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_has_so_many_requests_under_way_and_the_next_is_told_to_come_back() {
    let (bench, phone) = with("[limits]\nconcurrent_requests = 2").await;
    let path = format!("/v1/lockers/{}", phone.locker);
    // One may meet a request of ours that is under way just then and be refused itself: hold until two are heard.
    let mut held = Vec::new();
    let refused = loop {
        held.push(bench.hold(&phone).await);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let answer = bench.get(&phone.caller, &path).await;
        if answer.status == 429 {
            break answer;
        }
        assert!(held.len() < 100, "two requests under way are never too many");
    };
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate-limited"));
    let mut heard = 0;
    for mut stream in held {
        stream.write_all(b"          ").await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        heard += usize::from(&answer == b"HTTP/1.1 400");
    }
    assert_eq!(heard, 2, "both were heard to their end");
    let view: LockerView = bench.get(&phone.caller, &path).await.json();
    assert_eq!(view.id, phone.locker);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_requests_of_one_device_at_once_are_all_answered_by_default() {
    let (bench, phone) = enrolled().await;
    let path = format!("/v1/lockers/{}", phone.locker);
    let answers = futures((0..50).map(|_| bench.get(&phone.caller, &path))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
}
