//! Output for people: the table in the terminal and the charts, in English or Chinese, made from the files of an output folder.
//!
//! Nothing here changes a result. Charts are SVG, so that drawing them needs no installed software, and the same files give the same bytes
//! on any machine.

pub mod block;
#[cfg(feature = "files")]
pub mod charts;
#[cfg(feature = "files")]
pub mod compared;
#[cfg(feature = "files")]
pub mod comparison;
#[cfg(feature = "files")]
pub mod data;
#[cfg(feature = "files")]
pub mod error;
#[cfg(feature = "files")]
pub mod excel;
#[cfg(feature = "files")]
pub mod folder;
#[cfg(feature = "files")]
pub mod frames;
#[cfg(feature = "files")]
pub mod json;
pub mod lang;
#[cfg(feature = "files")]
pub mod numbers;
#[cfg(feature = "files")]
pub mod page;
#[cfg(feature = "files")]
pub mod pages;
#[cfg(feature = "files")]
pub mod parity;
#[cfg(feature = "files")]
pub mod patterns;
#[cfg(feature = "files")]
mod purse;
#[cfg(feature = "files")]
pub mod says;
#[cfg(feature = "files")]
pub mod settled;
#[cfg(feature = "files")]
mod sheet;
#[cfg(feature = "files")]
pub mod summary;
#[cfg(feature = "files")]
pub mod table;
pub mod texts;
pub mod trace;
#[cfg(feature = "files")]
pub mod worlds;

#[cfg(feature = "files")]
pub use self::folder::{KEPT, Report, finish, list_of_files, make};
pub use self::lang::Lang;
