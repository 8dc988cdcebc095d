//! One case of the table: a command line and its expected results.
//!
//! Data only: nothing here starts a program. In arguments, environment and standard input, `{port}`, `{socket}` and
//! `{dir}` stand for the server's port and socket and a folder of the test's own.

/// A command line with its environment. The default is `-p {port}` with empty standard input, and the same results.
#[derive(Clone)]
pub(crate) struct Case {
    pub(super) name: String,
    pub(super) setup: Vec<String>,
    pub(super) args: Vec<Vec<u8>>,
    pub(super) env: Vec<(String, String)>,
    pub(super) stdin: Vec<u8>,
    pub(super) files: Vec<(&'static str, Vec<u8>)>,
    pub(super) addressed: bool,
    pub(super) figures_aside: bool,
    /// redsh warns of an argument that redis-cli ignores silently.
    pub(super) warns: bool,
    pub(super) expected: Expected,
}

/// The expected result.
#[derive(Clone)]
pub(super) enum Expected {
    /// redsh does the same as redis-cli.
    Same,
    /// Both print this, and then run until they are stopped.
    Stay(Vec<u8>),
    /// redsh differs on purpose.
    Differ {
        why: &'static str,
        redis_cli: Promise,
        redsh: Promise,
    },
}

/// The expected standard output and end of one side.
#[derive(Clone)]
pub(super) struct Promise {
    pub(super) out: Text,
    pub(super) end: End,
}

/// The expected bytes.
#[derive(Clone)]
pub(super) enum Text {
    Exactly(Vec<u8>),
    Containing(&'static str),
}

/// The end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With this exit status.
    Code(i32),
    /// It did not end and was stopped.
    Running,
}

impl From<i32> for End {
    fn from(code: i32) -> Self {
        End::Code(code)
    }
}

/// The known behaviour of redis-cli in a case that differs.
pub(crate) struct RedisCli(Promise);

/// The expected behaviour of redsh in a case that differs.
pub(crate) struct Redsh(Promise);

/// redis-cli prints exactly `out`.
pub(crate) fn redis_cli(out: impl AsRef<[u8]>, end: impl Into<End>) -> RedisCli {
    RedisCli(Promise {
        out: Text::Exactly(out.as_ref().to_vec()),
        end: end.into(),
    })
}

/// redis-cli prints `part` somewhere in its output.
pub(crate) fn redis_cli_with(part: &'static str, end: impl Into<End>) -> RedisCli {
    RedisCli(Promise {
        out: Text::Containing(part),
        end: end.into(),
    })
}

/// redsh prints exactly `out`.
pub(crate) fn redsh(out: impl AsRef<[u8]>, end: impl Into<End>) -> Redsh {
    Redsh(Promise {
        out: Text::Exactly(out.as_ref().to_vec()),
        end: end.into(),
    })
}

/// redsh prints `part` somewhere in its output.
pub(crate) fn redsh_with(part: &'static str, end: impl Into<End>) -> Redsh {
    Redsh(Promise {
        out: Text::Containing(part),
        end: end.into(),
    })
}

/// A case with this name, which must be unique.
pub(crate) fn case(name: impl Into<String>) -> Case {
    Case {
        name: name.into(),
        setup: Vec::new(),
        args: Vec::new(),
        env: Vec::new(),
        stdin: Vec::new(),
        files: Vec::new(),
        addressed: true,
        figures_aside: false,
        warns: false,
        expected: Expected::Same,
    }
}

/// A case named by its command line: words separated by single blanks, none of them quoted.
pub(crate) fn line(words: &str) -> Case {
    case(words).args(words.split(' '))
}

/// A case named by its script on standard input.
pub(crate) fn script(text: impl AsRef<[u8]>) -> Case {
    case(format!("script {}", text.as_ref().escape_ascii())).stdin(text)
}

impl Case {
    /// Commands to run before it, in the inline protocol, after the common setup.
    pub(crate) fn setup<L: Into<String>>(mut self, lines: impl IntoIterator<Item = L>) -> Self {
        self.setup.extend(lines.into_iter().map(Into::into));
        self
    }

    /// More words of the command line.
    pub(crate) fn args<A: AsRef<[u8]>>(mut self, words: impl IntoIterator<Item = A>) -> Self {
        self.args
            .extend(words.into_iter().map(|word| word.as_ref().to_vec()));
        self
    }

    /// Options, separated by single blanks, before its words; part of the name.
    pub(crate) fn before(mut self, options: &str) -> Self {
        self.name = format!("{options} {}", self.name);
        self.args.splice(0..0, options.split(' ').map(Vec::from));
        self
    }

    /// redsh prints a warning where redis-cli prints nothing on standard error.
    pub(crate) fn warns(mut self) -> Self {
        self.warns = true;
        self
    }

    /// Replaces its name.
    pub(crate) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// An environment variable, part of the name.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.name = format!("{name}={value} {}", self.name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs it as if standard output were a terminal.
    pub(crate) fn on_a_terminal(self) -> Self {
        self.env("FAKETTY", "1")
    }

    /// The bytes on standard input.
    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// A file in `{dir}`.
    pub(crate) fn file(mut self, name: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.push((name, bytes.as_ref().to_vec()));
        self
    }

    /// The arguments include the server's address.
    pub(crate) fn unaddressed(mut self) -> Self {
        self.addressed = false;
        self
    }

    /// For output that differs from run to run: every run of digits counts as one `#`.
    pub(crate) fn figures_aside(mut self) -> Self {
        self.figures_aside = true;
        self
    }

    /// Both sides print `out` and wait for more.
    pub(crate) fn stays(mut self, out: impl AsRef<[u8]>) -> Self {
        self.expected = Expected::Stay(out.as_ref().to_vec());
        self
    }

    /// redsh differs on purpose; both sides are checked.
    pub(crate) fn differs(mut self, why: &'static str, theirs: RedisCli, ours: Redsh) -> Self {
        self.expected = Expected::Differ {
            why,
            redis_cli: theirs.0,
            redsh: ours.0,
        };
        self
    }
}
