//! A real proxy in front of a server, for one test.

use std::fs;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::server::Server;
use super::shell::installed;
use super::vacant::Vacant;
use super::wait;

/// A proxy on a port of 127.0.0.1, which ends when it is dropped.
pub struct Proxy {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Proxy {
    /// twemproxy in front of servers that share the keys. It closes the connection at a command that it does not support.
    pub fn twemproxy(servers: &[Server]) -> Self {
        let targets = servers
            .iter()
            .map(|server| format!("   - 127.0.0.1:{}:1\n", server.port()));
        let targets: String = targets.collect();
        let statistics = Vacant::new().port().to_string();
        Self::start("nutcracker", "nutcracker", |port, file| {
            let text =
                format!("p:\n  listen: 127.0.0.1:{port}\n  redis: true\n  servers:\n{targets}");
            let options = ["-c", file, "-s", &statistics, "-a", "127.0.0.1"];
            (text, options.map(str::to_owned).to_vec())
        })
    }

    /// HAProxy in front of a server. It closes connections that are idle for this many milliseconds.
    pub fn haproxy(server: &Server, idle: u32) -> Self {
        let target = server.port();
        Self::start("haproxy", "haproxy", |port, file| {
            let text = format!(
                "defaults\n  mode tcp\n  timeout connect 5s\n  timeout client {idle}ms\n  timeout server {idle}ms\n\
                 listen p\n  bind 127.0.0.1:{port}\n  server s 127.0.0.1:{target}\n"
            );
            (text, ["-f", file, "-db"].map(str::to_owned).to_vec())
        })
    }

    /// Starts a program of a Debian package. `plan` returns the text of its configuration file, and its options.
    fn start(
        program: &str,
        package: &str,
        plan: impl FnOnce(u16, &str) -> (String, Vec<String>),
    ) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("configuration");
        let port = Vacant::new().port();
        let (text, options) = plan(port, file.to_str().expect("the path is UTF-8"));
        fs::write(&file, text).expect("the folder is writable");
        let mut command = Command::new(installed(program, package));
        command.args(options).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("the proxy is a program");
        let proxy = Proxy {
            child,
            port,
            _folder: folder,
        };
        wait::until("the proxy listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        proxy
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
