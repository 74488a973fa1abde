//! A sorter of rows that need not fit into memory: sorted runs on disk, merged while they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};

/// How many bytes of rows are kept before they are written as a run; three sorters at once stay far below 200 MB.
const ARENA_BYTES: usize = 24 * 1024 * 1024;
/// What is read at once from each run, in bytes.
const RUN_BUFFER_BYTES: usize = 64 * 1024;

/// A row: what it is sorted by, and what comes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Compared byte by byte.
    pub key: Vec<u8>,
    /// Decides between equal keys, so that the order of arrival counts for nothing.
    pub value: Vec<u8>,
}

/// Where a row of the arena begins, and the lengths of its two parts.
#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    key: usize,
    value: usize,
}

/// Rows that are being collected.
pub struct Sorter {
    arena: Vec<u8>,
    entries: Vec<Entry>,
    runs: Vec<File>,
    arena_bytes: usize,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::new(ARENA_BYTES)
    }
}

impl Sorter {
    /// A sorter that keeps at most so many bytes of rows in memory.
    pub fn new(arena_bytes: usize) -> Self {
        Self {
            arena: Vec::new(),
            entries: Vec::new(),
            runs: Vec::new(),
            arena_bytes,
        }
    }

    /// Adds a row.
    pub fn push(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        if !self.entries.is_empty() && self.arena.len() + key.len() + value.len() > self.arena_bytes {
            self.spill()?;
        }
        self.entries.push(Entry {
            start: self.arena.len(),
            key: key.len(),
            value: value.len(),
        });
        self.arena.extend_from_slice(key);
        self.arena.extend_from_slice(value);
        Ok(())
    }

    /// Every row in order; of rows that are the same, one.
    pub fn finish(mut self) -> io::Result<Merge> {
        if self.runs.is_empty() {
            self.sort();
            return Ok(Merge {
                memory: Some((self, 0)),
                runs: Vec::new(),
                heap: BinaryHeap::new(),
                last: None,
            });
        }
        self.spill()?;
        let mut merge = Merge {
            memory: None,
            runs: Vec::new(),
            heap: BinaryHeap::new(),
            last: None,
        };
        for mut run in std::mem::take(&mut self.runs) {
            run.rewind()?;
            merge.runs.push(BufReader::with_capacity(RUN_BUFFER_BYTES, run));
            merge.refill(merge.runs.len() - 1)?;
        }
        Ok(merge)
    }

    fn sort(&mut self) {
        let arena = &self.arena;
        self.entries
            .sort_unstable_by(|a, b| parts(arena, *a).cmp(&parts(arena, *b)));
    }

    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for entry in &self.entries {
            let (key, value) = parts(&self.arena, *entry);
            run.write_all(&(key.len() as u64).to_le_bytes())?;
            run.write_all(&(value.len() as u64).to_le_bytes())?;
            run.write_all(key)?;
            run.write_all(value)?;
        }
        self.runs
            .push(run.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.arena.clear();
        self.entries.clear();
        Ok(())
    }
}

fn parts(arena: &[u8], entry: Entry) -> (&[u8], &[u8]) {
    let Entry { start, key, value } = entry;
    // The entries were made with the arena.
    let row = arena.get(start..start + key + value).unwrap_or_default();
    row.split_at_checked(key).unwrap_or_default()
}

/// The rows of a [`Sorter`] in order.
pub struct Merge {
    /// All rows, where they never left memory, and which comes next.
    memory: Option<(Sorter, usize)>,
    runs: Vec<BufReader<File>>,
    /// The next row of each run.
    heap: BinaryHeap<Reverse<(Item, usize)>>,
    last: Option<Item>,
}

impl Merge {
    /// The next row.
    pub fn next(&mut self) -> io::Result<Option<Item>> {
        loop {
            let Some(item) = self.any()? else { return Ok(None) };
            if self.last.as_ref() != Some(&item) {
                self.last = Some(item.clone());
                return Ok(Some(item));
            }
        }
    }

    fn any(&mut self) -> io::Result<Option<Item>> {
        if let Some((sorter, at)) = &mut self.memory {
            let entry = sorter.entries.get(*at);
            *at += 1;
            return Ok(entry.map(|&entry| {
                let (key, value) = parts(&sorter.arena, entry);
                Item {
                    key: key.to_vec(),
                    value: value.to_vec(),
                }
            }));
        }
        let Some(Reverse((item, run))) = self.heap.pop() else {
            return Ok(None);
        };
        self.refill(run)?;
        Ok(Some(item))
    }

    /// Takes the next row of a run, if it has one.
    fn refill(&mut self, at: usize) -> io::Result<()> {
        let Some(run) = self.runs.get_mut(at) else {
            return Ok(());
        };
        let mut lengths = [0; 16];
        match run.read_exact(&mut lengths) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let (key, value) = lengths.split_at(8);
        let length = |bytes: &[u8]| {
            let bytes = bytes.try_into().map_err(io::Error::other)?;
            usize::try_from(u64::from_le_bytes(bytes)).map_err(io::Error::other)
        };
        let mut item = Item {
            key: vec![0; length(key)?],
            value: vec![0; length(value)?],
        };
        run.read_exact(&mut item.key)?;
        run.read_exact(&mut item.value)?;
        self.heap.push(Reverse((item, at)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_on_disk_are_merged_as_if_all_had_been_in_memory() -> io::Result<()> {
        let rows: Vec<(String, String)> = (0..1000_u32)
            .map(|n| (format!("{}", n * 7919 % 503), format!("{}", n % 3)))
            .collect();
        let mut all = Vec::new();
        for arena in [1, 64, 1 << 20] {
            let mut sorter = Sorter::new(arena);
            for (key, value) in &rows {
                sorter.push(key.as_bytes(), value.as_bytes())?;
            }
            let mut merge = sorter.finish()?;
            let mut sorted = Vec::new();
            while let Some(item) = merge.next()? {
                sorted.push(item);
            }
            all.push(sorted);
        }
        let mut expected: Vec<Item> = rows
            .iter()
            .map(|(key, value)| Item {
                key: key.clone().into_bytes(),
                value: value.clone().into_bytes(),
            })
            .collect();
        expected.sort();
        expected.dedup();
        assert!(all.iter().all(|sorted| *sorted == expected));
        Ok(())
    }
}
