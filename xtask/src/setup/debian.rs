//! Builds for wasm32 with Debian's compiler, its library compiled once from Debian's own sources.
//!
//! The result is a toolchain folder in the cache: programs that stand in for `/usr/bin`'s, and a sysroot in which
//! the host's libraries are links. Nothing is written under `/usr`, and rustup does not hear of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::store::{Store, remove_folder};
use super::wasm_target::TARGET;
use super::{Environment, apt};
use crate::{process, progress, project};

/// Where Debian's packages put the compiler.
const PROGRAMS: &str = "/usr/bin";
const LIBRARIES: &str = "/usr/lib/rustlib";

/// The package whose version names the toolchain folder.
const COMPILER: &str = "rustc-web";
const PACKAGES: &[&str] = &[COMPILER, "cargo-web", "rust-web-src", "rust-web-clippy"];

/// These have to be told of the sysroot; the others call them.
const WRAPPED: &[&str] = &["rustc", "rustdoc"];
const LINKED: &[&str] = &["cargo", "cargo-clippy", "clippy-driver"];

/// `test` is what wasm-bindgen-test stands on, `proc_macro` what `test` builds of macro crates look for.
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort,proc_macro,test";

/// The package that the standard library is built for; its own artifact is thrown away.
const EMPTY_MANIFEST: &str = "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n\n\
                              [profile.release]\ncodegen-units = 1\n";

/// The toolchain folder for the installed compiler, if it has been made.
pub(super) fn existing(store: &Store) -> Option<PathBuf> {
    let name = folder_name(&apt::installed_version(COMPILER)?);
    Some(store.folder(&name)).filter(|folder| folder.is_dir())
}

/// Lets commands run with this toolchain.
pub(super) fn use_in(environment: &mut Environment, toolchain: &Path) {
    environment.add_folder(&toolchain.join("bin"));
    environment.sysroot = Some(toolchain.join("sysroot"));
}

/// Installs the compiler and makes the toolchain folder, each if it is missing.
pub(super) fn make_sure(store: &Store, environment: &mut Environment) -> Result<()> {
    if let Some(toolchain) = existing(store) {
        progress::already("std for wasm32 (Debian)", "already there");
        use_in(environment, &toolchain);
        return Ok(());
    }
    apt::install("Debian's Rust compiler", PACKAGES, store)?;
    let compiler = Compiler::ask()?;
    let linker = format!("lld-{}", compiler.llvm);
    apt::install("its linker for wasm32", &[&linker], store)?;

    let version =
        apt::installed_version(COMPILER).context("ask dpkg for the compiler's version")?;
    let name = folder_name(&version);
    let finished = store.folder(&name);
    let toolchain = store.install(&name, |partial| {
        compile_library(partial, &store.log(&name))?;
        lay_out(partial, &finished, &compiler)
    })?;
    use_in(environment, &toolchain);
    Ok(())
}

/// Debian versions hold characters such as `:` that may not stand in `PATH`.
fn folder_name(version: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
    let version: String =
        version.chars().map(|letter| if plain(letter) { letter } else { '-' }).collect();
    format!("rust-wasm-{version}")
}

/// What the compiler says about itself.
#[derive(Debug, PartialEq, Eq)]
struct Compiler {
    host: String,
    llvm: String,
}

impl Compiler {
    fn ask() -> Result<Self> {
        let mut rustc = Command::new(format!("{PROGRAMS}/rustc"));
        rustc.arg("-vV").env_remove("LD_LIBRARY_PATH");
        let said = process::read(&mut rustc)?;
        Self::parse(&said).with_context(|| format!("understand what `rustc -vV` says: {said}"))
    }

    fn parse(said: &str) -> Option<Self> {
        let line = |name: &str| said.lines().find_map(|line| line.strip_prefix(name));
        let llvm = line("LLVM version: ")?;
        Some(Self {
            host: line("host: ")?.trim().to_owned(),
            llvm: llvm.split('.').next()?.trim().to_owned(),
        })
    }
}

fn compile_library(folder: &Path, log: &Path) -> Result<()> {
    let scratch = folder.join("empty");
    fs::create_dir_all(scratch.join("src")).context("create a folder for the library's sources")?;
    fs::write(scratch.join("Cargo.toml"), EMPTY_MANIFEST).context("write an empty package")?;
    fs::write(scratch.join("src/lib.rs"), "").context("write an empty package")?;
    let mut command = Command::new(format!("{PROGRAMS}/cargo"));
    project::forget_cargo_run(&mut command);
    command
        .args(["build", "--release", BUILD_STD, "--target", TARGET])
        .arg("--target-dir")
        .arg(scratch.join("target"))
        .current_dir(&scratch)
        .env("RUSTC", format!("{PROGRAMS}/rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        // Release builds of the widget optimize across crates, the library's included.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    for name in ["CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"]
    {
        command.env_remove(name);
    }
    progress::run("std for wasm32 (Debian)", "compiling", &mut command, log)
}

fn lay_out(folder: &Path, finished: &Path, compiler: &Compiler) -> Result<()> {
    let rustlib = folder.join("sysroot/lib/rustlib");
    let library = rustlib.join(TARGET).join("lib");
    let host = rustlib.join(&compiler.host);
    let bin = folder.join("bin");
    for created in [&library, &host.join("bin"), &bin] {
        fs::create_dir_all(created).with_context(|| format!("create {}", created.display()))?;
    }

    let scratch = folder.join("empty");
    let built = scratch.join("target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&built).with_context(|| format!("read {}", built.display()))? {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::rename(&file, library.join(&name)).with_context(|| format!("keep {name}"))?;
        }
    }
    remove_folder(&scratch)?;

    link(&format!("{LIBRARIES}/{}/lib", compiler.host), &host.join("lib"))?;
    link_sources(&folder.join("sysroot"))?;
    let linker = process::find_on_path(&format!("lld-{}", compiler.llvm));
    let linker = linker.with_context(|| format!("find lld-{} on PATH", compiler.llvm))?;
    link(&linker.to_string_lossy(), &host.join("bin/rust-lld"))?;
    for program in LINKED {
        link(&format!("{PROGRAMS}/{program}"), &bin.join(program))?;
    }
    let sysroot = finished.join("sysroot");
    let sysroot = sysroot.to_string_lossy();
    if sysroot.contains(['\'', '\n']) {
        bail!("use the cache folder {sysroot}: its name holds a quote; set XTASK_CACHE to another");
    }
    for program in WRAPPED {
        let script = format!("#!/bin/sh\nexec {PROGRAMS}/{program} --sysroot '{sysroot}' \"$@\"\n");
        let file = bin.join(program);
        fs::write(&file, script).with_context(|| format!("write {}", file.display()))?;
        process::run(Command::new("chmod").arg("+x").arg(&file))?;
    }
    Ok(())
}

/// Lets the compiler find the sources of its library, which a release builds anew.
pub(super) fn link_sources(sysroot: &Path) -> Result<()> {
    link(&format!("{LIBRARIES}/src"), &sysroot.join("lib/rustlib/src"))
}

/// A symbolic link, by `ln`: this module has to compile where links are made in another way.
fn link(target: &str, at: &Path) -> Result<()> {
    process::run(Command::new("ln").args(["-s", target]).arg(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_tells_its_host_and_the_linker_that_fits_it() {
        let said = "rustc 1.96.0 (ac68faa20 2026-05-25)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\n\
                    release: 1.96.0\nLLVM version: 22.1.8";
        let expected =
            Compiler { host: "x86_64-unknown-linux-gnu".to_owned(), llvm: "22".to_owned() };
        assert_eq!(Compiler::parse(said), Some(expected));
        assert_eq!(Compiler::parse("rustc 1.96.0"), None);
    }

    #[test]
    fn a_package_version_becomes_a_folder_name_that_may_stand_on_path() {
        assert_eq!(folder_name("1:1.96.0+dfsg1-1~deb12u2"), "rust-wasm-1-1.96.0-dfsg1-1-deb12u2");
    }
}
