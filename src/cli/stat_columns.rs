//! The columns of `--stat-columns`.

use std::str::FromStr;

/// A column of `--stat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatColumn {
    /// The number of keys in all databases.
    Keys,
    /// The memory that the server uses, in bytes.
    Memory,
    /// The number of clients.
    Clients,
    /// The number of clients that wait in a blocking command.
    Blocked,
    /// The number of commands since the server started.
    Commands,
    /// The number of connections since the server started.
    Connections,
    /// The child process of the server: SAVE, AOF or LOAD.
    Child,
    /// Commands per second.
    Operations,
    /// The share of reads that found their key, in percent.
    HitRate,
    /// Evicted keys per second.
    Evicted,
    /// Expired keys per second.
    Expired,
    /// Bytes per second from clients.
    NetworkIn,
    /// Bytes per second to clients.
    NetworkOut,
    /// The bytes that replicas are behind.
    Lag,
    /// The ratio of the memory that the system and the server report.
    Fragmentation,
    /// The share of a processor, in percent.
    Processor,
    /// Microseconds per command.
    CommandTime,
}

/// A list of columns.
#[derive(Debug, Clone)]
pub(super) struct StatColumnList(pub(super) Vec<StatColumn>);

impl StatColumn {
    /// All columns, each with its name.
    const NAMES: [(StatColumn, &'static str); 17] = [
        (StatColumn::Keys, "keys"),
        (StatColumn::Memory, "mem"),
        (StatColumn::Clients, "clients"),
        (StatColumn::Blocked, "blocked"),
        (StatColumn::Commands, "commands"),
        (StatColumn::Connections, "connections"),
        (StatColumn::Child, "child"),
        (StatColumn::Operations, "ops"),
        (StatColumn::HitRate, "hits"),
        (StatColumn::Evicted, "evicted"),
        (StatColumn::Expired, "expired"),
        (StatColumn::NetworkIn, "in"),
        (StatColumn::NetworkOut, "out"),
        (StatColumn::Lag, "lag"),
        (StatColumn::Fragmentation, "frag"),
        (StatColumn::Processor, "cpu"),
        (StatColumn::CommandTime, "usec"),
    ];

    /// The columns of redis-cli.
    pub(crate) const OF_REDIS_CLI: [StatColumn; 7] = [
        StatColumn::Keys,
        StatColumn::Memory,
        StatColumn::Clients,
        StatColumn::Blocked,
        StatColumn::Commands,
        StatColumn::Connections,
        StatColumn::Child,
    ];

    pub(crate) fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        let found = names.find(|(column, _)| *column == self);
        found.expect("each column has a name").1
    }

    /// The names of all columns, for messages.
    pub(super) fn names() -> String {
        Self::NAMES.map(|(_, name)| name).join(", ")
    }
}

impl FromStr for StatColumn {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut names = Self::NAMES.iter();
        let found = names.find(|(_, name)| name.eq_ignore_ascii_case(text.trim_ascii()));
        found.map(|(column, _)| *column).ok_or(())
    }
}

impl FromStr for StatColumnList {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let columns = text.split(',').map(str::parse);
        columns.collect::<Result<_, _>>().map(StatColumnList)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_names_separated_by_commas() {
        let StatColumnList(columns) = "ops, MEM".parse().expect("a list");
        assert_eq!(columns, [StatColumn::Operations, StatColumn::Memory]);
        for text in ["", "ops,", "nosuch"] {
            text.parse::<StatColumnList>().expect_err(text);
        }
    }
}
