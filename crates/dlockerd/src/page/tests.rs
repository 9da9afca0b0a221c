#![allow(clippy::unwrap_used)]

use axum::body::to_bytes;
use dlocker_protocol::Digest;

use super::*;

fn file(path: &str, plain: &'static str, packed: Option<[&'static str; 2]>) -> PageFile {
    let [gzip, brotli] = [0, 1].map(|at| packed.map(|packed| packed[at].into()));
    PageFile { path: path.into(), plain: plain.into(), gzip, brotli }
}

fn page() -> Page {
    let files = vec![
        file("index.html", "<p>owner", None),
        file("staff/index.html", "<p>staff", None),
        file("sw.js", "worker", None),
        file("assets/index-BxYz12ab.js", "plain", Some(["packed", "tight"])),
    ];
    Page::with(files, false)
}

fn ask(page: &Page, method: &Method, path: &str, encoding: Option<&'static str>) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(encoding) = encoding {
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
    }
    page.answer(method, path, &headers).unwrap()
}

fn get(path: &str) -> Response {
    ask(&page(), &Method::GET, path, None)
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn the_owners_page_the_staffs_page_and_their_files_are_found() {
    for (path, body, kind) in [
        ("/", "<p>owner", "text/html; charset=utf-8"),
        ("/staff", "<p>staff", "text/html; charset=utf-8"),
        ("/sw.js", "worker", "text/javascript; charset=utf-8"),
        ("/assets/index-BxYz12ab.js", "plain", "text/javascript; charset=utf-8"),
    ] {
        let response = get(path);
        assert_eq!((response.status(), header(&response, "content-type")), (StatusCode::OK, kind.to_owned()), "{path}");
        assert_eq!(text(response).await, body, "{path}");
    }
}

#[test]
fn the_console_has_one_address_and_the_one_with_a_slash_leads_there() {
    let response = get("/staff/");
    assert_eq!(
        (response.status(), header(&response, "location")),
        (StatusCode::PERMANENT_REDIRECT, "../staff".to_owned())
    );
    assert!(header(&response, "content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn no_path_leads_out_of_the_table() {
    for path in [
        "/nowhere",
        "/assets",
        "/assets/",
        "/..",
        "/../Cargo.toml",
        "/assets/../index.html",
        "/%2e%2e/index.html",
        "//index.html",
        "/./index.html",
        "/INDEX.HTML",
        "/index.html/",
        "*",
        "",
    ] {
        let response = get(path);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(header(&response, "content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
}

#[test]
fn every_answer_wears_the_same_headers() {
    let page = page();
    for (method, path) in [
        (Method::GET, "/"),
        (Method::HEAD, "/staff"),
        (Method::GET, "/nowhere"),
        (Method::POST, "/"),
        (Method::GET, "/manifest.json"),
    ] {
        let response = ask(&page, &method, path, None);
        for (name, words) in [
            ("content-security-policy", "script-src 'self' 'wasm-unsafe-eval';"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("content-security-policy", "require-trusted-types-for 'script'"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(self)"),
            ("permissions-policy", "microphone=()"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert!(header(&response, name).contains(words), "{method} {path} {name}");
        }
        let policy = header(&response, "content-security-policy");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("http"));
        assert_eq!(header(&response, "strict-transport-security"), "", "not without TLS");
    }
    let tls = Page::with(Vec::new(), true);
    assert!(header(&ask(&tls, &Method::GET, "/", None), "strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn only_names_with_a_hash_are_kept_and_only_who_takes_a_packed_file_gets_it() {
    assert_eq!(header(&get("/"), "cache-control"), "no-store");
    assert_eq!(header(&get("/sw.js"), "cache-control"), "no-store");
    let page = page();
    let asset = |encoding| ask(&page, &Method::GET, "/assets/index-BxYz12ab.js", encoding);
    assert!(header(&asset(None), "cache-control").contains("immutable"));
    for (encoding, coding, body) in [
        (None, "", "plain"),
        (Some("identity"), "", "plain"),
        (Some("gzip;q=0"), "", "plain"),
        (Some("brotli, zstd, bro"), "", "plain"),
        (Some("gzip"), "gzip", "packed"),
        (Some("gzip, deflate, br;q=0"), "gzip", "packed"),
        (Some("br"), "br", "tight"),
        (Some("gzip, deflate, br, zstd"), "br", "tight"),
        (Some("deflate, GZIP;q=0.5, BR"), "br", "tight"),
    ] {
        let response = asset(encoding);
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(header(&response, "content-encoding"), coding, "{encoding:?}");
        assert_eq!(text(response).await, body, "{encoding:?}");
    }
}

#[tokio::test]
async fn head_has_no_body_and_other_methods_are_not_known() {
    let page = page();
    let head = ask(&page, &Method::HEAD, "/", None);
    assert_eq!((head.status(), header(&head, "content-length")), (StatusCode::OK, "8".to_owned()));
    assert_eq!(text(head).await, "");
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = ask(&page, &method, "/", None);
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(header(&response, "allow"), "GET, HEAD");
    }
}

#[tokio::test]
async fn the_manifest_names_every_file_with_its_digest() {
    let manifest: serde_json::Value = serde_json::from_str(&text(get("/manifest.json")).await).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len(), 4);
    for file in files {
        let body = text(get(file["path"].as_str().unwrap())).await;
        let hex: String = Digest::plain(body.as_bytes()).as_bytes().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(file["sha256"].as_str().unwrap(), hex);
        assert_eq!(file["bytes"], body.len());
    }
}

#[tokio::test]
async fn a_build_without_a_page_says_so_and_how_to_have_one() {
    let page = Page::with(Vec::new(), false);
    for path in ["/", "/staff"] {
        let response = ask(&page, &Method::GET, path, None);
        assert_eq!(response.status(), StatusCode::OK);
        assert!(text(response).await.contains("cargo xtask web"), "{path}");
    }
    assert!(Page::none().answer(&Method::GET, "/", &HeaderMap::new()).is_none());
}
