//! The command `rapporteur`; what it does is in the library of the same name.

mod cli;
mod commands;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use cli::Cli;
use commands::Outcome;
use terminal::{Paint, Terminal};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color, cli.quiet, cli.verbose);
    match commands::run(cli.command, terminal, Paint::stdout(cli.color)) {
        Ok(Outcome::AsExpected) => ExitCode::SUCCESS,
        Ok(Outcome::FallsShort) => ExitCode::from(1),
        // Whoever closed the pipe has what they wanted.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.error(&failure);
            ExitCode::from(2)
        }
    }
}
