//! Many commands over a connection, and connections made again when they are lost.
//!
//! It must not know stdout, the environment or the process: what becomes of a reply is its [`Handler`]'s to say.

mod batch;
mod single;
mod window;

pub use batch::{Batch, Fate, Link, Until};
pub use single::{Brought, Client, Handler};
pub use window::Window;
