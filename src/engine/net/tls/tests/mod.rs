//! TLS without a server; with real servers it is tested in `tests/tls`.

mod certificates;
mod peers;
