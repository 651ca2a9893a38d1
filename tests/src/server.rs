//! A server of the program on a port of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::http::{self, Answer};
use crate::place::Place;
use crate::process::{PejlProcess, wait_for};

/// A running `pejl serve`; it is stopped when this value goes.
#[derive(Debug)]
pub struct Server {
    process: PejlProcess,
    address: String,
}

impl Server {
    /// Starts a server that anybody on this machine may ask.
    #[track_caller]
    pub fn start(place: &Place) -> Self {
        Self::start_with(place, &[])
    }

    /// Starts a server with further arguments and waits until it listens.
    #[track_caller]
    pub fn start_with(place: &Place, arguments: &[&str]) -> Self {
        let mut all = vec!["serve", "--bind", "127.0.0.1:0"];
        all.extend(arguments);
        Self::of(place.start("serve", all))
    }

    /// Waits until a process has printed the address it listens on.
    #[track_caller]
    pub fn of(mut process: PejlProcess) -> Self {
        let address = wait_for("the server's address", || {
            if let Some(status) = process.ended() {
                panic!("the server ended with {status}:\n{}", process.stderr());
            }
            let printed = process.stdout();
            let line = printed.lines().find(|line| line.starts_with("http://"))?;
            // A line that is still being written has no end yet.
            printed
                .contains('\n')
                .then(|| line.trim().trim_end_matches('/').to_owned())
        });
        Self { process, address }
    }

    /// Returns the URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Returns host and port, as in a `Host` header.
    pub fn authority(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// Gets a path.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// Gets a path with request headers.
    #[track_caller]
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::send("GET", &self.url(path), headers, None)
    }

    /// Asks for a path with any method, and a body if there is one.
    #[track_caller]
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        http::send(method, &self.url(path), headers, body)
    }

    /// Posts bytes.
    #[track_caller]
    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.send(
            "POST",
            path,
            &[("content-type", "application/octet-stream")],
            Some(body),
        )
    }

    /// Sends the bytes of a request exactly as given and returns the bytes of the answer.
    ///
    /// For requests that no well-behaved client would send.
    #[track_caller]
    pub fn raw(&self, request: &[u8]) -> String {
        let answer = TcpStream::connect(self.authority()).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            stream.write_all(request)?;
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        });
        match answer {
            Ok(answer) => answer,
            Err(error) => panic!("a raw request failed: {error}"),
        }
    }

    /// Returns what the server has logged so far.
    pub fn log(&self) -> String {
        self.process.stderr()
    }

    /// Returns the process.
    pub fn process(&mut self) -> &mut PejlProcess {
        &mut self.process
    }
}
