//! A table with columns as wide as their texts. Columns that do not fit are hidden, and the view names them. If even
//! the required columns do not fit, each row becomes a list of names and values.

use super::page::{ViewPage, width};
use crate::terminal::style::StyleRole;

const GAP: usize = 2;

/// The minimum width of the last column. Its text may continue beyond the screen, where the terminal wraps it.
const OPEN_END: usize = 16;

pub(super) struct ViewTable {
    columns: Vec<ViewColumn>,
    rows: Vec<Vec<String>>,
}

pub(super) struct ViewColumn {
    name: String,
    side: Side,
    /// Columns of a high rank are hidden first. Those of rank 0 are always shown.
    rank: usize,
}

#[derive(PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    /// Aligned to the left, and of any width. Only useful for the last column.
    Open,
}

impl ViewColumn {
    pub(super) fn new(side: Side, name: &str) -> Self {
        ViewColumn {
            name: name.to_owned(),
            side,
            rank: 0,
        }
    }

    /// Lets the column be hidden, after those of a higher rank.
    pub(super) fn rank(self, rank: usize) -> Self {
        ViewColumn { rank, ..self }
    }
}

/// The index of a column, and its width.
#[derive(Clone, Copy, PartialEq, Eq)]
struct PlacedColumn {
    at: usize,
    width: usize,
}

impl ViewTable {
    pub(super) fn new(columns: impl IntoIterator<Item = ViewColumn>) -> Self {
        ViewTable {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(super) fn draw(self, page: &mut ViewPage<'_>) {
        let all = (0..self.columns.len()).map(|at| PlacedColumn {
            at,
            width: self.column_width(at),
        });
        let all: Vec<PlacedColumn> = all.filter(|place| self.is_filled(place.at)).collect();
        let shown = self.fitting(&all, page.screen.columns);
        if total(&shown) > page.screen.columns {
            return self.draw_records(&all, page);
        }
        self.draw_rows(&shown, page);
        let missing = all.iter().filter(|place| !shown.contains(place));
        let names = missing.map(|place| self.name(place.at));
        // Columns of bars have no name, and contain nothing new.
        let missing: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        if !missing.is_empty() {
            page.painted(
                StyleRole::Faint,
                &format!(
                    "hidden columns: {} (window too narrow; :set view off)",
                    missing.join(" ")
                ),
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

    /// Returns the columns that fit. Those of a high rank are hidden first.
    fn fitting(&self, all: &[PlacedColumn], columns: usize) -> Vec<PlacedColumn> {
        let rank = |place: &PlacedColumn| self.columns[place.at].rank;
        let mut shown = all.to_vec();
        while total(&shown) > columns {
            match shown.iter().copied().max_by_key(rank) {
                Some(last) if rank(&last) > 0 => shown.retain(|place| *place != last),
                _ => break,
            }
        }
        shown
    }

    fn draw_rows(&self, shown: &[PlacedColumn], page: &mut ViewPage<'_>) {
        let names: Vec<&str> = shown.iter().map(|place| self.name(place.at)).collect();
        self.draw_row(shown, &names, Some(StyleRole::Faint), page);
        for row in &self.rows {
            let cells: Vec<&str> = shown.iter().map(|place| cell(row, place.at)).collect();
            self.draw_row(shown, &cells, None, page);
        }
    }

    /// Spaces precede texts, so that no line ends in spaces.
    fn draw_row(
        &self,
        shown: &[PlacedColumn],
        cells: &[&str],
        role: Option<StyleRole>,
        page: &mut ViewPage<'_>,
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

    fn draw_records(&self, all: &[PlacedColumn], page: &mut ViewPage<'_>) {
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

/// Returns the width of columns with the space between them.
fn total(shown: &[PlacedColumn]) -> usize {
    let widths = shown.iter().map(|place| place.width);
    widths.sum::<usize>() + GAP * shown.len().saturating_sub(1)
}

/// Returns the rank of a column, which is its index unless it is one of the first.
pub(super) fn rank(first: &[(&str, usize)], at: usize) -> usize {
    first.get(at).map_or(at, |(_, rank)| *rank)
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
        let mut table = ViewTable::new([
            ViewColumn::new(Side::Right, "id"),
            ViewColumn::new(Side::Left, "name"),
            ViewColumn::new(Side::Left, "note").rank(1),
            ViewColumn::new(Side::Left, "nothing"),
            ViewColumn::new(Side::Left, "more").rank(2),
            ViewColumn::new(Side::Open, "command"),
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
        let mut page = ViewPage::new(&screen, Palette::Plain);
        table.draw(&mut page);
        String::from_utf8(page.out).expect("a page is UTF-8")
    }

    #[test]
    fn columns_are_as_wide_as_their_texts_except_the_last() {
        assert_eq!(
            drawn(80),
            "id  name  note  more  command\n \
             7  日本  n     m     GET a\n\
             12                    a long command of words\n"
        );
    }

    #[test]
    fn hidden_columns_are_named() {
        assert_eq!(
            drawn(35),
            "id  name  note  command\n \
             7  日本  n     GET a\n\
             12              a long command of words\n\
             hidden columns: more (window too narrow; :set view off)\n"
        );
    }

    #[test]
    fn on_a_narrow_screen_each_row_is_a_list() {
        assert_eq!(
            drawn(20),
            "id       7\nname     日本\nnote     n\nmore     m\ncommand  GET a\n\n\
             id       12\ncommand  a long command of words\n"
        );
    }
}
