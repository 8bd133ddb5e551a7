//! Measures the answer view against others and prints the figures. Run by `cargo xtask bench
//! render`, which builds the page and checks the options.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use ask_docs_e2e::bench::{Page, Plan, about, json, measure, plot, table, write_docs};

#[derive(Debug, Default)]
struct Options {
    plan: Plan,
    json: Option<PathBuf>,
    plot: Option<PathBuf>,
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
                "--sizes" => {
                    let sizes: Result<Vec<u32>, _> = value.split(',').map(str::parse).collect();
                    options.plan.sizes = sizes?;
                    options.plan.sizes.sort_unstable();
                }
                "--runs" => options.plan.runs = value.parse()?,
                "--budget" => options.plan.budget = Duration::from_secs(value.parse()?),
                "--json" => options.json = Some(value.into()),
                "--plot" => options.plot = Some(value.into()),
                other => bail!("there is no option {other}"),
            }
        }
        Ok(options)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
    let page = Page::open().await?;
    let mut figures = measure(&page, &options.plan).await?;
    figures.about = about(&page).await?;
    page.close().await?;
    if let Some(file) = options.json {
        let text = format!("{:#}\n", json(&figures));
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
    }
    if let (Some(file), Some(picture)) = (options.plot, plot(&figures)) {
        fs::write(&file, picture).with_context(|| format!("write {}", file.display()))?;
    }
    if options.docs {
        write_docs(&figures)?;
    }
    println!("{}", table(&figures));
    Ok(())
}
