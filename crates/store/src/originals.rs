//! The originals, byte for byte: zstd-1, many in one block (0.14 of the size where one alone
//! takes 0.5).

use std::sync::mpsc::{Receiver, Sender, channel};

use rusqlite::{Connection, OptionalExtension};

use crate::StoreError;

/// A block is closed when it holds this many bytes: 128 KiB.
const BLOCK: usize = 128 << 10;
const LEVEL: i32 = 1;
/// Bits of an original's address that count within its block.
const PLACES: u32 = 20;

/// Where an original lies; 0 is nowhere.
pub(crate) type Address = i64;

/// Less than this is packed sooner than another thread is woken: 16 KiB.
const LITTLE: usize = 16 << 10;

/// Collects originals into blocks. They are packed on a thread of their own while the database
/// takes in the rows, and written with them; a little is packed at once.
pub(crate) struct Originals {
    /// The block being filled.
    id: i64,
    filled: Vec<Vec<u8>>,
    /// Bytes of the block being filled.
    size: usize,
    /// Blocks handed to the packer and not written yet.
    under_way: usize,
    to_pack: Sender<(i64, Vec<Vec<u8>>)>,
    packed: Receiver<std::io::Result<(i64, Vec<u8>)>>,
    /// For a little.
    packer: Packer,
}

impl Originals {
    /// Begins after the last block of the archive.
    pub(crate) fn open(db: &Connection) -> Result<Self, StoreError> {
        let last: Option<i64> =
            db.query_row("select max(id) from originals", [], |row| row.get(0))?;
        let (to_pack, blocks) = channel();
        let (done, packed) = channel();
        let mut packer = Packer::new()?;
        // It ends when the other end of its channel is dropped.
        std::thread::Builder::new().name("packer".into()).spawn(move || {
            for (id, block) in blocks {
                let packed = packer.pack(block).map(|packed| (id, packed));
                if done.send(packed).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self {
            id: last.unwrap_or(0) + 1,
            filled: Vec::new(),
            size: 0,
            under_way: 0,
            to_pack,
            packed,
            packer: Packer::new()?,
        })
    }

    /// Adds an original and says where it will lie.
    pub(crate) fn add(&mut self, original: Vec<u8>) -> Result<Address, StoreError> {
        if self.size >= BLOCK || self.filled.len() == (1 << PLACES) - 1 {
            self.hand_over()?;
        }
        if u32::try_from(original.len()).is_err() {
            return Err(StoreError::Damaged("an original over 4 GiB".into()));
        }
        self.size += original.len();
        let place = i64::try_from(self.filled.len()).unwrap_or(0);
        self.filled.push(original);
        Ok(self.id << PLACES | place)
    }

    fn hand_over(&mut self) -> Result<(), StoreError> {
        let (id, block) = self.begin_next();
        self.to_pack.send((id, block)).map_err(|_| stopped())?;
        self.under_way += 1;
        Ok(())
    }

    /// Takes the block that was being filled, and begins another.
    fn begin_next(&mut self) -> (i64, Vec<Vec<u8>>) {
        let next = Vec::with_capacity(self.filled.len());
        let block = (self.id, std::mem::replace(&mut self.filled, next));
        self.id += 1;
        self.size = 0;
        block
    }

    /// Writes all blocks of a batch, at its end.
    pub(crate) fn close(&mut self, db: &Connection) -> Result<(), StoreError> {
        let mut insert = db.prepare_cached("insert into originals (id, bytes) values (?, ?)")?;
        if self.under_way == 0 && self.size < LITTLE && !self.filled.is_empty() {
            let (id, block) = self.begin_next();
            insert.execute((id, self.packer.pack(block)?))?;
        }
        if !self.filled.is_empty() {
            self.hand_over()?;
        }
        while self.under_way > 0 {
            insert.execute(self.packed.recv().map_err(|_| stopped())??)?;
            self.under_way -= 1;
        }
        Ok(())
    }
}

/// Packs blocks, with memory that is used again for the next one.
struct Packer {
    compressor: zstd::bulk::Compressor<'static>,
    block: Vec<u8>,
    packed: Vec<u8>,
}

impl Packer {
    fn new() -> std::io::Result<Self> {
        let compressor = zstd::bulk::Compressor::new(LEVEL)?;
        Ok(Self { compressor, block: Vec::new(), packed: Vec::new() })
    }

    fn pack(&mut self, originals: Vec<Vec<u8>>) -> std::io::Result<Vec<u8>> {
        self.block.clear();
        for original in originals {
            push(&mut self.block, &original);
        }
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(self.block.len()));
        self.compressor.compress_to_buffer(&self.block, &mut self.packed)?;
        Ok(self.packed.clone())
    }
}

/// Appends an original to a block.
fn push(block: &mut Vec<u8>, original: &[u8]) {
    let len = u32::try_from(original.len()).unwrap_or(0);
    block.extend_from_slice(&len.to_le_bytes());
    block.extend_from_slice(original);
}

fn stopped() -> StoreError {
    StoreError::Io(std::io::Error::other("the packing of originals stopped unexpectedly"))
}

/// Reads the originals of a record, in the order in which they came.
pub(crate) fn of_record(db: &Connection, record: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut select = db.prepare_cached(
        "select original from sightings where record = ? and original > 0 order by original",
    )?;
    let addresses =
        select.query_map([record], |row| row.get(0))?.collect::<Result<Vec<Address>, _>>()?;
    let mut found = Vec::with_capacity(addresses.len());
    for address in addresses {
        if let Some(block) = block(db, address >> PLACES)?
            && let Some(original) = entries(&block).nth(place(address))
        {
            found.push(original.to_vec());
        }
    }
    Ok(found)
}

/// Takes a record out of the originals, and what sources showed of it.
pub(crate) fn forget(db: &Connection, record: i64) -> Result<(), StoreError> {
    empty(db, record)?;
    db.execute("delete from sightings where record = ?", [record])?;
    Ok(())
}

/// Empties the originals of a record: their blocks are written anew without them.
pub(crate) fn empty(db: &Connection, record: i64) -> Result<(), StoreError> {
    let mut select =
        db.prepare_cached("select original from sightings where record = ? and original > 0")?;
    let addresses =
        select.query_map([record], |row| row.get(0))?.collect::<Result<Vec<Address>, _>>()?;
    for address in addresses {
        let Some(old) = block(db, address >> PLACES)? else { continue };
        let mut new = Vec::with_capacity(old.len());
        for (index, entry) in entries(&old).enumerate() {
            let kept: &[u8] = if index == place(address) { &[] } else { entry };
            push(&mut new, kept);
        }
        let bytes = zstd::bulk::compress(&new, LEVEL)?;
        db.execute("update originals set bytes = ? where id = ?", (bytes, address >> PLACES))?;
    }
    db.prepare_cached("update or replace sightings set original = 0 where record = ?")?
        .execute([record])?;
    Ok(())
}

fn place(address: Address) -> usize {
    usize::try_from(address & ((1 << PLACES) - 1)).unwrap_or(usize::MAX)
}

fn block(db: &Connection, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut select = db.prepare_cached("select bytes from originals where id = ?")?;
    let packed: Option<Vec<u8>> = select.query_row([id], |row| row.get(0)).optional()?;
    packed.map(|bytes| Ok(zstd::stream::decode_all(&bytes[..])?)).transpose()
}

fn entries(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = block;
    std::iter::from_fn(move || {
        let (len, tail) = rest.split_first_chunk::<4>()?;
        let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
        let (entry, tail) = tail.split_at_checked(len)?;
        rest = tail;
        Some(entry)
    })
}
