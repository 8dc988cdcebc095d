//! Many commands over a connection, and connections made again.
//!
//! The only layer with threads. It must not know stdout, the environment or the process.
