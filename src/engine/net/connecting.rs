//! Connecting a socket so that it can be cancelled. On some systems, nothing ends a blocking `connect`.

use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use socket2::{SockAddr, Socket};

use super::deadline::Deadline;

/// Connects to a TCP address.
pub(super) fn connect(socket: &Socket, to: &SockAddr, deadline: &Deadline<'_>) -> io::Result<()> {
    socket.set_nonblocking(true)?;
    match socket.connect(to) {
        Err(error) if is_under_way(&error) => finish(socket, deadline)?,
        outcome => outcome?,
    }
    socket.set_nonblocking(false)
}

fn is_under_way(error: &io::Error) -> bool {
    // Systems differ in the error for a connection in progress.
    let begun = [Errno::INPROGRESS, Errno::WOULDBLOCK];
    Errno::from_io_error(error).is_some_and(|errno| begun.contains(&errno))
}

fn finish(socket: &Socket, deadline: &Deadline<'_>) -> io::Result<()> {
    loop {
        let time = Timespec::try_from(deadline.next()?);
        let time = time.map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(socket, PollFlags::OUT)], Some(&time)) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return socket.take_error()?.map_or(Ok(()), Err),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Connects to a Unix socket. This succeeds or fails at once, except that Linux waits if the server's queue is full.
/// `poll` cannot wait for that, but the write timeout applies to it.
#[cfg(unix)]
pub(super) fn connect_unix(
    socket: &Socket,
    to: &SockAddr,
    deadline: &Deadline<'_>,
) -> io::Result<()> {
    loop {
        socket.set_write_timeout(Some(deadline.next()?))?;
        match socket.connect(to) {
            Err(error) if is_waiting(&error) => {}
            outcome => {
                outcome?;
                return socket.set_write_timeout(None);
            }
        }
    }
}

/// Whether nothing has been started, so that a second attempt is possible.
#[cfg(unix)]
fn is_waiting(error: &io::Error) -> bool {
    // A signal may be the one that cancels, which the next look at the deadline finds.
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::thread;

    use socket2::{Domain, Type};

    use super::*;
    use crate::net::Interrupter;

    /// A listener whose queue is full, and the connection that fills it.
    fn full() -> (TcpListener, TcpStream) {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        listener.bind(&any.into()).expect("a free port");
        listener.listen(0).expect("a listener");
        let listener = TcpListener::from(listener);
        let address = listener.local_addr().expect("its address");
        let first = TcpStream::connect(address).expect("room for one connection");
        (listener, first)
    }

    #[test]
    fn connecting_to_a_full_listener_can_be_interrupted() {
        let (listener, _first) = full();
        let address = listener.local_addr().expect("its address");
        let interrupter = Interrupter::default();
        let own = interrupter.clone();
        let connecting = thread::spawn(move || {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
            let outcome = connect(&socket, &address.into(), &Deadline::new(None, &own));
            outcome.map_err(|error| error.kind())
        });
        interrupter.interrupt();
        let outcome = connecting.join().expect("it ends");
        assert_eq!(outcome, Err(io::ErrorKind::Interrupted));
    }

    #[cfg(unix)]
    #[test]
    fn connecting_to_a_full_unix_socket_can_be_interrupted() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = SockAddr::unix(folder.path().join("socket")).expect("an address");
        let new = || Socket::new(Domain::UNIX, Type::STREAM, None).expect("a socket");
        let listener = new();
        listener.bind(&address).expect("a free name");
        listener.listen(0).expect("a listener");
        let first = new();
        first.connect(&address).expect("room for one connection");
        let interrupter = Interrupter::default();
        let (own, to) = (interrupter.clone(), address);
        let connecting = thread::spawn(move || {
            let outcome = connect_unix(&new(), &to, &Deadline::new(None, &own));
            outcome.map_err(|error| error.kind())
        });
        interrupter.interrupt();
        let outcome = connecting.join().expect("it ends");
        assert_eq!(outcome, Err(io::ErrorKind::Interrupted));
    }
}
