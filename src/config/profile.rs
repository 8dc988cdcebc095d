//! A server by name: its options, as the command line would have them.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::program;

/// A server by name. What is left out is as without a profile, and the command line wins over what is here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Profile {
    uri: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    socket: Option<String>,
    user: Option<String>,
    db: Option<u32>,
    name: Option<String>,
    cluster: bool,
    tls: bool,
    sni: Option<String>,
    cacert: Option<String>,
    cacertdir: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    insecure: bool,
    /// What prints the password.
    password_command: Option<String>,
    /// As `:set read-only`.
    pub(crate) read_only: Option<bool>,
    /// As `:set confirm`.
    pub(crate) confirm: Option<bool>,
}

impl Profile {
    /// What the command line would say.
    pub(crate) fn options(&self) -> Vec<OsString> {
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        let values = [
            ("-u", self.uri.clone()),
            ("-h", self.host.clone()),
            ("-p", number(self.port.map(u32::from))),
            ("-s", self.socket.clone()),
            ("--user", self.user.clone()),
            ("-n", number(self.db)),
            ("--name", self.name.clone()),
            ("--sni", self.sni.clone()),
            ("--cacert", self.cacert.clone()),
            ("--cacertdir", self.cacertdir.clone()),
            ("--cert", self.cert.clone()),
            ("--key", self.key.clone()),
        ];
        let flags = [
            ("-c", self.cluster),
            ("--tls", self.tls),
            ("--insecure", self.insecure),
            // Nobody else sees the file's password on a command line.
            ("--no-auth-warning", true),
        ];
        let values = values
            .into_iter()
            .filter_map(|(name, value)| Some([name.into(), value?.into()]));
        let flags = flags.into_iter().filter(|(_, is_set)| *is_set);
        values
            .flatten()
            .chain(flags.map(|(name, _)| name.into()))
            .collect()
    }

    /// The password, where a command says it: the first line that it prints.
    ///
    /// # Errors
    /// It cannot be run, or fails, or prints nothing.
    pub(crate) fn password(&self) -> anyhow::Result<Option<String>> {
        let Some(command) = &self.password_command else {
            return Ok(None);
        };
        let words = program::words(command).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            bail!("password_command is no command: {command}");
        };
        let output = Command::new(program)
            .args(arguments)
            .stdin(Stdio::inherit())
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("could not run password_command {program}"))?;
        if !output.status.success() {
            bail!("password_command {program} ended with {}", output.status);
        }
        let text = String::from_utf8(output.stdout)
            .ok()
            .context("what password_command prints is no text")?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(Some(line.to_owned())),
            _ => bail!("password_command {program} has printed nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_what_the_command_line_would_say() {
        let profile: Profile =
            toml::from_str("host = \"a\"\nport = 7000\ntls = true\ncluster = true\ndb = 3\n")
                .expect("a profile");
        let options: Vec<_> = profile.options();
        assert_eq!(
            options,
            [
                "-h",
                "a",
                "-p",
                "7000",
                "-n",
                "3",
                "-c",
                "--tls",
                "--no-auth-warning"
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_password_is_the_first_line_that_a_command_prints() {
        let of = |command: &str| Profile {
            password_command: Some(command.to_owned()),
            ..Profile::default()
        };
        let password = of("printf 'se cret\\nmore'").password();
        assert_eq!(password.expect("it is printed").as_deref(), Some("se cret"));
        for command in ["false", "true", "/no/such/program", "'open"] {
            assert!(of(command).password().is_err(), "{command}");
        }
        assert_eq!(Profile::default().password().expect("nothing"), None);
    }
}
