//! Set-up: makes sure that a compiler for wasm32, the tools and a browser are there, and says where they are.
//!
//! Everything is pinned, goes into one cache folder and is installed once; what is found is used as it is.
//! The user's own toolchains are left alone, except for the ordinary `rustup target add` and
//! `rustup component add`.

mod apt;
mod browser;
mod debian;
mod engines;
mod environment;
mod judges;
mod library_source;
mod npm;
mod store;
mod tools;
mod wasm_target;

pub use browser::{BROWSER_VARIABLE, Browser, DRIVER_VARIABLE};
pub use engines::{Engine, FIREFOX, WEBKIT};
pub use environment::Environment;
pub use library_source::are_present as has_library_sources;
pub use tools::{TRUNK, Tool, WASM_BINDGEN, WASM_OPT, WASM_PACK};

use anyhow::Result;

/// What a command needs besides the native compiler it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A compiler with the standard library for `wasm32-unknown-unknown`.
    WasmTarget,
    /// One of the pinned tools.
    Tool(&'static Tool),
    /// Chromium and its driver.
    Browser,
    /// The browser of another engine.
    Engine(&'static Engine),
    /// The official client and the quickstart's Python.
    Judges,
    /// The library that colours code, and what packs it.
    Highlight,
    /// The frameworks that the wrappers are for, and what bundles apps in them.
    Frameworks,
    /// The views of others that the benchmark measures ours against, and what bundles them.
    Views,
    /// The boxes of others that ours is weighed and measured against.
    Peers,
    /// What the letters of the pictures are drawn with.
    Fonts,
    /// The proxies that the gateway stands behind, and is measured against.
    Proxies,
    /// What several gateways share their state in.
    Redis,
}

/// Compiling the widget and writing its glue.
pub const FOR_WIDGET: &[Need] = &[Need::WasmTarget, Need::Tool(&WASM_BINDGEN)];
/// Packing a page with the widget.
pub const FOR_PAGE: &[Need] =
    &[Need::WasmTarget, Need::Tool(&WASM_BINDGEN), Need::Highlight, Need::Frameworks];
/// Packing a release.
pub const FOR_DIST: &[Need] = &[
    Need::WasmTarget,
    Need::Tool(&WASM_BINDGEN),
    Need::Tool(&WASM_OPT),
    Need::Tool(&WASM_PACK),
    Need::Highlight,
];
/// The development server.
pub const FOR_SERVE: &[Need] = &[
    Need::WasmTarget,
    Need::Tool(&WASM_BINDGEN),
    Need::Tool(&WASM_OPT),
    Need::Tool(&TRUNK),
    Need::Highlight,
];
/// The benchmark of the answer view.
pub const FOR_BENCH: &[Need] = &[
    Need::WasmTarget,
    Need::Tool(&WASM_BINDGEN),
    Need::Tool(&WASM_OPT),
    Need::Browser,
    Need::Views,
];
/// Weighing the boxes of others.
pub const FOR_PEERS: &[Need] = &[Need::Peers];
/// The benchmark of loading.
pub const FOR_BENCH_LOAD: &[Need] = &[Need::Browser, Need::Peers];
/// The benchmark of the gateway.
pub const FOR_BENCH_GATEWAY: &[Need] = &[Need::Proxies];
/// Everything.
pub const FOR_ALL: &[Need] = &[
    Need::WasmTarget,
    Need::Tool(&WASM_BINDGEN),
    Need::Tool(&WASM_OPT),
    Need::Tool(&TRUNK),
    Need::Tool(&WASM_PACK),
    Need::Browser,
    Need::Judges,
    Need::Highlight,
    Need::Frameworks,
    Need::Views,
    Need::Peers,
];

/// Makes sure of each need in turn and gives the environment in which wasm commands run.
pub fn make_sure_of(needs: &[Need]) -> Result<Environment> {
    let mut environment = Environment::default();
    environment.make_sure_of(needs)?;
    Ok(environment)
}

/// Tells whether an engine is here, with all that drives it, without installing anything.
pub fn has(engine: &Engine) -> Result<bool> {
    Ok(engines::has(engine, &store::Store::open()?))
}

impl Environment {
    /// Makes sure of further needs; those that were met before are not looked at again.
    pub fn make_sure_of(&mut self, needs: &[Need]) -> Result<()> {
        let store = store::Store::open()?;
        for need in needs {
            if self.met.contains(need) {
                continue;
            }
            match need {
                Need::WasmTarget => {
                    wasm_target::make_sure(&store, self)?;
                    library_source::make_sure(&store, self)?;
                }
                Need::Tool(tool) => tools::make_sure(tool, &store, self)?,
                Need::Browser => self.browser = Some(browser::make_sure(&store)?),
                Need::Engine(engine) => engines::make_sure(engine, &store, self)?,
                Need::Judges => self.python = Some(judges::make_sure(&store)?),
                Need::Frameworks => npm::make_sure("the wrappers' frameworks", "packages", &store)?,
                Need::Highlight => npm::make_sure("what colours code", "highlight", &store)?,
                Need::Views => npm::make_sure("the views of others", "e2e/bench", &store)?,
                Need::Peers => npm::make_sure("the boxes of others", "e2e/peers", &store)?,
                Need::Fonts => apt::install("the pictures' font", &["fonts-inter"], &store)?,
                Need::Proxies => apt::install("the proxies", &["nginx", "caddy"], &store)?,
                Need::Redis => apt::install("Redis", &["redis-server"], &store)?,
            }
            self.met.push(*need);
        }
        Ok(())
    }
}
