//! What a command takes, as one line: `SET key value [NX|XX] [GET] …`. Pure.

use super::CommandSpec;
use super::syntax::{Argument, ArgumentFlag, ArgumentKind};

impl CommandSpec {
    /// The command's name and its arguments, in the notation of the servers' documentation: `[optional]`,
    /// `one|other`, `many [many ...]`, words to be given as they are in capitals.
    pub fn usage(&self) -> String {
        let arguments = self.arguments.iter().map(whole);
        let words =
            std::iter::once(self.name.replace('|', " ").to_ascii_uppercase()).chain(arguments);
        words.collect::<Vec<_>>().join(" ")
    }
}

fn whole(argument: &Argument) -> String {
    let text = repeated(argument);
    if argument.is_optional() {
        format!("[{text}]")
    } else {
        text
    }
}

fn repeated(argument: &Argument) -> String {
    let once = body(argument);
    let token = argument
        .token
        .as_deref()
        .filter(|_| argument.kind != ArgumentKind::PureToken);
    let Some(token) = token else {
        return if argument.is_multiple() {
            format!("{once} [{once} ...]")
        } else {
            once
        };
    };
    match (
        argument.is_multiple(),
        argument.flags.contains(ArgumentFlag::MultipleToken),
    ) {
        (false, _) => format!("{token} {once}"),
        (true, false) => format!("{token} {once} [{once} ...]"),
        (true, true) => format!("{token} {once} [{token} {once} ...]"),
    }
}

fn body(argument: &Argument) -> String {
    let parts = |between: &str| {
        argument
            .arguments
            .iter()
            .map(whole)
            .collect::<Vec<_>>()
            .join(between)
    };
    match argument.kind {
        ArgumentKind::OneOf => parts("|"),
        ArgumentKind::Block => parts(" "),
        ArgumentKind::PureToken => argument.token.clone().unwrap_or_default(),
        _ => argument
            .display
            .clone()
            .unwrap_or_else(|| argument.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use crate::command::CommandTable;

    #[test]
    fn arguments_stand_in_the_notation_of_the_documentation() {
        let table = CommandTable::builtin();
        let usage = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            table
                .find(&words)
                .expect("the command is in the table")
                .usage()
        };
        assert_eq!(usage("get"), "GET key");
        assert_eq!(usage("mset"), "MSET key value [key value ...]");
        assert_eq!(
            usage("set"),
            "SET key value [NX|XX] [GET] [EX seconds|PX milliseconds|EXAT unix-time-seconds|\
             PXAT unix-time-milliseconds|KEEPTTL]"
        );
        assert_eq!(usage("client no-evict"), "CLIENT NO-EVICT ON|OFF");
        assert_eq!(usage("linsert"), "LINSERT key BEFORE|AFTER pivot element");
    }
}
