//! What the program says of its own command line: completions of shells, and the manual page.

use std::io::{self, Write};

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::{Failure, Outcome, print};
use crate::cli::{Cli, Completions};

/// Prints the completions of a shell.
pub fn completions(arguments: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "rapporteur", &mut script);
    print(|to| to.write_all(&script))?;
    Ok(Outcome::AsExpected)
}

/// Prints the manual page: the program, then each of its commands, on one page.
pub fn man() -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    write_page(&mut page).map_err(Failure::Stdout)?;
    print(|to| to.write_all(&page))?;
    Ok(Outcome::AsExpected)
}

fn write_page(to: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let whole = Man::new(command.clone()).manual("rapporteur");
    whole.render_title(to)?;
    whole.render_name_section(to)?;
    whole.render_synopsis_section(to)?;
    whole.render_description_section(to)?;
    whole.render_options_section(to)?;
    writeln!(to, ".SH COMMANDS")?;
    for of in command.get_subcommands() {
        // Its own sections become parts of this one; what every command has stands above.
        let name = of.get_name().to_owned();
        let own = of
            .clone()
            .mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
        let about = own.get_about().map(ToString::to_string).unwrap_or_default();
        let of = Man::new(own);
        let mut part = Vec::new();
        of.render_synopsis_section(&mut part)?;
        of.render_options_section(&mut part)?;
        let stop = if about.ends_with(|c: char| c.is_ascii_punctuation()) {
            ""
        } else {
            "."
        };
        writeln!(to, ".SS {name}\n{about}{stop}")?;
        for line in String::from_utf8_lossy(&part).lines() {
            match line.strip_prefix(".SH ") {
                Some(_) => writeln!(to, ".PP")?,
                None => writeln!(to, "{line}")?,
            }
        }
    }
    whole.render_extra_section(to)?;
    whole.render_version_section(to)
}
