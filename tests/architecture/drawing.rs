//! A drawing in text: one line per floor, the highest first. Rooms of one floor are separated by `|`, and then do not know each other, or
//! joined by `+`, and then may.

/// The floors of a folder, from the highest.
pub struct Drawing(Vec<Floor>);

struct Floor {
    rooms: Vec<String>,
    together: bool,
}

impl Drawing {
    /// The block of a document after the mark `<!-- drawing NAME -->`. Text after two blanks is a remark.
    ///
    /// # Errors
    /// When the document has no such block, or a room stands in it twice.
    pub fn read(text: &str, name: &str) -> Result<Self, String> {
        let mark = format!("<!-- drawing {name} -->");
        let (_, rest) = text.split_once(&mark).ok_or_else(|| format!("no {mark}"))?;
        let block = rest.split("```").nth(1).ok_or_else(|| format!("no block after {mark}"))?;
        let mut floors = Vec::new();
        for line in block.lines().skip(1).filter(|l| !l.trim().is_empty()) {
            let rooms = line.trim_start().split("  ").next().unwrap_or("");
            let names = rooms.split(['|', '+']).map(|r| r.trim().to_owned());
            floors.push(Floor { rooms: names.collect(), together: rooms.contains('+') });
        }
        let mut all: Vec<&String> = floors.iter().flat_map(|f| &f.rooms).collect();
        all.sort();
        match all.windows(2).find(|w| w[0] == w[1]) {
            Some(twice) => Err(format!("{} is twice in the drawing of {name}", twice[0])),
            None => Ok(Self(floors)),
        }
    }

    /// All rooms, the highest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|f| &f.rooms).map(String::as_str)
    }

    /// Which floor a room is on, counted from the highest.
    pub fn floor(&self, room: &str) -> Option<usize> {
        self.0.iter().position(|floor| floor.rooms.iter().any(|r| r == room))
    }

    /// Whether a room may know another: one on a lower floor, or one that is joined to it.
    pub fn may_know(&self, room: &str, other: &str) -> bool {
        match (self.floor(room), self.floor(other)) {
            (Some(a), Some(b)) => a < b || (a == b && self.0[a].together),
            _ => false,
        }
    }
}
