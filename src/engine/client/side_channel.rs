//! Connections on which nothing is under way, for what must not wait behind the commands of a queue: the client's own
//! questions, and a command that is put right.

use std::time::Duration;

use super::ReplyHandler;
use super::dispatch::Client;
use crate::Error;
use crate::net::{Address, Connection};
use crate::resp::{Value, encode_command};

impl<T> Client<T> {
    /// Asks a server something for the client itself.
    pub(super) fn query_at(
        &mut self,
        address: &Address,
        words: &[&str],
        timeout: Option<Duration>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Value, Error> {
        let mut wire = Vec::new();
        encode_command(words, &mut wire);
        let connection = self.free_connection(address, handler)?;
        let outcome = connection.reader.set_timeout(timeout);
        let outcome = outcome.and_then(|()| connection.send_counted(&wire).1);
        let outcome = outcome.and_then(|()| connection.reader.read_reply());
        let outcome = outcome.and_then(|reply| {
            connection.reader.set_timeout(None)?;
            Ok(reply)
        });
        if outcome.is_err() {
            self.drop_connection(address);
        }
        outcome
    }

    /// A connection to a server on which nothing is under way.
    pub(super) fn free_connection(
        &mut self,
        address: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<&mut Connection, Error> {
        let number = self.lane_at(address);
        let endpoint = self.endpoint_of(number, handler.login());
        if self.lanes[number].is_idle() {
            let lane = &mut self.lanes[number];
            lane.drop_ended();
            if let Some(notices) = lane.connect(&endpoint)? {
                handler.connected(address, notices);
            }
            return Ok(lane.connection.as_mut().expect("the lane has connected"));
        }
        if !self.spares.contains_key(address) {
            let opened = Connection::open(&endpoint, &[])?;
            handler.connected(address, opened.notices);
            self.spares.insert(address.clone(), opened.connection);
        }
        Ok(self.spares.get_mut(address).expect("it has been made"))
    }

    /// Gives up the connection that [`free_connection`](Self::free_connection) gave.
    pub(super) fn drop_connection(&mut self, address: &Address) {
        let number = self.lane_at(address);
        if self.lanes[number].is_idle() {
            self.lanes[number].connection = None;
        } else {
            self.spares.remove(address);
        }
    }
}
