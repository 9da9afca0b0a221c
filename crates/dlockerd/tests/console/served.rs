//! The page beside the API, and pages that somebody else hosts.

use reqwest::Method;

use super::*;

async fn ask(bench: &Bench, method: Method, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let http = reqwest::Client::new();
    let mut request = http.request(method, format!("{}{path}", bench.bank.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn header(response: &reqwest::Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_beside_the_api_and_each_wears_its_own_headers() {
    let bench = Bench::start("").await;
    for path in ["/", "/staff", "/manifest.json", "/nowhere"] {
        let response = ask(&bench, Method::GET, path, &[]).await;
        assert_eq!(response.status(), if path == "/nowhere" { 404 } else { 200 }, "{path}");
        assert!(header(&response, "content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(
            (header(&response, "dlocker-nonce"), header(&response, "cache-control")),
            (String::new(), "no-store".into())
        );
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&ask(&bench, Method::GET, "/manifest.json", &[]).await.text().await.unwrap()).unwrap();
    assert!(!manifest["files"].as_array().unwrap().is_empty());
    for path in ["/v1", "/v1/", "/v1/nowhere"] {
        let response = ask(&bench, Method::GET, path, &[]).await;
        assert_eq!(
            (response.status().as_u16(), header(&response, "content-type").as_str()),
            (404, "application/problem+json")
        );
        assert_ne!(header(&response, "dlocker-nonce"), "", "{path}");
    }
    for path in ["/..%2fdlocker.sqlite", "/%2e%2e/dlocker.sqlite", "/assets/..%5c..%5cx", "/v1x"] {
        assert_eq!(ask(&bench, Method::GET, path, &[]).await.status(), 404, "{path}");
    }
    assert_eq!(ask(&bench, Method::POST, "/", &[]).await.status(), 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_serves_no_page_has_nothing_beside_the_api() {
    let bench = Bench::start("[page]\nserve = false").await;
    for path in ["/", "/staff", "/manifest.json"] {
        let response = ask(&bench, Method::GET, path, &[]).await;
        assert_eq!(
            (response.status().as_u16(), header(&response, "content-type").as_str()),
            (404, "application/problem+json")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_origins_that_are_named_may_ask_and_no_others() {
    let bench = Bench::start("[page]\nallow_origins = [\"https://page.example\"]").await;
    let asks = |origin| vec![("origin", origin), ("access-control-request-method", "POST")];
    let named = ask(&bench, Method::OPTIONS, "/v1/nonces", &asks("https://page.example")).await;
    assert_eq!(named.status(), 204);
    assert_eq!(header(&named, "access-control-allow-origin"), "https://page.example");
    assert_eq!(header(&named, "access-control-allow-methods"), "GET, POST, PUT");
    let headers = header(&named, "access-control-allow-headers");
    for name in
        ["content-type", "content-digest", "dlocker-audience", "signature-input", "signature", "dpop", "authorization"]
    {
        assert!(headers.split(", ").any(|one| one == name), "{name} in {headers}");
    }
    assert_eq!(header(&named, "access-control-allow-credentials"), "", "there are no cookies");
    let answer = ask(&bench, Method::GET, "/v1/bank", &[("origin", "https://page.example")]).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), "https://page.example");
    assert!(header(&answer, "access-control-expose-headers").contains("dlocker-nonce"));
    assert_eq!(header(&answer, "vary"), "origin");
    for origin in ["https://page.example.evil.example", "http://page.example", "null"] {
        let preflight = ask(&bench, Method::OPTIONS, "/v1/nonces", &asks(origin)).await;
        assert_eq!(
            (preflight.status().as_u16(), header(&preflight, "access-control-allow-origin").as_str()),
            (405, ""),
            "{origin}"
        );
        let answer = ask(&bench, Method::GET, "/v1/bank", &[("origin", origin)]).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), "", "{origin}");
    }
    let closed = Bench::start("").await;
    let answer = ask(&closed, Method::GET, "/v1/bank", &[("origin", "https://page.example")]).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), "", "nobody is named by default");
}
