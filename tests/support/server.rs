//! A real server for one test.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::ops::{Deref, DerefMut};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::sandbox::{Plan, Sandbox};

/// What no reply ends with.
const END: &str = "this is the end of the reply";

/// A sandbox's server, which it dereferences to, with what a test needs to arrange its state. Gone when it is dropped.
pub(crate) struct Server {
    sandbox: Sandbox,
}

impl Server {
    /// A server as it comes, on TCP without TLS.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// One with these directives in its `redis.conf`.
    pub(crate) fn with(config: &[(&str, &str)]) -> Self {
        Self::planned(false, config)
    }

    /// One that speaks TLS alone on its port.
    pub(crate) fn tls() -> Self {
        Self::tls_with(&[])
    }

    /// One that speaks TLS, with these directives.
    pub(crate) fn tls_with(config: &[(&str, &str)]) -> Self {
        Self::planned(true, config)
    }

    fn planned(tls: bool, config: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox::start(&plan(tls, config));
        Server {
            sandbox: sandbox.unwrap_or_else(|error| panic!("{error:#}")),
        }
    }
}

/// What a test does with any server, one of a cluster too.
impl Sandbox {
    /// What a client's command line needs to reach it: the port, and with TLS the authority's certificate.
    pub(crate) fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["-p".into(), self.port().to_string().into()];
        if let Some(certificates) = self.certificates() {
            arguments.extend([
                "--tls".into(),
                "--cacert".into(),
                certificates.ca.clone().into(),
            ]);
        }
        arguments
    }

    /// The first word of ROLE: `master`, `slave`, `sentinel`.
    pub(crate) fn role(&self) -> String {
        let role = self.ask(&["ROLE"]).expect("it has a role");
        let name = role.as_slice().and_then(|role| role.first()?.as_str());
        name.expect("a role has a name").to_owned()
    }

    /// The number on a line of INFO, the first where there are several; 0 where it is not there.
    pub(crate) fn info(&self, section: &str, field: &str) -> u64 {
        let text = self.ask(&["INFO", section]).expect("INFO");
        let text = text.as_str().unwrap_or_default();
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let first = value.and_then(|value| value.split(',').next());
        let digits = first.map(|first| first.rsplit('=').next().unwrap_or(first));
        digits.map_or(0, |digits| digits.parse().expect("a number"))
    }

    /// Runs a command over the Unix socket, on a connection of its own; gives the reply as it came, `+OK\r\n` say.
    ///
    /// Panics on an error reply: it is for arranging what a test begins with.
    pub(crate) fn command<A: AsRef<[u8]>>(&self, arguments: &[A]) -> Vec<u8> {
        let reply = self.reply(arguments);
        assert!(
            !reply.starts_with(b"-"),
            "the server refused: {}",
            reply.escape_ascii()
        );
        reply
    }

    /// As [`Sandbox::command`], but an error reply is given too. Not for a command after which the connection answers no
    /// more, or not as before: MULTI, SUBSCRIBE, SHUTDOWN; nor for a sentinel, which has no ECHO: there is
    /// [`Sandbox::ask`].
    pub(crate) fn reply<A: AsRef<[u8]>>(&self, arguments: &[A]) -> Vec<u8> {
        let mut stream =
            UnixStream::connect(self.socket()).expect("the server listens on its socket");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a time limit can be set");
        // What comes before the echo is the reply, and no decoder is needed. The end of the connection would not do: a
        // process that the server forks, to save, holds it open.
        stream
            .write_all(&[encoded(arguments), encoded(&["ECHO", END])].concat())
            .expect("the server takes a command");
        let end = format!("${}\r\n{END}\r\n", END.len());
        let mut reply = Vec::new();
        let mut buffer = [0; 64 * 1024];
        while !reply.ends_with(end.as_bytes()) {
            match stream.read(&mut buffer).expect("the server replies") {
                0 => panic!("the server closed after: {}", reply.escape_ascii()),
                length => reply.extend_from_slice(&buffer[..length]),
            }
        }
        reply.truncate(reply.len() - end.len());
        reply
    }
}

impl Deref for Server {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Sandbox {
        &mut self.sandbox
    }
}

/// A plan for the server program that the tests are run with.
pub(super) fn plan(tls: bool, config: &[(&str, &str)]) -> Plan {
    Plan {
        server: std::env::var_os("REDSH_SERVER").map(Into::into),
        tls,
        config: directives(config),
    }
}

pub(super) fn directives(config: &[(&str, &str)]) -> Vec<(String, String)> {
    config
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A command as an array of bulk strings.
pub(crate) fn encoded<A: AsRef<[u8]>>(arguments: &[A]) -> Vec<u8> {
    let mut request = format!("*{}\r\n", arguments.len()).into_bytes();
    for argument in arguments.iter().map(AsRef::as_ref) {
        request.extend_from_slice(format!("${}\r\n", argument.len()).as_bytes());
        request.extend_from_slice(argument);
        request.extend_from_slice(b"\r\n");
    }
    request
}
