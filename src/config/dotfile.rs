//! Paths of files shared with redis-cli.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Returns the path in `VALKEYCLI_NAME` or else `REDISCLI_NAME`, or the file `default` in the home folder. `/dev/null` means no
/// file, as in redis-cli. An empty variable counts as unset.
pub(crate) fn path(
    env: &dyn Fn(&str) -> Option<OsString>,
    name: &str,
    default: &str,
) -> Option<PathBuf> {
    let set = |name: &str| {
        let value = env(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let path = ["VALKEYCLI", "REDISCLI"]
        .into_iter()
        .find_map(|program| set(&format!("{program}_{name}")));
    let path = path.or_else(|| Some(set("HOME")?.join(default)))?;
    (path != Path::new("/dev/null")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_override_the_file_in_the_home_folder() {
        let at = |set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(own, _)| *own == name);
            let env = |name: &str| find(name).map(|(_, value)| (*value).into());
            path(&env, "HISTFILE", ".rediscli_history")
        };
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
