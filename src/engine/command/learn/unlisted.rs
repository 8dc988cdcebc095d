//! Drops the commands that a server does not have.

use std::collections::HashSet;

use super::CommandTable;
use crate::resp::Value;

impl CommandTable {
    /// Drops the commands that a reply to COMMAND does not list. Servers before 7.0 list no subcommands, which stay.
    pub fn drop_unlisted(&mut self, reply: &Value) {
        let mut listed = HashSet::new();
        list(reply, &mut listed);
        let containers: HashSet<&str> = listed
            .iter()
            .filter_map(|name| Some(name.split_once('|')?.0))
            .collect();
        self.retain(|spec| match spec.name.split_once('|') {
            Some((container, _)) if !containers.contains(container) => listed.contains(container),
            _ => listed.contains(&spec.name),
        });
    }
}

fn list(reply: &Value, listed: &mut HashSet<String>) {
    for entry in reply.as_slice().unwrap_or_default() {
        let items = entry.as_slice().unwrap_or_default();
        let name = items.first().and_then(Value::as_str);
        listed.extend(name.map(str::to_ascii_lowercase));
        if let Some(subcommands) = items.get(9) {
            list(subcommands, listed);
        }
    }
}
