//! One connection of the test server: reads a request, writes an answer, and closes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::answers::{DataRequest, Refusal, describe};
use super::sending::{Chunked, Outgoing, UnderWay, gzip};
use super::{MAX_SILENCE, SeenRequest, Shared, Step, lock};
use crate::api::Format;

/// The longest head of a request.
const MAX_HEAD_BYTES: u64 = 64 * 1024;
/// The longest posted document.
const MAX_BODY_BYTES: u64 = 16 * 1024 * 1024;

struct Request {
    path: String,
    user_agent: String,
    accepts_gzip: bool,
    body: serde_json::Value,
}

/// The answer as usual.
enum Usual {
    /// A whole body with its status and content type.
    Whole {
        status: u16,
        content_type: &'static str,
        body: Vec<u8>,
    },
    /// Figures that are streamed.
    Streamed(DataRequest),
}

/// Serves the one request of a connection.
pub(super) fn serve(mut stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(MAX_SILENCE))?;
    stream.set_write_timeout(Some(MAX_SILENCE))?;
    let Some(request) = read_request(stream)? else {
        return Ok(());
    };
    let under_way = UnderWay::begin(&shared.in_flight, &shared.max_in_flight);
    let (usual, replayed) = usual(&request, shared);
    let step = lock(&shared.script).pop_front().unwrap_or(Step::Answer);
    lock(&shared.seen).push(SeenRequest {
        path: request.path.clone(),
        user_agent: request.user_agent.clone(),
        body: request.body.clone(),
        replayed,
    });
    match step {
        Step::HangUp => {
            drop(under_way);
            return stream.shutdown(Shutdown::Both);
        }
        Step::Silence => drop(under_way),
        step => {
            let mut out = Outgoing::new(stream, under_way);
            answer(&mut out, &request, usual, step)?;
            out.finish()?;
        }
    }
    // Until the client leaves, or after the longest silence: what it still sends is read, because closing would otherwise
    // reset the connection and take the answer with it.
    io::copy(&mut stream, &mut io::sink())?;
    Ok(())
}

fn answer(out: &mut Outgoing<'_>, request: &Request, usual: Usual, step: Step) -> io::Result<()> {
    let announced = |body: &[u8]| format!("Content-Length: {}\r\n", body.len());
    match step {
        Step::HangUp | Step::Silence => Ok(()),
        Step::Status {
            status,
            retry_after,
            body,
        } => {
            let wait = retry_after
                .map(|text| format!("Retry-After: {text}\r\n"))
                .unwrap_or_default();
            out.send(
                status,
                JSON,
                &(wait + &announced(body.as_bytes())),
                body.as_bytes(),
            )
        }
        Step::Body { content_type, body } => out.send(200, &content_type, &announced(&body), &body),
        Step::Answer => match usual {
            Usual::Whole {
                status,
                content_type,
                body,
            } => out.send(status, content_type, &announced(&body), &body),
            Usual::Streamed(figures) => {
                out.send(200, CSV, CHUNKED, &[])?;
                let mut chunked = Chunked::new(out);
                figures.write_made_up(&mut chunked)?;
                chunked.finish()
            }
        },
        Step::CutOff { bytes } => {
            let streamed = matches!(usual, Usual::Streamed(_));
            let (status, content_type, body) = usual.whole()?;
            let sent = body.get(..bytes).unwrap_or(&body);
            if streamed {
                out.send(status, content_type, CHUNKED, &[])?;
                let mut chunked = Chunked::new(out);
                chunked.write_all(sent)?;
                return chunked.flush();
            }
            out.send(status, content_type, &announced(&body), sent)
        }
        Step::Unannounced { bytes } => {
            let (status, content_type, body) = usual.whole()?;
            out.send(
                status,
                content_type,
                "",
                bytes.and_then(|n| body.get(..n)).unwrap_or(&body),
            )
        }
        Step::Packed => {
            let (status, content_type, body) = usual.whole()?;
            if !request.accepts_gzip {
                return out.send(status, content_type, &announced(&body), &body);
            }
            let packed = gzip(&body);
            let extra = format!("Content-Encoding: gzip\r\n{}", announced(&packed));
            out.send(status, content_type, &extra, &packed)
        }
    }
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

fn usual(request: &Request, shared: &Shared) -> (Usual, Option<String>) {
    let whole = |status, content_type, body: Vec<u8>| {
        (
            Usual::Whole {
                status,
                content_type,
                body,
            },
            None,
        )
    };
    let refused = |refusal: Refusal| whole(400, JSON, refusal.body().into_bytes());
    match request.path.as_str() {
        "/v1/tableinfo" => match describe(&request.body) {
            Ok(mut description) => {
                let updated = lock(&shared.updated);
                let id = description
                    .get("id")
                    .and_then(serde_json::Value::as_str)
                    .unwrap_or_default();
                if let Some(text) = updated.get(id).cloned()
                    && let Some(published) = description.get_mut("updated")
                {
                    *published = text.into();
                }
                whole(200, JSON, description.to_string().into_bytes())
            }
            Err(refusal) => refused(refusal),
        },
        "/v1/data" => match DataRequest::read(&request.body) {
            Ok(figures) => {
                let saved = shared
                    .saved
                    .iter()
                    .find_map(|saved| Some((saved.answer(&figures)?, saved.name.clone())));
                if let Some((body, name)) = saved {
                    return (
                        Usual::Whole {
                            status: 200,
                            content_type: CSV,
                            body,
                        },
                        Some(name),
                    );
                }
                match figures.format {
                    Format::Bulk => (Usual::Streamed(figures), None),
                    Format::Csv => match Usual::Streamed(figures).whole() {
                        Ok((status, content_type, body)) => whole(status, content_type, body),
                        Err(error) => whole(500, JSON, error.to_string().into_bytes()),
                    },
                }
            }
            Err(refusal) => refused(refusal),
        },
        _ => whole(404, "text/html", b"<html><body>404</body></html>".to_vec()),
    }
}

impl Usual {
    fn whole(self) -> io::Result<(u16, &'static str, Vec<u8>)> {
        match self {
            Usual::Whole {
                status,
                content_type,
                body,
            } => Ok((status, content_type, body)),
            Usual::Streamed(figures) => {
                let mut body = Vec::new();
                figures.write_made_up(&mut body)?;
                Ok((200, CSV, body))
            }
        }
    }
}

fn read_request(stream: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    let mut limited = (&mut reader).take(MAX_HEAD_BYTES);
    loop {
        let before = head.len();
        if limited.read_line(&mut head)? == 0 {
            return Ok(None);
        }
        if head
            .get(before..)
            .is_some_and(|line| line.trim_end().is_empty())
        {
            break;
        }
    }
    let mut lines = head.lines();
    let path = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default()
        .to_owned();
    let headers: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .collect();
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map_or("", |(_, value)| *value)
    };
    let length = header("content-length")
        .parse::<u64>()
        .unwrap_or(0)
        .min(MAX_BODY_BYTES);
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    Ok(Some(Request {
        path,
        user_agent: header("user-agent").to_owned(),
        accepts_gzip: header("accept-encoding").contains("gzip"),
        body: serde_json::from_slice(&body).unwrap_or(serde_json::Value::Null),
    }))
}
