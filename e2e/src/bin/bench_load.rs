//! Measures what a page pays for the box and for those of others, and prints the figures. Run by
//! `cargo xtask bench load`, which builds the site and checks the options.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use ask_docs_e2e::load::{Plan, json, measure, table, write_docs};

#[derive(Debug, Default)]
struct Options {
    plan: Plan,
    json: Option<PathBuf>,
    docs: bool,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        while let Some(name) = arguments.next() {
            if name == "--docs" {
                options.docs = true;
                continue;
            }
            let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--runs" => options.plan.runs = value.parse()?,
                "--json" => options.json = Some(value.into()),
                other => bail!("there is no option {other}"),
            }
        }
        Ok(options)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
    let figures = measure(&options.plan).await?;
    if let Some(file) = options.json {
        let text = format!("{:#}\n", json(&figures));
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
    }
    if options.docs {
        write_docs(&figures)?;
    }
    println!("{}", table(&figures));
    Ok(())
}
