//! TLS without a server. With real servers it is tested in `tests/tls`.

mod certificates;
mod handshakes;
