//! The replies of one cycle. Pure.

use std::collections::BTreeMap;

use redsh_engine::resp::Value;

#[derive(Default)]
pub(super) struct LruCycle {
    hits: u64,
    misses: u64,
    /// The errors, each with its number.
    errors: BTreeMap<Vec<u8>, u64>,
}

impl LruCycle {
    /// Notes the reply to a SET.
    pub(super) fn set(&mut self, reply: &Value) {
        if let Some(error) = reply.as_error() {
            self.refused(error);
        }
    }

    /// Notes the reply to a GET. An error is neither a hit nor a miss.
    pub(super) fn got(&mut self, reply: &Value) {
        match (reply.as_error(), reply) {
            (Some(error), _) => self.refused(error),
            (None, Value::Null(_)) => self.misses += 1,
            (None, _) => self.hits += 1,
        }
    }

    fn refused(&mut self, error: &[u8]) {
        *self.errors.entry(error.to_vec()).or_default() += 1;
    }

    /// Formats the line of redis-cli.
    pub(super) fn line(&self) -> String {
        let LruCycle { hits, misses, .. } = self;
        let gets = hits + misses;
        let share = |part: u64| 100.0 * part as f64 / gets.max(1) as f64;
        let (hit, miss) = (share(*hits), share(*misses));
        format!("{gets} Gets/sec | Hits: {hits} ({hit:.2}%) | Misses: {misses} ({miss:.2}%)\n")
    }

    /// The lines about errors.
    pub(super) fn refusals(&self) -> impl Iterator<Item = String> {
        self.errors.iter().map(|(error, count)| {
            let error = String::from_utf8_lossy(error);
            format!("{} refused: {error}", commands(*count))
        })
    }
}

fn commands(count: u64) -> String {
    match count {
        1 => "1 command was".to_owned(),
        count => format!("{count} commands were"),
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::Null;

    use super::*;

    #[test]
    fn gets_are_hits_or_misses() {
        let mut cycle = LruCycle::default();
        for reply in [
            Value::Bulk(b"v".to_vec()),
            Value::Null(Null::Bulk),
            Value::Bulk(Vec::new()),
        ] {
            cycle.got(&reply);
        }
        let expected = "3 Gets/sec | Hits: 2 (66.67%) | Misses: 1 (33.33%)\n";
        assert_eq!(cycle.line(), expected);
    }

    #[test]
    fn equal_errors_are_one_line() {
        let mut cycle = LruCycle::default();
        let refusal = Value::Error(b"NOPERM no".to_vec());
        cycle.set(&Value::Error(b"OOM full".to_vec()));
        cycle.got(&refusal);
        cycle.got(&refusal);
        let lines: Vec<_> = cycle.refusals().collect();
        assert_eq!(
            lines,
            [
                "2 commands were refused: NOPERM no",
                "1 command was refused: OOM full"
            ]
        );
        let expected = "0 Gets/sec | Hits: 0 (0.00%) | Misses: 0 (0.00%)\n";
        assert_eq!(cycle.line(), expected);
    }
}
