//! The files of the page, and the one that stands in for a page.

use axum::body::Bytes;

/// A file as it is served.
#[derive(Clone, Debug)]
pub struct PageFile {
    /// Where, without the first `/`.
    pub path: String,
    /// Its bytes.
    pub plain: Bytes,
    /// The same, compressed with gzip, where that is smaller.
    pub gzip: Option<Bytes>,
    /// The same, compressed with brotli, where that is smaller.
    pub brotli: Option<Bytes>,
}

/// Path, bytes, the same with gzip, the same with brotli.
type Built = (&'static str, &'static [u8], Option<&'static [u8]>, Option<&'static [u8]>);

/// What lay in `target/web/dist` when this program was built.
const BUILT: &[Built] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

const NO_PAGE: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>dLocker</title>
<h1>This bank is up, and this build of its program has no page</h1>
<p>The API under <code>/v1</code> works, and so do the programs <code>dlocker</code> and <code>dlockerd</code>.
<p>To have the page: run <code>cargo xtask web</code> in the source, build <code>dlockerd</code> again, and start the bank with it.
</html>
";

/// The files that were built in.
pub(super) fn built_in() -> Vec<PageFile> {
    let file = |(path, plain, gzip, brotli): &Built| PageFile {
        path: (*path).to_owned(),
        plain: Bytes::from_static(plain),
        gzip: gzip.map(Bytes::from_static),
        brotli: brotli.map(Bytes::from_static),
    };
    BUILT.iter().map(file).collect()
}

/// Says that there is no page, and how to have one.
pub(super) fn no_page() -> PageFile {
    PageFile { path: "index.html".to_owned(), plain: Bytes::from_static(NO_PAGE.as_bytes()), gzip: None, brotli: None }
}
