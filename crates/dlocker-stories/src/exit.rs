//! The exit codes of both programs, as the contract fixes them.

/// Done.
pub const DONE: i32 = 0;
/// Something unexpected.
pub const UNEXPECTED: i32 = 1;
/// Misuse of the command line or of a file that it names.
pub const MISUSE: i32 = 2;
/// Done, but some files could not be read.
pub const PARTLY: i32 = 3;
/// Not yet: waiting.
pub const NOT_YET: i32 = 4;
/// Refused: replaced, revoked, vetoed, rejected, no right.
pub const REFUSED: i32 = 5;
/// Wrong secret, or a frozen method.
pub const WRONG_SECRET: i32 = 6;
/// The bank cannot be reached.
pub const UNREACHABLE: i32 = 7;
/// Damaged or forged data.
pub const DAMAGED: i32 = 8;
