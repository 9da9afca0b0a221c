//! Wallets for tests, and putting them in.

use std::collections::BTreeMap;

use crate::snapshot::{
    BuildError, Cut, Extent, File, FolderBuilder, ItemLabel, NodeRef, PieceClass, PieceIndex, SnapshotBuilder, Stat,
    cut_len,
};

use super::TestRng;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::snapshot) enum Tree {
    File(Vec<u8>),
    RawKey(Vec<u8>),
    /// Data, a hole of so many bytes, data.
    Sparse(Vec<u8>, u64, Vec<u8>),
    Link(Vec<u8>),
    Folder(BTreeMap<Vec<u8>, Tree>),
}

impl Tree {
    pub(in crate::snapshot) fn folder<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Folder(entries.into_iter().map(|(name, tree)| (name.as_bytes().to_vec(), tree)).collect())
    }

    pub(in crate::snapshot) fn file(content: &[u8]) -> Self {
        Self::File(content.to_vec())
    }

    /// So many small credentials in one folder.
    pub(in crate::snapshot) fn credentials(count: usize) -> Self {
        let one =
            |number: usize| (format!("credential-{number:06}.json").into_bytes(), Self::File(credential(number, 0)));
        Self::Folder((0..count).map(one).collect())
    }

    pub(in crate::snapshot) fn set(&mut self, name: &str, tree: Self) {
        let Self::Folder(entries) = self else { panic!("not a folder") };
        entries.insert(name.as_bytes().to_vec(), tree);
    }

    /// Every path below with what is there.
    pub(in crate::snapshot) fn paths(&self) -> BTreeMap<Vec<Vec<u8>>, (Stat, Flat)> {
        let mut all = BTreeMap::new();
        self.collect(&mut Vec::new(), &mut all);
        all
    }

    fn collect(&self, path: &mut Vec<Vec<u8>>, all: &mut BTreeMap<Vec<Vec<u8>>, (Stat, Flat)>) {
        let Self::Folder(entries) = self else { return };
        for (name, tree) in entries {
            path.push(name.clone());
            all.insert(path.clone(), (stat(name), tree.flat()));
            tree.collect(path, all);
            path.pop();
        }
    }

    fn flat(&self) -> Flat {
        match self {
            Self::File(content) | Self::RawKey(content) => Flat::File(content.clone()),
            Self::Sparse(before, hole, after) => {
                Flat::File([before.clone(), vec![0; usize::try_from(*hole).unwrap()], after.clone()].concat())
            }
            Self::Link(target) => Flat::Link(target.clone()),
            Self::Folder(_) => Flat::Folder,
        }
    }
}

/// What a restored path holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::snapshot) enum Flat {
    File(Vec<u8>),
    Link(Vec<u8>),
    Folder,
}

pub(in crate::snapshot) fn credential(number: usize, version: usize) -> Vec<u8> {
    let noise = data_encoding::BASE64.encode(&TestRng::of((number * 1000 + version) as u64).bytes(600));
    format!(
        "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\"],\
         \"issuer\":\"did:example:issuer\",\"credentialSubject\":{{\"number\":{number}}},\"proof\":{{\"jws\":\"{noise}\"}}}}"
    )
    .into_bytes()
}

pub(in crate::snapshot) fn stat(name: &[u8]) -> Stat {
    let sum: u32 = name.iter().map(|byte| u32::from(*byte)).sum();
    Stat { mode: sum & 0o7777, mtime_secs: i64::from(sum) * 1_000_003 - 70_000, mtime_nanos: sum * 7 % 1_000_000_000 }
}

pub(in crate::snapshot) fn label(name: &[u8]) -> ItemLabel {
    let text = String::from_utf8_lossy(name).chars().take(60).collect::<String>();
    ItemLabel { kind: 3, label: Some(text), issuer: None, expires: Some("2030-01-01".into()), ..ItemLabel::default() }
}

/// What the client does for each file and folder.
pub(in crate::snapshot) struct Putter<'a> {
    pub(in crate::snapshot) builder: &'a mut SnapshotBuilder,
    pub(in crate::snapshot) index: &'a mut PieceIndex,
    pub(in crate::snapshot) rng: &'a mut TestRng,
}

impl Putter<'_> {
    pub(in crate::snapshot) fn folder(&mut self, entries: &BTreeMap<Vec<u8>, Tree>) -> Result<NodeRef, BuildError> {
        let mut folder = FolderBuilder::new();
        for (name, tree) in entries {
            match tree {
                Tree::Folder(inner) => {
                    let node = self.folder(inner)?;
                    folder.add_folder(name, stat(name), node)?;
                }
                Tree::Link(target) => folder.add_link(name, stat(name), target)?,
                file => folder.add_file(name, stat(name), self.file(name, file)?)?,
            }
        }
        folder.finish(self.builder, self.index, self.rng)
    }

    fn file(&mut self, name: &[u8], tree: &Tree) -> Result<File, BuildError> {
        let mut extents = Vec::new();
        match tree {
            Tree::File(content) => self.data(PieceClass::Content, content, &mut extents)?,
            Tree::RawKey(content) => self.data(PieceClass::RawKey, content, &mut extents)?,
            Tree::Sparse(before, hole, after) => {
                self.data(PieceClass::Content, before, &mut extents)?;
                extents.push(Extent::Hole(*hole));
                self.data(PieceClass::Content, after, &mut extents)?;
            }
            Tree::Link(_) | Tree::Folder(_) => {}
        }
        let Flat::File(content) = tree.flat() else { panic!("not a file") };
        Ok(File { len: content.len() as u64, label: label(name), extents })
    }

    fn data(&mut self, class: PieceClass, content: &[u8], extents: &mut Vec<Extent>) -> Result<(), BuildError> {
        let cut =
            if content.starts_with(b"SQLite format 3\0") { Cut::Database(content.len() as u64) } else { Cut::Plain };
        for piece in content.chunks(cut_len(cut)) {
            extents.push(Extent::Data(self.builder.put(self.index, class, piece, self.rng)?));
        }
        Ok(())
    }
}
