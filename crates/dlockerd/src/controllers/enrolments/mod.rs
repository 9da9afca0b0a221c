//! Enrolment.

pub(crate) mod enrol;
