//! Resolving host names.
//!
//! getaddrinfo cannot be cancelled. If another thread may interrupt, it runs on a thread that is detached on cancel.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use super::Interrupter;
use super::deadline::Deadline;

/// The addresses of a host, or the resolver's error.
type Resolved = io::Result<Vec<SocketAddr>>;

/// Resolves a host, in the system's order.
pub(super) fn resolve(host: &str, port: u16, interrupter: &Interrupter) -> Resolved {
    // An IP literal needs no resolver.
    if !interrupter.is_cancel_enabled() || host.parse::<IpAddr>().is_ok() {
        return look_up(host, port);
    }
    let host = host.to_owned();
    on_thread(move || look_up(&host, port), interrupter)
}

fn on_thread(
    look_up: impl FnOnce() -> Resolved + Send + 'static,
    interrupter: &Interrupter,
) -> Resolved {
    let (sender, receiver) = mpsc::channel();
    // Nothing receives the result after an interrupt.
    thread::Builder::new().spawn(move || sender.send(look_up()).is_ok())?;
    let deadline = Deadline::new(None, interrupter);
    loop {
        match receiver.recv_timeout(deadline.next()?) {
            Ok(found) => return found,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the resolver thread panicked"));
            }
        }
    }
}

fn look_up(host: &str, port: u16) -> Resolved {
    let addresses = (host, port).to_socket_addrs().map_err(|error| {
        // The standard library's prefix of the resolver's message.
        let prefix = "failed to lookup address information: ";
        io::Error::new(error.kind(), error.to_string().replacen(prefix, "", 1))
    })?;
    Ok(addresses.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hanging_resolver_is_detached_on_interrupt() {
        let interrupter = Interrupter::default();
        let (answer, never) = mpsc::channel::<()>();
        let own = interrupter.clone();
        let asking = thread::spawn(move || {
            let hangs = move || {
                let _ = never.recv();
                Ok(Vec::new())
            };
            on_thread(hangs, &own).map_err(|error| error.kind())
        });
        interrupter.interrupt();
        let found = asking.join().expect("it ends");
        assert_eq!(found, Err(io::ErrorKind::Interrupted));
        drop(answer);
    }

    #[test]
    fn a_host_has_the_same_addresses_with_and_without_a_thread() {
        let interrupter = Interrupter::default();
        let alone = resolve("localhost", 1, &interrupter).expect("localhost resolves");
        interrupter.enable_cancel();
        let on_thread = resolve("localhost", 1, &interrupter).expect("localhost resolves");
        assert_eq!(alone, on_thread);
    }
}
