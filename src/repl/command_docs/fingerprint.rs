//! Identifies servers that have the same commands. Pure.

use redsh_engine::resp::Value;

/// In bytes. A server with too many modules has no fingerprint, and is asked every time.
const LONGEST: usize = 1000;

/// The length of the part that is in a file name.
const LONGEST_NAME: usize = 100;

/// A line of text; servers with equal fingerprints have the same commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerFingerprint(String);

impl ServerFingerprint {
    /// Creates a fingerprint from the replies to HELLO and COMMAND COUNT. The count differs if the configuration disables
    /// commands. Returns `None` for a server before 6.0, or without the permission to ask.
    pub(super) fn of(hello: &Value, count: &Value) -> Option<Self> {
        let field = |name| hello.field(name)?.as_str();
        let [server, version, mode] = ["server", "version", "mode"].map(field);
        let (server, version, mode) = (server?, version?, mode?);
        let count = count.as_integer()?;
        let modules = modules(hello.field("modules")?)?;
        let text = format!("{server} {version} {mode} {count}{modules}");
        // Escapes line breaks from the server.
        let line = text.escape_default().to_string();
        (line.len() <= LONGEST).then_some(ServerFingerprint(line))
    }

    /// Returns the fingerprint, as ASCII without a line end.
    pub(super) fn line(&self) -> &str {
        &self.0
    }

    /// Returns a part of a file name, which is not unique.
    pub(super) fn file_name(&self) -> String {
        let letters = self.0.chars().take(LONGEST_NAME);
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '.';
        letters
            .map(|letter| Some(letter).filter(is_plain).unwrap_or('-'))
            .collect()
    }
}

/// Lists the modules with their versions, independent of the order in which they were loaded.
fn modules(reply: &Value) -> Option<String> {
    let modules = reply.as_slice()?.iter().map(|module| {
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

    /// A reply to HELLO in RESP2.
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

    fn fingerprint(version: &str, modules: &[(&str, i64)]) -> Option<ServerFingerprint> {
        ServerFingerprint::of(&hello(version, modules), &Value::Integer(240))
    }

    #[test]
    fn a_fingerprint_names_the_version_the_number_of_commands_and_the_modules() {
        let modules = [("search", 2), ("ReJSON", 1)];
        let fingerprint = fingerprint("8.0.0", &modules).expect("the reply has all fields");
        assert_eq!(
            fingerprint.line(),
            "redis 8.0.0 standalone 240 ReJSON@1 search@2"
        );
        assert_eq!(
            fingerprint.file_name(),
            "redis-8.0.0-standalone-240-ReJSON-1-search-2"
        );
    }

    #[test]
    fn a_hostile_version_yields_one_short_line_and_no_path() {
        let of = |version: &str| fingerprint(version, &[]);
        let hostile = of("../../x\n\u{1b}[2J").expect("the reply has all fields");
        assert!(!hostile.line().contains('\n'), "{}", hostile.line());
        assert!(!hostile.file_name().contains('/'));
        let long = of(&"9".repeat(500)).expect("the reply has all fields");
        assert_eq!(long.file_name().len(), LONGEST_NAME);
        assert_eq!(of(&"9".repeat(LONGEST)), None);
    }

    #[test]
    fn error_replies_yield_no_fingerprint() {
        let refused = Value::Error(b"NOPERM".to_vec());
        let (hello, count) = (hello("7.0.15", &[]), Value::Integer(240));
        assert_eq!(ServerFingerprint::of(&refused, &count), None);
        assert_eq!(ServerFingerprint::of(&hello, &refused), None);
        assert_eq!(ServerFingerprint::of(&Value::Array(vec![]), &count), None);
    }
}
