//! `ask-docs`: arguments in, one library call out.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    ask_docs_cli::run(std::env::args_os()).await
}
