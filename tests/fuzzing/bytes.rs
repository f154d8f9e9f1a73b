//! Blind changes: bytes flipped, inserted, deleted, spliced, cut, and pieces of text that trip readers.

use super::dice::Dice;

/// Numbers at the edges of what types, formats and sums can hold.
pub const NUMBERS: [&str; 44] = [
    "0",
    "1",
    "-1",
    "2",
    "0.0",
    "-0.0",
    "0.5",
    "1.0",
    "1.0000001",
    "1e-9",
    "1e-10",
    "1e9",
    "1000000000",
    "1000000001",
    "1e308",
    "1e309",
    "-1e309",
    "1e-320",
    "nan",
    "-nan",
    "inf",
    "-inf",
    "100",
    "-100",
    "101.0",
    "255",
    "256",
    "65535",
    "65536",
    "60000",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "0xff",
    "0b1",
    "1_000",
    "00",
    "1e",
    "1.",
    "0.30000000000000004",
    "99999999999999999999999999999999",
];

/// Pieces that trip readers of text.
const PIECES: [&[u8]; 40] = [
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xc9\xb3\xba\xd3\xbf\xda",
    b"\xff\xfe",
    b"\x81\x30\x81\x30",
    b"\xf0\x9f\x92\xa9",
    b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b"\"",
    b"'",
    b"\"\"\"",
    b"'''",
    b"#",
    b".",
    b",",
    b";",
    b"\t",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"..",
    b"../../../etc/passwd",
    b"/etc/passwd",
    b"extends = \"base.toml\"\n",
    b"[a.b.c.d]\n",
    b"without = [\"district.generate\"]\n",
    b"\"\" = 1\n",
    b"a.a.a.a.a.a.a.a = 1\n",
    b"1979-05-27T07:32:00Z",
    b"\n[policy]\n",
    b"\xed\xa0\x80",
];

/// Changes a text blindly, some times over.
pub fn change(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..1 + dice.below(4) {
        once(dice, bytes, other);
    }
    bytes.truncate(1 << 20);
}

fn once(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = dice.below(bytes.len() + 1);
    match dice.below(16) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = dice.bits().to_le_bytes()[0];
            }
        }
        3 | 4 => {
            let piece = *dice.pick(&PIECES);
            insert(bytes, at, piece);
        }
        5 | 6 => number(dice, bytes, at),
        7 => drop(bytes.drain(at..(at + dice.below(40)).min(bytes.len()))),
        8 => bytes.truncate(at),
        9 => {
            // A stretch of another file.
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(200)).min(other.len());
            insert(bytes, at, &other[from..to]);
        }
        10 => {
            // A line twice, or in another place.
            let (from, to) = line(bytes, at);
            let copy = bytes[from..to].to_vec();
            let place = dice.below(bytes.len() + 1);
            let place = line(bytes, place).0;
            insert(bytes, place, &copy);
        }
        11 => {
            let (from, to) = line(bytes, at);
            drop(bytes.drain(from..to));
        }
        12 => {
            let depth = 1 << dice.below(14);
            let openings: [&[u8]; 4] = [b"[", b"{a=", b"[[", b"a."];
            let piece = *dice.pick(&openings);
            insert(bytes, at, &piece.repeat(depth));
        }
        13 => {
            let long = 1 << dice.below(15);
            let byte = *dice.pick(b"0a9 \n,=#\xe4");
            insert(bytes, at, &vec![byte; long]);
        }
        14 => *bytes = bytes.iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect(),
        _ => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(bytes.splice(at..at, piece.iter().copied()));
}

/// Bounds of the line that holds a place, its end included.
fn line(bytes: &[u8], at: usize) -> (usize, usize) {
    let from = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let to = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i + 1);
    (from, to)
}

/// Puts another number in the place of the next one.
fn number(dice: &mut Dice, bytes: &mut Vec<u8>, at: usize) {
    let is = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let Some(from) = bytes[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) else { return };
    let to = bytes[from..].iter().position(|b| !is(b)).map_or(bytes.len(), |i| from + i);
    drop(bytes.splice(from..to, dice.pick(&NUMBERS).bytes()));
}
