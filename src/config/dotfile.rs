//! Paths of files shared with redis-cli, or with valkey-cli if redsh is called by that name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::process::called_as::CalledAs;

/// Returns the path in `VALKEYCLI_NAME` or else `REDISCLI_NAME`, or the file in the home folder whose name has this end.
/// `/dev/null` means no file, as in redis-cli. An empty variable counts as unset.
pub(crate) fn path(
    env: &dyn Fn(&str) -> Option<OsString>,
    called: CalledAs,
    name: &str,
    end: &str,
) -> Option<PathBuf> {
    let beginning = match called {
        CalledAs::Redsh | CalledAs::RedisCli => ".rediscli",
        CalledAs::ValkeyCli => ".valkeycli",
    };
    let set = |name: &str| {
        let value = env(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let path = ["VALKEYCLI", "REDISCLI"]
        .into_iter()
        .find_map(|program| set(&format!("{program}_{name}")));
    let path = path.or_else(|| Some(set("HOME")?.join(format!("{beginning}{end}"))))?;
    (path != Path::new("/dev/null")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_override_the_file_in_the_home_folder() {
        let named = |called, set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(own, _)| *own == name);
            let env = |name: &str| find(name).map(|(_, value)| (*value).into());
            path(&env, called, "HISTFILE", "_history")
        };
        let at = |set: &[(&str, &str)]| named(CalledAs::RedisCli, set);
        let valkeys = named(CalledAs::ValkeyCli, &[("HOME", "/h")]);
        assert_eq!(valkeys.as_deref(), Some(Path::new("/h/.valkeycli_history")));
        let (redis, valkey) = ("REDISCLI_HISTFILE", "VALKEYCLI_HISTFILE");
        for (set, expected) in [
            (&[("HOME", "/h")][..], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "")], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "/r")], Some("/r")),
            (&[(redis, "/r"), (valkey, "/v")], Some("/v")),
            (&[("HOME", "/h"), (redis, "/dev/null")], None),
            (&[], None),
        ] {
            assert_eq!(at(set).as_deref(), expected.map(Path::new), "{set:?}");
        }
    }
}
