//! Connections: how many there may be, how long a client may take for a request's head, and that each can be cut from
//! inside a request, which is what a fault does that drops an answer. Carries the peer's address to the handlers.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Instant, Sleep},
};
use tower::ServiceExt;

use crate::limits::network;

/// A request's head has to arrive within this time from its first byte.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// A connection on which nothing moves for so long is closed. Longer than any poll is held and any socket may be silent.
const IDLE: Duration = Duration::from_secs(90);
/// Bytes of a request's line and headers.
const LARGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;
/// What one hears who is not let in. Nothing is read, so that a flood costs nothing.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// How many connections there may be.
#[derive(Clone, Debug)]
pub struct Room {
    pub all: usize,
    pub of_one_address: usize,
    /// Proxies, and this machine where it is not limited: many clients come from there.
    pub unlimited: Vec<IpAddr>,
    pub loopback_is_limited: bool,
}

impl Room {
    fn is_limited(&self, address: IpAddr) -> bool {
        !self.unlimited.contains(&address) && (self.loopback_is_limited || !address.is_loopback())
    }
}

/// Accepts connections and serves them until `stop` comes; then lets those that are under way finish.
pub async fn serve(listener: TcpListener, router: Router, room: Room, stop: impl Future<Output = ()>) {
    let guests = Arc::new(Guests::default());
    let graceful = GracefulShutdown::new();
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let mut stop = std::pin::pin!(stop);
    loop {
        let (inner, mut address) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        // On a socket for both, an old address comes in new clothes.
        address.set_ip(address.ip().to_canonical());
        let Some(guest) = guests.let_in(&room, address.ip()) else {
            // Where even this does not fit, closing says enough.
            let _said = inner.try_write(FULL);
            continue;
        };
        let peer = Peer { address, cut: Arc::default() };
        let stream = Stream::new(inner, Arc::clone(&peer.cut), guest);
        let router = router.clone();
        let service = tower::service_fn(move |mut request: axum::http::Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer.clone()));
            router.clone().oneshot(request)
        });
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service))
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((inner, address)) => {
                // Small answers must not wait for each other; where it can't be set they only come later.
                let _set = inner.set_nodelay(true);
                return (inner, address);
            }
            // Out of files, or a client that is gone already: the others go on.
            Err(error) => {
                tracing::warn!("could not accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Who is there, by address; all of them under none.
#[derive(Default)]
struct Guests(Mutex<BTreeMap<Option<IpAddr>, usize>>);

impl Guests {
    fn let_in(self: &Arc<Self>, room: &Room, address: IpAddr) -> Option<Guest> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |who: Option<IpAddr>| counts.get(&who).copied().unwrap_or(0);
        let is_limited = room.is_limited(address);
        let address = network(address);
        let is_crowd = is_limited && count(Some(address)) >= room.of_one_address;
        if is_crowd || count(None) >= room.all {
            return None;
        }
        for who in [None, Some(address)] {
            *counts.entry(who).or_default() += 1;
        }
        Some(Guest { guests: Arc::clone(self), address })
    }
}

/// One connection's place; given back when it is dropped.
struct Guest {
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        for who in [None, Some(self.address)] {
            let left = counts.get(&who).copied().unwrap_or(1).saturating_sub(1);
            if left == 0 {
                counts.remove(&who);
            } else {
                counts.insert(who, left);
            }
        }
    }
}

/// One connection, as its handlers see it.
#[derive(Clone, Debug)]
pub struct Peer {
    pub address: SocketAddr,
    cut: Arc<AtomicBool>,
}

impl Peer {
    /// Nothing more is read from or written to this connection.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
    }
}

struct Stream {
    inner: TcpStream,
    cut: Arc<AtomicBool>,
    moved: Instant,
    idle: Pin<Box<Sleep>>,
    _guest: Guest,
}

impl Stream {
    fn new(inner: TcpStream, cut: Arc<AtomicBool>, guest: Guest) -> Self {
        Self { inner, cut, moved: Instant::now(), idle: Box::pin(tokio::time::sleep(IDLE)), _guest: guest }
    }

    /// Fails where nothing has moved for too long; else wakes whoever waits when that may be so.
    fn check_idle(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while self.idle.as_mut().poll(context).is_ready() {
            let until = self.moved + IDLE;
            if until <= Instant::now() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.idle.as_mut().reset(until);
        }
        Ok(())
    }

    fn check(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Relaxed) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        let read = Pin::new(&mut self.inner).poll_read(context, into);
        if read.is_ready() {
            self.moved = Instant::now();
        } else {
            self.check_idle(context)?;
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let written = Pin::new(&mut self.inner).poll_write(context, data);
        if written.is_ready() {
            self.moved = Instant::now();
        } else {
            self.check_idle(context)?;
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn room() -> Room {
        let proxy = "10.0.0.9".parse().unwrap();
        Room { all: 6, of_one_address: 2, unlimited: vec![proxy], loopback_is_limited: false }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_on_which_nothing_moves_is_closed_and_one_that_moves_stays() {
        use tokio::io::AsyncReadExt;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let guest = Arc::new(Guests::default()).let_in(&room(), address.ip()).unwrap();
        let mut stream = Stream::new(accepted.unwrap().0, Arc::default(), guest);
        let began = Instant::now();
        client.as_ref().unwrap().try_write(b"a").unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'a');
        tokio::time::sleep(Duration::from_mins(1)).await;
        client.as_ref().unwrap().try_write(b"b").unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'b');
        assert_eq!(stream.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 150);
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_reads_nothing_of_what_it_is_sent_is_let_go() {
        use tokio::io::AsyncWriteExt;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let guest = Arc::new(Guests::default()).let_in(&room(), address.ip()).unwrap();
        let mut stream = Stream::new(accepted.unwrap().0, Arc::default(), guest);
        let endless = vec![0; 1 << 20];
        let why = loop {
            if let Err(why) = stream.write_all(&endless).await {
                break why;
            }
        };
        assert_eq!(why.kind(), io::ErrorKind::TimedOut);
        drop(client);
    }

    #[test]
    fn an_address_has_its_share_of_the_room_and_gives_it_back() {
        let guests = Arc::new(Guests::default());
        let enter = |address: &str| guests.let_in(&room(), address.parse().unwrap());
        let (one, two) = (enter("192.0.2.1"), enter("192.0.2.1"));
        assert!(one.is_some() && two.is_some());
        assert!(enter("192.0.2.1").is_none());
        assert!(enter("192.0.2.2").is_some(), "others are let in");
        drop(one);
        assert!(enter("192.0.2.1").is_some());
    }

    #[test]
    fn proxies_and_this_machine_fill_the_room_and_no_more() {
        let guests = Arc::new(Guests::default());
        let enter = |address: &str| guests.let_in(&room(), address.parse().unwrap());
        let inside: Vec<_> = ["10.0.0.9", "127.0.0.1"].iter().cycle().take(6).map(|address| enter(address)).collect();
        assert!(inside.iter().all(Option::is_some));
        assert!(enter("127.0.0.1").is_none() && enter("192.0.2.1").is_none());
        drop(inside);
        assert!(guests.0.lock().unwrap().is_empty(), "nothing is left of who is gone");
    }
}
