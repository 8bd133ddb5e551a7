//! `cargo xtask serve`: the gateway over `docs/`, and trunk in front of it, which rebuilds and reloads.
//! Both end together; neither is restarted.

use std::process::{Child, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::setup::{self, FOR_SERVE};
use crate::{demo, dist, process, progress, project};

/// How often both programs are asked whether they still run.
const POLL: Duration = Duration::from_millis(200);

/// Ends its program when it goes out of scope.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs both until one ends.
pub fn run() -> Result<ExitCode> {
    let gateway = demo::start_gateway_build()?;
    let environment = setup::make_sure_of(FOR_SERVE);
    gateway.wait("compiling", None).context("build the gateway")?;
    let environment = environment?;

    progress::heading("the gateway and trunk (Ctrl-C ends both)");
    // The pages come from trunk here; what trunk knows nothing of, it gets from the gateway.
    dist::write_beside_glue(&project::www())?;
    let mut command = demo::Options::default().gateway();
    let mut gateway =
        Ending(command.spawn().with_context(|| format!("start {}", process::describe(&command)))?);
    let mut command = environment.command("trunk")?;
    command.args(["serve", "--offline"]);
    let mut trunk =
        Ending(command.spawn().with_context(|| format!("start {}", process::describe(&command)))?);
    loop {
        for program in [&mut gateway, &mut trunk] {
            if let Some(status) = program.0.try_wait().context("wait for a program")? {
                let code = status.code().and_then(|code| u8::try_from(code).ok());
                return Ok(code.map_or(ExitCode::FAILURE, ExitCode::from));
            }
        }
        thread::sleep(POLL);
    }
}
