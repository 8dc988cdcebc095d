//! What tells the commands of one server from those of another, in a few words. Pure.

use redsh_engine::resp::Value;

/// In bytes. A server with more modules than fit here is asked each time.
const LONGEST: usize = 1000;

/// How much of it is in the name of a file.
const LONGEST_NAME: usize = 100;

/// Servers of one edition have the same commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerFingerprint(String);

impl ServerFingerprint {
    /// By the replies to HELLO and COMMAND COUNT: what the server is, and how many commands it has, since some can be
    /// taken away by its configuration. `None` where a server does not say: one before 6.0, or one that forbids the user
    /// to ask.
    pub(super) fn of(hello: &Value, count: &Value) -> Option<Self> {
        let field = |name| hello.field(name)?.as_str();
        let [server, version, mode] = ["server", "version", "mode"].map(field);
        let (server, version, mode) = (server?, version?, mode?);
        let count = count.as_integer()?;
        let modules = modules(hello.field("modules")?)?;
        let told = format!("{server} {version} {mode} {count}{modules}");
        // One line, whatever a server says.
        let line = told.escape_default().to_string();
        (line.len() <= LONGEST).then_some(ServerFingerprint(line))
    }

    /// All of it, in a line of ASCII without its end.
    pub(super) fn line(&self) -> &str {
        &self.0
    }

    /// What a file can be named by. Those of two editions can be the same.
    pub(super) fn file_name(&self) -> String {
        let letters = self.0.chars().take(LONGEST_NAME);
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '.';
        letters
            .map(|letter| Some(letter).filter(is_plain).unwrap_or('-'))
            .collect()
    }
}

/// The modules and their versions, whatever the order in which they were loaded.
fn modules(told: &Value) -> Option<String> {
    let modules = told.as_slice()?.iter().map(|module| {
        let (name, version) = (module.field("name")?, module.field("ver")?);
        Some(format!(" {}@{}", name.as_str()?, version.as_integer()?))
    });
    let mut modules: Vec<String> = modules.collect::<Option<_>>()?;
    modules.sort_unstable();
    Some(modules.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Value {
        Value::Bulk(text.into())
    }

    /// As HELLO has it in RESP2.
    fn hello(version: &str, modules: &[(&str, i64)]) -> Value {
        let module = |(name, version): &(&str, i64)| {
            let fields = [
                bulk("name"),
                bulk(name),
                bulk("ver"),
                Value::Integer(*version),
            ];
            Value::Array(fields.to_vec())
        };
        let fields = [
            bulk("server"),
            bulk("redis"),
            bulk("version"),
            bulk(version),
            bulk("id"),
            Value::Integer(7),
            bulk("mode"),
            bulk("standalone"),
            bulk("modules"),
            Value::Array(modules.iter().map(module).collect()),
        ];
        Value::Array(fields.to_vec())
    }

    fn edition(version: &str, modules: &[(&str, i64)]) -> Option<ServerFingerprint> {
        ServerFingerprint::of(&hello(version, modules), &Value::Integer(240))
    }

    #[test]
    fn a_server_is_told_by_its_version_its_modules_and_how_many_commands_it_has() {
        let modules = [("search", 2), ("ReJSON", 1)];
        let edition = edition("8.0.0", &modules).expect("it says all");
        assert_eq!(
            edition.line(),
            "redis 8.0.0 standalone 240 ReJSON@1 search@2"
        );
        assert_eq!(
            edition.file_name(),
            "redis-8.0.0-standalone-240-ReJSON-1-search-2"
        );
    }

    #[test]
    fn what_a_server_says_is_neither_a_path_nor_two_lines_nor_endless() {
        let edition_of = |version: &str| edition(version, &[]);
        let hostile = edition_of("../../x\n\u{1b}[2J").expect("it says all");
        assert!(!hostile.line().contains('\n'), "{}", hostile.line());
        assert!(!hostile.file_name().contains('/'));
        let long = edition_of(&"9".repeat(500)).expect("it says all");
        assert_eq!(long.file_name().len(), LONGEST_NAME);
        assert_eq!(edition_of(&"9".repeat(LONGEST)), None);
    }

    #[test]
    fn a_server_that_does_not_say_has_none() {
        let refused = Value::Error(b"NOPERM".to_vec());
        let (hello, count) = (hello("7.0.15", &[]), Value::Integer(240));
        assert_eq!(ServerFingerprint::of(&refused, &count), None);
        assert_eq!(ServerFingerprint::of(&hello, &refused), None);
        assert_eq!(ServerFingerprint::of(&Value::Array(vec![]), &count), None);
    }
}
