//! Lets readers and a faulty upstream work on the gateway for a long time, and fails if it holds
//! more in the end. Run by `cargo xtask bench soak`, which builds the gateway as it is released.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use ask_docs_e2e::traffic::soak;

#[tokio::main]
async fn main() -> Result<()> {
    let (mut readers, mut minutes) = (200, 60);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--streams" => readers = value.parse()?,
            "--minutes" => minutes = value.parse()?,
            other => bail!("there is no option {other}"),
        }
    }
    let soaked = soak(readers, Duration::from_secs(minutes * 60)).await?;
    println!(
        "{} answers in {minutes} min by {readers} readers: memory {} to {} KiB, {:+.2} % an hour; \
         descriptors {} to {}",
        soaked.asked,
        soaked.resident.0,
        soaked.resident.1,
        soaked.growth,
        soaked.descriptors.0,
        soaked.descriptors.1
    );
    Ok(())
}
