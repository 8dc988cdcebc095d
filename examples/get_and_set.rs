//! Sets a key on the server at 127.0.0.1:6379 and reads it back.

use redsh_engine::Error;
use redsh_engine::client::{Client, Routing};
use redsh_engine::net::{Address, Endpoint};

fn main() -> Result<(), Error> {
    let endpoint = Endpoint::new(Address::tcp("127.0.0.1", 6379));
    let mut client: Client = Client::new(endpoint, Routing::Single);
    client.call(&["SET", "user:1", "Ada"])?;
    let name = client.call(&["GET", "user:1"])?;
    println!("{name:?}");
    Ok(())
}
