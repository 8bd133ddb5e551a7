//! The gateway's program: settings in, one library call out.

use std::process::ExitCode;

use ask_docs_gateway::settings::{Settings, SettingsError};

#[tokio::main]
async fn main() -> ExitCode {
    let token = std::env::var("ASK_DOCS_TOKEN").ok();
    match Settings::parse(std::env::args_os(), token) {
        Ok(settings) => ask_docs_gateway::run(settings).await,
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
