//! Rows of columns, as wide as what is in them. What the screen has no room for is left out and named, and where there is
//! no room for the least that a row needs, each row is a list of names and values instead.

use super::page::{Page, width};
use crate::terminal::style::StyleRole;

/// Between two columns.
const GAP: usize = 2;

/// A row's last column may run on beyond the screen, where a terminal breaks the line. It is given so much room at least.
const OPEN_END: usize = 16;

/// A table under way.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// A column, and where in its width a text stands.
pub(super) struct Column {
    name: String,
    side: Side,
    /// The higher, the sooner it is left out; 0 is never.
    rank: usize,
}

#[derive(PartialEq, Eq)]
enum Side {
    Left,
    Right,
    /// Left, and of any length: only of use for the last.
    Open,
}

impl Column {
    /// Texts.
    pub(super) fn text(name: &str) -> Self {
        Column::new(name, Side::Left)
    }

    /// Numbers.
    pub(super) fn number(name: &str) -> Self {
        Column::new(name, Side::Right)
    }

    /// Long texts, in the last place.
    pub(super) fn open(name: &str) -> Self {
        Column::new(name, Side::Open)
    }

    fn new(name: &str, side: Side) -> Self {
        Column {
            name: name.to_owned(),
            side,
            rank: 0,
        }
    }

    /// May be left out, after all of higher rank.
    pub(super) fn rank(self, rank: usize) -> Self {
        Column { rank, ..self }
    }
}

/// A column of the table, and how wide it is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    at: usize,
    width: usize,
}

impl Table {
    pub(super) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Table {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// One more row, with a text for each column.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Draws it. Columns in which nothing stands are not shown.
    pub(super) fn draw(self, page: &mut Page<'_>) {
        let all = (0..self.columns.len()).map(|at| Place {
            at,
            width: self.column_width(at),
        });
        let all: Vec<Place> = all.filter(|place| self.is_filled(place.at)).collect();
        let shown = self.fitting(&all, page.columns());
        if total(&shown) > page.columns() {
            return self.draw_records(&all, page);
        }
        self.draw_rows(&shown, page);
        let missing = all.iter().filter(|place| !shown.contains(place));
        let names = missing.map(|place| self.name(place.at));
        // Bars have no name, and say nothing new.
        let missing: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        if !missing.is_empty() {
            page.painted(
                StyleRole::Faint,
                &format!("no room for: {} (:set view off)", missing.join(" ")),
            );
            page.end_line();
        }
    }

    fn name(&self, at: usize) -> &str {
        &self.columns[at].name
    }

    fn is_filled(&self, at: usize) -> bool {
        self.rows.iter().any(|row| !cell(row, at).is_empty())
    }

    fn column_width(&self, at: usize) -> usize {
        let cells = self.rows.iter().map(|row| width(cell(row, at)));
        let natural = cells.max().unwrap_or(0).max(width(self.name(at)));
        match self.columns[at].side {
            Side::Open => natural.min(OPEN_END),
            Side::Left | Side::Right => natural,
        }
    }

    /// The columns that fit, those of high rank left out first.
    fn fitting(&self, all: &[Place], columns: usize) -> Vec<Place> {
        let rank = |place: &Place| self.columns[place.at].rank;
        let mut shown = all.to_vec();
        while total(&shown) > columns {
            match shown.iter().copied().max_by_key(rank) {
                Some(last) if rank(&last) > 0 => shown.retain(|place| *place != last),
                _ => break,
            }
        }
        shown
    }

    fn draw_rows(&self, shown: &[Place], page: &mut Page<'_>) {
        let names: Vec<&str> = shown.iter().map(|place| self.name(place.at)).collect();
        self.draw_row(shown, &names, Some(StyleRole::Faint), page);
        for row in &self.rows {
            let cells: Vec<&str> = shown.iter().map(|place| cell(row, place.at)).collect();
            self.draw_row(shown, &cells, None, page);
        }
    }

    /// Spaces are written only before a text, so that no line ends in them.
    fn draw_row(
        &self,
        shown: &[Place],
        cells: &[&str],
        role: Option<StyleRole>,
        page: &mut Page<'_>,
    ) {
        let mut space = 0;
        for (place, text) in shown.iter().zip(cells) {
            let rest = place.width.saturating_sub(width(text));
            let before = match self.columns[place.at].side {
                Side::Right => rest,
                Side::Left | Side::Open => 0,
            };
            space += before;
            if !text.is_empty() {
                page.space(std::mem::take(&mut space));
                page.write(role, text);
            }
            space += rest - before + GAP;
        }
        page.end_line();
    }

    fn draw_records(&self, all: &[Place], page: &mut Page<'_>) {
        let names = all.iter().map(|place| width(self.name(place.at)));
        let columns = names.max().unwrap_or(0);
        for (number, row) in self.rows.iter().enumerate() {
            if number > 0 {
                page.end_line();
            }
            let filled = all.iter().filter(|place| !cell(row, place.at).is_empty());
            for place in filled {
                let text = cell(row, place.at).trim_start();
                page.field(columns, self.name(place.at), text, None);
            }
        }
    }
}

/// Columns of the screen that are needed.
fn total(shown: &[Place]) -> usize {
    let widths = shown.iter().map(|place| place.width);
    widths.sum::<usize>() + GAP * shown.len().saturating_sub(1)
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::Screen;
    use super::*;
    use crate::terminal::style::Palette;

    fn drawn(columns: usize) -> String {
        let mut table = Table::new([
            Column::number("id"),
            Column::text("name"),
            Column::text("note").rank(1),
            Column::text("nothing"),
            Column::text("more").rank(2),
            Column::open("command"),
        ]);
        for row in [
            ["7", "日本", "n", "", "m", "GET a"],
            ["12", "", "", "", "", "a long command of words"],
        ] {
            table.row(row.map(str::to_owned).to_vec());
        }
        let screen = Screen {
            columns,
            ..Screen::default()
        };
        let mut page = Page::new(&screen, Palette::Plain);
        table.draw(&mut page);
        String::from_utf8(page.into_bytes()).expect("a page is text")
    }

    #[test]
    fn columns_are_as_wide_as_what_is_in_them_and_the_last_runs_on() {
        assert_eq!(
            drawn(80),
            "id  name  note  more  command\n \
             7  日本  n     m     GET a\n\
             12                    a long command of words\n"
        );
    }

    #[test]
    fn what_has_no_room_is_named() {
        assert_eq!(
            drawn(35),
            "id  name  note  command\n \
             7  日本  n     GET a\n\
             12              a long command of words\n\
             no room for: more (:set view off)\n"
        );
    }

    #[test]
    fn on_a_screen_too_narrow_for_rows_each_is_a_list() {
        assert_eq!(
            drawn(20),
            "id       7\nname     日本\nnote     n\nmore     m\ncommand  GET a\n\n\
             id       12\ncommand  a long command of words\n"
        );
    }
}
