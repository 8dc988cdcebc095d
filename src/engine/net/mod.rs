//! One connection to one address: how it is reached, what it is to be, and how bytes go over it.
//!
//! This layer must not know clusters or threads, nor what most commands mean.

mod addr;
mod login;

pub use addr::Address;
pub use login::{Credentials, Login, ProtocolWish, Secret};
