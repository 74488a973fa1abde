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
    // A page has room for what the short help leaves out.
    let mut command = Cli::command().mut_args(|arg| arg.hide_short_help(false).hide_env(false));
    command.build();
    let whole = Man::new(command.clone()).manual("rapporteur");
    let mut page = Vec::new();
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    writeln!(page, ".SH COMMANDS")?;
    for of in command.get_subcommands() {
        part(of, &mut page)?;
    }
    whole.render_extra_section(&mut page)?;
    whole.render_version_section(&mut page)?;
    // How an apostrophe is set is said before each section; once is enough.
    let page = String::from_utf8_lossy(&page);
    let mut said = Vec::new();
    for line in page.lines() {
        let is_setting = line.starts_with(".ie ") || line.starts_with(".el ");
        if is_setting && said.contains(&line) {
            continue;
        }
        if is_setting {
            said.push(line);
        }
        writeln!(to, "{line}")?;
    }
    Ok(())
}

/// The part of a command: its own sections without their headings. What every command has stands above.
fn part(of: &clap::Command, to: &mut Vec<u8>) -> io::Result<()> {
    let own = of.clone().mut_args(|arg| {
        let is_of_all = arg.is_global_set();
        arg.hide(is_of_all).hide_short_help(false).hide_env(false)
    });
    let about = own.get_about().map(ToString::to_string).unwrap_or_default();
    let stop = if about.ends_with(|c: char| c.is_ascii_punctuation()) {
        ""
    } else {
        "."
    };
    writeln!(to, ".SS {}\n{about}{stop}", of.get_name())?;
    let own = Man::new(own);
    let mut sections = Vec::new();
    own.render_synopsis_section(&mut sections)?;
    own.render_options_section(&mut sections)?;
    for line in String::from_utf8_lossy(&sections).lines() {
        match line.strip_prefix(".SH ") {
            Some(_) => writeln!(to, ".PP")?,
            None => writeln!(to, "{line}")?,
        }
    }
    Ok(())
}
