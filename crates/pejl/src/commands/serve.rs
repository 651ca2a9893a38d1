//! `pejl serve`: API and pages in one process.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use pejl_api::{ApiState, Auth, Limits, Pool};
use pejl_app::Store;
use pejl_pages::PagesState;

use super::open;
use crate::arguments::{AuthArg, PlaceArgs, ServeArgs};
use crate::exit::Failure;

/// Threads that query, and queries that may wait for one.
const QUERY_THREADS: usize = 4;
const QUERY_QUEUE: usize = 64;
/// Seconds that requests under way may take when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 5;

/// Serves an installation.
pub fn serve(place: &PlaceArgs, args: &ServeArgs) -> Result<(), Failure> {
    let auth = auth(args)?;
    let store = open(place)?;
    run(store, args.bind, auth, args.workers)
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
pub fn run(store: Store, bind: SocketAddr, auth: Auth, workers: u16) -> Result<(), Failure> {
    let limits = Limits::PUBLISHED;
    let pool = Pool::start(QUERY_THREADS, QUERY_QUEUE, limits.query_deadline)?;
    let store = Arc::new(store);
    let pages = PagesState::new(Arc::clone(&store));
    let state = ApiState {
        store,
        pool,
        auth,
        limits,
    };
    actix_web::rt::System::new().block_on(async move {
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
        .workers(usize::from(workers))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .bind(bind)
        .map_err(|error| Failure::Environment(format!("failed to listen on {bind}: {error}")))?;
        for address in server.addrs() {
            crate::output::lines(&[format!("http://{address}/")])?;
        }
        server.run().await?;
        Ok(())
    })
}

/// A reader gets a page, a program a problem document.
async fn no_such_path(request: HttpRequest) -> HttpResponse {
    match pejl_pages::not_found(&request) {
        Some(page) => page,
        None => pejl_api::no_such_path().await,
    }
}
