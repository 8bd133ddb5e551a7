//! The rules of the options, one mistake one sentence.
//!
//! Owns the wording. Refuses to stop at the first mistake.

use std::path::PathBuf;
use std::time::Duration;

use ask_docs_core::request::is_id;
use url::Url;

use super::{
    LocalSettings, Options, ProtectionSettings, ServerSettings, Settings, SiteProtectionSettings,
    SiteSettings, Source, UpstreamSettings, is_origin,
};
use crate::compress::CompressSettings;
use crate::local::{ORGANIZATION, SITE};
use crate::origin::Origins;
use crate::upstream::{Conduct, Token};

/// The longest pause between two snapshots; more would look like a stalled answer.
const MAX_PACE: Duration = Duration::from_secs(10);

/// Checks `options` all at once.
pub(super) fn check(
    options: Options,
    environment_token: Option<String>,
) -> Result<Settings, Vec<String>> {
    let mut mistakes = Mistakes(Vec::new());
    let port = mistakes.take(port(&options.port));
    let origins = mistakes.take(origins(&options.allow_origin));
    let www = mistakes.take(options.www.clone().map(folder("--www")).transpose());
    let source = match (&options.docs, &options.upstream) {
        (Some(_), Some(_)) => {
            mistakes.add("--docs and --upstream exclude each other: answers have one source");
            None
        }
        (None, None) => {
            mistakes.add(
                "Give either --docs DIR to answer from a folder of Markdown, \
                 or --upstream URL to pass questions on",
            );
            None
        }
        (Some(_), None) => local(&options, &mut mistakes).map(Source::Local),
        (None, Some(_)) => {
            upstream(&options, environment_token, &mut mistakes).map(Source::Upstream)
        }
    };
    match (port, origins, www, source) {
        (Some(port), Some(origins), Some(www), Some(source)) if mistakes.0.is_empty() => {
            let (organization, site) = match &source {
                Source::Local(_) => (ORGANIZATION.to_owned(), SITE.to_owned()),
                Source::Upstream(upstream) => {
                    (upstream.organization.clone(), upstream.site.clone())
                }
            };
            let protection = match source {
                Source::Local(_) => ProtectionSettings::without_rates(),
                Source::Upstream(_) => ProtectionSettings::default(),
            };
            let site = SiteSettings {
                name: site.clone(),
                organization,
                site,
                origins,
                source,
                protection: SiteProtectionSettings::default(),
            };
            let server = ServerSettings {
                host: options.host,
                port,
                www,
                compress: CompressSettings::default(),
                protection,
            };
            Ok(Settings { server, sites: vec![site] })
        }
        _ => Err(mistakes.0),
    }
}

fn local(options: &Options, mistakes: &mut Mistakes) -> Option<LocalSettings> {
    for (name, given) in [
        ("--organization", options.organization.is_some()),
        ("--site", options.site.is_some()),
        ("--token-file", options.token_file.is_some()),
    ] {
        if given {
            mistakes.add(format!("{name} goes with --upstream; a folder of docs needs none"));
        }
    }
    let docs = options.docs.clone().map(folder("--docs")).transpose();
    let docs = mistakes.take(docs);
    let site_url = mistakes.take(options.site_url.as_deref().map(site_url).transpose());
    let pace = mistakes.take(pace(&options.pace));
    Some(LocalSettings { docs: docs??, site_url: site_url?, pace: pace? })
}

fn upstream(
    options: &Options,
    environment_token: Option<String>,
    mistakes: &mut Mistakes,
) -> Option<UpstreamSettings> {
    if options.site_url.is_some() {
        mistakes.add("--site-url goes with --docs; GitBook knows where it publishes");
    }
    let base = mistakes.take(upstream_base(options.upstream.as_deref().unwrap_or_default()));
    let organization = mistakes.take(id("--organization", options.organization.as_deref()));
    let site = mistakes.take(id("--site", options.site.as_deref()));
    let token = mistakes.take(token(options.token_file.as_ref(), environment_token));
    let (organization, site, token) = (organization?, site?, token?);
    Some(UpstreamSettings { base: base?, organization, site, token, conduct: Conduct::default() })
}

/// Mistakes found so far.
struct Mistakes(Vec<String>);

impl Mistakes {
    fn add(&mut self, mistake: impl Into<String>) {
        self.0.push(mistake.into());
    }

    fn take<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|mistake| self.0.push(mistake)).ok()
    }
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("--port must be a number from 0 to 65535; it is `{text}`"))
}

fn origins(listed: &[String]) -> Result<Origins, String> {
    let bad: Vec<_> = listed.iter().filter(|origin| !is_origin(origin)).collect();
    if let Some(first) = bad.first() {
        return Err(format!(
            "--allow-origin must be as a browser writes it, scheme and host without a path \
             (https://app.example.com); it is `{first}`"
        ));
    }
    Ok(match listed {
        [] => Origins::Localhost,
        listed => Origins::Listed(listed.to_vec()),
    })
}

fn folder(option: &'static str) -> impl Fn(PathBuf) -> Result<PathBuf, String> {
    move |path| {
        if path.is_dir() {
            return Ok(path);
        }
        let what = if path.exists() { "is not a folder" } else { "does not exist" };
        Err(format!("{option} `{}` {what}", path.display()))
    }
}

fn web_url(option: &str, text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    // Not quoted: someone may have put a password into it.
    url.ok_or_else(|| {
        format!("{option} must be a web address without user, query or fragment (https://…)")
    })
}

fn site_url(text: &str) -> Result<Url, String> {
    let mut url = web_url("--site-url", text)?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn upstream_base(text: &str) -> Result<Url, String> {
    let mut url = web_url("--upstream", text)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() == "http" && !is_here {
        return Err(
            "--upstream must begin with https://, or the token could be read on its way".to_owned()
        );
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/v1").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

fn id(option: &str, value: Option<&str>) -> Result<String, String> {
    match value {
        Some(id) if is_id(id) => Ok(id.to_owned()),
        Some(_) => Err(format!("{option} must be 1 to 64 letters, digits, `-` or `_`")),
        None => Err(format!("{option} ID must be given with --upstream")),
    }
}

fn token(file: Option<&PathBuf>, environment: Option<String>) -> Result<Token, String> {
    let (text, origin) = match (file, environment) {
        (Some(file), _) => {
            let name = format!("--token-file `{}`", file.display());
            let text = std::fs::read_to_string(file)
                .map_err(|cause| format!("{name} cannot be read: {}", cause.kind()))?;
            (text, name)
        }
        (None, Some(text)) => (text, "ASK_DOCS_TOKEN".to_owned()),
        (None, None) => {
            return Err("The API token must be given, with --token-file FILE or in the \
                        environment variable ASK_DOCS_TOKEN"
                .to_owned());
        }
    };
    Token::new(text.trim()).ok_or_else(|| format!("{origin} does not hold a token"))
}

fn pace(text: &str) -> Result<Duration, String> {
    let seconds = match text.strip_suffix("ms") {
        Some(number) => number.parse::<f64>().map(|milliseconds| milliseconds / 1000.0),
        None if text == "0" => Ok(0.0),
        None => text.strip_suffix('s').unwrap_or("").parse::<f64>(),
    };
    let pace = seconds.ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    pace.filter(|pace| *pace <= MAX_PACE).ok_or_else(|| {
        format!("--pace must be a time up to 10s, as in 30ms, 0.5s or 0; it is `{text}`")
    })
}
