//! `cargo xtask bench load`: a site with one page for each box, and the program that visits them.
//! The box is the one in `target/dist/`; the others are served as it is, compressed and kept by their hash.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::setup::{self, FOR_BENCH_LOAD};
use crate::size::peers::{self, Peer};
use crate::{demo, end_to_end, process, progress, project};

/// Where the box stands in the page that all share.
const MARK: &str = "<!-- the box -->";
/// The page that all share, alone: what a page costs without a box.
const BARE: &str = "bare";
/// Files for the page that has what the least box of all would be: a button.
const FLOOR: [&str; 2] = ["floor.html", "floor.js"];

/// The options, checked here so that a mistake is told before anything is built.
pub(super) fn parse(parser: &mut Parser) -> Result<Vec<OsString>> {
    let mut passed: Vec<OsString> = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("docs") => passed.push("--docs".into()),
            Arg::Long("runs") => {
                let value = parser.value()?.string()?;
                if value.parse::<u32>().unwrap_or(0) == 0 {
                    bail!("read --runs \"{value}\": it has to be a number, above 0");
                }
                passed.extend(["--runs".into(), value.into()]);
            }
            Arg::Long("json") => {
                // The program runs in the project's root, whatever the folder here is.
                let file = std::path::absolute(parser.value()?).context("read --json")?;
                passed.extend(["--json".into(), file.into_os_string()]);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(passed)
}

/// Builds the site and visits it.
pub(super) fn run(passed: &[OsString]) -> Result<()> {
    let environment = setup::make_sure_of(FOR_BENCH_LOAD)?;
    progress::heading("the site");
    let folder = project::target().join("load");
    write_site(&folder)?;
    demo::start_gateway_build()?.wait("compiling", None)?;
    let mut command = end_to_end::cargo(&environment);
    command
        .env("XTASK_LOAD", &folder)
        .args(["run", "--package", project::END_TO_END_PACKAGE, "--bin", "bench_load", "--"])
        .args(passed);
    process::run(&mut command)
}

fn write_site(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    copy_release(folder)?;
    let pages = project::root().join(peers::FOLDER).join("pages");
    let read = |name: &str| {
        let file = pages.join(name);
        fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))
    };
    let frame = read("frame.html")?;
    write(folder, &format!("{BARE}.html"), page(&frame, "")?.as_bytes())?;
    let [pasted, script] = FLOOR;
    write(folder, pasted, page(&frame, &read(pasted)?)?.as_bytes())?;
    write(folder, script, read(script)?.as_bytes())?;
    for peer in peers::list()? {
        write_page(folder, &frame, &peer)?;
    }
    Ok(())
}

fn write_page(folder: &Path, frame: &str, peer: &Peer) -> Result<()> {
    let mut pasted = peer.page()?;
    for asset in peer.assets()? {
        let name = &asset.file.name;
        pasted = pasted.replace(&format!("\"{}\"", asset.reference), &format!("\"{name}\""));
        write(folder, name, &asset.file.bytes)?;
        write(folder, &format!("{name}.gz"), &asset.encoded.gzip)?;
        write(folder, &format!("{name}.br"), &asset.encoded.brotli)?;
    }
    write(folder, &format!("{}.html", peer.page), page(frame, &pasted)?.as_bytes())
}

fn page(frame: &str, pasted: &str) -> Result<String> {
    if frame.matches(MARK).count() != 1 {
        bail!("find {MARK} once in the page that all boxes share");
    }
    Ok(frame.replace(MARK, pasted))
}

/// The files of the last release, without its npm package.
fn copy_release(folder: &Path) -> Result<()> {
    let release = project::dist();
    let listed = fs::read_dir(&release)
        .with_context(|| format!("read {}: `cargo xtask dist` writes it", release.display()))?;
    let mut names = BTreeSet::new();
    for entry in listed {
        let entry = entry.with_context(|| format!("read {}", release.display()))?;
        if entry.path().is_file() {
            names.insert(entry.file_name());
        }
    }
    for name in names {
        let file = release.join(&name);
        fs::copy(&file, folder.join(&name)).with_context(|| format!("copy {}", file.display()))?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let file = folder.join(name);
    fs::write(&file, bytes).with_context(|| format!("write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Vec<OsString>> {
        parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn options_pass_through_and_mistakes_are_told() {
        let passed = parsed(&["--runs", "3", "--docs", "--json", "/a/b.json"]).expect("known");
        assert_eq!(passed, ["--runs", "3", "--docs", "--json", "/a/b.json"]);
        for wrong in [&["--runs", "0"][..], &["--runs", "many"], &["--sizes", "2"]] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_pasted_stands_at_the_mark_and_there_is_one() {
        assert_eq!(page("a<!-- the box -->b", "X").expect("a mark"), "aXb");
        assert!(page("no mark", "X").is_err());
    }
}
