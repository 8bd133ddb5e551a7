//! Measures the gateway under load, beside nginx, and prints the figures. Run by
//! `cargo xtask bench gateway`, which builds the gateway as it is released.

use anyhow::{Context, Result, bail};
use ask_docs_e2e::traffic::{Plan, measure, table, write_docs};

#[tokio::main]
async fn main() -> Result<()> {
    let (mut plan, mut docs) = (Plan::default(), false);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--docs" {
            docs = true;
            continue;
        }
        let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--streams" => plan.streams = value.parse()?,
            "--seconds" => plan.seconds = value.parse()?,
            "--held" => plan.held = value.parse()?,
            "--rate" => plan.rate = value.parse()?,
            "--rate-seconds" => plan.rate_seconds = value.parse()?,
            other => bail!("there is no option {other}"),
        }
    }
    let figures = measure(&plan).await?;
    if docs {
        write_docs(&figures)?;
    }
    println!("{}", table(&figures));
    Ok(())
}
