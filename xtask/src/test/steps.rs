//! The steps of the gate, in the order in which they run: what each needs and which command it is.
//! They know nothing of one another, except that the end-to-end tests come after what they drive.

use std::process::Command;

use anyhow::Result;

use super::Counts;
use crate::setup::{Engine, Environment, FIREFOX, FOR_DIST, FOR_SERVE, FOR_WIDGET, Need, WEBKIT};
use crate::{demo, dist, end_to_end, fuzz, process, project, setup, size, widget};

/// The target of every wasm step.
const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// A part of the gate that can be run alone.
#[derive(Debug)]
pub struct Step {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it proves.
    pub purpose: &'static str,
    /// The engine without which it is left out, unless it is asked for.
    pub(super) engine: Option<&'static Engine>,
    /// What has to be installed.
    pub(super) needs: fn() -> Vec<Need>,
    /// Runs it.
    pub(super) run: fn(&Environment) -> Result<Counts>,
}

/// Every step.
pub const STEPS: &[Step] = &[
    Step {
        name: "tidy",
        purpose: "the project's own rules, and xtask itself",
        engine: None,
        needs: nothing,
        run: |_| Counts::of_tests(cargo(&["test", "--package", "xtask"]).arg("--no-fail-fast")),
    },
    Step {
        name: "fmt",
        purpose: "every file is formatted",
        engine: None,
        needs: nothing,
        run: |_| {
            let mut counts = Counts::of_check(&mut cargo(&["fmt", "--all", "--check"]))?;
            let fuzz = ["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"];
            counts += Counts::of_check(&mut cargo(&fuzz))?;
            Ok(counts)
        },
    },
    Step {
        name: "clippy",
        purpose: "lints of the native build",
        engine: None,
        needs: nothing,
        run: |_| {
            Counts::of_check(&mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))
        },
    },
    Step {
        name: "clippy-wasm",
        purpose: "lints of the widget as the browser gets it",
        engine: None,
        needs: for_widget,
        run: |environment| {
            let mut command = environment.command("cargo")?;
            command
                .args(["clippy", "--package", project::WIDGET_PACKAGE, "--all-targets"])
                .arg("--all-features")
                .args(WASM);
            Counts::of_check(command.args(["--", "-D", "warnings"]))
        },
    },
    Step {
        name: "doc",
        purpose: "the documentation builds, and its links lead somewhere",
        engine: None,
        needs: nothing,
        run: |_| {
            let mut command =
                cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
            Counts::of_check(command.env("RUSTDOCFLAGS", "-D warnings"))
        },
    },
    Step {
        name: "native",
        purpose: "tests without a browser",
        engine: None,
        needs: || vec![Need::Redis],
        run: |_| {
            let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
            // The first has had its own step, the second gets one.
            command.args(["--exclude", "xtask", "--exclude", project::END_TO_END_PACKAGE]);
            Counts::of_tests(&mut command)
        },
    },
    Step {
        name: "fuzz",
        purpose: "inputs that nobody thought of, for a bounded time",
        engine: None,
        needs: nothing,
        run: |_| fuzz::run_in_gate(),
    },
    Step {
        name: "wasm",
        purpose: "tests of the widget in a headless browser",
        engine: None,
        needs: || [FOR_WIDGET, &[Need::Browser]].concat(),
        run: |environment| {
            let mut command = environment.command("cargo")?;
            command
                .args(["test", "--package", project::WIDGET_PACKAGE, "--no-fail-fast"])
                .arg("--all-features")
                .args(WASM)
                // Seconds for all of them; 20, which it is otherwise, are few for a busy machine.
                .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
            Counts::of_tests(&mut command)
        },
    },
    Step {
        name: "dist",
        purpose: "the release can be packed",
        engine: None,
        needs: || FOR_DIST.to_vec(),
        run: |environment| dist::run(environment).map(|()| Counts::one(true)),
    },
    Step {
        name: "size",
        purpose: "the release keeps its budget",
        engine: None,
        needs: || FOR_DIST.to_vec(),
        run: |environment| {
            // Without them the release is what it can be here, and that is not what the budget is for.
            if !setup::has_library_sources(environment)? {
                eprintln!("  not judged: this release has the standard library as it is installed");
                return Ok(Counts::default());
            }
            size::run(size::Options::default()).map(|()| Counts::one(true))
        },
    },
    Step {
        name: "trunk",
        purpose: "trunk builds its page",
        engine: None,
        needs: || FOR_SERVE.to_vec(),
        run: |environment| {
            let built = Counts::of_check(&mut trunk_build(environment)?)?;
            if project::trunk().is_dir() {
                dist::write_beside_glue(&project::trunk())?;
            }
            Ok(built)
        },
    },
    Step {
        name: "e2e",
        purpose: "the page, the widget and the gateway, in Chromium",
        engine: None,
        needs: end_to_end::needs,
        run: |environment| {
            let mut command = end_to_end_tests(environment)?;
            Counts::of_tests(&mut command)
        },
    },
    Step {
        name: "e2e-firefox",
        purpose: "the same in Firefox",
        engine: Some(&FIREFOX),
        needs: || for_engine(&FIREFOX),
        run: |environment| in_engine(environment, &FIREFOX),
    },
    Step {
        name: "e2e-webkit",
        purpose: "the same in WebKit",
        engine: Some(&WEBKIT),
        needs: || for_engine(&WEBKIT),
        run: |environment| in_engine(environment, &WEBKIT),
    },
];

/// Builds all that the end-to-end tests drive, and gives the command that runs them.
fn end_to_end_tests(environment: &Environment) -> Result<Command> {
    dist::write_www(environment)?;
    widget::build_for_bench(environment, &project::bench())?;
    demo::start_gateway_build()?.wait("compiling", None)?;
    process::run(&mut cargo(&["build", "--package", project::COMMAND_LINE_PACKAGE]))?;
    if !project::trunk().is_dir() {
        process::run(&mut trunk_build(environment)?)?;
        dist::write_beside_glue(&project::trunk())?;
    }
    let mut command = end_to_end::cargo(environment);
    command.args(["test", "--package", project::END_TO_END_PACKAGE, "--no-fail-fast"]);
    Ok(command)
}

fn in_engine(environment: &Environment, engine: &Engine) -> Result<Counts> {
    let mut command = end_to_end_tests(environment)?;
    // Only what has a browser in it: the package's own unit tests have run before.
    command.args(["--test", "*"]).env(end_to_end::ENGINE_VARIABLE, engine.name);
    Counts::of_tests(&mut command)
}

fn for_engine(engine: &'static Engine) -> Vec<Need> {
    [end_to_end::needs(), vec![Need::Engine(engine)]].concat()
}

fn trunk_build(environment: &Environment) -> Result<Command> {
    let mut command = environment.command("trunk")?;
    // Beside the folder of a development server, which may be running.
    command.args(["build", "--release", "--offline", "--dist"]).arg(project::trunk());
    Ok(command)
}

fn nothing() -> Vec<Need> {
    Vec::new()
}

fn for_widget() -> Vec<Need> {
    FOR_WIDGET.to_vec()
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = project::cargo();
    command.args(arguments);
    end_to_end::with_corpora(&mut command);
    command
}
