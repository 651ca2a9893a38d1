//! What comes of rehabilitation: a table of courses, and curves of how long their citizens manage.

pub mod courses;
pub mod survival;

use actix_web::web;

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(
        "/rehabilitation/courses",
        courses::list_rehabilitation_courses,
    ))
    .service(crate::get(
        "/rehabilitation/survival",
        survival::get_rehabilitation_survival,
    ));
}
