//! `--latency`, `--latency-history` and `--latency-dist`: the time that PING takes, 100 times a second.
//!
//! The samples have microseconds. The formats are those of redis-cli 7.0, with whole milliseconds, or on request those of 8.10,
//! with three decimals and percentiles; each line is written at once. A sample during which the connection was lost does not
//! count.

pub(crate) mod cluster;
mod figures;
mod histogram;
mod node_rows;
mod node_sampler;
mod settings;
mod sparkline;
mod spectrum;
mod window;

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use redsh_engine::net::Endpoint;

pub(crate) use self::settings::LatencySettings;
use self::spectrum::{COLOURS, GREYS, Spectrum};
use self::window::LatencyWindow;
use super::interval_or;
use super::reconnecting::{ReconnectingConnection, print};
use crate::process::exit::Exit;

/// The time between a reply and the next PING.
const PAUSE: Duration = Duration::from_millis(10);

const SECOND: Duration = Duration::from_secs(1);

/// The rows of `--latency-dist` below each legend.
const ROWS_PER_LEGEND: u64 = 20;

/// Prints the latency so far after each sample, until it is interrupted. In a format for programs, prints it once at the end
/// of the window, unless this is a history.
pub(crate) fn run(
    endpoint: Endpoint,
    settings: LatencySettings<'_>,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let mut pinger = Pinger::open(endpoint)?;
    let mut window = LatencyWindow::new(settings, Instant::now());
    loop {
        let latency = pinger.sample(out)?;
        let (text, is_over) = window.add(latency, Instant::now());
        print(out, &text)?;
        if is_over {
            return Ok(Exit::Success);
        }
        thread::sleep(PAUSE);
    }
}

/// Prints a row with the distribution of the latency after each window, until it is interrupted.
pub(crate) fn run_distribution(
    endpoint: Endpoint,
    is_grey: bool,
    interval: Duration,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let length = interval_or(interval, SECOND);
    let palette: &[u8] = if is_grey { &GREYS } else { &COLOURS };
    let mut pinger = Pinger::open(endpoint)?;
    let mut spectrum = Spectrum::default();
    let (mut rows, mut started) = (0, Instant::now());
    loop {
        spectrum.add(pinger.sample(out)?);
        if started.elapsed() > length {
            if rows % ROWS_PER_LEGEND == 0 {
                print(out, &spectrum::legend(palette))?;
            }
            rows += 1;
            print(out, &spectrum.take_row(palette))?;
            started = Instant::now();
        }
        thread::sleep(PAUSE);
    }
}

struct Pinger(ReconnectingConnection);

impl Pinger {
    fn open(endpoint: Endpoint) -> anyhow::Result<Self> {
        ReconnectingConnection::open(endpoint).map(Pinger)
    }

    /// Returns the time until the reply to PING, which may be an error.
    fn sample(&mut self, out: &mut impl Write) -> anyhow::Result<Duration> {
        loop {
            let sent = Instant::now();
            if !self.0.call(&["PING"], out)?.was_lost {
                return Ok(sent.elapsed());
            }
        }
    }
}
