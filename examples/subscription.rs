//! Prints the messages of the channel `news` on 127.0.0.1:6379, and resubscribes after a loss.

use std::thread;
use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::client::{Client, CommandFate, Reply, ReplyHandler, Routing};
use redsh_engine::net::{Address, Endpoint, Poller};

struct Printer;

impl ReplyHandler<()> for Printer {
    fn reply(&mut self, (): &(), _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn unsolicited(&mut self, message: &mut Reply<'_>) -> Result<(), Error> {
        println!("{:?}", message.take_value()?);
        Ok(())
    }

    fn lost(&mut self, (): &(), _: CommandFate, _: Option<&Error>) {}
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let endpoint = Endpoint::new(Address::tcp("127.0.0.1", 6379));
    let mut client = Client::new(endpoint, Routing::Single);
    client.call(&["SUBSCRIBE", "news"])?;
    let mut poller = Poller::new()?;
    loop {
        poller.wait(&client.connection_handles(), None);
        client.read_unsolicited(&mut Printer, || true)?;
        while client.needs_resubscribing() {
            client.resubscribe(&mut Printer)?;
            thread::sleep(Duration::from_millis(100));
        }
    }
}
