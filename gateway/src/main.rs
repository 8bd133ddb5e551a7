//! The gateway's program: settings in, one library call out.

use std::process::ExitCode;

use ask_docs_gateway::settings::{Environment, Invocation, SettingsError};

#[tokio::main]
async fn main() -> ExitCode {
    match Invocation::read(std::env::args_os(), &Environment::of_process()) {
        Ok(Invocation::Serve(settings)) => ask_docs_gateway::run(settings).await,
        Ok(Invocation::Check { outcome, online }) => ask_docs_gateway::check(outcome, online).await,
        Ok(Invocation::Report(wanted)) => ask_docs_gateway::report(&wanted),
        Ok(Invocation::Doctor(options)) => ask_docs_gateway::doctor(options).await,
        Err(SettingsError::Asked(text)) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(mistakes) => {
            eprintln!("{mistakes}");
            ExitCode::from(2)
        }
    }
}
