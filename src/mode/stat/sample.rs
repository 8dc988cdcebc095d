//! The figures of a server at one moment, from INFO. Those of several servers can be added. Pure.

use super::line::{child, database_keys};

/// The figures. Most of them count since the server started.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct StatSample {
    pub(super) keys: u64,
    pub(super) memory: u64,
    /// The memory that the system reports.
    pub(super) resident: u64,
    pub(super) clients: u64,
    pub(super) blocked: u64,
    pub(super) commands: u64,
    pub(super) connections: u64,
    pub(super) child: &'static str,
    pub(super) hits: u64,
    pub(super) misses: u64,
    pub(super) evicted: u64,
    pub(super) expired: u64,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
    /// The bytes between `master_repl_offset` and the slowest replica's offset, or this replica's `slave_repl_offset`.
    pub(super) lag: u64,
    /// Seconds of a processor.
    pub(super) processor: f64,
    /// The number of calls of commands, and their microseconds.
    pub(super) calls: u64,
    pub(super) call_micros: u64,
}

impl StatSample {
    /// Reads the reply to INFO. A missing field counts as 0.
    pub(super) fn read(info: &str) -> Self {
        let mut sample = StatSample::default();
        let (mut is_saving, mut is_rewriting, mut is_loading) = (false, false, false);
        let mut offset = 0;
        let mut behind = None;
        for line in info.lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim_ascii();
            let number = value.parse().unwrap_or(0);
            match name {
                "used_memory" => sample.memory = number,
                "used_memory_rss" => sample.resident = number,
                "connected_clients" => sample.clients = number,
                "blocked_clients" => sample.blocked = number,
                "total_commands_processed" => sample.commands = number,
                "total_connections_received" => sample.connections = number,
                "keyspace_hits" => sample.hits = number,
                "keyspace_misses" => sample.misses = number,
                "evicted_keys" => sample.evicted = number,
                "expired_keys" => sample.expired = number,
                "total_net_input_bytes" => sample.bytes_in = number,
                "total_net_output_bytes" => sample.bytes_out = number,
                "used_cpu_sys" | "used_cpu_user" => {
                    sample.processor += value.parse().unwrap_or(0.0);
                }
                "rdb_bgsave_in_progress" => is_saving = number > 0,
                "aof_rewrite_in_progress" => is_rewriting = number > 0,
                "loading" => is_loading = number > 0,
                "master_repl_offset" => offset = number,
                "slave_repl_offset" => behind = Some(number),
                _ if is_replica(name) => {
                    let acknowledged = figure(value, "offset").unwrap_or(u64::MAX);
                    behind = Some(behind.unwrap_or(u64::MAX).min(acknowledged));
                }
                _ if name.starts_with("cmdstat_") => {
                    add(&mut sample.calls, figure(value, "calls").unwrap_or(0));
                    add(&mut sample.call_micros, figure(value, "usec").unwrap_or(0));
                }
                _ => add(&mut sample.keys, database_keys(line).unwrap_or(0)),
            }
        }
        sample.child = child(is_saving, is_rewriting, is_loading);
        sample.lag = behind.map_or(0, |behind| offset.saturating_sub(behind));
        sample
    }

    /// Adds the figures of another server. The lag becomes the larger one.
    pub(super) fn add(&mut self, other: &StatSample) {
        add(&mut self.keys, other.keys);
        add(&mut self.memory, other.memory);
        add(&mut self.resident, other.resident);
        add(&mut self.clients, other.clients);
        add(&mut self.blocked, other.blocked);
        add(&mut self.commands, other.commands);
        add(&mut self.connections, other.connections);
        add(&mut self.hits, other.hits);
        add(&mut self.misses, other.misses);
        add(&mut self.evicted, other.evicted);
        add(&mut self.expired, other.expired);
        add(&mut self.bytes_in, other.bytes_in);
        add(&mut self.bytes_out, other.bytes_out);
        self.lag = self.lag.max(other.lag);
        self.processor += other.processor;
        add(&mut self.calls, other.calls);
        add(&mut self.call_micros, other.call_micros);
    }
}

/// A server may send any figure.
fn add(sum: &mut u64, figure: u64) {
    *sum = sum.saturating_add(figure);
}

/// Whether this is the name of a replica in INFO: `slave0`.
fn is_replica(name: &str) -> bool {
    let number = name.strip_prefix("slave").unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number in `ip=127.0.0.1,port=7001,state=online,offset=42,lag=0`.
fn figure(facts: &str, name: &str) -> Option<u64> {
    let mut facts = facts.split(',');
    let value = facts.find_map(|fact| fact.strip_prefix(name)?.strip_prefix('='));
    value?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIMARY: &str = "used_memory:100\r\nused_memory_rss:150\r\nkeyspace_hits:3\r\nused_cpu_sys:1.5\r\n\
        used_cpu_user:0.25\r\nused_cpu_sys_children:9.0\r\nrole:master\r\nconnected_slaves:2\r\n\
        slave0:ip=127.0.0.1,port=2,state=online,offset=900,lag=0\r\n\
        slave1:ip=127.0.0.1,port=3,state=online,offset=880,lag=1\r\nmaster_repl_offset:1000\r\n\
        cmdstat_get:calls=4,usec=10,usec_per_call=2.50\r\ncmdstat_set:calls=1,usec=20,usec_per_call=20.00\r\n\
        db0:keys=10,expires=0,avg_ttl=0\r\ndb3:keys=2,expires=0,avg_ttl=0\r\n";

    #[test]
    fn no_figure_of_a_server_overflows() {
        let most = u64::MAX;
        let info = format!(
            "db0:keys={most}\r\ndb1:keys={most}\r\ncmdstat_a:calls={most},usec={most}\r\n\
             cmdstat_b:calls={most},usec={most}\r\nkeyspace_hits:{most}\r\n"
        );
        let mut sample = StatSample::read(&info);
        sample.add(&StatSample::read(&info));
        assert_eq!((sample.keys, sample.calls), (most, most));
        assert_eq!((sample.call_micros, sample.hits), (most, most));
    }

    #[test]
    fn figures_are_read_from_info() {
        let sample = StatSample::read(PRIMARY);
        assert_eq!(
            (sample.keys, sample.memory, sample.resident),
            (12, 100, 150)
        );
        assert_eq!((sample.calls, sample.call_micros, sample.hits), (5, 30, 3));
        assert_eq!((sample.processor, sample.lag), (1.75, 120));
    }

    #[test]
    fn a_replica_is_behind_by_its_own_offset() {
        let info = "role:slave\r\nslave_repl_offset:990\r\nslave_priority:100\r\nslave_read_only:1\r\nmaster_repl_offset:1000\r\n";
        assert_eq!(StatSample::read(info).lag, 10);
    }

    #[test]
    fn the_figures_of_servers_are_added_but_not_their_lags() {
        let mut sum = StatSample::read(PRIMARY);
        sum.add(&StatSample::read(
            &PRIMARY.replace("offset=880", "offset=990"),
        ));
        assert_eq!((sum.keys, sum.memory, sum.calls), (24, 200, 10));
        assert_eq!((sum.processor, sum.lag), (3.5, 120));
    }
}
