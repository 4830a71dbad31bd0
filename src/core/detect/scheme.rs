//! How an address begins: `SQLAlchemy` and its like want the driver in it, `postgresql+asyncpg://`.

use super::evidence::Stated;
use super::look::Look;
use crate::core::catalog::detect::Code;

/// Lets an address begin as the code or its drivers say; anything else stays as it is.
pub(super) fn fit(look: &Look<'_, '_>, code: &Code, said: &mut Stated<String>) {
    let Some((scheme, rest)) = said.value.split_once("://") else {
        return;
    };
    let readings = code.schemes.get(scheme).map(Vec::as_slice);
    if let Some(found) = look.first(readings.unwrap_or_default())
        && found.value != scheme
    {
        said.value = format!("{}://{rest}", found.value);
        said.evidence.extend(found.evidence);
    }
}
