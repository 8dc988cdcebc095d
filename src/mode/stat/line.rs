//! A line of `--stat`, with the columns of redis-cli. Pure.

use crate::render::redis_bytes;

pub(super) const HEADER: &str = "\
------- data ------ --------------------- load -------------------- - child -
keys       mem      clients blocked requests            connections          
";

/// The figures of a line, by their fields in INFO. A missing field counts as 0.
pub(super) struct StatLine {
    keys: u64,
    memory: u64,
    clients: u64,
    blocked: u64,
    /// The number of commands since the server started.
    pub(super) commands: u64,
    connections: u64,
    child: &'static str,
}

impl StatLine {
    pub(super) fn new(info: &str) -> Self {
        let field = |name| field(info, name).unwrap_or(0);
        StatLine {
            keys: info
                .lines()
                .filter_map(database_keys)
                .fold(0, u64::saturating_add),
            memory: field("used_memory"),
            clients: field("connected_clients"),
            blocked: field("blocked_clients"),
            commands: field("total_commands_processed"),
            connections: field("total_connections_received"),
            child: child(
                field("rdb_bgsave_in_progress") > 0,
                field("aof_rewrite_in_progress") > 0,
                field("loading") > 0,
            ),
        }
    }

    /// Formats the line. `last` is the number of commands in the previous line.
    pub(super) fn text(&self, last: Option<u64>) -> String {
        // A server that restarts counts from 0 again.
        let more = last.map_or(0, |last| (self.commands as i64).wrapping_sub(last as i64));
        let requests = format!("{} (+{more})", self.commands);
        let memory = redis_bytes(self.memory);
        format!(
            "{:<11}{memory:<8} {:<8}{:<8}{requests:<19} {:<12}{}\n",
            self.keys, self.clients, self.blocked, self.connections, self.child
        )
    }
}

fn field(info: &str, name: &str) -> Option<u64> {
    let mut lines = info.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    value?.trim_ascii().parse().ok()
}

/// The number of keys in a line about a database: `db0:keys=3,expires=0,avg_ttl=0`.
pub(super) fn database_keys(line: &str) -> Option<u64> {
    let (number, facts) = line.strip_prefix("db")?.split_once(":keys=")?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let keys = facts.split(',').next()?;
    keys.parse().ok().filter(|_| is_number)
}

/// Combinations that redis-cli does not name are empty.
pub(super) fn child(is_saving: bool, is_rewriting: bool, is_loading: bool) -> &'static str {
    match (is_saving, is_rewriting, is_loading) {
        (true, false, false) => "SAVE",
        (false, true, false) => "AOF",
        (true, true, false) => "SAVE+AOF",
        (false, false, true) => "LOAD",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = "# Clients\r\nconnected_clients:3\r\nblocked_clients:1\r\n\
        used_memory:1208123\r\nused_memory_human:1.15M\r\n\
        async_loading:1\r\nloading:0\r\nrdb_bgsave_in_progress:0\r\naof_rewrite_in_progress:0\r\n\
        total_connections_received:12\r\ntotal_commands_processed:1042\r\n\
        # Keyspace\r\ndb0:keys=10,expires=0,avg_ttl=0\r\ndb25:keys=3,expires=0,avg_ttl=0\r\n";

    #[test]
    fn no_figure_of_a_server_overflows() {
        let most = u64::MAX;
        let info =
            format!("db0:keys={most}\r\ndb1:keys={most}\r\ntotal_commands_processed:{most}\r\n");
        let line = StatLine::new(&info);
        assert!(line.text(Some(1 << 63)).starts_with(&most.to_string()));
    }

    #[test]
    fn the_columns_are_those_of_redis_cli() {
        let line = StatLine::new(INFO);
        let expected = "13         1.15M    3       1       1042 (+0)           12          \n";
        assert_eq!(line.text(None), expected);
        let expected = "13         1.15M    3       1       1042 (+42)          12          \n";
        assert_eq!(line.text(Some(1000)), expected);
    }

    #[test]
    fn children_are_named() {
        for (field, child) in [
            ("rdb_bgsave_in_progress", "SAVE\n"),
            ("aof_rewrite_in_progress", "AOF\n"),
            ("\nloading", "LOAD\n"),
        ] {
            let info = INFO.replace(&format!("{field}:0"), &format!("{field}:1"));
            assert!(StatLine::new(&info).text(None).ends_with(child), "{field}");
        }
    }

    #[test]
    fn missing_figures_are_zero() {
        let expected = "0          0B       0       0       0 (+0)              0           \n";
        assert_eq!(StatLine::new("").text(None), expected);
    }
}
