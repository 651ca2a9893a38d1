//! Places where a test can stop a real process and kill it.
//!
//! Only in builds with debug assertions: `PEJL_PAUSE_AT` names a place and `PEJL_PAUSE_FILE` a file that is made when
//! the place is reached; the process then waits to be killed. In release builds nothing of this exists.

/// Waits for ever at the place called `name` if a test asked for it.
#[cfg(debug_assertions)]
pub fn at(name: &str) {
    if std::env::var("PEJL_PAUSE_AT").is_ok_and(|wanted| wanted == name) {
        if let Ok(file) = std::env::var("PEJL_PAUSE_FILE")
            && let Err(error) = std::fs::write(&file, name)
        {
            log::error!("failed to write the pause file: {error}");
        }
        loop {
            std::thread::park();
        }
    }
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub fn at(_name: &str) {}
