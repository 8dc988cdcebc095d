//! A profile: the command-line options of a named server, and preferences of the prompt.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use toml::de::{DeInteger, DeTable, DeValue};

use super::fault::{Fault, Source};
use super::{in_order, prefer};
use crate::words::preferences::PreferenceLayer;

/// A named server. The command line overrides its options.
#[derive(Default)]
pub(crate) struct Profile {
    options: Vec<String>,
    /// The command that prints the password.
    password_command: Option<String>,
    /// Preferences that apply while this profile is in use.
    pub(crate) preferences: PreferenceLayer,
}

/// The type of an entry, which decides its words on the command line.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A string, the value of the option.
    Text,
    /// A whole number up to this maximum, the value of the option.
    Number(u32),
    /// An integer or a float, the value of the option.
    Seconds,
    /// A boolean that turns the option on.
    Flag,
    /// 2 or 3, which become the options `-2` and `-3`.
    Protocol,
}

/// The entries of a profile, with their options. A later option overrides an earlier one: `host` overrides `uri`.
const OPTIONS: [(&str, &str, Kind); 24] = [
    ("uri", "-u", Kind::Text),
    ("host", "-h", Kind::Text),
    ("port", "-p", Kind::Number(u16::MAX as u32)),
    ("socket", "-s", Kind::Text),
    ("timeout", "-t", Kind::Seconds),
    ("user", "--user", Kind::Text),
    ("db", "-n", Kind::Number(u32::MAX)),
    ("name", "--name", Kind::Text),
    ("protocol", "-", Kind::Protocol),
    ("cluster", "-c", Kind::Flag),
    ("replicas", "--replicas", Kind::Flag),
    ("natmap", "--natmap", Kind::Text),
    ("sentinel", "--sentinel", Kind::Text),
    ("master", "--master", Kind::Text),
    ("sentinel_user", "--sentinel-user", Kind::Text),
    ("tls", "--tls", Kind::Flag),
    ("sni", "--sni", Kind::Text),
    ("cacert", "--cacert", Kind::Text),
    ("cacertdir", "--cacertdir", Kind::Text),
    ("cert", "--cert", Kind::Text),
    ("key", "--key", Kind::Text),
    ("tls_ciphers", "--tls-ciphers", Kind::Text),
    ("tls_ciphersuites", "--tls-ciphersuites", Kind::Text),
    ("insecure", "--insecure", Kind::Flag),
];

const PASSWORD_COMMAND: &str = "password_command";

impl Profile {
    /// Reads the table of a profile.
    ///
    /// # Errors
    /// The first unknown or invalid entry.
    pub(super) fn read(source: Source<'_>, table: &DeTable<'_>) -> Result<Self, Fault> {
        let mut profile = Profile::default();
        let mut options = Vec::new();
        for (name, value) in in_order(table) {
            let known: &str = name.as_ref();
            let read = match place_of(known) {
                Some(place) => {
                    words(place, value.as_ref()).map(|words| options.push((place, words)))
                }
                None if known == PASSWORD_COMMAND => profile.read_password_command(value.as_ref()),
                None if PreferenceLayer::has(known) => {
                    prefer(&mut profile.preferences, source, name, value)?;
                    continue;
                }
                None => return Err(source.fault(name.span(), unknown(known))),
            };
            read.map_err(|expected| {
                source.fault(value.span(), format!("{known} must be {expected}"))
            })?;
        }
        options.sort_by_key(|(place, _)| *place);
        profile.options = options.into_iter().flat_map(|(_, words)| words).collect();
        Ok(profile)
    }

    /// Returns the options as words of a command line.
    pub(crate) fn options(&self) -> impl Iterator<Item = &str> {
        // The warning is about passwords that other users see in the process list; they cannot see the file.
        let quiet = std::iter::once("--no-auth-warning");
        self.options.iter().map(String::as_str).chain(quiet)
    }

    /// Runs `password_command`, if there is one, and returns the first line of its output.
    ///
    /// # Errors
    /// The command cannot be run, fails, or prints no password.
    pub(crate) fn password(&self) -> anyhow::Result<Option<String>> {
        let Some(command) = &self.password_command else {
            return Ok(None);
        };
        let words = shlex::split(command).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            bail!("password_command is empty or has an unclosed quote");
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
            .context("the output of password_command is not valid UTF-8")?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(Some(line.to_owned())),
            _ => bail!("password_command {program} printed no password"),
        }
    }

    fn read_password_command(&mut self, value: &DeValue<'_>) -> Result<(), String> {
        let DeValue::String(command) = value else {
            return Err(Kind::Text.expected());
        };
        self.password_command = Some(command.to_string());
        Ok(())
    }
}

/// The index of a name in [`OPTIONS`].
fn place_of(name: &str) -> Option<usize> {
    OPTIONS.iter().position(|(known, ..)| *known == name)
}

/// Returns the words of the command line for a value, or a description of valid values.
fn words(place: usize, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let (_, option, kind) = OPTIONS[place];
    let value = match (kind, value) {
        (Kind::Text, DeValue::String(text)) => text.to_string(),
        (Kind::Number(most), DeValue::Integer(number)) => {
            let number = number_of(number).filter(|number| *number <= most);
            number.ok_or_else(|| kind.expected())?.to_string()
        }
        (Kind::Seconds, DeValue::Integer(number)) => number.to_string(),
        (Kind::Seconds, DeValue::Float(number)) => number.to_string(),
        (Kind::Flag, DeValue::Boolean(true)) => return Ok(vec![option.to_owned()]),
        (Kind::Flag, DeValue::Boolean(false)) => return Ok(Vec::new()),
        (Kind::Protocol, DeValue::Integer(number)) => {
            let number = number_of(number).filter(|number| matches!(number, 2 | 3));
            let number = number.ok_or_else(|| kind.expected())?;
            return Ok(vec![format!("{option}{number}")]);
        }
        _ => return Err(kind.expected()),
    };
    Ok(vec![option.to_owned(), value])
}

fn number_of(number: &DeInteger<'_>) -> Option<u32> {
    u32::from_str_radix(number.as_str(), number.radix()).ok()
}

impl Kind {
    fn expected(self) -> String {
        match self {
            Kind::Text => "a string".to_owned(),
            Kind::Number(most) => format!("a number from 0 to {most}"),
            Kind::Seconds => "a number of seconds".to_owned(),
            Kind::Flag => "true or false".to_owned(),
            Kind::Protocol => "2 or 3".to_owned(),
        }
    }
}

fn unknown(name: &str) -> String {
    let mut names: Vec<_> = OPTIONS.iter().map(|(name, ..)| *name).collect();
    names.push(PASSWORD_COMMAND);
    let names = names.join(", ");
    format!(
        "unknown setting '{name}' in a profile; the settings are {names} and the preferences of [shell]"
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> Result<Profile, String> {
        let table = DeTable::parse(text).expect("valid TOML");
        let path = Path::new("f");
        let read = Profile::read(Source { text, path }, table.as_ref());
        read.map_err(|fault| fault.message)
    }

    #[test]
    fn a_profile_becomes_words_of_a_command_line() {
        for (text, options) in [
            ("", ""),
            (
                "port = 7000\ntls = true\ncluster = true\nhost = 'a'\ndb = 3",
                "-h a -p 7000 -n 3 -c --tls",
            ),
            ("host = 'b'\nuri = 'redis://a'", "-u redis://a -h b"),
            ("tls = false\ntimeout = 0.5\nprotocol = 2", "-t 0.5 -2"),
            ("port = 0x1b58", "-p 7000"),
        ] {
            let profile = read(text).map_err(|error| panic!("{error}")).expect(text);
            let words: Vec<_> = profile.options().collect();
            let expected: Vec<_> = options
                .split_whitespace()
                .chain(["--no-auth-warning"])
                .collect();
            assert_eq!(words, expected, "{text}");
        }
    }

    #[test]
    fn errors_are_reported_with_their_position() {
        for (text, message) in [
            (
                "hots = 'a'",
                "f, line 1, column 1: unknown setting 'hots' in a profile; the settings are uri, ",
            ),
            (
                "port = 70000",
                "f, line 1, column 8: port must be a number from 0 to 65535",
            ),
            (
                "port = '1'",
                "f, line 1, column 8: port must be a number from 0 to 65535",
            ),
            ("host = 1", "f, line 1, column 8: host must be a string"),
            (
                "tls = 'yes'",
                "f, line 1, column 7: tls must be true or false",
            ),
            (
                "protocol = 4",
                "f, line 1, column 12: protocol must be 2 or 3",
            ),
            (
                "timeout = '1'",
                "f, line 1, column 11: timeout must be a number of seconds",
            ),
            (
                "password_command = ['a']",
                "f, line 1, column 20: password_command must be a string",
            ),
            (
                "tls = true\nread_only = 1",
                "f, line 2, column 13: read_only must be true or false",
            ),
        ] {
            let error = read(text).err().expect(text);
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn the_guide_describes_every_setting() {
        let guide = include_str!("../../GUIDE.md");
        let names = OPTIONS.iter().map(|(name, ..)| *name);
        for name in names.chain([PASSWORD_COMMAND]) {
            assert!(guide.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_password_is_the_first_line_of_output() {
        let of = |command: &str| Profile {
            password_command: Some(command.to_owned()),
            ..Profile::default()
        };
        let password = of("printf 'se cret\\nmore'").password();
        assert_eq!(password.expect("a password").as_deref(), Some("se cret"));
        for command in ["false", "true", "/no/such/program", "'open"] {
            assert!(of(command).password().is_err(), "{command}");
        }
        assert_eq!(Profile::default().password().expect("nothing"), None);
    }
}
