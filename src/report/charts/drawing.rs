//! What drawing a chart gives.

/// The result of drawing a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// The SVG document.
    Done(String),
    /// The table it needs was not collected.
    NotCollected(&'static str),
    /// There is nothing to draw.
    Empty,
}
