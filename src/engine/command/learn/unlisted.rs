//! The commands that a server has, by its reply to COMMAND.

use std::collections::HashSet;

use crate::resp::Value;

#[derive(Default)]
pub(super) struct ListedCommands {
    names: HashSet<String>,
    /// The containers whose subcommands are listed.
    containers: HashSet<String>,
}

impl ListedCommands {
    pub(super) fn read(reply: &Value) -> Self {
        let mut listed = ListedCommands::default();
        listed.add(reply);
        listed
    }

    fn add(&mut self, reply: &Value) {
        for entry in reply.as_slice().unwrap_or_default() {
            let items = entry.as_slice().unwrap_or_default();
            let name = items.first().and_then(Value::as_str);
            let name = name.map(str::to_ascii_lowercase);
            if let Some((container, _)) = name.as_ref().and_then(|name| name.split_once('|')) {
                self.containers.insert(container.to_owned());
            }
            self.names.extend(name);
            if let Some(subcommands) = items.get(9) {
                self.add(subcommands);
            }
        }
    }

    /// Whether the server has a command. Servers before 7.0 list no subcommands: they have those that are known.
    pub(super) fn has(&self, name: &str) -> bool {
        match name.split_once('|') {
            Some((container, _)) if !self.containers.contains(container) => {
                self.names.contains(container)
            }
            _ => self.names.contains(name),
        }
    }
}
