//! The samples of one node of several, taken on a thread of its own.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use redsh_engine::net::{Connection, Endpoint};

use super::PAUSE;
use super::figures::LatencyFigures;
use crate::process::exit;
use crate::session::login_check;

/// The time between two attempts to connect.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// The samples of a window.
#[derive(Default)]
pub(super) struct NodeWindow {
    pub(super) figures: LatencyFigures,
    /// The last error in this window. The time without a connection is not a sample.
    pub(super) failure: Option<String>,
}

/// A node that is measured until the process ends.
pub(super) struct NodeSampler {
    pub(super) node: String,
    state: Arc<Mutex<SamplerState>>,
}

#[derive(Default)]
struct SamplerState {
    window: NodeWindow,
    /// Why the node cannot be reached now.
    outage: Option<String>,
}

impl NodeSampler {
    /// Begins to measure a node.
    pub(super) fn start(endpoint: Endpoint) -> Self {
        let sampler = NodeSampler {
            node: endpoint.address.to_string(),
            state: Arc::default(),
        };
        let state = Arc::clone(&sampler.state);
        thread::spawn(move || {
            loop {
                let error = sample(&endpoint, &state);
                state.lock().fail(exit::message(&error));
                thread::sleep(RETRY_INTERVAL);
            }
        });
        sampler
    }

    /// Returns the window so far, and begins a new one.
    pub(super) fn take(&self) -> NodeWindow {
        self.state.lock().take_window()
    }
}

impl SamplerState {
    fn add(&mut self, latency: Duration) {
        self.window.figures.add(latency);
        self.outage = None;
    }

    fn fail(&mut self, why: String) {
        self.window.failure = Some(why.clone());
        self.outage = Some(why);
    }

    /// Returns the window. An outage that lasts belongs to the next one too.
    fn take_window(&mut self) -> NodeWindow {
        let next = NodeWindow {
            failure: self.outage.clone(),
            ..NodeWindow::default()
        };
        std::mem::replace(&mut self.window, next)
    }
}

/// Measures until the node cannot be reached.
fn sample(endpoint: &Endpoint, state: &Mutex<SamplerState>) -> anyhow::Error {
    let mut connection = match login_check::open(endpoint) {
        Ok(connection) => connection,
        Err(error) => return error,
    };
    loop {
        match ping(&mut connection) {
            Ok(latency) => state.lock().add(latency),
            Err(error) => return error.into(),
        }
        thread::sleep(PAUSE);
    }
}

fn ping(connection: &mut Connection) -> Result<Duration, redsh_engine::Error> {
    let sent = Instant::now();
    connection.call(&["PING"])?;
    Ok(sent.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_reported_in_each_window_until_the_next_sample() {
        let mut state = SamplerState::default();
        state.fail("no route".to_owned());
        let failures = [(); 2].map(|()| state.take_window().failure);
        assert_eq!(
            failures,
            [const { "no route" }; 2].map(|why| Some(why.to_owned()))
        );
        state.add(Duration::from_millis(1));
        assert_eq!(state.take_window().failure.as_deref(), Some("no route"));
        let window = state.take_window();
        assert_eq!((window.failure, window.figures.count), (None, 0));
    }
}
