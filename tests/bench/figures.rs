//! The figures of a process, and the arithmetic on them.

/// Wall time, CPU time and peak memory: of a run, the medians of many, or the ratios of two.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    /// Seconds from the start of the process to its end.
    pub(crate) wall: f64,
    /// Seconds of user and system time.
    pub(crate) cpu: f64,
    /// The peak of the resident memory, in bytes.
    pub(crate) peak: f64,
}

impl Figures {
    /// Returns the ratio of each figure to the other's.
    pub(crate) fn over(&self, other: &Figures) -> Figures {
        Figures {
            wall: self.wall / other.wall,
            cpu: self.cpu / other.cpu,
            peak: self.peak / other.peak,
        }
    }

    /// Returns the median of each figure; of an even number, the mean of the middle two.
    pub(crate) fn medians(all: &[Figures]) -> Figures {
        Figures {
            wall: median(all.iter().map(|figures| figures.wall)),
            cpu: median(all.iter().map(|figures| figures.cpu)),
            peak: median(all.iter().map(|figures| figures.peak)),
        }
    }

    /// Returns the minimum of each figure.
    pub(crate) fn least(all: &[Figures]) -> Figures {
        let least =
            |figure: fn(&Figures) -> f64| all.iter().map(figure).fold(f64::INFINITY, f64::min);
        Figures {
            wall: least(|figures| figures.wall),
            cpu: least(|figures| figures.cpu),
            peak: least(|figures| figures.peak),
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let middle = &sorted[(sorted.len() - 1) / 2..=sorted.len() / 2];
    middle.iter().sum::<f64>() / middle.len() as f64
}
