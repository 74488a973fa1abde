//! Rows of JSON taken apart into cells of flat tables, without a tree between.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::plan::{JOINT, LINK_COLUMNS, Node, Source};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'r> {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(f64),
    /// Text, or a day.
    Text(Cow<'r, str>),
}

/// The cells of one row, and of the rows that its lists become.
pub(super) struct Cells<'r> {
    first: usize,
    widths: Vec<usize>,
    tables: Vec<Vec<Cell<'r>>>,
}

impl<'r> Cells<'r> {
    /// No cells; `widths` has the numbers of columns of a source's own table and of those of its lists.
    pub fn new(source: &Source, widths: &[usize]) -> Self {
        Self {
            first: source.flat,
            widths: widths.to_vec(),
            tables: vec![Vec::new(); widths.len()],
        }
    }

    /// Takes a row apart; the number is that of the row, from 1.
    pub fn read(&mut self, source: &Source, line: &'r [u8], number: i64) -> serde_json::Result<()> {
        for table in &mut self.tables {
            table.clear();
        }
        let width = self.widths.first().copied().unwrap_or_default();
        self.own().resize(width, Cell::Null);
        if source.numbered {
            self.set(source.flat, 0, 0, Cell::Integer(number));
        }
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let at = At {
            table: source.flat,
            row: 0,
        };
        let seed = Seed {
            node: &source.node,
            at,
            cells: self,
        };
        seed.deserialize(&mut deserializer)?;
        deserializer.end()?;
        let key = self.own().get(source.key).cloned().unwrap_or_default();
        for (table, &width) in self.tables.iter_mut().zip(&self.widths).skip(1) {
            for row in table.chunks_mut(width.max(1)) {
                if let Some(parent) = row.first_mut() {
                    *parent = key.clone();
                }
            }
        }
        Ok(())
    }

    /// Every row, with the number of its table.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &[Cell<'r>])> {
        let tables = self.tables.iter().zip(&self.widths).enumerate();
        tables.flat_map(move |(at, (cells, &width))| {
            let rows = cells.chunks(width.max(1));
            rows.map(move |row| (self.first + at, row))
        })
    }

    fn own(&mut self) -> &mut Vec<Cell<'r>> {
        // There is always the source's own table.
        if self.tables.is_empty() {
            self.tables.push(Vec::new());
        }
        &mut self.tables[0]
    }

    /// Begins a row of a list's table: the cell with which it begins.
    fn begin(&mut self, table: usize, width: usize) -> usize {
        let Some(cells) = self.tables.get_mut(table - self.first) else {
            return 0;
        };
        let row = cells.len();
        cells.resize(row + width, Cell::Null);
        let position = i64::try_from(row / width.max(1) + 1).unwrap_or(i64::MAX);
        self.set(table, row, 1, Cell::Integer(position));
        row
    }

    fn set(&mut self, table: usize, row: usize, column: usize, cell: Cell<'r>) {
        let cells = self.tables.get_mut(table - self.first);
        if let Some(place) = cells.and_then(|cells| cells.get_mut(row + column)) {
            *place = cell;
        }
    }
}

/// A row of a flat table: the table, and the cell with which the row begins.
#[derive(Clone, Copy)]
struct At {
    table: usize,
    row: usize,
}

/// A value on its way to its place.
struct Seed<'s, 'r> {
    node: &'s Node,
    at: At,
    cells: &'s mut Cells<'r>,
}

impl<'r> DeserializeSeed<'r> for Seed<'_, 'r> {
    type Value = ();

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.node {
            Node::Skip => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ()),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'r> Seed<'_, 'r> {
    fn put<E: Error>(self, cell: Cell<'r>) -> Result<(), E> {
        match (self.node, &cell) {
            (Node::Cell(column), _) => self.cells.set(self.at.table, self.at.row, *column, cell),
            // An object or a list that is not there leaves its cells empty.
            (_, Cell::Null) => {}
            _ => return Err(E::custom("a value stands where an object or a list should")),
        }
        Ok(())
    }

    /// A conflict's values: as JSON, and a row for each record.
    fn values(self, json: usize, table: usize, values: &Value) {
        /// Of the table of conflicts' values.
        const COLUMNS: usize = 5;
        let width = self
            .cells
            .widths
            .get(self.at.table - self.cells.first)
            .copied()
            .unwrap_or(1);
        let conflict = i64::try_from(self.at.row / width.max(1) + 1).unwrap_or(i64::MAX);
        let text = Cow::Owned(values.to_string());
        self.cells.set(self.at.table, self.at.row, json, Cell::Text(text));
        for value in values.as_array().into_iter().flatten() {
            let records = value.get("records").and_then(Value::as_array);
            for record in records.into_iter().flatten().filter_map(Value::as_str) {
                let row = self.cells.begin(table, COLUMNS);
                let said = value.get("value").and_then(Value::as_str);
                let said = said.map_or(Cell::Null, |said| Cell::Text(Cow::Owned(said.to_owned())));
                let cells = [Cell::Integer(conflict), said, Cell::Text(Cow::Owned(record.to_owned()))];
                for (at, cell) in cells.into_iter().enumerate() {
                    self.cells.set(table, row, LINK_COLUMNS + at, cell);
                }
            }
        }
    }
}

impl<'r> Visitor<'r> for Seed<'_, 'r> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a row")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(Cell::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.put(Cell::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.put(Cell::Integer(i64::try_from(value).map_err(E::custom)?))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.put(Cell::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.put(Cell::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'r str) -> Result<(), E> {
        self.put(Cell::Text(Cow::Borrowed(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(Cell::Null)
    }

    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<(), A::Error> {
        let Node::Object(keys) = self.node else {
            return Err(A::Error::custom("an object stands where a value should"));
        };
        let mut expected = 0;
        while let Some(found) = map.next_key_seed(Key { keys, expected })? {
            let node = found.and_then(|at| keys.get(at)).map_or(&Node::Skip, |(_, node)| node);
            expected = found.map_or(expected, |at| at + 1);
            map.next_value_seed(Seed {
                node,
                at: self.at,
                cells: self.cells,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'r>>(self, mut items: A) -> Result<(), A::Error> {
        match self.node {
            Node::List(table, width, item) => {
                loop {
                    let row = self.cells.begin(*table, *width);
                    let at = At { table: *table, row };
                    let seed = Seed {
                        node: item,
                        at,
                        cells: self.cells,
                    };
                    if items.next_element_seed(seed)?.is_none() {
                        // The row that was begun for it is none.
                        if let Some(cells) = self.cells.tables.get_mut(table - self.cells.first) {
                            cells.truncate(row);
                        }
                        return Ok(());
                    }
                }
            }
            Node::Fixed(columns) => {
                for column in columns {
                    let node = Node::Cell(*column);
                    let seed = Seed {
                        node: &node,
                        at: self.at,
                        cells: self.cells,
                    };
                    items.next_element_seed(seed)?;
                }
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(())
            }
            Node::Joined(column) => {
                let mut joined = String::new();
                while let Some(item) = items.next_element::<Cow<'_, str>>()? {
                    if !joined.is_empty() {
                        joined.push_str(JOINT);
                    }
                    joined.push_str(&item);
                }
                let cell = if joined.is_empty() {
                    Cell::Null
                } else {
                    Cell::Text(Cow::Owned(joined))
                };
                self.cells.set(self.at.table, self.at.row, *column, cell);
                Ok(())
            }
            Node::Values(json, table) => {
                let mut values = Vec::new();
                while let Some(value) = items.next_element::<Value>()? {
                    values.push(value);
                }
                let (json, table) = (*json, *table);
                self.values(json, table, &Value::Array(values));
                Ok(())
            }
            _ => Err(A::Error::custom("a list stands where a value should")),
        }
    }
}

/// Finds a key among those of an object; mostly it is the one after the last.
struct Key<'k> {
    keys: &'k [(String, Node)],
    expected: usize,
}

impl<'r> DeserializeSeed<'r> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Option<usize>, E> {
        let is_expected = self.keys.get(self.expected).is_some_and(|(name, _)| name == key);
        if is_expected {
            return Ok(Some(self.expected));
        }
        Ok(self.keys.iter().position(|(name, _)| name == key))
    }
}
