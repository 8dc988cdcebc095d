//! The distribution of latencies as a row of coloured characters, as redis-cli prints it: the more samples in a range, the
//! brighter its character. Pure.

use std::fmt::Write;
use std::time::Duration;

/// The colours of a terminal with 256, from none to all samples.
pub(super) const COLOURS: [u8; 19] = [
    0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 144, 143, 142, 184, 226, 214, 208, 202, 196,
];

/// As [`COLOURS`], without hues, `--mono`.
pub(super) const GREYS: [u8; 13] = [
    0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 249, 251, 253,
];

/// The upper bound of each range in microseconds, and its character.
const RANGES: [(u64, char); 30] = [
    (10, '.'),
    (125, '-'),
    (250, '*'),
    (500, '#'),
    (1_000, '1'),
    (2_000, '2'),
    (3_000, '3'),
    (4_000, '4'),
    (5_000, '5'),
    (6_000, '6'),
    (7_000, '7'),
    (8_000, '8'),
    (9_000, '9'),
    (10_000, 'A'),
    (20_000, 'B'),
    (30_000, 'C'),
    (40_000, 'D'),
    (50_000, 'E'),
    (100_000, 'F'),
    (200_000, 'G'),
    (300_000, 'H'),
    (400_000, 'I'),
    (500_000, 'J'),
    (1_000_000, 'K'),
    (2_000_000, 'L'),
    (4_000_000, 'M'),
    (8_000_000, 'N'),
    (16_000_000, 'O'),
    (30_000_000, 'P'),
    (60_000_000, 'Q'),
];

/// The character for all longer latencies.
const LONGER: char = '?';

const RULE: &str = "---------------------------------------------\n";

const MEANINGS: &str = "\
. - * #          .01 .125 .25 .5 milliseconds
1,2,3,...,9      from 1 to 9     milliseconds
A,B,C,D,E        10,20,30,40,50  milliseconds
F,G,H,I,J        .1,.2,.3,.4,.5       seconds
K,L,M,N,O,P,Q,?  1,2,4,8,16,30,60,>60 seconds
";

/// The number of samples in each range.
#[derive(Default)]
pub(super) struct Spectrum {
    counts: [u64; RANGES.len() + 1],
    total: u64,
}

impl Spectrum {
    pub(super) fn add(&mut self, latency: Duration) {
        let micros = latency.as_micros();
        let range = RANGES.partition_point(|(bound, _)| u128::from(*bound) < micros);
        self.counts[range] += 1;
        self.total += 1;
    }

    /// Returns the row, and removes all samples.
    pub(super) fn take_row(&mut self, palette: &[u8]) -> String {
        let spectrum = std::mem::take(self);
        let characters = RANGES.iter().map(|(_, character)| *character);
        let mut row = String::from("\x1b[38;5;0m");
        for (character, count) in characters.chain([LONGER]).zip(spectrum.counts) {
            let share = count as f64 / spectrum.total.max(1) as f64;
            let brightest = palette.len() - 1;
            let colour = palette[((share * brightest as f64).ceil() as usize).min(brightest)];
            let _ = write!(row, "\x1b[48;5;{colour}m{character}");
        }
        row + "\x1b[0m\n"
    }
}

pub(super) fn legend(palette: &[u8]) -> String {
    let mut shades = String::from("From 0 to 100%: ");
    for colour in palette {
        let _ = write!(shades, "\x1b[48;5;{colour}m ");
    }
    format!("{RULE}{MEANINGS}{shades}\x1b[0m\n{RULE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(micros: &[u64], palette: &[u8]) -> String {
        let mut spectrum = Spectrum::default();
        for micros in micros {
            spectrum.add(Duration::from_micros(*micros));
        }
        spectrum.take_row(palette)
    }

    #[test]
    fn the_colour_of_a_range_is_its_share() {
        let shown = row(&[10, 11, 125, 126], &COLOURS);
        let expected = "\x1b[38;5;0m\x1b[48;5;239m.\x1b[48;5;247m-\x1b[48;5;239m*\x1b[48;5;0m#";
        assert!(shown.starts_with(expected), "{shown:?}");
        assert!(shown.ends_with("\x1b[48;5;0mQ\x1b[48;5;0m?\x1b[0m\n"));
    }

    #[test]
    fn the_characters_are_those_of_redis_cli() {
        let shown = row(&[1], &GREYS);
        let parts = shown.split('m').skip(2);
        let characters: String = parts.filter_map(|part| part.chars().next()).collect();
        assert_eq!(characters, ".-*#123456789ABCDEFGHIJKLMNOPQ?\n");
    }

    #[test]
    fn every_latency_has_a_range() {
        for (micros, character) in [
            (0, '.'),
            (1_000, '1'),
            (1_001, '2'),
            (60_000_000, 'Q'),
            (60_000_001, '?'),
        ] {
            let brightest = format!("\x1b[48;5;196m{character}");
            assert!(row(&[micros], &COLOURS).contains(&brightest), "{micros}");
        }
    }

    #[test]
    fn a_row_does_not_keep_its_samples() {
        let mut spectrum = Spectrum::default();
        spectrum.add(Duration::from_micros(1));
        spectrum.take_row(&GREYS);
        assert_eq!(spectrum.take_row(&GREYS), row(&[], &GREYS));
    }

    #[test]
    fn the_legend_is_that_of_redis_cli() {
        let legend = legend(&GREYS);
        let lines: Vec<_> = legend.lines().collect();
        assert_eq!(lines.len(), 8);
        assert_eq!((lines[0], lines[7]), (RULE.trim_end(), RULE.trim_end()));
        assert_eq!(lines[1], ". - * #          .01 .125 .25 .5 milliseconds");
        let shades = "From 0 to 100%: \x1b[48;5;0m \x1b[48;5;233m ";
        assert!(lines[6].starts_with(shades) && lines[6].ends_with("\x1b[48;5;253m \x1b[0m"));
    }
}
