//! How many cells the sheets of an `.xls` file span, found without reading them.
//!
//! The reading library makes a table of every sheet from its first to its last row and column. Two cells of a damaged or hostile file may
//! span 65,536 rows and as many columns, more than a machine has memory for. This follows the file as that library does ([MS-CFB] for
//! the container, [MS-XLS] for the records) and only adds up.

/// Records with cells: their number, and the offset of the cell's last column (0: that of its first).
const CELLS: [(u16, LastColumn); 9] = [
    (0x0006, LastColumn::Own),
    (0x00bd, LastColumn::AtEnd),
    (0x00be, LastColumn::AtEnd),
    (0x00d6, LastColumn::Own),
    (0x00fd, LastColumn::Own),
    (0x0203, LastColumn::Own),
    (0x0204, LastColumn::Own),
    (0x0205, LastColumn::Own),
    (0x027e, LastColumn::Own),
];
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const EXTENT: u16 = 0x0200;
/// Room that is made but not filled costs less than cells: a sheet whose every cell was once coloured says that it spans all.
const UNTOUCHED: u64 = 6;
/// Entries of a table of sectors that name none.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Streams below this length are stored in the small sectors.
const SMALL: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastColumn {
    Own,
    AtEnd,
}

/// The cells that all sheets together span; nothing when the file is not as such files are.
pub(super) fn cells(bytes: &[u8]) -> Option<u64> {
    let stream = stream(bytes)?;
    let starts = records(&stream).take_while(|(id, _)| *id != END).filter(|(id, _)| *id == BOUND_SHEET);
    let starts: Vec<usize> = starts.filter_map(|(_, data)| Some(long(data, 0)? as usize)).collect();
    Some(starts.into_iter().filter_map(|start| stream.get(start..)).map(span).fold(0, u64::saturating_add))
}

/// The cells that one sheet spans.
fn span(sheet: &[u8]) -> u64 {
    let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
    let (mut begun, mut inner, mut told) = (false, 0_u32, 0);
    for (id, data) in records(sheet) {
        match id {
            // A chart inside the sheet has a beginning and an end of its own.
            BEGIN if begun => inner += 1,
            BEGIN => begun = true,
            END if inner == 0 => break,
            END => inner -= 1,
            _ => {}
        }
        if inner > 0 {
            continue;
        }
        if id == EXTENT {
            told = told.max(extent(data));
        }
        let Some((_, last)) = CELLS.iter().find(|(cell, _)| *cell == id) else { continue };
        let (Some(row), Some(first)) = (short(data, 0), short(data, 2)) else { continue };
        let last = match last {
            LastColumn::Own => first,
            LastColumn::AtEnd => data.len().checked_sub(2).and_then(|at| short(data, at)).unwrap_or(first).max(first),
        };
        // A record of several cells may hold more than it says.
        let held = u16::try_from(data.len() / 6).unwrap_or(u16::MAX);
        let last = if id == 0x00bd { last.max(first.saturating_add(held)) } else { last };
        rows = (rows.0.min(row), rows.1.max(row));
        columns = (columns.0.min(first), columns.1.max(last));
    }
    if rows.0 > rows.1 {
        return told;
    }
    told.max((u64::from(rows.1 - rows.0) + 1) * (u64::from(columns.1 - columns.0) + 1))
}

/// The cells that a sheet says it spans: room is made for them before any is read.
fn extent(data: &[u8]) -> u64 {
    let area = |first: u32, end: u32, columns: u16| {
        // Nothing when it ends where it begins; what runs backwards spans more than anything.
        let rows = if end == 0 { 0 } else { end.checked_sub(first).unwrap_or(u32::MAX) };
        u64::from(rows) * u64::from(columns) / UNTOUCHED
    };
    let old = || Some(area(short(data, 0)?.into(), short(data, 2)?.into(), short(data, 6)?));
    let new = || Some(area(long(data, 0)?, long(data, 4)?, short(data, 10)?));
    if data.len() < 12 { old() } else { new() }.unwrap_or_default()
}

/// The records of a stream: number and data.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (id, length) = (short(stream, at)?, short(stream, at + 2)?);
        let data = stream.get(at + 4..at + 4 + usize::from(length))?;
        at += 4 + usize::from(length);
        Some((id, data))
    })
}

/// The stream of the workbook inside the container.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let sector = match short(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let most = bytes.len() / sector + 1;
    let of = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(sector)?;
        // The last sector may be cut short.
        bytes.get(start..bytes.len().min(start.checked_add(sector)?))
    };
    let mut fat_sectors: Vec<u32> = (0..109).filter_map(|i| long(bytes, 76 + 4 * i)).collect();
    let mut next = long(bytes, 68)?;
    for _ in 0..most {
        if next >= NO_SECTOR {
            break;
        }
        let table: Vec<u32> = longs(of(next)?).collect();
        let (last, entries) = table.split_last()?;
        fat_sectors.extend(entries);
        next = *last;
    }
    let fat: Vec<u32> = fat_sectors.into_iter().filter(|id| *id < NO_SECTOR).filter_map(of).take(most).flat_map(longs).collect();
    let chain = |start: u32| chained(start, &fat, most, of);
    let entries = chain(long(bytes, 48)?);
    let entries: Vec<&[u8]> = entries.chunks_exact(128).collect();
    let entry = entries.iter().find(|entry| ["workbook", "book"].contains(&name(entry).as_str()))?;
    let (start, length) = (long(entry, 116)?, long(entry, 120)? as usize);
    if length >= SMALL {
        return Some(chain(start));
    }
    let small = chain(long(entries.first()?, 116)?);
    let small_fat: Vec<u32> = longs(&chain(long(bytes, 60)?)).collect();
    let of_small = |id: u32| {
        let start = (id as usize).checked_mul(64)?;
        small.get(start..small.len().min(start + 64))
    };
    Some(chained(start, &small_fat, small.len() / 64 + 1, of_small))
}

/// The sectors of a chain in order; at most this number, because a damaged chain may be circular.
fn chained<'a>(start: u32, fat: &[u32], most: usize, of: impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut data = Vec::new();
    let mut id = start;
    for _ in 0..most {
        let Some(sector) = (id < NO_SECTOR).then(|| of(id)).flatten() else { break };
        data.extend_from_slice(sector);
        id = fat.get(id as usize).copied().unwrap_or(NO_SECTOR);
    }
    data
}

/// The name of an entry of the directory, in small letters.
fn name(entry: &[u8]) -> String {
    let length = usize::from(short(entry, 64).unwrap_or_default()).min(64);
    let units = entry[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}').to_ascii_lowercase()).collect()
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
