//! Files and folders opened so that nothing is met that was not expected: no link is followed, no pipe waited for, no second name of a
//! file written through, and a folder stays the one that was opened, whatever becomes of its path.
//!
//! Every file is looked at before it is opened (a device may act when opened) and again once it is open (what stood there may have
//! been exchanged in between); opening itself never waits. A new file is created anew, never by opening what is there.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt, FileTypeExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType, Metadata, OpenOptions};

use crate::base::words::{Both, both, of_system};

/// Ending of a file while it is being written.
pub const PART: &str = ".part";

/// Why a file cannot be used.
#[derive(Debug)]
pub enum Trouble {
    /// The system refuses.
    System(io::Error),
    /// Something that is no plain file, or no folder, stands there.
    Kind(Kind),
    /// The file has this number of names (hard links): writing it would change what stands under the others.
    Names(u64),
}

/// What may stand at the place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe (FIFO).
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
    /// Something else.
    Other,
}

impl Kind {
    fn of(kind: FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else if kind.is_fifo() {
            Self::Pipe
        } else if kind.is_socket() {
            Self::Socket
        } else if kind.is_block_device() || kind.is_char_device() {
            Self::Device
        } else {
            Self::Other
        }
    }

    /// The thing as a noun.
    #[must_use]
    pub fn said(self) -> Both {
        match self {
            Self::File => both!("a file", "文件"),
            Self::Folder => both!("a folder", "文件夹"),
            Self::Link => both!("a link", "链接"),
            Self::Pipe => both!("a pipe (FIFO)", "管道（FIFO）"),
            Self::Socket => both!("a socket", "套接字"),
            Self::Device => both!("a device", "设备"),
            Self::Other => both!("not a plain file", "非普通文件"),
        }
    }
}

impl Trouble {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::System(error) => of_system(error),
            Self::Kind(Kind::Link) => {
                both!("a link stands there, and nothing is read or written through it", "此处是一个链接，程序不经链接读写")
            }
            Self::Kind(kind) => {
                let kind = kind.said();
                both!("found {kind}, expected a plain file", "此处是{kind}，应为普通文件"; kind = kind)
            }
            Self::Names(n) => both!(
                "the file has {n} names (hard links), and what is written to it would change under all of them",
                "该文件有 {n} 个名称（硬链接），写入会同时改变其他名称下的内容"
            ),
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said().en)
    }
}

impl std::error::Error for Trouble {}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Where a held folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At its path.
    Here,
    /// Elsewhere: what stands at its path, if anything, is another.
    Moved,
    /// Nowhere: it was removed.
    Removed,
}

/// A folder held open: its files are reached through it, not through its path.
#[derive(Debug)]
pub struct Held {
    dir: Dir,
    path: PathBuf,
    id: (u64, u64),
}

impl Held {
    /// Opens a folder that is there.
    ///
    /// # Errors
    /// When it is not there, is no folder, or the system refuses.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::of(Dir::open_ambient_dir(path, ambient_authority())?, path.to_path_buf())
    }

    /// Opens a folder, which is made, with those above it, when it is not there.
    ///
    /// # Errors
    /// As [`Held::open`].
    pub fn create(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Self::open(path)
    }

    fn of(dir: Dir, path: PathBuf) -> io::Result<Self> {
        let id = identity(&dir.dir_metadata()?);
        Ok(Self { dir, path, id })
    }

    /// The folder, as people know it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the folder is now.
    ///
    /// # Errors
    /// When the system does not let it be seen: whether it is still there is not known then.
    pub fn place(&self) -> io::Result<Place> {
        match Self::open(&self.path) {
            Ok(now) if now.id == self.id => return Ok(Place::Here),
            Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Err(error),
            _ => {}
        }
        Ok(match self.dir.dir_metadata() {
            Ok(meta) if meta.nlink() > 0 => Place::Moved,
            _ => Place::Removed,
        })
    }

    /// What stands at a name; nothing when nothing does. A link is a link, wherever it leads.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kind(&self, name: &str) -> io::Result<Option<Kind>> {
        match self.dir.symlink_metadata(name) {
            Ok(meta) => Ok(Some(Kind::of(meta.file_type()))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Whether a plain file with no other name stands at a name.
    ///
    /// # Errors
    /// When something else stands there, or the system refuses.
    pub fn plain(&self, name: &str) -> Result<bool, Trouble> {
        Ok(self.read(name)?.is_some())
    }

    /// Opens a plain file with no other name, to be read; nothing when it is not there.
    ///
    /// # Errors
    /// When something else stands there or the system refuses.
    pub fn read(&self, name: &str) -> Result<Option<File>, Trouble> {
        self.opened(name, false)
    }

    /// As [`Held::read`], to be read and written.
    ///
    /// # Errors
    /// As [`Held::read`].
    pub fn edit(&self, name: &str) -> Result<Option<File>, Trouble> {
        self.opened(name, true)
    }

    fn opened(&self, name: &str, write: bool) -> Result<Option<File>, Trouble> {
        match self.kind(name)? {
            None => return Ok(None),
            Some(Kind::File) => {}
            Some(kind) => return Err(Trouble::Kind(kind)),
        }
        let mut options = OpenOptions::new();
        options.read(true).write(write).follow(FollowSymlinks::No).nonblock(true);
        let file = self.dir.open_with(name, &options)?;
        single(&file.metadata()?)?;
        Ok(Some(file.into_std()))
    }

    /// Creates a file, to be read and written.
    ///
    /// # Errors
    /// When something stands there or the system refuses.
    pub fn create_new(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).follow(FollowSymlinks::No);
        Ok(self.dir.open_with(name, &options)?.into_std())
    }

    /// The whole of a plain file with no other name, as text; nothing when it is not there.
    ///
    /// # Errors
    /// As [`Held::read`], or when it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Option<String>, Trouble> {
        let Some(mut file) = self.read(name)? else {
            return Ok(None);
        };
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(Some(text))
    }

    /// Writes a file whole beside its place and moves it there: a reader meets the old or the new one, never half. What a cut left
    /// beside the place is removed first; what stands at the place is the caller's to look at.
    ///
    /// # Errors
    /// When something that is no plain file stands beside the place, or the system refuses.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        self.write_beside(name, bytes)?;
        let put = self.rename(&format!("{name}{PART}"), name);
        if put.is_err() {
            self.forget_beside(name);
        }
        Ok(put?)
    }

    /// Writes a file whole beside its place, from which it is [renamed](Self::rename); what a cut left there is removed first.
    ///
    /// # Errors
    /// As [`Held::replace`].
    pub fn write_beside(&self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let part = format!("{name}{PART}");
        self.remove_plain(&part)?;
        let mut file = self.create_new(&part)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            self.forget_beside(name);
        }
        Ok(written?)
    }

    /// Removes what was written beside a place, if anything: half a file is of no use to anyone, and on a full disk it takes the space of others. What
    /// goes wrong here is not told, because the error before it is the one to tell.
    pub fn forget_beside(&self, name: &str) {
        let _ = self.remove_plain(&format!("{name}{PART}"));
    }

    /// Moves a file to another name of the folder, over what stands there, and waits until that is on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.dir.rename(from, &self.dir, to)?;
        self.sync();
        Ok(())
    }

    /// Removes a plain file with no other name; says whether one was there.
    ///
    /// # Errors
    /// When something else stands there or the system refuses.
    pub fn remove_plain(&self, name: &str) -> Result<bool, Trouble> {
        let there = self.plain(name)?;
        if there {
            self.dir.remove_file(name)?;
        }
        Ok(there)
    }

    /// A folder in this one, not through a link; nothing when it is not there.
    ///
    /// # Errors
    /// When something else stands there or the system refuses.
    pub fn below(&self, name: &str) -> Result<Option<Self>, Trouble> {
        match self.kind(name)? {
            None => Ok(None),
            Some(Kind::Folder) => Ok(Some(Self::of(self.dir.open_dir_nofollow(name)?, self.path.join(name))?)),
            Some(kind) => Err(Trouble::Kind(kind)),
        }
    }

    /// As [`Held::below`], made when it is not there.
    ///
    /// # Errors
    /// As [`Held::below`].
    pub fn make_below(&self, name: &str) -> Result<Self, Trouble> {
        if let Some(held) = self.below(name)? {
            return Ok(held);
        }
        self.dir.create_dir(name)?;
        self.below(name)?.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound).into())
    }

    /// Names of all that the folder holds, sorted.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in self.dir.entries()? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Makes new names certain. Not every system lets a folder be synchronised, and nothing here needs it to be right after a cut.
    pub fn sync(&self) {
        if let Ok(dir) = Dir::reopen_dir(&self.dir) {
            let _ = dir.into_std_file().sync_all();
        }
    }
}

fn identity(meta: &Metadata) -> (u64, u64) {
    (meta.dev(), meta.ino())
}

/// Whether a file that is open still has a name: nobody will find what is written to it otherwise.
///
/// # Errors
/// When the system refuses.
pub fn has_name(file: &File) -> io::Result<bool> {
    Ok(cap_std::fs::File::from_std(file.try_clone()?).metadata()?.nlink() > 0)
}

/// A plain file with one name, by what the system says of it once it is open: before, not every system knows the names.
fn single(meta: &Metadata) -> Result<(), Trouble> {
    match (Kind::of(meta.file_type()), meta.nlink()) {
        (Kind::File, 0 | 1) => Ok(()),
        (Kind::File, names) => Err(Trouble::Names(names)),
        (kind, _) => Err(Trouble::Kind(kind)),
    }
}

/// Opens a file that somebody names as input: through links and under any of its names, but only when it is a plain file.
///
/// # Errors
/// When it is not, or the system refuses.
pub fn input(path: &Path) -> Result<File, Trouble> {
    let plain = |kind: Kind| if kind == Kind::File { Ok(()) } else { Err(Trouble::Kind(kind)) };
    plain(kind_of(fs::metadata(path)?.file_type()))?;
    let mut options = OpenOptions::new();
    options.read(true).nonblock(true);
    let file = cap_std::fs::File::open_ambient_with(path, &options, ambient_authority())?;
    plain(Kind::of(file.metadata()?.file_type()))?;
    Ok(file.into_std())
}

/// As [`Kind::of`], of a file that is not reached through a held folder.
#[cfg(unix)]
fn kind_of(kind: fs::FileType) -> Kind {
    use std::os::unix::fs::FileTypeExt as Std;
    match kind {
        _ if kind.is_file() => Kind::File,
        _ if kind.is_dir() => Kind::Folder,
        _ if Std::is_fifo(&kind) => Kind::Pipe,
        _ if Std::is_socket(&kind) => Kind::Socket,
        _ if Std::is_block_device(&kind) || Std::is_char_device(&kind) => Kind::Device,
        _ => Kind::Other,
    }
}

/// As [`Kind::of`], of a file that is not reached through a held folder.
#[cfg(not(unix))]
fn kind_of(kind: fs::FileType) -> Kind {
    match kind {
        _ if kind.is_file() => Kind::File,
        _ if kind.is_dir() => Kind::Folder,
        _ => Kind::Other,
    }
}

/// Lets a file that grows over the size limit of the system be an error of writing (`EFBIG`); by default its signal ends the program.
pub fn outlast_size_limit() {
    // With a handler the write that hit the limit comes back with the error, which is told where it is met.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}
