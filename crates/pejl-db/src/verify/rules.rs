//! What the rows of several tables say of the same thing, in SQL that both databases take.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{MOST, lines};
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::schema::revision;

/// Queries that find what must not be; each row is a fault.
///
/// An import that makes rows of other datasets anew, as after other code lists, reads no file; one that brought rows of
/// its own dataset did. Only revisions of kind `import` are held to having an import: others (deletions) remove and bring nothing.
const RULES: [&str; 35] = [
    // Revisions.
    "SELECT 'revision ' || n || ' follows ' || coalesce(CAST(before AS TEXT), 'nothing') AS line
     FROM (SELECT n, lag(n) OVER (ORDER BY n) AS before FROM revision) r
     WHERE n <> coalesce(before, 0) + 1",
    "SELECT 'revision ' || n || ' is not later than ' || before AS line
     FROM (SELECT n, committed_at, lag(n) OVER (ORDER BY n) AS before,
                  lag(committed_at) OVER (ORDER BY n) AS at_before FROM revision) r
     WHERE committed_at <= at_before",
    "SELECT 'the head is ' || h.n || ', the newest revision ' || coalesce(max(r.n), 0) AS line
     FROM revision_head h LEFT JOIN revision r ON 1 = 1
     GROUP BY h.n HAVING h.n <> coalesce(max(r.n), 0)",
    "SELECT 'revision ' || r.n || ' was made by ' || count(i.id) || ' imports' AS line
     FROM revision r LEFT JOIN import i ON i.revision = r.n AND i.state = 'committed'
     WHERE r.kind = 'import' GROUP BY r.n HAVING count(i.id) <> 1",
    // Imports.
    "SELECT 'import ' || id || ' is committed and made no revision' AS line
     FROM import WHERE kind = 'import' AND state = 'committed' AND revision IS NULL",
    "SELECT 'import ' || id || ' is ' || state || ' and made revision ' || revision AS line
     FROM import WHERE kind = 'import' AND state <> 'committed' AND revision IS NOT NULL",
    "SELECT 'import ' || id || ' is ' || state || ' without its number of rows or its end' AS line
     FROM import WHERE state IN ('committed', 'unchanged') AND (n_rows IS NULL OR finished_at IS NULL)",
    "SELECT 'import ' || i.id || ' is committed and read no file' AS line
     FROM import i WHERE i.kind = 'import' AND i.state = 'committed'
       AND EXISTS (SELECT 1 FROM coverage c
                   WHERE c.import_id = i.id AND c.dataset = i.dataset AND c.known_from = i.revision)
       AND NOT EXISTS (SELECT 1 FROM import_file f WHERE f.import_id = i.id)",
    "SELECT 'import ' || i.id || ' is committed and covers nothing from its revision ' || i.revision || ' on' AS line
     FROM import i WHERE i.kind = 'import' AND i.state = 'committed' AND i.revision IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.import_id = i.id AND c.known_from = i.revision)",
    "SELECT 'import ' || i.id || ' is running without a lease' AS line
     FROM import i WHERE i.state = 'running'
       AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.import_id = i.id AND l.dataset = i.dataset AND l.scope = i.scope)",
    "SELECT 'import ' || i.id || ' is ' || i.state || ' and holds the lease on ' || l.dataset || ', scope ' || l.scope AS line
     FROM lease l JOIN import i ON i.id = l.import_id WHERE i.state <> 'running'",
    // Covers and segments.
    "SELECT 'cover ' || c.id || ' is of import ' || i.id || ', which is ' || i.state || ' and made revision '
            || coalesce(CAST(i.revision AS TEXT), 'none') || ', and is known from revision ' || c.known_from AS line
     FROM coverage c JOIN import i ON i.id = c.import_id
     WHERE i.state <> 'committed' OR c.known_from < coalesce(i.revision, c.known_from + 1)",
    "SELECT 'cover ' || c.id || ' of ' || c.dataset || ' lies in no segment' AS line
     FROM coverage c WHERE NOT EXISTS (SELECT 1 FROM coverage_segment l WHERE l.coverage_id = c.id)",
    "SELECT 'cover ' || c.id || ' of ' || c.dataset || ' lies in segment ' || s.id || ', which is ' || s.state
            || ' and of ' || s.dataset AS line
     FROM coverage_segment l JOIN coverage c ON c.id = l.coverage_id JOIN segment s ON s.id = l.segment_id
     WHERE s.state <> 'live' OR s.dataset <> c.dataset",
    "SELECT 'segment ' || s.id || ' is live and holds no cover' AS line
     FROM segment s WHERE s.state = 'live'
       AND NOT EXISTS (SELECT 1 FROM coverage_segment l WHERE l.segment_id = s.id)",
    "SELECT 'segment ' || s.id || ' is live, and import ' || i.id || ', which wrote it, is ' || i.state AS line
     FROM segment s JOIN import i ON i.id = s.import_id WHERE s.state = 'live' AND i.state <> 'committed'",
    // Observations.
    "SELECT 'observations ' || a.id || ' and ' || b.id || ' of ' || a.indicator || '.' || a.reading || ' at ' || a.municipality
            || ' in ' || a.period || ' are both known at revision ' || b.known_from AS line
     FROM observation a JOIN observation b
       ON b.indicator = a.indicator AND b.reading = a.reading AND b.municipality = a.municipality
      AND b.period = a.period AND b.division = a.division AND b.id <> a.id
      AND b.known_from >= a.known_from AND b.known_from < coalesce(a.known_to, b.known_from + 1)",
    // Cards.
    "SELECT 'cards ' || a.id || ' and ' || b.id || ' of ' || a.code || ' both count at revision ' || b.known_from AS line
     FROM card a JOIN card b ON b.code = a.code AND b.id <> a.id
      AND b.known_from >= a.known_from AND b.known_from < coalesce(a.known_to, b.known_from + 1)",
    "SELECT 'cards ' || a.id || ' and ' || b.id || ' of ' || a.code || ' say other things as version ' || a.definition_version
            AS line
     FROM card a JOIN card b ON b.code = a.code AND b.id > a.id
      AND b.definition_version = a.definition_version AND b.sha256 <> a.sha256",
    "SELECT 'card ' || c.id || ' of ' || c.code || ' was applied or closed by revision ' || r.n || ', which is of kind '
            || r.kind AS line
     FROM card c JOIN revision r ON r.n = c.known_from OR r.n = c.known_to
     WHERE r.kind <> 'definitions'",
    // Targets.
    "SELECT 'version ' || version || ' of target ' || number || ' follows ' || coalesce(CAST(before AS TEXT), 'nothing') AS line
     FROM (SELECT number, version, lag(version) OVER (PARTITION BY number ORDER BY version) AS before FROM target) t
     WHERE version <> coalesce(before, 0) + 1",
    "SELECT 'versions ' || a.version || ' and ' || b.version || ' of target ' || a.number || ' both hold at revision '
            || b.known_from AS line
     FROM target a JOIN target b ON b.number = a.number AND b.id <> a.id
      AND b.known_from >= a.known_from AND b.known_from < coalesce(a.known_to, b.known_from + 1)",
    "SELECT 'targets ' || a.number || ' and ' || b.number || ' of ' || a.indicator || '.' || a.reading || ' at '
            || a.municipality || ' both hold at revision ' || b.known_from AS line
     FROM target a JOIN target b ON b.municipality = a.municipality AND b.indicator = a.indicator
      AND b.reading = a.reading AND b.members = a.members AND b.number <> a.number
      AND b.known_from >= a.known_from AND b.known_from < coalesce(a.known_to, b.known_from + 1)",
    "SELECT 'target ' || c.number || ' is below target ' || c.parent || ', which does not hold at revision ' || c.known_from AS line
     FROM target c WHERE c.parent IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM target p WHERE p.number = c.parent AND p.municipality = c.municipality
          AND p.known_from <= c.known_from AND c.known_from < coalesce(p.known_to, c.known_from + 1))",
    "SELECT 'target ' || t.number || ' was set or closed by revision ' || r.n || ', which is of kind ' || r.kind AS line
     FROM target t JOIN revision r ON r.n = t.known_from OR r.n = t.known_to
     WHERE r.kind <> 'targets'",
    // Narratives.
    "SELECT 'version ' || version || ' of ' || kind || ' ' || number || ' follows ' || coalesce(CAST(before AS TEXT), 'nothing')
            AS line
     FROM (SELECT kind, number, version, lag(version) OVER (PARTITION BY kind, number ORDER BY version) AS before
           FROM narrative) t
     WHERE version <> coalesce(before, 0) + 1",
    "SELECT 'versions ' || a.version || ' and ' || b.version || ' of ' || a.kind || ' ' || a.number || ' both hold at revision '
            || b.known_from AS line
     FROM narrative a JOIN narrative b ON b.kind = a.kind AND b.number = a.number AND b.id <> a.id
      AND b.known_from >= a.known_from AND b.known_from < coalesce(a.known_to, b.known_from + 1)",
    "SELECT t.kind || ' ' || t.number || ' was set or closed by revision ' || r.n || ', which is of kind ' || r.kind AS line
     FROM narrative t JOIN revision r ON r.n = t.known_from OR r.n = t.known_to
     WHERE r.kind <> 'narratives'",
    // Releases.
    "SELECT 'release ' || b.id || ' was made at revision ' || b.head || ', before release ' || a.id AS line
     FROM release a JOIN release b ON b.id > a.id AND b.head < a.head",
    // Reports.
    "SELECT 'report ' || r.id || ' has no file' AS line
     FROM report r WHERE NOT EXISTS (SELECT 1 FROM report_file f WHERE f.report_id = r.id)",
    "SELECT 'report ' || r.id || ' is of revision ' || r.revision || ', its release ' || p.id || ' of ' || p.revision AS line
     FROM report r JOIN release p ON p.id = r.release_id WHERE p.revision <> r.revision",
    // Schedules.
    "SELECT 'run ' || r.id || ' of schedule ' || r.schedule_id || ' is done and made no report' AS line
     FROM schedule_run r WHERE r.state = 'done' AND r.report_id IS NULL",
    "SELECT 'run ' || r.id || ' of schedule ' || r.schedule_id || ' is of ' || s.municipality || ', its report ' || p.id
            || ' of ' || p.municipality AS line
     FROM schedule_run r JOIN schedule s ON s.id = r.schedule_id JOIN report p ON p.id = r.report_id
     WHERE p.municipality <> s.municipality OR p.lang <> s.lang",
    "SELECT 'run ' || r.id || ' of schedule ' || r.schedule_id || ' is of ' || r.month || ', its report ' || p.id
            || ' of ' || p.month AS line
     FROM schedule_run r JOIN report p ON p.id = r.report_id WHERE p.month <> r.month",
    "SELECT 'delivery ' || d.id || ' is ' || d.state || ', and run ' || r.id || ' is ' || r.state AS line
     FROM delivery d JOIN schedule_run r ON r.id = d.run_id
     WHERE d.state = 'sending' AND r.state <> 'running' OR d.state = 'pending' AND r.state NOT IN ('running', 'waiting')
        OR d.state <> 'delivered' AND r.state = 'done'",
];

pub(super) fn check(conn: &mut DbConn, fault: &mut dyn FnMut(String)) -> Result<(), DbError> {
    for rule in RULES {
        let statement = format!("SELECT line FROM ({rule}) found ORDER BY line LIMIT {MOST}");
        for line in lines(conn, &statement)? {
            fault(line);
        }
    }
    Ok(())
}

pub(super) fn count_revisions(conn: &mut DbConn) -> Result<u64, DbError> {
    let n: i64 = revision::table
        .select(count_star())
        .first(conn.any())
        .task("count revisions")?;
    Ok(u64::try_from(n).unwrap_or_default())
}
