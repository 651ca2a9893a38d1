//! What cards of a municipality's own say.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::schema::card;

pub(super) fn check(conn: &mut DbConn, fault: &mut dyn FnMut(String)) -> Result<(), DbError> {
    let cards: Vec<(i64, String, String, String)> = card::table
        .order(card::id)
        .select((card::id, card::code, card::text, card::sha256))
        .load(conn.any())
        .task("read all cards")?;
    for (id, code, text, sha256) in cards {
        if pejl_domain::hex(Sha256::digest(text.as_bytes())) != sha256 {
            fault(format!(
                "card {id} of {code} has another text than its SHA-256 says"
            ));
        }
    }
    Ok(())
}
