//! The headers of a letter or a request, as they came.

/// Names and values, in their order.
#[derive(Clone, Debug)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads `Name: value` lines; what is none is passed over.
    pub(crate) fn read(lines: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(lines.filter_map(|line| pair(line.as_ref())).collect())
    }

    /// The value of one that stands there once.
    #[track_caller]
    pub(crate) fn once(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => value,
            _ => panic!("{name} should stand once in {:?}", self.0),
        }
    }

    /// How long the body is, if it says so.
    pub(crate) fn length(&self) -> Option<usize> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?.1.parse().ok()
    }
}
