//! Counts to 100,000 on keys of all slots of the cluster that 127.0.0.1:7000 belongs to. All nodes work at the same time.

use redsh_engine::Error;
use redsh_engine::client::{Client, Routing};
use redsh_engine::cluster::NatMap;
use redsh_engine::net::{Address, Endpoint};

fn main() -> Result<(), Error> {
    let endpoint = Endpoint::new(Address::tcp("127.0.0.1", 7000));
    let mut client: Client = Client::new(endpoint, Routing::cluster(NatMap::default()));
    let commands: Vec<[String; 2]> = (0..100_000)
        .map(|number| ["INCR".to_owned(), format!("counter:{}", number % 1000)])
        .collect();
    let replies = client.call_all(&commands)?;
    let errors = replies.iter().filter(|reply| reply.as_error().is_some());
    println!("{} replies, {} errors", replies.len(), errors.count());
    Ok(())
}
