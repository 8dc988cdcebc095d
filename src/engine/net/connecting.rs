//! How a socket comes to be connected, in a way that can be given up: a `connect` that waits can be ended from outside on
//! some systems only.

use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use socket2::{SockAddr, Socket};

use super::deadline::Deadline;

/// Connects to a TCP address.
///
/// # Errors
/// The system's; [`Deadline::next`]'s.
pub(super) fn connect(socket: &Socket, to: &SockAddr, patience: &Deadline<'_>) -> io::Result<()> {
    socket.set_nonblocking(true)?;
    match socket.connect(to) {
        Err(error) if is_under_way(&error) => finish(socket, patience)?,
        outcome => outcome?,
    }
    socket.set_nonblocking(false)
}

fn is_under_way(error: &io::Error) -> bool {
    // Which of the two it is depends on the system.
    let begun = [Errno::INPROGRESS, Errno::WOULDBLOCK];
    Errno::from_io_error(error).is_some_and(|errno| begun.contains(&errno))
}

fn finish(socket: &Socket, patience: &Deadline<'_>) -> io::Result<()> {
    loop {
        let time = Timespec::try_from(patience.next()?);
        let time = time.map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(socket, PollFlags::OUT)], Some(&time)) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return socket.take_error()?.map_or(Ok(()), Err),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Connects to a Unix socket: at once, but that Linux waits where the server's queue is full. That wait is not one that
/// could be polled for; it heeds the time that a write may take.
///
/// # Errors
/// The system's; [`Deadline::next`]'s.
#[cfg(unix)]
pub(super) fn connect_local(
    socket: &Socket,
    to: &SockAddr,
    patience: &Deadline<'_>,
) -> io::Result<()> {
    loop {
        socket.set_write_timeout(Some(patience.next()?))?;
        match socket.connect(to) {
            Err(error) if is_waiting(&error) => {}
            outcome => {
                outcome?;
                return socket.set_write_timeout(None);
            }
        }
    }
}

/// Nothing has been begun that a second attempt could find under way.
#[cfg(unix)]
fn is_waiting(error: &io::Error) -> bool {
    // A signal ends the wait too, and may be the one that says that somebody has had enough.
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

    /// A listener whose queue is full, and the one who fills it.
    fn full() -> (TcpListener, TcpStream) {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        listener.bind(&any.into()).expect("a free port");
        listener.listen(0).expect("a listener");
        let listener = TcpListener::from(listener);
        let address = listener.local_addr().expect("its address");
        let first = TcpStream::connect(address).expect("there is room for one");
        (listener, first)
    }

    #[test]
    fn a_connection_that_nobody_takes_is_given_up_when_somebody_has_had_enough() {
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
    fn a_unix_socket_that_takes_nobody_is_given_up_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = SockAddr::unix(folder.path().join("socket")).expect("an address");
        let new = || Socket::new(Domain::UNIX, Type::STREAM, None).expect("a socket");
        let listener = new();
        listener.bind(&address).expect("a free name");
        listener.listen(0).expect("a listener");
        let first = new();
        first.connect(&address).expect("there is room for one");
        let interrupter = Interrupter::default();
        let (own, to) = (interrupter.clone(), address);
        let connecting = thread::spawn(move || {
            let outcome = connect_local(&new(), &to, &Deadline::new(None, &own));
            outcome.map_err(|error| error.kind())
        });
        interrupter.interrupt();
        let outcome = connecting.join().expect("it ends");
        assert_eq!(outcome, Err(io::ErrorKind::Interrupted));
    }
}
