use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// An input that returns at most this many bytes at once.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

type Command = (u64, u64, Vec<Vec<u8>>);

fn read(template: &str, input: impl Read) -> (Vec<Command>, Result<(), RowError>) {
    let mut commands = Vec::new();
    let result = read_into(template, input, &mut commands);
    (commands, result)
}

fn read_into(
    template: &str,
    input: impl Read,
    commands: &mut Vec<Command>,
) -> Result<(), RowError> {
    let mut rows = CsvCommands::open(input, &RowTemplate::parse(template.as_bytes()).unwrap())?;
    while let Some(row) = rows.next()? {
        commands.push((row.number, row.offset, row.words.to_vec()));
    }
    Ok(())
}

/// Returns the commands and the error, which must not depend on the sizes of reads.
fn told(template: &str, input: &[u8]) -> (String, String) {
    let tell = |size| {
        let (commands, result) = read(template, Pieces(input, size));
        let commands = commands.iter().map(|(number, offset, words)| {
            let words: Vec<_> = words
                .iter()
                .map(|word| word.escape_ascii().to_string())
                .collect();
            format!("{number}@{offset}:{}", words.join(","))
        });
        let error = result.err().map(|error| error.to_string());
        (
            commands.collect::<Vec<_>>().join(" "),
            error.unwrap_or_default(),
        )
    };
    let whole = tell(usize::MAX);
    for size in [1, 2, 3, 5] {
        assert_eq!(tell(size), whole, "{} by {size}", input.escape_ascii());
    }
    whole
}

#[test]
fn each_row_is_a_command() {
    for (template, input, commands) in [
        ("SET {1} {2}", "", ""),
        ("SET {1} {2}", "a,1\nb,2\n", "1@0:SET,a,1 2@4:SET,b,2"),
        ("SET {1} {2}", "a,1\r\nb,2", "1@0:SET,a,1 2@5:SET,b,2"),
        ("SET {1} {2}", "a,\n\n,2\n", "1@0:SET,a, 2@4:SET,,2"),
        (
            "SET {1} {2}",
            "a,\"1,\"\"2\"\"\r\n3\"\nb,2",
            "1@0:SET,a,1,\\\"2\\\"\\r\\n3 2@15:SET,b,2",
        ),
        (
            "SET {name} {id}",
            "id,name\n1,a\n2,b\n",
            "1@8:SET,a,1 2@12:SET,b,2",
        ),
        ("SET {name} {1}", "\u{feff}id,name\n1,a\n", "1@11:SET,a,1"),
        ("SET {1} x", "\u{feff}\"a,b\"\n", "1@3:SET,a,b,x"),
        (
            "SET {1} x",
            "\u{feff}\u{feff}a\n",
            "1@3:SET,\\xef\\xbb\\xbfa,x",
        ),
        ("SET {1} x", "\n\u{feff}a\n", "1@1:SET,\\xef\\xbb\\xbfa,x"),
        ("SET '{a b}' {1}", "\"a b\",c\n1,2\n", "1@8:SET,1,1"),
        ("SET {a} {1}", "a,b\n", ""),
        ("ECHO {1}", "\"\"\n\"\"\n", "1@0:ECHO, 2@3:ECHO,"),
    ] {
        let input = input.as_bytes();
        assert_eq!(
            told(template, input),
            (commands.to_owned(), String::new()),
            "{}",
            input.escape_ascii()
        );
    }
}

#[test]
fn a_malformed_row_is_reported_with_its_number_and_line() {
    for (template, input, commands, error) in [
        (
            "SET {1} {3}",
            "a,b\n",
            0,
            "row 1 (line 1): it has 2 fields, and there is no column 3",
        ),
        (
            "GET {2}",
            "a\n",
            0,
            "row 1 (line 1): it has 1 field, and there is no column 2",
        ),
        (
            "SET {a} {3}",
            "a,b\n1,2\n",
            0,
            "row 1 (line 2): it has 2 fields, and there is no column 3",
        ),
        (
            "SET {1} {2}",
            "a,b\n\nc\n",
            1,
            "row 2 (line 3): it has 1 field where the rows before it have 2; put a field with a comma or a line end in quotes",
        ),
        (
            "SET {1} {2}",
            "a,b\r\nc,\"\r\n\"\r\nd,e,f\r\n",
            2,
            "row 3 (line 4): it has 3 fields where the rows before it have 2; put a field with a comma or a line end in quotes",
        ),
        (
            "SET {1} {2}",
            "a,b\nc,\"d\ne,f\n",
            1,
            "row 2 (line 2): the quote that opens on line 2 is not closed",
        ),
        (
            "SET {1} {2}",
            "a,b\n\"c\n\",\"d",
            1,
            "row 2 (line 2): the quote that opens on line 3 is not closed",
        ),
        (
            "SET {1} {2}",
            "a,b\nc,\"d\"\"",
            1,
            "row 2 (line 2): the quote that opens on line 2 is not closed",
        ),
        (
            "SET {1} {2}",
            "\"",
            0,
            "row 1 (line 1): the quote that opens on line 1 is not closed",
        ),
        (
            "SET {a} {2}",
            "a,\"b\n",
            0,
            "the row of names: the quote that opens on line 1 is not closed",
        ),
        (
            "SET {a} {b}",
            "a,c\n1,2\n",
            0,
            "no column is named \"b\": the first row has \"a\", \"c\"",
        ),
        (
            "SET {a} {2}",
            "a,b,a\n1,2,3\n",
            0,
            "2 columns are named \"a\": write the number of the column, from 1",
        ),
        (
            "GET {a}",
            "",
            0,
            "no row with the names of the columns: the input is empty",
        ),
        (
            "GET {1}",
            "PK\x03\x04",
            0,
            "the input is compressed with zip: send the output of unzip -p",
        ),
    ] {
        let (found, told) = told(template, input.as_bytes());
        let count = found
            .split(' ')
            .filter(|command| !command.is_empty())
            .count();
        assert_eq!((count, &told[..]), (commands, error), "{input:?}");
    }
}

#[test]
fn a_row_without_an_end_is_refused() {
    let endless = io::Cursor::new(b"a,b\nc,\"").chain(io::repeat(b'x'));
    let (commands, result) = read("SET {1} {2}", endless);
    let told = result.unwrap_err().to_string();
    assert_eq!(
        (commands.len(), &told[..]),
        (
            1,
            "row 2 (line 2): longer than 64 MiB; is a quote in it not closed?"
        )
    );
}

#[test]
fn a_read_error_is_reported() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    let (commands, result) = read(
        "GET {1}",
        io::Cursor::new(b"a\nb\n0123456789abcdef").chain(Broken),
    );
    assert_eq!(
        (commands.len(), result.unwrap_err().to_string()),
        (2, "the disk is on fire".to_owned())
    );
}

/// A row with all its fields in quotes.
fn quoted(row: &[Vec<u8>]) -> Vec<u8> {
    let fields = row
        .iter()
        .map(|field| field.split(|byte| *byte == b'"').collect::<Vec<_>>());
    let fields = fields.map(|parts| [b"\"", &parts.join(&b"\"\""[..])[..], b"\""].concat());
    let mut line = fields.collect::<Vec<_>>().join(&b',');
    line.push(b'\n');
    line
}

proptest! {
    #[test]
    fn fields_of_any_bytes_are_unchanged(rows in vec(vec(vec(any::<u8>(), 0..6), 3), 0..6), size in 1..30usize) {
        let file = rows.iter().map(|row| quoted(row)).collect::<Vec<_>>().concat();
        // Another format is refused, and a byte order mark is skipped.
        prop_assume!(ForeignInput::of(&file).is_none());
        let (commands, result) = read("SET {1} {2} {3}", Pieces(&file, size));
        prop_assert!(result.is_ok());
        for (_, offset, words) in &commands {
            let (behind, _) = read("SET {1} {2} {3}", &file[*offset as usize..]);
            prop_assert_eq!(&behind[0].2, words);
        }
        let words: Vec<_> = commands.into_iter().map(|(_, _, words)| words[1..].to_vec()).collect();
        prop_assert_eq!(words, rows);
    }

    #[test]
    fn rows_do_not_depend_on_the_sizes_of_reads(file in vec(prop_oneof![any::<u8>(), proptest::sample::select(b"\",\r\n\"a,1".to_vec())], 0..40)) {
        told("SET {1} {2}", &file);
    }
}
