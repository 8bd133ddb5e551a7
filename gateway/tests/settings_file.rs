//! The configuration file and the environment: many sites, every mistake with its line, no secret
//! in any message.

mod support;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use ask_docs_gateway::settings::{Settings, Source};
use ask_docs_gateway::{AllowedScope, Origins};
use support::parse_with;
use tempfile::TempDir;

/// What must show in no message.
const CANARY: &str = "gb_api_C4nary";

/// A folder with a configuration file, a token and docs.
struct Folder(TempDir);

impl Folder {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("gateway.toml"), text).expect("a file");
        fs::write(folder.path().join("token"), format!("{CANARY}\n")).expect("a token");
        fs::create_dir(folder.path().join("docs")).expect("docs");
        let folder = Self(folder);
        folder.permit(0o600);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    #[cfg(unix)]
    fn permit(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(self.path("token"), mode).expect("permissions");
    }

    #[cfg(not(unix))]
    fn permit(&self, _: u32) {}

    fn read_with(
        &self,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Settings, Vec<String>> {
        let file = self.path("gateway.toml");
        let arguments = [&["--config", file.to_str().expect("a path")], arguments].concat();
        let read = parse_with(&arguments, environment);
        assert!(!format!("{read:?}").contains(CANARY), "{read:?}");
        read
    }
}

fn read(text: &str, environment: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    Folder::new(text).read_with(&[], environment)
}

fn mistakes(text: &str) -> Vec<String> {
    read(text, &[]).expect_err("mistakes")
}

const ONE: &str = "[[site]]\norganization = 'o'\nsite = 's'\ntoken_file = 'token'\n";

#[test]
fn one_file_holds_many_sites_each_with_its_own() {
    let settings = read(
        "server = { host = '::', port = 80_80 }\n[[site]]\nname = 'a'\norganization = 'o'\n\
         site = 's1'\ntoken_file = 'token'\nallow_origins = ['https://a.example']\n\
         scope = { mode = 'specific', site_spaces = ['sp1'] }\n\
         [[site]]\norganization = 'o'\nsite = 's2'\nupstream = 'https://x.example/v1'\n\
         token_env = 'T2'\nallow_origins = []\n\
         [[site]]\ndocs = 'docs'\npace = '1s'\n",
        &[("T2", CANARY)],
    )
    .expect("right settings");
    assert_eq!((settings.server.host.as_str(), settings.server.port), ("::", 8080));
    let [a, b, c] = &settings.sites[..] else { panic!("{settings:?}") };
    assert_eq!((a.name.as_str(), a.organization.as_str(), a.site.as_str()), ("a", "o", "s1"));
    assert_eq!(a.origins, Origins::Listed(vec!["https://a.example".to_owned()]));
    assert_eq!(a.scope, AllowedScope::SiteSpaces(vec!["sp1".to_owned()]));
    let Source::Upstream(upstream) = &a.source else { panic!("{a:?}") };
    assert_eq!(upstream.base.as_str(), "https://api.gitbook.com/");
    assert_eq!((b.name.as_str(), &b.scope), ("s2", &AllowedScope::All));
    assert_eq!(b.origins, Origins::Listed(Vec::new()));
    let Source::Upstream(upstream) = &b.source else { panic!("{b:?}") };
    assert_eq!(upstream.base.as_str(), "https://x.example/");
    assert_eq!((c.organization.as_str(), c.site.as_str()), ("local", "docs"));
    assert_eq!(c.origins, Origins::Localhost);
    let Source::Local(local) = &c.source else { panic!("{c:?}") };
    assert!(local.docs.is_absolute() && local.docs.ends_with("docs"), "beside the file: {local:?}");
    assert_eq!(local.pace, Duration::from_secs(1));
}

#[test]
fn options_win_over_variables_and_those_over_the_file() {
    let folder = Folder::new(&format!("[server]\nport = 1\nhost = '::'\n{ONE}name = 'my-site'\n"));
    let environment = [
        ("ASK_DOCS_PORT", "2"),
        ("ASK_DOCS_HOST", "0.0.0.0"),
        ("ASK_DOCS_SITE_MY_SITE_SITE", "other"),
        ("ASK_DOCS_SITE_MY_SITE_ALLOW_ORIGINS", "https://a.example, https://b.example"),
        ("ASK_DOCS_SITE_MY_SITE_SCOPE_MODE", "specific"),
        ("ASK_DOCS_SITE_MY_SITE_SCOPE_SITE_SPACES", "sp1,sp2"),
        ("ASK_DOCS_SITE_MY_SITE_ORGANIZATION", ""),
    ];
    let settings = folder.read_with(&["--port", "3"], &environment).expect("right settings");
    assert_eq!((settings.server.host.as_str(), settings.server.port), ("0.0.0.0", 3));
    let site = &settings.sites[0];
    assert_eq!((site.organization.as_str(), site.site.as_str()), ("o", "other"));
    let listed = ["https://a.example".to_owned(), "https://b.example".to_owned()];
    assert_eq!(site.origins, Origins::Listed(listed.to_vec()));
    assert_eq!(site.scope, AllowedScope::SiteSpaces(vec!["sp1".to_owned(), "sp2".to_owned()]));
    assert_eq!(settings.warnings, [""; 0]);
}

#[test]
fn one_site_can_come_from_variables_alone() {
    let environment = [
        ("ASK_DOCS_ORGANIZATION", "o"),
        ("ASK_DOCS_SITE", "s"),
        ("ASK_DOCS_TOKEN", CANARY),
        ("ASK_DOCS_PORT", "80"),
    ];
    let settings = parse_with(&[], &environment).expect("right settings");
    assert_eq!((settings.server.port, settings.sites.len()), (80, 1));
    // Options for another site win over the file that a variable names.
    let docs = support::fixture();
    let arguments = ["--docs", docs.to_str().expect("a path")];
    let settings = parse_with(&arguments, &[("ASK_DOCS_CONFIG", "/no/such/file")]);
    assert!(settings.is_ok(), "{settings:?}");
    let found = parse_with(&[], &[("ASK_DOCS_CONFIG", "/no/such/file")]).expect_err("a mistake");
    assert_eq!(found, ["ASK_DOCS_CONFIG names a file that cannot be read: entity not found"]);
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let found = mistakes(
        "colour = 'red'\n[server]\nport = 99999\nhostt = 'x'\nwww = 'nowhere'\n\
         [[site]]\norganization = 'a/b'\nallow_origins = ['*', 'https://a.example', 3]\n\
         [[site]]\ndocs = 'docs'\nscope = { mode = 'all' }\ntoken_env = 'X'\npace = '1d'\n\
         [[site]]\norganization = 'o'\nsite = ['s']\ntoken_file = 'nowhere'\nupstream = 'http://x.example'\n\
         scope = { mode = 'specific' }\n",
    );
    let starts = [
        "gateway.toml:1: `colour` is no setting here; there are `compress`, `limits`, \
         `operation`, `proxies`, `reports`, `resume`, `server`, `site`, `store`, `traces`",
        "gateway.toml:3: `port` must be a number from 0 to 65535",
        "gateway.toml:4: `hostt` is no setting here; there are `host`, `port`, `www`",
        "gateway.toml:5: `www` names a folder that does not exist",
        "gateway.toml:6: `site` must be given",
        "gateway.toml:6: `token_file` must name the file with the API token, or ASK_DOCS_SITE__TOKEN must",
        "gateway.toml:7: `organization` must be 1 to 64 letters",
        "gateway.toml:8: `allow_origins` must be as a browser writes it",
        "gateway.toml:8: `allow_origins` must be as a browser writes it",
        "gateway.toml:11: `scope` goes with GitBook",
        "gateway.toml:12: `token_env` goes with GitBook",
        "gateway.toml:13: `pace` must be a time up to 10s",
        "gateway.toml:16: `site` must be a text",
        "gateway.toml:17: `token_file` names a file that cannot be read: entity not found",
        "gateway.toml:18: `upstream` must begin with https://",
        "gateway.toml:19: `site_spaces` must hold at least one id",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start) && !found.ends_with('.'), "{found}\n{start}");
    }
}

#[test]
fn two_sites_share_neither_ids_nor_a_name_nor_the_pages_under_docs() {
    let same = format!("{ONE}{ONE}");
    let found = mistakes(&same);
    assert!(found[0].starts_with("gateway.toml:5: `name` must differ"), "{found:?}");
    assert!(found[1].starts_with("gateway.toml:7: `site` is the id of a site"), "{found:?}");
    let alike = format!("{ONE}name = 'a-b'\n{}name = 'A_b'\n", ONE.replace("'s'", "'t'"));
    assert_eq!(mistakes(&alike).len(), 1, "their variables would be the same");
    let folders = "[[site]]\ndocs = 'docs'\n[[site]]\ndocs = 'docs'\nsite = 'more'\n";
    let found = mistakes(folders);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("The site `more` needs a `site_url`"), "{found:?}");
    assert!(read(&format!("{folders}site_url = 'https://more.example'\n"), &[]).is_ok());
}

#[test]
fn a_file_without_sites_or_without_syntax_is_one_mistake() {
    for (text, start) in [
        ("", "The settings name no site"),
        ("[site]\norganization = 'o'\n", "gateway.toml:1: `site` must be a list of tables"),
        ("site = [1]\n", "gateway.toml:1: `site` must be a list of tables"),
        ("[server\nport = 1\n", "gateway.toml:1: "),
        ("[server]\nport = 1\nport = 2\n", "gateway.toml:3: duplicate key"),
    ] {
        let found = mistakes(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(start), "{found:?}");
    }
    let two = mistakes("[server]\nhost = \nport = 'x\n");
    assert_eq!(two.len(), 2, "both breaches of the syntax: {two:?}");
}

#[test]
fn a_token_in_the_file_is_refused_and_not_repeated() {
    let found =
        mistakes(&format!("[[site]]\norganization = 'o'\nsite = 's'\ntoken = '{CANARY}'\n"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("gateway.toml:4: `token` must not stand in this file"));
    // Nor where it was put by mistake.
    for wrong in [
        format!("token_file = '{CANARY}'"),
        format!("token_env = '{CANARY}'"),
        format!("token_file = 'token'\n{CANARY} = 1"),
        format!("token_file = 'token'\nname = '{CANARY}!'"),
        format!("token_file = 'token'\nupstream = '{CANARY}'"),
        format!("token_file = 'token'\nallow_origins = ['{CANARY}']"),
        format!("token_file = 'token'\nscope = {{ mode = '{CANARY}' }}"),
        format!("token_file = 'token\nx = {CANARY}"),
        format!("docs = '{CANARY}'"),
    ] {
        let found = mistakes(&format!("[[site]]\norganization = 'o'\nsite = 's'\n{wrong}\n"));
        assert!(!found.is_empty());
    }
}

#[test]
fn a_token_has_one_place() {
    let site = "[[site]]\norganization = 'o'\nsite = 's'\n";
    for (text, environment, right) in [
        ("token_file = 'token'", None, true),
        ("token_env = 'T'", Some(("T", CANARY)), true),
        ("", Some(("ASK_DOCS_SITE_S_TOKEN", CANARY)), true),
        ("", Some(("ASK_DOCS_SITE_S_TOKEN_FILE", "/no/such/file")), false),
        ("", Some(("ASK_DOCS_TOKEN", CANARY)), false),
        ("token_env = 'T'", Some(("T", "two words")), false),
        ("token_env = 'T'", Some(("T", "")), false),
        ("token_env = 'T'", None, false),
        ("token_file = 'token'\ntoken_env = 'T'", Some(("T", CANARY)), false),
    ] {
        let found = read(&format!("{site}{text}\n"), environment.as_slice());
        assert_eq!(found.is_ok(), right, "{text} {environment:?}: {found:?}");
        if let Err(found) = found {
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_token_that_everyone_may_read_is_a_warning() {
    let folder = Folder::new(ONE);
    for (mode, count) in [(0o600, 0), (0o640, 0), (0o644, 1)] {
        folder.permit(mode);
        let warnings = folder.read_with(&[], &[]).expect("right settings").warnings;
        assert_eq!(warnings.len(), count, "{mode:o}: {warnings:?}");
        for warning in warnings {
            assert!(warning.starts_with("gateway.toml:4: `token_file` names a file that every"));
        }
    }
}

#[test]
fn a_variable_that_nothing_reads_is_a_warning() {
    let environment = [("ASK_DOCS_PROT", CANARY), ("ASK_DOCS_CONFIG", "x"), ("OTHER", "x")];
    let warnings = read(ONE, &environment).expect("right settings").warnings;
    assert_eq!(warnings, ["ASK_DOCS_PROT is set, but no setting has this name"]);
}

#[test]
fn options_of_one_site_do_not_mix_with_a_file() {
    let found = Folder::new(ONE).read_with(&["--site", "x", "--pace", "1s"], &[]);
    let found = found.expect_err("mistakes");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("--pace is for one site without --config"), "{found:?}");
}

#[test]
fn protection_is_set_for_all_sites_and_for_one() {
    let folder = Folder::new(
        "[limits]\nquestions_per_client = 7\nquestions_per_origin = 0\n\
         [proxies]\ntrusted = ['10.0.0.0/8', '2001:db8::1']\nheader = 'forwarded'\n\
         [[site]]\norganization = 'o'\nsite = 's'\nquestions_per_day = 200\n\
         [site.visitors]\naudiences = ['docs']\n\
         [[site.visitors.keys]]\nalgorithm = 'HS256'\nid = '1'\nkey_env = 'VISITORS'\n",
    );
    let environment = [
        ("ASK_DOCS_SITE_S_TOKEN", CANARY),
        ("VISITORS", "a secret of the tests, and long enough"),
        ("ASK_DOCS_LIMITS_AT_ONCE", "9"),
    ];
    let settings = folder.read_with(&[], &environment).expect("right settings");
    let shared = &settings.server.protection;
    let per_client = shared.limits.per_client.map(|rate| (rate.count.get(), rate.per.as_secs()));
    assert_eq!((per_client, shared.limits.per_origin), (Some((7, 60)), None));
    assert_eq!(shared.limits.at_once, 9);
    assert_eq!(shared.proxies.trusted.len(), 2);
    let site = &settings.sites[0].protection;
    assert_eq!(site.budget.map(|budget| budget.get()), Some(200));
    let visitors = site.visitors.as_ref().expect("a demand");
    assert_eq!((visitors.keys.len(), visitors.audiences.len()), (1, 1));
    assert!(!format!("{settings:?}").contains("secret of the tests"));
}

#[test]
fn mistakes_in_protection_are_told_with_their_lines() {
    let found = mistakes(
        "[limits]\nquestions_per_client = -1\nat_once = 0\n\
         [proxies]\ntrusted = ['10.0.0.0/33', 'proxy.example']\nheader = 'x-real-ip'\n\
         [[site]]\ndocs = '.'\nvisitors = {}\n\
         [[site]]\nname = 'b'\nsite = 'b'\ndocs = '.'\nsite_url = 'https://b.example'\n\
         [[site.visitors.keys]]\nalgorithm = 'none'\nkey = 'written here'\n\
         [[site.visitors.keys]]\nid = '2'\nkey_file = 'nowhere'\n",
    );
    let starts = [
        "gateway.toml:2: `questions_per_client` must be a number from 0 to",
        "gateway.toml:3: `at_once` must be a number from 1 to",
        "gateway.toml:5: `trusted` must be an address or a network",
        "gateway.toml:5: `trusted` must be an address or a network",
        "gateway.toml:6: `header` must be `x-forwarded-for` or `forwarded`",
        "gateway.toml:9: `keys` must hold at least one key",
        "gateway.toml:15: `key_file` must name the file with the key",
        "gateway.toml:16: `algorithm` must be `HS256`, `RS256` or `ES256`",
        "gateway.toml:17: `key` must not stand in this file",
        "gateway.toml:18: `algorithm` must be given",
        "gateway.toml:20: `key_file` names a file that cannot be read",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start) && !found.contains("written here"), "{found}\n{start}");
    }
}
