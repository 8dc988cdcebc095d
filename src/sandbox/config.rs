//! The `redis.conf` of a throw-away server. Text in, text out.
//!
//! Of a directive that comes twice, a server takes the last. So there are three parts: defaults, what the plan wants, and
//! what the sandbox stands on, which no plan may change. Paths are relative to the server's folder, where it is started:
//! no name of a folder, however odd, has to be quoted.

use std::fmt::Write;

use super::Plan;

/// The Unix socket, in the server's folder.
pub(crate) const SOCKET: &str = "redis.sock";

/// The text of the file, for a server that listens on `port`.
pub(crate) fn text(plan: &Plan, port: u16) -> String {
    let mut text = String::from("save \"\"\nappendonly no\n");
    if plan.tls {
        text.push_str("tls-ca-cert-file ca.crt\ntls-cert-file server.crt\ntls-key-file server.key\ntls-auth-clients optional\n");
    }
    for (name, value) in &plan.config {
        let _ = writeln!(text, "{name} {value}");
    }
    let (plain, tls) = if plan.tls { (0, port) } else { (port, 0) };
    let _ = writeln!(text, "port {plain}");
    // A server that was built without TLS refuses the word itself.
    if plan.tls {
        let _ = writeln!(text, "tls-port {tls}");
    }
    let _ = writeln!(
        text,
        "bind 127.0.0.1\nunixsocket {SOCKET}\nunixsocketperm 700\ndir .\ndaemonize no\nlogfile \"\""
    );
    text
}
