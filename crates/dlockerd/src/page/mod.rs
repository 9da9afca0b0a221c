//! The page: files that were built into this program, served at `/` and `/staff` beside the API.
//!
//! Every answer wears the same headers, which let the page load nothing but itself and let nobody put it into a frame. Names with a content hash in
//! them are kept for ever, all others never. An address is looked up in a table: there are no folders to walk out of.

mod files;
mod headers;
mod manifest;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;

pub use files::PageFile;

use crate::config::BankConfig;

/// Marks an answer that is the page's and not the API's.
#[derive(Clone, Copy)]
pub(crate) struct Served;

/// The page.
pub struct Page {
    files: Vec<PageFile>,
    https: bool,
}

impl Page {
    /// No page at all: nothing is answered.
    #[must_use]
    pub const fn none() -> Self {
        Self { files: Vec::new(), https: false }
    }

    /// The page that was built into this program, if this bank serves it.
    #[must_use]
    pub fn of(config: &BankConfig) -> Self {
        if config.page.serve { Self::with(files::built_in(), config.is_https()) } else { Self::none() }
    }

    /// A page of these files; in place of none a page that says so. `https`: it is reached by TLS, and browsers shall never ask otherwise.
    #[must_use]
    pub fn with(files: Vec<PageFile>, https: bool) -> Self {
        let mut files = if files.iter().any(|file| file.path == "index.html") { files } else { vec![files::no_page()] };
        files.retain(|file| file.path != manifest::NAME);
        files.push(manifest::of(&files));
        Self { files, https }
    }

    /// The answer to a request for `path`; `None` where this bank serves no page.
    pub(crate) fn answer(&self, method: &Method, path: &str, asked: &HeaderMap) -> Option<Response> {
        if self.files.is_empty() {
            return None;
        }
        if method != Method::GET && method != Method::HEAD {
            let mut response = self.plain(StatusCode::METHOD_NOT_ALLOWED, "This address only knows GET and HEAD.\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        let mut response = match self.find(path) {
            _ if path == "/staff/" => self.at_staff(),
            Some(file) => self.file(file, asked),
            None => self.plain(StatusCode::NOT_FOUND, "There is nothing at this address.\n"),
        };
        if method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        Some(response)
    }

    fn find(&self, path: &str) -> Option<&PageFile> {
        let named = |name: &str| self.files.iter().find(|file| file.path == name);
        match path.strip_prefix('/')? {
            "" => named("index.html"),
            "staff" => named("staff/index.html").or_else(|| named("staff.html")).or_else(|| named("index.html")),
            name => named(name),
        }
    }

    fn file(&self, file: &PageFile, asked: &HeaderMap) -> Response {
        let packed = packed(file, asked);
        let mut response = self.dressed(StatusCode::OK, packed.map_or(&file.plain, |(_, bytes)| bytes).clone());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(headers::kind(&file.path)));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(headers::keeping(&file.path)));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some((coding, _)) = packed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    }

    /// The console has one address: what it loads is named from there. Named from here, for a bank behind a path.
    fn at_staff(&self) -> Response {
        let mut response = self.plain(StatusCode::PERMANENT_REDIRECT, "The console is at /staff.\n");
        response.headers_mut().insert(LOCATION, HeaderValue::from_static("../staff"));
        response
    }

    fn plain(&self, status: StatusCode, words: &'static str) -> Response {
        let mut response = self.dressed(status, Bytes::from_static(words.as_bytes()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn dressed(&self, status: StatusCode, body: Bytes) -> Response {
        let length = HeaderValue::from(body.len());
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_LENGTH, length);
        headers::dress(response.headers_mut(), self.https);
        response.extensions_mut().insert(Served);
        response
    }
}

/// The smallest form that the browser takes, and what it is called. Browsers take brotli over TLS and from their own machine, gzip always.
fn packed<'a>(file: &'a PageFile, asked: &HeaderMap) -> Option<(&'static str, &'a Bytes)> {
    let twins = [("br", &file.brotli), ("gzip", &file.gzip)];
    let mut there = twins.into_iter().filter_map(|(coding, twin)| Some((coding, twin.as_ref()?)));
    there.find(|(coding, _)| takes(asked, coding))
}

/// Whether the browser takes this coding: named, and not with a weight of zero.
fn takes(asked: &HeaderMap, wanted: &str) -> bool {
    let values = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        named && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests;
