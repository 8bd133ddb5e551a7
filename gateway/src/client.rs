//! Who asks: the other end of a connection.
//!
//! Owns the address that every request carries as an extension. Refuses to read headers.

use std::net::SocketAddr;

/// The peer of the connection that a request came over; absent where there is no socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);
