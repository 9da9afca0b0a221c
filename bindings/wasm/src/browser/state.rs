//! The local state: files in memory, and which of them wait to be written.

use std::collections::{BTreeMap, BTreeSet};

use dlocker_client::platform::{Change, StateFailed};
use zeroize::Zeroizing;

type Content = Zeroizing<Vec<u8>>;

/// The files of the home.
#[derive(Default)]
pub struct Files {
    all: BTreeMap<String, Content>,
    waiting: BTreeSet<String>,
}

/// What is to be written in one go: names and contents, none for a file that goes.
#[derive(Default)]
pub struct Queued(Vec<(String, Option<Content>)>);

impl Queued {
    /// Whether there is nothing to write.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and contents.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&[u8]>)> {
        self.0.iter().map(|(name, content)| (name.as_str(), content.as_ref().map(|bytes| bytes.as_slice())))
    }
}

impl Files {
    /// As they lie in the storage.
    pub fn from_entries(entries: impl IntoIterator<Item = (String, Content)>) -> Self {
        Self { all: entries.into_iter().collect(), waiting: BTreeSet::new() }
    }

    /// A file as it is now, written or not.
    #[must_use]
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.all.get(name).map(|content| content.to_vec())
    }

    /// Changes a file, and puts it on the queue if it is another one now.
    ///
    /// # Errors
    /// What `change` gives; then nothing has changed.
    pub fn change(&mut self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        let after = change(self.load(name))?.map(Zeroizing::new);
        let same = self.all.get(name).map(|content| content.as_slice()) == after.as_ref().map(|bytes| bytes.as_slice());
        if same {
            return Ok(());
        }
        match after {
            Some(content) => _ = self.all.insert(name.to_owned(), content),
            None => _ = self.all.remove(name),
        }
        self.waiting.insert(name.to_owned());
        Ok(())
    }

    /// Everything that waits to be written, as it is now.
    pub fn take(&mut self) -> Queued {
        let names = core::mem::take(&mut self.waiting);
        Queued(names.into_iter().map(|name| (name.clone(), self.all.get(&name).cloned())).collect())
    }

    /// It could not be written: it waits again.
    pub fn put_back(&mut self, queued: Queued) {
        self.waiting.extend(queued.0.into_iter().map(|(name, _)| name));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn put(files: &mut Files, name: &str, content: Option<&str>) {
        files.change(name, &mut |_| Ok(content.map(|text| text.as_bytes().to_vec()))).unwrap();
    }

    fn names(queued: &Queued) -> Vec<(String, Option<Vec<u8>>)> {
        queued.iter().map(|(name, content)| (name.to_owned(), content.map(<[u8]>::to_vec))).collect()
    }

    #[test]
    fn a_change_is_read_back_at_once_and_written_later_with_what_came_since() {
        let mut files = Files::from_entries([("a".to_owned(), Zeroizing::new(b"old".to_vec()))]);
        put(&mut files, "a", Some("one"));
        put(&mut files, "a", Some("two"));
        put(&mut files, "b", Some("new"));
        assert_eq!(files.load("a").unwrap(), b"two");
        let queued = files.take();
        assert_eq!(names(&queued), [("a".into(), Some(b"two".to_vec())), ("b".into(), Some(b"new".to_vec()))]);
        assert!(files.take().is_empty());
    }

    #[test]
    fn what_could_not_be_written_waits_again_with_its_newest_content() {
        let mut files = Files::default();
        put(&mut files, "a", Some("one"));
        let queued = files.take();
        put(&mut files, "a", Some("two"));
        files.put_back(queued);
        assert_eq!(names(&files.take()), [("a".into(), Some(b"two".to_vec()))]);
    }

    #[test]
    fn a_file_that_goes_is_told_and_one_that_stays_the_same_is_not() {
        let mut files = Files::from_entries([("a".to_owned(), Zeroizing::new(b"old".to_vec()))]);
        put(&mut files, "a", Some("old"));
        put(&mut files, "never", None);
        assert!(files.take().is_empty());
        put(&mut files, "a", None);
        assert_eq!(names(&files.take()), [("a".into(), None)]);
    }

    #[test]
    fn a_change_that_fails_leaves_what_was_there() {
        let mut files = Files::from_entries([("a".to_owned(), Zeroizing::new(b"old".to_vec()))]);
        assert!(files.change("a", &mut |_| Err(StateFailed("no".into()))).is_err());
        assert_eq!(files.load("a").unwrap(), b"old");
        assert!(files.take().is_empty());
    }
}
