//! Installs Debian packages, as root or through sudo.
//! It refuses to add package sources or to remove anything.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::store::Store;
use crate::{process, progress};

/// Seconds that apt waits for another package manager to finish.
const LOCK_TIMEOUT: &str = "DPkg::Lock::Timeout=120";

/// The installed version of a package.
pub(super) fn installed_version(package: &str) -> Option<String> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status} ${Version}", package]);
    let answer = process::read(&mut query).ok()?;
    answer.strip_prefix("installed ").map(str::to_owned)
}

/// Installs those packages that are missing.
pub(super) fn install(thing: &str, packages: &[&str], store: &Store) -> Result<()> {
    let missing: Vec<_> =
        packages.iter().copied().filter(|package| installed_version(package).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if process::find_on_path("apt-get").is_none() {
        bail!("install {thing}: apt-get is missing (on Debian it would be: {by_hand})");
    }
    // Lists that cannot be fetched may still be good enough, and the install says more if they are not.
    let mut update = apt_get(thing, &by_hand)?;
    update.arg("update");
    let log = store.log("apt-update");
    if let Err(error) = progress::run("package lists", "updating", &mut update, &log) {
        eprintln!("warning: {error:#}");
    }
    let mut install = apt_get(thing, &by_hand)?;
    install.args(["install", "-y", "--no-install-recommends"]).args(&missing);
    progress::run(thing, "installing", &mut install, &store.log("apt-install"))
        .with_context(|| format!("install {thing} (by hand, as root: {by_hand})"))
}

fn apt_get(thing: &str, by_hand: &str) -> Result<Command> {
    let user = process::read(Command::new("id").arg("-u"))?;
    let mut command = if user == "0" {
        Command::new("env")
    } else if process::find_on_path("sudo").is_some() {
        // The password, if one is needed, is asked for where it can be typed; later calls remember it.
        process::run(Command::new("sudo").arg("--validate"))
            .with_context(|| format!("install {thing} (by hand, as root: {by_hand})"))?;
        let mut sudo = Command::new("sudo");
        sudo.args(["--non-interactive", "env"]);
        sudo
    } else {
        bail!("install {thing}: neither root nor sudo; as root, run: {by_hand}");
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", LOCK_TIMEOUT]);
    Ok(command)
}
