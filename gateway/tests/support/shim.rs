//! A bad network between two ends: the eight faults of toxiproxy, in this process.
//!
//! Owns a port that passes bytes on to a target with one fault. Refuses to know what the bytes
//! mean.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

/// A fault, by toxiproxy's name. All but `Down` and `ResetPeer` are on what the target sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toxic {
    /// Everything comes so much later.
    Latency(Duration),
    /// Nobody listens.
    Down,
    /// So many bytes a second.
    Bandwidth(usize),
    /// An end comes so much later.
    SlowClose(Duration),
    /// Nothing comes through, and after this time the connection is closed.
    Timeout(Duration),
    /// After this time both ends are reset.
    ResetPeer(Duration),
    /// Everything in pieces of so many bytes, with a pause after each.
    Slicer(usize, Duration),
    /// After so many bytes the connection is closed.
    LimitData(usize),
}

/// A running shim; dropped, it cuts everything.
pub struct Shim {
    pub address: SocketAddr,
    open: Arc<AtomicUsize>,
    door: Option<JoinHandle<()>>,
}

impl Shim {
    /// Stands before `target` with `toxic`.
    pub async fn start(target: SocketAddr, toxic: Toxic) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let address = listener.local_addr().expect("an address");
        let open = Arc::new(AtomicUsize::new(0));
        if toxic == Toxic::Down {
            return Self { address, open, door: None };
        }
        let counted = Arc::clone(&open);
        let door = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let counted = Arc::clone(&counted);
                connections.spawn(async move {
                    counted.fetch_add(1, Ordering::SeqCst);
                    // A broken end is what this is for.
                    let _ = pass(near, target, toxic).await;
                    counted.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, open, door: Some(door) }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Connections that are open now.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

impl Drop for Shim {
    fn drop(&mut self) {
        if let Some(door) = &self.door {
            door.abort();
        }
    }
}

async fn pass(near: TcpStream, target: SocketAddr, toxic: Toxic) -> io::Result<()> {
    let far = TcpStream::connect(target).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    if let Toxic::ResetPeer(_) = toxic {
        for stream in [&near, &far] {
            #[allow(deprecated, reason = "a reset is what is wanted")]
            stream.set_linger(Some(Duration::ZERO))?;
        }
    }
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let there = up(near_in, far_out);
    let back = down(far_in, near_out, toxic);
    let over = async {
        match toxic {
            Toxic::Timeout(after) | Toxic::ResetPeer(after) => sleep(after).await,
            _ => std::future::pending().await,
        }
    };
    // The first end is the end of both ways.
    tokio::select! {
        ended = there => ended,
        ended = back => ended,
        () = over => Ok(()),
    }
}

/// Passes on what the near end sends, until it goes away.
async fn up(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
    tokio::io::copy(&mut from, &mut to).await.map(drop)
}

async fn down(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, toxic: Toxic) -> io::Result<()> {
    let mut left = match toxic {
        Toxic::LimitData(bytes) => bytes,
        _ => usize::MAX,
    };
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            if let Toxic::SlowClose(pause) = toxic {
                sleep(pause).await;
            }
            return Ok(());
        }
        let bytes = &buffer[..count.min(left)];
        let (size, pause) = match toxic {
            Toxic::Timeout(_) => continue,
            Toxic::Slicer(size, pause) => (size, pause),
            // In tenths of a second.
            Toxic::Bandwidth(rate) => ((rate / 10).max(1), Duration::from_millis(100)),
            _ => (buffer.len(), Duration::ZERO),
        };
        if let Toxic::Latency(pause) = toxic {
            sleep(pause).await;
        }
        for piece in bytes.chunks(size) {
            to.write_all(piece).await?;
            sleep(pause).await;
        }
        left -= bytes.len();
        if left == 0 {
            return Ok(());
        }
    }
}
