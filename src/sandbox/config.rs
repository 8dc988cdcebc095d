//! The `redis.conf` of a temporary server.
//!
//! The last of several equal directives counts. So the file has three parts: defaults, the directives of the plan, and those
//! that the sandbox depends on, which a plan cannot override. Paths are relative to the server's folder, so that the name of
//! the folder needs no quotes.

use std::fmt::Write;

use super::Plan;

/// The Unix socket, in the server's folder.
pub(crate) const SOCKET: &str = "redis.sock";

/// Returns the text of the file, for a server that listens on `port`.
pub(crate) fn text(plan: &Plan, port: u16) -> String {
    let mut text = String::from("save \"\"\nappendonly no\n");
    if plan.allows_all {
        text.push_str("enable-debug-command local\nenable-module-command local\n");
    }
    if let Some(password) = &plan.password {
        let _ = writeln!(text, "requirepass {password}");
    }
    if plan.tls {
        text.push_str("tls-ca-cert-file ca.crt\ntls-cert-file server.crt\ntls-key-file server.key\ntls-auth-clients optional\n");
    }
    for (name, value) in &plan.config {
        let _ = writeln!(text, "{name} {value}");
    }
    // A server built without TLS rejects even `tls-port 0`.
    let _ = match plan.tls {
        true => writeln!(text, "port 0\ntls-port {port}"),
        false => writeln!(text, "port {port}"),
    };
    let _ = writeln!(
        text,
        "bind 127.0.0.1\nunixsocket {SOCKET}\nunixsocketperm 700\ndir .\ndaemonize no\nlogfile \"\""
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the last value of a directive, which a server uses.
    fn taken(plan: &Plan, name: &str) -> Option<String> {
        let text = text(plan, 7000);
        let mut values = text
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        values.next_back().map(str::to_owned)
    }

    fn plan(tls: bool, name: &str, value: &str) -> Plan {
        Plan {
            tls,
            config: vec![(name.to_owned(), value.to_owned())],
            ..Plan::default()
        }
    }

    #[test]
    fn a_plan_overrides_a_default() {
        assert_eq!(
            taken(&plan(false, "appendonly", "yes"), "appendonly").as_deref(),
            Some("yes")
        );
    }

    #[test]
    fn a_plan_does_not_open_a_sandbox_to_the_network() {
        assert_eq!(
            taken(&plan(false, "bind", "0.0.0.0"), "bind").as_deref(),
            Some("127.0.0.1")
        );
        assert_eq!(
            taken(&plan(false, "port", "6379"), "port").as_deref(),
            Some("7000")
        );
    }

    #[test]
    fn commands_are_allowed_only_where_a_server_restricts_them() {
        let plan = Plan {
            allows_all: true,
            password: Some("pw".to_owned()),
            ..Plan::default()
        };
        assert_eq!(
            taken(&plan, "enable-debug-command").as_deref(),
            Some("local")
        );
        assert_eq!(taken(&plan, "requirepass").as_deref(), Some("pw"));
        let old = Plan {
            allows_all: false,
            ..plan
        };
        assert!(!text(&old, 7000).contains("enable-"));
        assert!(!text(&Plan::default(), 7000).contains("enable-"));
    }

    #[test]
    fn tls_replaces_the_plain_port_and_is_absent_otherwise() {
        assert_eq!(
            taken(&plan(true, "port", "6379"), "port").as_deref(),
            Some("0")
        );
        assert_eq!(
            taken(&plan(true, "port", "6379"), "tls-port").as_deref(),
            Some("7000")
        );
        assert!(!text(&Plan::default(), 7000).contains("tls"));
    }
}
