//! What comes while no command is under way: messages, and the end of connections that were to last.

use super::ReplyHandler;
use super::dispatch::Client;
use crate::Error;
use crate::net::{Address, Arrival, ConnectionHandle, Reader};

impl<T> Client<T> {
    /// Has all that has come unasked received, without waiting for more than the rest of a message that has begun, and
    /// for as long as it is `wanted`: it may never end. Gives what each connection that was found to have ended was lost by.
    /// Only where nothing is under way. It can be interrupted, since the rest of a message may never come: its connection
    /// has ended then.
    ///
    /// # Errors
    /// What came is no RESP; the handler's own.
    pub fn attend(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
        wanted: impl Fn() -> bool,
    ) -> Result<Vec<Error>, Error> {
        // An interrupt that came before is for what is done next.
        let _ = self.interrupter.begin();
        let lost = self.receive_all_unasked(handler, wanted);
        self.interrupter.end();
        lost
    }

    fn receive_all_unasked(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
        wanted: impl Fn() -> bool,
    ) -> Result<Vec<Error>, Error> {
        let mut lost = Vec::new();
        for lane in &mut self.lanes {
            let address = lane.address.clone();
            let Some(connection) = lane.attended() else {
                continue;
            };
            match receive_unasked(&address, &mut connection.reader, handler, &wanted) {
                Ok(()) => {}
                Err(error) if error.is_disconnect() => {
                    lane.has_told_end = true;
                    lost.push(error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(lost)
    }

    /// The connections that there are, to be waited for with a [`Listener`](super::Listener), and to be told apart.
    pub fn watches(&self) -> Vec<ConnectionHandle> {
        let living = self.lanes.iter().filter(|lane| !lane.has_told_end);
        living
            .filter_map(|lane| lane.connection.as_ref())
            .map(|connection| connection.reader.watch())
            .collect()
    }

    /// Makes sure of a connection to the server that commands without keys go to, where it was lost: to the primary that the
    /// sentinels name now, where there are any. Tries once.
    ///
    /// # Errors
    /// As [`Connection::open`](crate::net::Connection::open); [`Error::NoPrimary`]; [`Error::Interrupted`].
    pub fn reconnect(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<Address, Error> {
        self.interruptible(|client| client.connect_again(handler))
    }

    fn connect_again(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<Address, Error> {
        if !self.lanes[self.current].is_connected() {
            self.lanes[self.current].connection = None;
            self.find_primary(handler)?;
        }
        let endpoint = self.endpoint_of(self.current, handler.login());
        let lane = &mut self.lanes[self.current];
        if let Some(notices) = lane.connect(&endpoint)? {
            handler.connected(&endpoint.address, notices);
        }
        Ok(endpoint.address)
    }

    /// Gives all connections up, and keeps what is known of who serves; they are made again when they are needed. Only where
    /// nothing is under way.
    pub fn hang_up(&mut self) {
        self.lanes
            .iter_mut()
            .for_each(|lane| lane.connection = None);
        self.is_resting = true;
    }
}

fn receive_unasked<T>(
    address: &Address,
    reader: &mut Reader,
    handler: &mut impl ReplyHandler<T>,
    wanted: &impl Fn() -> bool,
) -> Result<(), Error> {
    while wanted() {
        match reader.arrival() {
            Arrival::Nothing => return Ok(()),
            Arrival::Bytes => handler.unasked(reader)?,
            Arrival::End => {
                return Err(Error::Closed {
                    address: address.clone(),
                    mid_reply: false,
                });
            }
        }
    }
    Ok(())
}
