//! What the address of a request says: ids in its path, the page in its query.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use dlocker_protocol::problem::{Problem, ProblemCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Refusal;

/// The ids in the path, in their order. What is not an id of the right kind does not exist.
pub(crate) struct Place<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Place<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Path(ids) = Path::from_request_parts(parts, state).await.map_err(|_| no_such_thing())?;
        Ok(Self(ids))
    }
}

/// `?from=N` or `?after=N`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    #[serde(alias = "after", default)]
    from: u64,
}

/// Where a page begins; 0 if the query says nothing.
pub(crate) struct Page(pub(crate) u64);

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(page) = Query::<PageQuery>::from_request_parts(parts, state).await.map_err(|_| {
            Problem::new(
                ProblemCode::Malformed,
                "The query of this address must be from=N or after=N, with a whole number.",
            )
        })?;
        Ok(Self(page.from))
    }
}

/// The problem of an address at which there is nothing.
pub(crate) fn no_such_thing() -> Refusal {
    Problem::new(ProblemCode::NotFound, "There is nothing at this address. Check the ids in it.").into()
}
