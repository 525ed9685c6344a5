//! Whose zone each file of a run is, above a page.

use crate::report::terminal::Style;
use crate::zone::Heading;

/// A line for each zone file.
pub(super) fn zone_lines(zones: &[Heading], style: Style) -> Vec<String> {
    let line = |zone: &Heading| style.wrap(&style.printable(&zone.to_string()), "Zone    ", "        ");
    zones.iter().flat_map(line).collect()
}
