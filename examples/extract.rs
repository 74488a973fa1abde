//! Prints the letters and press releases of one file as JSON Lines: `cargo run --example extract -- FILE`.

use std::path::Path;
use std::{env, fs, io};

use rapporteur::{Known, catalogue, extract, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args().nth(1).ok_or("which file?")?;
    let known = Known {
        document: catalogue::id_of(Path::new(&path)),
        ..Known::built_in()
    };
    let extract = extract(&fs::read(&path)?, &known);
    let mut to = io::stdout().lock();
    for row in &extract.communications {
        write::line(row, &mut to)?;
    }
    extract.document.reason.map_or(Ok(()), |reason| Err(reason.into()))
}
