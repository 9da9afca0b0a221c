//! Between the SDK and the files that the page brings and wants back.

mod ahead;
mod one_file;
mod out;
mod tree;

pub(crate) use ahead::Ahead;
pub(crate) use one_file::OneFile;
pub(crate) use out::Out;
pub use tree::{Listed, Step, steps};
