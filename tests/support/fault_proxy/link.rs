//! One connection through a fault proxy: a thread for each direction.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use super::plan::Schedule;
use super::{Direction, PlannedFault, Shared, WireFault};
use crate::wait::LOOK;

pub(super) struct Link<'a> {
    shared: &'a Shared,
    number: usize,
    client: TcpStream,
    server: TcpStream,
    /// By direction: nothing more is passed on.
    closed: [AtomicBool; 2],
    is_reset: AtomicBool,
}

impl<'a> Link<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        number: usize,
        client: TcpStream,
        server: TcpStream,
    ) -> io::Result<Self> {
        for stream in [&client, &server] {
            // Some systems inherit the listener's mode.
            stream.set_nonblocking(false)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(LOOK))?;
            stream.set_write_timeout(Some(LOOK))?;
        }
        Ok(Link {
            shared,
            number,
            client,
            server,
            closed: Default::default(),
            is_reset: AtomicBool::new(false),
        })
    }

    /// Passes bytes on in both directions until both have ended.
    pub(super) fn relay(self, planned: &[PlannedFault]) {
        thread::scope(|scope| {
            for direction in [Direction::ToServer, Direction::ToClient] {
                let schedule = Schedule::new(planned, direction);
                let link = &self;
                scope.spawn(move || link.pump(direction, schedule));
            }
        });
        if self.is_reset.load(Ordering::SeqCst) {
            // Closing it resets the connection now.
            let _ = SockRef::from(&self.client).set_linger(Some(Duration::ZERO));
        }
    }

    fn pump(&self, direction: Direction, mut schedule: Schedule) {
        let mut buffer = [0; 16 * 1024];
        self.strike(direction, &mut schedule);
        while let Some(length @ 1..) = self.read(direction, &mut buffer) {
            let mut rest = &buffer[..length];
            while !rest.is_empty() && self.is_open(direction) {
                let piece = schedule.piece(rest.len());
                if self.write(direction, &rest[..piece]).is_err() {
                    self.close(direction);
                }
                rest = &rest[piece..];
                schedule.pass_on(piece);
                self.strike(direction, &mut schedule);
            }
        }
        self.close(direction);
    }

    fn strike(&self, direction: Direction, schedule: &mut Schedule) {
        while let Some(fault) = schedule.due() {
            match fault {
                WireFault::Cut => {
                    self.close(Direction::ToClient);
                    self.close(Direction::ToServer);
                }
                WireFault::Reset => {
                    self.shared.recordings()[self.number].was_reset = true;
                    self.is_reset.store(true, Ordering::SeqCst);
                }
                WireFault::HalfClose => self.close(direction),
                WireFault::Delay(time) => thread::sleep(time),
                WireFault::Fragment { .. } => {}
            }
        }
    }

    /// Ends a direction in order, unless the connection is to be reset.
    fn close(&self, direction: Direction) {
        self.closed[direction as usize].store(true, Ordering::SeqCst);
        if !self.is_dropped() {
            // The other side may have closed it already.
            let _ = self.target(direction).shutdown(Shutdown::Write);
        }
    }

    fn is_open(&self, direction: Direction) -> bool {
        !self.closed[direction as usize].load(Ordering::SeqCst) && !self.is_dropped()
    }

    fn is_dropped(&self) -> bool {
        self.is_reset.load(Ordering::SeqCst) || self.shared.is_over()
    }

    fn target(&self, direction: Direction) -> &TcpStream {
        match direction {
            Direction::ToServer => &self.server,
            Direction::ToClient => &self.client,
        }
    }

    /// Reads and records; `None` or 0 at the end.
    fn read(&self, direction: Direction, buffer: &mut [u8]) -> Option<usize> {
        let mut source = match direction {
            Direction::ToServer => &self.client,
            Direction::ToClient => &self.server,
        };
        while !self.is_dropped() {
            match source.read(buffer) {
                Ok(length) => {
                    let recording = &mut self.shared.recordings()[self.number];
                    let bytes = match direction {
                        Direction::ToServer => &mut recording.from_client,
                        Direction::ToClient => &mut recording.from_server,
                    };
                    bytes.extend_from_slice(&buffer[..length]);
                    return Some(length);
                }
                Err(error) if is_timeout(&error) => {}
                Err(_) => return None,
            }
        }
        None
    }

    fn write(&self, direction: Direction, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if !self.is_open(direction) {
                return Err(ErrorKind::BrokenPipe.into());
            }
            match self.target(direction).write(bytes) {
                Ok(length) => {
                    bytes = &bytes[length..];
                    let recording = &mut self.shared.recordings()[self.number];
                    match direction {
                        Direction::ToServer => recording.to_server += length,
                        Direction::ToClient => recording.to_client += length,
                    }
                }
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}
