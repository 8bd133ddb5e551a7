//! How many files the process may have open: a connection is one, and so is the one to the API.
//!
//! Owns raising the limit to what the system allows. Refuses to fail: with fewer files the gateway
//! serves fewer clients.

/// Files besides connections: the index, the log, the runtime's own.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;

/// Raises the limit, and warns if it is below what `connections` need.
#[cfg(unix)]
pub(super) fn raise(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    // The soft limit is 1,024 on most systems, for the sake of programs that know no better.
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: maximum, maximum };
    let allowed = if setrlimit(Resource::Nofile, raised).is_ok() { maximum } else { current };
    let needed = (connections as u64).saturating_add(OTHER_FILES);
    if let Some(allowed) = allowed.filter(|allowed| *allowed < needed) {
        tracing::warn!(allowed, needed, "fewer files may be open than connections may need");
    }
}

/// Does nothing: there is no such limit here.
#[cfg(not(unix))]
pub(super) fn raise(_connections: usize) {}
