//! How long the rows of a dataset are kept. A schedule is never changed: it is cleared, and another one set.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::retention;
use crate::text;

/// A schedule in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Number.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// Code of the municipality whose rows it is for; absent: of all that have no schedule of their own.
    pub municipality: Option<String>,
    /// Months that a row is kept after its last day.
    pub months: u32,
    /// Who set it.
    pub actor: String,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

/// The schedules in force, by dataset and municipality, the one for all first.
///
/// # Errors
/// When the database fails.
pub fn list_retentions(conn: &mut DbConn) -> Result<Vec<Retention>, DbError> {
    type Row = (i64, String, Option<String>, i32, String, NaiveDateTime);
    let rows: Vec<Row> = retention::table
        .filter(retention::cleared_at.is_null())
        .order(retention::id)
        .select((
            retention::id,
            retention::dataset,
            retention::municipality,
            retention::months,
            retention::actor,
            retention::set_at,
        ))
        .load(conn.any())
        .task("list retentions")?;
    let mut found: Vec<Retention> = rows
        .into_iter()
        .map(
            |(id, dataset, municipality, months, actor, set_at)| Retention {
                id,
                dataset,
                municipality,
                // The table takes none below one.
                months: months.unsigned_abs(),
                actor,
                set_at: instant::read(set_at),
            },
        )
        .collect();
    found.sort_by(|a, b| (&a.dataset, &a.municipality).cmp(&(&b.dataset, &b.municipality)));
    Ok(found)
}

/// Sets how many months rows are kept, in place of what was set before.
///
/// # Errors
/// When the database fails, as for no months at all.
pub fn set_retention(
    conn: &mut DbConn,
    dataset: &str,
    municipality: Option<&str>,
    months: u32,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    clear_retention(conn, dataset, municipality, actor, now)?;
    diesel::insert_into(retention::table)
        .values((
            retention::dataset.eq(dataset),
            retention::municipality.eq(municipality),
            retention::months.eq(i32::try_from(months).unwrap_or(i32::MAX)),
            retention::actor.eq(text::storable(actor)),
            retention::set_at.eq(instant::stored(now)),
        ))
        .execute(conn.any())
        .task("set a retention")?;
    Ok(())
}

/// Clears a schedule; tells whether there was one.
///
/// # Errors
/// When the database fails.
pub fn clear_retention(
    conn: &mut DbConn,
    dataset: &str,
    municipality: Option<&str>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let open = retention::table
        .filter(retention::dataset.eq(dataset))
        .filter(retention::cleared_at.is_null());
    let values = (
        retention::cleared_at.eq(Some(instant::stored(now))),
        retention::cleared_by.eq(Some(text::storable(actor))),
    );
    let cleared = match municipality {
        Some(code) => diesel::update(open.filter(retention::municipality.eq(code)))
            .set(values)
            .execute(conn.any()),
        None => diesel::update(open.filter(retention::municipality.is_null()))
            .set(values)
            .execute(conn.any()),
    };
    Ok(cleared.task("clear a retention")? > 0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::Db;
    use crate::fixture::at;
    use crate::testing::for_each_backend;

    fn shown(db: &Db) -> Vec<String> {
        let line = |one: &Retention| {
            let of = one.municipality.as_deref().unwrap_or("all");
            format!("{} {of} {} {}", one.dataset, one.months, one.actor)
        };
        let found = db.with(list_retentions).unwrap();
        found.iter().map(line).collect()
    }

    #[test]
    fn one_schedule_holds_for_a_dataset_and_municipality() {
        for_each_backend(|db| {
            let set = |dataset, municipality, months, actor| {
                db.write_tx(|conn| {
                    set_retention(conn, dataset, municipality, months, actor, at(0))
                })
                .unwrap();
            };
            set("grant", None, 60, "anna");
            set("grant", Some("766"), 24, "anna");
            set("course", None, 12, "anna");
            set("grant", None, 120, "bo");
            let three = [
                "course all 12 anna",
                "grant all 120 bo",
                "grant 766 24 anna",
            ];
            assert_eq!(shown(db), three);
            let clear = |municipality| {
                db.write_tx(|conn| clear_retention(conn, "grant", municipality, "bo", at(1)))
                    .unwrap()
            };
            assert!(clear(Some("766")));
            assert!(!clear(Some("766")));
            assert!(!clear(Some("615")));
            assert_eq!(shown(db), ["course all 12 anna", "grant all 120 bo"]);
            let none = db.write_tx(|conn| set_retention(conn, "goal", None, 0, "bo", at(2)));
            assert!(none.is_err());
        });
    }
}
