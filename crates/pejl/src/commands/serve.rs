//! `pejl serve`: API and pages in one process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use pejl_api::{ApiState, Auth, Limits, Pool};
use pejl_app::Store;
use pejl_app::import::records::PersonKeySource;
use pejl_app::uploads::{Places, remove_live_uploads, sweep_uploads};
use pejl_calendar::Calendar;
use pejl_domain::Area;
use pejl_pages::{PagesState, Uploads};
use pejl_scheduler::Settings;
use pejl_scheduler::mail::Server;

use super::open;
use crate::arguments::{AuthArg, PlaceArgs, ServeArgs};
use crate::exit::Failure;
use crate::writers::writers;

/// How long a letter that is being sent is waited for when the server is told to stop.
const LETTER_PATIENCE: Duration = Duration::from_secs(20);
const LETTER_GLANCE: Duration = Duration::from_millis(20);
/// Threads that query, and queries that may wait for one.
const QUERY_THREADS: usize = 4;
const QUERY_QUEUE: usize = 64;
/// Threads that make reports for programs, and reports that may wait for one.
const REPORT_THREADS: usize = 1;
const REPORT_QUEUE: usize = 8;
/// Threads that read uploads, and uploads that may be under way: so many are on the disk at once.
const IMPORT_THREADS: usize = 2;
const UPLOADS: usize = 8;
/// Seconds that requests under way may take when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 5;

/// How an installation is served.
pub struct Serving {
    /// Address to listen on.
    pub bind: SocketAddr,
    /// How callers are told apart.
    pub auth: Auth,
    /// Threads that answer requests.
    pub workers: u16,
    /// Where the keys for pseudonyms are.
    pub person_keys: PersonKeySource,
    /// Most bytes of an uploaded file.
    pub upload_bytes_max: u64,
    /// Whom to tell what cannot be used.
    pub contact: Option<String>,
    /// The municipality whose installation it is, where somebody said so.
    pub municipality: Option<&'static Area>,
    /// The folder of deliveries.
    pub deliver: Option<PathBuf>,
    /// The mail server.
    pub mail: Option<Server>,
}

/// Serves an installation.
pub fn serve(place: &PlaceArgs, args: &ServeArgs) -> Result<(), Failure> {
    let (auth, mail) = (auth(args)?, mail(args)?);
    if let Some(folder) = &args.deliver {
        check_folder(folder)?;
    }
    let store = open(place)?;
    let serving = Serving {
        bind: args.bind,
        auth,
        workers: args.workers,
        person_keys: PersonKeySource {
            file: None,
            folder: args.person_keys.clone(),
        },
        upload_bytes_max: args.upload_bytes_max,
        contact: args.contact.clone(),
        municipality: args.municipality,
        deliver: args.deliver.clone(),
        mail,
    };
    run(store, serving)
}

/// A folder of deliveries that is misspelled would be found out when the first report is due, perhaps a month later.
fn check_folder(folder: &Path) -> Result<(), Failure> {
    pejl_scheduler::folder::check(folder).map_err(|error| {
        let folder = folder.display();
        Failure::Environment(format!(
            "failed to write to the folder of deliveries `{folder}` (--deliver): {error}"
        ))
    })
}

/// The mail server, with who we are to it.
fn mail(args: &ServeArgs) -> Result<Option<Server>, Failure> {
    let (Some(url), Some(from)) = (&args.smtp, &args.mail_from) else {
        return Ok(None);
    };
    let server = Server::read(url, from).map_err(|error| Failure::Usage(error.to_string()))?;
    let said = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
    match (said("PEJL_SMTP_USER"), said("PEJL_SMTP_PASSWORD")) {
        (Some(user), Some(password)) => Ok(Some(server.with_credentials(user, password))),
        (None, None) => Ok(Some(server)),
        _ => Err(Failure::Usage(
            "PEJL_SMTP_USER and PEJL_SMTP_PASSWORD are given both or not at all".to_owned(),
        )),
    }
}

fn auth(args: &ServeArgs) -> Result<Auth, Failure> {
    let loopback = args.bind.ip().is_loopback();
    match args.auth {
        Some(AuthArg::None) if !loopback => Err(Failure::Usage(format!(
            "binding {} without keys would show the data to everybody; use --auth keys or a loopback address",
            args.bind
        ))),
        Some(AuthArg::None) => Ok(Auth::None),
        Some(AuthArg::Keys) => Ok(Auth::Keys),
        None => Ok(if loopback { Auth::None } else { Auth::Keys }),
    }
}

/// Serves until the process is told to stop; prints the address to stdout when it listens.
pub fn run(store: Store, serving: Serving) -> Result<(), Failure> {
    let Serving { bind, auth, .. } = serving;
    let n_left = sweep_uploads(&store)?;
    if n_left > 0 {
        log::warn!("removed uploads that a killed server left behind n_removed={n_left}");
    }
    let limits = Limits {
        upload_bytes_max: serving.upload_bytes_max,
        ..Limits::PUBLISHED
    };
    let pool = Pool::start(
        "pejl-query",
        QUERY_THREADS,
        QUERY_QUEUE,
        limits.query_deadline,
    )?;
    let imports = Pool::start(
        "pejl-import",
        IMPORT_THREADS,
        UPLOADS,
        limits.import_deadline,
    )?;
    let reports = Pool::start(
        "pejl-report",
        REPORT_THREADS,
        REPORT_QUEUE,
        limits.report_deadline,
    )?;
    let store = Arc::new(store);
    // It ends with the process, at any point: what it does is one step, or nothing.
    let scheduled = Arc::clone(&store);
    std::thread::Builder::new()
        .name("pejl-retention".to_owned())
        .spawn(move || pejl_app::retention::run_daily(&scheduled))?;
    let kept = Arc::clone(&store);
    std::thread::Builder::new()
        .name("pejl-figures".to_owned())
        .spawn(move || pejl_app::kept::keep_up_always(&kept))?;
    let (scheduled, settings) = (
        Arc::clone(&store),
        Settings {
            calendar: Calendar::default(),
            writers: writers(),
            folder: serving.deliver,
            mail: serving.mail,
        },
    );
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let scheduler = std::thread::Builder::new()
        .name("pejl-schedule".to_owned())
        .spawn(move || pejl_scheduler::run_until(&stopped, &scheduled, &settings))?;
    let uploads = Places::new(UPLOADS);
    let pages = PagesState::new(Arc::clone(&store)).with_contact(serving.contact);
    let pages = match serving.municipality {
        Some(own) => pages.with_municipality(own),
        None => pages,
    };
    let pages = pages.with_writers(writers());
    let pages = pages.with_uploads(Uploads {
        places: uploads.clone(),
        person_keys: serving.person_keys.clone(),
        bytes_max: limits.upload_bytes_max,
        deadline: limits.import_deadline,
    });
    let state = ApiState {
        store,
        pool,
        imports,
        reports,
        writers: writers(),
        uploads,
        person_keys: serving.person_keys,
        auth,
        limits,
    };
    let ended = actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(state.clone()))
                .app_data(web::Data::new(pages.clone()))
                .configure(pejl_api::errors)
                .wrap(from_fn(pejl_api::admit))
                .wrap(Compress::default())
                .wrap(from_fn(pejl_api::headers))
                .wrap(from_fn(pejl_api::assign_request_id))
                .configure(pejl_api::configure)
                .configure(pejl_pages::configure)
                .default_service(web::to(no_such_path))
        })
        .workers(usize::from(serving.workers))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .bind(bind)
        .map_err(|error| Failure::Environment(format!("failed to listen on {bind}: {error}")))?;
        for address in server.addrs() {
            crate::output::lines(&[format!("http://{address}/")])?;
        }
        server.run().await?;
        Ok(())
    });
    // A letter that is being sent is sent to its end, where that is soon: it would be of an unknown fate.
    stop.store(true, Ordering::SeqCst);
    scheduler.thread().unpark();
    let told = Instant::now();
    while !scheduler.is_finished() && told.elapsed() < LETTER_PATIENCE {
        std::thread::sleep(LETTER_GLANCE);
    }
    // Imports that still run end with the process; what they read must not outlive it.
    remove_live_uploads();
    ended
}

/// A reader gets a page, a program a problem document.
async fn no_such_path(request: HttpRequest) -> HttpResponse {
    match pejl_pages::not_found(&request) {
        Some(page) => page,
        None => pejl_api::no_such_path().await,
    }
}
