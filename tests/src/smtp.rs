//! A mail server that takes letters, refuses them, or stops answering at a place that a test chooses.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a server that says a byte now and then waits for the next one.
const DRIP: Duration = Duration::from_millis(50);

/// What a mail server does with letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It takes them.
    Takes,
    /// It refuses the recipient for good.
    RefusesRecipient,
    /// It asks to come again for the recipient.
    PutsOffRecipient,
    /// It refuses the letter itself for good, once it has it.
    RefusesLetter,
    /// It asks to come again, once it has the letter.
    PutsOffLetter,
    /// It says nothing at all.
    Silent,
    /// It greets, and says nothing of the sender.
    SilentAtSender,
    /// It says nothing of the recipient.
    SilentAtRecipient,
    /// It says nothing of recipients of whose address this is a part.
    SilentFor(&'static str),
    /// It says nothing when a letter is about to come.
    SilentAtData,
    /// It takes letters and says no goodbye.
    SilentAtQuit,
    /// It greets, and answers to the sender byte by byte, without end.
    DripsAtSender,
    /// It takes a letter and answers to it byte by byte, without end.
    DripsAfterLetter,
    /// It takes a letter and says nothing of it.
    SilentAfterLetter,
    /// It takes a letter and hangs up.
    HangsUpAfterLetter,
}

#[derive(Debug)]
struct Shared {
    manner: Manner,
    letters: Vec<String>,
    offered: Vec<String>,
    n_clients: usize,
}

/// A mail server on loopback; it goes with the process of the test.
#[derive(Debug, Clone)]
pub struct MailServer {
    url: String,
    shared: Arc<Mutex<Shared>>,
}

impl MailServer {
    /// Starts a server.
    #[track_caller]
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0));
        let listener = listener.unwrap_or_else(|error| panic!("no port for mail: {error}"));
        let address = listener.local_addr();
        let address = address.unwrap_or_else(|error| panic!("no port for mail: {error}"));
        let shared = Arc::new(Mutex::new(Shared {
            manner,
            letters: Vec::new(),
            offered: Vec::new(),
            n_clients: 0,
        }));
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&of_thread);
                // A client that is killed is no failure of the test.
                std::thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Self {
            url: format!("smtp://{address}"),
            shared,
        }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The letters that it has, whole.
    pub fn letters(&self) -> Vec<String> {
        lock(&self.shared).letters.clone()
    }

    /// The letters that it was given whole, also those that it did not take.
    pub fn offered(&self) -> Vec<String> {
        lock(&self.shared).offered.clone()
    }

    /// How many clients came.
    pub fn n_clients(&self) -> usize {
        lock(&self.shared).n_clients
    }

    /// Lets it do otherwise from now on.
    pub fn now(&self, manner: Manner) {
        lock(&self.shared).manner = manner;
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Speaks with one client until it leaves.
fn serve(stream: &TcpStream, shared: &Mutex<Shared>) -> std::io::Result<()> {
    let manner = {
        let mut shared = lock(shared);
        shared.n_clients += 1;
        shared.manner
    };
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut out = stream.try_clone()?;
    let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes());
    if manner == Manner::Silent {
        return silence(lines);
    }
    say("220 test")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match (verb.as_str(), manner) {
            ("MAIL", Manner::SilentAtSender)
            | ("RCPT", Manner::SilentAtRecipient)
            | ("DATA", Manner::SilentAtData)
            | ("QUIT", Manner::SilentAtQuit) => return silence(lines),
            ("RCPT", Manner::SilentFor(whom)) if line.contains(whom) => return silence(lines),
            ("MAIL", Manner::DripsAtSender) => return drip(stream),
            ("RCPT", Manner::RefusesRecipient) => say("550 5.1.1 nobody of that name")?,
            ("RCPT", Manner::PutsOffRecipient) => say("451 4.7.1 come again")?,
            ("DATA", _) => {
                say("354 go on")?;
                let Some(letter) = letter(&mut lines)? else {
                    return Ok(());
                };
                let takes = !matches!(manner, Manner::RefusesLetter | Manner::PutsOffLetter);
                lock(shared).offered.push(letter.clone());
                if takes {
                    lock(shared).letters.push(letter);
                }
                match manner {
                    Manner::RefusesLetter => say("554 5.7.1 not wanted")?,
                    Manner::PutsOffLetter => say("452 4.3.1 full")?,
                    Manner::SilentAfterLetter => return silence(lines),
                    Manner::DripsAfterLetter => return drip(stream),
                    Manner::HangsUpAfterLetter => return Ok(()),
                    _ => say("250 taken")?,
                }
            }
            ("QUIT", _) => {
                say("221 bye")?;
                return Ok(());
            }
            _ => say("250 test")?,
        }
    }
    Ok(())
}

/// Says nothing more, but reads on, so that the client waits for a word and not for room.
fn silence(lines: Lines<BufReader<TcpStream>>) -> std::io::Result<()> {
    lines.for_each(drop);
    Ok(())
}

/// Says a byte now and then, until the client leaves.
fn drip(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.write_all(b"250 ")?;
    loop {
        stream.write_all(b".")?;
        std::thread::sleep(DRIP);
    }
}

/// A letter whole; none where the client left before its end.
fn letter(lines: &mut Lines<BufReader<TcpStream>>) -> std::io::Result<Option<String>> {
    let mut letter = String::new();
    while let Some(line) = lines.next().transpose()? {
        if line == "." {
            return Ok(Some(letter));
        }
        // A line that begins with a point has another one before it.
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
        letter.push('\n');
    }
    Ok(None)
}
