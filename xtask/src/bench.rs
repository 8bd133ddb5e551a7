//! `cargo xtask bench`: builds what is measured, then lets the end-to-end package's programs measure it.
//! It measures nothing itself. The benchmark of the answer view is here, that of loading in `load`, that
//! of the gateway in `gateway`.

mod gateway;
mod load;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::setup::{self, FOR_BENCH};
use crate::{end_to_end, process, progress, project, widget};

/// The page's sources, and the peers' lock file.
const SOURCES: &str = "e2e/bench";

/// Reads what is to be measured, and does it.
pub fn run(parser: &mut Parser) -> Result<()> {
    match parser.next()? {
        Some(Arg::Value(what)) if what == "render" => render(&parse(parser)?),
        Some(Arg::Value(what)) if what == "load" => load::run(&load::parse(parser)?),
        Some(Arg::Value(what)) if what == "gateway" => {
            gateway::run("bench_gateway", &gateway::parse(parser)?)
        }
        Some(Arg::Value(what)) if what == "soak" => {
            gateway::run("soak_gateway", &gateway::parse_soak(parser)?)
        }
        Some(Arg::Value(what)) => {
            bail!(
                "there is no benchmark \"{}\"; there are: render, load, gateway, soak",
                what.to_string_lossy()
            )
        }
        Some(other) => Err(other.unexpected().into()),
        None => bail!("say which benchmark: render, load, gateway or soak"),
    }
}

/// The options, checked here so that a mistake is told before anything is built.
fn parse(parser: &mut Parser) -> Result<Vec<OsString>> {
    let mut passed: Vec<OsString> = Vec::new();
    while let Some(argument) = parser.next()? {
        let name = match argument {
            Arg::Long(name) => name.to_owned(),
            other => return Err(other.unexpected().into()),
        };
        let value = match name.as_str() {
            "docs" => {
                passed.push("--docs".into());
                continue;
            }
            "sizes" | "runs" | "budget" => {
                let value = parser.value()?.string()?;
                let list = name == "sizes";
                let mut numbers = value.split(',').map(|number| number.parse::<u32>().unwrap_or(0));
                if numbers.any(|number| number == 0) || (!list && value.contains(',')) {
                    let wanted = if list { "numbers with commas" } else { "a number" };
                    bail!("read --{name} \"{value}\": it has to be {wanted}, above 0");
                }
                value.into()
            }
            // The program runs in the project's root, whatever the folder here is.
            "json" | "plot" => std::path::absolute(parser.value()?)
                .with_context(|| format!("read --{name}"))?
                .into_os_string(),
            _ => return Err(Arg::Long(&name).unexpected().into()),
        };
        passed.extend([format!("--{name}").into(), value]);
    }
    Ok(passed)
}

fn render(passed: &[OsString]) -> Result<()> {
    let environment = setup::make_sure_of(FOR_BENCH)?;
    let folder = project::bench();
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    progress::heading("the view, as a release has it");
    widget::build_for_bench(&environment, &folder)?;
    progress::heading("the page");
    bundle(&folder)?;
    let mut command = end_to_end::cargo(&environment);
    command
        .env("XTASK_BENCH", &folder)
        .args(["run", "--package", project::END_TO_END_PACKAGE, "--bin", "bench_render", "--"])
        .args(passed);
    process::run(&mut command)
}

/// One module of the page's sources and the peers, next to the widget's.
fn bundle(folder: &Path) -> Result<()> {
    let sources = project::root().join(SOURCES);
    let mut command = Command::new("node");
    command
        .arg("node_modules/esbuild/bin/esbuild")
        .args(["src/page.js", "--bundle", "--format=esm", "--minify", "--log-level=warning"])
        .arg("--external:./ask-docs-bench.js")
        .arg("--define:process.env.NODE_ENV=\"production\"")
        // React's own: it lets the page say when what was put off is done.
        .arg("--alias:scheduler=scheduler/unstable_mock")
        .arg(format!("--outfile={}", folder.join("page.js").display()))
        .current_dir(&sources);
    process::run(&mut command)?;
    for name in ["index.html", "peers.css"] {
        let file = sources.join(name);
        fs::copy(&file, folder.join(name)).with_context(|| format!("copy {}", file.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Vec<OsString>> {
        parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn options_pass_through_with_paths_that_hold_in_any_folder() {
        let passed = parsed(&["--sizes", "2,8", "--runs=3", "--json", "/a/b.json"]).expect("known");
        assert_eq!(passed, ["--sizes", "2,8", "--runs", "3", "--json", "/a/b.json"]);
        let passed = parsed(&["--docs", "--plot", "here.svg"]).expect("known");
        assert_eq!(passed[..2], ["--docs", "--plot"]);
        assert!(Path::new(&passed[2]).is_absolute(), "{passed:?}");
    }

    #[test]
    fn what_is_no_number_and_what_is_no_option_is_told_before_anything_is_built() {
        for wrong in [["--sizes", "2,x"], ["--runs", "0"], ["--runs", "1,2"], ["--run", "1"]] {
            let error = parsed(&wrong).expect_err("a mistake");
            assert!(error.to_string().contains(wrong[0]), "{error}");
        }
    }
}
