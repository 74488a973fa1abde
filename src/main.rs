//! The command `rapporteur`; what it does is in the library of the same name.

mod cli;
mod commands;
mod settings;
mod terminal;

use std::process::ExitCode;

use cli::Cli;
use commands::Outcome;
use terminal::{Paint, Terminal};

/// A tenth of the time went to the system's allocator: a document is many small texts, made and dropped together.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // What was typed stands in it, and can be the name of a file.
            let said = error.render().to_string();
            terminal::Terminal::of_arguments(&said);
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    let settings = settings::File::find(cli.config.as_deref(), &cli.command);
    let in_file = settings.as_ref().ok().and_then(settings::File::log_format);
    let terminal = Terminal::new(&cli, in_file);
    let done = settings.map_err(Into::into).and_then(|settings| {
        let stdout = Paint::stdout(cli.color);
        commands::run(cli.command, &settings, terminal, stdout)
    });
    match done {
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
