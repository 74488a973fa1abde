//! The command `rapporteur`; what it does is in the library of the same name.

/// A tenth of the time went to the system's allocator: a document is many small texts, made and dropped together.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    rapporteur::main()
}
