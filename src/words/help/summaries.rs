//! A summary of each command, for the help before a server's own summaries are known.

const TEXT: &str = include_str!("summaries.txt");

/// Returns the summary of a command by its name in the table, such as `config|get`.
pub(super) fn of(name: &str) -> Option<&'static str> {
    let mut lines = TEXT.lines().filter_map(|line| line.split_once(' '));
    let (_, summary) = lines.find(|(own, _)| *own == name)?;
    Some(summary)
}

#[cfg(test)]
mod tests {
    use redsh_engine::command::CommandTable;

    use super::*;

    #[test]
    fn each_built_in_command_has_a_summary_of_a_line() {
        let table = CommandTable::builtin();
        let names = table.iter().map(|spec| spec.name.as_str());
        let missing: Vec<_> = names
            .filter(|name| !name.ends_with("|help") && of(name).is_none())
            .collect();
        assert_eq!(missing, [""; 0]);
        let lines = TEXT.lines().skip(1).filter_map(|line| line.split_once(' '));
        for (name, summary) in lines {
            let words: Vec<&str> = name.split('|').collect();
            let known = table.find(&words).map(|spec| spec.name.as_str());
            assert_eq!(known, Some(name));
            assert!(summary.len() <= 72, "{name}: {summary}");
        }
    }
}
