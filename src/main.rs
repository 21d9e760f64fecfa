//! The `chop` command.

mod command;
mod qr;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::main()
}
